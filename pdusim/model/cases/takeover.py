"""The start of the run: everybody open gets an officer, and work on them is under way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pdusim.model.kernel import purposes
from pdusim.model.kernel.turns import Turn
from pdusim.model.people.person import IN_COMMUNITY, Person, State

if TYPE_CHECKING:
    from pdusim.model.cases.scope import Cases


def hand_over_caseload(unit: Cases) -> None:
    """Everybody open at the start gets an officer; reviews and rounds are under way."""
    casework = unit.casework
    unit.diary.read(0)
    everybody = [p for state in State for p in unit.in_state[state].values()]
    everybody.sort(key=_opened)
    for person in everybody:
        casework.load_changed(person)
        if person.state is State.UNPAID_WORK_ONLY:
            unit.allocation.give(person, unit.unpaid_work_team, 0)
            continue
        if person.holder is None:
            unit.allocation.to_pool(person, 0)
            unit.allocation.allocate(person, 0)
    unit.lives.live = True
    for person in everybody:
        if person.state in IN_COMMUNITY:
            # What officers bring with them may let happen what could not before.
            unit.lives.enforcement.next_non_compliance(person, 0)
            unit.lives.enforcement.next_reconviction(person, 0)
        work_under_way(unit, person)


def begun_on(person: Person) -> int:
    """Day from which the work on a case is counted: supervision, or responsibility in custody."""
    if person.state in (State.CUSTODY_COMMUNITY, State.RECALLED):
        return max(person.handover_day, person.sentence_day)
    return person.supervision_day


def work_under_way(unit: Cases, person: Person) -> None:
    """Rounds, releases and reviews of a case that began before the run."""
    casework = unit.casework
    state = person.state
    if state in (State.UNPAID_WORK_ONLY, State.CUSTODY_PRISON):
        return
    begun = begun_on(person)
    if state in (State.CUSTODY_COMMUNITY, State.RECALLED):
        if state is State.CUSTODY_COMMUNITY:
            casework.release_planned(person, 0)
    else:
        if begun >= 0:
            # Supervised since today: the first tasks are under way as on any day to come.
            return
        casework.packages.under_way(person, 0)
        if begun > -10 and not _goes_on(person):
            unit.diary.enter(
                3, Turn.FIRST_ATTENDED, casework.first_attended, person, person.version
            )
            return
        casework.keep_reviewing(person, _stagger(unit, person))
    interval = casework.review_interval(person)
    passed = (-begun) // interval
    casework.schedule_review(person, begun + max(0, passed) * interval)


def _goes_on(person: Person) -> bool:
    """Whether what supervises a person now follows a licence, with the work on it under way."""
    return person.state is State.POST_SENTENCE and person.release_day < person.supervision_day


def _stagger(unit: Cases, person: Person) -> int:
    """A day before the start from which the rounds of a case are counted."""
    weeks = unit.settings.management.oversight.oversight_every_weeks
    u = unit.chance.uniform(purposes.ASSESSMENT_AGE, person.key)
    return -int(u * 7 * weeks)


def _opened(person: Person) -> tuple[int, int]:
    return person.sentence_day, person.serial
