"""Official dates of release: every vector is run, or left out by name with a reason."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pdusim.domain.law import Law
from pdusim.domain.recalls import Recall
from pdusim.domain.regimes import tranche_of
from pdusim.domain.release_dates import ReleaseDates, release_dates
from pdusim.domain.statutes import LAWS, PROGRESSION_MODEL, SDS40
from pdusim.domain.terms import Term

DATA = Path(__file__).parents[1] / "data" / "release-vectors.json"
VECTORS: list[dict[str, Any]] = json.loads(DATA.read_text(encoding="utf-8"))["vectors"]

# Vector id → why it is not run.
LEFT_OUT: dict[str, str] = {
    "custom-examples-067": (
        "its sentence of 8 months expires after 6 years: it has been at large or recalled, and"
        " what was added for that is not among the inputs"
    ),
}

# Vector id → inputs of the calculator's case that the vector leaves out, and why they are known.
NOT_IN_THE_VECTOR: dict[str, dict[str, Any]] = {
    # Under 18 at release: sentence and licence end differently, as they do for nobody else with
    # an offence after 1 February 2015.
    "custom-examples-011": {"under_18_at_release": True},
    "custom-examples-012": {"under_18_at_release": True},
    "custom-examples-052": {"under_18_at_release": True},
    # Detention under section 250 of the gravest kind: the vector has room for one track only.
    "progression-model-107": {"exclusions": ["sexual", "section_250"]},
    "progression-model-108": {"exclusions": ["sexual", "section_250"]},
}

# Names of law in the vectors.
LAW_OF = {
    "before SDS40 and before the 365-day curfew (curfew window 180 days)": LAWS["before_sds40"],
    "as in force in mid-2026, before the progression model": LAWS["sds40"],
    "progression model from 1 October 2026": LAWS["progression_model"],
}

# Switches of the calculator: what each makes of the law, nothing for those about its own paths.
SETTINGS = {
    "applyPostRecallRepealRules",
    "applyPostHdcedRepealRules",
    "adultHdcSuspended",
    "progressionModelScheduleExclusionEnabled",
    "routePreProgressionExtinguishedSentenceToManual",
}


def law_of(vector: dict[str, Any]) -> Law:
    law, settings = LAW_OF[vector["law"]], vector["settings"] or {}
    assert set(settings) <= SETTINGS
    if settings.get("applyPostRecallRepealRules"):
        law = replace(law, top_up=None)
    assert law.curfew is not None
    if settings.get("applyPostHdcedRepealRules"):
        law = replace(law, curfew=replace(law.curfew, adults_until=date(2026, 9, 2)))
    if settings.get("adultHdcSuspended"):
        law = replace(law, curfew=replace(law.curfew, adults_until=date.min))
    return law


def recall_of(given: dict[str, str] | None) -> Recall | None:
    if given is None:
        return None
    days = {"returnToCustodyDate": "returned_on", "revocationDate": "revoked_on"}
    dates: dict[str, Any] = {
        days[key]: date.fromisoformat(value) for key, value in given.items() if key in days
    }
    kind, _, length = given["recallType"].rpartition("_")
    if kind == "FIXED_TERM_RECALL":
        return Recall(kind="fixed_term", days=int(length), **dates)
    assert given["recallType"] == "STANDARD_RECALL"
    return Recall(kind="standard", **dates)


def worked_out(vector: dict[str, Any]) -> ReleaseDates:
    given: dict[str, Any] = {
        "sentenced_on": date.fromisoformat(vector["sentenced_on"]),
        **vector["length"],
        "track": vector["track"],
        "remand_days": vector["remand_days"],
        "offence_committed_on": date.fromisoformat(vector["offence_committed_on"]),
        "exclusions": vector["exclusions"],
        "active_sex_offender": vector["active_sex_offender"],
        "would_be_sds_plus_today": vector["would_be_sds_plus_today"],
        "recall": recall_of(vector["recall"]),
        "law": law_of(vector),
        **NOT_IN_THE_VECTOR.get(vector["id"], {}),
    }
    return release_dates(**given)


@pytest.mark.parametrize(
    "vector", [v for v in VECTORS if v["id"] not in LEFT_OUT], ids=lambda v: v["id"]
)
def test_dates_are_those_of_the_ministry(vector):
    dates = worked_out(vector)
    kinds = [field.name for field in fields(dates) if field.name != "regime"]
    given = {kind: getattr(dates, kind) for kind in kinds}
    # A date that is not expected is one the sentence must not have.
    assert {k: str(day) for k, day in given.items() if day is not None} == vector["expected"]


@pytest.mark.parametrize("vector", [v for v in VECTORS if v["tranche"]], ids=lambda v: v["id"])
def test_tranches_are_those_of_the_ministry(vector):
    term, first = Term(**vector["length"]), date.fromisoformat(vector["sentenced_on"])
    recall = LAWS["progression_model"].recall.fixed_terms[-1]
    tranches = {
        "SDS_40": SDS40.tranches,
        "SDS_PROGRESSION_MODEL": PROGRESSION_MODEL.tranches,
        "FTR_56": recall.tranches,
    }
    for name, tranche in vector["tranche"].items():
        chosen = tranche_of(tranches[name], term.days_from(first), first)
        assert tranches[name].index(chosen) + 1 == int(tranche.rpartition("_")[2])


def test_what_is_said_of_single_vectors_is_said_of_vectors_that_exist():
    ids = [vector["id"] for vector in VECTORS]
    assert len(set(ids)) == len(ids) == 132
    assert {*LEFT_OUT, *NOT_IN_THE_VECTOR} <= set(ids)
    assert not {*LEFT_OUT} & {*NOT_IN_THE_VECTOR}


@pytest.mark.parametrize("name", sorted(NOT_IN_THE_VECTOR))
def test_without_what_the_vector_leaves_out_it_would_differ(name, monkeypatch):
    vector = next(v for v in VECTORS if v["id"] == name)
    right = worked_out(vector)
    monkeypatch.delitem(NOT_IN_THE_VECTOR, name)
    assert worked_out(vector) != right
