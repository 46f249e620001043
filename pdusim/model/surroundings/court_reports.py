"""Pre-sentence reports: asked for by courts, written by a court team or by case holders."""

from __future__ import annotations

from collections.abc import Generator
from math import inf
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import simpy

from pdusim.arithmetic import sum_of
from pdusim.model.kernel import purposes
from pdusim.model.kernel.arrivals import arrival_times
from pdusim.model.kernel.turns import Turn
from pdusim.model.work.practitioner import Grade, Practitioner
from pdusim.model.work.tasks import TOLERANCE, Task, TaskQueue
from pdusim.outcomes import counts
from pdusim.randomness import entity_key
from pdusim.scenario.schema.surroundings import WrittenBy

if TYPE_CHECKING:
    from pdusim.model.surroundings.scope import Surrounded
    from pdusim.scenario.schema.surroundings import CourtReport

DAYS_PER_MONTH: Final = 365.25 / 12
POINTS_DAYS: Final = 30
"""Court reports count in the official points for a month or 30 days (official-workload.md 1.4)."""
_FLOW: Final = 2001
_WRITER: Final = 2002


class Writer(Practitioner):
    """A member of the court team: a server with no cases, at a queue shared with the others."""

    __slots__ = ()

    def work_out_hours(self, now: float) -> None:
        """Hours a working day for reports; absence and court duty are off already."""
        hours = self.unit.settings.surroundings.court_reports.team_hours / 5.0
        hours = hours if self.in_post else 0.0
        if abs(hours - self.day_hours) > 1e-12:
            self.settle(now)
            self.day_hours = hours
            self.interrupt("hours")


