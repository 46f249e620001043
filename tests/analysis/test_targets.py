from pathlib import Path
from typing import Any

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
        (",b,workload_pct,1,2,\n", 2, "there is no id"),
        ("T1,,workload_pct,1,2,\n", 2, "there is no scenario"),
        ("T1,b,workload_pct,1,1_000,\n", 2, "found '1_000'"),
        ("T1,b,workload_pct,1,1e300,\n", 2, "at most 1e+15"),
        ("T1,b,workload_pct,1,2,a, b\n", 2, "put quotes round"),
        (f"{'x' * 81},b,workload_pct,1,2,\n", 2, "found a name of 81 characters"),
        (f"T1,b,workload_pct,1,2,{'x' * 200_000}\n", 2, "not a row of a CSV file"),
        (f"T1,b,workload_pct,1,2,{'x' * 20_000}\n", 2, "the note is too long"),
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


def test_a_problem_is_told_at_its_cell_even_behind_a_comma_in_quotes(tmp_path: Path) -> None:
    rows = 'T1,"b, or c",workload_pc,1,2,\n'
    with pytest.raises(ScenarioError) as caught:
        read_targets(write(tmp_path, rows), MEASURES)
    (problem,) = caught.value.problems
    assert (problem.line, problem.column, problem.path) == (2, 14, "T1.measure")


def test_a_row_over_several_lines_is_told_at_its_first(tmp_path: Path) -> None:
    rows = 'T1,b,workload_pct,1,2,"two\nlines"\nT1,b,workload_pct,1,2,\n'
    with pytest.raises(ScenarioError, match="first on line 2") as caught:
        read_targets(write(tmp_path, rows), MEASURES)
    assert caught.value.problems[0].line == 4


def test_direction_and_control_characters_of_a_name_are_written_out(tmp_path: Path) -> None:
    (target,) = read_targets(
        write(tmp_path, "T\u202e1,b\x07,workload_pct,1,2,a\x1b[2Jb\n"), MEASURES
    )
    assert (target.name, target.scenario) == ("T\\u202e1", "b\\x07")
    assert target.note == "a\\x1b[2Jb"


class _CountedText(str):
    """An id that counts how often it is compared."""

    compared = 0

    def __eq__(self, other: object) -> bool:
        _CountedText.compared += 1
        return str.__eq__(self, other)

    __hash__ = str.__hash__


def test_many_targets_are_not_compared_each_with_every_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = 3_000
    rows = "".join(f"T{n},b,workload_pct,1,2,\n" for n in range(number))
    file = write(tmp_path, rows)
    monkeypatch.setattr("pdusim.analysis.targets._Row.cell", _counted_cell)
    assert len(read_targets(file, MEASURES)) == number
    # Comparing each with every other would take some 4,500,000.
    assert _CountedText.compared < 10 * number


def _counted_cell(row: Any, column: str) -> str:
    kind = _CountedText if column == "id" else str
    return kind(row.cells[row.columns.index(column)]) if column in row.columns else ""


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
