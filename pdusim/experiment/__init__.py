"""Replications, precision, executors and what they leave behind."""

from __future__ import annotations

from pdusim.experiment.errors import Cancelled, ExperimentError, ReplicationError
from pdusim.experiment.loading import load_results
from pdusim.experiment.precision import Precision
from pdusim.experiment.results import Results
from pdusim.experiment.rows import DifferenceRow, EstimateRow
from pdusim.experiment.runner import run
from pdusim.experiment.saving import save_results
from pdusim.experiment.sweep import run_experiment
from pdusim.experiment.sweep_results import SweepResults
from pdusim.experiment.windows import DifferentWindowsError

__all__ = [
    "Cancelled",
    "DifferenceRow",
    "DifferentWindowsError",
    "EstimateRow",
    "ExperimentError",
    "Precision",
    "ReplicationError",
    "Results",
    "SweepResults",
    "load_results",
    "run",
    "run_experiment",
    "save_results",
]
