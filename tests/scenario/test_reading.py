from __future__ import annotations

import datetime
import sys
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scenario_support import attempt, refused

from pdusim.scenario import reading
from pdusim.scenario.reading import MAX_BYTES, MAX_DEPTH, parse_yaml, plain_value, read_yaml

BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"


@pytest.fixture(params=["compiled", "pure"])
def _parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run a test with the C part of the YAML library and without it."""
    if request.param == "pure":
        monkeypatch.setitem(sys.modules, "_ruamel_yaml", None)
    else:
        pytest.importorskip("_ruamel_yaml")
    reading._KEPT.clear()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("0.5", 0.5),
        ("1", 1),
        ("-3", -3),
        ("007", 7),
        ("1e-3", 0.001),
        ("1.", 1.0),
        (".5", 0.5),
        ("0x1F", 31),
        ("0o17", 15),
        ("0x" + "F" * 255, 16**255 - 1),
        # More than a float can hold.
        ("0x" + "F" * 256, float("inf")),
        ("1e400", float("inf")),
        ("true", True),
        ("False", False),
        ("", None),
        ("~", None),
        ("null", None),
        ("2024-05-23", datetime.date(2024, 5, 23)),
        ("2024-02-30", "2024-02-30"),
        ("2024-05-23 10:00", "2024-05-23 10:00"),
        ("1_000", "1_000"),
        ("1,000", "1,000"),
        ("12:30", "12:30"),
        ("no", "no"),
        ("on", "on"),
        ("Yes", "Yes"),
        ("'1'", "1"),
        ('"true"', "true"),
        ("some words", "some words"),
        ("[1, two, [3]]", [1, "two", [3]]),
        ("{a: 1, 2: b}", {"a": 1, "2": "b"}),
    ],
)
@pytest.mark.usefixtures("_parser")
def test_scalars_mean_what_yaml_1_2_says(written: str, meant: object) -> None:
    result = plain_value(parse_yaml(f"key: {written}\n").entries["key"].node)
    assert result == meant
    assert type(result) is type(meant)


def test_infinity_and_not_a_number_are_read_as_such() -> None:
    result = plain_value(parse_yaml("key: [.inf, -.inf, .nan]").entries["key"].node)
    assert str(result) == "[inf, -inf, nan]"


def test_endless_digits_stay_text() -> None:
    node = parse_yaml(f"key: {'9' * 10_000}").entries["key"].node
    assert isinstance(plain_value(node), str)


def test_keys_are_text_as_written() -> None:
    assert list(parse_yaml("no: 1\n2024-01-01: 2\n1: 3\nnull: 4").entries) == [
        "no",
        "2024-01-01",
        "1",
        "null",
    ]


@pytest.mark.usefixtures("_parser")
def test_every_node_knows_its_place() -> None:
    root = parse_yaml("# comment\na:\n  b: [1,  {c: é x}]\n")
    a = root.entries["a"]
    assert (a.line, a.column) == (2, 1)
    assert isinstance(a.node, reading.MapNode)
    b = a.node.entries["b"]
    assert (b.line, b.column, b.node.line, b.node.column) == (3, 3, 3, 6)
    assert isinstance(b.node, reading.ListNode)
    inner = b.node.items[1]
    assert isinstance(inner, reading.MapNode)
    assert (inner.line, inner.column) == (3, 11)
    assert (inner.entries["c"].node.line, inner.entries["c"].node.column) == (3, 15)


@pytest.mark.parametrize(
    ("text", "line", "column", "message", "suggestion"),
    [
        ("", 1, 1, "the file is empty", "start with: extends: baseline"),
        ("# nothing but a comment\n", 1, 1, "the file is empty", "start with: extends: baseline"),
        ("just words", 1, 1, "found the text 'just words' instead of a scenario", "key: value"),
        ("- a\n- b", 1, 1, "found a list instead of a scenario", "key: value"),
        (BOMB, 1, 4, "the anchor &a", ""),
        ("a: 1\nb: *a", 2, 4, "the alias *a", ""),
        ("a: !!python/name:os.system x", 1, 4, "the tag ", ""),
        ("a: !custom {b: 1}", 1, 4, "the tag ", ""),
        ("a: 1\n---\nb: 2", 2, 1, "a second document begins here", ""),
        ("a: 1\nb: 2\na: 3", 3, 1, "the key 'a' stands here twice, first on line 1", "delete one"),
        ("x: {a: 1, a: 3}", 1, 11, "the key 'a' stands here twice, first on line 1", "delete one"),
        ("? [a, b]\n: 1", 1, 3, "a list or mapping as a key", ""),
        ("a: b: c", 1, 5, "not valid YAML: mapping values are not allowed", "put quotes round"),
        ("a:\n\tb: 1", 2, 1, "not valid YAML: found character", "indent with spaces"),
        ("a: @b", 1, 4, "not valid YAML: found character", "put quotes round"),
        ("a: 'b", 1, 6, "not valid YAML: found unexpected end of stream", "close the quote"),
        ("a: 1\n  b: 2", 2, 4, "not valid YAML: mapping values are not allowed", "put quotes"),
        ("a:\n  b: 1\n c: 2", 3, 2, "not valid YAML", "check the indentation"),
        ("%YAML 3.0\n---\na: 1", 1, 1, "not valid YAML", ""),
    ],
)
@pytest.mark.usefixtures("_parser")
def test_what_is_not_a_scenario_is_refused_with_its_place(
    text: str, line: int, column: int, message: str, suggestion: str
) -> None:
    (problem,) = refused(lambda: parse_yaml(text, "policy.yaml"))
    assert (problem.file, problem.line, problem.column) == ("policy.yaml", line, column)
    assert problem.message.startswith(message)
    assert suggestion in problem.suggestion
    assert problem.expected


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
@pytest.mark.usefixtures("_parser")
def test_deep_nesting_is_refused_before_it_can_hurt(opening: str) -> None:
    (problem,) = refused(lambda: parse_yaml("a: " * (opening == "[") + opening * 100_000))
    assert problem.message == f"nested more than {MAX_DEPTH} levels deep"


@pytest.mark.usefixtures("_parser")
def test_as_deep_as_allowed_is_read() -> None:
    depth = MAX_DEPTH - 1
    root = parse_yaml("a: " + "[" * depth + "]" * depth)
    assert str(plain_value(root)) == "{'a': " + "[" * depth + "]" * depth + "}"


def test_several_keys_twice_are_told_at_once_in_order() -> None:
    found = refused(lambda: parse_yaml("a: 1\nb: {c: 1, c: 2}\na: 2"))
    assert [problem.line for problem in found] == [2, 3]


@pytest.mark.parametrize(
    ("data", "line", "column", "words"),
    [
        (b"name: caf\xe9\n", 1, 10, "byte 0xe9 is not UTF-8"),
        (b"name: x\nb: \xff", 2, 4, "byte 0xff is not UTF-8"),
        ("name: x\n".encode("utf-16"), 1, 1, "byte 0xff is not UTF-8"),
        (b"name: x\nb: \x00\x01", 2, 4, "character U+0000 does not belong in a text"),
        (b"\x89PNG\r\n\x1a\n", 1, 1, "byte 0x89 is not UTF-8"),
        (b"a: \x1b[31m", 1, 4, "character U+001B does not belong in a text"),
    ],
)
def test_binary_files_and_other_encodings_are_refused(
    tmp_path: Path, data: bytes, line: int, column: int, words: str
) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(data)
    (problem,) = refused(lambda: read_yaml(path, "x.yaml"))
    assert (problem.line, problem.column) == (line, column)
    assert problem.message == f"not a text file: {words}"
    assert problem.expected == "a YAML file saved as UTF-8 text"


def test_a_byte_order_mark_and_windows_line_ends_are_fine(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"\xef\xbb\xbfname: x\r\nb: 2\r\n")
    assert plain_value(read_yaml(path, "x.yaml")) == {"name": "x", "b": 2}


def test_the_longest_file_is_read_and_one_byte_more_is_not(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("a: 1\n#" + "x" * (MAX_BYTES - 6))
    assert plain_value(read_yaml(path, "x.yaml")) == {"a": 1}
    path.write_text("a: 1\n#" + "x" * (MAX_BYTES - 5))
    (problem,) = refused(lambda: read_yaml(path, "x.yaml"))
    assert problem.message == "is longer than 1,000,000 bytes"


def test_what_cannot_be_opened_is_said(tmp_path: Path) -> None:
    (problem,) = refused(lambda: read_yaml(tmp_path, "folder"))
    assert str(problem).startswith("folder: cannot be read: ")
    (problem,) = refused(lambda: read_yaml(tmp_path / "none.yaml", "none.yaml"))
    assert problem.message == "cannot be read: no such file or directory"


YAMLISH = st.text(
    alphabet=st.sampled_from("abc: -[]{}'\"&*!?|>%@#,\n\t~01.\\u\x85\u2028é"), max_size=60
)


@given(st.one_of(st.text(max_size=80), YAMLISH))
@example("a: !<tag:yaml.org,2002:binary> x")
@example('a: "\\ud800"')
@example("%TAG ! tag:x,2000:\n---\na: !b c")
@example("<<: {a: 1}")
def test_any_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    root, error = attempt(lambda: plain_value(parse_yaml(text)))
    assert isinstance(root, dict) or error


@given(YAMLISH)
def test_the_pure_parser_is_as_safe(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "_ruamel_yaml", None)
        reading._KEPT.clear()
        root, error = attempt(lambda: plain_value(parse_yaml(text)))
        reading._KEPT.clear()
    assert isinstance(root, dict) or error


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(data)
    root, error = attempt(lambda: plain_value(read_yaml(path, "any.yaml")))
    assert isinstance(root, dict) or error
    assert "\x1b" not in error


def test_what_is_kept_of_texts_read_is_bounded_by_their_bytes() -> None:
    kept = reading._Kept(most=100)
    texts = [f"name: {'x' * 30}{number}\n" for number in range(10)]
    nodes = [kept.get(text) for text in texts]
    assert kept.size <= 100
    assert kept.get(texts[-1]) is nodes[-1]
    assert kept.get(texts[0]) is not nodes[0]
    large = f"name: {'x' * 200}\n"
    assert kept.get(large) is not kept.get(large)
    assert kept.size <= 100
