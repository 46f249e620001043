"""What an experiment cannot deliver is told before it simulates."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from toy_model import MODEL, load, write

from pdusim.experiment import run_experiment
from pdusim.experiment.design import Factor
from pdusim.experiment.files import read_sweep
from pdusim.experiment.remarks import calibration_remarks, design_remarks
from pdusim.experiment.sweep import Points
from pdusim.scenario.loading import load_scenario

HEAD = "scenarios: [./toy.yaml]\nuncertain: all\n"


@pytest.mark.parametrize(
    ("design", "replications", "told"),
    [
        ("{kind: lhs, points: 4}", 2, "4 points cannot tell the main effects of 3 values: 5 are"),
        ("{kind: lhs, points: 5}", 2, ""),
        ("{kind: lhs, points: 5}", 1, "write 'replications: 2' or more"),
        ("{kind: morris}", 1, "1 replication of each point cannot tell elementary effects"),
        ("{kind: sobol_indices, points: 4}", 2, "2 replications of each point cannot tell Sobol"),
        ("{kind: sobol_indices, points: 4}", 3, ""),
    ],
)
def test_designs_that_will_not_bear_it(
    tmp_path: Path, design: str, replications: int, told: str
) -> None:
    text = f"{HEAD}design: {design}\nreplications: {replications}\n"
    said = design_remarks(read_sweep(write(tmp_path, "sweep", text), load))
    assert (len(said) == 1 and told in said[0]) if told else said == []


def test_they_are_told_before_the_first_simulation_and_kept(tmp_path: Path) -> None:
    order: list[Any] = []
    write(
        tmp_path,
        "late",
        "extends: ./toy.yaml\nname: late\nchanges:\n"
        "  - {from: 2031-01-01, set: {inputs.noise: 2.0}}\n",
    )
    text = "scenarios: [./toy.yaml, ./late.yaml]\nreplications: 2\n"
    results = run_experiment(
        write(tmp_path, "sweep", text),
        on_remarks=order.append,
        on_progress=lambda done, total: order.append(done),
        _load=load,
        _simulate=MODEL,
    )
    assert results.remarks == order[0]
    assert order[1:]
    (remark,) = results.remarks
    assert remark.startswith("late: ")
    assert "after the run ends" in remark
    assert "no effect" in remark
    results.save(tmp_path / "out")
    assert remark in (tmp_path / "out" / "manifest.json").read_text(encoding="utf-8")


def test_a_change_that_a_shorter_run_puts_after_its_end_is_told() -> None:
    spec = read_sweep(
        {
            "scenarios": ["baseline", "sds40"],
            "set": {"run.start": "2022-01-03", "run.warm_up_weeks": 4, "run.observe_weeks": 4},
            "replications": 2,
        }
    )
    assert any(text.startswith(spec.policies[1].name) for text in Points(spec).remarks)


def test_rates_cut_at_their_majorant_anywhere_in_the_design_are_told_once_at_their_worst() -> None:
    source = {
        "scenarios": ["baseline"],
        "set": {"run.observe_weeks": 4},
        "uncertain": {
            "enforcement.non_compliance.unprepared_factor": {"range": [1.0, 5.0]},
        },
        "design": {"kind": "lhs", "points": 12, "seed": 1},
        "replications": 2,
    }
    spec = read_sweep(source)
    points = Points(spec)
    (remark,) = points.remarks
    assert remark.startswith("enforcement.non_compliance.majorant is 3 per month, but the rate")
    cut = sum(bool(points.scenario(place).warnings) for place in range(12))
    assert 0 < cut < 12
    assert f"So at {cut} of 12 points" in remark
    # What it says to write is enough.
    raised = float(remark.split("raise the majorant to ")[1].split(" ")[0])
    base = load_scenario("baseline").with_values(
        {"run.observe_weeks": 4, "enforcement.non_compliance.majorant": raised}
    )
    policy = replace(spec.policies[0], scenario=base)
    assert Points(replace(spec, policies=(policy,))).remarks == ()


def test_a_calibration_tells_what_is_cut_where_its_free_values_end() -> None:
    base = load_scenario("baseline").with_values({"run.observe_weeks": 4})
    free = [
        Factor("enforcement.non_compliance.unprepared_factor", 1.0, 5.0, False, "ratio", 1.3),
        Factor("work.time_multiplier", 1.5, 1.7, False, "ratio", 1.55),
    ]
    (remark,) = calibration_remarks([base], free)
    assert remark.startswith("enforcement.non_compliance.majorant is 3 per month")
    assert "So at 1 of 4 points" in remark
    assert calibration_remarks([base], free[1:]) == []
