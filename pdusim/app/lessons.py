"""Five lessons, each a question, an experiment, and an answer read off its results."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from pdusim.app.lesson_answers import (
    CIRCLE,
    CONTINUITY,
    NOTICE,
    bars,
    circle_answer,
    continuity_answer,
    notice_answer,
    one_run_answer,
    one_run_chart,
    one_run_met,
    queue_answer,
    queue_chart,
    queue_met,
    ways_met,
)
from pdusim.app.levers import BASE
from pdusim.experiment.results import Results
from pdusim.report.svg import Chart

if TYPE_CHECKING:
    from pdusim.app.levers import Levers
    from pdusim.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Arm:
    """One scenario of a lesson.

    Parameters
    ----------
    label : str
        As shown.
    levers : mapping
        Sliders that differ from the baseline.
    values : mapping
        Further values, by dotted path.
    """

    label: str
    levers: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Guess:
    """What a class guesses before the model answers.

    Parameters
    ----------
    kind : {"curve", "ways", "spread"}
        A curve drawn over ``at``; more, less or no clear change of each of ``labels``; one number.
    ask : str
        What is asked.
    labels : tuple of str
        Of measures.
    at : tuple of float
        Where the curve is guessed.
    x_unit, unit : str
        Across and up.
    top : float
        Largest value that can be guessed.
    """

    kind: Literal["curve", "ways", "spread"]
    ask: str
    labels: tuple[str, ...] = ()
    at: tuple[float, ...] = ()
    x_unit: str = ""
    unit: str = ""
    top: float = 0.0


@dataclass(frozen=True, slots=True)
class Lesson:
    """A guided lesson.

    Parameters
    ----------
    name, title, question, experiment, think : str
        As shown: what it is about, what is asked, what is done, what to think about before looking.
    guess : Guess
        What is guessed first.
    arms : tuple of Arm
        Scenarios; the first is compared with.
    replications : int
        Of each.
    answer : callable
        Results to sentences that follow from them, the first one the answer to the question.
    met : callable
        Results to what the guess is held against: points of a curve, ways, or a number.
    draw : callable
        Results to charts.
    """

    name: str
    title: str
    question: str
    experiment: str
    think: str
    guess: Guess
    arms: tuple[Arm, ...]
    replications: int
    answer: Callable[[Results], list[str]]
    met: Callable[[Results], list[object]]
    draw: Callable[[Results], list[Chart]]

    def scenarios(self, levers: Levers) -> list[Scenario]:
        """Return the scenarios of the arms."""
        found = []
        for arm in self.arms:
            values = {**levers.values(levers.read(arm.levers)), **arm.values}
            found.append(levers.base.with_values(values, name=arm.label))
        return found


_SHARES = (60, 75, 90, 100, 115, 130)


LESSONS: tuple[Lesson, ...] = (
    Lesson(
        "queues",
        "What a fuller week costs",
        "If a unit at 90 % copes, will it cope at 100, and at 110?",
        "The same unit with 60 to 130 % of the baseline's sentences, two runs each.",
        "A line, a bend, or a wall? What happens in the week after a bad week?",
        Guess(
            "curve",
            "Draw the share of risk reviews missed at each workload.",
            at=(60, 80, 100, 120, 140, 160),
            x_unit="workload in official points, %",
            unit="risk reviews missed, %",
            top=80,
        ),
        tuple(
            Arm(f"{share} % of the baseline's sentences", {"arrivals": share}) for share in _SHARES
        ),
        2,
        queue_answer,
        queue_met,
        queue_chart,
    ),
    Lesson(
        "sickness",
        "Overload and sickness",
        "Does overload make itself worse?",
        "A unit with 30 % of officer posts vacant, once with workload making nobody ill or leave, "
        "once with the strongest link that is plausible.",
        "Who does the work of somebody who is off sick? And then?",
        Guess(
            "ways",
            "Beside the first, will the second have more or less of it?",
            tuple(label for _, label in CIRCLE),
        ),
        (
            Arm(
                "workload harms nobody",
                {"vacancy": 30},
                {
                    "workforce.sickness.workload_effect": 0.0,
                    "workforce.sickness.stress_workload_effect": 0.0,
                    "workforce.leaving.workload_effect": 0.0,
                },
            ),
            Arm(
                "workload makes ill",
                {"vacancy": 30},
                {
                    "workforce.sickness.workload_effect": 0.08,
                    "workforce.sickness.stress_workload_effect": 0.25,
                    "workforce.leaving.workload_effect": 0.2,
                },
            ),
        ),
        8,
        circle_answer,
        ways_met(CIRCLE),
        bars("lesson-sickness", "The circle", CIRCLE),
    ),
    Lesson(
        "notice",
        "Early release: the release and the notice",
        "Seventy days' early release: is it the release, or the notice?",
        "Early release by up to 70 days, once with eight weeks' notice to the unit, once with a "
        "day or two.",
        "What has to happen before somebody leaves prison, and how long does each step take?",
        Guess(
            "ways",
            "Beside the first, will the second have more or less of it?",
            tuple(label for _, label in NOTICE),
        ),
        (
            Arm(
                "eight weeks' notice",
                {"early_days": 70},
                {
                    "early_release.ecsl.notice_days_min": 56,
                    "early_release.ecsl.notice_days_max": 56,
                },
            ),
            Arm("a day or two", {"early_days": 70}),
        ),
        8,
        notice_answer,
        ways_met(NOTICE),
        bars("lesson-notice", "Notice", NOTICE),
    ),
    Lesson(
        "continuity",
        "Continuity and levelling",
        "When an officer is away, should their people wait or move to whoever has room?",
        "Cases stay with the officer they know whatever happens, or move after a week's absence "
        "to the least loaded.",
        "Who gains from continuity, and who pays?",
        Guess(
            "ways",
            "Beside the first, will the second have more or less of it?",
            tuple(label for _, label in CONTINUITY),
        ),
        (
            Arm("cases stay", {"rule": "continuity_first"}),
            Arm(
                "cases move",
                {"rule": "least_loaded_eligible"},
                {
                    "management.absence.rule": "reallocate",
                    "management.absence.reallocate_after_days": 5,
                },
            ),
        ),
        8,
        continuity_answer,
        ways_met(CONTINUITY),
        bars("lesson-continuity", "Continuity", CONTINUITY),
    ),
    Lesson(
        "one-run",
        "What one run can tell",
        "I ran it once and the busier unit did better. Was I right?",
        "The baseline's unit and one with 5 % more sentences, sixteen runs of each.",
        "What differs between two runs of the very same unit?",
        Guess(
            "spread",
            "How far apart will the best and the worst of 16 runs of the very same unit lie?",
            unit="percentage points of reviews missed",
            top=40,
        ),
        (Arm(BASE), Arm("5 % more sentences", {"arrivals": 105})),
        16,
        one_run_answer,
        one_run_met,
        one_run_chart,
    ),
)
