"""The plan of a release, case by case: which day, by which scheme, with how much notice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from pdusim.domain.calendar import WorkingCalendar
from pdusim.model.kernel import purposes
from pdusim.model.people.law import LawInForce
from pdusim.model.people.person import Person, SentenceKind
from pdusim.model.people.release import ReleasePlan, plan_release
from pdusim.scenario import load_scenario

START = date(2024, 7, 1)
PLAIN: dict[str, Any] = {
    "run.start": START,
    "early_release.hdc.window_days": 0,
    "early_release.ecsl.max_days": 0,
    "sentencing.custody.release_fraction": 0.5,
    "sentencing.custody.avoid_fridays": False,
}
R = "early_release.regimes.sds40."
SDS40: dict[str, Any] = {
    f"{R}enacted": True,
    f"{R}fraction.sds": 0.4,
    f"{R}tranches": [[1825, date(2024, 9, 10)], [None, date(2024, 10, 22)]],
    f"{R}notice_days": 56,
    f"{R}exclude.sexual": 1.0,
    f"{R}exclude.violent_4_years": 1.0,
    f"{R}exclude.domestic_abuse": 0.6,
}
P = "early_release.regimes.progression_model."
PROGRESSION: dict[str, Any] = {
    "run.start": date(2026, 8, 3),
    f"{P}enacted": True,
    f"{P}exclude.section_250": 0.0,
    f"{P}exclude.schedules": 0.0,
}
HDC: dict[str, Any] = {
    "early_release.hdc.window_days": 180,
    "early_release.hdc.released_share": 0.5,
    "early_release.hdc.exclude_over_years": 4.0,
    "early_release.hdc.min_served_days": 28,
    "early_release.hdc.min_served_fraction": 0.5,
    "early_release.hdc.min_curfew_days": 14,
    "early_release.hdc.min_custodial_days": 42,
    "early_release.hdc.after_sentence_days": 14,
}
ECSL: dict[str, Any] = {
    "early_release.ecsl.max_days": 35,
    "early_release.ecsl.eligible_share": 0.5,
    "early_release.ecsl.notice_days_min": 2,
    "early_release.ecsl.notice_days_max": 2,
    "early_release.ecsl.processing_days": 0,
    "early_release.ecsl.min_served_days": 7,
    "early_release.ecsl.exclude_women": True,
    "early_release.ecsl.exclude_sexual": True,
    "early_release.ecsl.exclude_violent_over_years": 4.0,
}


class Marks:
    """Chance that gives every draw of a purpose the same mark."""

    def __init__(self, marks: Mapping[int, float]) -> None:
        self.marks = marks

    def uniform(self, purpose: int, entity: int, ordinal: int = 0) -> float:
        return self.marks.get(purpose, 0.99)


def plan(
    length: int,
    *,
    sentenced: int = 0,
    today: int = 0,
    marks: Mapping[int, float] | None = None,
    ecsl_since: int = -1000,
    values: Mapping[str, Any] | None = None,
    **attributes: Any,
) -> ReleasePlan:
    person = Person(0, 7, "P1", "custody", sentenced)
    person.length = length
    for name, value in attributes.items():
        setattr(person, name, value)
    settings = load_scenario("baseline").with_values({**PLAIN, **(values or {})}).settings
    start = settings.run.start
    calendar = WorkingCalendar(start, -1000, 4000, "england_wales")
    chance: Any = Marks(marks or {})
    law = LawInForce(settings, chance, start)
    return plan_release(person, today, settings, law, chance, calendar, ecsl_since)


def weekday(day: int) -> int:
    """The release day itself, or the working day before it."""
    return WorkingCalendar(START, -1000, 4000, "england_wales").release_day(day, False)


TRANCHE_1 = (date(2024, 9, 10) - START).days
TRANCHE_2 = (date(2024, 10, 22) - START).days
IN_FORCE = TRANCHE_1 - 56
"""The day on which the notice of the first tranche begins."""


def test_half_of_a_sentence_on_a_working_day() -> None:
    usual = plan(400)
    assert (usual.scheme, usual.usual_day, usual.notice_day) == ("", usual.usual_day, 0)
    # The two-hundredth day, the day of sentence being the first.
    assert usual.usual_day == 199
    assert usual.day == weekday(usual.usual_day)


def test_two_thirds_of_a_longer_fraction_and_no_scheme_at_all() -> None:
    schemes = {**SDS40, **HDC, "sentencing.custody.longer_fraction": 2 / 3}
    marks = {purposes.HDC: 0.0, purposes.REGIME_EXCLUSION: 0.99}
    longer = plan(1500, today=IN_FORCE, values=schemes, marks=marks, kind=SentenceKind.LONGER)
    assert longer.scheme == ""
    assert longer.usual_day == 999


def test_time_on_remand_counts() -> None:
    assert plan(400, remand=30).usual_day == plan(400).usual_day - 30


@pytest.mark.parametrize(
    ("length", "sentenced", "today", "scheme", "day"),
    [
        # 40 % lies after the first tranche: that day.
        (1000, -200, IN_FORCE, "sds40", 199),
        # 40 % has passed by the tranche and 50 % has not: the tranche day itself.
        (800, -280, IN_FORCE, "sds40", TRANCHE_1),
        # Five years and more: the second tranche day.
        (2000, -750, TRANCHE_2 - 56, "sds40", TRANCHE_2),
        # One day before the notice begins nothing is known of it.
        (1000, -200, IN_FORCE - 1, "", 299),
        # Half the sentence comes before the tranche: nothing changes.
        (200, -60, IN_FORCE, "", 39),
    ],
)
def test_sds40(length: int, sentenced: int, today: int, scheme: str, day: int) -> None:
    found = plan(length, sentenced=sentenced, today=today, values=SDS40)
    assert found.scheme == scheme
    assert found.day == weekday(day)
    if day in (TRANCHE_1, TRANCHE_2):
        assert found.day == day


@pytest.mark.parametrize(
    ("attributes", "mark", "scheme"),
    [
        ({}, 0.0, "sds40"),
        ({"sexual": True}, 0.99, ""),
        ({"violent": True, "length": 1460}, 0.99, "sds40"),
        ({"violent": True, "length": 1470}, 0.99, ""),
        ({"domestic_abuse": True}, 0.59, ""),
        ({"domestic_abuse": True}, 0.61, "sds40"),
    ],
)
def test_who_is_excluded_from_sds40(attributes: dict[str, Any], mark: float, scheme: str) -> None:
    given = {"length": 1000, **attributes}
    length = given.pop("length")
    found = plan(
        length,
        sentenced=-200,
        today=IN_FORCE,
        values=SDS40,
        marks={purposes.REGIME_EXCLUSION: mark},
        **given,
    )
    assert found.scheme == scheme


@pytest.mark.parametrize(
    ("length", "mark", "attributes", "before"),
    [
        # The whole window before half of the sentence, both its first day and the last counted.
        (1000, 0.49, {}, 179),
        # Half of the custodial term has to be served first.
        (400, 0.49, {}, 100),
        # The prison lets the share go and no more.
        (1000, 0.51, {}, 0),
        (1000, 0.49, {"sexual": True}, 0),
        (1500, 0.49, {}, 0),
        # A custodial period of less than 42 days.
        (82, 0.49, {}, 0),
        # Fewer than the fewest days of curfew are left, and just enough.
        (84, 0.49, {}, 0),
        (86, 0.49, {}, 14),
        # Served on remand, but not yet two weeks since the sentence.
        (200, 0.49, {"remand": 70}, 15),
        (200, 0.49, {"remand": 90}, 0),
    ],
)
def test_curfew(length: int, mark: float, attributes: dict[str, Any], before: int) -> None:
    found = plan(length, values=HDC, marks={purposes.HDC: mark}, **attributes)
    assert found.scheme == ("hdc" if before else "")
    usual = plan(length, **attributes)
    assert abs((weekday(usual.usual_day) - found.day) - before) <= 3
    assert found.usual_day == usual.usual_day


@pytest.mark.parametrize(
    ("mark", "attributes", "scheme"),
    [
        (0.49, {}, "ecsl"),
        (0.51, {}, ""),
        (0.49, {"female": True}, ""),
        (0.49, {"sexual": True}, ""),
    ],
)
def test_end_of_custody_licence(mark: float, attributes: dict[str, Any], scheme: str) -> None:
    found = plan(1000, values=ECSL, marks={purposes.ECSL: mark}, **attributes)
    assert found.scheme == scheme
    if scheme:
        # Thirty-five days sooner, heard of two days before that.
        assert abs(found.usual_day - 35 - found.day) <= 3
        assert found.notice_day == found.usual_day - 35 - 2
    else:
        assert found.day == weekday(found.usual_day)


def test_who_is_inside_the_window_when_it_widens_leaves_with_notice_not_yesterday() -> None:
    marks = {purposes.ECSL: 0.0}
    found = plan(1000, today=490, values=ECSL, marks=marks, ecsl_since=490)
    assert found.scheme == "ecsl"
    assert 490 <= found.day <= 492 + 3
    assert found.notice_day == 490


def test_a_curfew_leaves_no_room_for_the_licence_scheme() -> None:
    marks = {purposes.HDC: 0.0, purposes.ECSL: 0.0}
    assert plan(1000, values={**HDC, **ECSL}, marks=marks).scheme == "hdc"


def test_a_curfew_counts_back_from_the_day_that_sds40_brought_forward() -> None:
    marks = {purposes.HDC: 0.0, purposes.REGIME_EXCLUSION: 0.99}
    both = plan(1400, sentenced=-10, today=IN_FORCE, values={**SDS40, **HDC}, marks=marks)
    sds40 = plan(1400, sentenced=-10, today=IN_FORCE, values=SDS40, marks=marks)
    assert (sds40.scheme, both.scheme) == ("sds40", "hdc")
    assert abs(sds40.day - 179 - both.day) <= 4


@pytest.mark.parametrize(
    ("length", "sentenced", "kind", "day", "tranche"),
    [
        # A third of 900 days lies after the tranche of 882 and more, 10 November 2026.
        (900, -100, SentenceKind.STANDARD, 199, None),
        # It has passed by then, and SDS40's date has not.
        (900, -250, SentenceKind.STANDARD, None, date(2026, 11, 10)),
        # Half of the sentence in place of two thirds; the longest of all leave last.
        (4500, -2600, SentenceKind.LONGER, None, date(2027, 6, 8)),
        (3000, -1000, SentenceKind.LONGER, 499, None),
    ],
)
def test_the_progression_model(
    length: int, sentenced: int, kind: SentenceKind, day: int | None, tranche: date | None
) -> None:
    later = (date(2027, 7, 1) - PROGRESSION["run.start"]).days
    calendar = WorkingCalendar(PROGRESSION["run.start"], -1000, 4000, "england_wales")
    for today in (sentenced, later):
        told = today == later
        plan_then = plan(length, sentenced=sentenced, today=today, values=PROGRESSION, kind=kind)
        expected = calendar.day_of(tranche) if tranche else day
        assert (plan_then.scheme == "progression_model") == told
        assert (plan_then.usual_day == expected) == told


def test_a_regime_moved_by_four_weeks_is_one_line() -> None:
    late = {**PROGRESSION, f"{P}postponed_days": 28}
    told = {"sentenced": -250, "today": 200}
    assert plan(900, values=late, **told).usual_day == (
        plan(900, values=PROGRESSION, **told).usual_day + 28
    )


def test_what_sds40_excludes_the_progression_model_does_not() -> None:
    both = {**SDS40, **PROGRESSION}
    person = {"sentenced": 100, "today": 100, "sexual": True}
    assert plan(900, values=SDS40, **person).scheme == ""
    assert plan(900, values=both, **person).scheme == "progression_model"


@pytest.mark.parametrize("kind", ["section_250", "schedules"])
def test_the_progression_model_leaves_a_share_out(kind: str) -> None:
    values = {**PROGRESSION, f"{P}exclude.{kind}": 0.2}
    for mark, scheme in ((0.19, ""), (0.21, "progression_model")):
        marks = {purposes.REGIME_EXCLUSION: mark}
        found = plan(900, sentenced=100, today=100, values=values, marks=marks)
        assert found.scheme == scheme


def test_no_adult_becomes_eligible_for_curfew_after_its_end() -> None:
    marks = {purposes.HDC: 0.0}
    eligible = plan(1000, values=HDC, marks=marks)
    day = eligible.usual_day - 179
    for ends, scheme in ((day + 1, "hdc"), (day, "")):
        values = {**HDC, "early_release.hdc.ends": START + timedelta(days=ends)}
        assert plan(1000, values=values, marks=marks).scheme == scheme
