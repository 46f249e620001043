"""Official points and hours of casework of a member of staff: what is reduced, what is lost.

Two things are kept apart. The official reduction lowers the points available, and a long absence
counts as one from a certain day on. The hours of casework are what is really there: an absent
officer has none from the first day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from pdusim.domain.workload import available_points
from pdusim.model.work.grades import Grade

if TYPE_CHECKING:
    from pdusim.model.work.practitioner import Practitioner

DAYS_PER_MONTH: Final = 30.4375
_WORKING_DAYS_A_WEEK: Final = 5.0


class WorkingTime(NamedTuple):
    """What a member of staff has, by the official tool and in truth.

    Parameters
    ----------
    reduction : float
        Official reduction, part of contracted hours, 0 to 1.
    points : int
        Points available; none for a senior.
    day_hours : float
        Hours of casework in one working day, as an experienced officer's; 0 while absent.
    """

    reduction: float
    points: int
    day_hours: float


def standing_reduction(officer: Practitioner, now: float) -> float:
    """Reduction by grade and stage of career, at most 1; absence apart."""
    workforce = officer.unit.settings.workforce
    rule = workforce.reductions
    share = officer.standing_reduction
    months = (now - officer.started) / DAYS_PER_MONTH
    if officer.grade is Grade.PQIP:
        if months < 6:
            share += rule.pqip_months_0_6
        elif months < 12:
            share += rule.pqip_months_6_12
        else:
            share += rule.pqip_after_12
    elif officer.grade is Grade.PO and officer.newly_qualified:
        share += rule.nqo
    elif officer.grade is Grade.PSO and months < rule.pso_learning_months:
        share += rule.pso_learning
    if officer.senior_practitioner:
        share += workforce.senior_practitioners.time_share
    return min(1.0, share)


def working_time(officer: Practitioner, now: float) -> WorkingTime:
    """Work out points available and hours of casework as things stand now."""
    unit = officer.unit
    workforce = unit.settings.workforce
    share = standing_reduction(officer, now)
    lost = share
    if now < officer.phased_until:
        lost = min(1.0, share + workforce.sickness.phased_return_share)
    official = lost
    long_sick = (
        officer.sick_since is not None
        and now >= officer.sick_since + workforce.sickness.reduction_after_days
    )
    if officer.away_kind == "maternity" or long_sick:
        official = 1.0
    hours = officer.contracted * (1.0 - lost)
    if officer.grade is Grade.SPO:
        points = 0
        casework = hours * (1.0 - unit.settings.management.oversight.other_share)
    else:
        points = available_points(
            officer.contracted,
            officer.contracted * official,
            workforce.hours.full_time,
            workforce.hours.nominal_target,
        )
        hours *= 1.0 + workforce.hours.overtime_share
        if officer.grade is Grade.PO:
            hours = max(0.0, hours - officer.team.mentoring_of(officer))
        casework = hours * (1.0 - unit.settings.work.service.non_case_share)
        casework += unit.freeing.freed(officer) * (1.0 - lost)
        # In hours of the mean officer, of whom the hours of tasks are told: the same work takes
        # longer to learn it by.
        rule = workforce.experience
        casework *= 1.0 + rule.novice_time * rule.reference_inexperience
        casework /= 1.0 + rule.novice_time * officer.inexperience
    here = officer.in_post and not officer.away
    day_hours = max(0.0, casework) / _WORKING_DAYS_A_WEEK if here else 0.0
    return WorkingTime(official, points, day_hours)
