"""When a prisoner is released, by the rules and schemes in force, and with how much notice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from pdusim.domain.sentences import (
    brought_forward_day,
    conditional_release_day,
    ecsl_release_day,
    hdc_eligibility_day,
)
from pdusim.model.kernel import purposes
from pdusim.model.people.person import Person, SentenceKind

if TYPE_CHECKING:
    from pdusim.domain.calendar import WorkingCalendar
    from pdusim.randomness import Chance
    from pdusim.scenario.schema import Settings
    from pdusim.scenario.schema.early_release import Ecsl, Sds40

DAYS_PER_YEAR: Final = 365.25


class ReleasePlan(NamedTuple):
    """A planned release.

    Parameters
    ----------
    day : int
        Day of release.
    usual_day : int
        The day it would be without any scheme.
    notice_day : int
        Day on which the unit learns of ``day``; until then it works towards ``usual_day``.
    scheme : str
        ``"ecsl"``, ``"sds40"``, ``"hdc"`` or empty.
    """

    day: int
    usual_day: int
    notice_day: int
    scheme: str


def plan_release(
    person: Person,
    today: int,
    settings: Settings,
    chance: Chance,
    calendar: WorkingCalendar,
    ecsl_since: int,
) -> ReleasePlan:
    """Plan the release of a standard or longer determinate sentence as things stand today.

    ``ecsl_since`` is the day on which the window of the licence scheme last changed: those who
    are inside it already on that day are released over the following weeks, not all at once.
    """
    custody = settings.sentencing.custody
    longer = person.kind is not SentenceKind.STANDARD
    fraction = custody.longer_fraction if longer else custody.release_fraction
    usual = conditional_release_day(person.sentence_day, person.length, fraction, person.remand)
    day, scheme, notice_day = usual, "", min(today, usual)
    years = person.length / DAYS_PER_YEAR
    conditional = usual

    sds40 = settings.early_release.sds40
    if not longer and sds40.tranche_1 is not None and _may_have_sds40(person, settings, chance):
        tranche = sds40.tranche_1
        if years >= sds40.tranche_1_under_years:
            tranche = sds40.tranche_2 or sds40.tranche_1
        in_force = calendar.day_of(tranche)
        if today >= in_force - sds40.notice_days:
            sooner = conditional_release_day(
                person.sentence_day, person.length, sds40.fraction, person.remand
            )
            brought_forward = max(
                today, brought_forward_day(usual, max(sooner, person.sentence_day), in_force)
            )
            if brought_forward < day:
                day, conditional, scheme = brought_forward, brought_forward, "sds40"
                notice_day = min(today, day)

    hdc = settings.early_release.hdc
    if (
        hdc.window_days > 0
        and not longer
        and not person.sexual
        and years < hdc.exclude_over_years
        and chance.uniform(purposes.HDC, person.key, person.sentence_number) < hdc.released_share
    ):
        eligible = hdc_eligibility_day(
            person.sentence_day,
            conditional,
            window_days=hdc.window_days,
            min_served_days=hdc.min_served_days,
            min_served_fraction=hdc.min_served_fraction,
            min_curfew_days=hdc.min_curfew_days,
            remand_days=person.remand,
        )
        if eligible is not None and max(eligible, today) < day - hdc.min_curfew_days:
            day, scheme, notice_day = max(eligible, today), "hdc", min(today, day)

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
            day, scheme, notice_day = early, "ecsl", early - notice

    return ReleasePlan(
        calendar.release_day(day, custody.avoid_fridays), usual, max(notice_day, today), scheme
    )


def _excluded(person: Person, rule: Ecsl | Sds40) -> bool:
    """Whether a scheme excludes the class of offence."""
    if rule.exclude_sexual and person.sexual:
        return True
    return person.violent and person.length >= rule.exclude_violent_over_years * DAYS_PER_YEAR


def _may_have_sds40(person: Person, settings: Settings, chance: Chance) -> bool:
    """Whether no exclusion of the 40 % rule applies."""
    rule = settings.early_release.sds40
    if _excluded(person, rule):
        return False
    if person.domestic_abuse:
        u = chance.uniform(purposes.SDS40, person.key, person.sentence_number)
        return u >= rule.exclude_domestic_abuse_share
    return True


def _may_have_ecsl(person: Person, settings: Settings, chance: Chance) -> bool:
    """Whether no exclusion of the licence scheme applies and the prison puts the person forward."""
    rule = settings.early_release.ecsl
    if _excluded(person, rule):
        return False
    if rule.exclude_women and person.female:
        return False
    return chance.uniform(purposes.ECSL, person.key, person.sentence_number) < rule.eligible_share
