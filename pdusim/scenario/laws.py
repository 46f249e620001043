"""The law of release that a scenario states, as the domain reads it.

One function turns settings into a `pdusim.domain.law.Law`, so that what a scenario file says of
fractions, regimes, curfew, recall and supervision after the sentence is what
`pdusim.domain.sentences.release_dates` works by: the model has no rules of its own on dates.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from pdusim.domain.law import Curfew, CurfewWindow, FixedTerm, Law, RecallRules, TopUp
from pdusim.domain.regimes import Exclusion, Regime, fraction_of
from pdusim.domain.sentences import months_to_days
from pdusim.domain.terms import Term
from pdusim.scenario.schema.release_regimes import as_tranches, in_order

if TYPE_CHECKING:
    from pdusim.domain.regimes import Track
    from pdusim.scenario.schema import Settings
    from pdusim.scenario.schema.early_release import Hdc
    from pdusim.scenario.schema.enforcement import FixedTerm as FixedTermSection
    from pdusim.scenario.schema.enforcement import Recall
    from pdusim.scenario.schema.release_regimes import Regime as RegimeSection
    from pdusim.scenario.schema.sentencing import PostSentence

# Persons of the model have no day of offence: every rule on offences since a day holds for them.
_EVER: Final = date(1900, 1, 1)

# More months than any sentence has: a rule without a limit comes before those with one.
_NO_LIMIT: Final = 10**6
# Switches of the scenario, and the names that exclude from a fixed term.
_NEVER_FIXED: Final = (
    ("mappa_2_3", "mappa_2"),
    ("mappa_2_3", "mappa_3"),
    ("very_high_risk", "very_high_risk"),
    ("extended", "extended"),
)

KINDS_EXCLUDED: Final = (
    "sexual",
    "violent_4_years",
    "domestic_abuse",
    "section_250",
    "schedules",
)
"""What can keep somebody out of a regime, in the order of the schema."""


def exclusion(regime: str, kind: str) -> str:
    """Return the name under which the law excludes a kind from one regime.

    Parameters
    ----------
    regime : str
        Its name in the scenario.
    kind : str
        One of `KINDS_EXCLUDED`.
    """
    return f"{regime}:{kind}"


def law_of(settings: Settings, name: str = "scenario") -> Law:
    """Return the law that the settings of a day state.

    Parameters
    ----------
    settings : Settings
        Settings in force (`Scenario.settings_on`).
    name : str
        Name for messages.

    Returns
    -------
    Law
        With the regimes that are enacted in order of commencement. A regime excludes by names of
        its own (`exclusion`), because who is excluded is a share that differs between regimes.

    Examples
    --------
    >>> from pdusim import load_scenario
    >>> [regime.name for regime in law_of(load_scenario("rules_2025").settings).regimes]
    ['sds40']
    """
    custody = settings.sentencing.custody
    release = fraction_of(custody.release_fraction)
    return Law(
        name=name,
        fractions=(
            ("sds", release),
            ("sds_plus", fraction_of(custody.longer_fraction)),
            ("section_250", release),
        ),
        regimes=tuple(
            _regime(key, regime) for key, regime in in_order(settings.early_release.regimes)
        ),
        curfew=_curfew(settings.early_release.hdc),
        top_up=_top_up(settings.sentencing.post_sentence),
        recall=RecallRules(
            fixed_terms=tuple(
                _fixed_term(one) for one in fixed_terms_in_order(settings.enforcement.recall)
            ),
            never_fixed=tuple(
                name
                for key, name in _NEVER_FIXED
                if getattr(settings.enforcement.recall.never_fixed, key)
            ),
        ),
    )


def fixed_terms_in_order(recall: Recall) -> list[FixedTermSection]:
    """Return the lengths of fixed-term recall that are law, as `law_of` gives them.

    Parameters
    ----------
    recall : Recall
        The section of the settings.

    Returns
    -------
    list of FixedTerm
        By the day they began, those for all sentences before those for short ones.
    """
    enacted = [(name, rule) for name, rule in recall.fixed_terms.items() if rule.enacted]
    enacted.sort(
        key=lambda one: (
            one[1].since + timedelta(days=one[1].postponed_days),
            -(one[1].under_months or _NO_LIMIT),
            one[0],
        )
    )
    return [rule for _, rule in enacted]


def _fixed_term(rule: FixedTermSection) -> FixedTerm:
    return FixedTerm(
        days=rule.days,
        since=rule.since + timedelta(days=rule.postponed_days),
        under=Term(months=rule.under_months) if rule.under_months else None,
        tranches=as_tranches(rule.tranches, rule.postponed_days),
    )


def _regime(name: str, section: RegimeSection) -> Regime:
    fractions: list[tuple[Track, float | None]] = [
        ("sds", section.fraction.sds),
        ("sds_plus", section.fraction.sds_plus),
    ]
    return Regime(
        name=name,
        fractions=tuple(
            (track, fraction_of(part)) for track, part in fractions if part is not None
        ),
        commencement=section.commencement + timedelta(days=section.postponed_days),
        exclusions=tuple(
            Exclusion(exclusion(name, kind))
            for kind in KINDS_EXCLUDED
            if getattr(section.exclude, kind) > 0.0
        ),
        already_sentenced=section.already_sentenced,
        tranches=as_tranches(section.tranches, section.postponed_days),
        assent=section.assent,
        notice_days=section.notice_days,
    )


def _curfew(rule: Hdc) -> Curfew | None:
    if rule.window_days < 1:
        return None
    return Curfew(
        # The window counts the first day of curfew and that of release.
        windows=(CurfewWindow(days=rule.window_days - 1),),
        min_served_days=rule.min_served_days,
        min_served=fraction_of(rule.min_served_fraction),
        min_custodial_days=rule.min_custodial_days,
        after_sentence_days=rule.after_sentence_days,
        tracks=("sds",),
        adults_until=rule.ends,
    )


def _top_up(rule: PostSentence) -> TopUp | None:
    if not rule.enabled or rule.total_months < 1 or rule.under_months <= 0:
        return None
    return TopUp(
        under=term_of_months(rule.under_months),
        over_days=1,
        months=rule.total_months,
        most_licence_days=months_to_days(rule.total_months),
        offence_since=_EVER,
        ends=rule.ends,
    )


def term_of_months(months: float) -> Term:
    """Return a length in months: whole ones are calendar months, others are days.

    Parameters
    ----------
    months : float
        More than 0.
    """
    whole = int(months)
    return Term(months=whole) if whole == months else Term(days=max(1, months_to_days(months)))
