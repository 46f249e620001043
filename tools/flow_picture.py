"""Draw how a case and an hour flow through the model: docs/pictures/flow.svg.

The numbers in it are those of the baseline, so a test that compares the picture with what this
makes holds that it is not out of date.

    python tools/flow_picture.py
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from pdusim import load_scenario

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "pictures" / "flow.svg"

_WIDTH, _HEIGHT = 1000, 720
_LINE = 16

STYLE = (
    "text{font-family:system-ui,Segoe UI,Roboto,DejaVu Sans,sans-serif;font-size:12px;fill:#1f2933}"
    ".head{font-weight:600;font-size:13.5px}.lane{font-weight:600;font-size:15px}"
    ".case{fill:#e6f1f9;stroke:#0b5a94}.hour{fill:#fdf0e4;stroke:#a3460c}"
    ".meet{fill:#eef6ee;stroke:#17603a}.said{fill:#fff;stroke:#5b6670}"
    ".way{fill:none;stroke:#5b6670;stroke-width:1.8}.back{fill:none;stroke:#a3301a;"
    "stroke-width:1.8;stroke-dasharray:6 4}.why{fill:#a3301a}.small{fill:#4a5560}"
)


def _box(kind: str, x: int, y: int, width: int, head: str, lines: Sequence[str]) -> list[str]:
    """Return a box with a heading and lines; its height follows from them."""
    height = 30 + _LINE * len(lines)
    parts = [
        f'<rect class="{kind}" x="{x}" y="{y}" width="{width}" height="{height}" rx="5"/>',
        f'<text class="head" x="{x + 10}" y="{y + 20}">{escape(head)}</text>',
    ]
    parts += [
        f'<text x="{x + 10}" y="{y + 38 + _LINE * number}">{escape(line)}</text>'
        for number, line in enumerate(lines)
    ]
    return parts


def _way(path: str, kind: str = "way") -> str:
    return f'<path class="{kind}" d="{path}" marker-end="url(#{kind}-end)"/>'


def _text(kind: str, x: int, y: int, words: str, anchor: str = "start") -> str:
    return f'<text class="{kind}" x="{x}" y="{y}" text-anchor="{anchor}">{escape(words)}</text>'


def _marker(kind: str, colour: str) -> str:
    return (
        f'<marker id="{kind}-end" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" '
        f'markerHeight="8" markerUnits="userSpaceOnUse" orient="auto">'
        f'<path d="M0 0L8 4L0 8z" fill="{colour}"/></marker>'
    )


def picture() -> str:
    """Return the picture as SVG."""
    settings = load_scenario("baseline").settings
    work, reviews = settings.work, settings.reviews
    tasks = sum(hasattr(task, "due_days") for _, task in work.tasks)
    scheduled = work.tasks.scheduled_review
    months = reviews.interval_months
    floor = work.service.contact_floor
    case = [
        (20, "A court sentences", ["community or suspended", "order, or custody"]),
        (215, "A senior allocates it", ["inside a team, by the", "rule of the scenario"]),
        (410, "An officer holds it", ["in the community, or in", "custody before release"]),
        (605, "Supervision goes on", ["events, breach and recall,", "another officer"]),
        (800, "It ends", ["completed, expired,", "revoked; some return"]),
    ]
    hour = [
        (20, "Hours of a contract", ["less leave, sickness,", "reductions, vacancies"]),
        (215, "Hours for cases", ["less training, meetings,", "administration"]),
        (410, "A day at work", ["urgent work first, then", "by class and due date"]),
    ]
    parts: list[str] = []
    parts.append(_text("lane", 20, 36, "A case"))
    for x, head, lines in case:
        parts += _box("case", x, 50, 180, head, lines)
    parts += [_way(f"M{x + 180} 81H{x + 194}") for x, _, _ in case[:-1]]
    parts.append(_way("M695 50V34H500V48"))
    parts.append(_text("small", 598, 27, "recalled and released again, or moved", "middle"))

    parts.append(_text("lane", 20, 196, "What it calls for"))
    parts += _box(
        "meet",
        20,
        210,
        375,
        "Contacts: a flow of hours a week",
        ["by tier and place. Not stored: what an absent officer", "does not deliver is lost"],
    )
    parts += _box(
        "meet",
        410,
        210,
        375,
        f"{tasks} kinds of task, with hours and due dates",
        ["assessments, enquiries, reports, work before release,", "and risk reviews:"],
    )
    parts += _box(
        "meet",
        410,
        292,
        375,
        f"Risk reviews every {months.low:g}, {months.medium:g}, {months.high:g} or "
        f"{months.very_high:g} months",
        ["by level of risk; and after an arrest, a change of address …"],
    )
    parts.append(_way("M470 112V175H210V208"))
    parts.append(_way("M530 112V208"))
    parts.append(_text("small", 538, 178, "work arises"))

    parts += _box(
        "said",
        800,
        210,
        180,
        "The points clock",
        [
            "points by tier over",
            "points available, counted",
            "on Sundays. It does no",
            "work: it is what is seen",
        ],
    )
    parts.append(_way("M695 112V150H890V208"))

    parts.append(_text("lane", 20, 410, "An hour"))
    for x, head, lines in hour:
        parts += _box("hour", x, 424, 180, head, lines)
    parts += [_way(f"M{x + 180} 455H{x + 194}") for x, _, _ in hour[:-1]]
    parts.append(_way("M500 339V422"))
    parts.append(_way("M210 273V380H460V422"))
    parts.append(_text("small", 508, 380, "both want the same hours"))
    parts += _box(
        "hour",
        605,
        424,
        375,
        "The hours clock",
        [
            f"true time is {work.time_multiplier:g} × the official time. While tasks wait,",
            f"contact is squeezed, down to {100 * floor:.0f} %; tasks get the rest",
        ],
    )
    parts.append(_way("M590 455H603"))

    parts.append(_text("lane", 20, 552, "What comes of it"))
    parts += _box(
        "said",
        20,
        566,
        375,
        "A scheduled risk review is",
        [
            f"on time: done within {scheduled.due_days:g} working days",
            f"late: within {scheduled.grace_days:g} more",
            "missed: otherwise, when the hours run out",
        ],
    )
    parts += _box(
        "said",
        410,
        566,
        375,
        "And with it",
        [
            "contact delivered of contact due; releases prepared",
            "or not; enquiries, plans, oversight done or not;",
            "risk that has risen noticed, or not",
        ],
    )
    parts.append(_way("M700 486V510H210V564"))
    parts.append(_way("M700 510V564"))
    parts.append(_way("M20 605H7V455H18", "back"))
    parts.append(_text("why", 20, 505, "heavy weeks make people ill"))
    parts.append(_text("why", 20, 521, "or leave: fewer hours"))
    parts.append(
        _text(
            "small",
            20,
            700,
            "Blue: the case. Orange: the hour. Green: where they meet. Nothing is called “missed "
            "rate” on the way in: it comes out. Numbers: the baseline.",
        )
    )
    title = "How a case and an hour flow through the model"
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-label="{escape(title)}"><style>{STYLE}</style><defs>'
        f"{_marker('way', '#5b6670')}{_marker('back', '#a3301a')}</defs>"
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>'
    )
    return "\n".join([head, *parts, "</svg>", ""])


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
