from __future__ import annotations

from scenario_support import Files

from pdusim.scenario.listing import list_parameters, unsourced
from pdusim.scenario.scenario import Scenario


def test_every_value_has_a_row_in_the_order_of_the_schema(toy: Scenario) -> None:
    rows = list_parameters(toy)
    assert [row.path for row in rows] == list(toy.provenance)
    row = next(row for row in rows if row.path == "leaving.po.rate")
    assert (row.value, row.unit, row.description) == (0.07, "per year", "Leavers")
    assert (row.source, row.confidence, row.range) == ("a survey", "high", (0.05, 0.1))
    assert (row.bounds, row.line, row.note) == ("at least 0 and at most 5", 3, "")
    assert row.file.endswith("base.yaml")
    assert (row.fixed, row.uncertain_ok) == (False, True)
    assert rows[0].fixed


def test_rows_show_undated_values(files: Files) -> None:
    scenario = files.child("changes: [{from: 2023-01-01, set: {label: later}}]")
    assert scenario.settings.label == "later"
    assert list_parameters(scenario)[-1].value == "plain"


def test_values_without_source_or_confidence_are_told(files: Files, toy: Scenario) -> None:
    assert "leaving.po.rate" not in unsourced(toy)
    assert "lengths.shares" not in unsourced(toy)
    assert "label" in unsourced(toy)
    assert len(unsourced(toy)) == len(toy.provenance) - 2
    only_source = files.child("label: {value: x, source: me}")
    assert "label" in unsourced(only_source)
    only_confidence = files.child("label: {value: x, confidence: low}")
    assert "label" in unsourced(only_confidence)
