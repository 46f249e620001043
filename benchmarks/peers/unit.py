"""The simplified unit in numbers, and what a replication of it reports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pdusim import Scenario, load_scenario

SCENARIO = Path(__file__).parent / "unit.yaml"
DAYS_A_WEEK = 5.0
LAST_DAYS = 56
"""Tasks that come up in the last days of the window are left out: not all can be done in it."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of task.

    Parameters
    ----------
    name : str
        Its name.
    priority : int
        The lowest goes first.
    mean_hours : float
        Mean of its exponential hours.
    every : int
        Days between two of them for a case; 0 for one that comes up once.
    """

    name: str
    priority: int
    mean_hours: float
    every: int

    def days(self, sentenced: int, ends: int) -> Iterable[int]:
        """Days on which it comes up for a case: the first appointment is the day after sentence."""
        first = sentenced + 1
        return range(first + self.every, ends, self.every) if self.every else (first,)


@dataclass(frozen=True, slots=True)
class SimplifiedUnit:
    """The unit, read from the scenario so that all three models have the same numbers.

    Parameters
    ----------
    scenario : Scenario
        The scenario, as pdusim simulates it.
    """

    scenario: Scenario
    officers: int = field(init=False)
    hours_a_day: float = field(init=False)
    cases_a_day: float = field(init=False)
    order_days: int = field(init=False)
    observed_from: int = field(init=False)
    horizon: int = field(init=False)
    kinds: tuple[Kind, ...] = field(init=False)

    def __post_init__(self) -> None:
        settings = self.scenario.settings
        run = settings.run
        lengths = settings.sentencing.orders.community_order
        tasks = settings.work.tasks
        once = tasks.initial_assessment
        kinds = [Kind("assessment", once.priority, once.hours, 0)]
        for name, task in tasks.periodic.items():
            standard = task.standard
            kinds.append(Kind(name, standard.priority, standard.hours, round(7 * task.every_weeks)))
        values = {
            "officers": round(settings.workforce.posts.po),
            "hours_a_day": settings.workforce.hours.full_time / DAYS_A_WEEK,
            "cases_a_day": settings.arrivals.community_order * 12 / 365.25,
            "order_days": round(lengths.upper_months[0] * 365.25 / 12),
            "observed_from": 7 * run.warm_up_weeks,
            "horizon": 7 * (run.warm_up_weeks + run.observe_weeks),
            "kinds": tuple(kinds),
        }
        for name, value in values.items():
            object.__setattr__(self, name, value)

    @classmethod
    def of_size(cls, scale: float = 1.0) -> SimplifiedUnit:
        """Return the unit of the scenario file, or one of whole officers near a multiple of it."""
        scenario = load_scenario(SCENARIO)
        posts, cases = "workforce.posts.po", "arrivals.community_order"
        settings = scenario.settings
        officers = max(1, round(settings.workforce.posts.po * scale))
        per_officer = settings.arrivals.community_order / settings.workforce.posts.po
        return cls(scenario.with_values({posts: officers, cases: officers * per_officer}))

    @property
    def years(self) -> float:
        """Simulated years of a replication, warm-up included."""
        return self.horizon / 365.25

    def report(self, done: Iterable[tuple[str, float, float]]) -> dict[str, float]:
        """Answers of a replication.

        Parameters
        ----------
        done : iterable of (str, float, float)
            Kind of each task done, when it came up and when it was done, in days.

        Returns
        -------
        dict
            Tasks a day that came up in the window, and of each kind the mean days until done.
        """
        first, last = self.observed_from, self.horizon - LAST_DAYS
        count = {kind.name: 0 for kind in self.kinds}
        days = dict.fromkeys(count, 0.0)
        for kind, arose, finished in done:
            if first <= arose < last:
                count[kind] += 1
                days[kind] += finished - arose
        answers = {"tasks a day": sum(count.values()) / (last - first)}
        for kind, number in count.items():
            answers[f"days until done, {kind}"] = days[kind] / number
        return answers
