"""Draw what law is in force when, 2022 to 2027: docs/pictures/the-law.svg.

The days are those of the shipped scenarios, which `pdusim.scenario.laws` turns into the law of the
model, so the picture cannot be out of date: a test compares it with what this makes.

    python tools/law_picture.py
"""

from __future__ import annotations

from datetime import date
from html import escape
from pathlib import Path
from typing import NamedTuple

from pdusim import load_scenario

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "pictures" / "the-law.svg"

FIRST, LAST = date(2022, 1, 1), date(2027, 12, 31)
_WIDTH, _LEFT, _RIGHT, _TOP, _ROW, _BAR = 960, 250, 16, 40, 34, 14


class Bar(NamedTuple):
    """A rule, from when until when it is in force, and where that comes from."""

    what: str
    begins: date
    ends: date
    source: str
    tranches: tuple[date, ...] = ()


def _dated(scenario: str, path: str) -> date:
    """Return the day on which a shipped scenario changes a value."""
    return next(one.date for one in load_scenario(scenario).dated if one.path == path)


def bars() -> list[Bar]:
    """Return the rules in order of their first day."""
    base = load_scenario("rules_2026").settings
    regimes = base.early_release.regimes
    terms = base.enforcement.recall.fixed_terms
    sds40, progression = regimes["sds40"], regimes["progression_model"]
    ends = base.sentencing.post_sentence.ends
    curfew = base.early_release.hdc.ends
    met = base.sentencing.orders.ends_when_met_from
    convicted = base.sentencing.diversion.convicted_from
    assert ends is not None
    assert curfew is not None
    assert met is not None
    assert convicted is not None
    window = "early_release.hdc.window_days"
    wide = _dated("hdc_365_days", window)
    short, middle, long = terms["short_2024"], terms["under_48_months"], terms["fifty_six_days"]

    def days(pairs: tuple[tuple[int | None, date], ...]) -> tuple[date, ...]:
        return tuple(day for _, day in pairs)

    return [
        Bar("release at one half", FIRST, sds40.commencement, "CJA 2003, s. 244"),
        Bar("supervision after the sentence", FIRST, ends, "S.I. 2026/402; day derived"),
        Bar("curfew, 180 days", FIRST, wide, "CJA 2003, s. 246"),
        Bar("recall by choice: 14 and 28 days", FIRST, middle.since, "CJA 2003, s. 255A"),
        Bar("recall of 14 days under 12 months", short.since, long.since, "order of 2024"),
        Bar(
            "Probation Reset",
            _dated("probation_reset", "sentencing.reset.enabled"),
            LAST,
            "regional copies of the guidance",
        ),
        Bar(
            "SDS40: release at 40 %",
            sds40.commencement,
            progression.commencement,
            "S.I. 2024/844",
            days(sds40.tranches),
        ),
        Bar(
            "Probation Impact",
            _dated("probation_impact", "sentencing.impact.enabled"),
            LAST,
            "inspectors' rules, October 2025",
        ),
        Bar("curfew, 365 days", wide, curfew, "S.I. 2024/1331; calculator"),
        Bar("recall of 28 days under 48 months", middle.since, long.since, "calculator"),
        Bar("short sentences suspended", convicted, LAST, "Sentencing Act 2026, s. 1"),
        Bar("recall of 56 days", long.since, LAST, "calculator", days(long.tranches)),
        Bar("orders end when met", met, LAST, "S.I. 2026/402; day derived"),
        Bar(
            "progression model: one third, one half",
            progression.commencement,
            LAST,
            "calculator, 20 August 2026",
            days(progression.tranches),
        ),
    ]


def _x(day: date) -> float:
    share = (day - FIRST).days / ((LAST - FIRST).days + 1)
    return round(_LEFT + share * (_WIDTH - _LEFT - _RIGHT), 1)


def picture() -> str:
    """Return the picture as SVG."""
    rows = bars()
    height = _TOP + _ROW * len(rows) + 12
    parts = []
    for year in range(FIRST.year, LAST.year + 1):
        x = _x(date(year, 1, 1))
        parts.append(f'<line class="year" x1="{x}" y1="{_TOP - 8}" x2="{x}" y2="{height - 8}"/>')
        parts.append(f'<text class="year" x="{x + 4}" y="{_TOP - 14}">{year}</text>')
    for number, bar in enumerate(rows):
        y = _TOP + number * _ROW
        left, right = _x(bar.begins), _x(bar.ends)
        parts.append(f'<text class="what" x="{_LEFT - 10}" y="{y + 11}">{escape(bar.what)}</text>')
        parts.append(
            f'<text class="source" x="{_LEFT - 10}" y="{y + 24}">{escape(bar.source)}</text>'
        )
        parts.append(
            f'<rect class="bar" x="{left}" y="{y}" width="{round(right - left, 1)}"'
            f' height="{_BAR}" rx="2"><title>{escape(bar.what)}: {bar.begins} to {bar.ends};'
            f" {escape(bar.source)}</title></rect>"
        )
        parts += [
            f'<line class="tranche" x1="{_x(day)}" y1="{y}" x2="{_x(day)}" y2="{y + _BAR + 4}"/>'
            for day in bar.tranches
        ]
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}"'
            ' font-family="sans-serif" role="img" aria-label="What law is in force when">',
            "<style>",
            "text{fill:#1d2733}.what{font-size:12px;text-anchor:end}",
            ".source{font-size:9px;text-anchor:end;fill:#5b6670}",
            "text.year{font-size:12px}line.year{stroke:#d5dbe1}",
            ".bar{fill:#4c83b6}.tranche{stroke:#b3541e;stroke-width:1.5}",
            "</style>",
            '<rect width="100%" height="100%" fill="#ffffff"/>',
            *parts,
            "</svg>",
            "",
        )
    )


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
