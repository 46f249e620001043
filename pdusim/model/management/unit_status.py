"""Green, amber or red: how pressed the unit is, and what it may then leave out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pdusim.model.work.practitioner import Grade
from pdusim.outcomes import counts

if TYPE_CHECKING:
    from pdusim.model.management.scope import Managed
    from pdusim.scenario.schema.surroundings import Relaxation

LEVELS = ("green", "amber", "red")


class UnitStatus:
    """The unit's status, looked at every Monday."""

    def __init__(self, unit: Managed) -> None:
        self.unit = unit
        self.level = 0
        self._since = -(10**9)

    @property
    def relaxation(self) -> Relaxation | None:
        """What may be left out just now; None while green."""
        if self.level == 0:
            return None
        rule = self.unit.settings.surroundings.status
        return rule.red if self.level == 2 else rule.amber

    def contact_factor(self, protect: str) -> float:
        """What contact standards of a protect level are multiplied by just now."""
        relaxed = self.relaxation
        if relaxed is None or protect not in relaxed.contact_tiers:
            return 1.0
        return relaxed.contact_factor

    def week(self, today: int) -> None:
        """Work out the status from workload and vacancy; apply what changes."""
        unit = self.unit
        rule = unit.settings.surroundings.status
        used = sum(o.points for o in unit.staff) + sum(o.points for o in unit.leavers)
        available = sum(o.points_available for o in unit.staff)
        workload = 100.0 * used / available if available else 0.0
        posts = unit.workforce.posts(Grade.PO)
        vacancy = unit.workforce.vacancies(Grade.PO) / posts if posts else 0.0
        if workload >= rule.red_workload or vacancy >= rule.red_vacancy:
            level = 2
        elif workload >= rule.amber_workload or vacancy >= rule.amber_vacancy:
            level = 1
        else:
            level = 0
        if level != self.level and today - self._since >= 7 * rule.least_weeks:
            before = {p: self.contact_factor(p) for p in "ABCD"}
            self.level = level
            self._since = today
            unit.ledger.record(today, "unit status", None, LEVELS[level])
            if before != {p: self.contact_factor(p) for p in "ABCD"}:
                unit.contacts_changed()
        unit.tally.add(counts.WEEKS_OF_STATUS[LEVELS[self.level]])
