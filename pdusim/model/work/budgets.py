"""Unit-exponential budgets that hazards of staff run down."""

from __future__ import annotations


class Budget:
    """A unit-exponential budget that a hazard runs down, and its number among an officer's."""

    __slots__ = ("left", "ordinal")

    def __init__(self, ordinal: int, left: float) -> None:
        self.ordinal = ordinal
        self.left = left
