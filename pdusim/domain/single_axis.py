"""Tier of the single-axis model (version 3): A to G, and whether it is provisional.

Part of `pdusim.domain.tiering`, with its sources.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

__all__ = ["Provisional", "tier_v3", "tier_v3_provisional"]

# Single-axis tiers from the lowest to the highest; a tier is worked with as its index.
_TIERS: Final = "GFEDCBA"
_G, _F, _E, _D, _C, _B, _A = range(7)

_ARP_BANDS = (90, 75, 50, 25, 15)
_CSRP_BANDS = (6.9, 3.0, 1.0, 0.5)
# Rows by serious reoffending (CSRP), columns by all reoffending (ARP), the highest first.
_REOFFENDING = (
    (_A, _A, _B, _B, _B, _B),
    (_A, _B, _C, _C, _C, _C),
    (_B, _C, _D, _E, _E, _E),
    (_C, _D, _E, _E, _F, _F),
    (_D, _D, _E, _F, _F, _G),
)
_MAPPA_ROSH: Final = {"VERY_HIGH": _A, "HIGH": _C, "MEDIUM": _D}
_ROSH_ALONE: Final = {"VERY_HIGH": _C, "HIGH": _D}
_BANDS: Final = {"VERY_HIGH": _A, "HIGH": _B, "MEDIUM": None, "LOW": _E}

_YEAR: Final = 365.25


class Provisional(NamedTuple):
    """A single-axis tier, and whether missing or static scores could still raise it."""

    tier: str
    provisional: bool


def tier_v3(
    *,
    active_event: bool = True,
    arp: float | None = None,
    csrp: float | None = None,
    dc_srp: float | None = None,
    dc_srp_band: str | None = None,
    mappa: bool = False,
    rosh: str | None = None,
    lifer_ipp: bool = False,
    released_ago: Mapping[str, float] | float | None = None,
    domestic_abuse: bool = False,
    stalking: bool = False,
    child_protection: bool = False,
    sexual_offence_ever: bool = False,
) -> str:
    """Return the tier of the single-axis model: the highest that any rule gives.

    Parameters
    ----------
    active_event : bool
        Whether a sentence is in force.
    arp, csrp : float or None
        All-reoffending and combined serious reoffending predictors, per cent.
    dc_srp, dc_srp_band : float or None, str or None
        Direct contact sexual reoffending predictor, per cent, and its band (VERY_HIGH, HIGH,
        MEDIUM, LOW); ignored unless there is a score above 0 and a band.
    mappa : bool
        Under multi-agency arrangements, in whatever category.
    rosh : str or None
        Risk of serious harm: VERY_HIGH, HIGH, MEDIUM, LOW or None.
    lifer_ipp : bool
        Life sentence or imprisonment for public protection.
    released_ago : float or mapping or None
        Time since the latest release: days, or ``{"years": …, "days": …}`` with a year of 365.25
        days; None when there was no release.
    domestic_abuse, stalking, child_protection : bool
        Registrations.
    sexual_offence_ever : bool
        Ever committed a sexual offence.

    Returns
    -------
    str
        ``A`` (highest) to ``G``; ``NOT_SUPERVISED`` without an active event, ``MISSING`` without
        both reoffending predictors.

    Raises
    ------
    ValueError
        If a medium band comes with a score below any medium one (0.60), as in the source.

    Examples
    --------
    >>> tier_v3(arp=60, csrp=1.2), tier_v3(arp=60, csrp=1.2, mappa=True, rosh="HIGH")
    ('D', 'C')
    """
    if not active_event:
        return "NOT_SUPERVISED"
    if arp is None or csrp is None:
        return "MISSING"
    return _TIERS[
        max(
            _reoffending(arp, csrp),
            _sexual_reoffending(dc_srp, dc_srp_band),
            _mappa_rosh(mappa, rosh),
            _release(lifer_ipp, released_ago),
            _registered(domestic_abuse, stalking, child_protection, sexual_offence_ever),
        )
    ]


def tier_v3_provisional(
    *,
    active_event: bool = True,
    arp: float | None = None,
    csrp: float | None = None,
    arp_type: str | None = "DYNAMIC",
    csrp_type: str | None = "DYNAMIC",
    dc_srp: float | None = None,
    dc_srp_band: str | None = None,
    mappa: bool = False,
    rosh: str | None = None,
    lifer_ipp: bool = False,
    released_ago: Mapping[str, float] | float | None = None,
    domestic_abuse: bool = False,
    stalking: bool = False,
    child_protection: bool = False,
    sexual_offence_ever: bool = False,
) -> Provisional:
    """Return the single-axis tier and whether it is provisional.

    A tier is provisional while a static predictor, once dynamic, could raise it, or a missing
    risk of serious harm, once known, could.

    Parameters
    ----------
    arp_type, csrp_type : str or None
        STATIC (from records alone) or DYNAMIC (with an assessment).
    active_event, arp, csrp, dc_srp, dc_srp_band, mappa, rosh, lifer_ipp, released_ago, \
