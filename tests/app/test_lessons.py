"""The five lessons: their experiments run, their answers follow from the results."""

from __future__ import annotations

import dataclasses
import re

import pytest

import pdusim
from pdusim.app.lessons import LESSONS, Lesson
from pdusim.app.levers import Levers
from pdusim.experiment.results import Results
from pdusim.report.findings import judge

SMALL = {"unit.scale": 0.25, "run.warm_up_weeks": 2, "run.observe_weeks": 16}


@pytest.fixture(scope="module")
def results() -> dict[str, Results]:
    levers = Levers(pdusim.load_scenario("baseline"))
    found = {}
    for lesson in LESSONS:
        scenarios = [one.with_values(SMALL) for one in lesson.scenarios(levers)]
        run = pdusim.run(scenarios, replications=3, seed=1, record="weekly")
        # The page names the arms itself.
        found[lesson.name] = dataclasses.replace(run, names=tuple(a.label for a in lesson.arms))
    return found


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda one: one.name)
def test_a_lesson_answers_in_words_and_pictures(lesson: Lesson, results) -> None:
    found = results[lesson.name]
    said, charts = lesson.answer(found), lesson.draw(found)
    assert len(said) >= 2
    assert all(text[0].isupper() and text.endswith((".", "?")) for text in said)
    assert charts
    for chart in charts:
        assert chart.html().count("<svg") == 2
        assert chart.table.rows
        assert chart.note
    assert lesson.question
    assert lesson.think
    # The answer to the question stands first, once.
    assert len(set(said)) == len(said)


def test_a_guess_is_held_against_what_the_charts_and_sentences_say(results) -> None:
    queues, *ways, one_run = LESSONS
    (chart,) = queues.draw(results["queues"])
    assert queues.guess.kind == "curve"
    curve = [[float(row[1]), float(row[2].split(" ")[0])] for row in chart.table.rows]
    assert queues.met(results["queues"]) == [pytest.approx(point, abs=0.6) for point in curve]
    for lesson in ways:
        found = lesson.met(results[lesson.name])
        assert len(found) == len(lesson.guess.labels) >= 3
        assert set(found) <= {"more", "less", "none"}
        swapped = dataclasses.replace(
            results[lesson.name], outcomes=results[lesson.name].outcomes[::-1]
        )
        other = {"more": "less", "less": "more", "none": "none"}
        assert lesson.met(swapped) == [other[one] for one in found]
    (spread,) = one_run.met(results["one-run"])
    said = " ".join(one_run.answer(results["one-run"]))
    found = re.search(r"([\d.]+) percentage points apart", said)
    assert found is not None
    assert float(found[1]) == pytest.approx(spread, abs=0.06)


def test_the_first_sentence_follows_the_runs_not_the_title(results) -> None:
    for name, measure in (
        ("notice", "unprepared_release_rate"),
        ("continuity", "missed_review_rate"),
    ):
        lesson = next(one for one in LESSONS if one.name == name)
        found = results[name]
        swapped = dataclasses.replace(found, outcomes=found.outcomes[::-1])
        clear = judge(found.difference(1, 0, measure).estimate) in ("more", "less")
        assert (lesson.answer(found)[0] != lesson.answer(swapped)[0]) is clear
    queues = LESSONS[0]
    found = results["queues"]
    backwards = dataclasses.replace(found, outcomes=found.outcomes[::-1])
    assert queues.answer(found)[0].startswith("It copes less and less")
    assert not queues.answer(backwards)[0].startswith("It copes less and less")


def test_a_line_joins_the_two_runs_of_a_pair(results) -> None:
    lesson = LESSONS[-1]
    found = results["one-run"]
    (chart,) = lesson.draw(found)
    assert chart.wide.count('class="pair"') == found.replications


def test_the_lesson_on_notice_explains_fewer_missed_reviews_only_where_there_are(results) -> None:
    lesson = next(one for one in LESSONS if one.name == "notice")
    found = results["notice"]
    swapped = dataclasses.replace(found, outcomes=found.outcomes[::-1])
    for one in (found, swapped):
        less = judge(one.difference(1, 0, "missed_review_rate").estimate) == "less"
        assert any("Why fewer" in text for text in lesson.answer(one)) is less


def test_the_lesson_on_queues_takes_its_curve_from_the_runs(results) -> None:
    lesson = next(one for one in LESSONS if one.name == "queues")
    found = results["queues"]
    (chart,) = lesson.draw(found)
    loads = [float(row[1]) for row in chart.table.rows]
    assert loads == sorted(loads)
    means = [100.0 * found.estimate(place, "missed_review_rate").mean for place in range(6)]
    shown = [float(row[2].split(" ")[0]) for row in chart.table.rows]
    assert shown == pytest.approx(means, rel=1e-3)


def test_the_lesson_on_one_run_counts_what_a_single_run_would_have_said(results) -> None:
    lesson = next(one for one in LESSONS if one.name == "one-run")
    found = results["one-run"]
    first, second = (found.totals(place, "missed_review_rate").values for place in (0, 1))
    wrong = [a > b for i, a in enumerate(first) for j, b in enumerate(second) if i != j]
    share = f"in {100 * sum(wrong) / len(wrong):.0f} % of cases"
    assert any(share in text for text in lesson.answer(found))
