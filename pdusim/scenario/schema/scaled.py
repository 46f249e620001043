"""Posts and places that ``unit.scale`` rounds away: a small unit has less than one of them."""

from __future__ import annotations

from collections.abc import Iterable

from pdusim.scenario.schema.sections import Sections

_POSTS = ("po", "pso", "pqip", "spo", "admin")
"""Grades of ``workforce.posts``."""
_JOIN = ("po", "pso", "spo")
"""Grades of ``workforce.joiners``."""


def scale_warnings(every: Iterable[Sections]) -> list[str]:
    """Return a sentence for each number above nought that is nought in the unit simulated.

    Programme groups are not among them: a part of a group runs that part of the time.
    """
    lost: dict[str, str] = {}
    for settings in every:
        scale = settings.unit.scale
        for path, number in _whole(settings).items():
            if number > 0 and round(number * scale) == 0:
                lost.setdefault(path, f"{path} is {number:g}, and unit.scale {scale:g} makes it 0")
    return list(lost.values())


def _whole(settings: Sections) -> dict[str, float]:
    """Numbers that are multiplied by the scale and rounded."""
    workforce, around = settings.workforce, settings.surroundings
    return {
        **{f"workforce.posts.{grade}": getattr(workforce.posts, grade) for grade in _POSTS},
        **{f"workforce.joiners.{grade}": getattr(workforce.joiners, grade) for grade in _JOIN},
        "workforce.recruitment.agency_po": workforce.recruitment.agency_po,
        "workforce.senior_practitioners.posts": workforce.senior_practitioners.posts,
        "surroundings.court_reports.team_posts": around.court_reports.team_posts,
        "surroundings.premises.beds": around.premises.beds,
        "surroundings.unpaid_work.places_per_week": around.unpaid_work.places_per_week,
    }
