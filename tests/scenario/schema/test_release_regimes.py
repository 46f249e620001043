"""Release regimes in a scenario file: what cannot be is refused where it stands."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pdusim.domain.sentences import LAWS, release_dates
from pdusim.scenario import ScenarioError, load_scenario
from pdusim.scenario.laws import law_of

R = "early_release.regimes."
HEAD = (
    "extends: baseline\nearly_release:\n  regimes:\n    progression_model:\n      enacted: true\n"
)
ACT_OF_2028 = """\
extends: baseline
run: {start: 2026-01-05}
early_release:
  regimes:
    act_of_2028:
      enacted: true
      fraction: {sds: 0.3, sds_plus: null}
      exclude: {sexual: 0, violent_4_years: 0, domestic_abuse: 0, section_250: 0, schedules: 0}
      assent: 2028-01-10
      commencement: 2028-04-03
      already_sentenced: tranches
      tranches: [[null, 2028-05-01]]
      notice_days: 28
      postponed_days: 0
"""


def refusal(folder: Path, text: str) -> tuple[int, int, str, str]:
    file = folder / "policy.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(file)
    (problem,) = caught.value.problems
    assert Path(problem.file).name == "policy.yaml"
    words = " ".join((problem.message, problem.expected, problem.suggestion))
    return problem.line, problem.column, problem.path, words


@pytest.mark.parametrize(
    ("lines", "place", "path", "words"),
    [
        (
            "      tranches:\n        - [574, 2026-10-01]\n        - [900, 2026-09-30]\n"
            "        - [null, 2026-11-01]\n",
            (8, 11),
            f"{R}progression_model.tranches.1",
            "2026-09-30 follows 2026-10-01: write them from the earliest day to the latest",
        ),
        (
            "      tranches:\n        - [574, 2026-10-01]\n        - [570, 2026-10-02]\n"
            "        - [null, 2026-11-01]\n",
            (8, 11),
            f"{R}progression_model.tranches.1",
            "write them from the shortest sentences to the longest",
        ),
        (
            "      tranches: [[574, 2026-10-01]]\n",
            (6, 18),
            f"{R}progression_model.tranches.0",
            "leaves longer sentences out: write null for its longest",
        ),
        (
            "      tranches: [[below 5 years, 2026-10-01], [null, 2026-11-01]]\n",
            (6, 18),
            f"{R}progression_model.tranches.0",
            "found 'below 5 years': write the longest sentence in days, a length as under 5 years",
        ),
        (
            "      commencement: 2026-01-21\n",
            (6, 21),
            f"{R}progression_model.commencement",
            "before Royal Assent on 2026-01-22: write 2026-01-22 or a later day",
        ),
        (
            "      commencement: 2026-10-02\n",
            (6, 21),
            f"{R}progression_model.commencement",
            "the first tranche is on 2026-10-01, before commencement on 2026-10-02",
        ),
        (
            "      fraction: {sds: 0.51}\n",
            (6, 23),
            f"{R}progression_model.fraction.sds",
            "later than the 0.5 of sentencing.custody.release_fraction: write 0.5 or less",
        ),
        (
            "      fraction: {sds: null, sds_plus: null}\n",
            (6, 39),
            f"{R}progression_model.fraction.sds_plus",
            "both null",
        ),
        (
            "      already_sentenced: unchanged\n",
            (6, 26),
            f"{R}progression_model.already_sentenced",
            "with 10 tranches: write 'tranches', or tranches: []",
        ),
        (
            "      exclude: {sexuel: 1}\n",
            (6, 17),
            f"{R}progression_model.exclude.sexuel",
            "did you mean 'sexual'?",
        ),
    ],
)
def test_what_cannot_be_is_refused(
    tmp_path: Path, lines: str, place: tuple[int, int], path: str, words: str
) -> None:
    line, column, where, said = refusal(tmp_path, HEAD + lines)
    assert (line, column, where) == (*place, path)
    assert words in said


def test_a_later_regime_releases_no_later_than_the_one_before(tmp_path: Path) -> None:
    lines = "      fraction: {sds: 0.45}\n    sds40: {enacted: true}\n"
    said = refusal(tmp_path, HEAD + lines)[3]
    assert "progression_model releases sds after 0.45" in said
    assert "later than the 0.4 of sds40: write 0.4 or less" in said


def test_it_is_told_in_the_authors_file_when_a_change_in_another_brings_it_about(
    tmp_path: Path,
) -> None:
    """The progression model is enacted by a dated change of the scenario that this one extends."""
    act = ACT_OF_2028.replace("baseline\nrun: {start: 2026-01-05}", "progression_model")
    act = act.replace("sds: 0.3,", "sds: 0.35,")
    line, _, path, said = refusal(tmp_path, act)
    assert act.splitlines()[line - 1].strip().startswith("fraction: {sds: 0.35")
    assert path == f"{R}act_of_2028.fraction.sds"
    assert "later than the 0.3333 of progression_model: write 0.3333 or less" in said


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("early_release:\n  sds40:\n    tranche_1: 2024-09-10\n", "regimes.sds40"),
        (
            "changes:\n  - {from: 2024-07-16, set: {early_release.sds40.tranche_1: 2024-09-10}}\n",
            "write early_release.regimes.sds40.enacted: true",
        ),
    ],
)
def test_the_old_key_is_refused_with_the_new_one(tmp_path: Path, lines: str, words: str) -> None:
    line, _, _, said = refusal(tmp_path, f"extends: baseline\n{lines}")
    assert line == 3
    assert words in said


def test_the_next_act_is_an_entry(tmp_path: Path) -> None:
    file = tmp_path / "act.yaml"
    file.write_text(ACT_OF_2028, encoding="utf-8")
    law = law_of(load_scenario(file).settings)
    dates = release_dates(sentenced_on=date(2027, 1, 4), days=1500, law=law)
    assert (dates.conditional_release, dates.regime) == (date(2028, 5, 1), "act_of_2028")


@pytest.mark.parametrize("length", [30, 200, 574, 575, 1460, 1825, 1826, 1827, 3000, 5000])
# Five years from March 2020 are 1,826 days, from January 2020 with a second leap day 1,827.
@pytest.mark.parametrize(
    "sentenced_on",
    [date(2020, 1, 6), date(2020, 3, 2), date(2024, 3, 1), date(2025, 9, 2), date(2026, 10, 1)],
)
@pytest.mark.parametrize("track", ["sds", "sds_plus"])
def test_the_regimes_of_the_baseline_are_those_of_the_statutes(
    length: int, sentenced_on: date, track: str
) -> None:
    stated = load_scenario("baseline").with_values(
        {f"{R}sds40.enacted": True, f"{R}progression_model.enacted": True}
    )
    law, known = law_of(stated.settings), LAWS["progression_model"]
    mine, theirs = (
        release_dates(sentenced_on=sentenced_on, days=length, track=track, law=one)  # type: ignore[arg-type]
        for one in (law, known)
    )
    assert mine.conditional_release == theirs.conditional_release
    assert mine.expiry == theirs.expiry


@pytest.mark.parametrize(
    ("sentenced_on", "days", "released"),
    [
        # Under five years to the day, with two leap days in them: the first tranche.
        (date(2020, 1, 6), 1826, date(2024, 9, 10)),
        (date(2020, 1, 6), 1827, date(2024, 10, 22)),
        (date(2021, 1, 5), 1826, date(2024, 10, 22)),
        (date(2021, 1, 5), 1825, date(2024, 9, 10)),
    ],
)
def test_under_five_years_are_calendar_years(sentenced_on: date, days: int, released: date) -> None:
    # Released at half before the tranche, without a rule that comes first: so half is set later.
    late = load_scenario("baseline").with_values(
        {
            f"{R}sds40.enacted": True,
            "sentencing.custody.release_fraction": 0.98,
            f"{R}sds40.notice_days": 0,
        }
    )
    dates = release_dates(sentenced_on=sentenced_on, days=days, law=law_of(late.settings))
    assert dates.conditional_release == released
