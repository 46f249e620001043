"""Who works in the unit: posts, joining, recruitment, promotion."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING, Final

from pdusim.arithmetic import sum_of
from pdusim.model.kernel import purposes
from pdusim.model.kernel.turns import Turn
from pdusim.model.staff.joiners import Joiners
from pdusim.model.staff.leaving import Leaving
from pdusim.model.staff.trainees import Trainees
from pdusim.model.work.budgets import Budget
from pdusim.model.work.posts import LONG_AGO, Post
from pdusim.model.work.practitioner import Grade, Practitioner
from pdusim.model.work.teams import make_teams, neediest, neediest_for_senior, seniors_wanted
from pdusim.outcomes import counts
from pdusim.randomness import entity_key, normal_quantile_of

if TYPE_CHECKING:
    from pdusim.model.staff.scope import Staffed
    from pdusim.model.work.teams import Team

DAYS_PER_YEAR: Final = 365.25
DAYS_PER_MONTH: Final = DAYS_PER_YEAR / 12

GRADE_NUMBER: Final = {Grade.PO: 1, Grade.PSO: 2, Grade.PQIP: 3, Grade.SPO: 4}
_AGENCY: Final = 5
_POST: Final = 76
_STEPS: Final = 8
"""How often somebody's hours are worked out anew while experience grows."""


