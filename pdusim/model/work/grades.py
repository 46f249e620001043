"""Grades of staff."""

from __future__ import annotations

from enum import StrEnum


class Grade(StrEnum):
    """Grades of staff: probation officer, services officer, trainee, senior."""

    PO = "po"
    PSO = "pso"
    PQIP = "pqip"
    SPO = "spo"
