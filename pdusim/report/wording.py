"""Numbers and units as people read them, on pages and in the terminal alike."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, isfinite, log10

MISSING = "–"
"""Shown where there is no number."""

MINUS = "\N{MINUS SIGN}"
"""The sign of a negative number: a dash before a number could be read as a range."""

_USUAL = ((1000.0, 0), (10.0, 1), (1.0, 2), (0.01, 3), (0.0, 4))
"""From a size on, the decimals that a number of that size asks for."""

_ROUNDING = 1e-9
"""An interval this narrow, in parts of its mean, is rounding and not uncertainty."""

_EXTRA = 2
"""Decimals added at most, so that an end that is clear of zero does not read as zero."""


@dataclass(frozen=True, slots=True)
class Shown:
    """How the values of a unit are shown.

    Parameters
    ----------
    factor : float
        Multiplies the stored value.
    heading : str
        Unit behind a title: "Sickness, working days per FTE-year".
    level, step : str
        Unit behind a level and behind a difference, with the space before it.
    before : str
        Sign before the number.
    """

    factor: float
    heading: str
    level: str
    step: str
    before: str = ""


_POINTS = " percentage points"
_KNOWN = {
    "share": Shown(100.0, "%", " %", _POINTS),
    "%": Shown(1.0, "%", " %", _POINTS),
    "per year": Shown(100.0, "% per year", " % a year", f"{_POINTS} a year"),
    "% per year": Shown(1.0, "% per year", " % a year", f"{_POINTS} a year"),
    "£ per year": Shown(
        1e-3, "£ thousand per year", " thousand a year", " thousand a year", before="£"
    ),
    "£ per review": Shown(1.0, "£ per review", " a review", " a review", before="£"),
}
_SAID = {
    "per month": "a month",
    "appointments per month": "appointments a month",
    "per day": "a day",
    "per case-year": "changes per case-year",
    "per 1,000 person-days": "days per 1,000 person-days",
    "per 1,000 case-months": "reviews per 1,000 case-months",
}


def shown(unit: str) -> Shown:
    """Return how a unit of the list of measures is shown.

    >>> shown("share").level, shown("share").step, shown("£ per year").heading
    (' %', ' percentage points', '£ thousand per year')
    """
    if unit in _KNOWN:
        return _KNOWN[unit]
    said = _SAID.get(unit, unit)
    behind = f" {said}" if said else ""
    return Shown(1.0, unit, behind, behind)


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


def decimals_of(mean: float, low: float | None, high: float | None) -> int:
    """Return how many decimals to show of a mean and its interval.

    An interval that leaves zero out is not shown with an end that reads 0.

    >>> decimals_of(0.46, 0.29, 0.63), decimals_of(1.9, 0.02, 3.8)
    (2, 2)
    """
    if low is None or high is None:
        return decimals(mean)
    places = decimals(mean, (high - low) / 2.0)
    near = min(abs(low), abs(high))
    if low * high > 0.0:
        more = range(places, places + _EXTRA)
        return next((n for n in more if round(near, n)), places + _EXTRA)
    return places


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
    before: str = "",
    after: str = "",
) -> str:
    """Return "mean (low to high)", the mean alone without an interval, a dash without a mean.

    What has no interval and is 0 is a bare 0: none was seen, which is not a small number.

    Parameters
    ----------
    mean, low, high : float or None
        In the stored unit.
    factor : float
        Multiplies all three.
    signed : bool
        Show a plus sign: the numbers are differences.
    before, after : str
        What stands around the mean: a sign of money, a unit.
    """
    if mean is None:
        return MISSING
    if mean == 0.0 and low in (0.0, None) and high in (0.0, None):
        return f"{before}0{after}"
    one, *ends = (None if value is None else value * factor for value in (mean, low, high))
    places = decimals_of(mean * factor, *ends)
    text = f"{before}{number(one, places, signed=signed)}{after}"
    if low is None or high is None:
        return text
    return f"{text} ({' to '.join(number(end, places, signed=signed) for end in ends)})"


def level(mean: float | None, low: float | None, high: float | None, unit: str) -> str:
    """Return a level with its unit and, in brackets, its interval.

    >>> level(0.1234, 0.1134, 0.1334, "share")
    '12.3 % (11.3 to 13.3)'
    """
    how = shown(unit)
    return with_interval(mean, low, high, factor=how.factor, before=how.before, after=how.level)


def gap(mean: float | None, low: float | None, high: float | None, unit: str) -> str:
    """Return a difference, signed, with its interval, and no unit: for charts and tables."""
    return with_interval(mean, low, high, factor=shown(unit).factor, signed=True)


def titled(title: str, unit: str) -> str:
    """Return a title with its unit, the unit left out where the title says it.

    >>> titled("Officers per case-year", "per case-year"), titled("Risk reviews missed", "pp")
    ('Officers per case-year', 'Risk reviews missed, pp')
    """
    # A title may contain "%" and still need it as its unit.
    said = not unit or (unit.lower() in title.lower() and unit != "%")
    return title if said else f"{title}, {unit}"


def step_unit(unit: str) -> str:
    """Return the unit of a difference for a chart, short.

    >>> step_unit("share"), step_unit("£ per year")
    ('pp', '£ thousand per year')
    """
    heading = shown(unit).heading
    return f"pp{heading.removeprefix('%')}" if heading.startswith("%") else heading


def percent(share: float, places: int = 0) -> str:
    """Return a share in per cent.

    >>> percent(0.25), percent(0.1234, 1)
    ('25 %', '12.3 %')
    """
    return f"{number(100.0 * share, places)} %"


def listed(words: list[str]) -> str:
    """Return words as an enumeration.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def quoted(names: list[str]) -> str:
    """Return names as an enumeration in quotation marks: a name may hold a comma or "and".

    >>> quoted(["18, then 35 days", "b"])
    '“18, then 35 days” and “b”'
    """
    return listed([f"“{name}”" for name in names])


def unbroken(text: str) -> str:
    """Return a text in which a number is not parted from its "%" at the end of a line."""
    return text.replace(" %", "\N{NO-BREAK SPACE}%")


def sure(confidence: float) -> str:
    """Return the name of an interval.

    >>> sure(0.95)
    '95 % interval'
    """
    return f"{100 * confidence:g} % interval"
