"""The law of release as it is known on a day, and the dates it gives to a person.

The dates themselves are those of `pdusim.domain.sentences.release_dates`; what is added here is
chance (who belongs to a share that a regime excludes) and notice: until the notice of a person's
tranche begins, the regime is as good as not there.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from pdusim.domain.recalls import fixed_term, recall_release
from pdusim.domain.regimes import tranche_of
from pdusim.domain.sentences import Recall, ReleaseDates, release_dates
from pdusim.model.kernel import purposes
from pdusim.model.people.person import Person, SentenceKind
from pdusim.scenario.laws import KINDS_EXCLUDED, exclusion, fixed_terms_in_order, law_of
from pdusim.scenario.plain import plain_periods

if TYPE_CHECKING:
    from pdusim.domain.law import FixedTerm, Law
    from pdusim.domain.regimes import Regime, Track
    from pdusim.randomness import Chance
    from pdusim.scenario.scenario import Scenario
    from pdusim.scenario.schema import Settings

DAYS_PER_YEAR: Final = 365.25
VERY_HIGH: Final = 3
"""Number of the highest level of risk of serious harm."""

_SHARES_A_SENTENCE: Final = 8
_NO_NAMES: Final[frozenset[str]] = frozenset()


class LawInForce:
    """The law that the settings of a day state, for persons.

    Parameters
    ----------
    settings : Settings
        Settings in force.
    chance : Chance
        Chance of the replication.
    start : datetime.date
        First day of the run, from which days are counted.
    """

    def __init__(self, settings: Settings, chance: Chance, start: date) -> None:
        self._chance = chance
        self._first = start.toordinal()
        whole = law_of(settings)
        self._regimes = whole.regimes
        # With all regimes, and with those a person has been told of.
        self._laws: dict[tuple[bool, ...], Law] = {(True,) * len(whole.regimes): whole}
        self._whole = whole
        regimes = settings.early_release.regimes
        # Which regime, its name for the kind, the kind, its place among kinds, the share.
        self._shares = [
            (number, exclusion(regime.name, kind), kind, place, share)
            for number, regime in enumerate(whole.regimes)
            for place, kind in enumerate(KINDS_EXCLUDED)
            if (share := getattr(regimes[regime.name].exclude, kind)) > 0.0
        ]
        recall = settings.enforcement.recall
        self._fixed_terms = tuple(
            (term, recall.fixed_term_share if section.share is None else section.share)
            for term, section in zip(
                whole.recall.fixed_terms, fixed_terms_in_order(recall), strict=True
            )
        )
        self._asked: tuple[int, int, tuple[bool, ...]] | None = None
        self._answer: ReleaseDates | None = None

    def dates(self, person: Person, today: int) -> ReleaseDates:
        """Return the dates of a standard or longer determinate sentence as things stand.

        Parameters
        ----------
        person : Person
            With kind, day and length of the sentence, and days on remand.
        today : int
            Day of the run.

        Returns
        -------
        ReleaseDates
            By every rule of which notice has been given.
        """
        known = self._known(person, today)
        asked = person.serial, person.sentence_number, known
        if self._answer is None or asked != self._asked:
            # The dates of a new sentence are asked for twice in a row.
            self._asked, self._answer = asked, self._dates(person, known)
        return self._answer

    def dates_without_regimes(self, person: Person) -> ReleaseDates:
        """Return the dates that the same sentence would have under no regime at all."""
        return self._dates(person, (False,) * len(self._regimes))

    # Recall -------------------------------------------------------------------------------

    def fixed_term(self, person: Person, today: int) -> tuple[FixedTerm, float] | None:
        """Return the fixed term that a recall today can be for, and the share that are.

        None for those whom the law excludes, and where there is no fixed term.
        """
        if self._never_fixed(person):
            return None
        term = fixed_term(
            self.date(today),
            sentenced_on=self.date(person.sentence_day),
            days=person.length,
            track=_track(person),
            law=self._whole,
        )
        return next(((one, share) for one, share in self._fixed_terms if one is term), None)

    def later_term(
        self, person: Person, recalled_on: int, today: int
    ) -> tuple[FixedTerm, float] | None:
        """Return a fixed term that releases people recalled before it, and the share it reaches."""
        found = self.fixed_term(person, today)
        if found is None or not found[0].tranches or self.day(found[0].since) <= recalled_on:
            return None
        return found

    def is_fixed(self, person: Person, share: float, recalls: int) -> bool:
        """Whether a recall is for the fixed term, of which a share of recalls are.

        The one draw of a recall, whoever asks: ``recalls`` is how many there were before it.
        """
        ordinal = 100 * person.sentence_number + recalls
        return share > self._chance.uniform(purposes.RECALL_KIND, person.key, ordinal)

    def end_of_fixed_term(self, person: Person, recalled_on: int, term: FixedTerm) -> int:
        """Return the day of release from a fixed term; that of expiry where no licence is left."""
        last = person.expiry - 1
        if recalled_on > last:
            # The licence expires later on the same day.
            return person.expiry
        day = self.day(
            recall_release(
                Recall(
                    kind="fixed_term",
                    returned_on=self.date(recalled_on),
                    days=term.days if term.tranches else None,
                ),
                sentenced_on=self.date(person.sentence_day),
                days=person.length,
                expiry=self.date(last),
                track=_track(person),
                exclusions=_NO_NAMES,
                law=self._whole,
            )
        )
        return day if day < last else person.expiry

    def _never_fixed(self, person: Person) -> bool:
        if person.kind is SentenceKind.LIFE or person.charged:
            return True
        never = self._whole.recall.never_fixed
        return (
            ("mappa_2" in never and person.mappa >= 2)
            or ("very_high_risk" in never and person.assessed_rosh == VERY_HIGH)
            or ("extended" in never and person.kind is SentenceKind.EXTENDED)
        )

    # Days ---------------------------------------------------------------------------------

    def day(self, when: date) -> int:
        """Return the day of the run on a date."""
        return when.toordinal() - self._first

    def date(self, day: int) -> date:
        """Return the date of a day of the run."""
        return date.fromordinal(self._first + day)

    def _dates(self, person: Person, known: tuple[bool, ...]) -> ReleaseDates:
        return release_dates(
            sentenced_on=date.fromordinal(self._first + person.sentence_day),
            days=person.length,
            track=_track(person),
            remand_days=person.remand,
            exclusions=self._exclusions(person, known) if self._shares else (),
            active_sex_offender=person.sexual,
            law=self._whole if all(known) else self._with(known),
        )

    def _with(self, known: tuple[bool, ...]) -> Law:
        law = self._laws.get(known)
        if law is None:
            law = self._laws[known] = self._whole.with_regimes(
                regime for regime, told in zip(self._regimes, known, strict=True) if told
            )
        return law

    def _known(self, person: Person, today: int) -> tuple[bool, ...]:
        if not self._regimes:
            return ()
        return tuple([self._told(regime, person, today) for regime in self._regimes])

    def _told(self, regime: Regime, person: Person, today: int) -> bool:
        """Whether notice of the regime has reached those of the person's tranche."""
        sentenced_on = self.date(person.sentence_day)
        if sentenced_on >= regime.commencement or not regime.tranches:
            return True
        tranche = tranche_of(regime.tranches, person.length, sentenced_on)
        return today >= self.day(tranche.day) - regime.notice_days

    def _exclusions(self, person: Person, known: tuple[bool, ...]) -> tuple[str, ...]:
        names = []
        for of, name, kind, place, share in self._shares:
            if not known[of] or not _is_of(person, kind):
                continue
            ordinal = _SHARES_A_SENTENCE * person.sentence_number + place
            if share >= 1.0 or share > self._chance.uniform(
                purposes.REGIME_EXCLUSION, person.key, ordinal
            ):
                names.append(name)
        return tuple(names)


def days_of_law(scenario: Scenario) -> set[int]:
    """Days of a run on which the law reaches people already sentenced, as the scenario comes to it.

    The notice of a tranche begins, a new length of recall releases people recalled before it,
    supervision after the sentence ends for everybody, orders begin to end by another rule.
    """
    days = set()
    for period in plain_periods(scenario):
        settings = period.settings
        start = settings.run.start
        law = law_of(settings)
        for regime in law.regimes:
            days |= {(t.day - start).days - regime.notice_days for t in regime.tranches}
        days |= {(term.since - start).days for term in law.recall.fixed_terms if term.tranches}
        for when in (
            settings.sentencing.post_sentence.ends,
            settings.sentencing.orders.ends_when_met_from,
        ):
            if when is not None:
                days.add((when - start).days)
    return days


def _track(person: Person) -> Track:
    return "sds_plus" if person.kind is SentenceKind.LONGER else "sds"


def _is_of(person: Person, kind: str) -> bool:
    """Whether a person is of a kind that a regime can exclude, or a share of."""
    if kind == "sexual":
        return person.sexual
    if kind == "violent_4_years":
        return person.violent and person.length >= 4 * DAYS_PER_YEAR
    if kind == "domestic_abuse":
        return person.domestic_abuse
    return True
