"""Measure what every shipped policy does: docs/policies/findings.json, for the site's pages.

Each policy is run against its base with the same chance, both over the policy's window. A file that
is there is kept for the policies that are not asked for, so that a study can be made in parts.

    python tools/policy_findings.py --replications 20
    python tools/policy_findings.py --only sds40 act_2026
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pdusim
from pdusim.report.brief import EIGHT, briefs
from pdusim.report.effects import effect
from pdusim.report.svg import exact
from pdusim.scenario import shipped_scenarios
from pdusim.scenario.families import FAMILIES

ROOT = Path(__file__).parents[1]
FILE = ROOT / "docs" / "policies" / "findings.json"
BASES = next(iter(FAMILIES.values()))
SEED = 1
TOGETHER = 8
"""Policies of one run: what is done is written after each."""


def policies() -> list[str]:
    """Return the names of the shipped scenarios that are no base."""
    return [name for name in shipped_scenarios() if name not in BASES]


def base_of(name: str) -> str:
    """Return what a policy is to be compared with: what its description says, or the baseline."""
    said = re.search(r"Compare with (?:act_2026 and )?(\w+)", _description(name))
    return said[1] if said and said[1] in BASES else "baseline"


def _description(name: str) -> str:
    return " ".join(pdusim.load_scenario(name).description.split())


def kept(file: Path = FILE) -> dict[str, Any]:
    """Return what was measured, by policy."""
    return dict(json.loads(file.read_text(encoding="utf-8"))) if file.exists() else {}


def batches(names: Sequence[str]) -> Iterator[tuple[str, int, list[str]]]:
    """Yield a base, the weeks observed, and policies to run against it."""
    groups: dict[tuple[str, int], list[str]] = {}
    for name in names:
        weeks = pdusim.load_scenario(name).settings.run.observe_weeks
        groups.setdefault((base_of(name), weeks), []).append(name)
    for (base, weeks), members in groups.items():
        for first in range(0, len(members), TOGETHER):
            yield base, weeks, members[first : first + TOGETHER]


def measure(
    base: str, weeks: int, names: Sequence[str], replications: int, workers: int
) -> dict[str, Any]:
    """Return what a run says of policies."""
    against = pdusim.load_scenario(base).with_values({"run.observe_weeks": weeks})
    scenarios = [against, *(pdusim.load_scenario(name) for name in names)]
    results = pdusim.run(scenarios, replications=replications, seed=SEED, workers=workers)
    found = {}
    for place, (name, told) in enumerate(zip(names, briefs(results), strict=True), 1):
        rows = {}
        for one in EIGHT:
            if one in results.measure_names:
                seen = effect(results, place, 0, one)
                ends = (seen.was.mean, seen.step.mean, seen.step.low, seen.step.high)
                rows[one] = [exact(end) for end in ends]
        found[name] = {
            "against": base,
            "replications": replications,
            "seed": SEED,
            "weeks": weeks,
            "headline": told.headline,
            "largest": list(told.largest),
            "how_sure": told.how_sure,
            "measures": rows,
        }
    return found


def write(found: dict[str, Any], file: Path) -> None:
    """Write all that is known, in the order of the names, whole or not at all."""
    ordered = {name: found[name] for name in policies() if name in found}
    text = json.dumps(ordered, ensure_ascii=False, indent=1)
    # A row of numbers on a line of its own.
    text = re.sub(r"\[\s+([-\d.e,\snul]+?)\s+\]", lambda m: f"[{' '.join(m[1].split())}]", text)
    beside = file.with_suffix(".new")
    beside.write_text(text + "\n", encoding="utf-8")
    os.replace(beside, file)


def main() -> None:
    """Run and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--replications", type=int, default=20)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", nargs="*", help="some of the policies")
    parser.add_argument("-o", "--output", type=Path, default=FILE)
    given = parser.parse_args()
    found = kept(given.output)
    for base, weeks, names in batches(given.only or policies()):
        found |= measure(base, weeks, names, given.replications, given.workers)
        write(found, given.output)
        sys.stdout.write(f"against {base}, {weeks} weeks: {', '.join(names)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
