"""Rows of the files of a unit held against themselves: dates, sentence and state fit together."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any, Final

from pdusim.scenario.caseload.given import (
    GivenCase,
    GivenOfficer,
    same,
)

_DAYS_PER_MONTH: Final = 365.25 / 12
_ORDERS: Final = ("community_order", "suspended_order", "unpaid_work_only")
_FULL_TIME: Final = 37.0


class WrongRowError(ValueError):
    """A row whose cells do not fit together."""

    def __init__(self, column: str, expected: str) -> None:
        self.column = column
        super().__init__(expected)


@dataclass(slots=True)
class Row:
    """A row as read: values by column, and the day on which it is so."""

    line: int
    values: dict[str, Any]
    on: date


def officer_of(row: Row) -> GivenOfficer:
    """A member of staff."""
    values = dict(row.values)
    fte = values.pop("fte", None)
    if fte is not None and "hours" not in values:
        values["hours"] = fte * _FULL_TIME
    if values["grade"] == "nqo":
        values["grade"] = "po"
        values.setdefault("qualified", values.get("since", row.on - timedelta(days=90)))
    for name in ("since", "qualified", "absent_since"):
        if values.get(name) is not None and values[name] > row.on:
            raise WrongRowError(name, f"a date up to {row.on}, on which the run starts")
    until = values.get("absent_until")
    if until is not None and until <= row.on:
        # Back by then.
        for name in ("absence", "absent_since", "absent_until"):
            values.pop(name, None)
    if values.get("absence") is None and values.get("absent_since") is not None:
        values["absence"] = "sickness"
    hours, reduced = values.get("hours"), values.get("reduction_hours")
    if reduced is not None and reduced > (hours or _FULL_TIME):
        raise WrongRowError("reduction_hours", "no more than the contracted hours")
    return GivenOfficer(line=row.line, **values)


_CASE_FIELDS: Final = frozenset(one.name for one in fields(GivenCase))


def case_of(row: Row, staff: set[str] | None) -> GivenCase:
    """A case; its dates, sentence and state fit together."""
    values = dict(row.values)
    on = row.on
    length = values.pop("length_months", None)
    if length is not None and values.get("end") is None and values.get("start") is not None:
        days = timedelta(days=round(length * _DAYS_PER_MONTH))
        values["end"] = values["start"] + days
    start, end, release = (values.get(name) for name in ("start", "end", "release"))
    for name in ("start", "supervised_since", "officer_since", "recalled_on", "last_assessment"):
        if values.get(name) is not None and values[name] > on:
            raise WrongRowError(name, f"a date up to {on}, on which the run starts")
    if end is not None and end < on and values["sentence"] != "unpaid_work_only":
        custodial = values["sentence"] not in _ORDERS
        short = custodial and values.get("state") in (None, "community", "post_sentence")
        if not short:
            raise WrongRowError("end", f"a date from {on} on: the sentence is over by then")
    if start is not None and end is not None and end <= start:
        raise WrongRowError("end", f"a date after the start, {start}")
    if start is not None and release is not None and release < start:
        raise WrongRowError("release", f"a date from the start, {start}, on")
    _state(values, on)
    _under_way(values, on)
    officer = values.get("officer")
    if officer is not None and staff is not None and same(officer) not in staff:
        raise WrongRowError("officer", "somebody of the staff file")
    return GivenCase(line=row.line, **{k: v for k, v in values.items() if k in _CASE_FIELDS})


def _state(values: dict[str, Any], on: date) -> None:
    """Where the person stands: as said, or as the dates have it; raises where both disagree."""
    sentence, state = values["sentence"], values.get("state")
    release, end = values.get("release"), values.get("end")
    if sentence in _ORDERS:
        if state in (None, "community"):
            state = sentence
        if state not in _ORDERS:
            raise WrongRowError("state", f"community, for a {sentence.replace('_', ' ')}")
        values["state"] = sentence
        return
    if state in _ORDERS:
        raise WrongRowError(
            "state", "custody, licence, post sentence or recalled for this sentence"
        )
    if state in (None, "community"):
        over = end is not None and end < on
        if release is not None and release > on and state is None:
            state = "custody"
        elif over:
            state = "post_sentence"
        elif release is not None or state == "community":
            state = "licence"
    if state in ("custody", "custody_prison", "custody_community") and (
        release is not None and release < on
    ):
        raise WrongRowError("release", f"a date from {on} on for somebody in custody")
    if state in ("licence", "post_sentence") and release is not None and release > on:
        raise WrongRowError("release", f"a date up to {on} for somebody released")
    if sentence == "life" and state == "post_sentence":
        raise WrongRowError("state", "custody, licence or recalled for a life sentence")
    values["state"] = state


def _under_way(values: dict[str, Any], on: date) -> None:
    """Orders beside a sentence, hearings and recalls to come; raises where they cannot be."""
    sentence, state = values["sentence"], values["state"]
    other = values.get("other_order")
    if other is not None and sentence in _ORDERS:
        raise WrongRowError("other_order", "nothing: it runs beside a custodial sentence")
    if other is None and values.get("other_order_end") is not None:
        raise WrongRowError("other_order_end", "nothing, where there is no other_order")
    if other is not None and values.get("other_order_end") is None:
        raise WrongRowError("other_order", "other_order_end too: when it ends")
    hearing = values.get("breach_hearing")
    if hearing is not None and sentence not in _ORDERS:
        raise WrongRowError("breach_hearing", "nothing: it is of an order of a court")
    if hearing is not None and hearing < on:
        raise WrongRowError("breach_hearing", f"a date from {on} on: a hearing to come")
    if values.get("recall_asked") and state != "licence":
        raise WrongRowError("recall_asked", "no, for somebody who is not on licence")
