"""Numbers as people read them: shares in per cent, no more digits than the estimate carries."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, isfinite, log10

MISSING = "–"
"""Shown where there is no number."""

_ROUNDING = 1e-9
"""An interval this narrow, in parts of its mean, is rounding and not uncertainty."""

MINUS = "−"
"""The sign of a negative number: a dash before a number could be read as a range."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How a measure is shown.

    Parameters
    ----------
    unit : str
        Unit shown to the reader.
    factor : float
        Multiplies the stored value.
    """

    unit: str
    factor: float = 1.0

    @classmethod
    def of(cls, unit: str) -> Scale:
        """Return the scale of a stored unit: shares in per cent, a year's money in thousands."""
        if unit == "share":
            return cls("%", 100.0)
        if unit == "£ per year":
            return cls("£ thousand per year", 0.001)
        return cls(unit)


def decimals(value: float, half_width: float | None = None) -> int:
    """Return how many decimals to show of a number.

    Parameters
    ----------
    value : float
        The number, in the unit shown.
    half_width : float, optional
        Half the width of its interval: at most one decimal more is shown than the larger of the
        two asks for, and that only where the interval is narrow enough to bear it.

    Returns
    -------
    int
        Between 0 and 4.

    >>> decimals(2240.3, 31.0), decimals(104.2, 1.1), decimals(0.012, 0.5), decimals(1.03, 0.005)
    (0, 1, 3, 3)
    """
    half = half_width if half_width and isfinite(half_width) else 0.0
    size = max(abs(value), half)
    usual = 0 if size >= 1000 else 1 if size >= 10 else 2 if size >= 1 else 3
    if half <= size * _ROUNDING:
        return usual
    return max(usual, min(usual + 1, -floor(log10(half))))


def number(value: float | None, places: int, *, signed: bool = False) -> str:
    """Return a number with thousands separated; a plus sign too where it is a difference.

    >>> number(1234.56, 1), number(-0.04, 1, signed=True), number(None, 1)
    ('1,234.6', '0.0', '–')
    """
    if value is None or not isfinite(value):
        return MISSING
    text = f"{abs(value):,.{places}f}"
    if not any(digit in "123456789" for digit in text):
        return text
    sign = MINUS if value < 0 else "+" if signed else ""
    return sign + text


def with_interval(
    mean: float | None,
    low: float | None,
    high: float | None,
    *,
    factor: float = 1.0,
    signed: bool = False,
) -> str:
    """Return "mean (low to high)", the mean alone without an interval, a dash without a mean.

    A difference that is 0 in every replication is a bare 0.

    Parameters
    ----------
    mean, low, high : float or None
        In the stored unit.
    factor : float
        Multiplies all three.
    signed : bool
        Show a plus sign: the numbers are differences.
    """
    if mean is None:
        return MISSING
    if signed and mean == low == high == 0.0:
        # Not a small difference: none in any replication.
        return "0"
    if low is None or high is None:
        return number(mean * factor, decimals(mean * factor), signed=signed)
    half = (high - low) / 2.0 * factor
    places = decimals(mean * factor, half)
    ends = (number(end * factor, places, signed=signed) for end in (low, high))
    return f"{number(mean * factor, places, signed=signed)} ({' to '.join(ends)})"
