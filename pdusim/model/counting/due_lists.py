"""Lists of work falling due, as the tools that took the place of the percentage show them.

Work that has arisen and is due within so many days, counted at the weekly census; what is overdue
stands on no such list. Looked at, never touched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pdusim.model.people.person import SentenceKind, State

if TYPE_CHECKING:
    from pdusim.model.counting.scope import Counted

_HELD: Final = (State.CUSTODY_COMMUNITY, State.RECALLED)
_BY_BOARD: Final = frozenset({SentenceKind.EXTENDED, SentenceKind.LIFE})
_LISTS: Final = {
    "parole_report": ("parole_reports_due_28", 28),
    "recall_part_b": ("reports_due_14", 14),
    "recall_part_c": ("reports_due_14", 14),
    "initial_assessment": ("plans_due_14", 14),
}
"""Kinds of task on a list: its column, and within how many days they are due."""
_RELEASE_DAYS: Final = 7


def due_lists(unit: Counted, now: float, supervised: tuple[State, ...]) -> dict[str, float]:
    """Count what is on the lists of the whole unit, and cases whose contact is suspended.

    Parameters
    ----------
    unit : Unit
        Looked at.
    now : float
        Time of the census.
    supervised : tuple of State
        States of people supervised in the community.

    Returns
    -------
    dict of str to float
        Census columns.
    """
    row = dict.fromkeys(
        (
            "releases_due_7",
            "reports_due_14",
            "plans_due_14",
            "parole_reports_due_28",
            "contact_suspended",
        ),
        0.0,
    )
    today = int(now)
    for state in _HELD:
        for person in unit.in_state[state].values():
            # Of a hearing of the Parole Board nobody knows that it ends in a release.
            heard = state is State.CUSTODY_COMMUNITY and person.kind in _BY_BOARD
            if today < person.planned_release <= today + _RELEASE_DAYS and not heard:
                row["releases_due_7"] += 1.0
    for state in (*_HELD, *supervised):
        for person in unit.in_state[state].values():
            if person.suspended:
                row["contact_suspended"] += state in supervised
            if not person.tasks:
                # Most people have no work open about them.
                continue
            for task in person.tasks.values():
                found = _LISTS.get(task.kind.name)
                if found is not None and now < task.due <= today + 1 + found[1]:
                    row[found[0]] += 1.0
    return row
