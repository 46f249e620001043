"""Fingerprints of the model: 14 small runs, every event, total and weekly figure of each hashed.

A refactoring leaves all of them as they are. A change that moves one on purpose says so under
"Model output" in CHANGELOG.md and has them written anew:

    python tools/fingerprints.py check      which have moved (exit code 1 if any has)
    python tools/fingerprints.py explain    what has moved: totals, the first day, weekly series
    python tools/fingerprints.py write      write the present ones to tests/data/fingerprints.json
    python tools/fingerprints.py events RUN every event of one run, a line each

Beside each hash the file holds what it takes to say what moved without the old program: the
totals, how many events there were of each kind, a short digest of each day's events and of each
weekly column. ``explain --against REVISION`` also runs the program of that commit and shows the
first events that differ, old and new.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import math
import os
import platform
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy

from pdusim import load_scenario, simulate

ROOT = Path(__file__).parents[1]
STORED = ROOT / "tests" / "data" / "fingerprints.json"

SMALL = {
    "unit.scale": 0.25,
    "unit.past_years": 3.0,
    "run.warm_up_weeks": 8,
    "run.observe_weeks": 120,
}
SEED, REPLICATION = 11, 1

# Policies under which, in so small a unit, something else happens than in the baseline.
RUNS: dict[str, tuple[str, dict[str, Any]]] = {
    name: (name, {})
    for name in (
        "baseline",
        "ecsl_70_days",
        "sds40",
        "rules_2025",
        "duty_cover",
        "spo_holds",
        "probation_reset",
        "relaxed_standards",
        "case_holders_write_reports",
        "allocation_tier_matched_2026",
        "hand_back_at_100",
        "trainee_boom",
        "pss_ends",
    )
}
RUNS["baseline_other_rules"] = (
    "baseline",
    {
        "management.absence.rule": "duty_cover",
        "surroundings.court_reports.written_by": "case_holders",
    },
)
"""Runs by name: the scenario, and what differs from it."""

# Digests say where to look; the hash of the whole says whether. Four hexadecimal digits are
# enough to miss a day once in 65,536.
DIGITS = 4
# Rounded so far, moments agree between processors whose last digits differ.
DECIMALS = 6
LAST_DIGITS = 1e-9

Events = Iterable[tuple[Any, ...]]


def where() -> dict[str, str]:
    """Return what the last digits may hang on besides the source."""
    return {"processor": platform.machine(), "numpy": numpy.__version__}


@cache
def lived(run: str) -> Any:
    """Return the outcome of a run."""
    scenario, differs = RUNS[run]
    return simulate(
        load_scenario(scenario).with_values({**SMALL, **differs}),
        seed=SEED,
        replication=REPLICATION,
        record="events",
    )


def _digest(lines: Iterable[str], digits: int = DIGITS) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:digits]


def _days(events: Events) -> str:
    """Return the digests of days from the start on, led by one of all that lies before."""
    of_day: defaultdict[int, list[str]] = defaultdict(list)
    for moment, *rest in events:
        of_day[max(math.floor(moment), -1)].append(repr((round(moment, DECIMALS), *rest)))
    return "".join(_digest(of_day[day]) for day in range(-1, max(of_day) + 1))


def fingerprint(run: str) -> dict[str, Any]:
    """Return the hash of a run and what it takes to explain how another differs."""
    outcome = lived(run)
    weekly = sorted((key, tuple(column)) for key, column in outcome.weekly.items())
    whole = (
        sorted(outcome.totals.items()),
        weekly,
        outcome.events,
        sorted(outcome.checks.items()),
    )
    return {
        "hash": _digest([repr(whole)], 16),
        "events": dict(sorted(Counter(event[1] for event in outcome.events).items())),
        "totals": {name: list(pair) for name, pair in sorted(outcome.totals.items())},
        "checks": dict(sorted(outcome.checks.items())),
        "days": _days(outcome.events),
        "weekly": {name: _digest(map(repr, column), 2 * DIGITS) for name, column in weekly},
    }


def stored() -> dict[str, Any]:
    """Return what the file holds."""
    return json.loads(STORED.read_text(encoding="utf-8"))


def write(runs: Mapping[str, Any]) -> None:
    """Write the file: a line for each part of each run, so that a difference can be read."""
    text = json.dumps({"where": where()})[:-1] + ', "runs": {\n'
    blocks = []
    for run, print_ in runs.items():
        parts = ",\n".join(f'  "{name}": {json.dumps(value)}' for name, value in print_.items())
        blocks.append(f' "{run}": {{\n{parts}\n }}')
    STORED.write_text(text + ",\n".join(blocks) + "\n}}\n", encoding="utf-8")


def same_but_for_last_digits(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Return whether all that happened is the same but for rounding."""
    return (
        old["days"] == new["days"]
        and old["totals"].keys() == new["totals"].keys()
        and all(_close(old["totals"][name], pair) for name, pair in new["totals"].items())
    )


def _close(old: list[float], new: list[float]) -> bool:
    return all(
        a == b or math.isclose(a, b, rel_tol=LAST_DIGITS, abs_tol=LAST_DIGITS)
        for a, b in zip(old, new, strict=True)
    )


