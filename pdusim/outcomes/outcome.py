"""What one replication reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pdusim.outcomes.counts import Count


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one replication: plain numbers, no simulation objects.

    Parameters
    ----------
    scenario : str
        Name of the scenario simulated.
    seed, replication : int
        The two numbers that, with the scenario, fix every bit of the result.
    totals : mapping of str to (float, float)
        Numerator and denominator of every measure over the observation window. Kept so that
        an estimate over replications can be a ratio of totals (see ``estimates``).
    measures : mapping of str to float or None
        Measure name (``outcomes.measures.MEASURES``) to its value in this replication;
        ``None`` where the measure had no events: missing, never 0.
    missing : mapping of str to str
        For each measure that is ``None``, the reason.
    weekly : mapping of str to sequence
        Column name to one value a weekly census, warm-up included; empty unless recorded.
        Column ``week`` is 0 for the first week of the run.
    events : sequence of tuple
        The event ledger, ``outcomes.ledger.EVENT_COLUMNS`` wide; empty unless recorded.
    checks : mapping of str to float
        Conservation figures of the replication, each 0 when nothing was lost.
    counts : mapping of str to float
        Totals of the window by name (``outcomes.counts.COUNTS``), for measures of one's own; not
        kept in a run store.
    """

    scenario: str
    seed: int
    replication: int
    totals: Mapping[str, tuple[float, float]]
    measures: Mapping[str, float | None]
    missing: Mapping[str, str]
    weekly: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    events: Sequence[tuple[Any, ...]] = ()
    checks: Mapping[str, float] = field(default_factory=dict)
    counts: Mapping[Count, float] = field(default_factory=dict)

    def __reduce__(self) -> tuple[type[Outcome], tuple[Any, ...]]:
        """Return how to make it again in another process.

        A frozen dataclass with slots knows by itself, but not when it is compiled: it would then be
        filled field by field, which a frozen one refuses.
        """
        return Outcome, tuple(getattr(self, part.name) for part in fields(self))
