"""Sections on what surrounds the unit: courts, premises, unpaid work, programmes, status."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pdusim.scenario.schema.base import Section, value
from pdusim.scenario.schema.people import FactorByRosh
from pdusim.scenario.schema.relations import add_to_one, letters, not_above, rising
from pdusim.scenario.schema.run import FIRST_DAY, LAST_DAY
from pdusim.scenario.schema.work import CaseTask, ManagerTask, SeniorTask, TaskStandard


class Blocked(StrEnum):
    """What becomes of a referral that finds every bed taken."""

    WAIT = "wait"
    LOST = "lost"


class Premises(Section):
    """Approved premises: beds for people released at high risk."""

    beds: float = value("Beds the unit's people can have", unit="beds", ge=0, le=2000)
    referral_share: float = value(
        "Releases of people assessed as high or very high risk for which a bed is wanted (those "
        "with nowhere to live always)",
        unit="share",
        ge=0,
        le=1,
    )
    stay_days: float = value("Mean stay", unit="days", ge=0.1, le=1000)
    stay_shape: float = value(
        "Gamma shape of the stay; 1 is exponential, a large number nearly fixed",
        unit="number",
        ge=0.05,
        le=100,
    )
    blocked: Blocked = value(
        "A referral that finds no bed is placed elsewhere: for good (lost), or until a bed falls "
        "free (wait); a release never waits",
        unit="",
        uncertain_ok=False,
    )
    wait_days: float = value(
        "Under wait: how long somebody placed elsewhere stays on the list",
        unit="days",
        ge=0,
        le=1000,
    )
    emergencies_per_month: float = value(
        "Referrals at no notice from outside the unit's own releases (bail, other units)",
        unit="per month",
        ge=0,
        le=10000,
    )
    emergency_displaces: bool = value(
        "An emergency that finds no bed takes that of the resident nearest to the end of the stay",
        unit="",
    )
    move_on_share: float = value(
        "People with nowhere to live who have somewhere when the stay ends",
        unit="share",
        ge=0,
        le=1,
    )


class UnpaidWork(Section):
    """Unpaid work: hours ordered by the court, worked a session a week on a placement."""

    relations = (
        not_above("hours_low", "hours_high"),
        not_above("limit_months", "longest_months"),
        rising("reviews_at_months"),
    )

    places_per_week: float = value(
        "People who can be given a session in one week", unit="places", ge=0, le=20000
    )
    session_hours: float = value("Hours of one session", unit="hours", ge=0.25, le=16)
    attendance: float = value(
        "Sessions attended of those offered, mean over people", unit="share", ge=0.01, le=1
    )
    attendance_shape: float = value(
        "Gamma shape of how attendance differs between people", unit="number", ge=0.05, le=100
    )
    hours_low: float = value("Fewest hours ordered", unit="hours", ge=1, le=300)
    hours_high: float = value("Most hours ordered", unit="hours", ge=1, le=500)
    hours_power: float = value(
        "How hours ordered lean to the low end: 1 is even, 2 leans",
        unit="number",
        ge=0.1,
        le=10,
    )
    induction_weeks: float = value(
        "From sentence to being ready for a first session", unit="weeks", ge=0, le=52
    )
    wait_before_start_weeks: float = value(
        "Wait for a place that those on the books at the start of the run had behind them",
        unit="weeks",
        ge=0,
        le=104,
        uncertain_ok=False,
    )
    limit_months: float = value(
        "Within which the hours are to be worked", unit="months", ge=0.25, le=60
    )
    limit_until: date | None = value(
        "Day from which there is no such limit and nobody asks for longer; null is never",
        unit="date",
        ge=FIRST_DAY,
        le=LAST_DAY,
    )
    longest_months: float = value(
        "An order of unpaid work only ends at the latest after this long, extensions included",
        unit="months",
        ge=0.25,
        le=120,
    )
    reviews_at_months: tuple[float, ...] = value(
        "Progress is reviewed this long after sentence; at the last of them an extension is asked "
        "for where the hours will not be worked in time",
        unit="months",
        ge=0.25,
        le=60,
        uncertain_ok=False,
    )


class Programme(Section):
    """One accredited programme."""

    relations = (not_above("group_least", "group_size"),)

    share: float = value("Of all programme requirements", unit="share", ge=0, le=1)
    groups: float = value(
        "Groups that can run at once; a part of a group runs that part of the time",
        unit="groups",
        ge=0,
        le=500,
    )
    group_size: int = value("Seats in a group", unit="people", ge=1, le=50)
    group_least: int = value("A group starts with at least this many", unit="people", ge=1, le=50)
    weeks: float = value("From the first to the last session", unit="weeks", ge=0.5, le=150)


class Programmes(Section):
    """Accredited programmes: groups and waiting lists."""

    referral_weeks: float = value(
        "From start of supervision to being referred and assessed as suitable",
        unit="weeks",
        ge=0,
        le=52,
    )
    not_ready_share: float = value(
        "Never fit to start: unsuitable, working away, in treatment first",
        unit="share",
        ge=0,
        le=1,
    )
    time_left_share: float = value(
        "Somebody is offered a seat only with this part of the programme's length still to serve",
        unit="share",
        ge=0,
        le=2,
    )
    kinds: dict[str, Programme]


class WrittenBy(StrEnum):
    """Who writes court reports."""

    COURT_TEAM = "court_team"
    CASE_HOLDERS = "case_holders"


class CourtReport(Section):
    """One kind of pre-sentence report. Who writes it is ``written_by``, for all kinds alike."""

    share: float = value("Of all reports", unit="share", ge=0, le=1)
    points: int = value(
        "Official points of one written by a case holder, for 30 days", unit="points", ge=0, le=1000
    )
    standard: TaskStandard


class CourtReports(Section):
    """Pre-sentence reports."""

    relations = (add_to_one("standard.share", "fast.share", "oral.share"),)

    per_month: float = value("Reports asked for", unit="per month", ge=0, le=20000)
    written_by: WrittenBy = value(
        "A court team sharing one queue, or the practitioners who hold cases",
        unit="",
        uncertain_ok=False,
    )
    team_posts: float = value("Writers in the court team", unit="posts", ge=0, le=500)
    team_hours: float = value(
        "Hours a week one of them has for reports, absence and court duty off",
        unit="hours per week",
        ge=0.5,
        le=60,
    )
    standard: CourtReport
    fast: CourtReport
    oral: CourtReport


class Curfews(Section):
    """Addresses of curfews, at sentence and on release, and the enquiries before them."""

    unsuitable_share: float = value(
        "Addresses that put a partner, or children, at risk where nothing is known of either",
        unit="share",
        ge=0,
        le=0.3,
    )
    unsuitable_flagged_share: float = value(
        "The same for each of the two where domestic abuse or child safeguarding is a concern",
        unit="share",
        ge=0,
        le=0.4,
    )
    no_consent_share: float = value(
        "Addresses where those who live there do not agree", unit="share", ge=0, le=0.4
    )
    no_consent_days: int = value("Such an address is lost within", unit="days", ge=1, le=365)
    standard_made_share: float = value(
        "Standard reports for which all are asked, where there is time", unit="share", ge=0, le=1
    )
    fast_made_share: float = value(
        "Fast reports for which the police and those who live there are asked, where there is time",
        unit="share",
        ge=0,
        le=1,
    )
    oral_made_share: float = value(
        "Oral reports for which those who live there are asked, where there is time",
        unit="share",
        ge=0,
        le=1,
    )
    time_up_to_days: float = value(
        "There is time while no more than this waits for the writers of reports; then less",
        unit="working days",
        ge=0.1,
        le=60,
    )
    other_address_share: float = value(
        "Where an address will not do, another one is found; else there is no curfew",
        unit="share",
        ge=0,
        le=1,
    )
    required: bool = value("No curfew is proposed or granted without the enquiries", unit="")


class Relaxation(Section):
    """What a unit may leave out under a status."""

    relations = (letters("contact_tiers", "ABCD"),)

    contact_factor: float = value(
        "Multiplies the contact standard of the tiers named", unit="ratio", ge=0, le=2
    )
    contact_tiers: str = value(
        "Protect levels whose contact is relaxed, for instance CD", unit="tiers", uncertain_ok=False
    )
    review_interval_factor: float = value(
        "Multiplies the time between scheduled reviews", unit="ratio", ge=0.1, le=3
    )
    home_visits: bool = value("Home visits go on", unit="")
    enquiries: bool = value("Enquiries to police and children's services go on", unit="")


class Status(Section):
    """Green, amber or red: how pressed the unit is, and what it may then leave out."""

    relations = (
        not_above("amber_workload", "red_workload"),
        not_above("amber_vacancy", "red_vacancy"),
    )

    amber_workload: float = value("Amber from this workload", unit="%", ge=0, le=1000)
    red_workload: float = value("Red from this workload", unit="%", ge=0, le=1000)
    amber_vacancy: float = value(
        "Amber from this share of vacant officer posts", unit="share", ge=0, le=1.01
    )
    red_vacancy: float = value(
        "Red from this share of vacant officer posts", unit="share", ge=0, le=1.01
    )
    least_weeks: int = value(
        "A status holds for at least this long", unit="weeks", ge=1, le=104, uncertain_ok=False
    )
    amber: Relaxation
    red: Relaxation


class FurtherOffences(Section):
    """Serious further offences: a base rate; what follows for the person and for staff."""

    rate: float = value(
        "For a person at medium true risk under supervision in the community, whatever the unit "
        "does",
        unit="per year",
        ge=0,
        le=0.05,
    )
    rate_factor: FactorByRosh
    majorant: float = value(
        "Rate at which candidate dates are drawn once for everybody; a rate above it is cut there",
        unit="per year",
        ge=0.001,
        le=5,
        fixed=True,
        uncertain_ok=False,
    )
    charged_share: float = value(
        "Persons charged and in custody from then on: recalled if on licence, sentenced to custody "
        "otherwise",
        unit="share",
        ge=0,
        le=1,
    )
    custody_months: float = value(
        "Mean length of that custodial sentence", unit="months", ge=0.5, le=240
    )
    notification: ManagerTask
    early_look: CaseTask
    review: SeniorTask
    absence_share: float = value(
        "Officers of the case who go on a long spell of sickness", unit="share", ge=0, le=1
    )


class Surroundings(Section):
    """What surrounds the unit."""

    premises: Premises
    unpaid_work: UnpaidWork
    programmes: Programmes
    court_reports: CourtReports
    curfews: Curfews
    status: Status
    further_offences: FurtherOffences
