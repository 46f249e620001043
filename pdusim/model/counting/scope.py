"""What code that counts may see of a unit: everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pdusim.arithmetic import on_grid
from pdusim.model.cases.scope import Cases
from pdusim.outcomes import counts

if TYPE_CHECKING:
    from pdusim.model.counting.census import Census


class Counted(Cases):
    """The weekly census, and what is read off at the edges of the observation window."""

    __slots__ = ("census",)
    census: Census

    def read_levels(self, now: float) -> None:
        """Bring the counts up to date that grow with time and not by events."""
        totals = self.tally.since_start
        totals[counts.UNRECOGNISED_DAYS] = self.unrecognised.integral(now)
        totals[counts.DAYS_UNALLOCATED] = self.waiting_cases.integral(now)
        totals[counts.DAYS_NEW_UNALLOCATED] = self.new_cases_waiting.integral(now)
        due = missed = 0.0
        for officer in self.everyone:
            officer.settle(now)
            due += officer.contact_due
            missed += officer.contact_missed
        for team in self.teams:
            team.pool.settle(now)
            due += team.pool.contact_due
            missed += team.pool.contact_due
        due = on_grid(due)
        totals[counts.CONTACT_HOURS_DUE] = due
        totals[counts.CONTACT_HOURS_GIVEN] = due - on_grid(missed)
