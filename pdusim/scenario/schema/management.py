"""Sections on management: teams, allocation, absence cover, oversight."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

from pdusim.arithmetic import sum_of
from pdusim.scenario.schema.base import Section, value
from pdusim.scenario.schema.relations import (
    Relation,
    below,
    entries_add_to_one,
    letters,
    named_or_own,
)
from pdusim.scenario.schema.work import ManagerTask, SeniorTask

Specialism = Literal["women", "sexual_offences", "integrated_offender_management"]


class AllocationRule(StrEnum):
    """Names of the allocation rules that come with the model."""

    LEAST_LOADED = "least_loaded"
    LEAST_LOADED_ELIGIBLE = "least_loaded_eligible"
    ROUND_ROBIN = "round_robin"
    CONTINUITY_FIRST = "continuity_first"
    CAPPED = "capped"
    TIER_MATCHED_2021 = "tier_matched_2021"
    TIER_MATCHED_2026 = "tier_matched_2026"


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


class SpecialistTeam(Section):
    """A team for one kind of person, from the whole unit."""

    staff_share: float = value(
        "Part of the unit's practitioners in this team; 0 is no such team",
        unit="share",
        ge=0,
        le=0.5,
        fixed=True,
    )


def _staff_left(specialist: Mapping[Specialism, SpecialistTeam]) -> str | None:
    if sum_of(team.staff_share for team in specialist.values()) <= 0.9:
        return None
    return "specialist teams must leave a tenth of the staff to the other teams"


class Teams(Section):
    """Offices, teams and the staff a senior has."""

    relations = (entries_add_to_one("office_shares"), Relation(("specialist",), _staff_left))

    office_shares: tuple[float, ...] = value(
        "Offices of the unit: the part of the cases that belongs to each",
        unit="share",
        ge=0.001,
        le=1,
        fixed=True,
        uncertain_ok=False,
    )
    specialist: dict[Specialism, SpecialistTeam]
    staffing_spread: float = value(
        "How unevenly teams are staffed: standard deviation of the logarithm of a team's share of "
        "staff about its share of cases",
        unit="number",
        ge=0,
        le=1,
        fixed=True,
    )
    borrow_gap_pct: float = value(
        "A new case goes to another team of the office whose workload is lower by more than this",
        unit="%",
        ge=0,
        le=1000,
    )
    span_max: float | None = value(
        "Most practitioners for one senior; teams above it get another senior post (a lever; none "
        "where empty)",
        unit="staff",
        ge=1,
        le=100,
    )


class Eligibility(Section):
    """Who may hold what: protect levels of the tier, from the official principle."""

    relations = tuple(letters(grade, "ABCD") for grade in ("po", "nqo", "pso", "pqip"))

    po: str = value("Probation officers", unit="tiers", uncertain_ok=False)
    nqo: str = value(
        "Newly qualified officers while they are protected", unit="tiers", uncertain_ok=False
    )
    pso: str = value("Probation services officers", unit="tiers", uncertain_ok=False)
    pqip: str = value("Trainees", unit="tiers", uncertain_ok=False)
    nqo_protected_months: float = value(
        "How long after qualifying an officer is protected", unit="months", ge=0, le=60
    )
    child_plan_share: float = value(
        "Cases with a child safeguarding concern that have a child protection plan (the 2026 "
        "guidance asks for it)",
        unit="share",
        ge=0,
        le=1,
    )


class Adjustment(Section):
    """Cases moved between officers of a team to even out their load."""

    every_weeks: float = value(
        "Between two looks of a senior at the loads of the team", unit="weeks", ge=1, le=104
    )
    gap_pct: float = value(
        "Cases move while the most loaded officer is above the least loaded by more than this",
        unit="%",
        ge=0,
        le=1000,
    )
    max_cases: int = value("Most cases moved in a team at one look", unit="cases", ge=0, le=200)


class Allocation(Section):
    """How cases find an officer, and another one."""

    relations = (
        named_or_own("rule", "allocation rule", AllocationRule),
        below("read_full_days", "read_floor_days"),
    )

    rule: str = value(
        "Name of the allocation rule; see the list in the docs. own:<name> is one of your own",
        unit="",
        uncertain_ok=False,
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
        ge=1,
        le=1000,
    )
    hand_back: bool = value(
        "Every week, officers above the cap hand cases back to the pool of the team", unit=""
    )
    fallback: Fallback = value("When nobody is eligible", unit="", uncertain_ok=False)
    eligibility: Eligibility
    capacity_spread: float = value(
        "Seniors give some officers more than an even share and some less (health, reliability, "
        "informal adjustments): standard deviation of its logarithm",
        unit="number",
        ge=0,
        le=1,
        fixed=True,
    )
    build_up_weeks: float = value(
        "Weeks until somebody who has joined, or comes back from months away without cases, is "
        "given an even share of them",
        unit="weeks",
        ge=0,
        le=104,
    )
    build_up_start: float = value(
        "Part of an even share that they are given at first", unit="share", ge=0.01, le=1
    )
    nqo_cases_max: float | None = value(
        "Most cases of a newly qualified officer over those of the experienced officers of the "
        "team, hour for hour, as long as somebody else may have the case; no such rule where empty",
        unit="ratio",
        ge=0.05,
        le=10,
    )
    read_full_days: float = value(
        "A senior reads a new case in full up to a backlog of this many days' hours",
        unit="days' hours",
        ge=0,
        le=100,
    )
    read_floor_days: float = value(
        "From a backlog of this many days' hours reading is at its floor",
        unit="days' hours",
        ge=0.01,
        le=200,
    )
    read_floor: float = value(
        "Part of a new case that is read however long the backlog", unit="share", ge=0, le=1
    )
    blind_share: float = value(
        "Cases not read at all that are given out by load alone, whoever may hold them",
        unit="share",
        ge=0,
        le=1,
    )
    reallocate_on_tier_rise: bool = value(
        "A case whose tier rises beyond its officer's eligibility is reallocated", unit=""
    )
    handover_new_officer_share: float = value(
        "Prisoners who get another officer when the community takes over from the prison",
        unit="share",
        ge=0,
        le=1,
    )
    recall_new_officer_share: float = value(
        "People under a standard recall whose case is passed on while they are in custody, and "
        "allocated anew when they are released again",
        unit="share",
        ge=0,
        le=1,
    )
    moves_per_year: float = value(
        "Reallocations of a case for other reasons: change of address in the unit, risk to staff",
        unit="per year",
        ge=0,
        le=12,
    )
    moves_sigma: float = value(
        "How much cases differ in that: standard deviation of the logarithm of a case's own rate",
        unit="number",
        ge=0,
        le=3,
    )
    adjustment: Adjustment


class AbsenceCover(Section):
    """Absent officers and leavers."""

    rule: AbsenceRule = value(
        "What happens to the cases of somebody off sick", unit="", uncertain_ok=False
    )
    reallocate_after_days: float = value(
        "Absence after which cases are reallocated, under that rule",
        unit="working days",
        ge=0,
        le=260,
    )
    spo_holds_after_days: float = value(
        "Absence after which the senior holds the cases, under that rule",
        unit="working days",
        ge=0,
        le=260,
    )
    family_leave_days: float = value(
        "From the start of family leave to the reallocation of the cases, whatever the rule",
        unit="working days",
        ge=0,
        le=260,
    )
    leaver_lag_days: float = value(
        "From leaving (or moving to another team) to the reallocation of the cases left behind",
        unit="working days",
        ge=0,
        le=260,
    )


class Oversight(Section):
    """The work of senior probation officers."""

    allocation: SeniorTask
    oversight: SeniorTask
    countersigning: SeniorTask
    supervision: ManagerTask
    absence_management: ManagerTask
    oversight_every_weeks: float = value(
        "Between management-oversight entries on a high-risk case", unit="weeks", ge=1, le=104
    )
    supervision_every_weeks: float = value(
        "Between supervision sessions of one member of staff", unit="weeks", ge=1, le=104
    )
    other_share: float = value(
        "Part of a senior's time that goes to buildings, recruitment, meetings and the like",
        unit="share",
        ge=0,
        le=0.99,
    )
    brief_share: float = value(
        "Part of an oversight entry's hours that it is given however long the senior's desk (from "
        "allocation.read_floor_days on)",
        unit="share",
        ge=0.05,
        le=1,
    )
    brief_effect: float = value(
        "Part of the quality that goes with the hours left out of a brief entry",
        unit="share",
        ge=0,
        le=1,
    )
    sufficient_share: float = value(
        "Oversight entries done in time that are of sufficient quality", unit="share", ge=0, le=1
    )


class Management(Section):
    """Teams and their seniors."""

    teams: Teams
    allocation: Allocation
    absence: AbsenceCover
    oversight: Oversight
