"""How the nation fits: published national figures, and how far regions differ from one another.

Runs the nation that is shipped and the mean unit, and writes a Markdown page::

    python experiments/fit_nation.py --replications 4 -o docs/reference/fit-nation.md

What is published of the regions' workload is in no value of the nation: it is only compared with.
"""

from __future__ import annotations

import argparse
import csv
import os
from pathlib import Path

import numpy as np
from fitting import ends, show, verdict, write

import pdusim
from pdusim.experiment.results import Results
from pdusim.nation.file import read_nation
from pdusim.nation.regions import WHOLE, regions
from pdusim.nation.results import SUMMED, NationResults
from pdusim.nation.run import run_nation
from pdusim.nation.spec import shipped_nation
from pdusim.outcomes.measures import MEASURES

MEAN_UNIT = 5
"""Replications of the mean unit for one of each unit of the nation."""
Found = tuple[float, float, float]


def targets() -> list[tuple[str, str, float | None, float | None]]:
    """Targets of the baseline that a measure of the run has: id, measure, ends of the range."""
    path = Path(__file__).with_name("targets.csv")
    found = []
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["scenario"] == "baseline" and row["measure"] in MEASURES:
                low, high = (float(row[key]) if row[key] else None for key in ("low", "high"))
                found.append((row["id"], row["measure"], low, high))
    return found


def of_the_nation(results: NationResults, measure: str) -> Found | None:
    """A measure of the mean unit of the nation, with its interval."""
    row = results.whole(measure)
    if row.mean is None or row.low is None or row.high is None:
        return None
    share = len(results.spec.units) if measure in SUMMED else 1
    return row.mean / share, row.low / share, row.high / share


def of_the_mean_unit(results: Results, measure: str) -> Found | None:
    """The same of the baseline."""
    found = results.estimate(0, measure)
    if found.mean is None or found.low is None or found.high is None:
        return None
    return found.mean, found.low, found.high


def digits(value: float) -> int:
    """Decimals to show of a number of this size."""
    return 0 if abs(value) >= 1000 else 1 if abs(value) >= 10 else 3


def national(nation: NationResults, unit: Results) -> list[str]:
    """The table of national figures."""
    lines = [
        "| id | what | range | mean unit | verdict | nation | verdict |",
        "|---|---|---|---|---|---|---|",
    ]
    met = kept = 0
    for name, measure, low, high in targets():
        one, all_of = of_the_mean_unit(unit, measure), of_the_nation(nation, measure)
        if one is None or all_of is None:
            continue
        judged = verdict(one, low, high), verdict(all_of, low, high)
        met += judged[0] == "met"
        kept += judged == ("met", "met")
        places = digits(one[0])
        lines.append(
            f"| {name} | {MEASURES[measure].title} | {ends(low, high)} | {show(one, places)} | "
            f"{judged[0]} | {show(all_of, places)} | {judged[1]} |"
        )
    lines += ["", f"Of {met} that the mean unit meets, the nation meets {kept}."]
    return lines


def spreads(nation: NationResults) -> list[str]:
    """The table of spreads between regions and between units."""
    published = {
        region: figures["workload percentage"][0]
        for region, figures in regions().items()
        if region != WHOLE
    }
    values = np.array([published[region] for region in nation.spec.regions])
    simulated = nation.region_spread("workload_pct")
    units = nation.whole("workload_pct")
    means = np.array([nation.region(r, "workload_pct").mean or 0.0 for r in nation.spec.regions])
    level = float(values.mean())
    lines = [
        "| workload, % | mean of regions | standard deviation | as a share of the mean, % | "
        "least | most |",
        "|---|---|---|---|---|---|",
        f"| published, before 2021 | {level:.1f} | {values.std(ddof=1):.1f} | "
        f"{100 * values.std(ddof=1) / level:.1f} | {values.min():.1f} | {values.max():.1f} |",
        f"| simulated regions | {means.mean():.1f} | {_or_dash(simulated.between)} | "
        f"{_share(simulated.between, means.mean())} | {means.min():.1f} | {means.max():.1f} |",
        f"| simulated units | {units.mean or 0.0:.1f} | {_or_dash(units.spread)} | "
        f"{_share(units.spread, units.mean or 1.0)} | {units.least or 0.0:.1f} | "
        f"{units.most or 0.0:.1f} |",
        "",
        f"Of one unit, chance alone moves it by {_or_dash(units.chance)} from one run to the next. "
        f"Published and simulated, region by region: correlation "
        f"{float(np.corrcoef(values, means)[0, 1]):.2f}.",
        "",
        "| region | published workload, % | simulated | officers' posts vacant, % | "
        "vacancies stated, of the mean |",
        "|---|---|---|---|---|",
    ]
    for region in nation.spec.regions:
        places = nation.spec.places(region)
        stated = np.average(
            [nation.spec.units[p].values["workforce.posts.po_vacant_share"] for p in places],
            weights=[nation.spec.units[p].cases for p in places],
        )
        usual = nation.spec.base.undated.workforce.posts.po_vacant_share
        vacant = nation.region(region, "vacancy_rate_po")
        work = nation.region(region, "workload_pct")
        lines.append(
            f"| {region} | {published[region]:.1f} | {_range(work, 1.0)} | "
            f"{_range(vacant, 100.0)} | {stated / usual:.2f} |"
        )
    return lines


def _range(row: object, factor: float) -> str:
    mean, low, high = (getattr(row, name) for name in ("mean", "low", "high"))
    if mean is None:
        return "–"
    if low is None or high is None:
        return f"{factor * mean:.1f}"
    return show((factor * mean, factor * low, factor * high), 1)


def _or_dash(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def _share(value: float | None, of: float) -> str:
    return "–" if value is None else f"{100 * value / of:.1f}"


def page(nation: NationResults, unit: Results) -> str:
    """The page."""
    window = nation.window
    return "\n".join(
        [
            "# How the nation fits",
            "",
            f"{len(nation.spec.units)} units, {nation.replications} replications of each, seed "
            f"{nation.seed}, {window.text if window else ''}; the mean unit with "
            f"{unit.replications}. Means for one unit. Made by `python experiments/fit_nation.py "
            f"--replications {nation.replications} -o docs/reference/fit-nation.md`. Undecided: "
            "the interval is wider than half the range and crosses one of its ends.",
            "",
            *national(nation, unit),
            "",
            "## How far regions differ",
            "",
            "Workload by region is published once, as an example of the ministry's tool from "
            "before the services were made one; its level is of another caseload and another "
            "time. No value of the nation is from it, though contracted hours and cases (of which "
            "staff for a case are made) are from the same picture. The spread is of what each "
            "would be in the long run: chance is taken out.",
            "",
            *spreads(nation),
            "",
        ]
    )


def main() -> None:
    """Run the nation and the mean unit and write the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--replications", type=int, default=4)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--file", type=Path, default=shipped_nation(), help="another nation")
    parser.add_argument("--store", type=Path, help="folder of the replications: to go on later")
    parser.add_argument("-o", "--output", type=Path)
    chosen = parser.parse_args()
    spec = read_nation(chosen.file)
    nation = run_nation(
        spec,
        replications=chosen.replications,
        seed=chosen.seed,
        workers=chosen.workers,
        store=chosen.store,
    )
    unit = pdusim.run(
        spec.base,
        replications=MEAN_UNIT * chosen.replications,
        seed=chosen.seed,
        workers=chosen.workers,
        store=chosen.store,
    )
    write(page(nation, unit), chosen.output)


if __name__ == "__main__":
    main()
