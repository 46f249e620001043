from __future__ import annotations

import datetime

import pytest
from scenario_support import Toy

from pdusim.scenario.catalogue import Leaf, catalogue, find
from pdusim.scenario.wording import as_date, date_suggestion, found, unknown_path, value_suggestion


@pytest.mark.parametrize(
    ("plain", "words"),
    [
        (None, "nothing (null)"),
        (True, "true"),
        (False, "false"),
        (3, "the number 3"),
        (0.5, "the number 0.5"),
        (int("9" * 80), f"the number {'9' * 60}…"),
        ("x", "the text 'x'"),
        (datetime.date(2024, 5, 1), "the date 2024-05-01"),
        ([1], "a list"),
        ({"a": 1}, "a mapping"),
    ],
)
def test_what_was_found(plain: object, words: str) -> None:
    assert found(plain) == words  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("2023-02-29", "that month ends on 2023-02-28"),
        ("2024-04-31", "that month ends on 2024-04-30"),
        ("2024-00-10", "there is no month 0"),
        ("2024-5-7", "write 2024-05-07"),
        ("2024/05/07", "write 2024-05-07"),
        ("2024-05-07 10:30", "write 2024-05-07"),
        ("7/5/2024", "write 2024-05-07"),
        ("07.05.2024", "write 2024-05-07"),
        ("31/2/2024", "that month ends on 2024-02-29"),
        ("0000-01-01", ""),
        ("2024-01-00", ""),
        ("May 2024", ""),
        ("", ""),
    ],
)
def test_which_date_was_meant(text: str, suggestion: str) -> None:
    assert date_suggestion(text) == suggestion


def test_dates_with_or_without_quotes() -> None:
    day = datetime.date(2024, 5, 7)
    assert as_date(day) == as_date("2024-05-07") == day
    assert as_date("20240507") is None
    assert as_date("2024-W19-2") is None
    assert as_date(3) is None


@pytest.mark.parametrize(
    ("path", "plain", "suggestion"),
    [
        ("leaving.po.rate", "0.1", "write 0.1, without quotes"),
        ("leaving.po.rate", "0,1", "write 0.1, without quotes"),
        ("leaving.po.rate", "£1,234.5", "write 1234.5, without quotes"),
        ("leaving.po.rate", "1_000", "write 1000, without quotes"),
        ("leaving.po.rate", "40%", "write 0.4 (a share) or 40 (a percentage), as the unit says"),
        ("lengths.shares", "40 %", "write 0.4"),
        ("lengths.shares", "1/3", "write 0.3333"),
        ("leaving.po.rate", "many", ""),
        ("leaving.po.rate", "1e5x", ""),
        ("leaving.po.rate", -1, "without the sign: 1"),
        ("leaving.po.rate", -9, ""),
        ("leaving.po.rate", 9, ""),
        ("leaving.po.rate", True, ""),
        ("leaving.po.rate", None, ""),
        ("leaving.po.rate", float("nan"), ""),
        ("lengths.shares", 40, "for 40 % write 0.4"),
        ("lengths.shares", 1.5, ""),
        ("lengths.shares", 101, ""),
        ("leaving.po.notice_days", 2.6, "write 3"),
        ("leaving.po.notice_days", -2, "without the sign: 2"),
        ("allocation.enabled", "Off", "write false, without quotes"),
        ("allocation.enabled", "true", "write true, without quotes"),
        ("allocation.enabled", "perhaps", ""),
        ("allocation.enabled", 1, ""),
        ("allocation.rule", "Best-Fit", "did you mean 'best_fit'?"),
        ("allocation.rule", "zzzzzz", ""),
        ("leaving.po.until", "1/2/2024", "write 2024-02-01"),
        ("label", 3, ""),
    ],
)
def test_what_to_type_instead(path: str, plain: object, suggestion: str) -> None:
    leaf = find(catalogue(Toy), path.split("."))
    assert isinstance(leaf, Leaf)
    assert value_suggestion(leaf, plain) == suggestion  # type: ignore[arg-type]


def test_where_an_unknown_path_leaves_the_schema() -> None:
    message, expected, suggestion = unknown_path(catalogue(Toy), ("leaving", "po", "rte"))
    assert message == "unknown key 'rte'"
    assert expected == "one of rate, notice_days or until"
    assert suggestion == "did you mean 'leaving.po.rate'?"
