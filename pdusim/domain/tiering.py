"""Tiers: the two-axis model (A3 to D0) and the single axis that followed it (A to G).

The two-axis tier (version 2, 2020 to 2026) joins how much protection a person's risk calls for
with how much change work the person needs; the case weights of the workload percentage hang on
it. The single axis (version 3, in code from March 2026) serves allocation. Both were read
from ``ministryofjustice/hmpps-tier`` at affac98a, ``service/calculation`` (MIT licence, Crown
copyright); the thresholds and tables here are that tool's. The official test vectors hold them in
``tests/domain/test_official_vectors.py``.

Registrations come to these functions already read: the latest one counts, one of type HREG does
not, MAPPA level M0 counts as none.
"""

from __future__ import annotations

from pdusim.domain.single_axis import Provisional, tier_v3, tier_v3_provisional
from pdusim.domain.two_axis import (
    COMPLEXITY_FACTORS,
    MAX_ASSESSMENT_WEEKS,
    NEED_THRESHOLDS,
    NEED_WEIGHTS,
    assessment_counts,
    change_level,
    change_points,
    has_mandate,
    need_severity,
    protect_level,
    protect_points,
    tier_v2,
)

__all__ = [
    "COMPLEXITY_FACTORS",
    "MAX_ASSESSMENT_WEEKS",
    "NEED_THRESHOLDS",
    "NEED_WEIGHTS",
    "Provisional",
    "assessment_counts",
    "change_level",
    "change_points",
    "has_mandate",
    "need_severity",
    "protect_level",
    "protect_points",
    "tier_v2",
    "tier_v3",
    "tier_v3_provisional",
]
