"""Sections on staff: posts, hours, absence, leaving, recruitment."""

from __future__ import annotations

from enum import StrEnum

from pdusim.scenario.schema.base import Section, value
from pdusim.scenario.schema.relations import not_above


class Posts(Section):
    """Establishment and staff in post at the start, heads, for one mean unit."""

    po: float = value("Probation officer posts", unit="posts", ge=0, le=1000)
    po_vacant_share: float = value(
        "Probation officer posts vacant at the start", unit="share", ge=0, le=1, fixed=True
    )
    pso: float = value("Probation services officer posts", unit="posts", ge=0, le=1000)
    pso_vacant_share: float = value(
        "Probation services officer posts vacant at the start",
        unit="share",
        ge=0,
        le=1,
        fixed=True,
    )
    pqip: float = value("Trainees at the start", unit="posts", ge=0, le=1000, fixed=True)
    spo: float = value("Senior probation officer posts", unit="posts", ge=0, le=200)
    admin: float = value("Case administrator posts", unit="posts", ge=0, le=1000)


class Hours(Section):
    """Contracted hours."""

    full_time: float = value("A full-time week", unit="hours per week", ge=1, le=60)
    part_time: float = value("A part-time week", unit="hours per week", ge=1, le=60)
    part_time_share: float = value("Staff who work part time", unit="share", ge=0, le=1)
    nominal_target: int = value(
        "Points available to one full-time practitioner", unit="points", ge=100, le=100000
    )
    overtime_share: float = value(
        "Paid overtime, as a part of contracted hours (a lever)", unit="share", ge=0, le=1
    )


class Reductions(Section):
    """Official reductions of hours."""

    pqip_months_0_6: float = value("Trainee, first six months", unit="share", ge=0, le=1)
    pqip_months_6_12: float = value("Trainee, months 6 to 12", unit="share", ge=0, le=1)
    pqip_after_12: float = value("Trainee, after twelve months", unit="share", ge=0, le=1)
    nqo: float = value("Newly qualified officer", unit="share", ge=0, le=1)
    nqo_months: float = value("How long that lasts", unit="months", ge=0, le=36)
    pso_learning: float = value("New probation services officer", unit="share", ge=0, le=1)
    pso_learning_months: float = value("How long that lasts", unit="months", ge=0, le=36)
    other_share: float = value(
        "Staff with some other standing reduction (union facility, adjustments, split roles)",
        unit="share",
        ge=0,
        le=1,
    )
    other_size: float = value("Size of such a reduction", unit="share", ge=0, le=1)


class Leave(Section):
    """Annual and family leave."""

    days: float = value(
        "Annual leave of a full-time year, bank holidays apart", unit="working days", ge=0, le=60
    )
    block_days: float = value(
        "Mean length of one block of leave", unit="working days", ge=0.5, le=30
    )
    maternity_per_year: float = value(
        "Maternity, adoption and other leave of months, per member of staff",
        unit="per year",
        ge=0,
        le=1,
    )
    maternity_months: float = value("How long that lasts", unit="months", ge=0, le=24)


class Sickness(Section):
    """Sickness absence."""

    short_rate: float = value(
        "Short spells at the reference workload", unit="per year", ge=0, le=20
    )
    short_median_days: float = value(
        "Median length of a short spell", unit="calendar days", ge=0.5, le=27
    )
    short_sigma: float = value(
        "Standard deviation of the logarithm of that length", unit="number", ge=0, le=3
    )
    long_rate: float = value(
        "Long spells (28 calendar days and more) at the reference workload, stress apart",
        unit="per year",
        ge=0,
        le=5,
    )
    stress_rate: float = value(
        "Long spells with stress at the reference workload", unit="per year", ge=0, le=5
    )
    long_extra_days: float = value(
        "Mean length of a long spell beyond its first 28 days", unit="calendar days", ge=1, le=400
    )
    frailty_sigma: float = value(
        "Spread between staff: standard deviation of the logarithm of their own factor",
        unit="number",
        ge=0,
        le=3,
    )
    workload_effect: float = value(
        "Rise of the logarithm of the short and long rates for each 10 points of felt workload "
        "above the reference",
        unit="per 10 points",
        ge=0,
        le=1,
    )
    stress_workload_effect: float = value("The same for stress", unit="per 10 points", ge=0, le=1)
    reference_workload: float = value(
        "Felt workload at which the rates hold", unit="%", ge=1, le=500
    )
    felt_weeks: float = value(
        "Felt workload is the workload percentage smoothed over this time",
        unit="weeks",
        ge=0.5,
        le=104,
    )
    reduction_after_days: int = value(
        "An absence counts as an official reduction from this day on",
        unit="calendar days",
        ge=0,
        le=365,
    )
    phased_return_weeks: float = value(
        "Weeks of phased return after a long spell", unit="weeks", ge=0, le=26
    )
    phased_return_share: float = value(
        "Hours lost during a phased return", unit="share", ge=0, le=1
    )


