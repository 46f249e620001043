"""Names at the ends of lines: near their line, over no other, whole or not at all."""

from __future__ import annotations

import datetime
import re
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pdusim.report.line_ends import End, names, spread
from pdusim.report.svg import NARROW, WIDE
from pdusim.report.weekly_chart import Line, Span, weekly_chart


@given(st.lists(st.tuples(st.floats(20.0, 220.0), st.integers(1, 2)), min_size=1, max_size=4))
def test_no_name_stands_over_another_or_outside(given_ends) -> None:
    ends = [End(at, ("name",) * rows, "#0072b2") for at, rows in given_ends]
    middles = spread(ends, 20.0, 230.0)
    sides = sorted(
        (middle - 6.5 * len(end.words), middle + 6.5 * len(end.words))
        for middle, end in zip(middles, ends, strict=True)
    )
    assert sides[0][0] >= 20.0 - 1e-9
    assert sides[-1][1] <= 230.0 + 1e-9
    assert all(below[0] >= above[1] - 1e-9 for above, below in pairwise(sides))


def test_lines_far_apart_are_named_where_they_end() -> None:
    ends = [End(at, ("name",), "#0072b2") for at in (60.0, 200.0, 120.0)]
    assert spread(ends, 20.0, 230.0) == [60.0, 200.0, 120.0]


def test_a_name_is_whole_or_the_legend_has_it() -> None:
    assert names(["baseline", "ECSL, 18, 35, then 70 days"], WIDE) == [
        ("baseline",),
        ("ECSL, 18, 35, then", "70 days"),
    ]
    assert names(["baseline", "a policy whose name is as long as this and longer"], WIDE) == []
    assert names(["baseline", "more"], NARROW) == []
    assert names(["baseline"], WIDE) == []


def chart(second: str) -> str:
    weeks = np.arange(20.0)
    lines = [Line(name, weeks + n, weeks, weeks + 2) for n, name in enumerate(("base", second))]
    span = Span(datetime.date(2023, 1, 2), 0, 19, 0)
    return weekly_chart("c", "C", lines, span, unit="%").wide


def test_a_chart_names_each_line_once_either_way() -> None:
    for second in ("policy", "a policy whose name is as long as this and longer still"):
        texts = re.findall(r"<text[^>]*>([^<]*)</text>", chart(second))
        assert texts.count("base") == 1
        assert sum(text.startswith(second[:6]) for text in texts) == 1
