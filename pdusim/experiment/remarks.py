"""What an experiment cannot deliver, or does in silence: told before anything is simulated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pdusim.experiment.design import Factor, varied_values
from pdusim.experiment.files import SweepSpec
from pdusim.scenario.errors import ScenarioError
from pdusim.scenario.scenario import Scenario

#: Replications of each point from which each analysis has intervals.
_LEAST = {"sobol_indices": 3}
_NAMES = {"sobol_indices": "Sobol indices", "morris": "elementary effects"}


def design_remarks(spec: SweepSpec) -> list[str]:
    """Return a sentence for each analysis that the design or its replications will not bear."""
    factors = len(spec.factors)
    if not factors:
        return []
    said = []
    points = spec.design.size(factors)
    if spec.design.kind not in ("morris", "sobol_indices") and points < factors + 2:
        said.append(
            f"{points} points cannot tell the main effects of {factors} values: {factors + 2} are "
            "the least, and twice as many are better; or name fewer values under 'uncertain'. "
            "The spread over the values and the effects of policies come out all the same"
        )
    least = _LEAST.get(spec.design.kind, 2)
    if spec.replications < least:
        what = _NAMES.get(spec.design.kind, "main effects")
        many = "replication" if spec.replications == 1 else "replications"
        said.append(
            f"{spec.replications} {many} of each point cannot tell {what} from chance, so that "
            f"they will have no intervals: write 'replications: {least}' or more"
        )
    return said


def policy_remarks(spec: SweepSpec) -> list[str]:
    """Return what each policy's scenario warns of, such as a change after the end of the run."""
    said = []
    for policy in spec.policies:
        own = set(_cuts([policy.scenario]))
        # What is cut is said of all points together.
        said += [f"{policy.name}: {text}" for text in policy.scenario.warnings if text not in own]
    return list(dict.fromkeys(said))


def calibration_remarks(scenarios: Iterable[Scenario], free: Sequence[Factor]) -> list[str]:
    """Return what scenarios warn of, and what is cut where free values reach their ends."""
    ends: list[Scenario] = []
    said: list[str] = []
    for scenario in scenarios:
        own = set(_cuts([scenario]))
        said += [f"{scenario.name}: {text}" for text in scenario.warnings if text not in own]
        for end in (0.0, 1.0):
            for factor in free:
                try:
                    ends.append(scenario.with_values(varied_values([factor], [end])))
                except ScenarioError:
                    continue  # the search cannot go there either
    warned = [scenario for scenario in ends if scenario.warnings]
    return [*dict.fromkeys(said), *point_remarks(warned, len(ends))]


def point_remarks(warned: Sequence[Scenario], points: int) -> list[str]:
    """Return what the schema warns of at any point, at its worst.

    Parameters
    ----------
    warned : sequence of Scenario
        Those of the points that warn of something.
    points : int
        How many points there are.
    """
    said = []
    for text in _cuts(warned):
        cut = sum(_warns_alike(scenario, text) for scenario in warned)
        said.append(f"{text}. So at {cut} of {points} points; 'set:' in the file reaches them all")
    return said


def _cuts(scenarios: Iterable[Scenario]) -> list[str]:
    every = [period.settings for scenario in scenarios for period in scenario.timeline]
    return type(every[0]).cuts(every) if every else []


def _warns_alike(scenario: Scenario, text: str) -> bool:
    """Whether a scenario warns of the same value."""
    path = text.split(" ", 1)[0]
    return any(warning.startswith(f"{path} ") for warning in scenario.warnings)
