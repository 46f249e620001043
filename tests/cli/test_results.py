"""The table of a run, laid out for terminals of several widths."""

from __future__ import annotations

import io
import random
import re
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from rich.console import Console

from pdusim.cli.results import results_table, table_parts
from pdusim.experiment.results import Results
from pdusim.outcomes.measures import MEASURES
from pdusim.outcomes.outcome import Outcome
from pdusim.report.brief import FOURTEEN

NEVER = "pss_share"
ABSENT = "staff_cost"
REASON = "nothing of the kind is modelled"


def scenario(name: str, observe_weeks: int = 52) -> Any:
    run = {"start": date(2022, 10, 3), "warm_up_weeks": 52, "observe_weeks": observe_weeks}
    return SimpleNamespace(
        name=name, description="", resolved=lambda: {"settings": {"run": run}, "timeline": []}
    )


def outcome(replication: int, shift: float) -> Outcome:
    chance = random.Random(replication)
    totals = {}
    for name, measure in MEASURES.items():
        if name == ABSENT:
            continue
        level = {"%": 104.0, "share": 0.12, "cases": 2240.0}.get(measure.unit, 4.2)
        noise = chance.gauss(1.0, 0.1)
        totals[name] = (level * (noise + shift), 1.0) if name != NEVER else (0.0, 0.0)
    values = {name: top / bottom if bottom else None for name, (top, bottom) in totals.items()}
    return Outcome("any", 1, replication, totals, values, {NEVER: REASON})


def results(replications: int, *shifts: float, observe_weeks: int = 52) -> Results:
    names = tuple(f"policy {place}" if place else "baseline" for place in range(len(shifts)))
    return Results(
        scenarios=tuple(scenario(name, observe_weeks) for name in names),
        names=names,
        outcomes=tuple(tuple(outcome(r, shift) for r in range(replications)) for shift in shifts),
        replications=replications,
        seed=1,
    )


def shown(found: Results, width: int) -> list[str]:
    screen = Console(
        file=io.StringIO(), width=width, highlight=False, markup=False, emoji=False, no_color=True
    )
    with screen.capture() as captured:
        screen.print(*results_table(found, screen), sep="\n")
    return captured.get().splitlines()


def line(lines: list[str], start: str) -> str:
    (found,) = [text for text in lines if text.startswith(start)]
    return found


def test_the_header_says_replications_seed_and_dates() -> None:
    assert shown(results(20, 0.0), 200)[0] == (
        "20 replications, seed 1, observed 2 October 2023 to 29 September 2024 "
        "(52 weeks, after 52 of warm-up)"
    )


def test_a_window_of_one_week_is_a_week() -> None:
    lines = shown(results(2, 0.0, observe_weeks=1), 200)
    assert "observed 2 October 2023 to 8 October 2023 (1 week," in lines[0]


def test_every_measure_has_its_line_under_its_group() -> None:
    lines = shown(results(3, 0.0), 240)
    for name, measure in MEASURES.items():
        there = any(text.startswith(f"  {measure.title[:40]}") for text in lines)
        assert there == (name != ABSENT), name
        assert any(text.strip() == measure.group for text in lines) or name == ABSENT


def test_side_by_side_when_there_is_room_and_apart_when_not() -> None:
    found = results(3, 0.0, 0.01)
    assert len([t for t in shown(found, 240) if t.startswith("  Caseload, cases")]) == 1
    assert len([t for t in shown(found, 90) if t.startswith("  Caseload, cases")]) == 2


@pytest.mark.parametrize("width", [40, 60, 80, 100, 160, 240])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    assert max(len(text) for text in shown(results(60, 0.0, 0.01, 0.02), width)) <= width


def test_a_difference_clear_of_zero_has_a_star_and_another_has_none() -> None:
    caseload = line(shown(results(20, 0.0, 0.05), 240), "  Caseload, cases")
    assert caseload.rstrip().endswith("+112.0 (+112.0 to +112.0)*")
    lines = shown(results(20, 0.0, 0.0), 240)
    text = "\n".join(lines)
    shown_mark = line(lines, "  Caseload, cases").split()[-2:]
    assert shown_mark[0] == "0"
    # 1 - 0.05 ** (1 / 20)
    assert f"{shown_mark[1]} no difference seen in 20 pairs: with 95 % confidence" in text
    assert "fewer than 14 % of pairs differ" in text


