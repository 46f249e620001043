"""What code that counts may see of a unit: everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pdusim.model.cases.scope import Cases

if TYPE_CHECKING:
    from pdusim.model.counting.census import Census


class Counted(Cases):
    """The weekly census."""

    __slots__ = ("census", "contact_before")
    census: Census
    contact_before: tuple[float, float]

    def contacts(self, now: float) -> tuple[float, float]:
        """Contact hours due and delivered since the start, everybody's together."""
        due = done = 0.0
        for officer in self.everyone:
            officer.settle(now)
            due += officer.contact_due
            done += officer.contact_done
        for team in self.teams:
            team.pool.settle(now)
            due += team.pool.contact_due
        return due, done
