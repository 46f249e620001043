"""What one replication of the full baseline costs in machine instructions, against a ceiling.

Seconds differ between machines and from hour to hour; counted instructions hardly do, so that a
change which makes the model slower shows at once. Valgrind counts, at some fifty times the cost of
running: a minute or two. Counted are two replications less one, so that what a process pays once
(starting Python, importing libraries at first use, reading the scenario) is not in it.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys

from pdusim.build import build

CEILING = {"pure": 15.2e9, "compiled": 7.0e9}
"""Instructions a replication may cost, by build; CPython 3.11 on x86-64.

Some 3 % of it are the dates of release, exact to the day, of everybody sentenced in the past. The
pure ceiling was 13.4 until hazards were steep after a release (six times as many candidate dates),
people came back, died and moved, and curfews had enquiries: 14.4 counted with all of these.
"""

ONE = "import pdusim; unit = pdusim.load_scenario({scenario!r}); pdusim.simulate(unit, seed=1)"
TWO = ONE + "; pdusim.simulate(unit, seed=2)"


def instructions(code: str) -> int:
    """Count the instructions of a Python process that runs some lines."""
    count = ("--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null")
    done = subprocess.run(
        ["valgrind", *count, sys.executable, "-P", "-c", code],
        # Idle threads of linear algebra would be counted while they wait.
        env={**os.environ, "PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    counted = re.search(r"I\s+refs:\s+([\d,]+)", done.stderr)
    if done.returncode or counted is None:
        sys.exit(f"valgrind could not run Python:\n{done.stderr[-2000:]}")
    return int(counted[1].replace(",", ""))


def main() -> int:
    """Count and print; with ``--gate`` the exit code is 1 above the ceiling."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("scenario", nargs="?", default="baseline")
    parser.add_argument("--gate", action="store_true", help="exit code 1 above the ceiling")
    arguments = parser.parse_args()
    if shutil.which("valgrind") is None:
        print("skipped: valgrind, which counts the instructions, is not installed here")
        return 0
    one = instructions(ONE.format(scenario=arguments.scenario))
    cost = instructions(TWO.format(scenario=arguments.scenario)) - one
    ceiling = CEILING[build()]
    print(f"{build()}: {cost / 1e9:.3f} thousand million instructions a replication")
    print(f"ceiling {ceiling / 1e9:.1f}; once a process {(one - cost) / 1e9:.3f}, not counted")
    return int(arguments.gate and cost > ceiling)


if __name__ == "__main__":
    sys.exit(main())
