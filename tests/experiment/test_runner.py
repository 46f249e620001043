import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from experiment_stubs import MODEL, Stub

from pdusim.experiment import Cancelled, ExperimentError, ReplicationError, Results, run
from pdusim.experiment.runner import distinct

BASE, POLICY = Stub(), Stub("policy", lever=5.0)


def stub_run(scenarios: Any = (BASE, POLICY), **options: Any) -> Results:
    return run(list(scenarios), _simulate=MODEL, **{"replications": 6, "seed": 3, **options})


def test_every_scenario_meets_the_same_replications() -> None:
    found = stub_run()
    assert [[o.replication for o in row] for row in found.outcomes] == [list(range(6))] * 2
    assert found.names == ("base", "policy")
    assert found.difference("policy", "base", "workload_pct").estimate.mean == pytest.approx(5.0)
    assert found.difference("policy", "base", "workload_pct").correlation == pytest.approx(1.0)


def test_the_number_of_workers_changes_nothing() -> None:
    alone = stub_run(record="weekly")
    for options in ({"workers": 2}, {"workers": 3}):
        together = stub_run(record="weekly", **options)
        assert together.to_json() == alone.to_json()
        assert together.to_csv() == alone.to_csv()
        assert together.measures.equals(alone.measures)
        assert together.weekly.equals(alone.weekly)


def test_any_executor_will_do_and_is_left_open() -> None:
    with ThreadPoolExecutor(2) as executor:
        found = stub_run(executor=executor)
        assert found.to_json() == stub_run().to_json()
        assert executor.submit(int, "7").result() == 7


def test_fewer_replications_are_a_prefix_of_more() -> None:
    short, long = stub_run(replications=4), stub_run(replications=9)
    assert all(a == b[:4] for a, b in zip(short.outcomes, long.outcomes, strict=True))


def test_a_single_scenario_needs_no_list() -> None:
    assert run(BASE, replications=2, _simulate=MODEL).names == ("base",)


def test_progress_counts_every_replication_once() -> None:
    seen: list[tuple[int, int]] = []
    stub_run(workers=2, on_progress=lambda done, total: seen.append((done, total)))
    assert seen == [(i, 12) for i in range(1, 13)]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_failing_replication_is_named_with_its_error(workers: int) -> None:
    with pytest.raises(ReplicationError) as caught:
        stub_run([BASE, Stub("broken", fail=(4, 2))], workers=workers)
    assert (caught.value.failure.scenario, caught.value.failure.replication) == ("broken", 2)
    text = str(caught.value)
    assert "replication 2 of scenario 'broken' failed: ValueError: planned failure of 2" in text
    assert "experiment_stubs.py" in text


def test_a_worker_that_dies_once_is_replaced_and_nothing_is_lost(tmp_path: Path) -> None:
    scenario = Stub(kill=(2,), mark=str(tmp_path / "died"))
    found = stub_run([scenario], workers=2)
    assert (tmp_path / "died").exists()
    assert found.to_json() == stub_run([BASE]).to_json()


def test_a_replication_that_kills_two_workers_has_failed() -> None:
    with pytest.raises(ReplicationError, match=r"replication 2 of scenario 'deadly'.*WorkerDied"):
        stub_run([Stub("deadly", kill=(2,))], workers=2)


def test_a_result_that_cannot_be_read_is_not_told_as_a_death() -> None:
    with pytest.raises(ReplicationError, match="ResultUnreadable: TypeError: planned refusal"):
        stub_run([Stub(unreadable=(2,))], workers=2)


def test_a_broken_executor_of_the_caller_is_the_callers_to_replace() -> None:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    with (
        ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor,
        pytest.raises(ExperimentError, match="only its owner can replace it"),
    ):
        stub_run([Stub(kill=(1,))], executor=executor)


@pytest.mark.parametrize("workers", [1, 2])
def test_cancelling_stops_early_and_says_how_far_it_came(workers: int) -> None:
    stop = threading.Event()

    def progress(done: int, total: int) -> None:
        if done == 3:
            stop.set()

    with pytest.raises(Cancelled) as caught:
        stub_run(replications=200, workers=workers, on_progress=progress, cancel=stop)
    assert 3 <= caught.value.done < 60
    assert caught.value.total == 400


def test_replications_submitted_ahead_are_bounded() -> None:
    class Counting(ThreadPoolExecutor):
        waiting = most = 0

        def submit(self, *args: Any, **kwargs: Any) -> Any:
            Counting.waiting += 1
            Counting.most = max(Counting.most, Counting.waiting)
            future = super().submit(*args, **kwargs)
            future.add_done_callback(lambda _: setattr(Counting, "waiting", Counting.waiting - 1))
            return future

    with Counting(2) as executor:
        stub_run(replications=100, executor=executor)
    assert 1 < Counting.most <= 8


def test_weekly_series_are_kept_on_request_and_change_no_measure() -> None:
    plain, weekly = stub_run(), stub_run(record="weekly")
    assert plain.weekly.height == 0
    assert weekly.weekly.height == 2 * 6 * 3
    assert weekly.weekly.columns == ["scenario", "replication", "week", "load"]
    assert weekly.measures.equals(plain.measures)


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"replications": 0}, "1 or more"),
        ({"replications": 5, "precision": 0.1}, "not both"),
        ({"workers": 0}, "workers"),
        ({"seed": -1}, "a seed lies between 0 and"),
        ({"seed": 2**64}, "a seed lies between 0 and"),
        ({"seed": 0.5}, "a seed is a whole number"),
        ({"scenarios": []}, "no scenario"),
    ],
)
def test_contradicting_arguments_are_refused(options: dict[str, Any], text: str) -> None:
    with pytest.raises(ExperimentError, match=text):
        run(options.pop("scenarios", BASE), **options, _simulate=MODEL)


def test_names_are_made_different() -> None:
    assert distinct(["a", "b", "a", "a (2)", "a"]) == ("a", "b", "a (2)", "a (2) (2)", "a (3)")


def test_rules_reach_the_model_as_functions_or_as_a_file(tmp_path: Path) -> None:
    file = tmp_path / "rules.py"
    file.write_text("RULES = {'mine': len}\n")
    for rules in ({"mine": len}, file, str(file)):
        found = run(BASE, replications=1, rules=rules, _simulate="experiment_stubs:with_rules")
        assert found.outcomes[0][0].totals == {"mine": (7.0, 1.0)}


def test_a_file_without_rules_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "rules.py"
    file.write_text("OTHER = 1\n")
    with pytest.raises(ExperimentError, match="define RULES"):
        run(BASE, replications=1, rules=file, _simulate=MODEL)
