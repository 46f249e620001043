"""What the weekly census keeps for pictures: spread of workloads, hours by use, who is where.

Nothing here settles, schedules or draws: recording changes no result.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Final

from pdusim.arithmetic import on_grid, sum_of
from pdusim.model.people.person import ROSH_LEVELS, Person, State
from pdusim.model.work.practitioner import Grade, Practitioner
from pdusim.outcomes import counts
from pdusim.outcomes.counts import of_kind
from pdusim.outcomes.weekly import LOAD_BINS, load_column

if TYPE_CHECKING:
    from pdusim.model.counting.scope import Counted

WORKING_DAYS_A_WEEK: Final = 5.0
DAYS_PER_YEAR: Final = 365.25
_WITH_SERVICE = (Grade.PO, Grade.PSO, Grade.SPO)
_SLOW_FLOWS = (
    counts.PROGRAMME_STARTS,
    counts.PROGRAMMES_ENDED,
    counts.PROGRAMMES_NEVER_STARTED,
    counts.UNPAID_WORK_COMPLETED,
    counts.OVERSIGHT_DUE,
    counts.OVERSIGHT_DELIVERED,
)
_LOAD_COLUMNS = tuple(load_column(edge) for edge in LOAD_BINS)


class Recorder:
    """Weekly columns beside those of the census, and weekly entries of the ledger.

    Parameters
    ----------
    unit : Unit
        Looked at, never touched.
    """

    def __init__(self, unit: Counted) -> None:
        self.unit = unit
        self._paid = 0.0
        self._absent = 0.0
        self._worked = 0.0
        self._seen: dict[int, tuple[str, str, str, str, str]] = {}

    def week(self, now: float) -> dict[str, float | None]:
        """Return this week's columns; enter the state of everybody in the ledger, if it is on."""
        if self.unit.ledger.on:
            self._enter_officers(now)
            self._enter_persons(now)
        return {**self._loads(), **self._hours(now), **self._slow(now)}

    def _loads(self) -> dict[str, float | None]:
        """Return the number of practitioners with available points, by band of workload."""
        counts = [0.0] * len(LOAD_BINS)
        for officer in self.unit.staff:
            if officer.grade is Grade.SPO or not officer.points_available:
                continue
            counts[bisect_right(LOAD_BINS, officer.workload) - 1] += 1.0
        return dict(zip(_LOAD_COLUMNS, counts, strict=True))

    def _hours(self, now: float) -> dict[str, float | None]:
        """Return hours of practitioners since the start, by what they went into."""
        unit = self.unit
        worked = unit.calendar.worked(now)
        days, self._worked = worked - self._worked, worked
        due = missed = task = available = 0.0
        for officer in unit.everyone:
            if officer.grade is Grade.SPO:
                continue
            # As ``settle`` would book it, without booking it.
            elapsed = max(0.0, worked - officer.settled)
            due += officer.contact_due + elapsed * officer.contact_demand
            short = max(0.0, officer.contact_demand - officer.contact_rate)
            missed += officer.contact_missed + elapsed * short
            task += officer.task_done
            if officer.current is not None:
                task += elapsed * officer.task_rate
            available += officer.hours_available + elapsed * officer.day_hours
        for officer in unit.staff:
            if officer.grade is not Grade.SPO:
                hours = officer.contracted * days / WORKING_DAYS_A_WEEK
                self._paid += hours
                self._absent += hours if officer.away else 0.0
        totals = unit.tally.since_start
        kinds = [kind for kind, _ in unit.settings.work.tasks]
        return {
            "hours paid": self._paid,
            "hours absent": self._absent,
            "hours for cases": available,
            "hours contact due": on_grid(due),
            "hours contact": on_grid(due) - on_grid(missed),
            "hours tasks": task,
            **{f"hours task {kind}": totals.get(of_kind(kind).hours, 0.0) for kind in kinds},
        }

    def _slow(self, now: float) -> dict[str, float | None]:
        """Return what takes longest to settle: lengths of service, and the queues outside."""
        unit = self.unit
        served: dict[Grade, list[float]] = {grade: [] for grade in _WITH_SERVICE}
        for officer in unit.staff:
            if officer.grade in served and not officer.agency:
                served[officer.grade].append((now - officer.started) / DAYS_PER_YEAR)
        surroundings = unit.surroundings
        waiting = surroundings.programmes.waiting.values()
        wanted = surroundings.unpaid_work.requirements.values()
        return {
            **{
                f"service_years_{grade.value}": sum_of(years) / len(years) if years else None
                for grade, years in served.items()
            },
            "programme_waiting": float(sum(len(line) for line in waiting)),
            "unpaid_work_waiting": float(sum(1 for made in wanted if made.since is None)),
            "unpaid_work_over_12m": float(sum(made.began < now - DAYS_PER_YEAR for made in wanted)),
            "unpaid_work_over_24m": float(
                sum(made.began < now - 2.0 * DAYS_PER_YEAR for made in wanted)
            ),
            **{name: unit.tally.since_start.get(name, 0.0) for name in _SLOW_FLOWS},
        }

    def _enter_officers(self, now: float) -> None:
        """Enter load, absence and squeeze of everybody on the staff."""
        for officer in self.unit.staff:
            self.unit.ledger.record(now, "officer week", None, _officer_week(officer), officer)

    def _enter_persons(self, now: float) -> None:
        """Enter state, risk and officer of whoever is new or changed since last week."""
        unit = self.unit
        for state in State:
            if state is State.CLOSED:
                continue
            for person in unit.in_state[state].values():
                status = _status(person)
                if self._seen.get(person.serial) != status:
                    self._seen[person.serial] = status
                    unit.ledger.record(now, "status", person, "|".join(status[1:]))


def _officer_week(officer: Practitioner) -> str:
    away = officer.away_kind or ("gives notice" if officer.notice else "")
    contact = 0.0 if officer.away else officer.contact_now
    return (
        f"{officer.grade.value}|{officer.team.number + 1}|{len(officer.cases)}|{officer.points}|"
        f"{officer.points_available}|{contact:.3f}|{officer.queue.count}|{away}"
    )


def _status(person: Person) -> tuple[str, str, str, str, str]:
    holder = person.holder
    return (
        holder.identifier if holder is not None else "",
        str(person.state),
        ROSH_LEVELS[person.true_rosh],
        ROSH_LEVELS[person.assessed_rosh],
        person.tier,
    )


__all__ = ["Recorder"]
