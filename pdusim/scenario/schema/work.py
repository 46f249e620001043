"""Sections on work: task standards, contact standards, and how a practitioner's hours are spent."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, Literal

from pdusim.scenario.schema.base import Section, value
from pdusim.scenario.schema.relations import Relation, below, named_or_own


class Discipline(StrEnum):
    """In which order a practitioner takes the work."""

    BALANCED = "balanced"
    CONTACTS_FIRST = "contacts_first"
    REVIEWS_FIRST = "reviews_first"
    HIGH_RISK_FIRST = "high_risk_first"


class HoursDistribution(StrEnum):
    """How the hours of one task scatter about their mean, as far as the model knows it."""

    FIXED = "fixed"
    GAMMA = "gamma"
    EXPONENTIAL = "exponential"


class Who(StrEnum):
    """Who does a task."""

    HOLDER = "holder"
    PROBATION_OFFICER = "probation_officer"
    DUTY = "duty"
    PRESENT = "present"
    SENIOR = "senior"


class TaskStandard(Section):
    """What a kind of task takes, when it is due, and how urgent it is."""

    hours: float = value("Mean hours of work", unit="hours", ge=0, le=200)
    due_days: float = value(
        "Due at the end of this working day after it arises", unit="working days", ge=0, le=500
    )
    grace_days: float = value(
        "Working days after the due date within which it is late, beyond which it is missed",
        unit="working days",
        ge=0,
        le=500,
        uncertain_ok=False,
    )
    priority: int = value(
        "Class of urgency: 0 is taken before 1, and so on",
        unit="class",
        ge=0,
        le=9,
        uncertain_ok=False,
    )
    abandoned_days: float = value(
        "Given up this long after due + grace if still undone; 0 is never",
        unit="working days",
        ge=0,
        le=2000,
        uncertain_ok=False,
    )


class CaseTask(TaskStandard):
    """The standard of a task on a case, with who does it."""

    who: Who = value(
        "Who does it: holder (the responsible officer), probation_officer (the responsible "
        "officer if qualified, else the probation officer of the team with the shortest desk), "
        "duty (the practitioner of the team present with the shortest desk, trainees apart), "
        "present (the responsible officer if at work, else as duty, of another team if need be) or "
        "senior (whoever acts as the team's senior); with nobody there the holder does it",
        unit="",
        uncertain_ok=False,
    )


class SeniorTask(TaskStandard):
    """The standard of a senior's task, with who does it."""

    who: Literal["senior", "probation_officer", "duty"] = value(
        "Who does it: senior (whoever acts as the team's senior), or, handed down, "
        "probation_officer or duty (the probation officer or the practitioner of the team present "
        "with the shortest desk, never the case's own); with nobody there the senior does it",
        unit="",
        uncertain_ok=False,
    )


class ManagerTask(TaskStandard):
    """The standard of a task of line management, which cannot be handed down."""

    who: Literal["senior"] = value(
        "Who does it: whoever acts as the team's senior; line management is not handed down",
        unit="",
        uncertain_ok=False,
    )


def _levels(tiers: tuple[str, ...]) -> str | None:
    if len(set(tiers)) == len(tiers) and set(tiers) <= {"A", "B", "C", "D"}:
        return None
    return "tiers must be out of A, B, C and D, each once"


class PeriodicTask(Section):
    """A task that comes round for every case supervised in the community."""

    relations = (Relation(("tiers",), _levels),)

    standard: CaseTask
    every_weeks: float = value("Time between two of them for one case", unit="weeks", ge=1, le=520)
    tiers: tuple[str, ...] = value(
        "Protect levels it applies to, for instance A and B", unit="", uncertain_ok=False
    )


class Tasks(Section):
    """Every kind of discrete task a practitioner can have."""

    case_reading: CaseTask
    initial_assessment: CaseTask
    scheduled_review: CaseTask
    triggered_review: CaseTask
    termination: CaseTask
    pre_release_assessment: CaseTask
    licence_conditions: CaseTask
    mappa_referral: CaseTask
    premises_referral: CaseTask
    curfew_enquiry: CaseTask
    parole_report: CaseTask
    unprepared_release: CaseTask
    recall_report: CaseTask
    recall_part_b: CaseTask
    recall_part_c: CaseTask
    breach_report: CaseTask
    enquiry_police: CaseTask
    enquiry_children: CaseTask
    home_visit: CaseTask
    mappa_meeting: CaseTask
    mappa_3_meeting: CaseTask
    reset_contact: CaseTask
    unpaid_work_review: CaseTask
    unpaid_work_extension: CaseTask
    periodic: dict[str, PeriodicTask]


class ByTier(Section):
    """Weekly hours of contact work by protect level of the tier."""

    a: float = value("Tier A", unit="hours per week", ge=0, le=40)
    b: float = value("Tier B", unit="hours per week", ge=0, le=40)
    c: float = value("Tier C", unit="hours per week", ge=0, le=40)
    d: float = value("Tier D", unit="hours per week", ge=0, le=40)


class ContactReference(Section):
    """The contact standard by which hours given are measured, whatever standard is in force.

    Only for whoever states other hours for the baseline itself: a policy leaves it alone.
    """

    scale: float = value(
        "As the scale of the standard, at the baseline",
        unit="ratio",
        ge=0,
        le=5,
        fixed=True,
        uncertain_ok=False,
    )
    community: ByTier
    licence: ByTier
    custody: ByTier
    recalled: ByTier


