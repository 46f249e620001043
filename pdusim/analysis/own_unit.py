"""A scenario of one's own unit from a few numbers; what is not known is scaled from a mean unit."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final

from pdusim.arithmetic import sum_of
from pdusim.experiment.errors import ExperimentError
from pdusim.model.kernel.sentenced import FLOWS
from pdusim.model.people.person import State
from pdusim.model.unit import Unit
from pdusim.scenario import Scenario, load_scenario
from pdusim.scenario.caseload.reading import Files, read_unit
from pdusim.scenario.errors import join_words, nearest, quote
from pdusim.scenario.schema.run import FIRST_DAY, LAST_DAY

MEAN_CASELOAD: Final = 2240
"""People on probation of one mean unit (figures.csv: pdu_mean_caseload)."""
UNITS: Final = 108
"""Probation Delivery Units of England and Wales."""

SCALED: Final = (
    *(f"arrivals.{flow}" for flow in FLOWS),
    "sentencing.custody.life_stock_custody",
    "sentencing.custody.life_stock_licence",
    "workforce.posts.po",
    "workforce.posts.pso",
    "workforce.posts.pqip",
    "workforce.posts.spo",
    "workforce.posts.admin",
    "workforce.recruitment.po_intake_max",
    "workforce.recruitment.trainees_per_year",
    "workforce.recruitment.agency_po",
    "workforce.recruitment.promotions_elsewhere_per_year",
    "workforce.support.reference_posts",
    "surroundings.court_reports.per_month",
    "surroundings.court_reports.team_posts",
    "surroundings.premises.beds",
    "surroundings.premises.emergencies_per_month",
    "surroundings.unpaid_work.places_per_week",
)
"""Values that a unit of another size has more or less of; programme groups come on top."""

_HEADS: Final = frozenset(
    (
        *(f"workforce.posts.{grade}" for grade in ("po", "pso", "pqip", "spo", "admin")),
        "surroundings.court_reports.team_posts",
        "surroundings.premises.beds",
        "surroundings.unpaid_work.places_per_week",
    )
)
"""Of these there are whole ones."""

_STAYS: Final = (0.5, 2.0)
"""How far the mean stay on the books may be from that of the mean unit, as a factor."""
_BASES: Final = ("rules_2026", "rules_2025", "baseline")
_HISTORIES: Final = 2
"""Simulated pasts from which the caseload by kind of sentence is taken."""


@dataclass(frozen=True, slots=True)
class OwnUnit:
    """What somebody knows of their unit; None where it is not known.

    Parameters
    ----------
    cases : int
        People on probation, those held in custody included.
    starts_per_month : float
        People newly sentenced a month, of all kinds together.
    officers, services_officers, trainees, seniors, administrators : int
        Staff in post, heads.
    officer_posts, services_officer_posts : int
        Posts of the establishment.
    vacancy : float
        Share of officers' and services officers' posts that are vacant, 0 to 1.
    region : str
        Name of a probation region.
    start : datetime.date
        A Monday.
    mix : mapping of str to float
        Cases by kind of sentence, in any unit.
    """

    cases: int | None = None
    starts_per_month: float | None = None
    officers: int | None = None
    services_officers: int | None = None
    officer_posts: int | None = None
    services_officer_posts: int | None = None
    trainees: int | None = None
    seniors: int | None = None
    administrators: int | None = None
    vacancy: float | None = None
    region: str | None = None
    start: date | None = None
    mix: Mapping[str, float] = field(default_factory=dict)


def own_unit(known: OwnUnit, *, base: str | None = None, start_files: Iterable[str] = ()) -> str:
    """Return the text of a scenario file for a unit.

    Parameters
    ----------
    known : OwnUnit
        What is known of it.
    base : str, optional
        The scenario it extends; by default the shipped rules of the time it starts.
    start_files : iterable of str
        Lines of a ``start`` section.

    Raises
    ------
    ExperimentError
        When the numbers contradict one another; the text gives them.
    """
    _check(known)
    base = base or _base_of(known.start)
    return _Writer(known, base, load_scenario(base), list(start_files)).text()


def counted(caseload: Path | None, staff: Path | None, start: date) -> dict[str, int]:
    """Return the numbers that files of cases and staff have; wrong rows are left out of them.

    Parameters
    ----------
    caseload, staff : Path, optional
        The files.
    start : datetime.date
        The day they are of.

    Raises
    ------
    ScenarioError
        When a file cannot be read at all.
    """
    shown = {role: str(path) for role, path in (("caseload", caseload), ("staff", staff)) if path}
    found = read_unit(Files(caseload, staff, shown, leave_out_wrong_rows=True), start)
    numbers: dict[str, int] = {}
    if found.cases is not None:
        numbers["cases"] = len(found.cases)
    if found.staff is not None:
        here = [one for one in found.staff if one.leaving is None or one.leaving >= start]
        for name, grade in (
            ("officers", "po"),
            ("services_officers", "pso"),
            ("trainees", "pqip"),
            ("seniors", "spo"),
        ):
            numbers[name] = sum(1 for one in here if one.grade == grade)
    return numbers


# Regions --------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def regions() -> dict[str, dict[str, tuple[float, str]]]:
    """Return the published figures by region: measure to value and source."""
    found: dict[str, dict[str, tuple[float, str]]] = {}
    path = Path(__file__).with_name("regions.csv")
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            source = f"{row['source']}, {row['date']}"
            found.setdefault(row["region"], {})[row["measure"]] = float(row["value"]), source
    return found


def region_named(text: str) -> str:
    """Return the region a name means.

    Raises
    ------
    ExperimentError
        When there is none of that name.
    """
    names = [name for name in regions() if name != "England & Wales"]
    plain = {_plain(name): name for name in names}
    close = plain.get(_plain(text)) or nearest(text, names)
    if close is None or _plain(text) not in plain:
        meant = f": did you mean '{close}'?" if close else ""
        raise ExperimentError(
            f"there is no region {quote(text)}{meant}\n  expected {join_words(names)}"
        )
    return close


def region_vacancy(region: str, staff_in_post: float) -> float:
    """Return the share of posts vacant in a region, of all grades.

    Vacancies are published as full-time posts, and staff in post are not published by region: they
    are taken as the region's part of the contracted hours in the ministry's workload tool.

    Parameters
    ----------
    region : str
        Its name.
    staff_in_post : float
        Staff of one mean unit.
    """
    figures = regions()
    vacant, _ = figures[region]["vacancies, all grades"]
    hours, _ = figures[region]["contracted hours"]
    total, _ = figures["England & Wales"]["contracted hours"]
    there = UNITS * staff_in_post * hours / total
    return vacant / (vacant + there)


def _plain(text: str) -> str:
    return "".join(letter for letter in text.casefold().replace("and", "") if letter.isalnum())


# Contradictions -------------------------------------------------------------------------------


def _check(known: OwnUnit) -> None:
    """Raise ``ExperimentError`` with every contradiction."""
    wrong = []
    for name, in_post, posts in (
        ("officers", known.officers, known.officer_posts),
        ("services officers", known.services_officers, known.services_officer_posts),
    ):
        if in_post is None or posts is None:
            continue
        if in_post > posts:
            wrong.append(f"{in_post} {name} in post, but only {posts} posts for them")
        elif known.vacancy is not None and posts:
            vacant = 1.0 - in_post / posts
            if abs(vacant - known.vacancy) > 0.5 / posts + 0.005:
                wrong.append(
                    f"{in_post} {name} in {posts} posts leave {100 * vacant:.0f} % vacant, not "
                    f"{100 * known.vacancy:.0f} %: give two of the three"
                )
    if known.vacancy is not None and not 0.0 <= known.vacancy < 1.0:
        wrong.append(f"{100 * known.vacancy:g} % of posts vacant: at least 0 and below 100 %")
    for name, number in (("cases", known.cases), ("people sentenced", known.starts_per_month)):
        if number is not None and number <= 0:
            wrong.append(f"{number:g} {name}: at least 1")
    if known.start is not None:
        wrong += _check_start(known.start)
    if known.cases and known.starts_per_month:
        stay = known.cases / known.starts_per_month
        usual = MEAN_CASELOAD / _starts(load_scenario(_base_of(known.start)))
        least, most = (factor * usual for factor in _STAYS)
        if not least <= stay <= most:
            wrong.append(
                f"{known.cases} cases and {known.starts_per_month:g} people sentenced a month are "
                f"a stay of {stay:.1f} months each, and in the mean unit it is {usual:.1f}: such "
                f"flows hold between {least * known.starts_per_month:.0f} and "
                f"{most * known.starts_per_month:.0f} cases"
            )
    unknown = [name for name in known.mix if name not in FLOWS]
    wrong += [f"mix: no kind of sentence {quote(n)}: {join_words(FLOWS)}" for n in unknown]
    if known.mix and not unknown and not sum_of(known.mix.values()) > 0:
        wrong.append("mix: nothing above 0")
    if wrong:
        raise ExperimentError("\n".join(wrong))


def _check_start(start: date) -> list[str]:
    if not FIRST_DAY <= start <= LAST_DAY:
        return [f"start {start}: from {FIRST_DAY} to {LAST_DAY}"]
    if start.weekday():
        monday = start - timedelta(days=start.weekday())
        return [
            f"a run starts on a Monday, and {start} is a {start:%A}: {monday} or "
            f"{monday + timedelta(days=7)}"
        ]
    return []


def _base_of(start: date | None) -> str:
    """The shipped rules of the time a run starts."""
    if start is not None:
        for name in _BASES:
            if load_scenario(name).settings.run.start <= start:
                return name
    return "baseline"


def _starts(base: Scenario) -> float:
    """People sentenced a month in a scenario's unit."""
    return sum_of(float(getattr(base.undated.arrivals, flow)) for flow in FLOWS)