def explanation(run: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Return what differs between two fingerprints of a run, most telling first."""
    if old["hash"] == new["hash"]:
        return [f"{run}: as stored"]
    lines = [f"{run}: {old['hash']} stored, {new['hash']} now"]
    if old["totals"] != new["totals"] and same_but_for_last_digits(old, new):
        lines.append("  only last digits differ: the same events on every day, totals within 1e-9")
    lines += _first_day(run, old["days"], new["days"])
    for title, names in (("events", "events"), ("checks", "checks")):
        for name in sorted(old[names].keys() | new[names].keys()):
            was, now = old[names].get(name, 0), new[names].get(name, 0)
            if was != now:
                lines.append(f"  {title}, {name}: {was:,} stored, {now:,} now ({now - was:+,})")
    lines += _totals(old["totals"], new["totals"])
    lines += _columns(old["weekly"], new["weekly"])
    if len(lines) == 1:
        lines.append(f"  only moments of events, beyond decimal {DECIMALS} of a day")
    return lines


def _first_day(run: str, old: str, new: str) -> list[str]:
    if old == new:
        return []
    width = DIGITS
    days = [slice(at, at + width) for at in range(0, max(len(old), len(new)), width)]
    moved = [number - 1 for number, at in enumerate(days) if old[at] != new[at]]
    first = moved[0]
    if first < 0:
        return [f"  events differ before the start, and on {len(moved) - 1} days after it"]
    start = load_scenario(RUNS[run][0]).timeline[0].settings.run.start
    lines = [
        f"  events differ first on day {first} ({start + timedelta(days=first)}), "
        f"on {len(moved)} of {len(days) - 1} days in all; that day now:"
    ]
    lines += [f"    {event}" for event in lived(run).events if math.floor(event[0]) == first]
    return lines


def _totals(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    lines = []
    for name in sorted(old.keys() | new.keys()):
        was, now = old.get(name), new.get(name)
        if was is None or now is None:
            lines.append(f"  total {name}: {'new' if was is None else 'gone'}")
        elif was != now:
            lines.append(f"  total {name}: {_pair(was)} stored, {_pair(now)} now")
    return lines


def _pair(pair: list[float]) -> str:
    over, under = pair
    return f"{over!r}" if under == 1.0 else f"{over!r} of {under!r}"


def _columns(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    lines = []
    gone = {name: digest for name, digest in old.items() if name not in new}
    for name in [name for name in new if name not in old]:
        before = next((was for was, digest in gone.items() if digest == new[name]), None)
        if before is None:
            lines.append(f"  weekly column {name}: new")
        else:
            del gone[before]
            lines.append(f"  weekly column {before}: now called {name}, the same figures")
    lines += [f"  weekly column {name}: gone" for name in gone]
    moved = [name for name in new if name in old and old[name] != new[name]]
    if moved:
        lines.append(f"  weekly columns that differ: {', '.join(moved)}")
    return lines


def event_lines(run: str) -> list[str]:
    """Return the events of a run, a line each."""
    return [repr(event) for event in lived(run).events]


def events_at(revision: str, run: str) -> list[str]:
    """Return the events of a run as the program of another commit gives them."""
    archive = subprocess.run(
        ["git", "archive", revision, "pdusim", "scenarios"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    ).stdout
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(archive)) as package:
            package.extractall(folder, filter="data")
        return subprocess.run(
            [sys.executable, __file__, "events", run],
            env={**os.environ, "PYTHONPATH": folder},
            check=True,
            capture_output=True,
            encoding="utf-8",
        ).stdout.splitlines()


def first_difference(old: list[str], new: list[str], around: int = 3) -> list[str]:
    """Return the first events that differ, with what both have in common before."""
    longest = max(len(old), len(new))
    at = next((n for n in range(longest) if old[n : n + 1] != new[n : n + 1]), None)
    if at is None:
        return ["  every event is the same"]
    return [
        f"  event {at} differs first",
        *(f"      {line}" for line in new[max(at - around, 0) : at]),
        *(f"  old {line}" for line in old[at : at + around]),
        *(f"  new {line}" for line in new[at : at + around]),
    ]


def main() -> int:
    """Do what the command line asks for; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="say which have moved")
    explain = commands.add_parser("explain", help="say what has moved in each")
    for command in (check, explain):
        command.add_argument("run", nargs="*", help="runs by name; all unless given")
    explain.add_argument("--against", metavar="REVISION", help="run that commit's program too")
    commands.add_parser("write", help="write the present ones to the file")
    events = commands.add_parser("events", help="every event of one run")
    events.add_argument("run", nargs=1)
    asked = parser.parse_args()
    unknown = [run for run in getattr(asked, "run", ()) if run not in RUNS]
    if unknown:
        parser.error(f"no run is called {unknown[0]!r}; there are {', '.join(RUNS)}")

    if asked.command == "write":
        write({run: fingerprint(run) for run in RUNS})
        return 0
    if asked.command == "events":
        sys.stdout.write("\n".join(event_lines(asked.run[0])) + "\n")
        return 0
    kept, moved = stored()["runs"], 0
    for run in asked.run or RUNS:
        new = fingerprint(run)
        same = kept[run]["hash"] == new["hash"]
        moved += not same
        if asked.command == "explain":
            lines = explanation(run, kept[run], new)
            if asked.against:
                lines += first_difference(events_at(asked.against, run), event_lines(run))
        else:
            lines = [f"{run}: {'as stored' if same else 'moved'}"]
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()
    if moved:
        sys.stderr.write(
            f"{moved} fingerprints have moved. If that is meant, say why under Model output in\n"
            "CHANGELOG.md and run: python tools/fingerprints.py write\n"
        )
    return 1 if moved else 0


if __name__ == "__main__":
    sys.exit(main())
