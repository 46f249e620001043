"""The unit of a simulated week as files: cases, staff, and a scenario that starts from them."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

from pdusim.experiment.atomic import deliver
from pdusim.experiment.errors import ExperimentError
from pdusim.model.counting.snapshot import Snapshot
from pdusim.model.replication import uncollected
from pdusim.model.unit import Unit
from pdusim.scenario import Scenario
from pdusim.scenario.caseload.given import GivenCase, GivenOfficer
from pdusim.scenario.caseload.writing import cases_csv, staff_csv
from pdusim.scenario.shipped import is_bare_name

_WEEKS = 52
"""Weeks that the scenario beside the files observes."""


def snapshot(
    scenario: Scenario, *, after_weeks: int, seed: int = 0, replication: int = 0
) -> tuple[list[GivenCase], list[GivenOfficer]]:
    """Return cases and staff of a unit on the morning of a Monday of a run.

    Parameters
    ----------
    scenario : Scenario
        What the unit lives under.
    after_weeks : int
        Weeks after the start of the run.
    seed, replication : int
        Which of its histories.

    Raises
    ------
    ExperimentError
        When the run does not last that long.
    """
    day = 7 * after_weeks
    if day >= scenario.days:
        raise ExperimentError(
            f"'{scenario.name}' lasts {scenario.days // 7} weeks, and the snapshot is to be after "
            f"{after_weeks}: less, or a longer run.observe_weeks"
        )
    with uncollected():
        unit = Unit(scenario, seed, replication)
        if day:
            unit.run_until(day)
        else:
            unit.go_live()
        found = Snapshot(unit)
        return found.cases(), found.staff()


def write_snapshot(
    scenario: Scenario,
    source: str,
    folder: Path,
    *,
    after_weeks: int,
    seed: int = 0,
    replication: int = 0,
) -> tuple[int, int]:
    """Write the unit of a week to a folder; returns how many cases and staff.

    Parameters
    ----------
    scenario : Scenario
        What the unit lives under.
    source : str
        Name or file of it, which the scenario written extends.
    folder : Path
        Where the three files go.
    after_weeks, seed, replication : int
        As for `snapshot`.
    """
    cases, staff = snapshot(scenario, after_weeks=after_weeks, seed=seed, replication=replication)
    deliver(folder / "cases.csv", cases_csv(cases))
    deliver(folder / "staff.csv", staff_csv(staff))
    parent = source
    if not is_bare_name(source):
        try:
            parent = os.path.relpath(source, folder)
        except ValueError:  # on another drive
            parent = os.path.abspath(source)
        if "/" not in parent and "\\" not in parent:
            parent = f"./{parent}"
    start = scenario.settings.run.start + timedelta(weeks=after_weeks)
    text = (
        f"# The unit of '{scenario.name}' after {after_weeks} weeks: seed {seed}, replication "
        f"{replication}.\n"
        f"extends: {parent}\n"
        "run:\n"
        f"  start: {start}\n"
        "  warm_up_weeks: 0\n"
        f"  observe_weeks: {_WEEKS}\n"
        "start: {caseload: cases.csv, staff: staff.csv}\n"
    )
    deliver(folder / "unit.yaml", text)
    return len(cases), len(staff)