class Workforce:
    """Staff joining and leaving."""

    def __init__(self, unit: Staffed) -> None:
        self.unit = unit
        self.count = 0
        self.posts_of: dict[Grade, list[Post]] = {grade: [] for grade in Grade}
        self.practitioner_hours = 0.0
        self.leaving = Leaving(unit)
        self.trainees = Trainees(unit)
        self.joiners = Joiners(unit)
        self._agency_hires = 0
        self._elsewhere = Budget(0, unit.chance.exponential(purposes.PROMOTION_ELSEWHERE, 0, 0))
        self._joined_from_outside: list[int] = []

    # Posts --------------------------------------------------------------------------------

    def posts(self, grade: Grade) -> int:
        """Establishment of a grade, heads, with the posts that came with joiners."""
        settings = self.unit.settings
        number = round(float(getattr(settings.workforce.posts, grade.value)) * settings.unit.scale)
        number += len(self.joiners.new[grade])
        if grade is Grade.SPO:
            return seniors_wanted(self.unit.teams, number, settings.management.teams.span_max)
        return number

    def in_post(self, grade: Grade) -> list[Practitioner]:
        """Staff of a grade in post, agency staff apart."""
        return [o for o in self.unit.staff if o.grade is grade and o.in_post and not o.agency]

    def vacancies(self, grade: Grade) -> int:
        """Vacant posts of a grade."""
        return max(0, self.posts(grade) - len(self.in_post(grade)))

    def open_posts(self, grade: Grade) -> list[Post]:
        """Posts that may be filled, as many as there are vacancies (officers may be in excess)."""
        posts, new = self.posts_of[grade], self.joiners.new[grade]
        own = self.posts(grade) - len(new)
        while len(posts) < own:
            posts.append(Post(grade, len(posts)))
        empty = [post for post in (*posts[:own], *new) if post.holder is None]
        return empty[: self.vacancies(grade)]

    def take_post(self, officer: Practitioner) -> None:
        """Somebody who has qualified takes a post; with none free, one beside the establishment."""
        posts = self.posts_of[officer.grade]
        post = next((p for p in posts if p.holder is None), None)
        if post is None:
            post = Post(officer.grade, len(posts))
            posts.append(post)
        post.holder = officer
        post.budget = None
        officer.post = post

    def vacate(self, officer: Practitioner, today: int) -> None:
        """A post falls vacant."""
        post = officer.post
        if post is not None:
            post.holder = None
            post.tenure += 1
            post.vacant_since = today
            post.budget = None
            officer.post = None

    # The start ----------------------------------------------------------------------------

    def staff_at_start(self) -> None:
        """Fill the posts as at the start of the run, with lengths of service.

        Which posts are vacant is in an order of chance: with more vacant, the same ones are and
        some others.
        """
        unit = self.unit
        settings = unit.settings.workforce
        teams = round(settings.posts.spo * unit.settings.unit.scale)
        unit.teams.extend(make_teams(unit, max(1, teams)))
        unit.administrators.start()
        shares = {
            Grade.PO: settings.posts.po_vacant_share,
            Grade.PSO: settings.posts.pso_vacant_share,
        }
        for grade in (Grade.SPO, Grade.PO, Grade.PSO):
            posts = self.open_posts(grade)
            order = sorted(posts, key=self._vacant_first)
            vacant = {post.number for post in order[: round(len(posts) * shares.get(grade, 0.0))]}
            for post in posts:
                if post.number in vacant:
                    # The one who would be there now has gone; the next tenure is to come.
                    post.tenure = 1
                    continue
                u = unit.chance.uniform(purposes.STAFF_SERVICE, self._key(post))
                _, career = self.leaving.career(grade)
                since = -round(min(career.served(u) * DAYS_PER_YEAR, -LONG_AGO))
                self.hire(grade, since, since, post=post)
        self.joiners.keep(0)
        self.trainees.start()
        self.keep_agency(0)

    def _vacant_first(self, post: Post) -> tuple[float, int]:
        return self.unit.chance.uniform(purposes.POST_VACANT, self._key(post)), post.number

    def _key(self, post: Post) -> int:
        return entity_key(GRADE_NUMBER[post.grade], post.number, post.tenure)

    def hire(
        self,
        grade: Grade,
        since: int,
        qualified: int,
        *,
        post: Post | None = None,
        key: int | None = None,
        name: str | None = None,
        agency: bool = False,
        team: Team | None = None,
    ) -> Practitioner:
        """Somebody joins: in a post, as a trainee or from an agency (by key and name).

        Who holds a post is named after it, and from the second holder on with their number, unless
        key and name are given. A team is found where none is given.
        """
        unit = self.unit
        if post is not None and key is None:
            key = self._key(post)
        assert key is not None
        rule = unit.settings.workforce
        chance = unit.chance
        part_time = chance.uniform(purposes.STAFF_HOURS, key) < rule.hours.part_time_share
        contracted = rule.hours.part_time if part_time else rule.hours.full_time
        if name is None:
            assert post is not None
            name = post.next_name
        officer = Practitioner(unit, self.count, key, name, grade, contracted, since)
        self.count += 1
        # A services officer has no qualification: experience counts from joining the service.
        officer.started = qualified if grade is Grade.PSO else since
        officer.qualified_day = qualified
        officer.agency = agency
        if post is not None:
            post.holder = officer
            post.budget = None
            officer.post = post
        z = normal_quantile_of(chance.uniform(purposes.STAFF_FRAILTY, key))
        sigma = rule.sickness.frailty_sigma
        officer.frailty = exp(sigma * z - sigma * sigma / 2.0)
        z = normal_quantile_of(chance.uniform(purposes.SEEN_CAPACITY, key))
        officer.own_capacity = exp(unit.settings.management.allocation.capacity_spread * z)
        officer.seen_capacity = officer.own_capacity
        # The trainees of the start have had as long as they have served.
        officer.is_new(since, unit.diary.today)
        if grade in (Grade.PO, Grade.PSO) and (
            chance.uniform(purposes.STAFF_REDUCTION, key) < rule.reductions.other_share
        ):
            officer.standing_reduction = rule.reductions.other_size
        officer.felt = rule.sickness.reference_workload
        unit.staff.append(officer)
        unit.everyone.append(officer)
        self.count_hours()
        if team is None:
            if grade is Grade.SPO:
                team = neediest_for_senior(unit.teams)
            else:
                team = neediest(unit.teams, grade)
        officer.settled = unit.calendar.worked(unit.env.now)
        team.take_on(officer)
        officer.work_out_hours(unit.env.now)
        officer.process = unit.env.process(officer.working_life())
        today = unit.diary.today
        unit.absence.plan_leave(officer, today)
        weeks = unit.settings.management.oversight.supervision_every_weeks
        unit.diary.enter(
            today + 1 + key % max(1, round(7 * weeks)),
            Turn.SUPERVISION_SESSION,
            unit.managing.supervise,
            officer,
        )
        self.plan_recounts(officer)
        # Who is taken on at the count of a Sunday for the Monday is there from then on.
        begun = min(max(0.0, float(since)), unit.env.now)
        unit.ledger.record(begun, "joins", None, grade.value, officer)
        return officer

    def plan_recounts(self, officer: Practitioner) -> None:
        """Enter the days on which an official reduction ends or experience has grown."""
        unit = self.unit
        rule = unit.settings.workforce.reductions
        if officer.grade is Grade.PQIP:
            months: tuple[float, ...] = (6.0, 12.0)
        elif officer.grade is Grade.PSO:
            months = (rule.pso_learning_months,)
        else:
            months = (rule.nqo_months,)
        if officer.grade in (Grade.PO, Grade.PSO):
            full = 12.0 * unit.settings.workforce.experience.full_years
            months += tuple(full * part / _STEPS for part in range(1, _STEPS + 1))
        begun = officer.qualified_day if officer.grade is Grade.PO else officer.started
        for ends in months:
            day = begun + round(ends * DAYS_PER_MONTH) + 1
            if day > unit.diary.today:
                unit.diary.enter(day, Turn.HOURS_CHANGE, self._recount, officer)

    def _recount(self, officer: Practitioner, today: int) -> None:
        if officer.in_post:
            officer.team.share_mentoring()
            officer.work_out_hours(self.unit.env.now)

    def count_hours(self) -> None:
        """Contracted hours of all practitioners together."""
        self.practitioner_hours = sum_of(
            o.contracted for o in self.unit.staff if o.grade is not Grade.SPO
        )

    # Every week ---------------------------------------------------------------------------

    def recruit(self, today: int) -> None:
        """A week of recruitment: each vacant post has a budget that runs down to a hire."""
        unit = self.unit
        rule = unit.settings.workforce.recruitment
        for post in self.open_posts(Grade.PO):
            ready = today - post.vacant_since >= rule.po_lead_months * DAYS_PER_MONTH
            rate = rule.po_lateral_per_year + rule.po_extra_per_year
            if ready and self._intake_left(today) and self._filled(post, rate):
                self._joined_from_outside.append(today)
                self.hire(Grade.PO, today, LONG_AGO, post=post)
        for post in self.open_posts(Grade.PSO):
            if self._filled(post, 12.0 / rule.pso_months):
                self.hire(Grade.PSO, today, today, post=post)
        for post in self.open_posts(Grade.SPO):
            if self._filled(post, rule.promotions_per_year + 12.0 / rule.spo_months):
                inside = rule.promotions_per_year / (
                    rule.promotions_per_year + 12.0 / rule.spo_months
                )
                u = unit.chance.uniform(purposes.PROMOTION, self._key(post))
                if u >= inside or not self.promote(today, post):
                    self.hire(Grade.SPO, today, LONG_AGO, post=post)
        self._promote_elsewhere(today)

    def _promote_elsewhere(self, today: int) -> None:
        """Senior posts outside the unit, of which each takes one of its officers who is ready."""
        unit = self.unit
        rate = unit.settings.workforce.recruitment.promotions_elsewhere_per_year
        left = rate * unit.settings.unit.scale * 7.0 / DAYS_PER_YEAR
        budget = self._elsewhere
        while left > budget.left:
            left -= budget.left
            budget.ordinal += 1
            budget.left = unit.chance.exponential(purposes.PROMOTION_ELSEWHERE, 0, budget.ordinal)
            chosen = self._next_promoted(today, budget.ordinal)
            if chosen is not None:
                unit.tally.add(counts.PROMOTIONS)
                self.leaving.leave(chosen, today, "promoted to a post elsewhere")
        budget.left -= left

    def _filled(self, post: Post, per_year: float) -> bool:
        """Whether the unit-exponential budget of a vacant post runs out this week."""
        if per_year <= 0.0:
            return False
        if post.budget is None:
            key = entity_key(_POST, GRADE_NUMBER[post.grade], post.number)
            post.budget = self.unit.chance.exponential(purposes.HIRING, key, post.tenure)
        post.budget -= per_year * 7.0 / DAYS_PER_YEAR
        return post.budget <= 0.0

    def _intake_left(self, today: int) -> bool:
        """Whether the cap on intake leaves room, counting the last twelve months."""
        settings = self.unit.settings
        most = settings.workforce.recruitment.po_intake_max * settings.unit.scale
        recent = [day for day in self._joined_from_outside if day > today - DAYS_PER_YEAR]
        self._joined_from_outside = recent
        return len(recent) + 1 <= most + 1e-9

    def keep_agency(self, today: int) -> None:
        """Bring agency officers to the number the settings ask for."""
        unit = self.unit
        wanted = round(unit.settings.workforce.recruitment.agency_po * unit.settings.unit.scale)
        here = [o for o in unit.staff if o.agency and o.in_post]
        for _ in range(wanted - len(here)):
            key = entity_key(_AGENCY, self._agency_hires)
            self._agency_hires += 1
            name = f"agency PO {self._agency_hires}"
            self.hire(Grade.PO, today, LONG_AGO, key=key, name=name, agency=True)
        for officer in here[wanted:]:
            self.leaving.leave(officer, today)

    def keep_senior_practitioners(self, today: int) -> None:
        """Fill the senior-practitioner role, where novices are fewest led first."""
        unit = self.unit
        rule = unit.settings.workforce.senior_practitioners
        wanted = round(rule.posts * unit.settings.unit.scale)
        holders = [o for o in unit.staff if o.senior_practitioner]
        for officer in holders[wanted:]:
            self._appoint(officer, False)
        least = rule.min_years * DAYS_PER_YEAR
        for _ in range(wanted - len(holders)):
            ready = [
                o
                for o in self.in_post(Grade.PO)
                if today - o.qualified_day >= least and not o.notice and not o.senior_practitioner
            ]
            if not ready:
                return
            self._appoint(min(ready, key=self._role_order), True)

    def _role_order(self, officer: Practitioner) -> tuple[int, float, int]:
        team = officer.team
        coaches = sum(1 for m in team.members if m.senior_practitioner)
        u = self.unit.chance.uniform(purposes.SENIOR_PRACTITIONER, officer.key)
        return coaches, u, officer.number

    def _appoint(self, officer: Practitioner, role: bool) -> None:
        officer.senior_practitioner = role
        self.unit.ledger.record(
            self.unit.diary.today,
            "senior practitioner",
            None,
            "begins" if role else "ends",
            officer,
        )
        officer.team.share_mentoring()
        officer.work_out_hours(self.unit.env.now)

    def _next_promoted(self, today: int, occasion: int) -> Practitioner | None:
        """Who of those qualified for long enough gets a senior post; None where nobody is ready.

        Chance decides, one draw for each officer and occasion. Those in their early years apply the
        more often: who has been an officer for long has mostly chosen to stay one.
        """
        unit = self.unit
        settings = unit.settings.workforce
        least = settings.recruitment.promotion_min_years * DAYS_PER_YEAR
        early = settings.leaving.early_career_years * DAYS_PER_YEAR
        factor = settings.recruitment.promotion_early_factor
        ready = [
            o
            for o in self.in_post(Grade.PO)
            if today - o.qualified_day >= least and not o.notice and not o.away
        ]

        def applies(officer: Practitioner) -> float:
            wait = unit.chance.exponential(purposes.PROMOTION, entity_key(occasion, officer.key))
            return wait / factor if today - officer.qualified_day < early else wait

        return min(ready, key=applies, default=None)

    def promote(self, today: int, post: Post) -> bool:
        """A probation officer becomes senior and leaves the cases behind; False if nobody can."""
        unit = self.unit
        chosen = self._next_promoted(today, self._key(post))
        if chosen is None:
            return False
        unit.tally.add(counts.PROMOTIONS)
        self.leaving.leave(chosen, today, "promoted")
        self.hire(Grade.SPO, today, chosen.qualified_day, post=post)
        return True

    # Leaving ------------------------------------------------------------------------------

    def plan_week(self, officer: Practitioner, monday: int) -> None:
        """Whether somebody gives notice or moves in the coming week."""
        self.leaving.plan_week(officer, monday)
