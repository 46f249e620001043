"""Draw the storeys of the model, as they are in the code: docs/pictures/storeys.svg.

What is in the picture cannot be out of date: the order is that of the contract of imports in
pyproject.toml, the line under each name is the first of the package's docstring, the rooms are its
modules, and the calls upwards are the abstract classes of one storey that a higher one fills in.
"""

from __future__ import annotations

import ast
import tomllib
from html import escape
from pathlib import Path
from textwrap import wrap
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
MODEL = ROOT / "pdusim" / "model"
PICTURE = ROOT / "docs" / "pictures" / "storeys.svg"

_WIDTH, _LEFT, _BOX = 960, 16, 620
_LINE, _PAD, _GAP = 17, 12, 8
_TOP = 44
_LETTERS = 92
_FIRST_TRACK, _TRACK, _APART = 26, 38, 9


class Storey(NamedTuple):
    """A storey as it is drawn."""

    name: str
    says: str
    rooms: list[str]


class Port(NamedTuple):
    """A call upwards: what a storey declares and a higher one does."""

    name: str
    declared: str
    done: str


def storeys() -> list[Storey]:
    """Return the storeys from the highest to the lowest."""
    content = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = content["tool"]["importlinter"]["contracts"]
    (order,) = [c["layers"] for c in contracts if c.get("containers") == ["pdusim.model"]]
    return [_storey(name) for name in order]


def _storey(name: str) -> Storey:
    folder = MODEL / name
    source = folder / "__init__.py" if folder.is_dir() else MODEL / f"{name}.py"
    says = ast.get_docstring(ast.parse(source.read_text(encoding="utf-8"))) or ""
    rooms = sorted(p.stem for p in folder.glob("*.py") if p.stem not in {"__init__", "scope"})
    return Storey(name, says.splitlines()[0], rooms)


def ports() -> list[Port]:
    """Return the calls upwards, the shortest way first."""
    order = [storey.name for storey in storeys()]
    where: dict[str, str] = {}
    bases: dict[str, list[str]] = {}
    abstract: list[str] = []
    for file in sorted(MODEL.rglob("*.py")):
        storey = file.relative_to(MODEL).parts[0].removesuffix(".py")
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                where[node.name] = storey
                bases[node.name] = [base.id for base in node.bases if isinstance(base, ast.Name)]
                if "@abstractmethod" in ast.unparse(node):
                    abstract.append(node.name)

    def fills_in(name: str, port: str) -> bool:
        of = bases.get(name, [])
        return port in of or any(fills_in(one, port) for one in of)

    found = [
        Port(port, where[port], where[name])
        for port in abstract
        for name in where
        if name not in abstract
        and fills_in(name, port)
        and order.index(where[name]) < order.index(where[port])
    ]
    length = {p: order.index(p.declared) - order.index(p.done) for p in found}
    return sorted(found, key=lambda p: (length[p], order.index(p.declared), p.name))


def picture() -> str:
    """Return the picture as SVG."""
    parts: list[str] = []
    top = _TOP
    middle: dict[str, float] = {}
    for storey in storeys():
        rooms = wrap(" · ".join(storey.rooms), _LETTERS)
        height = 2 * _PAD + _LINE * (2 + len(rooms)) - 6
        middle[storey.name] = top + height / 2
        parts.append(
            f'<rect class="storey" x="{_LEFT}" y="{top}" width="{_BOX}" height="{height}" rx="4"/>'
        )
        lines = [("name", storey.name), ("says", storey.says), *(("room", one) for one in rooms)]
        for number, (kind, text) in enumerate(lines):
            y = top + _PAD + 12 + number * _LINE
            parts.append(f'<text class="{kind}" x="{_LEFT + 12}" y="{y}">{escape(text)}</text>')
        top += height + _GAP
    edge = _LEFT + _BOX
    ends: dict[str, int] = {}
    for number, port in enumerate(ports()):
        x = edge + _FIRST_TRACK + number * _TRACK
        low, high = (
            middle[end] + _APART * (ends.setdefault(end, 0) - 2)
            for end in (port.declared, port.done)
        )
        ends[port.declared] += 1
        ends[port.done] += 1
        parts.append(
            f'<path class="port" d="M{edge} {low:g} H{x} V{high:g} H{edge + 8}" '
            'marker-end="url(#up)"/>'
        )
        parts.append(
            f'<text class="call" transform="translate({x + 13} {(low + high) / 2:g}) rotate(90)" '
            f'text-anchor="middle">{escape(port.name)}</text>'
        )
    title = "The storeys of pdusim/model: each imports only from those below it"
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {top}" role="img" '
        f'aria-label="{escape(title)}">'
        "<style>text{font-family:Helvetica,Arial,sans-serif;font-size:12.5px;fill:#222}"
        ".name{font-weight:bold;font-size:14px}.room{fill:#555}.call{fill:#8a3b12}"
        ".storey{fill:#eef3f8;stroke:#5b7a99}.port{fill:none;stroke:#c4622d;stroke-width:1.4}"
        "</style>"
        '<defs><marker id="up" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" '
        'markerHeight="8" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="#c4622d"/></marker></defs>'
        f'<rect width="{_WIDTH}" height="{top}" fill="#fff"/>'
        f'<text class="says" x="{_LEFT}" y="24">{escape(title)}.</text>'
        f'<text class="call" x="{edge + 12}" y="24">Calls upwards, declared below</text>'
    )
    return "\n".join([head, *parts, "</svg>", ""])


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
