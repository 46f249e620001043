"""Numbers as people read them: shares in per cent, no more digits than the estimate carries."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, isfinite, log10

MISSING = "–"
"""Shown where there is no number."""

_USUAL = ((1000.0, 0), (10.0, 1), (1.0, 2), (0.01, 3), (0.0, 4))
"""From a size on, the decimals that a number of that size asks for."""

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
        """Return the scale of a stored unit: shares and rates in %, money in thousands."""
        if unit == "share":
            return cls("%", 100.0)
        if unit == "per year":
            return cls("% per year", 100.0)
        if unit == "£ per year":
            return cls("£ thousand per year", 0.001)
        return cls(unit)


def decimals(value: float, half_width: float | None = None) -> int:
    """Return how many decimals to show of a number.

    Its size asks for three or four digits. A wide interval bears fewer (two digits of its half
    width), a narrow one asks for one more.

    Parameters
    ----------
    value : float
        The number, in the unit shown.
    half_width : float, optional
        Half the width of its interval.

    Returns
    -------
    int
        Between 0 and 5.

    >>> decimals(2240.3, 31.0), decimals(104.2, 1.1), decimals(0.46, 0.17), decimals(104.2, 0.02)
    (0, 1, 2, 2)
    """
    half = half_width if half_width and isfinite(half_width) else 0.0
    size = max(abs(value), half)
    usual = next((places for limit, places in _USUAL if size >= limit), _USUAL[-1][1])
    if half <= size * _ROUNDING:
        return usual
    leading = -floor(log10(half))
    return max(0, min(usual, leading + 1), min(usual + 1, leading))


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

    What is 0 in every replication is a bare 0: not a small number but none.

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
    if mean == 0.0 and low in (0.0, None) and high in (0.0, None):
        return "0"
    if low is None or high is None:
        return number(mean * factor, decimals(mean * factor), signed=signed)
    half = (high - low) / 2.0 * factor
    places = decimals(mean * factor, half)
    ends = (number(end * factor, places, signed=signed) for end in (low, high))
    return f"{number(mean * factor, places, signed=signed)} ({' to '.join(ends)})"
