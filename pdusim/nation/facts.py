"""What somebody knows of a unit in a few numbers, and whether they contradict one another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from pdusim.arithmetic import sum_of
from pdusim.experiment.errors import ExperimentError
from pdusim.model.kernel.sentenced import FLOWS
from pdusim.scenario import Scenario, load_scenario
from pdusim.scenario.errors import join_words, quote
from pdusim.scenario.schema.run import FIRST_DAY, LAST_DAY

MEAN_CASELOAD: Final = 2240
"""People on probation of one mean unit (figures.csv: pdu_mean_caseload)."""
_STAYS: Final = (0.5, 2.0)
"""How far the mean stay on the books may be from that of the mean unit, as a factor."""
TIERS: Final = ("A", "B", "C", "D")
"""Protect levels of the tier of two axes."""
_BASES: Final = ("rules_2026", "rules_2025", "baseline")


@dataclass(frozen=True, slots=True)
class OwnUnit:
    """What somebody knows of their unit; None where it is not known.

    Parameters
    ----------
    cases : int
        People on probation, those held in custody included.
    starts_per_month : float
        People newly sentenced a month, of all kinds together.
    officers, services_officers, trainees, seniors, administrators : int
        Staff in post, heads.
    officer_posts, services_officer_posts : int
        Posts of the establishment.
    vacancy : float
        Share of officers' and services officers' posts that are vacant, 0 to 1.
    region : str
        Name of a probation region.
    start : datetime.date
        A Monday.
    mix : mapping of str to float
        Cases by kind of sentence, in any unit.
    tiers : mapping of str to float
        Cases by protect level of the tier, "A" to "D", in any unit.
    """

    cases: int | None = None
    starts_per_month: float | None = None
    officers: int | None = None
    services_officers: int | None = None
    officer_posts: int | None = None
    services_officer_posts: int | None = None
    trainees: int | None = None
    seniors: int | None = None
    administrators: int | None = None
    vacancy: float | None = None
    region: str | None = None
    start: date | None = None
    mix: Mapping[str, float] = field(default_factory=dict)
    tiers: Mapping[str, float] = field(default_factory=dict)


def check_facts(known: OwnUnit) -> None:
    """Raise ``ExperimentError`` with every contradiction."""
    wrong = []
    for name, in_post, posts in (
        ("officers", known.officers, known.officer_posts),
        ("services officers", known.services_officers, known.services_officer_posts),
    ):
        if in_post is None or posts is None:
            continue
        if in_post > posts:
            wrong.append(f"{in_post} {name} in post, but only {posts} posts for them")
        elif known.vacancy is not None and posts:
            vacant = 1.0 - in_post / posts
            if abs(vacant - known.vacancy) > 0.5 / posts + 0.005:
                wrong.append(
                    f"{in_post} {name} in {posts} posts leave {100 * vacant:.0f} % vacant, not "
                    f"{100 * known.vacancy:.0f} %: give two of the three"
                )
    if known.vacancy is not None and not 0.0 <= known.vacancy < 1.0:
        wrong.append(f"{100 * known.vacancy:g} % of posts vacant: at least 0 and below 100 %")
    for name, number in (("cases", known.cases), ("people sentenced", known.starts_per_month)):
        if number is not None and number <= 0:
            wrong.append(f"{number:g} {name}: at least 1")
    if known.start is not None:
        wrong += _check_start(known.start)
    if known.cases and known.starts_per_month:
        stay = known.cases / known.starts_per_month
        usual = MEAN_CASELOAD / starts_of(load_scenario(base_of(known.start)))
        least, most = (factor * usual for factor in _STAYS)
        if not least <= stay <= most:
            wrong.append(
                f"{known.cases} cases and {known.starts_per_month:g} people sentenced a month are "
                f"a stay of {stay:.1f} months each, and in the mean unit it is {usual:.1f}: such "
                f"flows hold between {least * known.starts_per_month:.0f} and "
                f"{most * known.starts_per_month:.0f} cases"
            )
    wrong += _check_mixes(known)
    if wrong:
        raise ExperimentError("\n".join(wrong))


def _check_mixes(known: OwnUnit) -> list[str]:
    wrong = []
    unknown = [name for name in known.mix if name not in FLOWS]
    wrong += [f"mix: no kind of sentence {quote(n)}: {join_words(FLOWS)}" for n in unknown]
    if known.mix and not unknown and not sum_of(known.mix.values()) > 0:
        wrong.append("mix: nothing above 0")
    other = [name for name in known.tiers if name not in TIERS]
    wrong += [f"tiers: no protect level {quote(n)}: {join_words(TIERS)}" for n in other]
    if known.tiers and not other:
        missing = [name for name in TIERS if name not in known.tiers]
        if missing:
            wrong.append(f"tiers: {join_words(missing, last='and')} not given: all four, as cases")
        elif not sum_of(known.tiers.values()) > 0:
            wrong.append("tiers: nothing above 0")
    return wrong


def _check_start(start: date) -> list[str]:
    if not FIRST_DAY <= start <= LAST_DAY:
        return [f"start {start}: from {FIRST_DAY} to {LAST_DAY}"]
    if start.weekday():
        monday = start - timedelta(days=start.weekday())
        return [
            f"a run starts on a Monday, and {start} is a {start:%A}: {monday} or "
            f"{monday + timedelta(days=7)}"
        ]
    return []


def base_of(start: date | None) -> str:
    """The shipped rules of the time a run starts."""
    if start is not None:
        for name in _BASES:
            if load_scenario(name).settings.run.start <= start:
                return name
    return "baseline"


def starts_of(base: Scenario) -> float:
    """People sentenced a month in a scenario's unit."""
    return sum_of(float(getattr(base.undated.arrivals, flow)) for flow in FLOWS)
