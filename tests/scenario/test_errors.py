from __future__ import annotations

import pickle

import pytest

from pdusim.scenario.errors import Problem, ScenarioError, join_words, nearest, quote


def test_a_problem_reads_as_one_paragraph() -> None:
    problem = Problem("a.yaml", 3, 7, "x.y", "found -1", "a number", "write 1")
    assert str(problem) == "a.yaml:3:7: x.y: found -1\n  expected a number\n  write 1"


def test_a_problem_leaves_out_what_it_does_not_know() -> None:
    assert str(Problem("", 0, 0, "x.y", "found -1")) == "x.y: found -1"
    assert str(Problem("a.yaml", 0, 0, "", "cannot be read")) == "a.yaml: cannot be read"


def test_nothing_in_a_file_can_steer_the_terminal() -> None:
    problem = Problem("a\x1b[2J.yaml", 1, 1, "k\rey", "found \x07")
    assert str(problem) == "a\\x1b[2J.yaml:1:1: k\\rey: found \\x07"
    assert quote("a\nb\x1b") == "'a\\nb\\x1b'"


def test_an_error_shows_its_problems_and_counts_the_rest() -> None:
    error = ScenarioError(Problem("", 0, 0, "", f"no {n}") for n in range(43))
    text = str(error)
    assert text.startswith("no 0\n\nno 1\n\n")
    assert text.endswith("no 39\n\n… and 3 more")
    assert len(error.problems) == 43


def test_an_error_survives_the_way_between_processes() -> None:
    error = ScenarioError([Problem("a", 1, 2, "p", "m", "e", "s")])
    again = pickle.loads(pickle.dumps(error))
    assert again.problems == error.problems
    assert str(again) == str(error)


def test_long_texts_are_cut() -> None:
    assert quote("x" * 60) == "'" + "x" * 60 + "'"
    assert quote("x" * 61) == "'" + "x" * 60 + "…'"


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        ("leavng", ["leaving", "leave"], "leaving"),
        ("Max-Days", ["max_days", "min_days"], "max_days"),
        ("pq", ["po", "spo"], "po"),
        ("zebra", ["max_days", "min_days"], None),
        ("anything", [], None),
    ],
)
def test_the_nearest_word(word: str, known: list[str], expected: str | None) -> None:
    assert nearest(word, known) == expected


def test_lists_of_words() -> None:
    assert join_words([]) == ""
    assert join_words(["a"]) == "a"
    assert join_words(["a", "b", "c"]) == "a, b or c"
    assert join_words(["a", "b", "c"], most=3) == "a, b or c"
    assert join_words(["a", "b"], last="and") == "a and b"
    assert join_words(["a", "b", "c", "d"], most=2) == "a, b … (2 more)"
