"""Reference simulator of a Probation Delivery Unit.

The public names, kept stable. They are fetched when first used, so that importing the package
costs next to nothing and a worker process pays only for what it needs.

Nothing is imported here that Python has not imported already: under ``python -m pdusim`` the
current folder is on the path until ``__main__`` takes it off.
"""

from importlib import import_module

# What type checkers take to be true, without the module that has it.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from pdusim.analysis import compare
    from pdusim.experiment import run, run_experiment
    from pdusim.model.kernel.extensions import Extensions
    from pdusim.model.replication import simulate
    from pdusim.outcomes.outcome import Outcome
    from pdusim.scenario.errors import ScenarioError
    from pdusim.scenario.loading import load_scenario
    from pdusim.scenario.scenario import Scenario

__all__ = [
    "Extensions",
    "Outcome",
    "Scenario",
    "ScenarioError",
    "__version__",
    "compare",
    "load_scenario",
    "run",
    "run_experiment",
    "simulate",
]

__version__ = "0.1.0"

_HOME = {
    "Extensions": "pdusim.model.kernel.extensions",
    "Outcome": "pdusim.outcomes.outcome",
    "Scenario": "pdusim.scenario.scenario",
    "ScenarioError": "pdusim.scenario.errors",
    "compare": "pdusim.analysis",
    "load_scenario": "pdusim.scenario.loading",
    "run": "pdusim.experiment",
    "run_experiment": "pdusim.experiment",
    "simulate": "pdusim.model.replication",
}


def __getattr__(name: str) -> object:
    """Import a public name from its home at first use."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(_HOME[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """List the public names, imported already or not."""
    return sorted({*globals(), *__all__})
