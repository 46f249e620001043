"""Numbers and units as sentences need them."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, isfinite, log10

NONE = "–"
MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True)
class Shown:
    """How the values of a unit are shown.

    Parameters
    ----------
    factor : float
        Multiplies the stored value.
    level, step : str
        Unit behind a level and behind a difference, with the space before it.
    before : str
        Sign before the number.
    """

    factor: float
    level: str
    step: str
    before: str = ""


def shown(unit: str) -> Shown:
    """Return how a unit of the list of measures is shown.

    >>> shown("share").level, shown("share").step
    (' %', ' percentage points')
    """
    points = " percentage points"
    known = {
        "share": Shown(100.0, " %", points),
        "%": Shown(1.0, " %", points),
        "per year": Shown(100.0, " % a year", f"{points} a year"),
        "% per year": Shown(1.0, " % a year", f"{points} a year"),
        "£ per year": Shown(1e-3, " thousand a year", " thousand a year", "£"),
        "£ per review": Shown(1.0, " a review", " a review", "£"),
        "per month": Shown(1.0, " a month", " a month"),
        "per day": Shown(1.0, " a day", " a day"),
    }
    return known.get(unit, Shown(1.0, f" {unit}" if unit else "", f" {unit}" if unit else ""))


def places(size: float, half_width: float | None = None) -> int:
    """Return the decimals worth showing: two digits of the half-width, else three or four digits.

    >>> places(104.21, 1.3), places(18.993, 0.052), places(2240.0, 31.0)
    (1, 2, 0)
    """
    if half_width and isfinite(half_width) and half_width > 1e-9 * max(abs(size), 1e-300):
        return max(0, min(4, 1 - floor(log10(half_width))))
    size = abs(size)
    return 0 if size >= 1000 else 1 if size >= 10 else 2 if size >= 1 else 3


def plain(value: float | None, decimals: int, *, signed: bool = False) -> str:
    """Return a number with thousands separated.

    >>> plain(-1234.56, 1), plain(0.25, 1, signed=True)
    ('−1,234.6', '+0.2')
    """
    if value is None or not isfinite(value):
        return NONE
    text = f"{abs(value):,.{decimals}f}"
    if not any(digit in "123456789" for digit in text):
        return text
    return (MINUS if value < 0 else "+" if signed else "") + text


def level(mean: float | None, low: float | None, high: float | None, unit: str) -> str:
    """Return a level with its unit and, in brackets, its interval."""
    if mean is None:
        return NONE
    how = shown(unit)
    half = None if low is None or high is None else (high - low) / 2 * how.factor
    n = places(mean * how.factor, half) if mean or half else 0
    text = f"{how.before}{plain(mean * how.factor, n)}{how.level}"
    if low is None or high is None or half == 0.0:
        return text
    return f"{text} ({plain(low * how.factor, n)} to {plain(high * how.factor, n)})"


def gap(mean: float | None, low: float | None, high: float | None, unit: str) -> str:
    """Return a difference, signed, with its interval, and no unit: for charts and tables."""
    if mean is None:
        return NONE
    how = shown(unit)
    half = None if low is None or high is None else (high - low) / 2 * how.factor
    n = min(3, places(mean * how.factor, half))
    text = plain(mean * how.factor, n, signed=True)
    if low is None or high is None or half == 0.0:
        return text
    ends = (plain(end * how.factor, n, signed=True) for end in (low, high))
    return f"{text} ({' to '.join(ends)})"


def step_unit(unit: str) -> str:
    """Return the unit of a difference for a chart, short.

    >>> step_unit("share"), step_unit("£ per year")
    ('pp', '£ thousand a year')
    """
    how = shown(unit)
    short = how.step.replace(" percentage points", " pp").strip()
    return f"{how.before} {short}".strip()


def listed(words: list[str]) -> str:
    """Return words as an enumeration.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def sure(confidence: float) -> str:
    """Return the name of an interval.

    >>> sure(0.95)
    '95 % interval'
    """
    return f"{100 * confidence:g} % interval"
