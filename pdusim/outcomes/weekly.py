"""Names of the weekly columns that pictures are made of."""

from __future__ import annotations

LOAD_BINS: tuple[int, ...] = (0, *range(50, 201, 10))
"""Lower edges of the bands of workload, in %; the last one is open above."""

OFFICER_WEEK = ("grade", "team", "cases", "points", "available", "contact", "tasks", "away")
"""Fields of the detail of the ledger's ``officer week``, divided by ``|``: cases held, official
points used and available, contact delivered of contact due (0 to 1), tasks waiting, reason of
absence."""

STATUS = ("state", "true", "assessed", "tier")
"""Fields of the detail of the ledger's ``status``, divided by ``|``: entered at the weekly census
for everybody new or changed."""


def load_column(edge: int) -> str:
    """Return the column that counts practitioners from a workload of ``edge`` % to the next.

    >>> load_column(110)
    'load from 110'
    """
    return f"load from {edge}"
