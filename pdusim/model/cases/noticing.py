"""What a completed review notices of a raised risk, and why one is not recognised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pdusim.model.kernel import purposes
from pdusim.model.people.person import ROSH_LEVELS, Person
from pdusim.outcomes import counts
from pdusim.randomness import entity_for

if TYPE_CHECKING:
    from pdusim.model.cases.scope import Cases
    from pdusim.model.work.practitioner import Practitioner
    from pdusim.model.work.tasks import Task


def cause_of(person: Person, now: float) -> str:
    """Why somebody's raised risk is not recognised: one of ``counts.CAUSES``.

    A review since the rise did not notice it; or one is open and past its grace, past its due
    date, or not due yet; or none has come up, because nobody knew of the event.
    """
    if person.overlooked:
        return "not_noticed"
    review = person.review
    if review is None or not review.open:
        return "never_reviewed"
    if review.deadline < now:
        return "review_missed"
    return "review_late" if review.due < now else "review_pending"


def quality_of(unit: Cases, worker: Practitioner, person: Person) -> float:
    """What inexperience and little contact leave of noticing and sufficiency, 0 to 1.

    Contact counts against the reference: a lower standard kept in full shows as little as the
    usual one kept in part.
    """
    rule = unit.settings.reviews.risk
    contact = min(1.0, worker.contact_now * unit.standard_of(person))
    factor = 1.0 - rule.notice_squeeze_effect * (1.0 - contact)
    return factor * worker.skill(rule.notice_novice_factor)


def review_risk(unit: Cases, task: Task, worker: Practitioner, now: float) -> None:
    """A completed assessment: may notice a raised risk, or lower one assessed too high."""
    person = task.person
    assert person is not None
    rule = unit.settings.reviews.risk
    quality = quality_of(unit, worker, person)
    # Two kinds that arise on one day have draws of their own.
    key, ordinal = entity_for(person.key, task.kind.purpose), int(task.arose)
    uniform = unit.chance.uniform
    task.sufficient = uniform(purposes.QUALITY, key, ordinal) < rule.sufficient_share * quality
    if person.true_rosh > person.assessed_rosh:
        if uniform(purposes.NOTICING, key, ordinal) < rule.notice_share * quality:
            unit.tally.add(counts.RAISED_RISK_NOTICED)
            reassess(unit, person, now)
        else:
            unit.tally.add(counts.RAISED_RISK_NOT_NOTICED)
            person.overlooked = True
    elif (
        person.true_rosh < person.assessed_rosh
        and uniform(purposes.LOWERING, key, ordinal) < rule.lower_share
    ):
        reassess(unit, person, now)


def reassess(unit: Cases, person: Person, now: float) -> None:
    """Assessed risk becomes the true one; tier, points and contact standard follow."""
    before = person.tier
    risen = person.true_rosh > person.assessed_rosh
    person.assessed_rosh = person.true_rosh
    person.work_out_tier()
    unit.lives.risk.recount(person, now)
    unit.ledger.record(now, "assessed risk changes", person, ROSH_LEVELS[person.assessed_rosh])
    unit.casework.assessment_changed(person, now, before, risen)
