"""Conservation: nothing is lost in a replication, no case, no hour, no point."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pdusim.arithmetic import sum_of
from pdusim.model.people.person import State
from pdusim.outcomes import counts

if TYPE_CHECKING:
    from pdusim.model.counting.scope import Counted


def checks(unit: Counted) -> dict[str, float]:
    """Figures that are each 0 when nothing was lost."""
    since = unit.tally.since_start
    now = unit.env.now
    present = sum(len(people) for state, people in unit.in_state.items())
    found = {
        "persons": since.get(counts.PERSONS_IN, 0.0) - since.get(counts.PERSONS_OUT, 0.0) - present,
        "states": float(
            sum(
                abs(unit.moved_in[state] - unit.moved_out[state] - len(unit.in_state[state]))
                for state in State
                if state is not State.CLOSED
            )
        ),
    }
    worst_hours = over = 0.0
    for officer in unit.everyone:
        officer.settle(now)
        spent = officer.contact_done + officer.task_done
        over = max(over, spent - officer.hours_available)
    found["hours over available"] = over if over > 1e-6 else 0.0
    held = sum(len(o.cases) for o in unit.everyone) + len(unit.unpaid_work_team.cases)
    held += sum(len(team.pool.cases) for team in unit.teams)
    found["holders"] = float(present - held)
    points = 0.0
    for officer in unit.everyone:
        points += abs(
            officer.points - officer.report_points - sum(p.points for p in officer.cases.values())
        )
        worst_hours = max(
            worst_hours,
            abs(officer.contact_demand - sum_of(p.contact for p in officer.cases.values())),
        )
    found["points"] = points
    found["contact demand"] = worst_hours if worst_hours > 1e-6 else 0.0
    return found