def test_shares_are_in_per_cent() -> None:
    missed = line(shown(results(20, 0.0), 240), "  Risk reviews missed, %")
    assert 10.0 < float(missed.split("%")[1].split("(")[0]) < 14.0


def test_the_range_between_replications_comes_from_sixty_up() -> None:
    assert not any("of replications" in text for text in shown(results(59, 0.0), 240))
    assert any("5–95 % of replications" in text for text in shown(results(60, 0.0), 240))


def test_a_missing_measure_is_a_dash_with_a_footnote() -> None:
    lines = shown(results(3, 0.0, 0.1), 240)
    share = line(lines, "  Share of cases on post-sentence supervision, %")
    assert share.count("– [1]") == 3
    assert f"[1] {REASON}" in [text.strip() for text in lines]


def test_a_measure_that_no_replication_reports_is_named() -> None:
    lines = shown(results(3, 0.0), 240)
    assert line(lines, "Not measured by this version:").strip().endswith("Cost of staff.")


def test_the_window_begins_after_the_warm_up() -> None:
    lines = shown(results(2, 0.0, observe_weeks=104), 200)
    assert "observed 2 October 2023 to 28 September 2025" in lines[0]


def printed(found: Results, width: int, **options: Any) -> list[str]:
    screen = Console(
        file=io.StringIO(), width=width, highlight=False, markup=False, emoji=False, no_color=True
    )
    with screen.capture() as captured:
        screen.print(*table_parts(found, screen, **options), sep="\n")
    return captured.get().splitlines()


@pytest.mark.parametrize("width", [60, 80, 240])
@pytest.mark.parametrize("shifts", [(0.0,), (0.0, 0.05), (0.0, 0.05, 0.01, -0.02)])
def test_what_is_printed_fits_and_begins_with_the_answer(
    width: int, shifts: tuple[float, ...]
) -> None:
    lines = printed(results(20, *shifts), width)
    assert max(map(len, lines)) <= width
    assert "…" not in "".join(lines)
    first = {
        1: "20 replications",
        2: "“policy 1” raises missed risk",
        4: "Of 3 policies 1 clearly lowers",
    }
    assert lines[0].startswith(first[len(shifts)])
    said = " ".join(" ".join(lines).split())
    assert "more measures: --all, or --section WORD" in said
    if len(shifts) == 2:
        assert "Largest beside their level: 1. " in said
        assert "Not that the unit will be at these levels" in said


def test_the_short_table_has_fourteen_lines_and_all_has_every_measure() -> None:
    found = results(20, 0.0, 0.05)
    (head,) = [n for n, text in enumerate(printed(found, 240)) if text.startswith(" Measure")]
    rows = printed(found, 240)[head + 2 :]
    # The list has one that these runs do not measure.
    assert len([text for text in rows[: rows.index("")] if text[1] != " "]) == len(FOURTEEN) - 1
    every = printed(found, 240, every=True)
    there = [one.title[:30] for name, one in MEASURES.items() if name != ABSENT]
    assert all(any(title in text for text in every) for title in there)
    some = printed(found, 240, section="cases and")
    assert any("Changes of officer" in text for text in some)
    assert not any("Workload of the unit, %" in text for text in some)


def test_the_matrix_has_a_row_a_scenario_sorted_from_the_best() -> None:
    found = results(20, 0.0, 0.05, -0.02, 0.01)
    lines = printed(found, 240, sort="missed_review_rate")
    rows = [text.split("  ")[0].strip() for text in lines if re.match(r" (baseline|policy)", text)]
    assert rows == ["baseline", "policy 2", "policy 3", "policy 1"]
    assert any("1) " in text and text.startswith(" policy 2") for text in lines)
