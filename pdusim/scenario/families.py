"""The shipped scenarios in families: what a policy is about, for lists that are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

OTHER = "Others"
"""Family of a shipped scenario that is in none."""

FAMILIES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "The law of a day, to start from": ("baseline", "rules_2025", "rules_2026"),
        "Early release": (
            "early_release_2023_24",
            "ecsl_18_days",
            "ecsl_35_days",
            "ecsl_70_days",
            "sds40",
            "progression_model",
            "hdc_365_days",
            "hdc_four_year_cap_lifted",
            "curfew_ends",
        ),
        "Sentencing": (
            "act_2026",
            "act_2026_late",
            "suspension_presumption",
            "suspended_orders_grow",
            "suspended_orders_longer",
            "orders_end_early",
            "pss_ends",
        ),
        "Recall": (
            "recall_14_days",
            "recall_28_days_48_months",
            "recall_56_days",
            "recall_threshold_higher",
        ),
        "What is done for whom": (
            "probation_reset",
            "probation_impact",
            "supervision_packages",
            "relaxed_standards",
            "reviews_first",
            "contacts_first",
            "mandatory_enquiries",
            "duty_enquiries",
            "case_holders_write_reports",
            "fewer_unpaid_work_places",
        ),
        "Staff": (
            "recruitment_drive",
            "trainee_boom",
            "agency_officers",
            "overtime",
            "retention_offer",
            "admin_support",
            "senior_practitioners",
            "mentors",
            "nqo_protection",
            "promotion_after_3_years",
            "third_of_posts_vacant",
        ),
        "Who holds which case": (
            "allocation_least_loaded",
            "allocation_round_robin",
            "allocation_continuity_first",
            "allocation_tier_matched_2021",
            "allocation_tier_matched_2026",
            "allocation_capped",
            "hand_back_at_100",
            "hand_back_at_110",
            "spo_holds",
            "span_cap_10",
        ),
        "Cover for absence": (
            "duty_cover",
            "reallocate_after_2_weeks",
            "reallocate_after_4_weeks",
            "reallocate_after_8_weeks",
        ),
    }
)
"""Family to the names of its scenarios, in the order in which they are shown."""


def in_families(names: Iterable[str]) -> dict[str, list[str]]:
    """Return names of shipped scenarios by family, those of no family last.

    Parameters
    ----------
    names : iterable of str
        As `shipped_scenarios` gives them.

    Returns
    -------
    dict of str to list of str
        Families with nobody in them are left out.
    """
    there = list(names)
    placed = {name for members in FAMILIES.values() for name in members}
    found = {
        family: [name for name in members if name in there] for family, members in FAMILIES.items()
    }
    found[OTHER] = [name for name in there if name not in placed]
    return {family: members for family, members in found.items() if members}
