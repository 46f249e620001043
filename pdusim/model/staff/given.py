"""Staff whom a file gives: in post, in their teams, away or about to leave as it says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import erf, exp, log, sqrt
from typing import TYPE_CHECKING, Final

from pdusim.arithmetic import sum_of
from pdusim.model.kernel import purposes
from pdusim.model.kernel.turns import Turn
from pdusim.model.staff.absence import LONG_SPELL_DAYS
from pdusim.model.staff.workforce import DAYS_PER_YEAR
from pdusim.model.work.posts import LONG_AGO, Post
from pdusim.model.work.practitioner import Grade, Practitioner
from pdusim.model.work.teams import make_teams
from pdusim.randomness import entity_key, normal_quantile_of, purpose_key, purpose_of

if TYPE_CHECKING:
    from pdusim.model.staff.scope import Staffed
    from pdusim.model.work.teams import Team
    from pdusim.scenario.caseload.given import GivenOfficer

DAYS_PER_MONTH: Final = DAYS_PER_YEAR / 12
_GIVEN: Final = entity_key(1002)
_DRAW: Final = purpose_of("given.officer")
_BACK: Final = 0
_LEAST_TO_COMPARE: Final = 3
"""Officers of a grade whose loads tell something of each other."""
_AWAY: Final = {"sickness": "sickness", "family": "maternity", "leave": "leave"}
_LEAVE_DAYS: Final = 7
"""Days of annual leave that are left where the file does not say when somebody is back."""


class GivenStaff:
    """Puts the staff of a file in post."""

    def __init__(self, unit: Staffed, staff: Sequence[GivenOfficer]) -> None:
        self.unit = unit
        self.staff = staff
        self._first = unit.settings.run.start.toordinal()
        self.officers: dict[str, Practitioner] = {}

    def _day(self, day: date | None) -> int | None:
        return None if day is None else day.toordinal() - self._first

    def start(self) -> None:
        """Everybody in post; posts that nobody of the file holds are vacant."""
        unit = self.unit
        workforce = unit.workforce
        names = sorted({one.team for one in self.staff if one.team is not None})
        seniors = sum(1 for one in self.staff if one.grade == "spo")
        unit.teams.extend(make_teams(unit, max(1, len(names) or seniors)))
        teams = dict(zip(names, unit.teams, strict=False))
        unit.administrators.start()
        for one in self.staff:
            team = None if one.team is None else teams[one.team]
            self.officers[one.officer] = self._hire(one, team)
        if names:
            # Who joins goes to the team that is shortest for the size it has now.
            everybody = max(1, sum(len(team.members) for team in unit.teams))
            for team in unit.teams:
                team.weight = max(1, len(team.members)) / everybody
        for grade in (Grade.SPO, Grade.PO, Grade.PSO):
            for post in workforce.open_posts(grade):
                # Whoever was there has gone; the next tenure is to come.
                post.tenure = 1
        workforce.trainees.begin_after(sum(1 for one in self.staff if one.grade == "pqip"))
        workforce.joiners.keep(0)
        workforce.keep_agency(0)
        workforce.count_hours()

    def _hire(self, one: GivenOfficer, team: Team | None) -> Practitioner:
        unit = self.unit
        workforce = unit.workforce
        grade = Grade(one.grade)
        key = entity_key(_GIVEN, purpose_key(f"officer {one.officer}"))
        leaving = self._day(one.leaving)
        post = None
        if grade is not Grade.PQIP and (leaving is None or leaving >= 0):
            post = self._post(grade)
        since = self._day(one.since)
        qualified = self._day(one.qualified)
        if since is None:
            since = qualified if qualified is not None else self._since(grade, key)
        if qualified is None:
            qualified = since
        officer = workforce.hire(
            grade, since, qualified, post=post, key=key, name=one.officer, team=team
        )
        officer.started = since
        if one.hours is not None:
            officer.contracted = one.hours
        # A reduction that the file does not give is none: the points shown are the file's.
        officer.standing_reduction = (one.reduction_hours or 0.0) / officer.contracted
        if grade is Grade.PQIP:
            workforce.trainees.go_on_training(officer, since)
        officer.phased_until = -1
        phased = self._day(one.phased_until)
        if phased is not None and phased > 0:
            officer.phased_until = phased
            unit.diary.enter(phased, Turn.HOURS_CHANGE, _recount, officer)
        officer.work_out_hours(unit.env.now)
        return officer

    def _post(self, grade: Grade) -> Post:
        """A post that is free, or one beside the establishment."""
        workforce = self.unit.workforce
        free = workforce.open_posts(grade)
        if free:
            return free[0]
        posts = workforce.posts_of[grade]
        post = Post(grade, len(posts))
        posts.append(post)
        return post

    def _since(self, grade: Grade, key: int) -> int:
        """Length of service where the file does not give it."""
        unit = self.unit
        u = unit.chance.uniform(purposes.STAFF_SERVICE, key)
        if grade is Grade.PQIP:
            return -round(u * unit.workforce.trainees.training_days(key))
        _, career = unit.workforce.leaving.career(grade)
        return -round(min(career.served(u) * DAYS_PER_YEAR, -LONG_AGO))

    # As things stand, once cases are with them ------------------------------------------------

    def as_they_stand(self) -> None:
        """Absences under way, notice given, what officers have felt and are thought able to do."""
        for grade in (Grade.PO, Grade.PSO):
            self._seen_capacities(grade)
        for one in self.staff:
            officer = self.officers[one.officer]
            if officer.points_available:
                officer.felt = officer.workload
            leaving = self._day(one.leaving)
            if leaving is not None and leaving < 0:
                self.unit.workforce.leaving.leave(officer, 0, "left before the start")
                continue
            if leaving is not None:
                officer.notice = True
                officer.leaving_on = leaving
                self.unit.diary.enter(
                    leaving, Turn.OFFICER_LEAVES, self.unit.workforce.leaving.leave, officer
                )
            if one.absence is not None:
                self._away(officer, one)

    def _seen_capacities(self, grade: Grade) -> None:
        """How much officers are thought able to hold, given what they hold.

        Seniors even loads out as they see them, so that whoever is thought able to do more has
        more: the log of a load is that of the capacity seen and of chance. It is drawn given the
        load, from the normal distribution that this makes of it.
        """
        unit = self.unit
        officers = [o for o in self.officers.values() if o.grade is grade and o.workload > 0.0]
        spread = unit.settings.management.allocation.capacity_spread
        if len(officers) < _LEAST_TO_COMPARE or spread <= 0.0:
            return
        logs = [log(officer.workload) for officer in officers]
        mean = sum_of(logs) / len(logs)
        variance = sum_of((one - mean) ** 2 for one in logs) / (len(logs) - 1)
        part = min(1.0, spread * spread / max(variance, 1e-12))
        left = spread * sqrt(1.0 - part)
        for officer, one in zip(officers, logs, strict=True):
            z = normal_quantile_of(unit.chance.uniform(purposes.SEEN_CAPACITY, officer.key))
            officer.seen_capacity = exp(part * (one - mean) + left * z)

    def _away(self, officer: Practitioner, one: GivenOfficer) -> None:
        unit = self.unit
        kind = _AWAY[one.absence or "sickness"]
        since = self._day(one.absent_since)
        until = self._day(one.absent_until)
        rule = unit.settings.workforce
        u = unit.chance.uniform(_DRAW, officer.key, _BACK)
        if kind == "sickness":
            since = 0 if since is None else since
            until = self._back(-since, u) if until is None else until
            officer.sick_since = since
            officer.last_sick_day = until - 1
            counts = since + rule.sickness.reduction_after_days
            if 0 <= counts < until:
                unit.diary.enter(counts, Turn.HOURS_CHANGE, _recount, officer, officer.version + 1)
        elif kind == "maternity":
            whole = round(rule.leave.maternity_months * DAYS_PER_MONTH)
            since = -round(u * whole) if since is None else since
            until = max(1, since + whole) if until is None else until
        else:
            until = _LEAVE_DAYS if until is None else until
        unit.absence.go_away(officer, kind, 0, max(1, until))
        # As it stood the evening before: what counts from today on is today's doing.
        officer.work_out_hours(-0.5)

    def _back(self, sick_days: int, u: float) -> int:
        """Day on which somebody sick for so many days is back."""
        rule = self.unit.settings.workforce.sickness
        if sick_days >= LONG_SPELL_DAYS - 1:
            # What is left of a long spell does not depend on how long it has lasted.
            return 1 + round(self.unit.gamma(1.0, u) * rule.long_extra_days)
        over = 0.0
        if sick_days > 0 and rule.short_sigma > 0.0:
            z = log(sick_days / rule.short_median_days) / rule.short_sigma
            over = 0.5 + 0.5 * erf(z / sqrt(2.0))
        place = min(over + u * (1.0 - over), 1.0 - 1e-9)
        days = rule.short_median_days * exp(rule.short_sigma * normal_quantile_of(max(place, 1e-9)))
        return max(1, round(min(days, LONG_SPELL_DAYS - 1.0)) - sick_days)


def _recount(officer: Practitioner, today: int) -> None:
    """An absence has become long enough to count as a reduction."""
    if officer.in_post:
        officer.work_out_hours(today)
