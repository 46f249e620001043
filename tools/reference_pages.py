"""Write the reference pages that follow from the code: docs/reference/measures.md and counts.md."""

from __future__ import annotations

from pathlib import Path

from pdusim.outcomes.counts import COUNTS
from pdusim.outcomes.measures import MEASURES

ROOT = Path(__file__).parents[1]


def measures_page() -> str:
    """Return the page of measures, grouped as in the tables."""
    lines = [
        "# Measures",
        "",
        "One value a replication, over the observation window after the warm-up. A measure with no",
        "events is missing, never 0. Made by `python tools/reference_pages.py`.",
        "",
        "*Ratio*: total over total; replications combine as a ratio of totals with a jackknife",
        "interval. *Mean*: a mean or percentile inside each replication; they combine as a mean.",
    ]
    group = ""
    for measure in MEASURES.values():
        if measure.group != group:
            group = measure.group
            lines += [
                "",
                f"## {group}",
                "",
                "| name | unit | kind | definition |",
                "|---|---|---|---|",
            ]
        lines.append(
            f"| `{measure.name}` | {measure.unit} | {measure.kind} | {measure.definition} |"
        )
    return "\n".join(lines) + "\n"


def counts_page() -> str:
    """Return the page of counts, in the order in which they are defined."""
    lines = [
        "# Counts",
        "",
        "What a replication counts over the observation window, and the measures are made of.",
        "`simulate(...).counts` holds them by name, for measures of one's own; a name that is not",
        "here is a `KeyError`. Tasks are counted by kind beside these: `due`, `on time`,",
        "`sufficient`, `lapsed`, `done` and `hours`, each followed by the name of the kind, as in",
        "`done home_visit`, where there were any. Made by `python tools/reference_pages.py`.",
        "",
        "| count | what it counts |",
        "|---|---|",
    ]
    lines += [f"| `{name}` | {what} |" for name, what in COUNTS.items()]
    return "\n".join(lines) + "\n"


PAGES = {"measures.md": measures_page, "counts.md": counts_page}

if __name__ == "__main__":
    for name, page in PAGES.items():
        (ROOT / "docs" / "reference" / name).write_text(page(), encoding="utf-8")
