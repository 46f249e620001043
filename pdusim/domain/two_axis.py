"""Tier of the two-axis model (version 2): protect level A to D, change level 0 to 3.

Part of `pdusim.domain.tiering`, with its sources.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

__all__ = [
    "COMPLEXITY_FACTORS",
    "MAX_ASSESSMENT_WEEKS",
    "NEED_THRESHOLDS",
    "NEED_WEIGHTS",
    "assessment_counts",
    "change_level",
    "change_points",
    "has_mandate",
    "need_severity",
    "protect_level",
    "protect_points",
    "tier_v2",
]

COMPLEXITY_FACTORS: Final = frozenset(
    ("RMDO", "ALSH", "RVLN", "RCCO", "RCPR", "RCHD", "RPIR", "RVAD", "STRG", "RTAO")
)
"""Registrations of two points each: mental health, suicide or self-harm, vulnerability, child
concerns, child protection, risk to children, public interest, adult at risk, gangs, terrorism."""

NEED_WEIGHTS: Mapping[str, int] = {
    "ACCOMMODATION": 1,
    "EDUCATION_TRAINING_AND_EMPLOYABILITY": 1,
    "RELATIONSHIPS": 1,
    "LIFESTYLE_AND_ASSOCIATES": 1,
    "DRUG_MISUSE": 1,
    "ALCOHOL_MISUSE": 1,
    "THINKING_AND_BEHAVIOUR": 2,
    "ATTITUDES": 2,
    "FINANCIAL_MANAGEMENT_AND_INCOME": 0,
    "EMOTIONAL_WELL_BEING": 0,
}
"""Weight of a need in change points, by section of the assessment."""

NEED_THRESHOLDS: Mapping[str, tuple[tuple[int, int], tuple[int, int]]] = {
    "ACCOMMODATION": ((2, 7), (3, 5)),
    "EDUCATION_TRAINING_AND_EMPLOYABILITY": ((3, 7), (3, 7)),
    "RELATIONSHIPS": ((2, 5), (2, 5)),
    "LIFESTYLE_AND_ASSOCIATES": ((2, 5), (2, 5)),
    "DRUG_MISUSE": ((2, 8), (2, 6)),
    "ALCOHOL_MISUSE": ((4, 7), (2, 4)),
    "THINKING_AND_BEHAVIOUR": ((4, 7), (3, 5)),
    "ATTITUDES": ((2, 7), (1, 5)),
}
"""Section scores from which a need is standard and severe: OASys, then the newer assessment."""

MAX_ASSESSMENT_WEEKS: Final = 55
"""Age over which an assessment counted as none, until 18 March 2026 (hmpps-tier c610f83c)."""

_SEVERITY_POINTS: Final = {"NO_NEED": 0, "STANDARD": 1, "SEVERE": 2}
_ROSH_POINTS: Final = {"VERY_HIGH": 150, "HIGH": 20, "MEDIUM": 10}
_MAPPA_POINTS: Final = {"M3": 150, "M2": 150, "M1": 5}
_FACTOR_POINTS: Final = 2
_NO_RSR: Final = 100.0  # the score 999.99 stands for none; a percentage ends at 99.99


def protect_points(
    *,
    rsr: float | None = None,
    rosh: str | None = None,
    mappa_level: str | None = None,
    complexity: Collection[str] = (),
    female: bool = False,
    parenting: bool | float | None = False,
    impulsivity: float | None = 0,
    temper: float | None = 0,
    previous_enforcement: bool = False,
) -> int:
    """Return the points of the protect axis.

    Parameters
    ----------
    rsr : float or None
        Risk of serious recidivism, per cent to two decimals; 100 and more (999.99) is no score.
    rosh : str or None
        Risk of serious harm: VERY_HIGH, HIGH, MEDIUM, LOW or None.
    mappa_level : str or None
        M1, M2 or M3; anything else counts as none.
    complexity : collection of str
        Registrations; each of `COMPLEXITY_FACTORS` counts once, others do not.
    female : bool
        The last four count for women only.
    parenting : bool or None
        Parental responsibilities are a problem (OASys 6.9).
    impulsivity, temper : float or None
        Scores of OASys 11.2 and 11.4; above 0 they count, together once.
    previous_enforcement : bool
        A successful breach or a recall in the last year.

    Returns
    -------
    int
        The greater of the points for RSR and RoSH, plus MAPPA and factors.

    Examples
    --------
    >>> protect_points(rsr=7.0, rosh="MEDIUM", mappa_level="M1", complexity=["STRG"])
    27
    """
    points = 0
    if rsr is not None:
        if 7.0 <= rsr < _NO_RSR:
            points = 20
        elif 3.0 <= rsr < _NO_RSR:
            points = 10
    if rosh is not None:
        points = max(points, _ROSH_POINTS.get(rosh, 0))
    if mappa_level is not None:
        points += _MAPPA_POINTS.get(mappa_level, 0)
    if complexity:
        points += _FACTOR_POINTS * len(COMPLEXITY_FACTORS.intersection(complexity))
    if female:
        factors = bool(parenting) + ((impulsivity or 0) > 0 or (temper or 0) > 0)
        points += _FACTOR_POINTS * (factors + bool(previous_enforcement))
    return points


def protect_level(points: float) -> str:
    """Return the protect level, A to D, for points of the protect axis."""
    if points >= 150:
        return "A"
    if points >= 20:
        return "B"
    return "C" if points >= 10 else "D"


def need_severity(section: str, score: float | None, san: bool = False) -> str | None:
    """Return how severe a need is.

    Parameters
    ----------
    section : str
        Section of the assessment, as in `NEED_WEIGHTS`.
    score : float or None
        Sum of the section's answers; None when none was answered.
    san : bool
        Whether the assessment is of the newer kind (strengths and needs), with its thresholds.

    Returns
    -------
    str or None
        NO_NEED, STANDARD or SEVERE; None without a score, and for the two sections of weight 0,
        which have no thresholds.

    Raises
    ------
    ValueError
        If the section is unknown.
    """
    if section not in NEED_WEIGHTS:
        raise ValueError(f"unknown section {section!r}: {', '.join(NEED_WEIGHTS)}")
    thresholds = NEED_THRESHOLDS.get(section)
    if score is None or thresholds is None:
        return None
    standard, severe = thresholds[san]
    if score >= severe:
        return "SEVERE"
    return "STANDARD" if score >= standard else "NO_NEED"


def change_points(
    *,
    ogrs: float | None = None,
    needs: Mapping[str, str | None] | None = None,
    iom: bool = False,
) -> int:
    """Return the points of the change axis.

    Parameters
    ----------
    ogrs : float or None
        Likelihood of reconviction, per cent; a point for each full ten.
    needs : mapping of str to str, optional
        Severity by section: NO_NEED, STANDARD or SEVERE; None counts for nothing.
    iom : bool
        Integrated offender management: two points.

    Returns
    -------
    int
        Points.

    Raises
    ------
    ValueError
        If a section or a severity is unknown.

    Examples
    --------
    >>> change_points(ogrs=59, needs={"ATTITUDES": "SEVERE", "DRUG_MISUSE": "STANDARD"})
    10
    """
    points = 2 if iom else 0
    if ogrs is not None:
        points += int(ogrs / 10)
    for section, severity in (needs or {}).items():
        if severity is not None:
            try:
                points += NEED_WEIGHTS[section] * _SEVERITY_POINTS[severity]
            except KeyError:
                raise ValueError(f"unknown need {section!r}: {severity!r}") from None
    return points


def change_level(points: float, *, mandate: bool = True, assessment: bool = True) -> int:
    """Return the change level, 0 to 3.

    Parameters
    ----------
    points : float
        Points of the change axis.
    mandate : bool
        Without a mandate for change the level is 0 (`has_mandate`).
    assessment : bool
        Without an assessment the level is 2.

    Returns
    -------
    int
        Level.
    """
    if not mandate:
        return 0
    if not assessment or 10 <= points < 20:
        return 2
    return 3 if points >= 20 else 1


def has_mandate(custodial: bool, requirement: bool) -> bool:
    """Tell whether a sentence gives a mandate for change.

    Parameters
    ----------
    custodial : bool
        A custodial sentence is in force, whether served inside or on licence.
    requirement : bool
        A community sentence is in force with at least one requirement that is neither unpaid work
        nor restrictive (curfew, exclusion and the like).

    Returns
    -------
    bool
        Whether either is so.
    """
    return custodial or requirement


def assessment_counts(age_days: float | None, max_weeks: float | None) -> bool:
    """Tell whether a last assessment counts for the tier.

    Parameters
    ----------
    age_days : float or None
        Days since it was completed; None when there was none.
    max_weeks : float or None
        Age in weeks over which it counts as none (`MAX_ASSESSMENT_WEEKS` until 18 March 2026);
        None for no limit, as since.

    Returns
    -------
    bool
        Whether it counts.
    """
    return age_days is not None and (max_weeks is None or age_days <= 7 * max_weeks)


def tier_v2(
    *,
    ogrs: float | None = None,
    rsr: float | None = None,
    female: bool = False,
    mandate: bool = True,
    assessment: bool = True,
    needs: Mapping[str, str | None] | None = None,
    rosh: str | None = None,
    mappa_level: str | None = None,
    complexity: Collection[str] = (),
    iom: bool = False,
    parenting: bool | float | None = False,
    impulsivity: float | None = 0,
    temper: float | None = 0,
    previous_enforcement: bool = False,
    two_thirds: bool = False,
) -> str:
    """Return the tier of the two-axis model.

    Parameters
    ----------
    ogrs, needs, iom
        As in `change_points`.
    rsr, rosh, mappa_level, complexity, female, parenting, impulsivity, temper, \
previous_enforcement
        As in `protect_points`; the three from the assessment count only where there is one.
    mandate, assessment : bool
        As in `change_level`.
    two_thirds : bool
        Supervision suspended in the last third: adds the suffix S.

    Returns
    -------
    str
        Protect level and change level, ``A3`` to ``D0``, with ``S`` where suspended.

    Examples
    --------
    >>> tier_v2(ogrs=21, rsr=23.0)
    'B1'
    >>> tier_v2(rosh="MEDIUM", assessment=False, two_thirds=True)
    'C2S'
    """
    protect = protect_level(
        protect_points(
            rsr=rsr,
            rosh=rosh,
            mappa_level=mappa_level,
            complexity=complexity,
            female=female,
            parenting=assessment and parenting,
            impulsivity=impulsivity if assessment else 0,
            temper=temper if assessment else 0,
            previous_enforcement=previous_enforcement,
        )
    )
    change = change_level(
        change_points(ogrs=ogrs, needs=needs, iom=iom), mandate=mandate, assessment=assessment
    )
    return f"{protect}{change}S" if two_thirds else f"{protect}{change}"
