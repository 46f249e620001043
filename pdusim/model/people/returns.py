"""People whose supervision has ended and who are sentenced again: who, when, and to what.

The published flows of people sentenced hold them. So a person whose case closes in the run comes
back when a cumulated hazard crosses a threshold of the person's own, and of the flows so many are
left out as come back on average. Those who left before the run are among the others.
"""

from __future__ import annotations

from math import exp, log, log1p
from typing import TYPE_CHECKING, Final

import numpy as np

from pdusim.arithmetic import sum_of
from pdusim.domain.sentences import months_to_days
from pdusim.model.kernel import purposes
from pdusim.model.kernel.turns import Turn
from pdusim.model.people.person import Person
from pdusim.model.people.population import DAYS_PER_MONTH, group_of
from pdusim.randomness import Floats, normal_quantile

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from pdusim.model.people.lives import Lives
    from pdusim.model.people.scope import People
    from pdusim.scenario.schema import Settings
    from pdusim.scenario.schema.sentencing import Lengths

FLOWS: Final = ("community_order", "suspended_order", "unpaid_work_only", "custody")
"""Flows that people come back with; life sentences are too few."""

GROUPS: Final = (
    *FLOWS[:3],
    "custody_under_12m",
    "custody_12m_to_4y",
    "custody_over_4y",
)

_MONTHS: Final = {
    "custody_under_12m": (0.0, 12.0),
    "custody_12m_to_4y": (12.0, 48.0),
    "custody_over_4y": (48.0, 480.0),
}

# Scores and days at which shares are worked out; between the days they are nearly straight.
_SCORES: Final = 40
_STEPS: Final = 32


class Returning:
    """Who comes back, and with which sentence."""

    def __init__(self, unit: People, lives: Lives) -> None:
        self.unit = unit
        self.lives = lives

    def left(self, person: Person, today: int) -> None:
        """Supervision has ended: enter the day on which the person comes back, if ever.

        At the rate of the day of the end. A higher one brings every return sooner and loses none.
        """
        unit = self.unit
        rule = unit.settings.enforcement
        group = person.came_for or group_of(person.flow, person.length)
        if group not in GROUPS:
            return
        rate: float = getattr(rule.returns.rate, group)
        rate *= rule.reconviction.ogrs_factor ** ((person.ogrs - 50.0) / 25.0)
        u = unit.chance.uniform(purposes.RETURN, person.key, person.sentence_number)
        # What is left of the hazard when the threshold is reached, of all that there will be.
        fades = rule.returns.fades_months
        left = 1.0 + log1p(-u) / (rate * fades) if rate > 0.0 else 0.0
        if left <= exp(-rule.returns.within_months / fades):
            return
        day = today + 1 + int(-log(left) * fades * DAYS_PER_MONTH)
        if day < unit.horizon:
            person.comes_back = True
            unit.diary.enter(day, Turn.SENTENCE, self.comes_back, person, person.version)

    def comes_back(self, person: Person, today: int) -> None:
        """The court: a sentence of the kind the person had, or any, as others get them."""
        if person.died:
            return
        unit = self.unit
        settings = unit.settings
        number = person.sentence_number
        which, length = [
            unit.chance.uniform(purposes.RETURN_SENTENCE, person.key, 2 * number + i)
            for i in range(2)
        ]
        share = settings.enforcement.returns.another_sentence_share
        if which < share:
            flow, group = _flow_of(settings, which / share), ""
        else:
            group = person.came_for or group_of(person.flow, person.length)
            flow = "custody" if group.startswith("custody") else group
        low, high = _MONTHS.get(group, (0.0, 480.0))
        person.flow = flow
        person.length = _length(settings, flow, low, high, length)
        self.lives.sentenced_after_all(person, today)


