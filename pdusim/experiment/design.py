"""Which points of a range to simulate.

Every design is a table of numbers between 0 and 1, one row a point and one column a factor; a
factor stretches its column over its range. Latin hypercube and Sobol sequence come from
``scipy.stats.qmc``, the samples for Morris screening and Sobol indices from SALib.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pdusim.arithmetic import sum_of
from pdusim.experiment.errors import ExperimentError
from pdusim.experiment.extras import missing_extra

Kind = Literal["factorial", "lhs", "sobol", "morris", "sobol_indices"]
KINDS: tuple[Kind, ...] = ("factorial", "lhs", "sobol", "morris", "sobol_indices")

#: Most points a design may have; beyond it somebody meant something else.
MOST_POINTS = 1_000_000


@dataclass(frozen=True, slots=True)
class Factor:
    """A value that is varied over a range.

    Parameters
    ----------
    path : str
        Dotted path of the value.
    low, high : float
        Ends of the range.
    whole : bool
        Whether only whole numbers will do: each of them then has an equal part of the design's
        numbers, the ends as well.
    unit : str
        Unit of the value.
    nominal : float
        Value in the base scenario.
    whole_of : tuple of (str, float)
        Where the value is a share: it and all other shares of the same whole, with their values
        in the base scenario. They are scaled together so that they still add to 1.
    """

    path: str
    low: float
    high: float
    whole: bool
    unit: str
    nominal: float
    whole_of: tuple[tuple[str, float], ...] = ()

    def value(self, share: float) -> float | int:
        """Value at a share of the way from `low` to `high`."""
        if self.whole:
            # Not rounded, which would give the ends half the weight. The crumb is for shares such
            # as 1/3 that a design means exactly.
            number = round(self.high - self.low) + 1
            return round(self.low) + min(number - 1, int(share * number + 1e-9))
        return self.low + share * (self.high - self.low)

    def place(self, share: float) -> float:
        """Share of the way at which the value in fact lies; another only for a whole number."""
        if self.whole:
            return (self.value(share) - self.low) / (self.high - self.low)
        return share


def varied_values(factors: Sequence[Factor], shares: ArrayLike) -> dict[str, float | int]:
    """Values of a row of a design, by path; shares of a whole are made to add to 1.

    Parameters
    ----------
    factors : sequence of Factor
    shares : array-like of float, shape (factors,)
        Between 0 and 1.
    """
    row = np.asarray(shares, dtype=np.float64)
    values = {f.path: f.value(float(share)) for f, share in zip(factors, row, strict=True)}
    for whole in dict.fromkeys(factor.whole_of for factor in factors if factor.whole_of):
        parts = {path: values.get(path, nominal) for path, nominal in whole}
        total = sum_of(parts.values())
        values |= {path: part / total for path, part in parts.items()}
    return values


@dataclass(frozen=True, slots=True)
class Design:
    """How to choose the points.

    Parameters
    ----------
    kind : {"factorial", "lhs", "sobol", "morris", "sobol_indices"}
        Every combination of levels; Latin hypercube; Sobol sequence; Morris trajectories;
        the sample from which Sobol indices are estimated.
    points : int
        Points of ``lhs`` and ``sobol``; base sample of ``sobol_indices``, which takes
        ``points x (factors + 2)``.
    trajectories : int
        Of ``morris``, each taking ``factors + 1`` points.
    levels : int
        Of ``morris``, and of each factor of ``factorial``.
    seed : int
        Of the design alone; the chance inside the simulations has its own.
    """

    kind: Kind
    points: int = 0
    trajectories: int = 10
    levels: int = 4
    seed: int = 0

    def size(self, factors: int) -> int:
        """Points of this design for a number of factors."""
        if factors == 0:
            return 1
        if self.kind == "factorial":
            return int(self.levels**factors)
        if self.kind == "morris":
            return self.trajectories * (factors + 1)
        if self.kind == "sobol_indices":
            return self.points * (factors + 2)
        return self.points

    def rows(self, factors: int) -> NDArray[np.float64]:
        """Draw the design.

        Parameters
        ----------
        factors : int
            Number of columns.

        Returns
        -------
        ndarray of float, shape (points, factors)
            Between 0 and 1; one empty row when there is no factor.

        Raises
        ------
        ExperimentError
            When the design would have more than ``MOST_POINTS`` points, or SALib is needed and
            not installed.
        """
        if factors == 0:
            return np.zeros((1, 0))
        if self.size(factors) > MOST_POINTS:
            raise ExperimentError(
                f"the design has {self.size(factors):,} points for {factors} factors: choose "
                "fewer factors, or another design"
            )
        return _MAKERS[self.kind](self, factors)


def sensitivity_library() -> Any:
    """Import SALib.

    Raises
    ------
    ExperimentError
        When it is not installed; the text says how to.
    """
    try:
        import SALib
    except ImportError:
        raise missing_extra("sweep", "Morris and Sobol sensitivity need SALib") from None
    return SALib


def places_of(factors: Sequence[Factor], shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Where each value of a design in fact lies between the ends of its range."""
    places = shares.copy()
    for column, factor in enumerate(factors):
        if factor.whole:
            places[:, column] = [factor.place(float(share)) for share in shares[:, column]]
    return places


def unit_problem(factors: int) -> dict[str, Any]:
    """Describe `factors` columns between 0 and 1 as SALib wants it."""
    return {
        "num_vars": factors,
        "names": [f"x{i}" for i in range(factors)],
        "bounds": [[0.0, 1.0]] * factors,
    }


def _factorial(design: Design, factors: int) -> NDArray[np.float64]:
    steps = np.linspace(0.0, 1.0, design.levels) if design.levels > 1 else [0.5]
    return np.array(list(product(steps, repeat=factors)))


def _latin_hypercube(design: Design, factors: int) -> NDArray[np.float64]:
    from scipy.stats.qmc import LatinHypercube

    sample: NDArray[np.float64] = LatinHypercube(factors, rng=_generator(design)).random(
        design.points
    )
    return sample


def _sobol_sequence(design: Design, factors: int) -> NDArray[np.float64]:
    from scipy.stats.qmc import Sobol

    sequence = Sobol(factors, rng=_generator(design))
    # The next power of two keeps the sequence balanced; what is beyond the points is dropped.
    sample: NDArray[np.float64] = sequence.random_base2(max(0, (design.points - 1).bit_length()))
    return sample[: design.points]


def _morris(design: Design, factors: int) -> NDArray[np.float64]:
    sensitivity_library()
    from SALib.sample import morris

    sample: NDArray[np.float64] = morris.sample(
        unit_problem(factors), design.trajectories, num_levels=design.levels, seed=design.seed
    )
    return sample


def _sobol_indices(design: Design, factors: int) -> NDArray[np.float64]:
    sensitivity_library()
    from SALib.sample import sobol

    sample: NDArray[np.float64] = sobol.sample(
        unit_problem(factors), design.points, calc_second_order=False, seed=design.seed
    )
    return sample


def _generator(design: Design) -> np.random.Generator:
    return np.random.default_rng(design.seed)


_MAKERS = {
    "factorial": _factorial,
    "lhs": _latin_hypercube,
    "sobol": _sobol_sequence,
    "morris": _morris,
    "sobol_indices": _sobol_indices,
}
