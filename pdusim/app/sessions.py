"""Visitors: each has jobs, a kept policy and nothing of anybody else's."""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pdusim.app.jobs import Job, Laboratory, Patience, outcome_of
from pdusim.app.lessons import LESSONS
from pdusim.app.levers import BASE, SEED, Levers

if TYPE_CHECKING:
    from pdusim.scenario import Scenario

VISITORS = 40
"""Sessions remembered at most."""
IN_USE_SECONDS = 1800.0
"""Seconds after which a session that has run something counts as left. One that has not run
anything makes room for another at once, so that opening the page many times takes no one else's."""
MOST_BYTES = 400_000_000
"""Bytes of results remembered of all visitors; those longest unused are forgotten first."""
JOBS = 12
"""Jobs remembered of a visitor."""
REPLICATIONS = 16
"""Replications a policy is refined to."""


class RefusedError(Exception):
    """What was asked for does not exist or cannot be done."""


class FullError(Exception):
    """There is no room for another visitor."""


@dataclass
class Session:
    """One visitor.

    Parameters
    ----------
    levers : Levers
        What the sliders mean.
    laboratory : Laboratory
        Where simulations run.
    """

    levers: Levers
    laboratory: Laboratory
    kept: tuple[str, Mapping[str, float | str]] | None = None
    jobs: OrderedDict[int, Job] = field(default_factory=OrderedDict)
    asked: dict[int, Mapping[str, float | str]] = field(default_factory=dict)
    based: dict[int, Mapping[str, float | str]] = field(default_factory=dict)
    used: float = 0.0
    _next: int = 1
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _following: Patience = field(default_factory=Patience)

    def run(self, asked: Any, against: str) -> Job:
        """Begin a comparison; what ran before is stopped.

        Raises
        ------
        LeverError
            When the sliders stand where they cannot.
        RefusedError
            When there is no kept policy to compare with.
        """
        checked = self.levers.read(asked)
        name, base = BASE, self.levers.base
        base_levers: Mapping[str, float | str] = self.levers.read({})
        if against == "kept":
            if self.kept is None:
                raise RefusedError("no policy has been kept")
            name, base_levers = self.kept
            base = self.levers.scenario(base_levers)
        policy = self.levers.scenario(checked)
        job = self._begin([base, policy], [name, "your policy"], REPLICATIONS, "", checked)
        self.based[job.number] = base_levers
        return job

    def lesson(self, name: str) -> Job:
        """Begin the experiment of a lesson."""
        found = next((one for one in LESSONS if one.name == name), None)
        if found is None:
            raise RefusedError("there is no such lesson")
        scenarios = found.scenarios(self.levers)
        labels = [arm.label for arm in found.arms]
        return self._begin(scenarios, labels, found.replications, name, {})

    def job(self, number: Any) -> Job:
        """Return a job of this visitor."""
        found = self.jobs.get(number) if isinstance(number, int) else None
        if found is None:
            raise RefusedError("there is no such job")
        return found

    def keep(self, number: Any) -> str:
        """Keep the policy of a job, to compare others with."""
        job = self.job(number)
        if job.lesson:
            raise RefusedError("a lesson cannot be kept")
        self.kept = (f"kept policy {job.number}", self.asked[job.number])
        return self.kept[0]

    def yaml(self, number: Any) -> tuple[str, str]:
        """Return the scenario files of a job: what it compares with, and its policy."""
        job = self.job(number)
        if job.lesson:
            raise RefusedError("a lesson has no scenario file")
        base = self.levers.yaml(self.based[job.number], f"'{job.names[0]}'")
        return base, self.levers.yaml(self.asked[job.number])

    def person(self, number: Any, kind: str) -> dict[str, Any]:
        """Follow an instructive person under both scenarios of a job.

        Parameters
        ----------
        number : int
            Of the job.
        kind : str
            As `report.telling.KINDS`.
        """
        from pdusim.report.life_chart import life_chart
        from pdusim.report.story import UnknownNameError, life_of, parting, read
        from pdusim.report.telling import KINDS, find
        from pdusim.report.told_page import pair_html

        if kind not in KINDS:
            raise RefusedError("there is no such choice of person")
        job = self.job(number)
        with self._lock:
            # One person at a time: who asks for another has no use for the one before.
            self._following.give_up()
            patience = self._following = Patience()
        answers = [self.laboratory.ask(one, 0, "events", prompt=True) for one in job.scenarios[:2]]
        try:
            if not patience.wait(answers):
                raise RefusedError("another person was asked for since")
            ledgers = [read(outcome_of(answer).events) for answer in answers]
        finally:
            for answer in answers:
                self.laboratory.release(answer)
        start = self.levers.base.settings.run.start
        days = self.levers.base.days
        try:
            who = find(ledgers[1], kind)
            lives = [life_of(ledger, who, days) for ledger in ledgers]
        except UnknownNameError as error:
            raise RefusedError(f"{error}; try another policy or choice") from None
        where = parting(lives[0], lives[1])
        names = (job.names[0], job.names[1])
        chart = life_chart(
            list(zip(names, lives, strict=True)), start, None if where is None else where.time
        )
        return {
            "person": who,
            "chart": chart.html(),
            "told": pair_html(lives[0], lives[1], names, start),
        }

    def _begin(
        self,
        scenarios: list[Scenario],
        names: list[str],
        wanted: int,
        lesson: str,
        asked: Mapping[str, float | str],
    ) -> Job:
        with self._lock:
            for job in self.jobs.values():
                job.forget()
            number, self._next = self._next, self._next + 1
            job = self.jobs[number] = Job(number, scenarios, names, wanted, lesson)
            self.asked[number] = asked
            while len(self.jobs) > JOBS:
                old, _ = self.jobs.popitem(last=False)
                self.asked.pop(old, None)
                self.based.pop(old, None)
        job.start(self.laboratory)
        return job

    @property
    def size(self) -> int:
        """Bytes of what is remembered, about."""
        with self._lock:
            return sum(job.size for job in self.jobs.values())

    def forget(self) -> None:
        """Stop what runs and drop what was found; what was asked for is remembered."""
        with self._lock:
            self._following.give_up()
            for job in self.jobs.values():
                job.forget()


