"""Tiers beyond the official vectors: every rule of both models."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdusim.domain import tiering
from pdusim.domain.tiering import (
    NEED_THRESHOLDS,
    NEED_WEIGHTS,
    change_level,
    change_points,
    need_severity,
    protect_level,
    protect_points,
    tier_v2,
    tier_v3,
    tier_v3_provisional,
)

ORDER = "GFEDCBA"
ROSH = (None, "LOW", "MEDIUM", "HIGH", "VERY_HIGH")
MAPPA = (None, "M0", "M1", "M2", "M3")
SEVERE = dict.fromkeys(NEED_WEIGHTS, "SEVERE")

v3_inputs = st.fixed_dictionaries(
    {
        "arp": st.floats(0, 100),
        "csrp": st.floats(0, 100),
        "mappa": st.booleans(),
        "rosh": st.sampled_from(ROSH),
        "lifer_ipp": st.booleans(),
        "released_ago": st.one_of(st.none(), st.floats(0, 4000)),
        "domestic_abuse": st.booleans(),
        "stalking": st.booleans(),
        "child_protection": st.booleans(),
        "sexual_offence_ever": st.booleans(),
        "dc_srp": st.one_of(st.none(), st.floats(0.6, 10)),
        "dc_srp_band": st.sampled_from((None, "LOW", "MEDIUM", "HIGH", "VERY_HIGH")),
    }
)


@pytest.mark.parametrize(
    ("rsr", "points"),
    [
        (None, 0),
        (0.0, 0),
        (2.99, 0),
        (3.0, 10),
        (6.99, 10),
        (6.995, 10),
        (7.0, 20),
        (99.99, 20),
        (999.99, 0),
    ],
)
def test_rsr_bands(rsr: float | None, points: int) -> None:
    assert protect_points(rsr=rsr) == points


@pytest.mark.parametrize(("rosh", "mappa"), list(product(ROSH, MAPPA)))
def test_the_greater_of_rsr_and_rosh_and_mappa_on_top(rosh: str | None, mappa: str | None) -> None:
    by_rosh = dict(zip(ROSH, (0, 0, 10, 20, 150), strict=True))[rosh]
    by_mappa = dict(zip(MAPPA, (0, 0, 5, 150, 150), strict=True))[mappa]
    for rsr, by_rsr in ((1.0, 0), (5.0, 10), (8.0, 20)):
        got = protect_points(rsr=rsr, rosh=rosh, mappa_level=mappa)
        assert got == max(by_rsr, by_rosh) + by_mappa


def test_factors_count_once_each_and_others_not_at_all() -> None:
    assert protect_points(complexity=["STRG", "STRG", "IREG", "RMDO"]) == 4


@pytest.mark.parametrize(
    ("factors", "points"),
    [
        ({"parenting": True}, 2),
        ({"impulsivity": 2}, 2),
        ({"temper": 1}, 2),
        ({"impulsivity": 1, "temper": 2}, 2),
        ({"impulsivity": None, "temper": None, "parenting": None}, 0),
        ({"parenting": True, "temper": 1, "previous_enforcement": True}, 6),
    ],
)
def test_factors_for_women(factors: dict[str, Any], points: int) -> None:
    assert protect_points(female=True, **factors) == points
    assert protect_points(female=False, **factors) == 0


def test_levels_at_their_bounds() -> None:
    assert [protect_level(p) for p in (151, 150, 149, 20, 19, 10, 9, 0)] == list("AABBCCDD")
    assert [change_level(p) for p in (30, 20, 19, 10, 9, 0)] == [3, 3, 2, 2, 1, 1]
    assert change_level(30, assessment=False) == 2
    assert change_level(30, mandate=False) == 0
    assert change_level(30, mandate=False, assessment=False) == 0


def test_change_points_add_needs_ogrs_and_iom() -> None:
    assert change_points() == 0
    assert change_points(ogrs=99, iom=True) == 11
    assert change_points(needs=SEVERE) == 20
    assert change_points(needs=dict.fromkeys(NEED_WEIGHTS)) == 0
    for bad in ({"HOUSING": "SEVERE"}, {"ATTITUDES": "AWFUL"}):
        with pytest.raises(ValueError, match="unknown need"):
            change_points(needs=bad)


@pytest.mark.parametrize("san", [False, True])
@pytest.mark.parametrize("section", NEED_THRESHOLDS)
def test_need_severity_at_its_thresholds(section: str, san: bool) -> None:
    standard, severe = NEED_THRESHOLDS[section][san]
    assert need_severity(section, standard - 1, san) == "NO_NEED"
    assert need_severity(section, standard, san) == "STANDARD"
    assert need_severity(section, severe - 1, san) == "STANDARD"
    assert need_severity(section, severe, san) == "SEVERE"
    assert need_severity(section, None, san) is None


def test_the_newer_assessment_differs_in_five_sections() -> None:
    different = [s for s, (oasys, san) in NEED_THRESHOLDS.items() if oasys != san]
    assert different == [
        "ACCOMMODATION",
        "DRUG_MISUSE",
        "ALCOHOL_MISUSE",
        "THINKING_AND_BEHAVIOUR",
        "ATTITUDES",
    ]


def test_sections_without_thresholds() -> None:
    assert need_severity("EMOTIONAL_WELL_BEING", 9) is None
    with pytest.raises(ValueError, match="unknown section"):
        need_severity("HOUSING", 3)


def test_mandate_for_change() -> None:
    assert tiering.has_mandate(custodial=True, requirement=False)
    assert tiering.has_mandate(custodial=False, requirement=True)
    assert not tiering.has_mandate(custodial=False, requirement=False)


def test_age_of_an_assessment() -> None:
    assert tiering.assessment_counts(55 * 7, tiering.MAX_ASSESSMENT_WEEKS)
    assert not tiering.assessment_counts(55 * 7 + 1, tiering.MAX_ASSESSMENT_WEEKS)
    assert tiering.assessment_counts(3000, None)
    assert not tiering.assessment_counts(None, None)


def test_women_without_an_assessment_keep_their_enforcement_alone() -> None:
    woman: dict[str, Any] = {"rsr": 5.0, "female": True, "parenting": True, "temper": 2}
    woman["previous_enforcement"] = True
    assert protect_points(**woman) == 16
    assert tier_v2(**woman, mappa_level="M1", assessment=True) == "B1"
    assert tier_v2(**woman, mappa_level="M1", assessment=False) == "C2"


def test_suspension_adds_a_suffix() -> None:
    assert tier_v2(rosh="HIGH", needs=SEVERE, two_thirds=True) == "B3S"


@given(st.floats(0, 100), st.sampled_from(ROSH), st.sampled_from(MAPPA), st.integers(0, 99))
def test_a_tier_is_a_level_of_each_axis(
    rsr: float, rosh: str | None, mappa: str | None, ogrs: int
) -> None:
    tier = tier_v2(rsr=rsr, rosh=rosh, mappa_level=mappa, ogrs=ogrs)
    protect = protect_level(protect_points(rsr=rsr, rosh=rosh, mappa_level=mappa))
    assert tier == f"{protect}{change_level(change_points(ogrs=ogrs))}"


# The table of official-workload rules: CSRP bands down, ARP bands across.
REOFFENDING = """
    6.9 A A B B B B
    3   A B C C C C
    1   B C D E E E
    0.5 C D E E F F
    0   D D E F F G
