"""The published figures that the scenarios of a run name, with their sources."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pdusim.report.escaping import escape

KEY = re.compile(r"\[([a-z0-9_*]+)\]")
"""A figure named in a source: its key, or with a star the beginning of several."""

_DATA = Path(__file__).resolve().parent / "data" / "figures.csv"
# A wheel carries the table inside the package; an editable install has it in the documentation.
_CANDIDATES = (_DATA, Path(__file__).resolve().parents[2] / "docs" / "reference" / "figures.csv")
_HOW_KNOWN = {
    "READ": "read in the source",
    "FOUND": "found in a search, the source not read whole",
    "RECALLED": "recalled, not looked up",
    "DERIVED": "worked out from other figures",
}


class Figure(NamedTuple):
    """A published figure: columns of ``figures.csv``."""

    key: str
    value: str
    unit: str
    date: str
    scope: str
    source_tag: str
    source_detail: str


@cache
def figures() -> Mapping[str, Figure]:
    """Return every figure by its key; none where the installation is without the table."""
    path = next((one for one in _CANDIDATES if one.is_file()), None)
    if path is None:
        return {}
    rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))
    return {row["key"]: Figure(*(row[name] or "" for name in Figure._fields)) for row in rows}


def resolved(key: str) -> list[Figure]:
    """Return the figures that a key means: one, with a star several, none that is unknown."""
    if "*" not in key:
        found = figures().get(key)
        return [] if found is None else [found]
    pattern = re.compile(".*".join(map(re.escape, key.split("*"))))
    return [one for name, one in figures().items() if pattern.fullmatch(name)]


def cited(sources: Iterable[str]) -> list[Figure]:
    """Return the figures that sources name, by the alphabet, each once."""
    keys = {key for source in sources for key in KEY.findall(source)}
    found = {one.key: one for key in sorted(keys) for one in resolved(key)}
    return [found[key] for key in sorted(found)]


def linked(source: str) -> str:
    """Return a source as HTML, each figure it names leading to its place in the bibliography."""
    parts = []
    end = 0
    for match in KEY.finditer(source):
        parts.append(escape(source[end : match.start()]))
        named = resolved(match[1])
        text = escape(match[0])
        parts.append(f'<a href="#figure-{named[0].key}">{text}</a>' if named else text)
        end = match.end()
    return "".join([*parts, escape(source[end:])])


def bibliography_html(sources: Iterable[str]) -> str:
    """Return the figures that sources name as HTML, each with an anchor of its own."""
    named = cited(sources)
    if not named:
        return "<p>The sources of this run name no published figure.</p>"
    rows = "".join(
        f'<tr id="figure-{one.key}"><th scope="row"><code>{escape(one.key)}</code></th>'
        f"<td>{escape(f'{one.value} {one.unit}'.strip())}</td><td>{escape(one.date)}</td>"
        f"<td>{escape(one.scope)}</td><td>{escape(_how(one))}</td>"
        f"<td>{escape(one.source_detail)}</td></tr>"
        for one in named
    )
    heads = ("Figure", "Value", "Date", "Of", "How it is known", "Source")
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    return (
        f"<p>The {len(named)} published figures that the values above name in square brackets. A "
        "value may be worked out from several of them; its own line says how.</p>"
        f"<details><summary>The {len(named)} figures, with their sources</summary>"
        '<div class="scroll" tabindex="0" role="region" aria-label="Table of published figures">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div></details>"
    )


def _how(one: Figure) -> str:
    tag = one.source_tag.strip("[]")
    return _HOW_KNOWN.get(tag, tag)
