"""What surrounds the unit, all of it together: what casework has to tell the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pdusim.model.management.unit_status import UnitStatus
from pdusim.model.people.person import IN_COMMUNITY, ORDERS, Person, State
from pdusim.model.surroundings.approved_premises import ApprovedPremises
from pdusim.model.surroundings.court_reports import CourtReports
from pdusim.model.surroundings.further_offences import FurtherOffences
from pdusim.model.surroundings.programmes import Programmes
from pdusim.model.surroundings.unpaid_work import UnpaidWork

if TYPE_CHECKING:
    from pdusim.model.surroundings.scope import Surrounded


class Surroundings:
    """Courts, approved premises, unpaid work, programmes, unit status, further offences."""

    def __init__(self, unit: Surrounded) -> None:
        self.unit = unit
        self.court = CourtReports(unit)
        self.premises = ApprovedPremises(unit)
        self.unpaid_work = UnpaidWork(unit)
        self.programmes = Programmes(unit)
        self.status = UnitStatus(unit)
        self.further_offences = FurtherOffences(unit)

    def start(self) -> None:
        """The start of the run: requirements under way, the processes of the outside world."""
        unit = self.unit
        here = [p for s in State if s in IN_COMMUNITY for p in unit.in_state[s].values()]
        # Who began first was first in every queue.
        here.sort(key=lambda person: (person.supervision_day, person.serial))
        for person in here:
            state = person.state
            if person.supervision_day >= 0:
                continue
            if person.unpaid_work and state in ORDERS:
                self.unpaid_work.under_way(person)
            if person.programme and state is not State.POST_SENTENCE:
                self.programmes.begin(person, person.supervision_day)
            if state is not State.UNPAID_WORK_ONLY:
                self.further_offences.begin(person, 0)
        self.programmes.start()
        self.court.staff()
        unit.env.process(self.court.demand())
        unit.env.process(self.premises.emergencies())

    def settings_changed(self) -> None:
        """A dated change: places, beds, groups and writers follow."""
        self.premises.settings_changed()
        self.unpaid_work.settings_changed()
        self.programmes.settings_changed()
        self.court.staff()

    # Persons ------------------------------------------------------------------------------

    def supervised(self, person: Person, today: int) -> None:
        """Somebody begins to be supervised in the community, or goes on in another form."""
        state = person.state
        if state in ORDERS and person.unpaid_work:
            self.unpaid_work.begin(person, today)
        if person.programme and state is not State.POST_SENTENCE:
            self.programmes.begin(person, today)
        elif state is State.POST_SENTENCE:
            self.programmes.ended(person)
        if state is not State.UNPAID_WORK_ONLY:
            self.further_offences.begin(person, today)

    def recalled(self, person: Person) -> None:
        """Back in prison for a time: a bed falls free, the programme waits."""
        self.premises.gone(person)

    def imprisoned(self, person: Person) -> None:
        """A new custodial sentence: orders and what they required come to an end."""
        self.premises.gone(person)
        self.unpaid_work.withdrawn(person)
        self.programmes.ended(person)

    def closed(self, person: Person) -> None:
        """The case closes."""
        self.premises.gone(person)
        self.unpaid_work.closed(person)
        self.programmes.ended(person)
