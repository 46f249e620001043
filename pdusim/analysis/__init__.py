"""What results mean: comparison, ranking, warm-up, sensitivity, calibration."""

from __future__ import annotations

from pdusim.analysis.comparison import compare

__all__ = ["compare"]
