"""When a prisoner is released, by the rules and schemes in force, and with how much notice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from pdusim.domain.sentences import ecsl_release_day
from pdusim.model.kernel import purposes
from pdusim.model.people.person import LONG_AGO, Person

if TYPE_CHECKING:
    from pdusim.domain.calendar import WorkingCalendar
    from pdusim.model.people.law import LawInForce
    from pdusim.randomness import Chance
    from pdusim.scenario.schema import Settings
    from pdusim.scenario.schema.early_release import Ecsl

DAYS_PER_YEAR: Final = 365.25


class ReleasePlan(NamedTuple):
    """A planned release.

    Parameters
    ----------
    day : int
        Day of release.
    usual_day : int
        Conditional release by the law that is known, without curfew and the licence scheme.
    notice_day : int
        Day on which the unit learns of ``day``; until then it works towards ``usual_day``.
    scheme : str
        ``"ecsl"``, ``"hdc"``, the name of a release regime, or empty.
    pss_end : int
        Day on which post-sentence supervision has ended; ``LONG_AGO`` where there is none.
    """

    day: int
    usual_day: int
    notice_day: int
    scheme: str
    pss_end: int


def plan_release(
    person: Person,
    today: int,
    settings: Settings,
    law: LawInForce,
    chance: Chance,
    calendar: WorkingCalendar,
    ecsl_since: int,
) -> ReleasePlan:
    """Plan the release of a standard or longer determinate sentence as things stand today.

    ``ecsl_since`` is the day on which the window of the licence scheme last changed: those who
    are inside it already on that day are released over the following weeks, not all at once.
    """
    dates = law.dates(person, today)
    assert dates.release is not None
    usual = law.day(dates.release)
    scheme = ""
    if dates.regime is not None and law.dates_without_regimes(person).release != dates.release:
        scheme = dates.regime
    day, notice_day = max(usual, today) if scheme else usual, min(today, usual)

    hdc = settings.early_release.hdc
    if (
        dates.curfew_eligibility is not None
        and not person.curfew_refused
        and person.length < hdc.exclude_over_years * DAYS_PER_YEAR
        and chance.uniform(purposes.HDC, person.key, person.sentence_number) < hdc.released_share
    ):
        eligible = max(law.day(dates.curfew_eligibility), today)
        if eligible <= day - max(1, hdc.min_curfew_days):
            day, scheme, notice_day = eligible, "hdc", min(today, day)

    ecsl = settings.early_release.ecsl
    if ecsl.max_days > 0 and scheme != "hdc" and _may_have_ecsl(person, settings, chance):
        u = chance.uniform(purposes.ECSL, person.key, 1000 + person.sentence_number)
        span = max(0, ecsl.notice_days_max - ecsl.notice_days_min)
        notice = ecsl.notice_days_min + int(u * (span + 1))
        u = chance.uniform(purposes.ECSL, person.key, 2000 + person.sentence_number)
        processed = ecsl_since + notice + int(u * (ecsl.processing_days + 1))
        early = ecsl_release_day(
            person.sentence_day,
            day,
            max_days=ecsl.max_days,
            min_served_days=ecsl.min_served_days,
            in_force_day=max(today + notice, processed),
            remand_days=person.remand,
        )
        if early < day:
            # Notice counts back from the day out: on a weekend that is before the day worked out.
            day, scheme = early, "ecsl"
            out = calendar.release_day(day, settings.sentencing.custody.avoid_fridays)
            notice_day = out - notice

    return ReleasePlan(
        calendar.release_day(day, settings.sentencing.custody.avoid_fridays),
        usual,
        max(notice_day, today),
        scheme,
        LONG_AGO
        if dates.top_up_supervision_expiry is None
        else law.day(dates.top_up_supervision_expiry) + 1,
    )


def _excluded(person: Person, rule: Ecsl) -> bool:
    """Whether a scheme excludes the class of offence."""
    if rule.exclude_sexual and person.sexual:
        return True
    return person.violent and person.length >= rule.exclude_violent_over_years * DAYS_PER_YEAR


def _may_have_ecsl(person: Person, settings: Settings, chance: Chance) -> bool:
    """Whether no exclusion of the licence scheme applies and the prison puts the person forward."""
    rule = settings.early_release.ecsl
    if _excluded(person, rule):
        return False
    if rule.exclude_women and person.female:
        return False
    return chance.uniform(purposes.ECSL, person.key, person.sentence_number) < rule.eligible_share
