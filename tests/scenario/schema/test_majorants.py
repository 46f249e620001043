"""Rates that are cut at the majorant of their candidate dates are told of, with what to raise."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pdusim import ScenarioError, load_scenario

CUT: dict[str, dict[str, Any]] = {
    "enforcement.non_compliance.majorant": {"enforcement.non_compliance.rate.licence": 0.2},
    "enforcement.reconviction.majorant": {"enforcement.reconviction.rate.post_sentence": 0.3},
    "reviews.risk.majorant": {"reviews.events.arrest.rate": 1.0},
    "surroundings.further_offences.majorant": {"surroundings.further_offences.rate": 0.03},
}


@pytest.mark.parametrize("path", CUT)
def test_a_rate_above_its_majorant_is_told_of_until_the_majorant_is_raised(path: str) -> None:
    baseline = load_scenario("baseline")
    assert baseline.warnings == ()
    (warning,) = baseline.with_values(CUT[path]).warnings
    assert warning.startswith(f"{path} is ")
    enough = float(warning.split("raise the majorant to ")[1].split()[0])
    assert baseline.with_values({**CUT[path], path: enough}).warnings == ()
    assert len(baseline.with_values({**CUT[path], path: 0.9 * enough}).warnings) == 1


def test_of_several_events_each_that_is_cut_is_named() -> None:
    values = {"reviews.events.arrest.rate": 2.0, "reviews.events.drug_test.rate": 4.0}
    arrest, drugs = load_scenario("baseline").with_values(values).warnings
    assert "the rate of arrest can reach 3 at high risk" in arrest
    assert "the rate of drug_test can reach 6 at high risk" in drugs


def test_a_dated_change_is_looked_at_too_and_told_of_once(tmp_path: Path) -> None:
    path = tmp_path / "dated.yaml"
    path.write_text(
        "extends: baseline\nchanges:\n"
        "  - {from: 2023-06-05, set: {reviews.events.arrest.rate: 0.8}}\n"
        "  - {from: 2023-10-02, set: {reviews.events.arrest.rate: 1.0}}\n",
        encoding="utf-8",
    )
    (warning,) = load_scenario(path).warnings
    assert "the rate of arrest can reach 1.5 at high risk" in warning


def new_kind(folder: Path, strip: int, name: str = "aggression") -> Path:
    path = folder / "kind.yaml"
    path.write_text(
        f"extends: baseline\nreviews:\n  events:\n    {name}:\n      strip: {strip}\n"
        "      rate: 0.9\n      raises_share: 0.0\n      told_share: 0.0\n"
        "      learnt_share: 0.0\n      tagged_only: false\n",
        encoding="utf-8",
    )
    return path


def test_a_new_kind_of_event_needs_a_strip_of_its_own(tmp_path: Path) -> None:
    load_scenario(new_kind(tmp_path, 7))
    with pytest.raises(ScenarioError, match=r"the strip of aggression is 8, .* from 0 to 7"):
        load_scenario(new_kind(tmp_path, 8))
    # Written in the file beside a kind of the baseline, which one of the two is named first is
    # the alphabet's business.
    with pytest.raises(ScenarioError, match=r"have the same strip, 6; 7 is free"):
        load_scenario(new_kind(tmp_path, 6))


def test_with_every_strip_taken_there_is_none_to_recommend(tmp_path: Path) -> None:
    path = new_kind(tmp_path, 6)
    text = path.read_text(encoding="utf-8")
    path.write_text(text + "  risk:\n    most_kinds: 7\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match="none is free: raise most_kinds"):
        load_scenario(path)
