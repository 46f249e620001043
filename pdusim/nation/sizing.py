"""The values of a unit of which a few numbers are known; the rest is scaled from the mean unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from pdusim.arithmetic import sum_of
from pdusim.model.kernel.sentenced import FLOWS
from pdusim.model.people.person import ROSH_LEVELS, Person, State
from pdusim.model.people.population import group_of
from pdusim.model.unit import Unit
from pdusim.nation.facts import MEAN_CASELOAD, TIERS, OwnUnit, starts_of
from pdusim.nation.regions import region_named, region_vacancy, regions
from pdusim.scenario import Scenario

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

_HISTORIES: Final = 2
"""Simulated pasts from which the caseload by kind of sentence is taken."""
_ROUNDS: Final = 30
"""Rounds in which the mixes of all groups are brought to a mix of the caseload."""
_LEAST: Final = 0.002
"""Least share of a level of risk."""
_LEVELS: Final = [0, 1, 2, 2]
"""Which of low, medium and high each level of risk counts as."""


@dataclass(frozen=True, slots=True)
class Sized:
    """One value of a unit.

    Parameters
    ----------
    number : float
        The value, for the unit as it is.
    source : str
        Where it is from: given, or so many times the mean unit's.
    own : bool
        Whether something is known of it; False where it follows from the size alone.
    """

    number: float
    source: str
    own: bool = True


def size_of(known: OwnUnit, base: Scenario) -> float:
    """Return the size of a unit, 1 for the mean unit."""
    if known.cases:
        return known.cases / MEAN_CASELOAD
    if known.starts_per_month:
        return known.starts_per_month / starts_of(base)
    return 1.0


def sized(known: OwnUnit, base: Scenario) -> dict[str, Sized]:
    """Return the values of a unit by path, in the order of a file.

    Parameters
    ----------
    known : OwnUnit
        What is known of it, checked (`facts.check_facts`).
    base : Scenario
        The mean unit, under the rules of its time.
    """
    return _Sizing(known, base).values


class _Sizing:
    def __init__(self, known: OwnUnit, base: Scenario) -> None:
        self.known = known
        self.base = base
        self.ratio = size_of(known, base)
        self.values: dict[str, Sized] = {}
        self._scale()
        self._flows()
        self._posts()
        if known.tiers:
            self._tiers()

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
            self.values[path] = Sized(_tidy(value), shown, own=False)

    def _flows(self) -> None:
        """Arrivals: as given in all, and by the mix."""
        known = self.known
        factors = dict.fromkeys(FLOWS, self.ratio)
        why = "scaled"
        if known.mix:
            stock = stock_by_flow(self.base)
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
            self.values[f"arrivals.{flow}"] = Sized(
                _tidy(now * factor),
                f"{why}: {factor:.3f} times {now:g}",
                own=factor != self.ratio,
            )
        life = factors["life"] if "life" in known.mix else self.ratio
        for where in ("custody", "licence"):
            path = f"sentencing.custody.life_stock_{where}"
            now = float(self.base.provenance[path].value)
            source = f"scaled: {life:.3f} times {now:g}"
            self.values[path] = Sized(_tidy(now * life), source, own=life != self.ratio)

    def _tiers(self) -> None:
        """Levels of risk at sentence, such that the caseload has the tiers given.

        A and B together: what tells one from the other (scores, MAPPA) follows from the level.
        """
        given = {level: self.known.tiers[level] for level in TIERS}
        total = sum_of(given.values())
        wanted = [given["A"] + given["B"], given["C"], given["D"]]
        mixes = mixes_by_tier(self.base, [one / total for one in wanted])
        words = ", ".join(f"{level} {100.0 * one / total:.0f} %" for level, one in given.items())
        for group, mix in mixes.items():
            for level, share in mix.items():
                path = f"people.rosh.{group}.{level}"
                self.values[path] = Sized(share, f"fitted to the tiers given: {words}")

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
                self.values[f"workforce.posts.{grade}"] = Sized(float(heads), "given")

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
            self.values[path] = Sized(float(posts), "given")
        elif in_post is not None:
            number = max(in_post, round(in_post / (1.0 - share)))
            self.values[path] = Sized(
                float(number), f"{in_post} in post given; vacant {why_vacant}"
            )
        number = round(self.values[path].number)
        if in_post is not None and number:
            self.values[share_path] = Sized(
                _tidy(1.0 - in_post / number), f"given: {in_post} of {number} in post"
            )
        else:
            self.values[share_path] = Sized(_tidy(share), why_vacant, own=vacancy is not None)


def _tidy(value: float) -> float:
    return float(f"{value:.6g}")


def stock_by_flow(base: Scenario) -> dict[str, float]:
    """Cases by kind of the sentence they came with, at the start of the model's mean unit."""
    stock = dict.fromkeys(FLOWS, 0.0)
    for person in _stock(base):
        stock[person.flow] += 1.0 / _HISTORIES
    return stock


def mixes_by_tier(base: Scenario, wanted: list[float]) -> dict[str, dict[str, float]]:
    """Levels of risk at sentence, by group, for a caseload with given shares of tiers.

    Parameters
    ----------
    base : Scenario
        The mean unit.
    wanted : list of float
        Shares of the protect levels A and B together, C, and D.

    Returns
    -------
    dict
        Group of sentences to level of risk of serious harm to share.
    """
    from scipy.optimize import nnls

    kinds = np.zeros((3, 3))
    groups: dict[str, float] = {}
    for person in _stock(base):
        group = group_of(person.flow, person.length)
        groups[group] = groups.get(group, 0.0) + 1.0
        # High and very high make the same protect levels.
        kinds[max(0, TIERS.index(person.protect) - 1), min(2, person.assessed_rosh)] += 1.0
    usual = kinds.sum(axis=0) / kinds.sum()
    # Which protect levels the cases of a level of risk have, and how many there must then be.
    levels, _ = nnls(kinds / np.maximum(kinds.sum(axis=0), 1.0), np.array(wanted))
    levels = np.maximum(levels, _LEAST) / np.maximum(levels, _LEAST).sum()
    names = sorted(groups)
    weights = np.array([groups[name] for name in names])
    mixes = np.array(
        [
            [
                float(getattr(getattr(base.undated.people.rosh, name), level))
                for level in ROSH_LEVELS
            ]
            for name in names
        ]
    )
    factors = levels / usual
    for _ in range(_ROUNDS):
        now = mixes * factors[_LEVELS]
        now /= now.sum(axis=1, keepdims=True)
        shares = weights @ now / weights.sum()
        there = weights @ mixes / weights.sum()
        reached = np.array([shares[0], shares[1], shares[2:].sum()])
        before = np.array([there[0], there[1], there[2:].sum()])
        # Of those on the books there are more of some levels than of those sentenced.
        factors *= (levels / usual) * before / reached
    found = {}
    for name, mix in zip(names, now, strict=True):
        shown = [float(f"{one:.4f}") for one in mix]
        shown[1] = float(f"{1.0 - shown[0] - shown[2] - shown[3]:.4f}")
        found[name] = dict(zip(ROSH_LEVELS, shown, strict=True))
    return found


def _stock(base: Scenario) -> Iterator[Person]:
    """Everybody on the books at the start of the model's mean unit, in some of its histories."""
    short = base.with_values({"run.warm_up_weeks": 0, "run.observe_weeks": 1, "unit.scale": 0.5})
    for replication in range(_HISTORIES):
        unit = Unit(short, 0, replication)
        unit.past.walk(1)
        for state in State:
            if state is not State.CLOSED:
                yield from unit.in_state[state].values()
