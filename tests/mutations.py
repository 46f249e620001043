"""Files that are nearly right: every way in which one value of a JSON file can be wrong."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

WRONG: tuple[Any, ...] = (
    *(None, True, -1, 5, 10**30, 1e308, "", "x", "../manifest.json", "/dev/zero"),
    *([], [[]], {}, {"x": None}),
)
"""What is put in the place of a value."""
BROKEN = (b"", b"{", b"\xff", b"null", b"[]", b"5", b'"x"', b"[" * 100_000, b'{"format": NaN}')
"""What is put in the place of a file."""

Step = str | int


def mutations(content: Any) -> Iterator[tuple[str, Any]]:
    """Every content that differs in one value, which is missing or wrong, with its place."""
    for path in _places(content):
        for wrong in WRONG:
            made = copy.deepcopy(content)
            holder = _holder(made, path)
            if holder[path[-1]] != wrong or type(holder[path[-1]]) is not type(wrong):
                holder[path[-1]] = wrong
                yield f"{_name(path)} = {json.dumps(wrong)}", made
        made = copy.deepcopy(content)
        del _holder(made, path)[path[-1]]
        yield f"no {_name(path)}", made


def _places(content: Any, path: tuple[Step, ...] = ()) -> Iterator[tuple[Step, ...]]:
    if path:
        yield path
    entries: Any = ()
    if isinstance(content, dict):
        entries = content.items()
    elif isinstance(content, list):
        entries = enumerate(content)
    for step, inside in entries:
        yield from _places(inside, (*path, step))


def _holder(content: Any, path: tuple[Step, ...]) -> Any:
    for step in path[:-1]:
        content = content[step]
    return content


def _name(path: tuple[Step, ...]) -> str:
    return "/".join(map(str, path))
