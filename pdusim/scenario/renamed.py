"""Keys that scenario files had once, and what takes their place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

RENAMED: Final = {
    "early_release.sds40": "it is now one of the release regimes: early_release.regimes.sds40, "
    "switched on with enacted: true",
    "early_release.sds40.tranche_1": "write early_release.regimes.sds40.enacted: true; its days "
    "are in early_release.regimes.sds40.tranches",
    "early_release.sds40.tranche_2": "write early_release.regimes.sds40.enacted: true; its days "
    "are in early_release.regimes.sds40.tranches",
    "early_release.sds40.tranche_1_under_years": "write the longest sentence in days, with the "
    "day, in early_release.regimes.sds40.tranches",
    "early_release.sds40.fraction": "write early_release.regimes.sds40.fraction.sds",
    "early_release.sds40.notice_days": "write early_release.regimes.sds40.notice_days",
    "early_release.sds40.exclude_sexual": "write early_release.regimes.sds40.exclude.sexual, a "
    "share",
    "early_release.sds40.exclude_violent_over_years": "write "
    "early_release.regimes.sds40.exclude.violent_4_years, a share",
    "early_release.sds40.exclude_domestic_abuse_share": "write "
    "early_release.regimes.sds40.exclude.domestic_abuse",
    "enforcement.recall.fixed_term_short_days": "write enforcement.recall.fixed_terms.short.days",
    "enforcement.recall.fixed_term_long_days": "write enforcement.recall.fixed_terms.long.days",
    "enforcement.recall.fixed_term_under_months": "each rule is an entry now: "
    "enforcement.recall.fixed_terms.short_2024.enacted: true for under twelve months, "
    "under_48_months and under_12_months for September 2025",
    "enforcement.recall.fixed_term_excludes_mappa": "write "
    "enforcement.recall.never_fixed.mappa_2_3 and never_fixed.very_high_risk",
}
"""Dotted path of an old key, or of an old section, to what to write instead."""


def renamed(path: Sequence[str]) -> str:
    """Return what to write instead of a key that was there once, or an empty text.

    Parameters
    ----------
    path : sequence of str
        Keys from the top; the longest part of it that is known counts.
    """
    for length in range(len(path), 0, -1):
        found = RENAMED.get(".".join(path[:length]))
        if found is not None:
            return found
    return ""
