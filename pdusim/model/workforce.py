"""Who works in the unit: posts, joining, qualifying, leaving, promotion."""

from __future__ import annotations

from math import exp, log1p
from typing import TYPE_CHECKING

from pdusim.model import purposes
from pdusim.model.practitioner import Grade, Practitioner
from pdusim.model.teams import Team
from pdusim.randomness import entity_key, normal_quantile

if TYPE_CHECKING:
    from pdusim.model.unit import Unit

DAYS_PER_YEAR = 365.25
DAYS_PER_MONTH = DAYS_PER_YEAR / 12
LONG_AGO = -(10**6)

_GRADE_NUMBER = {Grade.PO: 1, Grade.PSO: 2, Grade.PQIP: 3, Grade.SPO: 4}
_UNIT_KEY = entity_key(77, 1)


class Workforce:
    """Staff joining and leaving. Staff are keyed by grade and hire number."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.hires = dict.fromkeys(Grade, 0)
        self.count = 0
        self._trainees_owed = 0.0
        self._budgets: dict[tuple[str, int], float] = {}
        self._ordinals: dict[tuple[str, int], int] = {}

    # Posts --------------------------------------------------------------------------------

    def posts(self, grade: Grade) -> int:
        """Establishment of a grade, heads."""
        posts = self.unit.settings.workforce.posts
        scale = self.unit.settings.unit.scale
        return round(float(getattr(posts, grade.value)) * scale)

    def in_post(self, grade: Grade) -> list[Practitioner]:
        """Staff of a grade in post, agency staff apart."""
        return [o for o in self.unit.staff if o.grade is grade and o.in_post and not o.agency]

    def vacancies(self, grade: Grade) -> int:
        """Vacant posts of a grade."""
        return max(0, self.posts(grade) - len(self.in_post(grade)))

    # The start ----------------------------------------------------------------------------

    def staff_at_start(self) -> None:
        """Fill the posts as at the start of the run, with lengths of service."""
        unit = self.unit
        settings = unit.settings.workforce
        for number in range(max(1, self.posts(Grade.SPO))):
            unit.teams.append(Team(unit, number))
        vacant = {
            Grade.PO: settings.posts.po_vacant_share,
            Grade.PSO: settings.posts.pso_vacant_share,
        }
        for grade in (Grade.SPO, Grade.PO, Grade.PSO, Grade.PQIP):
            posts = self.posts(grade)
            for _ in range(posts - round(posts * vacant.get(grade, 0.0))):
                number = self.hires[grade]
                key = entity_key(_GRADE_NUMBER[grade], number)
                u = unit.chance.uniform(purposes.STAFF_SERVICE, key)
                if grade is Grade.PQIP:
                    served = round(u * self.training_days(key))
                else:
                    served = round(-log1p(-u) * 7 * DAYS_PER_YEAR)
                self.hire(grade, -served, -served)
        self.keep_agency(0)

    def hire(
        self, grade: Grade, since: int, qualified: int, *, agency: bool = False
    ) -> Practitioner:
        """Somebody joins, in the team that is shortest of staff."""
        unit = self.unit
        number = self.hires[grade]
        self.hires[grade] += 1
        key = entity_key(_GRADE_NUMBER[grade], number)
        rule = unit.settings.workforce
        chance = unit.chance
        part_time = chance.uniform(purposes.STAFF_HOURS, key) < rule.hours.part_time_share
        contracted = rule.hours.part_time if part_time else rule.hours.full_time
        name = f"{grade.value.upper()} {number + 1}"
        officer = Practitioner(unit, self.count, key, name, grade, contracted, since)
        self.count += 1
        officer.started = since
        officer.qualified_day = qualified
        officer.agency = agency
        z = float(normal_quantile(chance.uniform(purposes.STAFF_FRAILTY, key)))
        sigma = rule.sickness.frailty_sigma
        officer.frailty = exp(sigma * z - sigma * sigma / 2.0)
        if grade in (Grade.PO, Grade.PSO) and (
            chance.uniform(purposes.STAFF_REDUCTION, key) < rule.reductions.other_share
        ):
            officer.standing_reduction = rule.reductions.other_size
        officer.felt = rule.sickness.reference_workload
        if grade is Grade.SPO:
            team = next((t for t in unit.teams if t.senior is None), unit.teams[0])
        else:
            team = min(unit.teams, key=_size)
        team.take_on(officer)
        unit.staff.append(officer)
        unit.everyone.append(officer)
        officer.settled = unit.calendar.worked(unit.env.now)
        officer.work_out_hours(unit.env.now)
        team.share_mentoring()
        officer.process = unit.env.process(officer.working_life())
        today = unit.diary.today
        unit.absence.plan_leave(officer, today)
        weeks = unit.settings.management.oversight.supervision_every_weeks
        unit.diary.enter(
            today + 1 + officer.number * 7 % max(1, round(7 * weeks)),
            unit.seniors.supervise,
            officer,
        )
        if grade is Grade.PQIP:
            self._plan_training(officer)
        unit.ledger.record(max(0, since), "joins", None, grade.value, officer)
        return officer

    # Trainees -----------------------------------------------------------------------------

    def training_days(self, key: int) -> int:
        """Length of a trainee's training."""
        rule = self.unit.settings.workforce.recruitment
        graduate = self.unit.chance.uniform(purposes.TRAINEE, key, 0) < rule.trainee_graduate_share
        months = rule.trainee_months_graduate if graduate else rule.trainee_months_other
        return round(months * DAYS_PER_MONTH)

    def _plan_training(self, officer: Practitioner) -> None:
        unit = self.unit
        days = self.training_days(officer.key)
        end = officer.started + days
        rule = unit.settings.workforce.recruitment
        u = unit.chance.uniform(purposes.TRAINEE, officer.key, 1)
        if u < rule.trainee_dropout_share:
            # Early months lose most: the square puts the mean at a third of the training.
            part = unit.chance.uniform(purposes.TRAINEE, officer.key, 2) ** 2
            drops = officer.started + round(part * days)
            if drops > unit.diary.today:
                unit.diary.enter(drops, self.leave, officer)
                return
        for months in (6, 12):
            unit.diary.enter(
                officer.started + round(months * DAYS_PER_MONTH) + 1, self._recount, officer
            )
        unit.diary.enter(end, self.qualify, officer)

    def _recount(self, officer: Practitioner, today: int) -> None:
        if officer.in_post:
            officer.work_out_hours(today)

    def qualify(self, officer: Practitioner, today: int) -> None:
        """A trainee becomes a newly qualified officer, with the cases held."""
        if not officer.in_post or officer.grade is not Grade.PQIP:
            return
        unit = self.unit
        officer.grade = Grade.PO
        officer.qualified_day = officer.started = today
        unit.tally.add("qualified")
        unit.ledger.record(today, "qualifies", None, "", officer)
        officer.work_out_hours(unit.env.now)
        officer.team.share_mentoring()
        months = unit.settings.workforce.reductions.nqo_months
        unit.diary.enter(today + round(months * DAYS_PER_MONTH) + 1, self._recount, officer)

    # Every week ---------------------------------------------------------------------------

    def recruit(self, today: int) -> None:
        """A week of recruitment: hazards of filling vacancies, trainee intakes by quarter."""
        unit = self.unit
        rule = unit.settings.workforce.recruitment
        week = 7.0 / DAYS_PER_YEAR
        po = self.vacancies(Grade.PO)
        rate = (rule.po_lateral_per_year + rule.po_extra_per_year) * po
        if self._filled("po", rate * week):
            self.hire(Grade.PO, today, LONG_AGO)
        if self._filled("pso", self.vacancies(Grade.PSO) * 12 / rule.pso_months * week):
            self.hire(Grade.PSO, today, LONG_AGO)
        vacant = self.vacancies(Grade.SPO)
        if self._filled("promotion", rule.promotions_per_year * vacant * week):
            self.promote(today)
        elif self._filled("spo", vacant * 12 / rule.spo_months * week):
            self.hire(Grade.SPO, today, LONG_AGO)
        if (today // 7) % 13 == 0:
            self._trainees_owed += rule.trainees_per_year / 4 * unit.settings.unit.scale
            while self._trainees_owed >= 1.0 - 1e-9:
                self._trainees_owed -= 1.0
                self.hire(Grade.PQIP, today, today)
        self.keep_agency(today)

    def _filled(self, what: str, hazard: float) -> bool:
        """Whether a unit-exponential budget of hiring runs out this week."""
        if hazard <= 0.0:
            return False
        purpose = purposes.HIRING ^ entity_key(*what.encode())
        key = (what, 0)
        ordinal = self._ordinals.get(key, 0)
        left = self._budgets.get(key)
        if left is None:
            left = self.unit.chance.exponential(purpose, _UNIT_KEY, ordinal)
        left -= hazard
        if left > 0.0:
            self._budgets[key] = left
            return False
        self._ordinals[key] = ordinal + 1
        self._budgets[key] = self.unit.chance.exponential(purpose, _UNIT_KEY, ordinal + 1)
        return True

    def keep_agency(self, today: int) -> None:
        """Bring agency officers to the number the settings ask for."""
        unit = self.unit
        wanted = round(unit.settings.workforce.recruitment.agency_po * unit.settings.unit.scale)
        here = [o for o in unit.staff if o.agency and o.in_post]
        for _ in range(wanted - len(here)):
            self.hire(Grade.PO, today, LONG_AGO, agency=True)
        for officer in here[wanted:]:
            self.leave(officer, today)

    def promote(self, today: int) -> None:
        """A probation officer becomes senior; the cases are left behind."""
        unit = self.unit
        least = unit.settings.workforce.recruitment.promotion_min_years * DAYS_PER_YEAR
        ready = [
            o
            for o in self.in_post(Grade.PO)
            if today - o.qualified_day >= least and not o.notice and not o.away
        ]
        if not ready:
            return
        # The longest qualified is not always first: chance by officer decides.
        chosen = min(ready, key=lambda o: unit.chance.uniform(purposes.HIRING, o.key, 7))
        unit.tally.add("promotions")
        self.leave(chosen, today, promoted=True)
        self.hire(Grade.SPO, today, chosen.qualified_day)

    # Leaving ------------------------------------------------------------------------------

    def leaving_rate(self, officer: Practitioner, today: int) -> float:
        """Hazard of leaving a year as things stand; trainees drop out by their own rule."""
        if officer.grade is Grade.PQIP or officer.agency:
            return 0.0
        rule = self.unit.settings.workforce.leaving
        rate: float = getattr(rule, officer.grade.value)
        if officer.grade is not Grade.SPO:
            above = (officer.felt - self.unit.settings.workforce.sickness.reference_workload) / 10
            rate *= exp(rule.workload_effect * above)
            years = (today - officer.since) / DAYS_PER_YEAR
            rate *= self._career_factor(years)
        return rate

    def _career_factor(self, years: float) -> float:
        """Early years raise the rate, later ones lower it, so that the mean over staff holds.

        With exponential lengths of service of mean seven years (as staff are drawn at the start)
        the share still in the early years is 1 - exp(-early / 7).
        """
        rule = self.unit.settings.workforce.leaving
        early = rule.early_career_years
        factor = rule.early_career_factor
        share = 1.0 - exp(-early / 7.0)
        later = max(0.0, (1.0 - share * factor) / (1.0 - share)) if share < 1.0 else 1.0
        return factor if years < early else later

    def plan_week(self, officer: Practitioner, monday: int) -> None:
        """Whether somebody gives notice in the coming week."""
        unit = self.unit
        rate = self.leaving_rate(officer, monday)
        hazard = rate * 7.0 / DAYS_PER_YEAR
        if officer.grade in (Grade.PO, Grade.PSO) and not officer.agency:
            unit.tally.add(f"leaving hazard {officer.grade.value}", hazard)
        if officer.notice or hazard <= 0.0:
            return
        part = unit.absence.crossing(officer, purposes.LEAVING, hazard)
        if part is None:
            return
        officer.notice = True
        day = monday + min(6, int(part * 7))
        officer.leaving_on = day + unit.settings.workforce.leaving.notice_days
        unit.ledger.record(day, "gives notice", None, "", officer)
        unit.diary.enter(officer.leaving_on, self.leave, officer)

    def leave(self, officer: Practitioner, today: int, promoted: bool = False) -> None:
        """Somebody leaves; their cases stay in their name until they are reallocated."""
        if not officer.in_post:
            return
        unit = self.unit
        now = unit.env.now
        if not promoted and not officer.agency:
            unit.tally.add(f"leavers {officer.grade.value}")
        unit.ledger.record(today, "leaves", None, "promoted" if promoted else "", officer)
        officer.settle(now)
        officer.in_post = False
        officer.notice = True
        officer.version += 1
        officer.points_available = 0
        officer.day_hours = 0.0
        officer.contact_rate = officer.task_rate = 0.0
        team = officer.team
        team.let_go(officer)
        team.share_mentoring()
        unit.staff.remove(officer)
        unit.leavers.append(officer)
        officer.interrupt("left")
        if officer.grade is Grade.SPO:
            unit.diary.enter(today, self._pass_on_desk, officer)
        lag = unit.settings.management.absence.leaver_lag_days
        unit.diary.enter(
            unit.calendar.add_working_days(today, round(lag)), self.reallocate, officer
        )

    def _pass_on_desk(self, officer: Practitioner, today: int) -> None:
        """The desk of a senior who leaves goes to whoever covers."""
        cover = officer.team.acting_senior()
        if officer.current is not None:
            officer.queue.put(officer.current)
            officer.current = None
        for task in officer.queue.waiting():
            officer.queue.withdraw(task)
            if cover is not None:
                cover.receive(task)
            elif task.kind == "allocation" and task.person is not None:
                task.closed_at = float(today)
                task.person.tasks.pop(task.number, None)
                self.unit.allocation.allocate(task.person, today)

    def reallocate(self, officer: Practitioner, today: int) -> None:
        """The cases of a leaver go to others."""
        for person in list(officer.cases.values()):
            self.unit.allocation.reallocate(person, today)
        if officer in self.unit.leavers:
            self.unit.leavers.remove(officer)


def _size(team: Team) -> tuple[float, int]:
    return sum(m.contracted for m in team.members), team.number
