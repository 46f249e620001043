"""What a visitor may start from: the law of a day, and the shipped policies made for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pdusim.scenario import Scenario

LAWS: Mapping[str, str] = {
    "baseline": "baseline, September 2023",
    "rules_2025": "the rules of the start of 2025, carried on",
    "rules_2026": "the rules of 30 September 2026, carried on",
}
"""Laws to start from, each called by its day: nothing is called "today" that is not."""
NO_POLICY = "none"

_FIELD = re.compile(r"^(name|extends): *(.+?) *$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Shipped:
    """A shipped policy.

    Parameters
    ----------
    name : str
        To type.
    title : str
        As its file calls it.
    family : str
        What it is about.
    law : str
        The law that it is made for.
    """

    name: str
    title: str
    family: str
    law: str


@cache
def policies() -> Mapping[str, Shipped]:
    """Return every shipped policy by name, in families; read off the head of its file."""
    from pdusim.scenario.families import in_families
    from pdusim.scenario.shipped import shipped_scenarios

    heads = {
        name: dict(_FIELD.findall(path.read_text(encoding="utf-8")))
        for name, path in shipped_scenarios().items()
    }

    def law_of(name: str) -> str:
        """Follow what a file extends up to a law."""
        while name not in LAWS:
            name = heads[name]["extends"].removesuffix(".yaml")
        return name

    return {
        name: Shipped(name, heads[name].get("name", name).strip("'\""), family, law_of(name))
        for family, members in in_families(heads).items()
        for name in members
        if name not in LAWS
    }


def begin(law: Scenario, policy: Scenario, warm_up_weeks: int) -> date:
    """Return the Monday to start on, so that the first date of a policy ends the warm-up.

    Parameters
    ----------
    law : Scenario
        What the policy was made for.
    policy : Scenario
    warm_up_weeks : int

    Returns
    -------
    date
        Where the policy has no dates, that from which the law's own first day of observation ends
        the warm-up: by then all its changes are in force.
    """
    before = {(change.date, change.path) for change in law.dated}
    first = min(
        (one.date for one in policy.dated if (one.date, one.path) not in before), default=None
    )
    run = law.settings.run
    start: date = run.start
    if first is None:
        return start + timedelta(weeks=max(0, run.warm_up_weeks - warm_up_weeks))
    monday = first - timedelta(days=first.weekday())
    return max(start, monday - timedelta(weeks=warm_up_weeks))