domestic_abuse, stalking, child_protection, sexual_offence_ever
        As in `tier_v3`.

    Returns
    -------
    Provisional
        Tier, and whether it is provisional; never so when not supervised or missing.

    Raises
    ------
    ValueError
        As in `tier_v3`.
    """
    if not active_event:
        return Provisional("NOT_SUPERVISED", False)
    if arp is None or csrp is None:
        return Provisional("MISSING", False)
    reoffending = _reoffending(arp, csrp)
    with_mappa_rosh = _mappa_rosh(mappa, rosh)
    others = max(
        _sexual_reoffending(dc_srp, dc_srp_band),
        _release(lifer_ipp, released_ago),
        _registered(domestic_abuse, stalking, child_protection, sexual_offence_ever),
    )
    arp_static, csrp_static = arp_type == "STATIC", csrp_type == "STATIC"
    # The best that the static predictor could still give, beside the dynamic one.
    if arp_static and csrp_static:
        best = _A
    elif arp_static:
        best = _reoffending(_ARP_BANDS[0], csrp)
    elif csrp_static:
        best = _reoffending(arp, _CSRP_BANDS[0])
    else:
        best = _G
    provisional = max(others, with_mappa_rosh) < best
    if rosh is None:
        both_dynamic = arp_type == "DYNAMIC" and csrp_type == "DYNAMIC"
        known = max(others, reoffending) if both_dynamic else others
        provisional = provisional or known < (_A if mappa else _C)
    return Provisional(_TIERS[max(reoffending, with_mappa_rosh, others)], provisional)


def _reoffending(arp: float, csrp: float) -> int:
    row = column = 0
    for band in _CSRP_BANDS:
        if csrp >= band:
            break
        row += 1
    for limit in _ARP_BANDS:
        if arp >= limit:
            break
        column += 1
    return _REOFFENDING[row][column]


def _sexual_reoffending(score: float | None, band: str | None) -> int:
    if score is None or score <= 0 or band not in _BANDS:
        return _G
    tier = _BANDS[band]
    if tier is not None:
        return tier
    # Two tables laid over one another: without risk reduction (3.36, 2.11), and with it.
    if score >= 3.36 or 1.12 <= score < 2.11:
        return _C
    if score >= 0.60:
        return _D
    raise ValueError(f"a contact sexual predictor of {score} cannot be in the medium band")


def _mappa_rosh(mappa: bool, rosh: str | None) -> int:
    if mappa:
        return _E if rosh is None else _MAPPA_ROSH.get(rosh, _E)
    return _G if rosh is None else _ROSH_ALONE.get(rosh, _G)


def _release(lifer_ipp: bool, released_ago: Mapping[str, float] | float | None) -> int:
    if not lifer_ipp or released_ago is None:
        return _G
    if isinstance(released_ago, Mapping):
        ago = released_ago.get("years", 0) * _YEAR + released_ago.get("days", 0)
    else:
        ago = released_ago
    if ago <= _YEAR:
        return _B
    return _D if ago <= 5 * _YEAR else _E


def _registered(
    domestic_abuse: bool, stalking: bool, child_protection: bool, sexual_offence_ever: bool
) -> int:
    if domestic_abuse or sexual_offence_ever:
        return _E
    return _F if stalking or child_protection else _G
