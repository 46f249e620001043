"""Whether somebody can be kept at an address by a curfew: what enquiries find, what is missed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pdusim.model.kernel import purposes
from pdusim.model.people.person import Person
from pdusim.outcomes import counts

if TYPE_CHECKING:
    from pdusim.model.people.lives import Lives
    from pdusim.model.people.scope import People

_PARTNER, _CHILDREN, _CONSENT = "police", "children", "consent"
_LOOKED_FOR: Final = {
    "standard": (_PARTNER, _CHILDREN, _CONSENT),
    "fast": (_PARTNER, _CONSENT),
    "oral": (_CONSENT,),
}
"""What the writer of each kind of report asks: the police, children's services, who lives there."""
_REASON, _REPORT, _MADE, _ELSEWHERE = range(4)
_ON_RELEASE: Final = 4
"""Draws of a curfew on release come after those of one at sentence."""
_DRAWS: Final = 8


class Curfews:
    """Enquiries before curfews, at sentence and on release, and what they decide.

    Parameters
    ----------
    unit : People
        Whose persons they are.
    lives : Lives
        The lives they are part of.
    """

    def __init__(self, unit: People, lives: Lives) -> None:
        self.unit = unit
        self.lives = lives

    def _u(self, person: Person, draw: int) -> float:
        ordinal = _DRAWS * person.sentence_number + draw
        return self.unit.chance.uniform(purposes.CURFEW, person.key, ordinal)

    def unsuitable(self, person: Person, first: int = 0) -> str:
        """Why the address proposed will not do: who would tell; empty where nothing is amiss."""
        rule = self.unit.settings.surroundings.curfews
        u = self._u(person, first + _REASON)
        for reason, concerned in (
            (_PARTNER, person.domestic_abuse),
            (_CHILDREN, person.child_safeguarding),
        ):
            share = rule.unsuitable_flagged_share if concerned else rule.unsuitable_share
            if u < share:
                return reason
            u -= share
        return _CONSENT if u < rule.no_consent_share else ""

    def at_sentence(self, person: Person, today: int, until: int) -> bool:
        """A curfew is proposed to a court: whether it is passed.

        The kind of report decides what is asked, the time of those who write reports whether it
        is. What is not asked stays a risk to somebody that nobody has seen.
        """
        unit = self.unit
        rule = unit.settings.surroundings.curfews
        reports = unit.settings.surroundings.court_reports
        u = self._u(person, _REPORT)
        kind, share = "oral", rule.oral_made_share
        if u < reports.standard.share:
            kind, share = "standard", rule.standard_made_share
        elif u < reports.standard.share + reports.fast.share:
            kind, share = "fast", rule.fast_made_share
        made = self._u(person, _MADE) < share * unit.supervision.time_for_reports()
        made = made or rule.required
        unit.tally.add(counts.CURFEWS_PROPOSED)
        unit.tally.add(counts.CURFEW_ENQUIRIES, made)
        reason = self.unsuitable(person)
        seen = rule.required or (made and reason in _LOOKED_FOR[kind])
        if reason and seen:
            found = self._elsewhere(person, today, 0)
            unit.tally.add(counts.CURFEWS_GRANTED, found)
            return found
        self._begins(person, today, until, reason)
        return True

    def _elsewhere(self, person: Person, today: int, first: int) -> bool:
        """An address will not do: whether there is another one; if not there is no curfew."""
        unit = self.unit
        other = unit.settings.surroundings.curfews.other_address_share
        found = self._u(person, first + _ELSEWHERE) < other
        unit.tally.add(counts.CURFEWS_REFUSED, not found)
        unit.ledger.record(
            today, "curfew address will not do", person, "another" if found else "no curfew"
        )
        return found

    def _begins(self, person: Person, today: int, until: int, reason: str) -> None:
        unit = self.unit
        unit.tally.add(counts.CURFEWS_GRANTED)
        if reason in (_PARTNER, _CHILDREN):
            unit.tally.add(counts.CURFEWS_UNSUITABLE)
            unit.ledger.record(today, "curfew where somebody is at risk", person)
            self.lives.risk.raise_until(person, today, until)

    # On release ---------------------------------------------------------------------------

    def enquired(self, person: Person, today: int) -> None:
        """The enquiries before a release on curfew are made: another address, or no curfew."""
        person.curfew_checked = True
        if not self.unsuitable(person, _ON_RELEASE):
            return
        if not self._elsewhere(person, today, _ON_RELEASE):
            person.curfew_refused = True
            self.lives.custody.plan(person, today)

    def granted(self, person: Person, today: int, until: int) -> bool:
        """The day of a release on curfew: whether it takes place.

        Without enquiries it does unless they are required; whatever they would have found stays
        unseen, and an address without the consent of those who live there is soon lost.
        """
        unit = self.unit
        unit.tally.add(counts.CURFEWS_PROPOSED)
        if not self.lives.live:
            unit.tally.add(counts.CURFEWS_GRANTED)
            return True
        unit.tally.add(counts.CURFEW_ENQUIRIES, person.curfew_checked)
        if person.curfew_checked:
            unit.tally.add(counts.CURFEWS_GRANTED)
            return True
        if unit.settings.surroundings.curfews.required:
            unit.tally.add(counts.CURFEWS_REFUSED)
            person.curfew_refused = True
            return False
        self._begins(person, today, until, self.unsuitable(person, _ON_RELEASE))
        return True

    def lost_early(self, person: Person) -> bool:
        """Whether those who live at the address of a curfew never agreed to it."""
        live = self.lives.live and not person.curfew_checked
        return live and self.unsuitable(person, _ON_RELEASE) == _CONSENT