class Package(Section):
    """Appointments of one tier of the single-axis model."""

    early_weeks: int = value(
        "Weekly appointments of early engagement, from the beginning of an order or licence",
        unit="weeks",
        ge=0,
        le=104,
        uncertain_ok=False,
    )
    yearly: float = value(
        "Most appointments a year after them, evenly spread", unit="per year", ge=0, le=366
    )


class PackageByTier(Section):
    """Appointments by tier of the single-axis model."""

    a: Package
    b: Package
    c: Package
    d: Package
    e: Package
    f: Package
    g: Package


class Packages(Section):
    """Supervision packages: a contact standard of appointments by tier and phase."""

    enabled: bool = value(
        "Contact in the community is due by appointments, in place of hours by protect level",
        unit="",
    )
    hours_each: float = value(
        "Hours of contact work that one appointment stands for, recording and liaison included; "
        "scale and time_multiplier apply",
        unit="hours",
        ge=0,
        le=20,
    )
    arranged_share: float = value(
        "Part of the most appointments a year that is arranged", unit="share", ge=0, le=1
    )
    licence_final_fraction: float = value(
        "The last part of a licence, without appointments; life licences have none",
        unit="fraction of length",
        ge=0,
        le=1,
    )
    women_more: float = value(
        "Appointments a year that women of tiers C to G have beside them",
        unit="per year",
        ge=0,
        le=52,
    )
    iom_red_share: float = value(
        "Share of cases of integrated offender management that are red: they have the package of "
        "tier A",
        unit="share",
        ge=0,
        le=1,
    )
    tiers: PackageByTier


class Contacts(Section):
    """Contact standards: hours a week for each case, recording and liaison included."""

    scale: float = value(
        "Multiplies every contact standard; worked out once so that contacts and tasks together "
        "make the official annual hours times time_multiplier at the baseline, then frozen",
        unit="ratio",
        ge=0,
        le=5,
    )
    face_to_face_share: float = value(
        "Part of contact work that is face to face", unit="share", ge=0, le=1
    )
    community: ByTier
    licence: ByTier
    custody: ByTier
    recalled: ByTier
    reference: ContactReference
    packages: Packages


class Service(Section):
    """How a practitioner divides working time."""

    relations = (
        below("backlog_full_days", "backlog_floor_days"),
        named_or_own("hours_distribution", "distribution", HoursDistribution),
    )

    discipline: Discipline = value(
        "Order of work: balanced, contacts_first, reviews_first or high_risk_first",
        unit="",
        uncertain_ok=False,
    )
    triage: bool = value("Work past its grace falls behind work that can still be on time", unit="")
    contact_floor: float = value(
        "Contacts are squeezed to this part of the standard when the backlog is long",
        unit="share",
        ge=0,
        le=1,
    )
    urgent_contact_floor: float = value(
        "Part of the contact due that is given while work of class 0 is in hand: it interrupts",
        unit="share",
        ge=0,
        le=1,
    )
    contact_share_max: float = value(
        "Most of the time that contacts may take while tasks wait", unit="share", ge=0, le=0.99
    )
    backlog_full_days: float = value(
        "Contacts are given in full up to a backlog of this many days' hours",
        unit="days' hours",
        ge=0,
        le=100,
    )
    backlog_floor_days: float = value(
        "Contacts are at the floor from a backlog of this many days' hours",
        unit="days' hours",
        ge=0.01,
        le=200,
    )
    non_case_share: float = value(
        "Part of working time for training, meetings, administration", unit="share", ge=0, le=0.99
    )
    hours_distribution: str = value(
        "How the hours of one task scatter about their mean: fixed, gamma or exponential; "
        "own:<name> is a distribution of your own",
        unit="",
        uncertain_ok=False,
    )
    hours_shape: float = value(
        "Gamma shape of that scatter (4 is a coefficient of variation of one half)",
        unit="number",
        ge=0.05,
        le=100,
    )


_TIERS: Final = 16


def _points_of_all_tiers(location: str) -> Relation:
    def wrong(points: tuple[float, ...]) -> str | None:
        if len(points) in (0, _TIERS):
            return None
        return (
            f"{location} needs the points of all {_TIERS} tiers, from A3, A2, A1, A0 to D0, or none"
            f" for the official ones: {len(points)} given"
        )

    return Relation((location,), wrong)


class CaseWeights(Section):
    """Points of a case in the workload tool, by location and tier."""

    relations = tuple(
        _points_of_all_tiers(location) for location in ("community", "licence", "custody")
    )

    factor: float = value(
        "Multiplies the points of every case, rounded to whole points", unit="ratio", ge=0.1, le=5
    )
    community: tuple[float, ...] = value(
        "Points in the community by tier, A3 A2 A1 A0 B3 to D0; none is the official table of 2021",
        unit="points",
        ge=0,
        le=2000,
        uncertain_ok=False,
    )
    licence: tuple[float, ...] = value(
        "The same on licence and post-sentence supervision",
        unit="points",
        ge=0,
        le=2000,
        uncertain_ok=False,
    )
    custody: tuple[float, ...] = value(
        "The same in custody", unit="points", ge=0, le=2000, uncertain_ok=False
    )


class Work(Section):
    """Work and time."""

    time_multiplier: float = value(
        "True time of casework over the official time (the service's own timing study)",
        unit="ratio",
        ge=0.05,
        le=5,
    )
    reference_multiplier: float = value(
        "The time_multiplier at which task hours and contact standards are stated; both scale with "
        "time_multiplier over this",
        unit="ratio",
        ge=0.05,
        le=5,
        uncertain_ok=False,
    )
    case_weights: CaseWeights
    tasks: Tasks
    contacts: Contacts
    service: Service
