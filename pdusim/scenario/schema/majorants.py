"""Rates above the majorant at which their candidate dates are drawn: what is above it is cut."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil, log10

from pdusim.scenario.schema.enforcement import highest_rate, prevented
from pdusim.scenario.schema.sections import Sections

_FROM, _EACH, _HIGHEST = 50.0, 25.0, 99.0
"""OGRS factors multiply for each 25 points above 50; the score ends at 99."""


@dataclass(frozen=True, slots=True)
class Reached:
    """A rate that people at high risk can reach, and the majorant it should stay below.

    Parameters
    ----------
    path : str
        Dotted path of the majorant.
    unit : str
        Of both.
    rate, majorant : float
        The two.
    what : str
        Which rate, where the majorant is shared by several; else empty.
    """

    path: str
    unit: str
    rate: float
    majorant: float
    what: str = ""


def rates_reached(settings: Sections) -> Iterator[Reached]:
    """Yield every rate drawn by candidate dates, at its highest for people at high risk.

    High risk of serious harm, a re-offending score two standard deviations above the highest mean
    of a group, and every aggravating circumstance at once. Rarer people can lie above it still:
    those at very high risk are one in two hundred.
    """
    enforcement, reviews = settings.enforcement, settings.reviews
    people = settings.people
    ogrs = min(_HIGHEST, max(dict(people.ogrs_mean).values()) + 2.0 * people.ogrs_sd)
    steps = (ogrs - _FROM) / _EACH
    rule = enforcement.non_compliance
    rate = highest_rate(rule) * rule.risk_factor.high * rule.ogrs_factor**steps
    most = prevented(enforcement.prevention, 0.0, False, True)
    rate *= most
    rate *= rule.homeless_factor * rule.unprepared_factor * rule.new_officer_factor
    yield Reached("enforcement.non_compliance.majorant", "per month", rate, rule.majorant)
    again = enforcement.reconviction
    rate = max(dict(again.rate).values()) * again.ogrs_factor**steps * most
    yield Reached("enforcement.reconviction.majorant", "per month", rate, again.majorant)
    risk = reviews.risk
    for name, kind in reviews.events.items():
        rate = kind.rate * risk.rate_factor.high
        yield Reached("reviews.risk.majorant", "per year", rate, risk.majorant, name)
    offences = settings.surroundings.further_offences
    rate = offences.rate * offences.rate_factor.high
    path = "surroundings.further_offences.majorant"
    yield Reached(path, "per year", rate, offences.majorant)


def majorant_warnings(every: Iterable[Sections]) -> list[str]:
    """Return a sentence for each rate that goes above its majorant at some time of a run."""
    worst: dict[tuple[str, str], Reached] = {}
    for settings in every:
        for reached in rates_reached(settings):
            key = (reached.path, reached.what)
            if reached.rate > reached.majorant and (
                key not in worst or reached.rate > worst[key].rate
            ):
                worst[key] = reached
    return [_sentence(reached) for reached in worst.values()]


def _sentence(reached: Reached) -> str:
    whose = f" of {reached.what}" if reached.what else ""
    return (
        f"{reached.path} is {reached.majorant:g} {reached.unit}, but the rate{whose} can reach "
        f"{reached.rate:.3g} at high risk and is cut there: raise the majorant to "
        f"{_rounded_up(reached.rate):g} or more in all scenarios that are compared"
    )


def _rounded_up(rate: float) -> float:
    """Two significant figures, upwards."""
    step = 10.0 ** (ceil(log10(rate)) - 2)
    return ceil(rate / step - 1e-9) * step
