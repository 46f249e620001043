"""When are there enough replications: the confidence-interval method with a look-ahead.

After Hoad, K., Robinson, S. and Davies, R. (2010). Automated selection of the number of
replications for a discrete-event simulation. Journal of the Operational Research Society 61,
1632-1644. The half-width must reach the wanted precision and stay there over the next few
replications, because a narrow interval can be a lucky one.

All rules read the ordered prefix of the replications, so the answer does not depend on which of
them happened to finish first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from pdusim.estimates.intervals import Estimate, Totals, estimate_totals


@dataclass(frozen=True, slots=True)
class Target:
    """How precise an estimate must be.

    Parameters
    ----------
    half_width : float
        Wanted half-width of the interval, above 0.
    is_relative : bool
        True for a share of the absolute mean (0.05 is 5 %), False for the measure's own unit.

    Raises
    ------
    ValueError
        When `half_width` is not above 0, or a relative one is 1 or more.
    """

    half_width: float
    is_relative: bool = True

    def __post_init__(self) -> None:
        if not self.half_width > 0.0:
            raise ValueError(
                f"a precision is a half-width above 0 (0.05, say), not {self.half_width}"
            )
        if self.is_relative and self.half_width >= 1.0:
            raise ValueError(
                f"a relative precision lies below 1 (0.05 is 5 %), not at {self.half_width}"
            )

    def reached(self, estimate: Estimate) -> bool:
        """Whether the estimate's interval is narrow enough.

        False where it has none, and where it rests on a few replications among many that are
        exactly 0: a rule that stops when the interval is narrow would pick the moments at which
        it is too narrow.
        """
        if estimate.few is not None:
            return False
        width = estimate.relative_half_width if self.is_relative else estimate.half_width
        return width is not None and width <= self.half_width


def look_ahead(n: int, limit: int = 5) -> int:
    """Replications the precision must hold for after `n`.

    Parameters
    ----------
    n : int
        Replications at which the precision was reached.
    limit : int
        The method's kLimit: used as it is up to 100 replications, and in proportion above.
    """
    return limit if n <= 100 else limit * n // 100


def first_stable(reached: list[bool], *, minimum: int = 3, limit: int = 5) -> int | None:
    """First number of replications that is enough.

    Parameters
    ----------
    reached : list of bool
        Entry i says whether the precision is reached with the first i + 1 replications.
    minimum : int
        Fewest replications to accept.
    limit : int
        See `look_ahead`.

    Returns
    -------
    int or None
        The smallest n of at least `minimum` such that the precision is reached with n
        replications and with each of the next ``look_ahead(n, limit)``; ``None`` if the row does
        not show one yet.
    """
    since = 0  # first n of the current unbroken run of successes, 0 for none
    for index, good in enumerate(reached):
        n = index + 1
        if not good or n < minimum:
            since = 0
            continue
        since = since or n
        if n >= since + look_ahead(since, limit):
            return since
    return None


def replications_needed(
    totals: Totals,
    target: Target,
    *,
    confidence: float = 0.95,
    minimum: int = 3,
    limit: int = 5,
) -> int | None:
    """Replications after which one measure is precise enough; ``None`` if it is not yet.

    Parameters
    ----------
    totals : Totals
        The measure, in replication order.
    target : Target
        The precision wanted.
    confidence : float
        Of the interval.
    minimum, limit : int
        See `first_stable`.
    """
    return first_stable(
        [
            target.reached(estimate_totals(totals.prefix(n), confidence))
            for n in range(1, totals.numerator.size + 1)
        ],
        minimum=minimum,
        limit=limit,
    )


@dataclass(slots=True)
class StoppingRule:
    """Look-ahead rule over several estimates that must all be precise at once.

    Parameters
    ----------
    reached : callable of int to bool
        Whether every estimate is precise enough with the first n replications.
    minimum, limit, maximum : int
        Fewest replications, look-ahead (see `look_ahead`) and most replications.
    """

    reached: Callable[[int], bool]
    minimum: int = 3
    limit: int = 5
    maximum: int = 1000
    history: list[bool] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.minimum < 2:
            raise ValueError("an interval needs at least 2 replications: raise the minimum")
        if self.maximum < self.minimum:
            raise ValueError(
                f"the most replications ({self.maximum}) lie below the fewest ({self.minimum})"
            )

    def enough(self, available: int) -> int | None:
        """Replications to stop at, given that the first `available` are known.

        Returns
        -------
        int or None
            The number at which the precision was first reached plus the look-ahead that
            confirmed it, or the maximum; ``None`` to go on.
        """
        for n in range(len(self.history) + 1, min(available, self.maximum) + 1):
            self.history.append(n >= self.minimum and self.reached(n))
            stable = first_stable(self.history, minimum=self.minimum, limit=self.limit)
            if stable is not None:
                return n
        return self.maximum if available >= self.maximum else None

    @property
    def satisfied(self) -> int | None:
        """Replications at which the precision was first reached for good, if it was."""
        return first_stable(self.history, minimum=self.minimum, limit=self.limit)
