"""Draw the two pictures of the README: ``python examples/pictures.py``.

They are drawings of real runs: what the early releases of 2023 and 2024 do to missed risk reviews,
week by week, and one person's way through the unit with and without them.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import pdusim
from pdusim.report.life_chart import life_chart
from pdusim.report.pictured import Weeks
from pdusim.report.story import life_of, parting, read
from pdusim.report.svg import BLUE
from pdusim.report.telling import find
from pdusim.report.weekly_chart import weekly_chart

POLICY = "early_release_2023_24"
SEED = 1
REPLICATIONS = 12
FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"


def main(folder: Path = FOLDER, replications: int = REPLICATIONS) -> None:
    """Write both pictures into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    scenarios = [pdusim.load_scenario(name) for name in ("baseline", POLICY)]
    results = pdusim.run(
        scenarios, replications=replications, seed=SEED, workers=2, record="weekly"
    )
    weeks = Weeks(results)
    chart = weekly_chart(
        "readme-missed",
        "Missed risk reviews: early release minus baseline",
        [weeks.paired(1, 0, weeks.missed_share)],
        weeks.span,
        unit="percentage points above the baseline, of reviews due in the last 13 weeks",
        dates=weeks.policy_dates(1),
        from_zero=True,
        colours=(BLUE,),
    )
    (folder / "missed-reviews.svg").write_text(chart.wide, encoding="utf-8")

    ledgers = [read(pdusim.simulate(one, seed=SEED, record="events").events) for one in scenarios]
    begin = 7.0 * scenarios[0].settings.run.warm_up_weeks
    person = find(ledgers[1], "early-release", begin)
    lives = [
        (one.name, life_of(ledger, person, one.days))
        for one, ledger in zip(scenarios, ledgers, strict=True)
    ]
    where = parting(lives[0][1], lives[1][1])
    start = scenarios[0].settings.run.start
    picture = life_chart(lives, start, None if where is None else where.time)
    (folder / "one-person.svg").write_text(picture.wide, encoding="utf-8")
    sys.stdout.write(f"{folder / 'missed-reviews.svg'}\n{folder / 'one-person.svg'}\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--replications", type=int, default=REPLICATIONS)
    main(replications=parser.parse_args().replications)
