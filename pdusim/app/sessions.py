"""Visitors: each has jobs, a few kept policies and nothing of anybody else's."""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from pdusim.app.jobs import Job, Laboratory, Patience, outcome_of
from pdusim.app.lessons import LESSONS
from pdusim.app.levers import SEED, Levers, levers_under
from pdusim.app.starts import LAWS

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
KEPT = 3
"""Policies that a visitor can keep beside the present one; the oldest makes room."""
BASELINE = "baseline"
"""What to compare with, as the page asks for it: the law that a policy starts from."""


class RefusedError(Exception):
    """What was asked for does not exist or cannot be done."""


class FullError(Exception):
    """There is no room for another visitor."""


class Asked(NamedTuple):
    """A policy as it was asked for: the sliders of a law, and where they stand."""

    levers: Levers
    values: Mapping[str, float | str]


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
    kept: OrderedDict[str, Asked] = field(default_factory=OrderedDict)
    jobs: OrderedDict[int, Job] = field(default_factory=OrderedDict)
    asked: dict[int, Asked] = field(default_factory=dict)
    files: dict[int, tuple[str, str]] = field(default_factory=dict)
    used: float = 0.0
    _next: int = 1
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _following: Patience = field(default_factory=Patience)

    def run(self, asked: Any, against: str, law: str = BASELINE) -> Job:
        """Begin a comparison; what ran before is stopped.

        All scenarios of it are watched in the same weeks, those of the policy asked for: the kept
        policies too, which are drawn beside it.

        Parameters
        ----------
        asked : mapping
            Where the sliders stand, and ``policy``, a shipped one.
        against : str
            ``baseline``, the law alone, or the name of a kept policy.
        law : str
            Law to start from, one of `starts.LAWS`.

        Raises
        ------
        LeverError
            When the sliders stand where they cannot.
        RefusedError
            When there is no such kept policy to compare with, or it is of another law.
        """
        levers = self.levers if law == self.levers.law else levers_under(law)
        checked = levers.read(asked)
        start = levers.start_of(checked)
        rivals = {
            name: one.values for name, one in self.kept.items() if one.levers.law == levers.law
        }
        base: Mapping[str, float | str]
        if against == BASELINE:
            name, base = LAWS[levers.law], levers.read({})
        elif against in rivals:
            name, base = against, rivals.pop(against)
        elif against in self.kept:
            raise RefusedError(f"{against} is of another law: choose anew what to compare with")
        else:
            raise RefusedError("no such policy has been kept")
        # One that is what is compared, or with what, would be drawn twice.
        others = {each: values for each, values in rivals.items() if values not in (base, checked)}
        scenarios = [levers.scenario(one, start=start) for one in (base, checked, *others.values())]
        job = self._begin(scenarios, [name, "your policy", *others], REPLICATIONS, "")
        self.asked[job.number] = Asked(levers, checked)
        self.files[job.number] = (
            levers.yaml(base, f"'{name}'", start),
            levers.yaml(checked, start=start),
        )
        return job

    def lesson(self, name: str) -> Job:
        """Begin the experiment of a lesson."""
        found = next((one for one in LESSONS if one.name == name), None)
        if found is None:
            raise RefusedError("there is no such lesson")
        scenarios = found.scenarios(self.levers)
        labels = [arm.label for arm in found.arms]
        return self._begin(scenarios, labels, found.replications, name)

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
        name = f"kept policy {job.number}"
        with self._lock:
            self.kept[name] = self.asked[job.number]
            while len(self.kept) > KEPT:
                self.kept.popitem(last=False)
        return name

    def yaml(self, number: Any) -> tuple[str, str]:
        """Return the scenario files of a job: what it compares with, and its policy."""
        job = self.job(number)
        if job.lesson:
            raise RefusedError("a lesson has no scenario file")
        return self.files[job.number]

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
        start = job.scenarios[0].settings.run.start
        days = job.scenarios[0].days
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
    ) -> Job:
        with self._lock:
            for job in self.jobs.values():
                job.forget()
            number, self._next = self._next, self._next + 1
            job = self.jobs[number] = Job(number, scenarios, names, wanted, lesson)
            while len(self.jobs) > JOBS:
                old, _ = self.jobs.popitem(last=False)
                self.asked.pop(old, None)
                self.files.pop(old, None)
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
