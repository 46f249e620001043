"""Posts that a scenario adds on a date and nobody comes for: a post is not an officer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from math import exp
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pdusim.scenario.schema.sections import Sections
    from pdusim.scenario.schema.workforce import Workforce

_DAYS_PER_YEAR = 365.25
_NAMES = {
    "po": "probation officers",
    "pso": "probation services officers",
    "spo": "senior probation officers",
    "admin": "case administrators",
}
_FASTER = {
    "po": "recruitment.po_extra_per_year",
    "pso": "recruitment.pso_months",
    "spo": "recruitment.spo_months",
    "admin": "recruitment.admin_months",
}
_SHORT = 0.5
"""Expected share of the added posts filled by the end below which the author is told."""


def unfilled_warnings(every: Sequence[Sections], days: Sequence[int]) -> list[str]:
    """Return a sentence for each grade whose posts rise on a date and mostly stay vacant.

    Parameters
    ----------
    every : sequence of Sections
        The settings at all times of a run.
    days : sequence of int
        From which day of the run each holds. Posts there from the first day are filled as the
        share of vacant posts says, and are no matter here.
    """
    return [text for grade in _NAMES if (text := _warning(every, days, grade))]


def _warning(every: Sequence[Sections], days: Sequence[int], grade: str) -> str:
    posts = [float(getattr(settings.workforce.posts, grade)) for settings in every]
    rise = max(posts) - posts[0]
    if rise <= 0.0:
        return ""
    first = next(place for place, number in enumerate(posts) if number > posts[0])
    run = every[0].run
    horizon = 7 * (run.warm_up_weeks + run.observe_weeks)
    years = (horizon - days[first]) / _DAYS_PER_YEAR
    filled = max(_filled(settings, grade, rise, years) for settings in every[first:])
    filled += _brought(every, grade) + _qualified(every, days, grade, horizon)
    if filled >= _SHORT * rise:
        return ""
    date = run.start + timedelta(days=days[first])
    lever = (
        ""
        if grade == "admin"
        else f"; to let {_NAMES[grade]} join on a date: workforce.joiners.{grade}"
    )
    return (
        f"workforce.posts.{grade} rises by {rise:g} from {date}, which brings vacancies and nobody "
        f"to fill them: recruitment as it is set fills about {filled:.1f} of {rise:g} posts by the "
        f"end of the run{lever}; for faster hiring: workforce.{_FASTER[grade]}"
    )


def _filled(settings: Sections, grade: str, rise: float, years: float) -> float:
    """Posts of those added that recruitment from outside fills in so many years, on average."""
    rule = settings.workforce.recruitment
    if grade == "po":
        rate = rule.po_lateral_per_year + rule.po_extra_per_year
        ready = max(0.0, years - rule.po_lead_months / 12.0)
        return min(rise * (1.0 - exp(-rate * ready)), rule.po_intake_max * years)
    rates = {
        "pso": 12.0 / rule.pso_months,
        "spo": rule.promotions_per_year + 12.0 / rule.spo_months,
        "admin": 12.0 / rule.admin_months,
    }
    return rise * (1.0 - exp(-rates[grade] * years))


def _brought(every: Sequence[Sections], grade: str) -> float:
    """Officers who join and take vacant posts."""
    if grade == "admin":
        return 0.0
    numbers = [
        float(getattr(settings.workforce.joiners, grade))
        for settings in every
        if settings.workforce.joiners.take.value == "vacant_posts"
    ]
    return max(numbers, default=0.0)


def _qualified(every: Sequence[Sections], days: Sequence[int], grade: str, horizon: int) -> float:
    """Officers from the training by the end, beyond those who go in the meantime."""
    if grade != "po":
        return 0.0
    first = every[0].workforce
    gone = officers_gone(first)
    ends = (*days[1:], horizon)
    found = 0.0
    for settings, begin, end in zip(every, days, ends, strict=True):
        rule = settings.workforce.recruitment
        more = max(0.0, rule.trainees_per_year * (1.0 - rule.trainee_dropout_share) - gone)
        shares = rule.trainee_graduate_share, 1.0 - rule.trainee_graduate_share
        months = rule.trainee_months_graduate, rule.trainee_months_other
        for share, length in zip(shares, months, strict=True):
            ready = min(end, horizon - length * _DAYS_PER_YEAR / 12.0)
            found += more * share * max(0.0, ready - begin) / _DAYS_PER_YEAR
    return found


def officers_gone(workforce: Workforce) -> float:
    """Probation officers of a mean unit who leave or are promoted in a year, by its settings."""
    leaving, rule = workforce.leaving, workforce.recruitment
    filled = workforce.posts.po * (1.0 - workforce.posts.po_vacant_share)
    outside = 12.0 / rule.spo_months
    inside = rule.promotions_per_year / (rule.promotions_per_year + outside)
    seniors = workforce.posts.spo * (leaving.spo + leaving.spo_moves_per_year)
    return leaving.po * filled + rule.promotions_elsewhere_per_year + seniors * inside
