"""Cases per practitioner and missed reviews, on caseloads of tiers C and D (target T24).

A unit whose people are at low and medium risk (about 51 points a case) is given fewer and fewer
officers. Inspectors saw quality fall at 45 to 60 cases. Draws
``docs/explanation/caseload-sweep.svg``.

Run it as ``python experiments/caseload_sweep.py [replications]``; prints Markdown.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from statistics import mean

from pdusim import load_scenario, simulate

POSTS = (60, 52, 46, 41, 37, 33, 30, 27, 24)
GROUPS = (
    "community_order",
    "suspended_order",
    "unpaid_work_only",
    "custody_under_12m",
    "custody_12m_to_4y",
    "custody_over_4y",
)
PICTURE = Path(__file__).parent.parent / "docs" / "explanation" / "caseload-sweep.svg"


def lower_risk() -> dict[str, float]:
    """Everybody at low or medium risk, nobody known to more agencies, scores to match."""
    values: dict[str, float] = {}
    for group in GROUPS:
        low = 0.8 if group == "unpaid_work_only" else 0.2
        values |= {f"people.rosh.{group}.low": low, f"people.rosh.{group}.medium": 1.0 - low}
        values |= {f"people.rosh.{group}.high": 0.0, f"people.rosh.{group}.very_high": 0.0}
    for level in ("low", "medium", "high", "very_high"):
        values[f"people.mappa_level_2_3_share.{level}"] = 0.0
        values[f"people.rsr_median.{level}"] = 0.5
    return values


def main() -> None:
    """Run the sweep, print the table, draw the picture."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("replications", type=int, nargs="?", default=3)
    replications = parser.parse_args().replications
    base = load_scenario("baseline").with_values(
        lower_risk()
        | {
            "run.observe_weeks": 52,
            "workforce.posts.pso": 0,
            "workforce.posts.pqip": 0,
            "workforce.posts.po_vacant_share": 0.0,
            "workforce.recruitment.trainees_per_year": 0.0,
            "workforce.leaving.po": 0.0,
            "management.allocation.eligibility.nqo": "ABCD",
        }
    )
    rows = []
    for posts in POSTS:
        scenario = base.with_values({"workforce.posts.po": posts})
        outcomes = [simulate(scenario, seed=11, replication=r) for r in range(replications)]
        rows.append(
            {name: mean([outcome.measures[name] for outcome in outcomes]) for name in SHOWN}
        )
    print("| cases per FTE | points a case | workload | missed | done late | contact delivered |")
    print("|---|---|---|---|---|---|")
    for row in rows:
        print(
            f"| {row['cases_per_po']:.0f} | {row['points_per_case']:.0f} "
            f"| {row['workload_pct']:.0f} % | {row['missed_review_rate']:.2f} "
            f"| {row['reviews_done_late']:.2f} | {row['contact_delivered']:.2f} |"
        )
    draw(rows)


SHOWN = (
    "cases_per_po",
    "points_per_case",
    "workload_pct",
    "missed_review_rate",
    "reviews_done_late",
    "contact_delivered",
)


def draw(rows: list[dict[str, float]]) -> None:
    """Draw missed reviews and contact over cases per practitioner (needs matplotlib)."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "pdusim"
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(6.4, 3.8))
    cases = [row["cases_per_po"] for row in rows]
    axes.axvspan(45, 60, color="0.92", label="inspectors saw quality fall")
    axes.plot(cases, [r["missed_review_rate"] for r in rows], "o-", label="reviews missed")
    axes.plot(cases, [r["contact_delivered"] for r in rows], "s--", label="contact delivered")
    axes.set_xlabel("cases per full-time practitioner (tiers C and D)")
    axes.set_ylabel("share")
    axes.set_ylim(0, 1)
    axes.legend(frameon=False)
    figure.tight_layout()
    figure.savefig(PICTURE, metadata={"Date": None})


if __name__ == "__main__":
    main()
