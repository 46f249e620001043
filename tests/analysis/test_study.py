"""The analysis of a sweep as a whole."""

from __future__ import annotations

from pathlib import Path

from pdusim.analysis.study import analyse
from pdusim.experiment import run_experiment

CASES = Path(__file__).parents[1] / "data" / "cases" / "studies"


def test_a_measure_that_does_not_move_spoils_no_analysis(tmp_path: Path) -> None:
    """One scenario, four points, and a measure whose variance nothing explains."""
    text = (CASES / "sweep_constant_measure.yaml").read_text(encoding="utf-8")
    file = tmp_path / "sweep.yaml"
    text = text.replace("set: {", "set: {unit.scale: 0.05, unit.past_years: 0.5, ")
    # In so small a unit it is the contact delivered that moves.
    file.write_text(text.replace("workload_pct", "contact_delivered"), encoding="utf-8")
    study = analyse(run_experiment(file))
    effects = study.tables["main_effects"]
    parts = effects.partition_by("measure", as_dict=True)
    by_measure = {str(key[0]): rows for key, rows in parts.items()}
    assert set(by_measure) == {"court_reports_per_month", "contact_delivered"}
    assert by_measure["court_reports_per_month"]["r_squared"].to_list() == [None]
    assert all(value is not None for value in by_measure["contact_delivered"]["r_squared"])
