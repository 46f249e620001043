"""What can come of candidate dates at all: bounds of hazards, and consequences before the run.

Both are for whole populations in arrays. Candidates of which nothing can come are left out when
timelines are drawn, which changes nothing but the cost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pdusim.model.kernel import purposes
from pdusim.model.people.person import ROSH_LEVELS
from pdusim.randomness import Chance, Floats, Keys
from pdusim.scenario.schema.enforcement import highest_rate, prevented

if TYPE_CHECKING:
    from pdusim.scenario.schema import Settings
    from pdusim.scenario.schema.enforcement import NonCompliance, Reconviction

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


class Hazards:
    """The most each hazard of a person can be under any settings of a run, in arrays."""

    def __init__(self, every: list[Settings]) -> None:
        self._every = every

    def non_compliance(self, rosh: Ints, ogrs: Floats, homeless: Bools) -> Floats:
        """Largest ratio of the rate of non-compliance to its majorant."""
        most = np.zeros(len(rosh))
        for settings in self._every:
            rule = settings.enforcement.non_compliance
            rate = highest_rate(rule) * rule.unprepared_factor * rule.new_officer_factor
            rate *= prevented(settings.enforcement.prevention, 0.0, False, True)
            most = np.maximum(most, rate * standing(rule, rosh, ogrs, homeless))
        return most

    def reconviction(self, ogrs: Floats) -> Floats:
        """Largest ratio of the rate of new sentences to its majorant."""
        most = np.zeros(len(ogrs))
        for settings in self._every:
            rule = settings.enforcement.reconviction
            rate = max(dict(rule.rate).values())
            rate *= prevented(settings.enforcement.prevention, 0.0, False, True)
            most = np.maximum(most, rate * standing_again(rule, ogrs))
        return most

    def events(self, rosh: Ints) -> Floats:
        """Largest ratio for the strip of each kind of significant event, shape (n, strips)."""
        first = self._every[0].reviews.risk
        most = np.zeros((len(rosh), first.most_kinds))
        for settings in self._every:
            risk = settings.reviews.risk
            factor = _up_to_one_higher(risk.rate_factor, rosh) / risk.majorant
            for kind in settings.reviews.events.values():
                most[:, kind.strip] = np.maximum(most[:, kind.strip], kind.rate * factor)
        return most


def by_level(section: object) -> Floats:
    """The values of a section for the levels of risk of serious harm, shape (4,)."""
    return np.array([getattr(section, name) for name in ROSH_LEVELS], dtype=np.float64)


def standing(rule: NonCompliance, rosh: Ints, ogrs: Floats, homeless: Bools) -> Floats:
    """What risk, score and housing make of a rate of non-compliance, over its majorant."""
    ratio = _up_to_one_higher(rule.risk_factor, rosh)
    ratio = ratio * rule.ogrs_factor ** ((ogrs - 50.0) / 25.0)
    result: Floats = np.where(homeless, ratio * rule.homeless_factor, ratio) / rule.majorant
    return result


def standing_again(rule: Reconviction, ogrs: Floats) -> Floats:
    """What the score makes of a rate of new sentences, over its majorant."""
    result: Floats = rule.ogrs_factor ** ((ogrs - 50.0) / 25.0) / rule.majorant
    return result


def _up_to_one_higher(section: object, rosh: Ints) -> Floats:
    """The larger of a factor at a level of risk and at the level above."""
    table = by_level(section)
    result: Floats = np.maximum(table[rosh], table[np.minimum(rosh + 1, 3)])
    return result


class Consequences:
    """Which candidates before the start of the run lead to anything.

    There are no officers yet, so an event that raises no risk and non-compliance that is not acted
    on leave no trace but in the ledger.

    Parameters
    ----------
    chance : Chance
        Chance of the replication.
    settings : Settings
        Settings of the past.
    """

    def __init__(self, chance: Chance, settings: Settings) -> None:
        self._chance = chance
        self._settings = settings

    def of_non_compliance(self, keys: Keys, ordinals: Ints, marks: Floats) -> Bools:
        """Whether it is noticed and acted on, by recall or breach."""
        enforcement = self._settings.enforcement
        recall = enforcement.recall.share * max(1.0, enforcement.recall.fixed_term_factor)
        most = max(recall, enforcement.breach.share)
        u = self._chance.uniforms_at(purposes.RESPONSE, keys, ordinals)
        result: Bools = self._noticed(keys, ordinals) & (u < most)
        return result

    def _noticed(self, keys: Keys, ordinals: Ints) -> Bools:
        rule = self._settings.enforcement.non_compliance
        gap = rule.noticed_share - rule.noticed_floor
        share = rule.noticed_floor + gap * rule.baseline_contact
        result: Bools = self._chance.uniforms_at(purposes.NOTICED, keys, ordinals) < share
        return result

    def of_breach(self, keys: Keys, ordinals: Ints, marks: Floats) -> Bools:
        """Whether it ends an order: noticed, taken to court, revoked."""
        rule = self._settings.enforcement.breach
        u = self._chance.uniforms_at(purposes.RESPONSE, keys, ordinals)
        hearing = self._chance.uniforms_at(purposes.HEARING, keys, 2 * ordinals)
        result: Bools = (
            self._noticed(keys, ordinals) & (u < rule.share) & (hearing < rule.revoked_share)
        )
        return result

    def of_reconviction(self, keys: Keys, ordinals: Ints, marks: Floats) -> Bools:
        """Whether the new sentence is custody or an order."""
        rule = self._settings.enforcement.reconviction
        u = self._chance.uniforms_at(purposes.NEW_SENTENCE, keys, ordinals + 10**6)
        result: Bools = u < rule.custody_share + rule.order_share
        return result

    def of_events(self, keys: Keys, ordinals: Ints, marks: Floats) -> Bools:
        """Whether it raises risk."""
        reviews = self._settings.reviews
        shares = np.zeros(reviews.risk.most_kinds)
        for kind in reviews.events.values():
            shares[kind.strip] = kind.raises_share
        u = self._chance.uniforms_at(purposes.EVENT_EFFECT, keys, ordinals)
        result: Bools = u < shares[(marks * reviews.risk.most_kinds).astype(np.int64)]
        return result
