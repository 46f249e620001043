"""The items of STRESS-DES that a run can fill by itself, so that they cannot go stale.

The checklist: Monks, T. and others (2019), Strengthening the reporting of empirical simulation
studies, Journal of Simulation 13, 55-67.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pdusim.experiment.results import Results
from pdusim.outcomes.measures import MEASURES
from pdusim.report.pictured import Weeks
from pdusim.report.wording import listed, sure

Item = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Made:
    """What a run was made with.

    Parameters
    ----------
    version, code : str
        Of pdusim, and the hash of its model's source.
    environment : mapping of str to str
        Versions that can change a number.
    """

    version: str
    code: str
    environment: Mapping[str, str]

    @classmethod
    def of(cls, manifest: Mapping[str, Any] | None) -> Made:
        """Read it from the manifest of a saved run, or take what is installed now."""
        if manifest is not None:
            return cls(manifest["pdusim"], manifest["code"], manifest["environment"])
        from pdusim import __version__
        from pdusim.experiment.identity import code_hash, environment

        return cls(__version__, code_hash(), environment())


def stress_items(results: Results, made: Made) -> list[Item]:
    """Return number, name and text of each item a run can fill.

    Parameters
    ----------
    results : Results
    made : Made
        What the run was made with.
    """
    from pdusim.experiment.identity import scenario_hash

    weeks = Weeks(results)
    run = weeks.run
    warm, observed = int(run["warm_up_weeks"]), int(run["observe_weeks"])
    begin = weeks.start + timedelta(weeks=warm)
    end = begin + timedelta(weeks=observed) - timedelta(days=1)
    provenance = getattr(results.scenarios[0], "provenance", {})
    marks = Counter(entry.confidence or "not stated" for entry in provenance.values())
    env = made.environment
    values = results.scenarios[0].resolved()["settings"]
    rule = values.get("management", {}).get("allocation", {}).get("rule", "as in the scenario")
    service = values.get("work", {}).get("service", {})
    definitions = " ".join(
        f"{MEASURES[name].title}: {MEASURES[name].definition}"
        for name in ("missed_review_rate", "workload_pct", "unrecognised_risk_days")
    )
    if results.stopping is not None:
        number = f"{results.replications} replications, until the precision asked for was reached"
    else:
        number = f"{results.replications} replications of each scenario, a number set beforehand"
    scenarios = "; ".join(
        f"“{name}”: {' '.join(str(s.description).split()).rstrip('.') or 'no description given'}"
        for name, s in zip(results.names, results.scenarios, strict=True)
    )
    return [
        (
            "1.1",
            "Purpose",
            "To compare workload and missed risk reviews of one Probation Delivery Unit under "
            f"{len(results.names)} scenario{'s' if len(results.names) > 1 else ''}.",
        ),
        ("1.2", "Outputs", f"{definitions} The other definitions stand with the table of levels."),
        ("1.3", "Aims of experimentation", f"{scenarios}."),
        (
            "2.2, 2.3",
            "Base and scenario logic",
            f"Scenario “{results.names[0]}” is the base; the others differ by the values listed "
            "under “What differs”.",
        ),
        (
            "2.4",
            "Algorithms",
            f"Allocation of cases: {str(rule).replace('_', ' ')}. Discipline of a practitioner's "
            "queue: "
            f"{service.get('discipline', 'as in the scenario')}; triage "
            f"{'on' if service.get('triage') else 'off'}. Hours of a task: "
            f"{service.get('hours_distribution', 'as in the scenario')}.",
        ),
        (
            "2.5",
            "Components",
            "Entities: people on probation, tasks. Resources: practitioners, seniors, places. "
            "Queues: tasks before a practitioner, cases before a senior who allocates. Entry: "
            "sentence. Exit: completion, revocation, expiry.",
        ),
        (
            "3.1, 3.3",
            "Data and input parameters",
            f"{len(provenance)} values, each with source and confidence (table below): "
            + listed([f"{n} {mark}" for mark, n in sorted(marks.items())] or ["none listed"])
            + ".",
        ),
        (
            "3.4",
            "Assumptions",
            f"{marks.get('assumed', 0)} values are modelling assumptions and "
            f"{marks.get('low', 0)} are of low confidence; both are marked in the table.",
        ),
        (
            "4.1",
            "Initialisation",
            f"A simulated past, then {warm} weeks of warm-up from {weeks.start:%-d %B %Y}, "
            "not observed.",
        ),
        (
            "4.2",
            "Run length",
            f"{observed} weeks, {begin:%-d %B %Y} to {end:%-d %B %Y}.",
        ),
        (
            "4.3",
            "Estimation",
            f"{number}; seed {results.seed}. Ratios of totals with jackknife intervals "
            f"({sure(results.confidence)}); differences paired by replication.",
        ),
        (
            "5.1",
            "Software",
            f"pdusim {made.version}, "
            + ", ".join(f"{name} {number}" for name, number in env.items() if name != "machine"),
        ),
        (
            "5.2",
            "Random sampling",
            "Every number is a function of seed, replication, purpose, entity and ordinal, by "
            "inverse transform; scenarios share them (common random numbers by person).",
        ),
        (
            "5.3",
            "Execution",
            "Discrete events; the result does not depend on the number of processes.",
        ),
        ("5.4", "System", f"Processor family {env['machine']}."),
        (
            "6.1",
            "Code and identity",
            f"Source of the model {made.code[:16]}; "
            + "; ".join(
                f"scenario “{name}” {scenario_hash(s)[:16]}"
                for name, s in zip(results.names, results.scenarios, strict=True)
            )
            + ". The same scenario, seed and source give the same bits.",
        ),
    ]
