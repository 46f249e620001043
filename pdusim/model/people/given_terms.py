"""Sentences of which a file gives some dates: when they began, and how long they are."""

from __future__ import annotations

from datetime import date
from math import ceil, log1p
from typing import TYPE_CHECKING, Final

import numpy as np

from pdusim.model.people.person import (
    Person,
)
from pdusim.model.people.population import DAYS_PER_MONTH, DAYS_PER_YEAR
from pdusim.randomness import purpose_of

if TYPE_CHECKING:
    from pdusim.model.people.scope import People
    from pdusim.scenario.caseload.given import GivenCase
    from pdusim.scenario.schema.sentencing import Lengths

COURT_ORDERS: Final = ("community_order", "suspended_order", "unpaid_work_only")
"""Kinds of sentence in a file that are served in the community."""
MARGIN_DAYS: Final = 1500
"""Days between the last date of a person and the end of the working calendar."""
LENGTH, PLACE, STATE, END, RAISED, SETTLES = range(6)
"""Ordinals of what is drawn for a given person alone."""
DRAW: Final = purpose_of("given.person")


class GivenTerms:
    """Days and lengths of the sentences of a file, what it leaves open drawn given the rest.

    Parameters
    ----------
    unit : People
        Under whose rules they are served.
    """

    def __init__(self, unit: People) -> None:
        self.unit = unit
        self._first = unit.settings.run.start.toordinal()
        # What lies beyond is long after the run, and the working calendar ends there.
        self._last = unit.calendar.last_day - MARGIN_DAYS

    def day(self, day: date | None) -> int | None:
        """Day of the run of a date; what lies beyond the calendar is its end."""
        return None if day is None else min(day.toordinal() - self._first, self._last)

    def u(self, person: Person, ordinal: int) -> float:
        """A uniform number that is the person's own, of those for given persons alone."""
        return self.unit.chance.uniform(DRAW, person.key, ordinal)

    def term(self, flow: str, case: GivenCase, key: int) -> tuple[int, int]:
        """Day of the sentence, and its length in days, net of time on remand."""
        uniform = self.unit.chance.uniform
        start, end = self.day(case.start), self.day(case.end)
        sentencing = self.unit.settings.sentencing
        if case.sentence == "extended" and end is not None:
            end -= round(sentencing.custody.extension_years * DAYS_PER_YEAR)
        release = self.day(case.release)
        u, v = uniform(DRAW, key, LENGTH), uniform(DRAW, key, PLACE)
        if flow == "life":
            return self._tariff(case, start, u, v)
        lengths: Lengths = (
            sentencing.custody.lengths if flow == "custody" else getattr(sentencing.orders, flow)
        )
        first, last = self._part_served(case)
        if start is not None and end is not None and end > start:
            return start, end - start
        if release is not None and start is None and case.state != "recalled":
            return self._by_release(case, lengths, release, end, u)
        if start is not None:
            if case.state == "post_sentence":
                return start, max(1, round(-start * (0.5 + 0.5 * u)))
            length = _length_over(lengths, u, -start / max(0.05, last))
            return start, max(length, 1 - start if last >= 1.0 else 1)
        if end is not None and end > 0:
            length = _length_over(lengths, u, float(end))
            return min(end - length, 0), length
        length = _length_over(lengths, u, 1.0, by_length=True)
        return -round((first + v * (last - first)) * length), length

    def _by_release(
        self, case: GivenCase, lengths: Lengths, release: int, end: int | None, u: float
    ) -> tuple[int, int]:
        """Day and length of a sentence of which the first release is known: part of the way."""
        fraction = self.fraction(case)
        rest = max(0.05, 1.0 - fraction)
        if end is not None and end > release:
            length = max(1, round((end - release) / rest))
            return min(end - length, 0, release), length
        length = _length_over(lengths, u, max(0.0, -release) / rest)
        return min(release - round(fraction * length), 0), length

    def _tariff(self, case: GivenCase, start: int | None, u: float, v: float) -> tuple[int, int]:
        """Day of a life sentence, and its tariff in days."""
        custody = self.unit.settings.sentencing.custody
        tariff = (0.5 - 0.5 * log1p(-u)) * custody.life_tariff_years * DAYS_PER_YEAR
        length = max(1, round(tariff))
        hearing = self.day(case.release)
        if hearing is not None and hearing >= 0:
            # The Parole Board is to look at it on that day: as if the tariff ended then.
            start = -max(1, round(v * length)) if start is None else start
            return start, max(1, hearing - start)
        if start is not None:
            if case.state == "custody_community":
                # The community is responsible, so the end of the tariff is near or over.
                lead = self.unit.settings.sentencing.handover.parole_days
                length = min(length, max(1, round(v * lead) - start))
            return start, min(length, self._last - start)
        waiting = (
            custody.parole_every_months * DAYS_PER_MONTH / max(0.05, custody.parole_grant_share)
        )
        served = v * (length + waiting)
        if case.state == "licence":
            served += length
        return -max(1, round(served)), length

    def fraction(self, case: GivenCase) -> float:
        """Part of the sentence served before the usual release."""
        custody = self.unit.settings.sentencing.custody
        if case.sentence in ("longer", "extended"):
            return custody.longer_fraction
        return custody.release_fraction

    def _part_served(self, case: GivenCase) -> tuple[float, float]:
        """Between which parts of the sentence somebody in such a state is."""
        if case.sentence in COURT_ORDERS:
            return 0.0, 1.0
        fraction = self.fraction(case)
        state = case.state or "custody"
        if state.startswith("custody"):
            return 0.0, fraction
        return (1.0, 1.3) if state == "post_sentence" else (fraction, 1.0)


def _length_over(lengths: Lengths, u: float, least: float, *, by_length: bool = False) -> int:
    """A length in days, given that it is longer than so many.

    Parameters
    ----------
    lengths : Lengths
        Distribution of lengths at sentence.
    u : float
        Its chance.
    least : float
        Days that are over already.
    by_length : bool
        Met on a day and not at sentence: the long ones are met the more often.
    """
    edges = np.array([lengths.shortest_months, *lengths.upper_months]) * DAYS_PER_MONTH
    shares = np.array(lengths.shares)
    if by_length:
        shares = shares * (edges[1:] + edges[:-1])
    cumulative = np.concatenate([[0.0], np.cumsum(shares / shares.sum())])
    over = float(np.interp(least, edges, cumulative))
    if over >= 1.0 - 1e-9:
        # Longer than any: it has not long to go.
        return max(1, ceil(least * (1.0 + 0.2 * u)) + 1)
    place = over + u * (1.0 - over)
    return max(1, ceil(float(np.interp(place, cumulative, edges))))
