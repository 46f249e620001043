"""What a replication counts: every count has a name that the type checker knows.

A count is added to where the thing happens (`pdusim.outcomes.tally.Tally`) and read by the
formula of a measure (`pdusim.outcomes.measures`) or by a researcher (`Outcome.counts`). A name
that is mistyped is an error, never a nought.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, NewType

Count = NewType("Count", str)
"""The name of a count. Made in this module alone."""

COUNTS: dict[Count, str] = {}
"""Every count that has a name of its own, and what it counts; see `of_kind` for the others."""


def _count(name: str, what: str) -> Count:
    count = Count(name)
    COUNTS[count] = what
    return count


class Family:
    """Counts of one thing, told apart by its parts.

    Parameters
    ----------
    name : str
        Name of each count, with ``{}`` for the part.
    what : str
        What is counted.
    parts : iterable of str
        The parts there are; another one is a ``KeyError``.
    """

    __slots__ = ("_counts",)

    def __init__(self, name: str, what: str, parts: Iterable[str]) -> None:
        self._counts = {part: _count(name.format(part), f"{what}: {part}") for part in parts}

    def __getitem__(self, part: str) -> Count:
        return self._counts[part]

    def __iter__(self) -> Iterator[Count]:
        return iter(self._counts.values())


# Risk reviews, risk and plans ---------------------------------------------------------------

TIERS: Final = ("a", "b", "c", "d")
TRIGGERS: Final = ("scheduled", "triggered")
CAUSES: Final = ("not_noticed", "review_missed", "review_late", "review_pending", "never_reviewed")
"""Why a risk is not recognised, in the order in which they are asked."""

REVIEWS_DUE: Final = _count("reviews due", "risk reviews fallen due and not lapsed")
REVIEWS_ON_TIME: Final = _count("reviews on time", "risk reviews done by the due date")
REVIEWS_LATE: Final = _count("reviews late", "risk reviews done late, within grace")
REVIEWS_MISSED: Final = _count("reviews missed", "risk reviews not done by due date + grace")
REVIEWS_MISSED_IN_COMMUNITY: Final = _count(
    "reviews missed in the community", "risk reviews missed of people in the community"
)
REVIEWS_SUFFICIENT: Final = _count("reviews sufficient", "risk reviews on time and sufficient")
REVIEWS_LAPSED: Final = _count("reviews lapsed", "risk reviews whose case ended before")
REVIEWS_SUPERSEDED: Final = _count("reviews superseded", "open risk reviews closed by a newer one")
REVIEWS_SUPERSEDED_IN_TIME: Final = _count(
    "reviews superseded in time", "risk reviews superseded before due date + grace"
)
REVIEWS_DUE_BY_TIER: Final = Family("reviews due tier_{}", "risk reviews due, tier", TIERS)
REVIEWS_DUE_BY_TRIGGER: Final = Family("reviews due {}", "risk reviews due", TRIGGERS)
REVIEWS_MISSED_BY_TIER: Final = Family("reviews missed tier_{}", "risk reviews missed, tier", TIERS)
REVIEWS_MISSED_BY_TRIGGER: Final = Family("reviews missed {}", "risk reviews missed", TRIGGERS)
SIGNIFICANT_EVENTS: Final = _count("significant events", "significant events of persons")
RAISED_RISK_NOTICED: Final = _count("raised risk noticed", "assessments that noticed a raised risk")
RAISED_RISK_NOT_NOTICED: Final = _count(
    "raised risk not noticed", "assessments that did not notice a raised risk"
)
ASSESSED_RISK_RAISED: Final = _count("assessed risk raised", "assessed levels of risk raised")
UNRECOGNISED_DAYS: Final = _count(
    "days of unrecognised risk", "person-days at a higher true than assessed risk"
)
UNRECOGNISED_BY_CAUSE: Final = Family(
    "unrecognised {}", "persons at a higher risk than assessed, at weekly censuses", CAUSES
)
CONTACT_HOURS_DUE: Final = _count("contact hours due", "hours of contact due by the standard")
CONTACT_HOURS_GIVEN: Final = _count("contact hours given", "hours of contact delivered")
APPOINTMENTS_DUE: Final = _count(
    "appointments due", "appointments of supervision packages fallen due"
)
APPOINTMENTS_GIVEN: Final = _count(
    "appointments given", "appointments of supervision packages given on their day"
)
APPOINTMENTS_MISSED: Final = _count(
    "appointments missed", "appointments of supervision packages that no officer gave"
)
ENQUIRIES_REVEALING: Final = _count(
    "enquiries that revealed a risk", "answers to enquiries that told of a raised risk"
)
OVERSIGHT_DUE: Final = _count("oversight due", "entries of management oversight fallen due")
OVERSIGHT_DELIVERED: Final = _count(
    "oversight delivered", "entries of management oversight done on time and sufficient"
)
URGENT_DUE: Final = _count("urgent tasks due", "tasks of class 0 on cases fallen due")
URGENT_ON_TIME: Final = _count("urgent tasks on time", "tasks of class 0 on cases done by then")
TASKS_DONE: Final = _count("tasks done", "tasks done, of every kind")
TASK_HOURS_ARISEN: Final = _count("task hours arisen", "hours of the tasks of cases that arose")

# Cases and officers -------------------------------------------------------------------------

HAND_OVERS: Final = (
    "caseload adjustment",
    "moved or other",
    "tier risen",
    "handover from prison",
    "officer moved",
    "recall",
    "release after recall",
    "help between teams",
)
"""Why a case goes straight from one officer to another."""

ALLOCATIONS_ASKED: Final = _count("allocations asked", "entries to the pool of unallocated cases")
NEW_CASES_ASKED: Final = _count(
    "allocations of new cases asked", "entries to the pool of cases that no officer has held"
)
ALLOCATIONS: Final = _count("allocations", "allocations to an officer")
ALLOCATIONS_MISMATCHED: Final = _count(
    "allocations mismatched", "allocations to somebody not eligible to hold the case"
)
REALLOCATIONS: Final = _count("reallocations", "cases handed from one officer to another")
DAYS_UNALLOCATED: Final = _count("days unallocated", "case-days without an officer")
DAYS_NEW_UNALLOCATED: Final = _count(
    "days unallocated, new cases", "case-days without an officer of cases that no officer has held"
)
OFFICER_CHANGES: Final = _count(
    "changes of officer", "times a case that an officer has held goes to another one"
)
OFFICER_CHANGES_HIGH: Final = _count("changes of officer, high", "changes of a high-risk case")
CASE_YEARS: Final = _count(
    "case-years completed", "years from one day of the sentence to the next, held throughout"
)
CASE_YEARS_HIGH: Final = _count("case-years completed, high", "the same of high-risk cases")
OFFICERS_OF_CASE_YEARS: Final = _count(
    "officers of case-years", "officers who held a case in a completed case-year"
)
OFFICERS_OF_CASE_YEARS_HIGH: Final = _count(
    "officers of case-years, high", "the same of high-risk cases"
)
HANDED_OVER: Final = Family("handed over, {}", "cases handed to another officer", HAND_OVERS)
NOT_HANDED_OVER: Final = Family(
    "not handed over, {}", "cases for which no other officer was found", HAND_OVERS
)
CASES_OUTGROWN: Final = _count("cases outgrown", "cases that call for a more experienced officer")
CASES_HANDED_BACK: Final = _count("cases handed back", "cases handed back to the pool")
CASES_HELD_BY_SENIORS: Final = _count("cases held by seniors", "cases taken over by a senior")

# Persons ------------------------------------------------------------------------------------

FLOWS: Final = ("community_order", "suspended_order", "unpaid_work_only", "custody", "life")
SCHEMES: Final = ("ecsl", "hdc", "regime")

PERSONS_IN: Final = _count("persons in", "persons who came under the unit")
PERSONS_OUT: Final = _count("persons out", "persons whose supervision ended for good")
DEATHS: Final = _count("deaths", "persons who died under the unit")
MOVES_AWAY: Final = _count(
    "moves to another unit", "persons who moved away, each followed by one who moved in"
)
SENTENCED_AGAIN: Final = _count("sentenced again", "sentences of persons already under the unit")
RETURNED: Final = _count(
    "returned", "persons sentenced again whose supervision had ended in the run"
)
SENTENCED: Final = Family("sentenced {}", "sentences passed", FLOWS)
NON_COMPLIANCE: Final = _count("non-compliance", "serious non-compliance")
NON_COMPLIANCE_NOTICED: Final = _count(
    "non-compliance noticed", "serious non-compliance noticed and acted on"
)
RECONVICTIONS: Final = _count("reconvictions", "reconvictions under supervision")
BREACHES: Final = _count("breaches", "breaches of an order taken to court")
BREACH_HEARINGS: Final = _count("breach hearings", "hearings of a breach")
ORDERS_REVOKED: Final = _count("orders revoked", "orders revoked after a breach")
ORDERS_COMPLETED: Final = _count("orders completed", "orders that ran their course")
ORDERS_ENDED: Final = _count(
    "orders ended", "orders completed, revoked, or ended by a new sentence (deaths apart)"
)
CURFEWS_PROPOSED: Final = _count("curfews proposed", "curfews at sentence or on release")
CURFEW_ENQUIRIES: Final = _count(
    "curfew enquiries", "curfews with the enquiries on address and safeguarding before them"
)
CURFEWS_GRANTED: Final = _count("curfews granted", "curfews that began")
CURFEWS_REFUSED: Final = _count("curfews refused", "curfews for which no address would do")
CURFEWS_UNSUITABLE: Final = _count(
    "curfews where somebody is at risk", "curfews at an address that enquiries would have ruled out"
)
SUPERVISION_SUSPENDED: Final = _count(
    "supervision suspended", "supervision suspended by Probation Reset or Impact"
)
RELEASES: Final = _count("releases", "first releases from a sentence")
EARLY_RELEASES: Final = _count("early releases", "releases brought forward by a scheme")
EARLY_RELEASES_BY_SCHEME: Final = Family("early releases {}", "releases brought forward", SCHEMES)
UNPREPARED_RELEASES: Final = _count("unprepared releases", "releases with pre-release work undone")
HANDOVERS_LATE: Final = _count(
    "handovers from prison late", "handovers that the prison's managers had not prepared in time"
)
PAROLE_HEARINGS: Final = _count("parole hearings", "hearings of the Parole Board")
CURFEW_RETURNS: Final = _count("curfew returns", "returns to custody from a curfew")
RECALLS: Final = _count("recalls", "recalls to custody")
RECALLS_FIXED_TERM: Final = _count("recalls fixed term", "recalls for a fixed term")
RECALLS_ENDED: Final = _count("recalls ended", "recalls that ended")
RECALLS_ENDED_AT_EXPIRY: Final = _count(
    "recalls ended at expiry", "recalls that lasted to the end of the sentence"
)
RE_RELEASES: Final = _count("re-releases", "releases after a recall or a return from curfew")
LICENCES_EXPIRED: Final = _count("licences expired", "licences that ran to their end")
POST_SENTENCE_BEGUN: Final = _count(
    "post-sentence supervision begun", "beginnings of post-sentence supervision"
)

# Staff --------------------------------------------------------------------------------------

GRADES: Final = ("po", "pso", "pqip", "spo")
STATUS_LEVELS: Final = ("green", "amber", "red")
HOW: Final = ("on time", "late", "skipped")

SICK_DAYS: Final = _count("sick days", "working days lost to sickness")
SICK_DAYS_LONG: Final = _count("sick days long", "working days lost in long spells of sickness")
SICK_DAYS_STRESS: Final = _count("sick days stress", "working days lost to stress")
FTE_WEEKS: Final = _count("fte-weeks", "full-time equivalents in post, weekly censuses added up")
STAFF_WEEKS: Final = Family("staff-weeks {}", "staff in post, weekly censuses added up", GRADES)
STAFF_YEARS: Final = _count("staff-years completed", "staff in post for all of an observed year")
STAFF_YEARS_WELL: Final = _count(
    "staff-years without sickness", "staff in post for all of an observed year and never sick"
)
LEAVERS: Final = Family("leavers {}", "staff who gave notice and left", GRADES)
LEAVERS_OVER_4_YEARS: Final = Family(
    "leavers over 4 years {}", "of these, after more than four years in the grade", GRADES
)
LEAVING_HAZARD: Final = Family("leaving hazard {}", "leavers to be expected", GRADES)
PRACTITIONER_WEEKS: Final = _count(
    "practitioner-weeks", "practitioners at censuses with four of available points behind them"
)
PRACTITIONER_WEEKS_OVER: Final = _count(
    "practitioner-weeks over 110 %", "practitioner-weeks at the end of four above 110 %"
)
PROMOTIONS: Final = _count("promotions", "officers promoted to senior")
QUALIFIED: Final = _count("qualified", "trainees who qualified")
INTO_TRAINING: Final = _count(
    "services officers into training", "services officers who became trainees"
)
MOVES_BETWEEN_TEAMS: Final = _count("moves between teams", "officers who changed team")
DUTY_COVER: Final = _count("tasks under duty cover", "urgent tasks taken by somebody on duty")
SENIOR_TASKS_DUE: Final = _count("senior tasks due", "seniors' tasks fallen due")
SENIOR_TASKS: Final = Family("senior tasks {}", "seniors' tasks done", HOW)
WEEKS_OF_STATUS: Final = Family("weeks {}", "weeks the unit had a status", STATUS_LEVELS)
COST: Final = _count("cost", "pay and on-costs of staff, £")

# Around the unit ----------------------------------------------------------------------------

REPORTS: Final = _count("court reports", "court reports requested")
REPORTS_UNWRITTEN: Final = _count(
    "court reports without a writer", "court reports nobody could write"
)
REPORTS_DONE: Final = _count("court reports done", "court reports written")
REPORTS_ON_TIME: Final = _count("court reports on time", "court reports written by the due date")
REPORTS_WAITED: Final = _count("court reports that waited", "court reports no writer was free for")
REPORT_WAIT: Final = _count("court report wait", "working days court reports waited for a writer")
PREMISES_REFERRALS: Final = _count("premises referrals", "releases referred to approved premises")
PREMISES_NOT_REFERRED: Final = _count(
    "premises referrals not made", "releases that called for approved premises, not referred"
)
PREMISES_EMERGENCIES: Final = _count("premises emergencies", "emergency places asked for")
PREMISES_PLACED: Final = _count("premises placed", "persons placed in approved premises")
PREMISES_PLACED_LATE: Final = _count(
    "premises placed after a wait", "persons placed when a bed became free"
)
PREMISES_ELSEWHERE: Final = _count("premises not placed", "referrals placed elsewhere, no bed free")
PREMISES_CUT_SHORT: Final = _count("premises stays cut short", "stays ended by recall or custody")
UNPAID_WORK_COMPLETED: Final = _count("unpaid work completed", "unpaid-work requirements completed")
UNPAID_WORK_COHORT: Final = _count(
    "unpaid work cohort", "unpaid-work requirements at their twelfth month"
)
UNPAID_WORK_IN_TIME: Final = _count(
    "unpaid work in time", "unpaid-work requirements completed within twelve months"
)
UNPAID_WORK_NOT_WORKED: Final = _count(
    "unpaid work hours not worked", "hours left of requirements that ended"
)
UNPAID_WORK_WITHDRAWN: Final = _count(
    "unpaid work withdrawn", "unpaid-work requirements ended by custody or revocation"
)
UNPAID_WORK_REVIEWS: Final = _count("unpaid work reviews", "reviews of unpaid work")
UNPAID_WORK_EXTENSIONS: Final = _count(
    "unpaid work extensions", "extensions of unpaid work asked of the court"
)
PROGRAMMES_ENDED: Final = _count(
    "programme requirements ended", "programme requirements of sentences that ended"
)
PROGRAMMES_NEVER_STARTED: Final = _count(
    "programmes never started", "programme requirements ended that never started"
)
PROGRAMME_STARTS: Final = _count("programme starts", "starts of a programme")
PROGRAMME_STARTS_LATE: Final = _count(
    "programme starts after six months", "starts more than six months after referral"
)
PROGRAMME_WAIT_DAYS: Final = _count("programme wait days", "days waited by those who started")
PROGRAMME_GROUPS: Final = _count("programme groups", "groups that began")
FURTHER_OFFENCES: Final = _count("serious further offences", "serious further offences")
FURTHER_OFFENCES_UNRECOGNISED: Final = _count(
    "serious further offences, risk not recognised",
    "serious further offences of persons at a higher risk than assessed",
)


class KindCounts:
    """What is counted of the tasks of one kind.

    Parameters
    ----------
    kind : str
        Name of the kind of task.
    """

    __slots__ = (
        "answered",
        "done",
        "due",
        "hours",
        "lapsed",
        "not_answered",
        "not_made",
        "not_set_out",
        "on_time",
        "senior",
        "sufficient",
        "waited",
    )

    def __init__(self, kind: str) -> None:
        self.hours = Count(f"hours {kind}")
        self.done = Count(f"done {kind}")
        self.due = Count(f"due {kind}")
        self.lapsed = Count(f"lapsed {kind}")
        self.on_time = Count(f"on time {kind}")
        self.sufficient = Count(f"sufficient {kind}")
        self.not_set_out = Count(f"not set out on {kind}")
        self.not_made = Count(f"not made {kind}")
        self.not_answered = Count(f"not answered {kind}")
        self.answered = Count(f"answered {kind}")
        self.waited = Count(f"court report wait {kind}")
        self.senior = {how: Count(f"senior {kind} {how}") for how in HOW}


@lru_cache(maxsize=1024)
def of_kind(kind: str) -> KindCounts:
    """Return the counts of a kind of task; kinds that come round are named in the scenario."""
    return KindCounts(kind)