class Sessions:
    """All visitors.

    Parameters
    ----------
    levers : Levers
    laboratory : Laboratory
    clock : callable
        Seconds, from any beginning.
    """

    def __init__(
        self, levers: Levers, laboratory: Laboratory, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.levers = levers
        self.laboratory = laboratory
        self._clock = clock
        self._all: OrderedDict[str, Session] = OrderedDict()
        self._lock = threading.Lock()

    def new(self) -> str:
        """Admit a visitor; return the secret name that every request must carry.

        Raises
        ------
        FullError
            When there are as many as can be, and all of them are in use.
        """
        token = secrets.token_urlsafe(18)
        with self._lock:
            while len(self._all) >= VISITORS:
                self._all.pop(self._left()).forget()
            self._all[token] = Session(self.levers, self.laboratory, used=self._clock())
        return token

    def _left(self) -> str:
        """Find the visitor whose place another may have."""
        now = self._clock()
        for token, session in self._all.items():
            if not session.jobs or now - session.used > IN_USE_SECONDS:
                return token
        raise FullError(
            "as many visitors as there is room for are at work: close a page, or come again later"
        )

    def _make_room(self) -> None:
        """Forget results of those who have not asked for longest, down to what may be kept."""
        sizes = {token: session.size for token, session in self._all.items()}
        total = sum(sizes.values())
        # The last is the one who asks now.
        for token in list(self._all)[:-1]:
            if total <= MOST_BYTES:
                return
            if sizes[token]:
                self._all[token].forget()
                total -= sizes[token]

    def get(self, token: str) -> Session:
        """Return a visitor by the secret name.

        Raises
        ------
        RefusedError
            When nobody has it.
        """
        with self._lock:
            found = self._all.get(token)
            if found is None:
                raise RefusedError("this page is too old: load it again")
            self._all.move_to_end(token)
            found.used = self._clock()
            self._make_room()
            return found


__all__ = ["REPLICATIONS", "SEED", "FullError", "RefusedError", "Session", "Sessions"]