class ReturnShares:
    """Which part of the people sentenced are people whose case closed in the run.

    As many cases are closed as are opened, in each sentencing group, so that the part that comes
    back of those closed is the part of those opened who come back. It grows from nothing on the
    first day to its full height when the first who left have had all of their time.

    Parameters
    ----------
    settings : Settings
        Settings at the start of the run.
    """

    def __init__(self, settings: Settings) -> None:
        rule, people = settings.enforcement.returns, settings.people
        self._days: Floats = np.linspace(0.0, rule.within_months * DAYS_PER_MONTH, _STEPS + 1)
        z = normal_quantile((np.arange(_SCORES) + 0.5) / _SCORES)
        fades = rule.fades_months * DAYS_PER_MONTH
        hazard = rule.fades_months * -np.expm1(-self._days / fades)
        factor = settings.enforcement.reconviction.ogrs_factor
        weights = group_weights(settings)
        own: dict[str, Floats] = {}
        everybody = np.zeros(len(self._days))
        for group in GROUPS:
            mean = getattr(people.ogrs_mean, group)
            scores = np.clip(np.round(mean + people.ogrs_sd * z), 1, 99)
            rates = getattr(rule.rate, group) * factor ** ((scores - 50.0) / 25.0)
            own[group] = -np.expm1(-np.outer(hazard, rates)).mean(axis=1)
            everybody += weights[group] * own[group]
        any_sentence = rule.another_sentence_share
        self._of = {
            group: (1.0 - any_sentence) * own[group] + any_sentence * everybody for group in GROUPS
        }

    def of(self, groups: Sequence[str], days: npt.NDArray[np.int64]) -> Floats:
        """Return the part for each of some people by their group and the day of sentence.

        Parameters
        ----------
        groups : sequence of str
            Sentencing groups.
        days : array of int, shape (n,)
            Days of sentence since the start; before it there is none.
        """
        parts = np.zeros(len(days))
        of_group = np.array(groups)
        for group in GROUPS:
            here = of_group == group
            if here.any():
                parts[here] = np.interp(days[here], self._days, self._of[group])
        return parts


def group_weights(settings: Settings) -> dict[str, float]:
    """Return which part of all people sentenced are of each group (life sentences left out)."""
    flows = np.array([getattr(settings.arrivals, flow) for flow in FLOWS], dtype=np.float64)
    total = float(flows.sum())
    if total <= 0.0:
        return dict.fromkeys(GROUPS, 0.0)
    weights = {flow: float(rate) / total for flow, rate in zip(FLOWS, flows, strict=True)}
    custody = weights.pop("custody")
    edges, below = _distribution(settings.sentencing.custody.lengths)
    for group, (low, high) in _MONTHS.items():
        first, last = np.interp((low, high), edges, below).tolist()
        weights[group] = custody * (last - first)
    return weights


def _distribution(lengths: Lengths) -> tuple[Floats, Floats]:
    """Months, and the part of sentences that are shorter."""
    edges = np.array([lengths.shortest_months, *lengths.upper_months], dtype=np.float64)
    return edges, np.concatenate(([0.0], np.cumsum(np.array(lengths.shares, dtype=np.float64))))


def _flow_of(settings: Settings, u: float) -> str:
    """Return a flow by the part that each has of all people sentenced."""
    rates: list[float] = [getattr(settings.arrivals, flow) for flow in FLOWS]
    place = u * sum_of(rates)
    for flow, rate in zip(FLOWS, rates, strict=True):
        if place < rate:
            return flow
        place -= rate
    return FLOWS[0]


def _length(settings: Settings, flow: str, low: float, high: float, u: float) -> int:
    """Return days of a sentence of a flow between two numbers of months."""
    sentencing = settings.sentencing
    custody = flow == "custody"
    lengths: Lengths = sentencing.custody.lengths if custody else getattr(sentencing.orders, flow)
    edges, below = _distribution(lengths)
    first, last = np.interp((low, high), edges, below).tolist()
    months = float(np.interp(first + u * (last - first), below, edges))
    if flow == "suspended_order":
        months *= sentencing.orders.suspended_order_factor
    return max(1, months_to_days(months))
