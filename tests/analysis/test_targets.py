from pathlib import Path

import pytest

from pdusim.analysis.targets import Target, read_targets
from pdusim.outcomes.measures import MEASURES
from pdusim.scenario.errors import ScenarioError

HEAD = "id,scenario,measure,low,high,note\n"


def write(folder: Path, rows: str, head: str = HEAD) -> Path:
    path = folder / "targets.csv"
    path.write_text(head + rows)
    return path


def test_targets_are_read_with_their_notes(tmp_path: Path) -> None:
    rows = "T1,baseline,workload_pct,112,122,from the census\nT2,baseline,caseload,,2500,\n"
    first, second = read_targets(write(tmp_path, rows), MEASURES)
    assert first == Target("T1", "baseline", "workload_pct", 112.0, 122.0, "from the census", 2)
    assert (second.low, second.high, second.line) == (None, 2500.0, 3)


def test_the_targets_that_come_with_the_project_are_good() -> None:
    path = Path(__file__).parents[2] / "experiments" / "targets.csv"
    found = read_targets(path, MEASURES)
    assert len(found) > 20
    assert {t.name for t in found} >= {"T1", "T4", "T20"}


@pytest.mark.parametrize(
    ("rows", "line", "words"),
    [
        ("T1,b,workload_pc,1,2,\n", 2, "did you mean 'workload_pct'?"),
        ("T1,b,workload_pct,2,1,\n", 2, "write 1,2"),
        ("T1,b,workload_pct,,,\n", 2, "neither low nor high"),
        ("T1,b,workload_pct,-3%,3,\n", 2, "found '-3%'"),
        ("T1,b,workload_pct,1,inf,\n", 2, "found 'inf'"),
        ("T1,b,workload_pct,1,2,\nT1,b,caseload,1,2,\n", 3, "stands here twice"),
        ("T1,b\n", 2, "there is no measure ''"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(
    tmp_path: Path, rows: str, line: int, words: str
) -> None:
    path = write(tmp_path, rows)
    with pytest.raises(ScenarioError) as caught:
        read_targets(path, MEASURES)
    assert any(p.line == line and words in str(p) for p in caught.value.problems)
    assert caught.value.problems[0].file == str(path)


def test_a_file_without_the_columns_or_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="no column measure and high"):
        read_targets(write(tmp_path, "", "id,scenario,low\n"), MEASURES)
    with pytest.raises(ScenarioError, match="cannot be read"):
        read_targets(tmp_path / "none.csv", MEASURES)


def test_misfit_is_the_distance_outside_the_range_in_half_ranges() -> None:
    both = Target("T", "b", "m", 10.0, 14.0)
    assert [both.misfit(v) for v in (6.0, 10.0, 12.0, 14.0, 15.0)] == [-2.0, 0.0, 0.0, 0.0, 0.5]
    assert both.text == "10 to 14"
    most = Target("T", "b", "m", None, 50.0)
    assert [most.misfit(v) for v in (0.0, 50.0, 60.0)] == [0.0, 0.0, 2.0]
    assert most.text == "at most 50"
    assert Target("T", "b", "m", 0.0, None).scale == 1.0
    assert Target("T", "b", "m", 0.0, None).text == "at least 0"
