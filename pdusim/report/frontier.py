"""What a goal costs: the page with the picture of cost against what is reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pdusim.outcomes.measures import MEASURES
from pdusim.report.page import page
from pdusim.report.svg import (
    BLUE,
    FAINT,
    GREY,
    INK,
    NARROW,
    RED,
    WIDE,
    Canvas,
    Chart,
    Scale,
    Table,
    tick_text,
    ticks,
)
from pdusim.report.wording import MISSING, level, shown, titled

if TYPE_CHECKING:
    from pdusim.analysis.goal import Goal, Tried
    from pdusim.analysis.goal_file import Bound


def goal_html(found: Goal, said: str) -> str:
    """Return the page of a goal: what was found in a sentence, and a picture for each bound.

    Parameters
    ----------
    found : Goal
    said : str
        The sentence.
    """
    charts = "".join(
        frontier_chart(found, place).html() for place, _ in enumerate(found.spec.bounds)
    )
    return page(found.spec.name, said, [("frontier", "What was tried", charts)])


def frontier_chart(found: Goal, place: int) -> Chart:
    """Draw what was tried: cost across, the measure of one bound with its interval upwards.

    Parameters
    ----------
    found : Goal
    place : int
        Which of the bounds.
    """
    bound = found.spec.bounds[place]
    about = MEASURES[bound.measure]
    how = shown(about.unit)
    drawn = [one for one in found.tried if one.estimates[place].mean is not None]
    limit = bound.limit * how.factor
    ends = [value for one in drawn for value in _interval(one, place, how.factor)]
    y_ticks = ticks(min([*ends, limit]), max([*ends, limit]))
    x_ticks = ticks(0.0, max([one.cost for one in found.tried], default=1.0))
    side = "at most" if bound.at_most else "at least"
    held = sum(one.holds for one in found.tried)
    title = f"{titled(about.title, how.heading)}, by what it costs a year"
    alternative = (
        f"{len(found.tried)} combinations by cost; {held} keep every bound. The bound is {side} "
        f"{limit:g}{how.level}."
    )

    def draw(width: float) -> str:
        """Draw at a width."""
        canvas = Canvas(f"frontier-{bound.measure}", width, 330, title, alternative)
        left, right = 58.0, width - 16.0
        x = Scale(x_ticks[0], x_ticks[-1], left, right)
        y = Scale(y_ticks[0], y_ticks[-1], 280.0, 24.0)
        for tick in y_ticks:
            canvas.line(left, y(tick), right, y(tick), f'stroke="{FAINT}"')
            canvas.text(left - 8, y(tick) + 4, tick_text(tick, y_ticks), "end", 11.5)
        for tick in x_ticks[:: 1 if width > NARROW else 2]:
            canvas.text(x(tick), 298, tick_text(tick, x_ticks), "middle", 11.5)
        canvas.text((left + right) / 2, 320, "cost a year, beside the scenario as it is", "middle")
        canvas.line(left, y(limit), right, y(limit), f'stroke="{RED}" stroke-dasharray="6 3"')
        words = f"bound: {side} {tick_text(limit, y_ticks)}"
        canvas.text(right, y(limit) - 6, words, "end", 11.5, f'fill="{RED}"')
        for one in drawn:
            mean = (one.estimates[place].mean or 0.0) * how.factor
            colour = BLUE if one.holds else GREY
            low, high = _interval(one, place, how.factor)
            canvas.line(x(one.cost), y(low), x(one.cost), y(high), f'stroke="{colour}"')
            style = f'stroke="{colour}" stroke-width="2" fill="{colour if one.holds else "#fff"}"'
            canvas.circle(x(one.cost), y(mean), 4.5, style)
        if found.found is not None and found.found in drawn:
            mean = (found.found.estimates[place].mean or 0.0) * how.factor
            style = f'stroke="{INK}" stroke-width="2" fill="none"'
            canvas.circle(x(found.found.cost), y(mean), 9.0, style)
        return canvas.svg()

    note = (
        "Filled: every bound is kept, with the stated confidence. Hollow: at least one is not. "
        "Whiskers: interval of the mean, of which the end towards the bound counts. Ringed: the "
        "cheapest that fresh replications confirm."
    )
    return Chart(
        f"frontier-{bound.measure}",
        title,
        alternative,
        draw(WIDE),
        draw(NARROW),
        _table(found),
        note,
    )


def _interval(one: Tried, place: int, factor: float) -> tuple[float, float]:
    estimate = one.estimates[place]
    mean = estimate.mean or 0.0
    low = mean if estimate.low is None else estimate.low
    high = mean if estimate.high is None else estimate.high
    return low * factor, high * factor


def combination_head(found: Goal) -> list[str]:
    """Return the column titles of a table of combinations."""
    spec = found.spec
    return [
        *(lever.path for lever in spec.levers),
        "Cost a year",
        *(MEASURES[bound.measure].title for bound in spec.bounds),
        "Bounds",
    ]


def combination_cells(found: Goal, one: Tried) -> list[str]:
    """Return a combination as a row: values, cost, measures, whether all bounds are kept."""
    spec = found.spec
    return [
        *(f"{lever.value(n):g}" for lever, n in zip(spec.levers, one.steps, strict=True)),
        f"{one.cost:,.0f}",
        *(reached(bound, one, place) for place, bound in enumerate(spec.bounds)),
        "kept" if one.holds else "not kept",
    ]


def _table(found: Goal) -> Table:
    return Table(combination_head(found), [combination_cells(found, one) for one in found.tried])


def reached(bound: Bound, one: Tried, place: int) -> str:
    """Return a measure as reached, with its interval and unit."""
    estimate = one.estimates[place]
    if estimate.mean is None:
        return MISSING
    return level(estimate.mean, estimate.low, estimate.high, MEASURES[bound.measure].unit)