# The file -------------------------------------------------------------------------------------


class _Writer:
    """Writes the file: what is given as given, the rest scaled."""

    def __init__(
        self, known: OwnUnit, base_name: str, base: Scenario, start_files: list[str]
    ) -> None:
        self.known = known
        self.base_name = base_name
        self.base = base
        self.start_files = start_files
        self.lines: list[str] = []
        self.ratio = self._ratio()
        self.values: dict[str, tuple[float, str]] = {}

    def _ratio(self) -> float:
        """Size of the unit, 1 for the mean unit."""
        if self.known.cases:
            return self.known.cases / MEAN_CASELOAD
        if self.known.starts_per_month:
            return self.known.starts_per_month / _starts(self.base)
        return 1.0

    def text(self) -> str:
        """Return the whole file."""
        known = self.known
        self._scale()
        self._flows()
        self._posts()
        lines = [
            "# Written by `pdusim new`. Every line can be changed; `pdusim check` reads it.",
            f"# A unit of {self.ratio:.3f} mean units: {self._why_size()}.",
            '# "scaled" marks what was not given and is so many times the mean unit\'s.',
            "name: My unit",
            f"extends: {self.base_name}",
        ]
        if known.start is not None:
            source = "given" if not self.start_files else "given: the day of the files below"
            lines += [
                "run:",
                f'  start: {{value: {known.start}, source: "{source}", confidence: high}}',
            ]
        if self.start_files:
            if known.start is None:
                lines.append("run:")
            lines += [
                '  warm_up_weeks: {value: 0, source: "the unit is as the files say"}',
                '  observe_weeks: {value: 26, source: "half a year ahead"}',
                "start:",
                *(f"  {line}" for line in self.start_files),
            ]
        lines += self._sections()
        return "\n".join(lines) + "\n"

    def _why_size(self) -> str:
        known = self.known
        if known.cases:
            return f"{known.cases} cases of {MEAN_CASELOAD}"
        if known.starts_per_month:
            return f"{known.starts_per_month:g} people sentenced a month"
        return "neither cases nor flows were given"

    def _sections(self) -> list[str]:
        """The values as nested YAML, in the order in which they were set."""
        tree: dict[str, object] = {}
        for path, value in self.values.items():
            *sections, leaf = path.split(".")
            node = tree
            for key in sections:
                node = node.setdefault(key, {})  # type: ignore[assignment]
            node[leaf] = value
        lines: list[str] = []

        def write(node: Mapping[str, object], depth: int) -> None:
            for key, inner in node.items():
                indent = "  " * depth
                if isinstance(inner, dict):
                    lines.append(f"{indent}{key}:")
                    write(inner, depth + 1)
                elif isinstance(inner, tuple):
                    value, source = inner
                    sure = "medium" if "given" in source else "assumed"
                    lines.append(
                        f"{indent}{key}: {{value: {value:g}, "
                        f'source: "{source}", confidence: {sure}}}'
                    )

        write(tree, 0)
        return lines

    def _scale(self) -> None:
        """Everything that a unit of another size has more or less of."""
        undated = self.base.undated
        groups = [
            f"surroundings.programmes.kinds.{name}.groups"
            for name in undated.surroundings.programmes.kinds
        ]
        for path in (*SCALED, *groups):
            now = float(self.base.provenance[path].value)
            value = now * self.ratio
            shown = f"scaled: {self.ratio:.3f} times {now:g}"
            if path in _HEADS:
                value = float(round(value)) if now == 0 else max(1.0, float(round(value)))
                shown += ", in whole ones"
            self.values[path] = _tidy(value), shown

    def _flows(self) -> None:
        """Arrivals: as given in all, and by the mix."""
        known = self.known
        factors = dict.fromkeys(FLOWS, self.ratio)
        why = "scaled"
        if known.mix:
            stock = _stock_by_flow(self.base)
            there = sum_of(stock[flow] for flow in known.mix)
            given = sum_of(known.mix.values())
            for flow, share in known.mix.items():
                usual = stock[flow] / there if there else 0.0
                factors[flow] *= (share / given) / usual if usual else 1.0
            why = "scaled, and as the mix of cases was given"
        if known.starts_per_month:
            total = sum_of(
                factor * float(getattr(self.base.undated.arrivals, flow))
                for flow, factor in factors.items()
            )
            factors = {f: x * known.starts_per_month / total for f, x in factors.items()}
            why = f"{known.starts_per_month:g} a month in all, given; by kind " + why
        for flow, factor in factors.items():
            now = float(getattr(self.base.undated.arrivals, flow))
            self.values[f"arrivals.{flow}"] = (
                _tidy(now * factor),
                f"{why}: {factor:.3f} times {now:g}",
            )
        life = factors["life"] if "life" in known.mix else self.ratio
        for where in ("custody", "licence"):
            path = f"sentencing.custody.life_stock_{where}"
            now = float(self.base.provenance[path].value)
            self.values[path] = _tidy(now * life), f"scaled: {life:.3f} times {now:g}"

    def _posts(self) -> None:
        known, posts = self.known, self.base.undated.workforce.posts
        vacancy, why_vacant = known.vacancy, "given"
        if vacancy is None and known.region is not None:
            region = region_named(known.region)
            in_post = (
                posts.po * (1.0 - posts.po_vacant_share)
                + posts.pso * (1.0 - posts.pso_vacant_share)
                + posts.pqip
                + posts.spo
                + posts.admin
            )
            vacancy = region_vacancy(region, in_post)
            _, source = regions()[region]["vacancies, all grades"]
            why_vacant = f"{region}, all grades, staff by contracted hours: {source}"
        for grade, in_post_now, posts_now in (
            ("po", known.officers, known.officer_posts),
            ("pso", known.services_officers, known.services_officer_posts),
        ):
            self._grade(grade, in_post_now, posts_now, vacancy, why_vacant)
        for grade, heads in (
            ("pqip", known.trainees),
            ("spo", known.seniors),
            ("admin", known.administrators),
        ):
            if heads is not None:
                self.values[f"workforce.posts.{grade}"] = float(heads), "given"

    def _grade(
        self,
        grade: str,
        in_post: int | None,
        posts: int | None,
        vacancy: float | None,
        why_vacant: str,
    ) -> None:
        path, share_path = f"workforce.posts.{grade}", f"workforce.posts.{grade}_vacant_share"
        usual = float(self.base.provenance[share_path].value)
        share = usual if vacancy is None else vacancy
        if vacancy is None:
            why_vacant = "as in the mean unit"
        if posts is not None:
            self.values[path] = float(posts), "given"
        elif in_post is not None:
            number = max(in_post, round(in_post / (1.0 - share)))
            self.values[path] = float(number), f"{in_post} in post given; vacant {why_vacant}"
        number = round(self.values[path][0])
        if in_post is not None and number:
            self.values[share_path] = (
                _tidy(1.0 - in_post / number),
                f"given: {in_post} of {number} in post",
            )
        else:
            self.values[share_path] = _tidy(share), why_vacant


def _tidy(value: float) -> float:
    return float(f"{value:.6g}")


def _stock_by_flow(base: Scenario) -> dict[str, float]:
    """Cases by kind of the sentence they came with, at the start of the model's mean unit."""
    short = base.with_values({"run.warm_up_weeks": 0, "run.observe_weeks": 1, "unit.scale": 0.5})
    stock = dict.fromkeys(FLOWS, 0.0)
    for replication in range(_HISTORIES):
        unit = Unit(short, 0, replication)
        unit.past.walk(1)
        for state in State:
            if state is not State.CLOSED:
                for person in unit.in_state[state].values():
                    stock[person.flow] += 1.0 / _HISTORIES
    return stock