class CourtReports:
    """Demand for reports and who writes them."""

    def __init__(self, unit: Surrounded) -> None:
        self.unit = unit
        for kind in ("standard_report", "fast_report", "oral_report"):
            unit.kinds.declare(kind, self.written)
        self.queue = TaskQueue()
        self.writers: list[Writer] = []
        self._hired = 0

    # The court team -----------------------------------------------------------------------

    @property
    def in_post(self) -> int:
        """Writers to be paid: nobody once case holders write and the last report is out."""
        team = self.unit.settings.surroundings.court_reports.written_by is WrittenBy.COURT_TEAM
        busy = self.queue.count or any(writer.current is not None for writer in self.writers)
        return len(self.writers) if team or busy else 0

    def staff(self) -> None:
        """Bring the court team to its number of posts."""
        unit = self.unit
        wanted = round(
            unit.settings.surroundings.court_reports.team_posts * unit.settings.unit.scale
        )
        while len(self.writers) > wanted:
            writer = self.writers.pop()
            writer.in_post = False
            if writer.current is None and writer.idle is not None:
                writer.idle.succeed()
                writer.idle = None
        while len(self.writers) < wanted:
            number = self._hired
            self._hired += 1
            writer = Writer(
                unit,
                10**6 + number,
                entity_key(_WRITER, number),
                f"Court {number + 1}",
                Grade.PSO,
                0.0,
                unit.diary.today,
            )
            writer.queue = self.queue
            writer.settled = unit.calendar.worked(unit.env.now)
            writer.work_out_hours(unit.env.now)
            self.writers.append(writer)
            writer.process = unit.env.process(writer.working_life())
        for writer in self.writers:
            writer.work_out_hours(unit.env.now)

    def _to_team(self, task: Task) -> None:
        """Onto the shared queue; somebody idle takes it up."""
        self.queue.put(task)
        for writer in self.writers:
            if writer.idle is not None:
                writer.idle.succeed()
                writer.idle = None
                break

    def days_waiting(self) -> float:
        """Working days of writing that wait; the load of officers where these write."""
        unit = self.unit
        if unit.settings.surroundings.court_reports.written_by is WrittenBy.COURT_TEAM:
            hours = sum_of(writer.day_hours for writer in self.writers)
            return self.queue.backlog / hours if hours else inf
        teams = [team.mean_workload() for team in unit.teams]
        over = max(1.0, sum_of(teams) / (100.0 * len(teams))) if teams else 1.0
        return unit.settings.surroundings.curfews.time_up_to_days * over

    # Demand -------------------------------------------------------------------------------

    def demand(self) -> Generator[simpy.Event, Any, None]:
        """The process: courts ask for reports."""
        unit = self.unit
        days = np.arange(unit.horizon)
        rates = np.asarray(
            unit.scenario.rates("surroundings.court_reports.per_month", days), dtype=np.float64
        )
        times, keys = arrival_times(
            unit.chance,
            (purposes.COURT_COUNT, purposes.COURT_POINT),
            _FLOW,
            unit.settings.run.start,
            rates * unit.settings.unit.scale / DAYS_PER_MONTH,
        )
        for time, key in zip(times.tolist(), keys, strict=True):
            yield unit.env.timeout(time - unit.env.now)
            self.asked(key)

    def asked(self, key: int) -> None:
        """A court asks for a report."""
        unit = self.unit
        reports = unit.settings.surroundings.court_reports
        u = unit.chance.uniform(purposes.COURT_KIND, key)
        report: CourtReport
        if u < reports.standard.share:
            kind, report = "standard_report", reports.standard
        elif u < reports.standard.share + reports.fast.share:
            kind, report = "fast_report", reports.fast
        else:
            kind, report = "oral_report", reports.oral
        now = unit.env.now
        unit.tally.add(counts.REPORTS)
        task = unit.maker.make(unit.kinds[kind], report.standard, None, int(now), None, key=key)
        task.arose = now
        if reports.written_by is WrittenBy.COURT_TEAM:
            self._to_team(task)
            return
        writer = self._case_holder(kind, key)
        if writer is None:
            unit.tally.add(counts.REPORTS_UNWRITTEN)
            return
        writer.receive(task)
        if report.points:
            writer.points += report.points
            writer.report_points += report.points
            unit.diary.enter(
                int(now) + POINTS_DAYS, Turn.ARRANGED, _PointsEnd(report.points), writer
            )

    def _case_holder(self, kind: str, key: int) -> Practitioner | None:
        """The least loaded of a team; a standard report is for a qualified officer."""
        unit = self.unit
        u = unit.chance.uniform(purposes.COURT_KIND, key, 1)
        first = min(int(u * len(unit.teams)), len(unit.teams) - 1)
        for i in range(len(unit.teams)):
            team = unit.teams[(first + i) % len(unit.teams)]
            able = [
                m
                for m in team.members
                if m.in_post
                and not m.away
                and not m.notice
                and (m.grade is Grade.PO or (m.grade is Grade.PSO and kind != "standard_report"))
            ]
            if able:
                return min(able, key=_load)
        return None

    # Done ---------------------------------------------------------------------------------

    def written(self, task: Task, worker: Practitioner, now: float) -> None:
        """A report is written: how long it took, how long it had waited for a writer."""
        unit = self.unit
        totals, calendar = unit.tally.since_start, unit.calendar
        totals[task.kind.counts.done] += 1.0
        totals[counts.REPORTS_DONE] += 1.0
        totals[counts.REPORTS_ON_TIME] += now <= task.due + TOLERANCE
        if isinstance(worker, Writer) and worker.day_hours > 0.0:
            took = calendar.worked(now) - calendar.worked(task.arose)
            waited = max(0.0, took - task.hours / worker.day_hours)
            totals[counts.REPORT_WAIT] += waited
            totals[task.kind.counts.waited] += waited
            totals[counts.REPORTS_WAITED] += waited > 1e-7
        if unit.ledger.on:
            unit.ledger.record(now, f"{task.kind} done", None, "", worker)


class _PointsEnd:
    """A diary entry: a report no longer counts in its writer's points."""

    __slots__ = ("points",)

    def __init__(self, points: int) -> None:
        self.points = points

    def __call__(self, writer: Practitioner, today: int) -> None:
        writer.points -= self.points
        writer.report_points -= self.points


def _load(officer: Practitioner) -> tuple[float, int]:
    return officer.workload, officer.number
