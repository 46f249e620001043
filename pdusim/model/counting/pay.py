"""What all staff cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pdusim.model.surroundings.scope import Surrounded

DAYS_PER_YEAR: Final = 365.25


def cost_of_week(unit: Surrounded) -> float:
    """Pay and on-costs of everybody in post for a week, with overtime, agency and payments, in £.

    The court team is in it; staff of premises, placements and programme groups are not.

    A retention payment is paid to employed probation officers; on-costs come on top of it as of
    all pay.
    """
    workforce = unit.settings.workforce
    pay = workforce.pay
    full_time = workforce.hours.full_time
    overtime = 1.0 + workforce.hours.overtime_share * pay.overtime_factor
    total = unit.administrators.in_post * pay.admin
    total += unit.surroundings.court.in_post * pay.court_writer
    for officer in unit.staff:
        yearly: float = getattr(pay, officer.grade.value)
        yearly *= officer.contracted / full_time
        if officer.grade.value != "spo":
            yearly *= overtime
        if officer.agency:
            yearly *= pay.agency_factor
        elif officer.grade.value == "po":
            yearly += pay.retention
        if officer.senior_practitioner:
            yearly += pay.senior_practitioner
        total += yearly
    return total * (1.0 + pay.on_costs) * 7.0 / DAYS_PER_YEAR
