"""One value that changes on a date."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any, Literal, get_args

from pdusim.scenario.provenance import Provenance

MOST_CHANGES = 3_000
"""Of one value, in a scenario and all it extends; a value has no more days on which to change."""

How = Literal["set", "add", "multiply"]
HOWS: tuple[How, ...] = get_args(How)


@dataclass(frozen=True, slots=True)
class DatedChange:
    """One value that changes on a date.

    Parameters
    ----------
    date : datetime.date
        First day of the new value, or of the ramp towards it.
    path : str
        Dotted path of the leaf.
    value : Any
        The new value, validated; in a scenario also of a relative change, which is worked out from
        the value in force on its day.
    ramp_days : int
        Days over which the value moves there in a straight line; 0 for a step.
    note : str
        The author's note on the change.
    provenance : Provenance
        Where it is written, and its source if given.
    how : {"set", "add", "multiply"}
        What the change does to the value in force.
    amount : float or None
        What is added, or the factor; None where the value is set.
    """

    date: datetime.date
    path: str
    value: Any
    ramp_days: int
    note: str
    provenance: Provenance
    how: How = "set"
    amount: float | None = None
