"""Write the reference pages that follow from the code: docs/reference/measures.md."""

from __future__ import annotations

from pathlib import Path

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


if __name__ == "__main__":
    (ROOT / "docs" / "reference" / "measures.md").write_text(measures_page(), encoding="utf-8")
