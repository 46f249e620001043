"""Trainees: intakes by quarter, training, dropping out, qualifying."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pdusim.model.kernel import purposes
from pdusim.model.kernel.turns import Turn
from pdusim.model.work.practitioner import Grade, Practitioner
from pdusim.outcomes import counts
from pdusim.randomness import entity_key

if TYPE_CHECKING:
    from pdusim.model.staff.scope import Staffed

DAYS_PER_MONTH: Final = 365.25 / 12
_PQIP: Final = 3
_NAME: Final = "PQIP "
_GRADUATE, _DROPS_OUT, _WHEN, _FROM_INSIDE, _SERVED, _OWED = range(6)


class Trainees:
    """The cohorts that qualified officers come from; trainees are keyed by number of intake."""

    def __init__(self, unit: Staffed) -> None:
        self.unit = unit
        self.taken_on = 0
        self.owed = 0.0

    def _next_key(self) -> int:
        key = entity_key(_PQIP, self.taken_on)
        self.taken_on += 1
        return key

    def start(self) -> None:
        """Trainees at the start, as quarterly intakes of the past would have left them.

        Those on the longer training are met the more often, each is as likely at one point of it
        as at another, and who drops out is met only before that.
        """
        unit = self.unit
        settings = unit.settings
        rule = settings.workforce.recruitment
        # The past intakes, in whole trainees, have left some part of one over.
        self.owed = unit.chance.uniform(purposes.TRAINEE, entity_key(_PQIP), _OWED)
        short, long = rule.trainee_months_graduate, rule.trainee_months_other
        graduates = rule.trainee_graduate_share * short
        met = graduates / (graduates + (1.0 - rule.trainee_graduate_share) * long)
        # The part of the training at which somebody drops out is the square of a uniform number.
        dropping = rule.trainee_dropout_share / 3.0
        dropping /= dropping + 1.0 - rule.trainee_dropout_share
        for _ in range(round(settings.workforce.posts.pqip * settings.unit.scale)):
            key = self._next_key()
            u = unit.chance.uniform(purposes.TRAINEE, key, _GRADUATE)
            days = round((short if u < met else long) * DAYS_PER_MONTH)
            served = unit.chance.uniform(purposes.TRAINEE, key, _SERVED)
            drops = None
            if unit.chance.uniform(purposes.TRAINEE, key, _DROPS_OUT) < dropping:
                # The later somebody drops out the longer they can be met.
                drops = unit.chance.uniform(purposes.TRAINEE, key, _WHEN) ** (2.0 / 3.0)
                served *= drops
            self._begin(key, -round(served * days), days, drops)

    def begin_after(self, there: int) -> None:
        """Trainees are there already whom somebody else has taken on."""
        self.taken_on += there
        self.owed = self.unit.chance.uniform(purposes.TRAINEE, entity_key(_PQIP), _OWED)

    def go_on_training(self, officer: Practitioner, since: int) -> None:
        """Somebody is in training since a day: when they qualify, or drop out, given that."""
        unit = self.unit
        key, days = officer.key, self.training_days(officer.key)
        share = unit.settings.workforce.recruitment.trainee_dropout_share
        # The part of the training at which somebody drops out is the square of a uniform number.
        begun = min(1.0, -since / days) ** 0.5
        left = share * (1.0 - begun)
        if unit.chance.uniform(purposes.TRAINEE, key, _DROPS_OUT) < left / (1.0 - share + left):
            place = begun + unit.chance.uniform(purposes.TRAINEE, key, _WHEN) * (1.0 - begun)
            day = max(1, since + round(place**2 * days))
            unit.diary.enter(day, Turn.TRAINEE_DROPS_OUT, self._drop_out, officer)
        else:
            day = max(1, since + days)
            unit.diary.enter(day, Turn.TRAINEE_QUALIFIES, self.qualify, officer)

    def training_days(self, key: int) -> int:
        """Length of a new trainee's training."""
        rule = self.unit.settings.workforce.recruitment
        u = self.unit.chance.uniform(purposes.TRAINEE, key, _GRADUATE)
        graduate = u < rule.trainee_graduate_share
        months = rule.trainee_months_graduate if graduate else rule.trainee_months_other
        return round(months * DAYS_PER_MONTH)

    def _drops(self, key: int) -> float | None:
        """The part of the training after which a new trainee drops out, if ever."""
        unit = self.unit
        share = unit.settings.workforce.recruitment.trainee_dropout_share
        if unit.chance.uniform(purposes.TRAINEE, key, _DROPS_OUT) >= share:
            return None
        # Early months lose most: the square puts the mean at a third of the training.
        return unit.chance.uniform(purposes.TRAINEE, key, _WHEN) ** 2

    def week(self, today: int) -> None:
        """An intake at the start of every quarter, as far as there are mentors for it."""
        unit = self.unit
        rule = unit.settings.workforce.recruitment
        if (today // 7) % 13:
            return
        self.owed += rule.trainees_per_year / 4 * unit.settings.unit.scale
        while self.owed >= 1.0 - 1e-9 and self._room():
            self.owed -= 1.0
            key = self._next_key()
            if unit.chance.uniform(purposes.TRAINEE, key, _FROM_INSIDE) < (
                rule.trainee_from_pso_share
            ):
                self._from_inside(key, today)
            self._begin(key, today, self.training_days(key), self._drops(key))

    def _room(self) -> bool:
        """Whether a mentor is free for one more trainee."""
        unit = self.unit
        most = unit.settings.workforce.recruitment.trainees_per_mentor_max
        mentors = sum(len(team.mentors()) for team in unit.teams)
        here = sum(1 for o in unit.staff if o.grade is Grade.PQIP)
        return here + 1 <= most * mentors

    def _from_inside(self, key: int, today: int) -> None:
        """A services officer of the unit begins the training; the post and the cases are left."""
        unit = self.unit
        ready = [o for o in unit.workforce.in_post(Grade.PSO) if not o.notice and not o.away]
        if not ready:
            return
        # Drawn anew each time, so that nobody's turn comes sooner for having been passed over.
        chosen = min(
            ready, key=lambda o: unit.chance.uniform(purposes.TRAINEE, entity_key(key, o.key))
        )
        unit.tally.add(counts.INTO_TRAINING)
        unit.workforce.leaving.leave(chosen, today, "into training")

    def _begin(self, key: int, since: int, days: int, drops: float | None) -> None:
        unit = self.unit
        officer = unit.workforce.hire(
            Grade.PQIP, since, since, key=key, name=f"{_NAME}{self.taken_on}"
        )
        if drops is None:
            unit.diary.enter(since + days, Turn.TRAINEE_QUALIFIES, self.qualify, officer)
        else:
            day = since + round(drops * days)
            unit.diary.enter(day, Turn.TRAINEE_DROPS_OUT, self._drop_out, officer)

    def _drop_out(self, officer: Practitioner, today: int) -> None:
        self.unit.workforce.leaving.leave(officer, today)

    def _owed(self, officer: Practitioner, today: int) -> int:
        """Days of training that long absences have cost and that are still to be made up for."""
        missed = officer.missed + self.unit.absence.long_away(officer, today)
        share = self.unit.settings.workforce.recruitment.trainee_absence_made_up
        return round(share * missed) - officer.made_up

    def _renamed(self, officer: Practitioner, today: int) -> None:
        """Nobody goes on under the name of a trainee: the new name is that of the post."""
        ledger, post, before = self.unit.ledger, officer.post, officer.identifier
        renamed = post is not None and before.startswith(_NAME)
        if post is not None and renamed:
            ledger.record(today, "qualifies", None, f"from now on {post.next_name}", officer)
            officer.identifier = post.next_name
        ledger.record(today, "qualifies", None, f"was {before}" if renamed else "", officer)

    def qualify(self, officer: Practitioner, today: int) -> None:
        """A trainee becomes a newly qualified officer, with the cases held."""
        if not officer.in_post or officer.grade is not Grade.PQIP:
            return
        unit = self.unit
        owed = self._owed(officer, today)
        if owed > 0:
            officer.made_up += owed
            unit.diary.enter(today + owed, Turn.TRAINEE_QUALIFIES, self.qualify, officer)
            return
        if officer.away:
            # The qualification is conferred on somebody who is there.
            unit.diary.enter(officer.away_until, Turn.TRAINEE_QUALIFIES, self.qualify, officer)
            return
        officer.grade = Grade.PO
        officer.qualified_day = officer.started = today
        unit.workforce.take_post(officer)
        unit.tally.add(counts.QUALIFIED)
        self._renamed(officer, today)
        officer.team.share_mentoring()
        officer.work_out_hours(unit.env.now)
        unit.workforce.plan_recounts(officer)
