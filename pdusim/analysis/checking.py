"""Saying of any input file whether it is right: scenarios, experiments, goals and the others."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from pdusim.analysis.calibration_file import read_calibration
from pdusim.analysis.goal_file import read_goal
from pdusim.analysis.targets import read_targets
from pdusim.experiment.files import read_sweep
from pdusim.nation.file import KEYS, read_nation
from pdusim.outcomes.measures import MEASURES
from pdusim.scenario.errors import ScenarioError
from pdusim.scenario.loading import CheckedFile, check_files
from pdusim.scenario.reading import read_yaml
from pdusim.scenario.shipped import is_bare_name

_OF_GOAL = frozenset(("bounds",))
_OF_CALIBRATION = frozenset(("free", "targets", "check_replications", "rounds"))
_OF_EXPERIMENT = frozenset(
    ("scenarios", "levers", "uncertain", "design", "replications", "precision", "measures")
)


def check_inputs(sources: Iterable[str | os.PathLike[str]]) -> list[CheckedFile]:
    """Read each input file as the command would that takes it; nothing is simulated or raised.

    Parameters
    ----------
    sources : iterable of str or path
        Scenarios as for ``load_scenario``, or files. A file ending in ``.csv`` is one of targets;
        a YAML file with ``units`` or ``regions`` is one of several units, one with ``bounds`` a
        goal, one with ``free`` or ``targets`` a calibration, one with ``scenarios``, ``levers``,
        ``uncertain`` or ``design`` an experiment, any other a scenario.
    """
    return [_check(source) for source in sources]


def _check(source: str | os.PathLike[str]) -> CheckedFile:
    name = os.fspath(source)
    try:
        if name.lower().endswith(".csv"):
            read_targets(name, MEASURES)
            return CheckedFile(name, None, ())
        keys = frozenset[str]()
        if not (isinstance(source, str) and is_bare_name(name)):
            keys = frozenset(read_yaml(Path(name), name).entries)
        if keys & KEYS:
            return CheckedFile(name, None, read_nation(name).notes)
        if keys & _OF_GOAL:
            read_goal(name)
            return CheckedFile(name, None, ())
        if keys & _OF_CALIBRATION:
            return CheckedFile(name, None, read_calibration(name).notes)
        if keys & _OF_EXPERIMENT:
            return CheckedFile(name, None, read_sweep(name).notes)
    except ScenarioError as error:
        return CheckedFile(name, error, ())
    (checked,) = check_files([source])
    return checked
