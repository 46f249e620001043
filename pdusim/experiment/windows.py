"""The weeks a scenario is observed in, and why only scenarios of the same weeks are compared.

A difference between scenarios of different years holds what the years do as well as what the
policy does, and nothing in a table or a chart can tell the two apart. So such scenarios are not
run together, compared, ranked or drawn on one axis: whoever asks is told the commands that work.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from pdusim.experiment.errors import ExperimentError
from pdusim.scenario.shipped import typed_name

if TYPE_CHECKING:
    from pdusim.experiment.tasks import ScenarioLike


@dataclass(frozen=True, slots=True)
class Window:
    """When a scenario runs and which of its weeks are observed.

    Parameters
    ----------
    start : date
        First day of the run.
    warm_up_weeks, observe_weeks : int
        Weeks before the observed ones, and the observed ones.
    """

    start: date
    warm_up_weeks: int
    observe_weeks: int

    @property
    def first_day(self) -> date:
        """First day observed."""
        return self.start + timedelta(weeks=self.warm_up_weeks)

    @property
    def last_day(self) -> date:
        """Last day observed."""
        return self.first_day + timedelta(weeks=self.observe_weeks) - timedelta(days=1)

    @property
    def text(self) -> str:
        """The window in words.

        >>> Window(date(2022, 10, 3), 52, 104).text
        'observed 2 October 2023 to 28 September 2025 (104 weeks, after 52 of warm-up)'
        """
        weeks = "week" if self.observe_weeks == 1 else "weeks"
        return (
            f"observed {self.dates} "
            f"({self.observe_weeks} {weeks}, after {self.warm_up_weeks} of warm-up)"
        )

    @property
    def dates(self) -> str:
        """First and last day observed, in words."""
        return f"{_day(self.first_day)} to {_day(self.last_day)}"


class DifferentWindowsError(ExperimentError):
    """Scenarios that are not observed in the same weeks were to be compared.

    Parameters
    ----------
    message : str
        Which window each has, and what to write instead.
    """


def window_of(scenario: ScenarioLike) -> Window | None:
    """Return the window of a scenario, loaded or kept; None where it does not say when it is."""
    run: Any = scenario.resolved().get("settings", {}).get("run")
    if not run or "start" not in run:
        return None
    start = run["start"] if isinstance(run["start"], date) else date.fromisoformat(run["start"])
    return Window(start, int(run["warm_up_weeks"]), int(run["observe_weeks"]))


def windows_text(scenarios: Sequence[ScenarioLike], names: Sequence[str]) -> str:
    """Return the window that all have, or the window of each, one line a scenario."""
    windows = [window_of(scenario) for scenario in scenarios]
    if len(set(windows)) == 1:
        return windows[0].text if windows[0] else ""
    return "\n".join(_lines(names, windows))


def require_one_window(
    scenarios: Sequence[ScenarioLike], names: Sequence[str], command: str = "run"
) -> None:
    """Refuse scenarios that are not observed in the same weeks.

    Parameters
    ----------
    scenarios : sequence of ScenarioLike
        Those to be compared or drawn together.
    names : sequence of str
        What they are called.
    command : str
        Command of ``pdusim`` that the advice is written for.

    Raises
    ------
    DifferentWindowsError
        With the window of each, and the command lines that work.
    """
    windows = [window_of(scenario) for scenario in scenarios]
    if len(set(windows)) < 2:
        return
    lines = [
        "these scenarios are not observed in the same weeks, so a difference between them would "
        "hold what the years do beside what the policy does:",
        *_lines(names, windows),
    ]
    groups = [
        [place for place, other in enumerate(windows) if other == one]
        for one in dict.fromkeys(windows)
    ]
    asked = [_words([scenarios[place] for place in group]) for group in groups]
    # A scenario left without another of its window is no comparison.
    compared = [(names, option) for names, option in asked if len(names) > 1]
    working = [line for names, option in compared if (line := _line(command, names, option))]
    if working:
        lines += [
            "Compare each with a base of its own window instead:",
            *(f"  {line}" for line in working),
        ]
    else:
        lines.append(
            "Give all of them the same run.start, run.warm_up_weeks and run.observe_weeks."
        )
    raise DifferentWindowsError("\n".join(lines))


def _lines(names: Sequence[str], windows: Sequence[Window | None]) -> list[str]:
    return [
        f"  {name}: {window.text if window else 'no dates of its own'}"
        for name, window in zip(names, windows, strict=True)
    ]


def _words(group: Sequence[ScenarioLike]) -> tuple[list[str], str]:
    """Return what to type to compare scenarios of one window, with an option if it takes one."""
    typed = [_typed(scenario) for scenario in group]
    window = window_of(group[0])
    if window is None or not all(typed):
        return [], ""
    if set(typed) & set(_ancestors(group)):
        return typed, ""
    base, option = _base(group[-1], window)
    return [base, *typed] if base and base not in typed else typed, option


def _line(command: str, names: Sequence[str], option: str) -> str:
    """Return the command line that compares scenarios by their names, or nothing."""
    quoted = [shlex.quote(name) for name in names]
    if command == "trace":
        return "" if option else f"pdusim trace {quoted[-1]} --versus {quoted[0]}"
    return f"pdusim {command} {' '.join(quoted)}{option}"


def _ancestors(group: Sequence[ScenarioLike]) -> list[str]:
    return [typed_name(file) for scenario in group for file in getattr(scenario, "files", ())[1:]]


def _base(scenario: ScenarioLike, window: Window) -> tuple[str, str]:
    """Return the furthest parent of a scenario with its window, and the option that helps it.

    A parent that starts on the same day will do when all are warmed up and observed for as long.
    """
    parents = [
        (typed_name(file), _read(typed_name(file))) for file in getattr(scenario, "files", ())[1:]
    ]
    for name, found in reversed(parents):
        if found == window:
            return name, ""
    for name, found in reversed(parents):
        if found and found.start == window.start:
            option = ""
            if found.warm_up_weeks != window.warm_up_weeks:
                option += f" --warm-up-weeks {window.warm_up_weeks}"
            if found.observe_weeks != window.observe_weeks:
                option += f" --observe-weeks {window.observe_weeks}"
            return name, option
    return "", ""


def _typed(scenario: ScenarioLike) -> str:
    """Return what to type for a scenario; nothing where its file does not say what it is now."""
    files = getattr(scenario, "files", ())
    name = typed_name(files[0]) if files else ""
    return name if name and _read(name) == window_of(scenario) else ""


def _read(name: str) -> Window | None:
    from pdusim.scenario.errors import ScenarioError
    from pdusim.scenario.loading import load_scenario

    try:
        return window_of(load_scenario(name))
    except ScenarioError:
        return None


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
