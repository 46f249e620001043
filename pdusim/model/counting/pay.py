"""What all staff cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pdusim.model.work.practitioner import Grade

if TYPE_CHECKING:
    from pdusim.model.surroundings.scope import Surrounded

DAYS_PER_YEAR: Final = 365.25
_PO: Final = Grade.PO
_SPO: Final = Grade.SPO


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
    scale: dict[Grade, float] = {grade: getattr(pay, grade.value) for grade in Grade}
    for officer in unit.staff:
        grade = officer.grade
        yearly = scale[grade] * (officer.contracted / full_time)
        if grade is not _SPO:
            yearly *= overtime
        if officer.agency:
            yearly *= pay.agency_factor
        elif grade is _PO:
            yearly += pay.retention
        if officer.senior_practitioner:
            yearly += pay.senior_practitioner
        total += yearly
    return total * (1.0 + pay.on_costs) * 7.0 / DAYS_PER_YEAR
