"""A unit on a day, as the files that a run can start from: who is on probation, who works here."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from pdusim.model.people.person import IN_COMMUNITY, ORDERS, Person, SentenceKind, State
from pdusim.model.work.practitioner import Practitioner
from pdusim.scenario.caseload.given import GivenCase, GivenOfficer

if TYPE_CHECKING:
    from pdusim.model.counting.scope import Counted

_LONG_AGO: Final = -29_000
"""A day so long ago that the model means "always" by it."""
_NEVER: Final = 20_000
_SENTENCES: Final = {
    SentenceKind.STANDARD: "custody",
    SentenceKind.LONGER: "longer",
    SentenceKind.EXTENDED: "extended",
    SentenceKind.LIFE: "life",
}
_ABSENCES: Final = {"sickness": "sickness", "maternity": "family", "leave": "leave"}


class Snapshot:
    """Reads a unit as it stands."""

    def __init__(self, unit: Counted) -> None:
        self.unit = unit
        self.start: date = unit.settings.run.start

    def _date(self, day: int | None) -> date | None:
        if day is None or not _LONG_AGO < day < _NEVER:
            return None
        return self.start + timedelta(days=day)

    def cases(self) -> list[GivenCase]:
        """Everybody on probation, by state and the order in which they came to it."""
        found: list[GivenCase] = []
        for state in State:
            if state is not State.CLOSED:
                for person in self.unit.in_state[state].values():
                    found.append(self._case(person, len(found) + 2))
        return found

    def _case(self, person: Person, line: int) -> GivenCase:
        state = person.state
        under_order = state in ORDERS
        if under_order:
            start, end = person.order_began, person.order_began + person.order_length
        elif state is State.POST_SENTENCE:
            start, end = person.sentence_day, person.pss_end
        else:
            start, end = person.sentence_day, person.expiry
        # An order passed on licence goes on when the licence ends.
        beside = not under_order and person.order_end > int(self.unit.env.now)
        release: int | None = None
        if not under_order:
            release = person.release_day
        review = person.review
        is_open = review is not None and review.open
        due = int(review.due) - 1 if review is not None and is_open else person.review_due
        holder = person.holder
        officer = holder if isinstance(holder, Practitioner) else None
        supervised = state in IN_COMMUNITY
        return GivenCase(
            line=line,
            case=name_of(person),
            sentence=str(state) if under_order else _SENTENCES[person.kind],
            state=str(state),
            start=self._date(start),
            end=self._date(end),
            release=self._date(release),
            supervision_end=(
                self._date(person.pss_end)
                if state in (State.LICENCE, State.RECALLED) and person.kind is SentenceKind.STANDARD
                else None
            ),
            other_order=str(person.order_state) if beside else None,
            other_order_start=self._date(person.order_began) if beside else None,
            other_order_end=self._date(person.order_end) if beside else None,
            breach_hearing=(
                self._date(person.hearing_day)
                if under_order
                and person.hearing_version == person.version
                and person.hearing_day >= int(self.unit.env.now)
                else None
            ),
            supervised_since=self._date(person.supervision_day) if supervised else None,
            officer_since=None if officer is None else self._date(person.holder_since),
            recalled_on=self._date(person.recalled_on) if state is State.RECALLED else None,
            review_due=self._date(due),
            tier=person.tier,
            rosh=person.assessed_rosh,
            rsr=person.rsr,
            ogrs=person.ogrs,
            mappa=person.mappa,
            female=person.female,
            domestic_abuse=person.domestic_abuse,
            child_safeguarding=person.child_safeguarding,
            homeless=person.homeless,
            iom=person.iom,
            sexual=person.sexual,
            violent=person.violent,
            unpaid_work=person.unpaid_work,
            unpaid_work_hours=self._hours_left(person),
            unpaid_work_weekly=self._hours_weekly(person),
            recall_asked=person.recall_asked and state is State.LICENCE,
            programme=person.programme,
            suspended=person.suspended,
            officer=None if officer is None else name_of(officer),
            officers=person.officers,
            recalls=person.recalls,
            reviews_open=is_open,
        )

    def _hours_left(self, person: Person) -> float | None:
        """Hours of unpaid work left: None without any, 0 where all have been worked."""
        made = self.unit.surroundings.unpaid_work.requirements.get(person.serial)
        if made is None or made.over:
            return 0.0 if person.unpaid_work and person.state in ORDERS else None
        weeks = 0.0 if made.since is None else (self.unit.env.now - made.since) / 7.0
        return max(0.0, made.left - weeks * made.weekly)

    def _hours_weekly(self, person: Person) -> float | None:
        """Hours of unpaid work a week of somebody at work; None of somebody who waits for it."""
        made = self.unit.surroundings.unpaid_work.requirements.get(person.serial)
        return None if made is None or made.over or made.since is None else made.weekly

    def staff(self) -> list[GivenOfficer]:
        """Everybody in post, and leavers in whose name cases still are."""
        yesterday = self.start + timedelta(days=int(self.unit.env.now) - 1)
        everybody = [
            *self.unit.staff,
            *(officer for officer in self.unit.leavers if officer.cases),
        ]
        return [
            self._officer(officer, line, yesterday) for line, officer in enumerate(everybody, 2)
        ]

    def _officer(self, officer: Practitioner, line: int, yesterday: date) -> GivenOfficer:
        away = officer.away and officer.in_post
        until = officer.leaving_on if officer.notice else None
        phased = officer.phased_until if officer.phased_until > self.unit.env.now else None
        return GivenOfficer(
            line=line,
            officer=name_of(officer),
            grade=officer.grade.value,
            hours=officer.contracted,
            since=self._date(officer.started),
            qualified=self._date(officer.qualified_day),
            team=f"team {officer.team.number + 1}",
            reduction_hours=officer.standing_reduction * officer.contracted,
            phased_until=self._date(phased),
            absence=_ABSENCES.get(officer.away_kind) if away else None,
            absent_since=self._date(officer.sick_since) if away else None,
            absent_until=self._date(officer.away_until) if away else None,
            leaving=self._date(until) if officer.in_post else yesterday,
        )


def name_of(one: Practitioner | Person) -> str:
    """Return an identifier as one that a file can have: the second holder of a post is /2.

    So is who came in the place of somebody who moved away.
    """
    return one.identifier.replace(", ", "/")