class Leaving(Section):
    """Leaving the unit."""

    po: float = value("Probation officers", unit="per year", ge=0, le=5)
    pso: float = value("Probation services officers", unit="per year", ge=0, le=5)
    spo: float = value("Senior probation officers", unit="per year", ge=0, le=5)
    early_career_factor: float = value(
        "Rate in the early years in a grade over that of the later ones; the mean over staff is "
        "the rate stated",
        unit="ratio",
        ge=0.05,
        le=20,
    )
    early_career_years: float = value("How long that lasts", unit="years", ge=0, le=20)
    workload_effect: float = value(
        "Rise of the logarithm of the rate for each 10 points of felt workload above the reference",
        unit="per 10 points",
        ge=0,
        le=1,
    )
    spo_moves_per_year: float = value(
        "Seniors who go to a post outside the unit (court, prison, region), not counted as leavers",
        unit="per year",
        ge=0,
        le=5,
    )
    notice_days: int = value("Notice before leaving", unit="calendar days", ge=0, le=365)
    admin: float = value("Case administrators", unit="per year", ge=0, le=5)
    retention_factor: float = value(
        "Multiplies the leaving rate of probation officers while a retention offer stands (a "
        "lever; 1 is no offer)",
        unit="ratio",
        ge=0,
        le=5,
    )
    moves_per_year: float = value(
        "Practitioners who move to another team or rotate, leaving their cases behind",
        unit="per year",
        ge=0,
        le=5,
    )


class Recruitment(Section):
    """How vacancies are filled."""

    pso_months: float = value(
        "Mean time to fill a probation services officer post", unit="months", ge=0.25, le=60
    )
    spo_months: float = value(
        "Mean time to fill a senior post from outside", unit="months", ge=0.25, le=60
    )
    po_lateral_per_year: float = value(
        "Qualified officers who move in, for each vacancy", unit="per year", ge=0, le=12
    )
    po_lead_months: float = value(
        "Least time from a vacancy to the first day of a qualified officer from outside (vetting)",
        unit="months",
        ge=0,
        le=24,
    )
    po_intake_max: float = value(
        "Most qualified officers taken on from outside in any twelve months, for one mean unit",
        unit="per year",
        ge=0,
        le=1000,
    )
    po_extra_per_year: float = value(
        "Qualified officers hired beyond that for each vacancy (a recruitment drive)",
        unit="per year",
        ge=0,
        le=50,
    )
    trainees_per_year: float = value("Trainees who start", unit="per year", ge=0, le=200)
    trainee_from_pso_share: float = value(
        "Trainees who were probation services officers of the unit, whose posts fall vacant",
        unit="share",
        ge=0,
        le=1,
    )
    trainees_per_mentor_max: float = value(
        "Most trainees for each officer who can mentor; further ones wait",
        unit="trainees",
        ge=0,
        le=20,
    )
    trainee_months_graduate: float = value("Training of graduates", unit="months", ge=0.25, le=60)
    trainee_months_other: float = value("Training of others", unit="months", ge=0.25, le=60)
    trainee_graduate_share: float = value("Trainees who are graduates", unit="share", ge=0, le=1)
    trainee_dropout_share: float = value("Trainees who do not qualify", unit="share", ge=0, le=1)
    trainee_absence_made_up: float = value(
        "Part of a long absence by which a training is prolonged", unit="share", ge=0, le=1
    )
    promotions_per_year: float = value(
        "Probation officers promoted to fill each vacant senior post", unit="per year", ge=0, le=12
    )
    promotions_elsewhere_per_year: float = value(
        "Senior posts outside the unit (court, prison, region, new posts) that fall to its "
        "probation officers, for one mean unit",
        unit="per year",
        ge=0,
        le=50,
    )
    promotion_early_factor: float = value(
        "How much more often officers in their early years are promoted than those of longer "
        "service",
        unit="ratio",
        ge=0.01,
        le=100,
    )
    promotion_min_years: float = value(
        "Least years since qualifying for promotion", unit="years", ge=0, le=20
    )
    agency_po: float = value(
        "Agency probation officers beside the establishment (a lever)", unit="posts", ge=0, le=500
    )
    admin_months: float = value(
        "Mean time to fill a case administrator post", unit="months", ge=0.25, le=60
    )


class JoinersTake(StrEnum):
    """Which posts officers take who join by the lever."""

    NEW_POSTS = "new_posts"
    VACANT_POSTS = "vacant_posts"


