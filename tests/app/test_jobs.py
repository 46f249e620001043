"""The laboratory: whoever waits goes first, and idle time is used."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

import pdusim
from pdusim.app import jobs
from pdusim.app.jobs import Job, Laboratory, outcome_of
from pdusim.scenario import Scenario

SMALL = {"unit.scale": 0.25, "run.warm_up_weeks": 2, "run.observe_weeks": 13}
PATIENT = 24


@pytest.fixture(scope="module")
def small() -> Scenario:
    return pdusim.load_scenario("baseline").with_values(SMALL)


@pytest.fixture
def laboratory() -> Iterator[Laboratory]:
    made = Laboratory(2)
    yield made
    made.close()


def policy(small: Scenario, number: int) -> Scenario:
    return small.with_values({"workforce.posts.po": 40 + number})


def until(true: Callable[[], object]) -> None:
    """Wait for something to come about; what never does is told by pytest's own limit."""
    while not true():
        time.sleep(0.02)


def test_whoever_waits_does_not_stand_behind_the_refinement(laboratory, small) -> None:
    outcome_of(laboratory.ask(small, 0, prompt=True))
    refining = [laboratory.ask(small, number) for number in range(1, PATIENT)]
    outcome_of(laboratory.ask(small, 0, "events", prompt=True))
    assert sum(answer.done() for answer in refining) < len(refining)
    for answer in refining:
        laboratory.release(answer)


def test_what_was_queued_ahead_is_hurried_when_somebody_waits(laboratory, small) -> None:
    outcome_of(laboratory.ask(small, 0, prompt=True))
    refining = [laboratory.ask(small, number) for number in range(1, PATIENT)]
    ahead = laboratory.ask(policy(small, 1), 0)
    laboratory.release(ahead)
    assert ahead.cancelled()
    outcome_of(laboratory.ask(policy(small, 1), 0, prompt=True))
    assert sum(answer.done() for answer in refining) < len(refining)
    for answer in refining:
        laboratory.release(answer)


def test_one_who_gives_up_does_not_take_it_from_another(laboratory, small) -> None:
    busy = [laboratory.ask(small, number) for number in range(PATIENT)]
    one, two = (laboratory.ask(small, PATIENT) for _ in range(2))
    assert one is two
    laboratory.release(one)
    assert not two.cancelled()
    laboratory.release(two)
    assert two.cancelled()
    for answer in busy:
        laboratory.release(answer)


def test_the_laboratory_works_ahead_only_when_no_job_runs(monkeypatch, small) -> None:
    asked: list[tuple[str, int]] = []

    class Watched(Laboratory):
        def ask(self, scenario, replication, record="weekly", *, prompt=False):
            asked.append((scenario.name, replication, record))
            return super().ask(scenario, replication, record, prompt=prompt)

    laboratory = Watched(1)
    try:
        later = small.with_values({"workforce.posts.po": 41}, name="later")
        with laboratory.at_work():
            idle = laboratory._idle
            laboratory.warm(small, [later])
            # Who works ahead has the first answer, and waits until no job is under way.
            until(lambda: idle._waiters)
            assert asked == [("baseline", 0, "weekly")]
        until(lambda: ("later", 0, "weekly") in asked)
        assert asked[1:] == [
            ("baseline", 1, "weekly"),
            ("baseline", 0, "events"),
            ("later", 0, "weekly"),
        ]
    finally:
        laboratory.close()


def test_few_ledgers_are_remembered(monkeypatch, laboratory, small) -> None:
    monkeypatch.setattr(jobs, "KEPT_LEDGERS", 2)
    first = laboratory.ask(policy(small, 0), 0, "events")
    weekly = laboratory.ask(policy(small, 0), 0)
    for number in (1, 2):
        laboratory.ask(policy(small, number), 0, "events")
    assert laboratory.ask(policy(small, 0), 0) is weekly
    assert laboratory.ask(policy(small, 0), 0, "events") is not first


def test_a_stopped_job_gives_up_what_it_asked_for(laboratory, small) -> None:
    job = Job(1, [small, policy(small, 3)], ["a", "b"], 50)
    job.start(laboratory)
    until(lambda: job.done >= 1)
    job.stop()
    until(lambda: not job.running)
    assert job.done < 50
    assert not job.error
    assert laboratory._wanted_by == {}
