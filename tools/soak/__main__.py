"""``python -m tools.soak``: an hour of trials, or a minute of them; exit code 1 for a finding."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp

from tools.soak import files, requests, scenarios, stores
from tools.soak.counts import Counts

#: Kind of trial → what does it, its size in an hour, its size in CI, and what the size counts.
KINDS: dict[str, tuple[Callable[[int, int, Counts, Path], None], int, int, str]] = {
    "files": (files.soak, 100_000, 600, "input files"),
    "scenarios": (scenarios.soak, 2_000, 6, "random scenarios, each in three record modes"),
    "damage": (stores.soak_damage, 3_000, 30, "damaged files of runs and stores"),
    "disk": (stores.soak_disk, 40, 4, "disk faults"),
    "kills": (stores.soak_kills, 100, 3, "kills"),
    "requests": (requests.soak, 3_000, 150, "raw requests to the app"),
}


def main() -> int:
    """Run the trials that are asked for; print what was tried and found."""
    parser = argparse.ArgumentParser(prog="python -m tools.soak", description=__doc__)
    parser.add_argument(
        "kinds",
        nargs="*",
        metavar="KIND",
        help=f"of {', '.join(KINDS)}; those a number is given for, or all",
    )
    parser.add_argument("--small", action="store_true", help="the sizes of CI, about a minute")
    parser.add_argument("--seed", type=int, default=0, help="other trials; 0 unless said otherwise")
    for kind, (_, large, small, what) in KINDS.items():
        shown = f"{what}; {large:,} unless said otherwise, {small:,} with --small"
        parser.add_argument(f"--{kind}", type=int, metavar="N", help=shown)
    parser.add_argument("--only", metavar="KIND:NUMBER", help="one trial again, as a finding says")
    parser.add_argument(
        "--keep", type=Path, help="folder for inputs of findings; a new one if none"
    )
    parser.add_argument("--json", type=Path, help="write the counts there too")
    asked = parser.parse_args()
    unknown = [kind for kind in asked.kinds if kind not in KINDS]
    if unknown:
        parser.error(f"there is no kind {unknown[0]}: it is one of {', '.join(KINDS)}")
    folder = asked.keep or Path(mkdtemp(prefix="pdusim-soak-"))
    folder.mkdir(parents=True, exist_ok=True)
    counts = Counts(folder)
    begun = time.monotonic()
    if asked.only:
        kind, _, number = asked.only.partition(":")
        known = [*files.KINDS, *(name for name in KINDS if name != "files")]
        if kind not in known or not number.isdecimal():
            parser.error(f"--only is KIND:NUMBER, with a kind of {', '.join(known)}")
        if kind in files.KINDS:
            files.soak(0, asked.seed, counts, folder, (kind, int(number)))
        else:
            again: Callable[..., None] = KINDS[kind][0]
            again(0, asked.seed, counts, folder, int(number))
    else:
        numbered = [kind for kind in KINDS if getattr(asked, kind) is not None]
        chosen = [*asked.kinds, *numbered] or list(KINDS)
        for kind, (soak, large, small, _) in KINDS.items():
            if kind in chosen:
                wanted = getattr(asked, kind)
                size = wanted if wanted is not None else small if asked.small else large
                soak(size, asked.seed, counts, folder)
    sys.stdout.write(f"seed {asked.seed}, {time.monotonic() - begun:.0f} s\n{counts.text()}\n")
    if asked.json:
        asked.json.write_text(counts.as_json(), encoding="utf-8")
    return 1 if counts.findings else 0


if __name__ == "__main__":
    sys.exit(main())
