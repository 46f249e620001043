"""Search for values that fit targets, from few and slow evaluations.

A derivative-free Gauss-Newton search [1]_: every measure is approximated by a plane through what
was simulated near the best point so far, the misfit of the planes is minimised within a trust
region, and the proposals, a handful at a time so that they run in parallel, are simulated.
All candidates meet the same chance, which makes the misfit a smooth enough function of the values.

References
----------
.. [1] Cartis, C. and Roberts, L. (2019). A derivative-free Gauss-Newton method. Mathematical
   Programming Computation 11, 631-674.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]

#: Pull towards the start, in units of misfit for a move over a value's whole range: values that
#: no target asks to move stay where they were.
PULL = 0.05
#: First radius of the trust region, and the one at which the search ends; in shares of a range.
FIRST_RADIUS = 0.5
LAST_RADIUS = 0.02


@dataclass(slots=True)
class Planes:
    """A plane for each measure, fitted around a centre.

    Parameters
    ----------
    centre : ndarray, shape (values,)
    level : ndarray, shape (measures,)
        Measures at the centre.
    slope : ndarray, shape (measures, values)
        Change of each measure over the whole range of each value.
    """

    centre: Vector
    level: Vector
    slope: NDArray[np.float64]

    def at(self, point: Vector) -> Vector:
        """Measures the planes predict at a point."""
        predicted: Vector = self.level + self.slope @ (point - self.centre)
        return predicted


@dataclass(slots=True)
class Round:
    """One round of the search.

    Parameters
    ----------
    number : int
        From 0, the first look around.
    candidates : int
        Points simulated so far.
    misfit : float
        Of the best point so far, the pull towards the start left out.
    radius : float
        Of the trust region.
    """

    number: int
    candidates: int
    misfit: float
    radius: float


@dataclass(slots=True)
class Search:
    """Looks for the point of the unit cube whose measures misfit least.

    Parameters
    ----------
    start : ndarray, shape (values,)
        Where the values are now, between 0 and 1.
    known : ndarray, shape (measures,)
        The measures there.
    misfit : callable of ndarray to ndarray
        Signed misfit of each target from the measures, weights included.
    evaluate : callable of list of ndarray to ndarray
        Simulates points; gives their measures, shape (points, measures), NaN where missing.
    seed : int
        Of the first look around and of the points tried beside each proposal.
    on_round : callable of Round, optional
        Called after each round.
    """

    start: Vector
    known: Vector
    misfit: Callable[[Vector], Vector]
    evaluate: Callable[[list[Vector]], NDArray[np.float64]]
    seed: int = 0
    on_round: Callable[[Round], None] | None = None
    points: list[Vector] = field(default_factory=list, init=False)
    measures: list[Vector] = field(default_factory=list, init=False)
    rounds: list[Round] = field(default_factory=list, init=False)

    def run(self, rounds: int) -> Vector:
        """Search, and return the best point found.

        Parameters
        ----------
        rounds : int
            Most rounds after the first look around.
        """
        from scipy.stats.qmc import LatinHypercube

        size = self.start.size
        rng = np.random.default_rng(self.seed)
        around = LatinHypercube(size, rng=rng).random(2 * size + 2)
        # The look around is about the start: half a range each way, cut at the ends.
        near = np.clip(self.start + (around - 0.5) * 2.0 * FIRST_RADIUS, 0.0, 1.0)
        self.points, self.measures = [self.start], [self.known]
        self._try(list(near))
        radius = FIRST_RADIUS
        self._note(0, radius)
        for number in range(1, rounds + 1):
            best = self.best
            # Met targets do not end it: the pull may yet bring values back that need not move.
            if radius < LAST_RADIUS:
                break
            before = self._loss(best)
            self._try(self._proposals(radius, rng))
            gained = before - self._loss(self.best)
            radius = min(1.0, 1.6 * radius) if gained > 0.1 * before else radius / 2.0
            self._note(number, radius)
        return self.points[self.best]

    @property
    def best(self) -> int:
        """Place of the point with the least loss; the earliest of equals."""
        return min(range(len(self.points)), key=self._loss)

    def planes(self, radius: float) -> Planes:
        """Fit planes through the best point, near points counting most."""
        place = self.best
        centre, level = self.points[place], self.measures[place]
        known = [
            i
            for i, row in enumerate(self.measures)
            if not np.isnan(row).any() and not np.array_equal(self.points[i], centre)
        ]
        moved = np.array([self.points[i] - centre for i in known])
        gained = np.array([self.measures[i] - level for i in known])
        distance = np.sqrt((moved**2).mean(axis=1))
        # At least as many points as a plane needs must be near enough to count.
        enough = np.sort(distance)[min(len(known), centre.size + 1) - 1]
        weight = np.exp(-0.5 * (distance / max(0.7 * radius, enough)) ** 2)
        # A touch of ridge keeps the plane flat in directions nobody has tried.
        ridge = 1e-6 * float((weight * distance**2).sum()) + 1e-15
        left = moved.T @ (weight[:, None] * moved) + ridge * np.eye(centre.size)
        slopes = np.linalg.solve(left, moved.T @ (weight[:, None] * gained))
        return Planes(centre, level, slopes.T)

    def _proposals(self, radius: float, rng: np.random.Generator) -> list[Vector]:
        planes = self.planes(radius)
        bold, careful = self._minimise(planes, radius), self._minimise(planes, radius / 2.0)
        size = self.start.size
        beside = [
            np.clip(bold + rng.uniform(-0.5, 0.5, size) * radius, 0.0, 1.0)
            for _ in range(max(2, min(6, size)))
        ]
        return [bold, careful, *beside]

    def _minimise(self, planes: Planes, radius: float) -> Vector:
        from scipy.optimize import least_squares

        low = np.clip(planes.centre - radius, 0.0, 1.0)
        high = np.clip(planes.centre + radius, 0.0, 1.0)
        free = high > low

        def residuals(inner: Vector) -> Vector:
            point = planes.centre.copy()
            point[free] = inner
            return np.concatenate([self.misfit(planes.at(point)), PULL * (point - self.start)])

        found = least_squares(
            residuals,
            np.clip(planes.centre, low, high)[free],
            bounds=(low[free] - 1e-12, high[free] + 1e-12),
        )
        point = planes.centre.copy()
        point[free] = np.clip(found.x, 0.0, 1.0)
        return point

    def _try(self, points: list[Vector]) -> None:
        measures = self.evaluate(points)
        self.points.extend(points)
        self.measures.extend(measures)

    def _misfit_at(self, place: int) -> float:
        row = self.measures[place]
        if np.isnan(row).any():
            return float("inf")
        return float((self.misfit(row) ** 2).sum())

    def _loss(self, place: int) -> float:
        pull = PULL**2 * float(((self.points[place] - self.start) ** 2).sum())
        return self._misfit_at(place) + pull

    def _note(self, number: int, radius: float) -> None:
        made = Round(number, len(self.points), self._misfit_at(self.best), radius)
        self.rounds.append(made)
        if self.on_round is not None:
            self.on_round(made)
