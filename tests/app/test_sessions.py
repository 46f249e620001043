"""Visitors: nobody waits for what another has given up, and nobody is put out while at work."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any

import pytest

from pdusim import Outcome, load_scenario
from pdusim.app import sessions as sessions_module
from pdusim.app.levers import Levers
from pdusim.app.sessions import KEPT, FullError, RefusedError, Sessions

MANY = 300


class Bench:
    """A laboratory that finishes what the test says, and knows what is still wanted."""

    workers = 2

    def __init__(self) -> None:
        self.asked: list[Future[Any]] = []
        self.lock = threading.Lock()
        self.wanted: dict[Future[Any], int] = {}
        self.shared: dict[Any, Future[Any]] = {}

    def ask(
        self, scenario: Any, replication: int, record: str = "weekly", *, prompt: bool = False
    ) -> Future[Any]:
        key = (str(scenario.resolved()), replication, record)
        with self.lock:
            found = self.shared.get(key)
            if found is None or found.cancelled():
                found = self.shared[key] = Future()
            self.wanted[found] = self.wanted.get(found, 0) + 1
            return found

    def release(self, answer: Future[Any]) -> None:
        with self.lock:
            self.wanted[answer] -= 1
            if not self.wanted[answer]:
                del self.wanted[answer]
                answer.cancel()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        yield


@pytest.fixture(scope="module")
def levers() -> Levers:
    return Levers(load_scenario("baseline"))


@pytest.fixture
def bench() -> Bench:
    return Bench()


class Clock:
    """Time as the test says."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def visitors(levers: Levers, bench: Bench, clock: Clock) -> Sessions:
    return Sessions(levers, bench, clock)  # type: ignore[arg-type]


def test_many_quick_runs_leave_only_the_last_in_the_queue(bench: Bench, visitors: Sessions) -> None:
    # Another test's app may be at work still.
    others = set(threading.enumerate())
    session = visitors.get(visitors.new())
    jobs = [session.run({}, "baseline") for _ in range(MANY)]
    for job in jobs[:-1]:
        assert job.wait(60)
        assert job.stopped
    assert jobs[-1].running
    alive = [
        thread
        for thread in threading.enumerate()
        if "_work" in thread.name and thread not in others
    ]
    assert len(alive) <= 1
    # Two scenarios, and as many replications of each as a job asks for ahead.
    assert all(count <= 2 for count in bench.wanted.values())
    assert len(bench.wanted) <= 2 * bench.workers + 2
    jobs[-1].stop()
    assert jobs[-1].wait(60)
    assert bench.wanted == {}


def test_who_follows_one_person_gives_up_the_one_before(bench: Bench, visitors: Sessions) -> None:
    session = visitors.get(visitors.new())
    first = session.run({}, "baseline")
    told: list[str] = []

    def follow() -> None:
        with pytest.raises(RefusedError) as error:
            session.person(first.number, "missed-review")
        told.append(str(error.value))

    threads = []
    for _ in range(3):
        before = session._following
        threads.append(threading.Thread(target=follow, daemon=True))
        threads[-1].start()
        while session._following is before:
            pass
    session.forget()
    for thread in threads:
        thread.join()
    assert told == ["another person was asked for since"] * 3


def test_opening_the_page_many_times_puts_nobody_out_who_is_at_work(
    visitors: Sessions,
) -> None:
    token = visitors.new()
    visitors.get(token).run({}, "baseline")
    for _ in range(3 * sessions_module.VISITORS):
        visitors.new()
    assert visitors.get(token).jobs
    assert len(visitors._all) == sessions_module.VISITORS


def test_where_all_are_at_work_another_is_told_so_until_one_has_left(
    visitors: Sessions, clock: Clock
) -> None:
    tokens = [visitors.new() for _ in range(sessions_module.VISITORS)]
    for token in tokens:
        visitors.get(token).run({}, "baseline")
    with pytest.raises(FullError, match="come again later"):
        visitors.new()
    clock.now = sessions_module.IN_USE_SECONDS
    for token in tokens[1:]:
        visitors.get(token)
    clock.now += 1.0
    visitors.new()
    with pytest.raises(RefusedError, match="too old"):
        visitors.get(tokens[0])
    for token in tokens[1:]:
        assert visitors.get(token).jobs


def outcome(replication: int) -> Outcome:
    totals = {"missed_review_rate": (1.0, 2.0)}
    weekly = {"week": list(range(1000))}
    return Outcome("x", 0, replication, totals, {"missed_review_rate": 0.5}, {}, weekly)


def test_the_bytes_kept_of_all_visitors_are_bounded(
    bench: Bench, visitors: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens = [visitors.new() for _ in range(4)]
    made = []
    for token in tokens:
        job = visitors.get(token).run({}, "baseline")
        made.append(job)
    # All share the answers of one scenario, so that one visitor's work is everybody's.
    while any(job.running for job in made):
        for answer in list(bench.shared.values()):
            if not answer.done():
                answer.set_result((outcome(0),))
    sizes = [visitors.get(token).size for token in tokens]
    assert min(sizes) > 2 * 16 * 32_000
    assert len(set(sizes)) == 1
    monkeypatch.setattr(sessions_module, "MOST_BYTES", 2 * sizes[0])
    last = visitors.get(tokens[0])
    left = [visitors._all[token].size for token in tokens]
    assert last.size == sizes[0]
    assert sum(left) <= 2 * sizes[0]
    assert left[1] == 0


def test_kept_policies_stand_beside_the_one_that_runs_the_oldest_makes_room(
    visitors: Sessions,
) -> None:
    session = visitors.get(visitors.new())
    kept = []
    for vacancy in range(20, 20 + KEPT + 1):
        job = session.run({"vacancy": vacancy}, "baseline")
        kept.append(session.keep(job.number))
    job = session.run({"vacancy": 40}, "baseline")
    assert job.names == ["baseline, September 2023", "your policy", *kept[1:]]
    shares = [one.settings.workforce.posts.po_vacant_share for one in job.scenarios]
    assert shares[1:] == [0.40, *((20 + n) / 100 for n in range(1, KEPT + 1))]
    # What a policy is compared with is not drawn a second time.
    job = session.run({"vacancy": 40}, kept[2])
    assert job.names == [kept[2], "your policy", kept[1], kept[3]]
    with pytest.raises(RefusedError, match="another law"):
        session.run({}, kept[1], "rules_2025")
    with pytest.raises(RefusedError, match="no such policy"):
        session.run({}, kept[0])


def test_a_shipped_policy_its_law_and_what_is_kept_are_watched_in_the_same_weeks(
    visitors: Sessions,
) -> None:
    session = visitors.get(visitors.new())
    session.keep(session.run({"vacancy": 30}, "baseline").number)
    job = session.run({"policy": "ecsl_35_days"}, "baseline")
    starts = {one.settings.run.start for one in job.scenarios}
    assert len(job.scenarios) == 3
    assert len(starts) == 1
    assert job.scenarios[1].dated
    assert not job.scenarios[0].dated
    base, policy = session.yaml(job.number)
    assert "extends: baseline\n" in base
    assert "extends: ecsl_35_days\n" in policy
    for text in (base, policy):
        assert f"start: {min(starts)}\n" in text