class Joiners(Section):
    """Officers who join beside ordinary recruitment, and leave again (a lever).

    Each number is how many the lever has brought: a dated change to a higher one lets the
    difference join on that very day, a change to a lower one lets it leave.
    """

    po: float = value(
        "Probation officers who join beside ordinary recruitment (a lever); on the date of a "
        "change to a higher number the difference joins, on that of a lower one it leaves",
        unit="officers",
        ge=0,
        le=1000,
    )
    pso: float = value(
        "Probation services officers who join (a lever); likewise", unit="officers", ge=0, le=1000
    )
    spo: float = value(
        "Senior probation officers who join (a lever); likewise", unit="officers", ge=0, le=200
    )
    take: JoinersTake = value(
        "Posts they take: new_posts, beside those there are, so that vacancies stay as they were; "
        "vacant_posts, the empty ones first and new ones only when none is left",
        unit="",
        uncertain_ok=False,
    )
    years: float = value(
        "Years since they qualified (since they joined the service, for probation services "
        "officers)",
        unit="years",
        ge=0,
        le=40,
    )


class Experience(Section):
    """How experience grows, and who helps it along."""

    full_years: float = value(
        "Years after qualifying (or joining, for probation services officers) until assessments "
        "are those of an experienced officer",
        unit="years",
        ge=0.05,
        le=20,
    )
    novice_time: float = value(
        "Time that somebody without experience needs for the same work beyond that of an "
        "experienced officer; it falls to nothing over full_years",
        unit="share",
        ge=0,
        le=1,
    )
    reference_inexperience: float = value(
        "Mean inexperience over hours of casework at which the hours of tasks hold: who has less "
        "needs less time, who has more needs more",
        unit="share",
        ge=0,
        le=1,
    )
    mentor_hours: float = value(
        "Mentors' time for each trainee in the team", unit="hours per week", ge=0, le=20
    )
    mentor_min_years: float = value(
        "Least years since qualifying for a mentor", unit="years", ge=0, le=20
    )
    coaching_full_hours: float = value(
        "Mentors' time for each trainee or newly qualified officer at which coaching has its full "
        "effect",
        unit="hours per week",
        ge=0.1,
        le=37,
    )
    coaching_effect: float = value(
        "Part of the gap between a novice and an experienced officer that full coaching closes",
        unit="share",
        ge=0,
        le=1,
    )


class SeniorPractitioners(Section):
    """A senior practitioner role: experienced officers who coach (a lever)."""

    posts: float = value(
        "Probation officers in the role, out of the establishment", unit="posts", ge=0, le=500
    )
    time_share: float = value(
        "Part of their hours for coaching; an official reduction", unit="share", ge=0, le=1
    )
    min_years: float = value("Least years since qualifying", unit="years", ge=0, le=30)
    leaving_factor: float = value("Multiplies their rate of leaving", unit="ratio", ge=0, le=5)


class Support(Section):
    """Case administrators, who take administration off practitioners (a lever)."""

    reference_posts: float = value(
        "Administrators in post at whom the practitioners' hours of casework hold; more free time, "
        "fewer cost time",
        unit="posts",
        ge=0,
        le=1000,
    )
    hours_freed: float = value(
        "Practitioners' time that one administrator frees", unit="hours per week", ge=0, le=37
    )
    freed_max_share: float = value(
        "Most of a practitioner's week that administrators can free", unit="share", ge=0, le=0.5
    )


class Pay(Section):
    """Pay, before on-costs."""

    po: float = value("Probation officer", unit="£ per year", ge=0, le=500000)
    pso: float = value("Probation services officer", unit="£ per year", ge=0, le=500000)
    pqip: float = value("Trainee", unit="£ per year", ge=0, le=500000)
    spo: float = value("Senior probation officer", unit="£ per year", ge=0, le=500000)
    admin: float = value("Case administrator", unit="£ per year", ge=0, le=500000)
    court_writer: float = value(
        "Writer of reports in a court team", unit="£ per year", ge=0, le=500000
    )
    retention: float = value(
        "Retention payment to each probation officer (a lever)", unit="£ per year", ge=0, le=100000
    )
    senior_practitioner: float = value(
        "Allowance of a senior practitioner", unit="£ per year", ge=0, le=100000
    )
    on_costs: float = value("Employer's on-costs on top", unit="share", ge=0, le=2)
    agency_factor: float = value("Agency cost over that of an employee", unit="ratio", ge=0, le=10)
    overtime_factor: float = value(
        "Hourly cost of overtime over that of contracted time", unit="ratio", ge=0, le=10
    )


class Workforce(Section):
    """Staff."""

    relations = (not_above("hours.part_time", "hours.full_time"),)

    posts: Posts
    hours: Hours
    reductions: Reductions
    leave: Leave
    sickness: Sickness
    leaving: Leaving
    recruitment: Recruitment
    joiners: Joiners
    experience: Experience
    senior_practitioners: SeniorPractitioners
    support: Support
    pay: Pay
