"""The main pages, each made from a tiny unit, for tests that look at all of them alike."""

from __future__ import annotations

from pathlib import Path

import pdusim
from pdusim.experiment.results import Results
from pdusim.report.life_chart import life_chart
from pdusim.report.page import page, write_brief, write_report
from pdusim.report.replay import write_replay
from pdusim.report.story import life_of, parting, read
from pdusim.report.telling import find
from pdusim.report.told_page import pair_html

TINY = {"run.warm_up_weeks": 4, "run.observe_weeks": 14, "unit.scale": 0.1}


def tiny_results(policies: int) -> Results:
    """Two replications of a tenth of a unit, and of so many policies of slower and quicker work."""
    base = pdusim.load_scenario("baseline").with_values(TINY, name="baseline")
    given = base.settings.work.time_multiplier
    others = [
        base.with_values(
            {"work.time_multiplier": given * (1.0 + 0.06 * (-1) ** n * n)},
            name=f"work {6 * n} per cent {'quicker' if n % 2 else 'slower'}",
        )
        for n in range(1, policies + 1)
    ]
    return pdusim.run([base, *others], replications=2, seed=3, record="weekly")


def write_pages(folder: Path) -> dict[str, Path]:
    """Write a report of one policy, of three and of ten, a brief, a story and a replay."""
    ten = tiny_results(10)
    found = {
        "report-10": write_report(ten, folder / "report-10.html"),
        "report-3": write_report(_first(ten, 4), folder / "report-3.html"),
        "report-1": write_report(_first(ten, 2), folder / "report-1.html"),
        "brief": write_brief(_first(ten, 4), folder / "brief.html"),
    }
    one, two = ten.scenarios[0], ten.scenarios[2]
    outcomes = [pdusim.simulate(each, seed=4, record="events") for each in (one, two)]
    ledgers = [read(outcome.events) for outcome in outcomes]
    who = find(ledgers[0], "most-officers", 28.0)
    lives = [life_of(ledger, who, one.days) for ledger in ledgers]
    start = one.settings.run.start
    where = parting(*lives)
    names = (one.name, two.name)
    chart = life_chart(
        list(zip(names, lives, strict=True)), start, None if where is None else where.time
    )
    told = pair_html(lives[0], lives[1], names, start)
    story = folder / "story.html"
    story.write_text(
        page(
            "One person under two policies",
            "Made for a test.",
            [("picture", "As a picture", chart.html()), ("told", "In words", told)],
        ),
        encoding="utf-8",
    )
    found["story"] = story
    found["replay"] = write_replay(
        list(zip((one, two), outcomes, strict=True)), folder / "replay.html"
    )
    return found


def _first(results: Results, number: int) -> Results:
    return Results(
        results.scenarios[:number],
        results.names[:number],
        results.outcomes[:number],
        results.replications,
        results.seed,
    )
