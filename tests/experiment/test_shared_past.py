"""What scenarios share is simulated once, and nobody can tell from the results."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from pdusim.experiment import forking, runner, tasks
from pdusim.experiment.forking import CopyDiedError, CopyRefusedError, in_a_copy
from pdusim.experiment.shared_past import (
    Branch,
    Struck,
    branches,
    families,
    first_difference,
    replicate_together,
)
from pdusim.experiment.tasks import Failure, Parcel, Task, perform
from pdusim.model.replication import simulate
from pdusim.outcomes.outcome import Outcome
from pdusim.scenario import Scenario, load_scenario
from pdusim.scenario.shipped import shipped_scenarios

SMALL = {"unit.scale": 0.05, "unit.past_years": 1.0}

pytestmark = pytest.mark.skipif(not forking.COPIES, reason="processes cannot be copied here")


def small(name: str) -> Scenario:
    return load_scenario(name).with_values(SMALL)


@pytest.fixture(scope="module")
def shipped() -> dict[str, Scenario]:
    """Every shipped scenario, of a small unit with a short past."""
    return {name: small(name) for name in shipped_scenarios()}


@pytest.fixture
def copies_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    """pytest has threads of its own, which do no harm to a copy that never comes back to it."""
    monkeypatch.setattr(tasks, "can_copy", lambda: True)
    monkeypatch.setattr(runner, "can_copy", lambda: True)


# Plan -------------------------------------------------------------------------------------


def test_most_shipped_policies_share_the_warm_up_with_the_baseline(
    shipped: dict[str, Scenario],
) -> None:
    days = {
        name: first_difference(shipped["baseline"], scenario) for name, scenario in shipped.items()
    }
    assert days["baseline"] is None
    assert days["sds40"] == 652
    assert days["ecsl_70_days"] == 379
    assert days["third_of_posts_vacant"] == 0
    # A ramp of arrivals begins to climb on the day after its date, a week before its first step.
    assert days["suspended_orders_grow"] == 364
    assert sum(day is None or day >= 364 for day in days.values()) > 40


def test_the_notice_of_a_scheme_comes_before_the_change_it_belongs_to() -> None:
    base = small("baseline")
    late = base.with_values({"early_release.regimes.sds40.enacted": True})
    assert first_difference(base, late) == 0
    scheme = load_scenario("sds40")
    regime = scheme.timeline[-1].settings.early_release.regimes["sds40"]
    day = (regime.tranches[0][1] - scheme.settings.run.start).days - regime.notice_days
    assert first_difference(load_scenario("baseline"), scheme) == min(day, scheme.timeline[1].day)


def test_scenarios_are_parted_where_they_differ(shipped: dict[str, Scenario]) -> None:
    names = ["baseline", "third_of_posts_vacant", "overtime", "sds40", "baseline"]
    plan = branches([shipped[name] for name in names])
    assert plan == (
        Branch(
            (0, 2, 3, 4),
            364,
            (
                Branch((0, 3, 4), 652, (Branch((0, 4)), Branch((3,)))),
                Branch((2,)),
            ),
        ),
        Branch((1,)),
    )


def test_a_family_is_divided_where_there_are_more_workers_than_replications(
    shipped: dict[str, Scenario],
) -> None:
    scenarios = [shipped[n] for n in ("baseline", "third_of_posts_vacant", "overtime", "sds40")]
    assert families(scenarios, 1) == [(0, 2, 3), (1,)]
    assert families(scenarios, 2) == [(0, 2), (3,), (1,)]
    assert families([object(), *scenarios], 1) == [(1, 3, 4), (2,), (0,)]


# Exactness --------------------------------------------------------------------------------


def test_every_shipped_scenario_is_the_same_to_the_last_bit(shipped: dict[str, Scenario]) -> None:
    scenarios = list(shipped.values())
    plan = branches(scenarios)
    together = replicate_together(scenarios, plan, seed=5, replication=3, record="events")
    for name, scenario, shared in zip(shipped, scenarios, together, strict=True):
        assert isinstance(shared, Outcome), shared
        alone = simulate(scenario, seed=5, replication=3, record="events")
        assert repr(shared) == repr(alone), name


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("arrivals.custody", 60.0),
        ("people.homeless_share", 0.9),
        ("sentencing.custody.extended_share", 0.5),
        ("enforcement.non_compliance.rate.licence", 0.3),
        ("reviews.events.arrest.rate", 0.6),
        ("surroundings.premises.beds", 60.0),
        ("surroundings.unpaid_work.places_per_week", 500.0),
    ],
)
def test_what_is_drawn_or_bounded_in_advance_is_exact_too(
    tmp_path: Path, path: str, value: float
) -> None:
    file = tmp_path / "later.yaml"
    file.write_text(
        "name: later\ndescription: Later.\nextends: baseline\n"
        f"changes:\n  - from: 2023-06-05\n    set: {{{path}: {value}}}\n"
    )
    scenarios = [small("baseline"), load_scenario(file).with_values(SMALL), small("overtime")]
    assert 0 < (first_difference(scenarios[0], scenarios[1]) or 0) < 364
    together = replicate_together(scenarios, branches(scenarios), seed=2, replication=1)
    alone = [simulate(scenario, seed=2, replication=1) for scenario in scenarios]
    assert [repr(one) for one in together] == [repr(one) for one in alone]
    assert repr(alone[0].totals) != repr(alone[1].totals)


@pytest.mark.usefixtures("copies_allowed")
def test_a_run_is_the_same_shared_or_not_with_one_worker_or_two(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = ("baseline", "overtime", "third_of_posts_vacant", "sds40")
    scenarios = [small(name) for name in names]

    def ran(workers: int) -> str:
        return runner.run(scenarios, replications=2, workers=workers, record="weekly").to_json()

    shared, by_two = ran(1), ran(2)
    monkeypatch.setattr(runner, "can_copy", lambda: False)
    assert shared == by_two == ran(1)


# Mishaps ----------------------------------------------------------------------------------


def task_of(names: list[str], rules: object = None) -> Task:
    first, *others = (
        Task(Parcel.of(name, small(name), rules), 1, (0, 1))  # type: ignore[arg-type]
        for name in names
    )
    return Task(first.parcel, 1, (0, 1), "measures", tuple(others))


def dies(choice: object) -> None:
    os._exit(7)


def fails(choice: object) -> None:
    raise ValueError("no rule today")


@pytest.mark.usefixtures("copies_allowed")
@pytest.mark.parametrize(
    ("rule", "error"),
    [(dies, "CopyDiedError: .*exit code 7"), (fails, "ValueError: no rule today")],
)
def test_what_strikes_one_scenario_strikes_no_other(
    tmp_path: Path, rule: object, error: str
) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(
        "name: own\ndescription: Own.\nextends: baseline\nchanges:\n"
        "  - from: 2023-10-02\n    set: {management.allocation.rule: 'own:mine'}\n"
    )
    own = Task(
        Parcel.of("own", load_scenario(file).with_values(SMALL), {"mine": rule}),  # type: ignore[dict-item]
        1,
        (0,),
    )
    base = Task(Parcel.of("baseline", small("baseline"), {"mine": rule}), 1, (0, 1))  # type: ignore[dict-item]
    results = perform(Task(base.parcel, 1, (0, 1), "measures", (own,)))
    assert [type(result) for result in results] == [Outcome, Outcome, Failure]
    struck = results[2]
    assert isinstance(struck, Failure)
    assert (struck.scenario, struck.replication) == ("own", 0)
    assert re.search(error, struck.error)
    assert repr(results[0]) == repr(simulate(small("baseline"), seed=1, replication=0))


def test_without_room_for_another_process_each_is_simulated_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full() -> int:
        raise OSError("no room")

    scenarios = [small("baseline"), small("overtime")]
    plan = branches(scenarios)
    shared = replicate_together(scenarios, plan, seed=1, replication=0)
    monkeypatch.setattr(os, "fork", full)
    with pytest.raises(CopyRefusedError, match="no room"):
        in_a_copy(lambda: 1)
    assert repr(replicate_together(scenarios, plan, seed=1, replication=0)) == repr(shared)


def test_a_past_that_fails_strikes_all_who_share_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pdusim.model.unit.Unit.go_live", fails)
    scenarios = [small("baseline"), small("overtime")]
    found = replicate_together(scenarios, branches(scenarios), seed=1, replication=0)
    assert all(isinstance(one, Struck) for one in found)


def test_no_copy_is_made_beside_other_threads() -> None:
    end = threading.Event()
    thread = threading.Thread(target=end.wait)
    thread.start()
    try:
        assert not forking.can_copy()
    finally:
        end.set()
        thread.join()


def test_a_copy_that_dies_is_told_of() -> None:
    with pytest.raises(CopyDiedError, match="exit code 3"):
        in_a_copy(lambda: os._exit(3))
    with pytest.raises(CopyDiedError, match="Killed"):
        in_a_copy(lambda: os.kill(os.getpid(), signal.SIGKILL))


PARENT = """
import os, signal, sys, time
from pdusim.experiment.forking import in_a_copy

def work():
    in_a_copy(deeper)

def deeper():
    print(os.getpid(), os.getppid(), flush=True)
    time.sleep(600)

print("said once", end=" ")
try:
    in_a_copy(work)
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_copies_end_with_the_process_that_made_them(how: signal.Signals) -> None:
    command = [sys.executable, "-c", PARENT]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as parent:
        assert parent.stdout is not None
        copies = [int(word) for word in parent.stdout.readline().split()[-2:]]
        # As a terminal does: Ctrl-C comes to all of them, and the copies leave it to the parent.
        (os.killpg if how is signal.SIGINT else os.kill)(parent.pid, how)
        # The end of what is said: everybody who could say something is gone.
        rest = parent.stdout.read()
    assert ("interrupted" in rest) == (how is signal.SIGINT)
    assert "said once" not in rest
    while not all(gone(copy) for copy in copies):
        # What is closing its files has yet to close the rest.
        time.sleep(0.01)


def gone(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().split(")")[1].split()[0] == "Z"
    except OSError:
        return True
