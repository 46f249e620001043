"""Words for what the ledger of events holds: states, tasks, events, grades."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from math import floor

from pdusim.report.story import Event

STATE_WORDS = {
    "community_order": "community order",
    "suspended_order": "suspended sentence order",
    "unpaid_work_only": "unpaid work only",
    "custody_prison": "in prison, held by the prison",
    "custody_community": "in prison, held by the unit",
    "recalled": "recalled to prison",
    "licence": "on licence",
    "post_sentence": "post-sentence supervision",
}

GRADE_WORDS = {
    "po": "probation officer",
    "nqo": "newly qualified officer",
    "pso": "probation services officer",
    "pqip": "trainee (PQiP)",
    "spo": "senior probation officer",
}

AWAY_WORDS = {"sickness": "off sick", "leave": "annual leave", "maternity": "family leave"}

_TASKS = {
    "scheduled_review": "scheduled risk review",
    "triggered_review": "triggered risk review",
    "initial_assessment": "initial assessment and plan",
    "pre_release_assessment": "assessment before release",
    "premises_referral": "referral to approved premises",
    "unprepared_release": "meeting an unprepared release",
    "case_reading": "reading of the case by the new officer",
    "enquiry_children": "enquiry to children's services",
    "enquiry_police": "enquiry to the police",
    "curfew_enquiry": "enquiries before a release on curfew",
    "recall_part_b": "recall report, part B,",
    "recall_part_c": "recall report, part C,",
    "mappa_referral": "MAPPA referral",
    "mappa_meeting": "MAPPA meeting",
    "mappa_3_meeting": "MAPPA meeting, level 3,",
    "unpaid_work_extension": "report on extending unpaid work",
}

_SCHEMES = {
    "ecsl": "early, ECSL",
    "hdc": "on home detention curfew",
    "sds40": "at 40 % (SDS40)",
    "progression_model": "under the progression model",
}

_ACTS = {
    "sentenced": "sentenced: {detail}",
    "comes back": "known to the unit from before",
    "allocated": "given to {officer}",
    "released": "released{scheme}",
    "released after recall": "released again after recall",
    "released after curfew": "released again after the curfew that failed",
    "curfew address will not do": "the address of the curfew will not do: {detail}",
    "moved in": "taken over from another unit",
    "qualifies": "qualifies as a probation officer{named}",
    "recalled": "recalled to prison, {detail}",
    "charged": "charged; in custody from now on",
    "not recalled, the licence ends": "not recalled: the licence ends",
    "review missed": "RISK REVIEW MISSED ({detail})",
    "review superseded": "the open risk review gives way to a newer one",
    "review lapsed": "the open risk review is no longer called for",
    "true risk rises": "true risk rises to {detail}",
    "true risk settles": "true risk falls back to {detail}",
    "assessed risk changes": "assessed risk becomes {detail}",
    "significant event": "{detail}",
    "non-compliance": "non-compliance, {detail}",
    "appointment": "appointment {detail}",
    "case closed": "case closed{because}",
    "notice of early release": "notice of early release ({upper})",
    "joins": "joins",
    "goes sick": "goes sick for {detail}",
    "family leave": "goes on family leave",
}

_DUE = re.compile(r"^due (\d{4}-\d\d-\d\d)$")
_TENURE = re.compile(r"^(.*), (\d+)$")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")


def words(entry: Event) -> str:
    """Return what an entry of the ledger says, in words."""
    detail = entry.detail.replace("_", " ")
    if entry.event in _ACTS:
        scheme = _SCHEMES.get(entry.detail, detail)
        return _ACTS[entry.event].format(
            detail=_counted(detail) or "not named",
            upper=detail.upper(),
            officer=entry.officer or "the pool",
            scheme=f" {scheme}" if scheme else "",
            because=f": {detail}" if detail else "",
            named=f", {detail}" if detail else "",
        )
    kind, _, act = entry.event.rpartition(" ")
    task = _TASKS.get(kind, kind.replace("_", " "))
    if act == "done":
        when = "" if detail in ("", "on time") else f", {detail}," if detail != "late" else " late"
        by = f" by {entry.officer}" if entry.officer else ""
        return f"{task} done{when}{by}".replace(",,", ",").rstrip(",")
    due = _DUE.match(entry.detail)
    if act == "arises":
        until = f", due {date.fromisoformat(due[1]):%-d %b %Y}" if due else ""
        return f"{task} called for{until}"
    if act == "answered":
        return f"{task} answered"
    text = entry.event.replace("_", " ")
    return f"{text} ({detail})" if detail else text


def _counted(detail: str) -> str:
    return detail.removesuffix("s") if detail == "1 days" else detail


def day(start: date, time: float) -> str:
    """Return the date of a day of the run."""
    return f"{start + timedelta(days=floor(time)):%d %b %Y}"


def tenures(names: Iterable[str]) -> list[str]:
    """Return what is to be said of officers who are not the first in their post.

    >>> tenures(["PO 3", "PSO 7, 2"])
    ['“PSO 7, 2” is the second person in post PSO 7.']
    """
    said = []
    for name in dict.fromkeys(names):
        found = _TENURE.match(name)
        if found:
            number = int(found[2])
            known = number <= len(_ORDINALS)
            which = f"{_ORDINALS[number - 1]} person" if known else f"person number {number}"
            said.append(f"“{name}” is the {which} in post {found[1]}.")
    return said
