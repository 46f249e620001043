from __future__ import annotations

import datetime

import pytest
from scenario_support import Files

from pdusim.scenario.scenario import Scenario


def test_a_wrapped_value_keeps_its_source(toy: Scenario) -> None:
    origin = toy.provenance["leaving.po.rate"]
    assert toy.settings.leaving["po"].rate == origin.value == 0.07
    assert (origin.unit, origin.source, origin.confidence) == ("per year", "a survey", "high")
    assert origin.range == (0.05, 0.1)
    assert (origin.line, origin.column) == (3, 22)
    assert origin.has_source


def test_a_bare_value_says_in_which_file_it_was_set(toy: Scenario) -> None:
    origin = toy.provenance["leaving.pso.rate"]
    assert (origin.source, origin.confidence, origin.range) == ("set in base.yaml", None, None)
    assert not origin.has_source


def test_a_mix_can_be_wrapped_or_bare(files: Files, toy: Scenario) -> None:
    assert toy.provenance["lengths.shares"].source == "courts"
    bare = files.child("lengths: {shares: {short: 1.0}}")
    assert bare.settings.lengths.shares == {"short": 1.0}
    assert bare.provenance["lengths.shares"].source == "set in policy.yaml"


def test_an_override_drops_the_source_of_what_it_replaces(files: Files) -> None:
    origin = files.child("leaving: {po: {rate: 0.09}}").provenance["leaving.po.rate"]
    assert (origin.value, origin.source) == (0.09, "set in policy.yaml")
    assert (origin.confidence, origin.range, origin.note) == (None, None, "")
    assert (origin.file, origin.line, origin.column) == ("policy.yaml", 2, 22)


def test_an_override_can_bring_its_own_source(files: Files) -> None:
    text = """\
    leaving:
      po:
        rate:
          value: 0.09
          source: a newer survey
          confidence: medium
          note: first look
          range: [0.08, 0.10]
    """
    origin = files.child(text).provenance["leaving.po.rate"]
    assert (origin.source, origin.confidence, origin.note) == (
        "a newer survey",
        "medium",
        "first look",
    )
    assert origin.range == (0.08, 0.10)


def test_empty_parts_say_nothing(files: Files) -> None:
    text = "leaving: {po: {rate: {value: 0.09, unit: , source: , confidence: ~, range: null}}}"
    origin = files.child(text).provenance["leaving.po.rate"]
    assert (origin.source, origin.confidence, origin.range) == ("set in policy.yaml", None, None)


def test_ranges_of_dates_lists_and_mixes(files: Files) -> None:
    text = """\
    leaving: {po: {until: {value: 2025-01-01, range: [2024-12-01, 2025-02-01]}}}
    lengths:
      upper: {value: [3, 6], range: [2, 7]}
      shares: {value: {short: 0.4, long: 0.6}, range: [0.4, 0.6]}
    """
    scenario = files.child(text)
    dates = (datetime.date(2024, 12, 1), datetime.date(2025, 2, 1))
    assert scenario.provenance["leaving.po.until"].range == dates
    assert scenario.provenance["lengths.upper"].range == (2, 7)
    assert scenario.provenance["lengths.shares"].range == (0.4, 0.6)


@pytest.mark.parametrize(
    ("wrapped", "message", "expected", "suggestion"),
    [
        (
            "{value: 0.1, sorce: x}",
            "unknown key 'sorce' beside a value",
            "only value, unit, source, confidence, range and note",
            "did you mean 'source'?",
        ),
        (
            "{valeu: 0.1}",
            "is one value, not a section: found 'valeu' in it",
            "a number, at least 0 and at most 5 (unit: per year)",
            "did you mean 'value'?",
        ),
        (
            "{}",
            "is one value, not a section: found nothing in it",
            "a number, at least 0 and at most 5 (unit: per year)",
            "",
        ),
        (
            "{source: x}",
            "has no value",
            "a number, at least 0 and at most 5 (unit: per year)",
            "write: {value: …, source: …}",
        ),
        (
            "{value: 0.1, unit: per month}",
            "is in another unit, 'per month'",
            "unit: per year",
            "give the value in this unit: per year",
        ),
        (
            "{value: 0.1, confidence: hihg}",
            "confidence 'hihg' is not known",
            "confidence: high, medium, low or assumed",
            "did you mean 'high'?",
        ),
        ("{value: 0.1, source: [a, b]}", "source is not a text", "source: a text", ""),
        (
            "{value: 0.1, range: [0.3, 0.05]}",
            "the range is upside down: 0.3 above 0.05",
            "range: [lowest, highest], two numbers",
            "",
        ),
        (
            "{value: 0.1, range: 0.2}",
            "the range is not a pair",
            "range: [lowest, highest], two numbers",
            "",
        ),
        (
            "{value: 0.1, range: [0, 1, 2]}",
            "the range is not a pair",
            "range: [lowest, highest], two numbers",
            "",
        ),
        (
            "{value: 0.1, range: [low, 2]}",
            "the range is not a pair",
            "range: [lowest, highest], two numbers",
            "",
        ),
        (
            "{value: 0.1, range: [0, 6]}",
            "the range reaches 6, out of bounds",
            "ends at least 0 and at most 5",
            "",
        ),
        (
            "{value: 0.1, range: [0.2, 0.4]}",
            "the value 0.1 lies outside its own range 0.2 to 0.4",
            "a range that holds the value",
            "",
        ),
    ],
)
def test_a_faulty_wrapping_is_refused(
    files: Files, wrapped: str, message: str, expected: str, suggestion: str
) -> None:
    (problem,) = files.problems(f"leaving: {{po: {{rate: {wrapped}}}}}")
    assert problem.path == "leaving.po.rate"
    assert problem.line == 2
    assert problem.column > 20
    assert (problem.message, problem.expected, problem.suggestion) == (
        message,
        expected,
        suggestion,
    )


@pytest.mark.parametrize("outside", ["[0, 110]", "[1, 1000]"])
def test_open_bounds_hold_for_the_ends_of_a_range(files: Files, outside: str) -> None:
    (problem,) = files.problems(f"allocation: {{cap: {{value: 100, range: {outside}}}}}")
    assert "out of bounds" in problem.message


def test_a_unit_where_there_is_none(files: Files) -> None:
    (problem,) = files.problems("label: {value: x, unit: words}")
    assert problem.message == "unit 'words' for a value without unit"


def test_a_range_of_words(files: Files) -> None:
    (problem,) = files.problems("label: {value: x, range: [a, b]}")
    assert problem.message == "has a range, but is not a number"


def test_a_range_of_numbers_for_a_date(files: Files) -> None:
    (problem,) = files.problems("leaving: {po: {until: {value: 2024-01-01, range: [1, 2]}}}")
    assert problem.expected == "range: [lowest, highest], two dates"
