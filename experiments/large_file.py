"""How long a large file of cases takes to be read, and how much memory: a message or a unit.

    python experiments/large_file.py --rows 200000

Writes a file whose rows are right and one with some wrong rows in it (dates that are none, a
sentence that is over, an identifier twice, a name in place of one), reads both as `pdusim check`
does, and prints for each what came of it. With ``--run`` the unit is simulated for a week too.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from pdusim import ScenarioError, load_scenario, simulate

HEAD = "case,sentence,start,end,rosh,tier,officer"
UNIT = (
    "extends: baseline\n"
    "run: {start: 2026-01-05, warm_up_weeks: 0, observe_weeks: 1}\n"
    "start: {caseload: cases.csv}\n"
)
WRONG = (
    "{case},CO,2025-13-01,2026-05-17,M,B2,PO1",
    "{case},CO,2021-01-11,2022-05-17,M,B2,PO1",
    "X000000,CO,2025-01-13,2026-05-18,M,B2,PO1",
    "Somebody,CO,2025-01-13,2026-05-18,M,B2,PO1",
    "{case},banishment,2025-01-13,2026-05-18,M,B2,PO1",
)


def rows(number: int, every: int) -> list[str]:
    """Rows of a file, each `every`-th of them wrong; none where it is 0."""
    chance = np.random.default_rng(1)
    kinds = np.array(["CO", "SSO", "UPW", "custody"])[chance.integers(0, 4, number)]
    months, days = chance.integers(1, 13, number), chance.integers(1, 29, number)
    levels = np.array(list("LMH"))[chance.integers(0, 3, number)]
    tiers = np.array(list("ABCD"))[chance.integers(0, 4, number)]
    made = []
    for place in range(number):
        case = f"X{place:06d}"
        if every and place and place % every == 0:
            made.append(WRONG[place // every % len(WRONG)].format(case=case))
        else:
            made.append(
                f"{case},{kinds[place]},2025-{months[place]:02d}-{days[place]:02d},"
                f"2026-{months[place]:02d}-28,{levels[place]},{tiers[place]}2,PO{place % 4000}"
            )
    return made


def read(folder: Path, *, run: bool) -> dict[str, object]:
    """Read the unit in a folder and say what came of it; in a process of its own."""
    begin = time.process_time()
    try:
        scenario = load_scenario(folder / "unit.yaml")
    except ScenarioError as error:
        said = f"a message: {str(error).splitlines()[-1]}"
    else:
        assert scenario.given is not None
        said = f"a unit of {len(scenario.given.cases or ()):,} cases"
        if run:
            caseload = simulate(scenario).measures["caseload"]
            said += f", and a run: {caseload:,.0f} in the first week"
    return {
        "said": said,
        "seconds": time.process_time() - begin,
        # In kilobytes on Linux.
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0,
    }


def main() -> None:
    """Write the files, read each in a process of its own, print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--run", action="store_true", help="simulate a week of the unit too")
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.read:
        sys.stdout.write(json.dumps(read(chosen.read, run=chosen.run)))
        return
    print("| file | what came of it | CPU, s | memory, MB |\n|---|---|---|---|")
    for what, every in (("all rows right", 0), ("one row of 100 wrong", 100)):
        with tempfile.TemporaryDirectory() as folder:
            text = "\n".join([HEAD, *rows(chosen.rows, every)]) + "\n"
            (Path(folder) / "cases.csv").write_text(text, encoding="utf-8")
            (Path(folder) / "unit.yaml").write_text(UNIT, encoding="utf-8")
            command = [sys.executable, __file__, "--read", folder]
            done = subprocess.run(
                command + ["--run"] * chosen.run, capture_output=True, text=True, check=True
            )
            found = json.loads(done.stdout)
        print(
            f"| {chosen.rows:,} rows, {what} | {found['said']} | {found['seconds']:.1f} | "
            f"{found['megabytes']:.0f} |"
        )


if __name__ == "__main__":
    main()
