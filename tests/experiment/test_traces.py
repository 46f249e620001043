"""What a failure leaves behind holds no path of the machine."""

from __future__ import annotations

from pathlib import Path

from pdusim.experiment.tasks import Failure, Parcel, Task, perform
from pdusim.experiment.traces import one_line, trace_of, without_folders
from pdusim.scenario import load_scenario

HERE = Path(__file__).resolve()


def test_folders_are_cut_and_what_only_looks_like_one_stays() -> None:
    assert (
        without_folders("no such file: '/home/ann/work/case.yaml'") == "no such file: 'case.yaml'"
    )
    assert without_folders(r"C:\Users\ann\case.yaml is wrong") == "case.yaml is wrong"
    for text in ("12 cases/month", "https://example.org/a/b", "a / b", "and/or/not"):
        assert without_folders(text) == text


def test_a_trace_names_files_from_their_package_on_and_keeps_its_causes() -> None:
    try:
        try:
            load_scenario(HERE.parent / "none.yaml")
        except Exception as error:
            raise RuntimeError(f"it stands in {HERE}") from error
    except RuntimeError as error:
        trace, line = trace_of(error), one_line(error)
    assert line == f"RuntimeError: it stands in {HERE.name}"
    assert 'File "pdusim/scenario/loading.py", line ' in trace
    assert f'File "{HERE.name}", line ' in trace
    assert "direct cause" in trace
    assert str(HERE.parent) not in trace
    assert str(Path.home()) not in trace


def fail(*_: object, **__: object) -> None:
    raise FileNotFoundError(2, "No such file or directory", str(HERE))


def test_a_failed_replication_is_recorded_without_them() -> None:
    parcel = Parcel.of("baseline", load_scenario("baseline"), None, fail)
    (failure,) = perform(Task(parcel, 0, (3,), "measures"))
    assert isinstance(failure, Failure)
    assert failure.replication == 3
    assert f"'{HERE.name}'" in failure.error
    assert str(HERE.parent) not in failure.error + failure.detail
