"""The five lessons: their experiments run, their answers follow from the results."""

from __future__ import annotations

import dataclasses

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
