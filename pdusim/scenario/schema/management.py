"""Sections on management: teams, allocation, absence cover, oversight."""

from __future__ import annotations

from enum import StrEnum

from pdusim.scenario.schema.base import Section, value
from pdusim.scenario.schema.work import TaskStandard


class AbsenceRule(StrEnum):
    """What happens to the cases of an absent officer."""

    LEAVE_IN_PLACE = "leave_in_place"
    DUTY_COVER = "duty_cover"
    REALLOCATE = "reallocate"
    SPO_HOLDS = "spo_holds"


class Fallback(StrEnum):
    """What happens when nobody is eligible."""

    WAIT = "wait"
    MISMATCH = "mismatch"
    SPO_HOLDS = "spo_holds"


class Eligibility(Section):
    """Who may hold what: protect levels of the tier, from the official principle."""

    po: str = value("Probation officers", unit="tiers", uncertain_ok=False)
    nqo: str = value("Newly qualified officers", unit="tiers", uncertain_ok=False)
    pso: str = value("Probation services officers", unit="tiers", uncertain_ok=False)
    pqip: str = value("Trainees", unit="tiers", uncertain_ok=False)


class Allocation(Section):
    """How cases find an officer."""

    rule: str = value(
        "Name of the allocation rule; see the list in the docs", unit="", uncertain_ok=False
    )
    lag_days: float = value(
        "Working days from sentence or handover to allocation, beside the SPO's own queue",
        unit="working days",
        ge=0,
        le=60,
    )
    cap_pct: float = value(
        "Under a capped rule nobody is given a case that takes them above this workload",
        unit="%",
        gt=0,
        le=1000,
    )
    fallback: Fallback = value("When nobody is eligible", unit="", uncertain_ok=False)
    eligibility: Eligibility
    reallocate_on_tier_rise: bool = value(
        "A case whose tier rises beyond its officer's eligibility is reallocated", unit=""
    )


class AbsenceCover(Section):
    """Absent officers and leavers."""

    rule: AbsenceRule = value("What happens to the cases", unit="", uncertain_ok=False)
    reallocate_after_days: float = value(
        "Absence after which cases are reallocated, under that rule",
        unit="working days",
        ge=0,
        le=260,
    )
    leaver_lag_days: float = value(
        "From leaving to the reallocation of the leaver's cases",
        unit="working days",
        ge=0,
        le=260,
    )


class Oversight(Section):
    """The work of senior probation officers."""

    allocation: TaskStandard
    oversight: TaskStandard
    countersigning: TaskStandard
    supervision: TaskStandard
    absence_management: TaskStandard
    oversight_every_weeks: float = value(
        "Between management-oversight entries on a high-risk case", unit="weeks", gt=0, le=104
    )
    supervision_every_weeks: float = value(
        "Between supervision sessions of one member of staff", unit="weeks", gt=0, le=104
    )
    other_share: float = value(
        "Part of a senior's time that goes to buildings, recruitment, meetings and the like",
        unit="share",
        ge=0,
        lt=1,
    )
    sufficient_share: float = value(
        "Oversight entries done in time that are of sufficient quality", unit="share", ge=0, le=1
    )


class Management(Section):
    """Teams and their seniors."""

    allocation: Allocation
    absence: AbsenceCover
    oversight: Oversight
