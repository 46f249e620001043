"""Releases, recalls, court reports."""

from __future__ import annotations

from typing import Final

from pdusim.outcomes import counts
from pdusim.outcomes.measures.measure import Measure, Total, a_month, ratio
from pdusim.outcomes.window import Sample, Window

_GROUP: Final = "Flows"


def _peak_of_releases(window: Window) -> Total:
    return float(max(window.sample(Sample.RELEASES_BY_DAY), default=0)), 1.0


MEASURES: tuple[Measure, ...] = (
    Measure(
        "releases_per_month",
        "Releases from custody",
        "per month",
        "First releases from sentence / months; re-releases after recall apart.",
        "ratio",
        "",
        _GROUP,
        a_month(counts.RELEASES),
    ),
    Measure(
        "early_releases",
        "Releases brought forward by an early-release scheme",
        "per month",
        "Releases earlier than the date without a scheme (home detention curfew is one) / months.",
        "ratio",
        "",
        _GROUP,
        a_month(counts.EARLY_RELEASES),
    ),
    Measure(
        "peak_releases_per_day",
        "Most releases on one day",
        "per day",
        "Largest number of first releases on one day of the window.",
        "mean",
        "lower",
        _GROUP,
        _peak_of_releases,
    ),
    Measure(
        "unprepared_release_rate",
        "Releases without the preparation done",
        "share",
        "Releases with pre-release work still undone / releases.",
        "ratio",
        "lower",
        _GROUP,
        ratio(counts.UNPREPARED_RELEASES, counts.RELEASES),
    ),
    Measure(
        "recalls_per_month",
        "Recalls to custody",
        "per month",
        "Recalls / months. Neither good nor bad by itself: a risk seen in time, or a person let "
        "down.",
        "ratio",
        "",
        _GROUP,
        a_month(counts.RECALLS),
    ),
    Measure(
        "court_reports_per_month",
        "Court reports requested",
        "per month",
        "Pre-sentence reports requested / months.",
        "ratio",
        "",
        _GROUP,
        a_month(counts.REPORTS),
    ),
)