"""
CELLS = [
    (arp, float(row.split()[0]), tier)
    for row in REOFFENDING.strip().splitlines()
    for arp, tier in zip((90, 75, 50, 25, 15, 0), row.split()[1:], strict=True)
]


@pytest.mark.parametrize(("arp", "csrp", "tier"), CELLS)
def test_reoffending_table(arp: float, csrp: float, tier: str) -> None:
    assert tier_v3(arp=arp, csrp=csrp) == tier


@pytest.mark.parametrize(
    ("score", "band", "tier"),
    [
        (0.01, "VERY_HIGH", "A"),
        (0.01, "HIGH", "B"),
        (3.36, "MEDIUM", "C"),
        (3.35, "MEDIUM", "D"),
        (2.11, "MEDIUM", "D"),
        (2.10, "MEDIUM", "C"),
        (1.12, "MEDIUM", "C"),
        (1.11, "MEDIUM", "D"),
        (0.60, "MEDIUM", "D"),
        (9.0, "LOW", "E"),
        (9.0, "NOT_APPLICABLE", "G"),
        (9.0, None, "G"),
        (None, "HIGH", "G"),
        (0.0, "HIGH", "G"),
    ],
)
def test_contact_sexual_predictor(score: float | None, band: str | None, tier: str) -> None:
    assert tier_v3(arp=0, csrp=0, dc_srp=score, dc_srp_band=band) == tier


def test_a_score_outside_its_band_is_refused() -> None:
    with pytest.raises(ValueError, match="medium band"):
        tier_v3(arp=0, csrp=0, dc_srp=0.59, dc_srp_band="MEDIUM")


@pytest.mark.parametrize(
    ("rosh", "with_mappa", "without"),
    [
        ("VERY_HIGH", "A", "C"),
        ("HIGH", "C", "D"),
        ("MEDIUM", "D", "G"),
        ("LOW", "E", "G"),
        (None, "E", "G"),
    ],
)
def test_mappa_and_rosh(rosh: str | None, with_mappa: str, without: str) -> None:
    assert tier_v3(arp=0, csrp=0, rosh=rosh, mappa=True) == with_mappa
    assert tier_v3(arp=0, csrp=0, rosh=rosh, mappa=False) == without


@pytest.mark.parametrize(
    ("ago", "tier"),
    [
        (-1, "B"),
        (365, "B"),
        (366, "D"),
        (5 * 365, "D"),
        (1827, "E"),
        ({"years": 1}, "B"),
        ({"years": 1, "days": 1}, "D"),
        ({"years": 5, "days": 0}, "D"),
        ({"years": 5, "days": 1}, "E"),
        (None, "G"),  # not released yet
    ],
)
def test_life_and_public_protection_sentences(ago: Any, tier: str) -> None:
    assert tier_v3(arp=0, csrp=0, lifer_ipp=True, released_ago=ago) == tier
    assert tier_v3(arp=0, csrp=0, lifer_ipp=False, released_ago=ago) == "G"


@given(v3_inputs)
def test_the_highest_rule_decides(inputs: dict[str, Any]) -> None:
    alone = [
        tier_v3(arp=inputs["arp"], csrp=inputs["csrp"]),
        *(
            tier_v3(arp=0, csrp=0, **{name: inputs[name] for name in names})
            for names in (
                ("mappa", "rosh"),
                ("lifer_ipp", "released_ago"),
                ("domestic_abuse",),
                ("stalking",),
                ("child_protection",),
                ("sexual_offence_ever",),
                ("dc_srp", "dc_srp_band"),
            )
        ),
    ]
    assert tier_v3(**inputs) == max(alone, key=ORDER.index)


@given(v3_inputs, st.floats(0, 100), st.floats(0, 100))
def test_a_firm_tier_is_one_that_no_missing_score_could_raise(
    inputs: dict[str, Any], arp: float, csrp: float
) -> None:
    """What static predictors might become never goes past a tier that is not provisional."""
    for arp_type, csrp_type in (("STATIC", "STATIC"), ("STATIC", "DYNAMIC")):
        tier, provisional = tier_v3_provisional(**inputs, arp_type=arp_type, csrp_type=csrp_type)
        assert tier == tier_v3(**inputs)
        if not provisional:
            known = csrp if csrp_type == "STATIC" else inputs["csrp"]
            later = tier_v3(**{**inputs, "arp": arp, "csrp": known})
            # A lower predictor may lower the tier; a higher one cannot raise it.
            assert ORDER.index(later) <= ORDER.index(tier)


@pytest.mark.parametrize(
    ("inputs", "provisional"),
    [
        # Static ARP: the best beside CSRP 1.0 is B.
        ({"arp_type": "STATIC", "csrp": 1.0, "rosh": "HIGH", "mappa": True}, True),
        ({"arp_type": "STATIC", "csrp": 1.0, "rosh": "VERY_HIGH", "mappa": True}, False),
        # Static CSRP: the best beside ARP 60 is B.
        ({"csrp_type": "STATIC", "arp": 60, "rosh": "LOW", "lifer_ipp": True}, True),
        (
            {
                "csrp_type": "STATIC",
                "arp": 60,
                "rosh": "LOW",
                "lifer_ipp": True,
                "released_ago": 10,
            },
            False,
        ),
        # RoSH missing under MAPPA: nothing below A will do.
        ({"mappa": True, "arp": 80, "csrp": 3.0}, True),
        ({"mappa": True, "arp": 90, "csrp": 3.0}, False),
        ({"mappa": True, "dc_srp": 1.0, "dc_srp_band": "VERY_HIGH"}, False),
        # RoSH missing without MAPPA: C will do, unless it rests on a static predictor.
        ({"arp": 90, "csrp": 0.5}, False),
        ({"arp": 90, "csrp": 0.5, "arp_type": None}, True),
        ({"domestic_abuse": True}, True),
        # Neither supervised nor scored.
        ({"active_event": False}, False),
        ({"arp": None}, False),
    ],
)
def test_provisional(inputs: dict[str, Any], provisional: bool) -> None:
    assert tier_v3_provisional(**{"arp": 0, "csrp": 0, **inputs}).provisional is provisional
