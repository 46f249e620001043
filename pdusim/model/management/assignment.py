"""Who does a task: the responsible officer, or somebody else whom its standard names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pdusim.model.staff.scope import Assigning
from pdusim.model.work.practitioner import Grade, Practitioner
from pdusim.model.work.teams import desk
from pdusim.scenario.schema.work import Who

if TYPE_CHECKING:
    from pdusim.model.management.scope import Managed
    from pdusim.model.people.person import Person
    from pdusim.model.work.tasks import Task
    from pdusim.model.work.teams import Team

_QUALIFIED = (Grade.PO, Grade.SPO)
# Asked for most often: an enumeration is slow to give its members by name.
_HOLDER: Final = Who.HOLDER
_OF_THE_HOLDER = (Who.HOLDER, Who.PROBATION_OFFICER)


class Assignment(Assigning):
    """Puts tasks on desks by ``who`` of their standards.

    Somebody is chosen when a task arises and keeps it, whoever holds the case later; only what the
    responsible officer does follows the case. Where nobody may do a task it falls to the holder.
    """

    def __init__(self, unit: Managed) -> None:
        self.unit = unit

    def hand_out(self, task: Task) -> None:
        """Put a task of a case on a desk; while the case waits for an officer it may wait too."""
        person = task.person
        assert person is not None
        if task.who is _HOLDER:
            worker = person.holder if isinstance(person.holder, Practitioner) else None
        else:
            worker = self.worker(task.who, person)
        if worker is not None and worker is person.holder and task.who in _OF_THE_HOLDER:
            worker = self.unit.absence.covering(worker, task)
        if worker is not None:
            worker.receive(task)

    def worker(self, who: Who, person: Person) -> Practitioner | None:
        """Who does a task of a case as things stand; None where it waits with the case."""
        holder = person.holder
        if holder is None or holder is self.unit.unpaid_work_team:
            return None
        if who is Who.PRESENT:
            return self._whoever_is_there(person)
        officer = holder if isinstance(holder, Practitioner) else None
        team = self.unit.team_of(person) if officer is None else officer.team
        if who is Who.HOLDER:
            return officer
        if who is Who.SENIOR:
            return team.acting_senior() or officer
        if (
            who is Who.PROBATION_OFFICER
            and officer is not None
            and officer.in_post
            and officer.grade in _QUALIFIED
        ):
            return officer
        return self.on_duty(team, who) or officer

    def _whoever_is_there(self, person: Person) -> Practitioner | None:
        """The responsible officer if at work, else on duty: of the team, the office, the unit."""
        holder = person.holder
        officer = holder if isinstance(holder, Practitioner) else None
        if officer is not None and officer.in_post and not officer.away:
            return officer
        team = self.unit.team_of(person) if officer is None else officer.team
        others = [other for other in self.unit.teams if other not in team.near]
        for one in (team, *(near for near in team.near if near is not team), *others):
            found = self.on_duty(one, Who.DUTY)
            if found is not None:
                return found
        return officer

    def on_duty(self, team: Team, who: Who, but: object = None) -> Practitioner | None:
        """Return the member of a team present with the shortest desk who may do a task."""
        present = [
            m for m in team.members if m.in_post and not m.away and m is not but and may_do(m, who)
        ]
        return min(present, key=desk, default=None)

    # Cases and people move ----------------------------------------------------------------

    def follows(self, task: Task, owner: Practitioner, old: object) -> bool:
        """Whether a task on somebody's desk goes along when its case leaves a holder.

        What somebody does for the team stays with them, unless they are not there to do it.
        """
        if owner is not old or task.kind.of_seniors:
            return False
        return task.who in _OF_THE_HOLDER or owner.away or not owner.in_post

    def goes_away(self, officer: Practitioner) -> None:
        """Somebody goes away: what they were to do in place of others goes to somebody else.

        What a responsible officer does waits, and what a senior does is for ``Seniors.cover``.
        """
        now = self.unit.env.now
        for task in officer.desk():
            other = self._other(task, officer)
            if other is not None and other is not officer:
                officer.withdraw(task, now)
                other.receive(task)

    def _other(self, task: Task, officer: Practitioner) -> Practitioner | None:
        """Who takes over from somebody away; None where the task waits."""
        who, person = task.who, task.person
        if task.kind.of_seniors:
            return None if who is Who.SENIOR else self.unit.seniors.next_for(task, officer.team)
        if who is _HOLDER or person is None:
            return None
        if who is Who.PROBATION_OFFICER and person.holder is officer:
            return None
        return self.worker(who, person)


def may_do(officer: Practitioner, who: Who) -> bool:
    """Whether somebody of a team may do a task in place of another; trainees never."""
    if who is Who.PROBATION_OFFICER:
        return officer.grade is Grade.PO
    return officer.grade is not Grade.PQIP
