"""The sliders of the app: what a visitor may move, and the scenario that comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from math import isfinite
from typing import TYPE_CHECKING, Any

from pdusim.app.starts import LAWS, NO_POLICY, begin, policies

if TYPE_CHECKING:
    from pdusim.scenario import Scenario

BASE = LAWS["baseline"]
"""What the unit without a policy is called: by its law and the day of it."""
SEED = 1
"""Seed of everything the app runs."""
WARM_UP_WEEKS, OBSERVE_WEEKS = 13, 39
"""Shorter than the baseline's, so that an answer comes while people watch."""

_FLOWS = ("community_order", "suspended_order", "unpaid_work_only", "custody")
_SICKNESS = ("short_rate", "long_rate", "stress_rate")
_ECSL_SHARE = 0.45
_RULES = {
    "capped": "lightest load, nobody above the cap",
    "continuity_first": "the officer they had before",
    "least_loaded": "lightest load, whatever the grade",
    "least_loaded_eligible": "lightest load among the eligible",
    "round_robin": "everybody eligible in turn",
    "tier_matched_2021": "by tier, as in 2021",
    "tier_matched_2026": "by tier, as in 2026",
}
"""Allocation rules as shown; one that is missing here goes by its name."""


@dataclass(frozen=True, slots=True)
class Lever:
    """A slider.

    Parameters
    ----------
    name, label, unit, help : str
        As shown.
    low, high, step, default : float
        Range, and what the baseline has.
    """

    name: str
    label: str
    unit: str
    help: str
    low: float
    high: float
    step: float
    default: float


@dataclass(frozen=True, slots=True)
class Choice:
    """A list to choose from.

    Parameters
    ----------
    name, label, help : str
        As shown.
    options : tuple of str
        Names of the scenario language.
    labels : tuple of str
        As shown, one an option.
    default : str
        What the baseline has.
    """

    name: str
    label: str
    help: str
    options: tuple[str, ...]
    labels: tuple[str, ...]
    default: str


class LeverError(Exception):
    """Something in what a visitor asked for is refused.

    Parameters
    ----------
    problems : mapping of str to str
        Name of a lever to what is wrong with it.
    """

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__("; ".join(f"{name}: {text}" for name, text in self.problems.items()))


class Levers:
    """The sliders and what they mean, read off the law of a day.

    Parameters
    ----------
    baseline : Scenario
        What the sliders start from.
    law : str
        Its name among `starts.LAWS`.
    """

    def __init__(self, baseline: Scenario, law: str = "baseline") -> None:
        from pdusim.model.management.allocation_rules import all_rules

        self.law = law
        self._given = baseline
        self.policies = {NO_POLICY} | {one.name for one in policies().values() if one.law == law}
        # The baseline changes on no date, and the lessons know it from its first day.
        start = baseline.settings.run.start
        self._start = start if law == "baseline" else begin(baseline, baseline, WARM_UP_WEEKS)
        self.base = baseline.with_values(self._window(self._start))
        settings = self.base.settings
        posts = settings.workforce.posts
        share = "% of the baseline" if law == "baseline" else "% of this law"
        filled = posts.po * (1.0 - posts.po_vacant_share) + posts.pso + posts.pqip
        self._practitioners = filled
        self.sliders = (
            Lever(
                "arrivals",
                "People sentenced",
                share,
                "All sentences that bring people to the unit, those of the years before included.",
                50,
                150,
                5,
                100,
            ),
            Lever(
                "vacancy",
                "Vacant probation officer posts",
                "%",
                "Share of these posts that nobody fills at the start.",
                0,
                50,
                1,
                round(100 * posts.po_vacant_share),
            ),
            Lever(
                "sickness",
                "Sickness",
                share,
                "How often staff go sick: short spells, long ones and stress.",
                0,
                300,
                10,
                100,
            ),
            Lever(
                "early_days",
                "Early release from prison (ECSL)",
                "days",
                "Most days before the usual date; the unit hears of it a day or two before.",
                0,
                70,
                1,
                settings.early_release.ecsl.max_days,
            ),
            Lever(
                "span",
                "Practitioners a senior manages",
                "people",
                "Ten is recommended; sixteen and more have been seen.",
                5,
                20,
                1,
                round(filled / posts.spo),
            ),
        )
        rules = tuple(sorted(all_rules(None)))
        self.rule = Choice(
            "rule",
            "Allocation of cases",
            "Whom a senior gives a new case to.",
            rules,
            tuple(_RULES.get(rule, rule.replace("_", " ")) for rule in rules),
            settings.management.allocation.rule,
        )

    @staticmethod
    def _window(start: date) -> dict[str, Any]:
        return {
            "run.start": start,
            "run.warm_up_weeks": WARM_UP_WEEKS,
            "run.observe_weeks": OBSERVE_WEEKS,
        }

    def described(self) -> dict[str, Any]:
        """Return sliders and lists as plain data for the page."""
        return {
            "law": self.law,
            "base": LAWS[self.law],
            "laws": [{"name": name, "label": label} for name, label in LAWS.items()],
            "policies": [asdict(one) for one in policies().values() if one.law == self.law],
            "sliders": [asdict(lever) for lever in self.sliders],
            "rule": asdict(self.rule),
        }

    def start_of(self, levers: Mapping[str, float | str]) -> date:
        """Return the first day of what checked levers ask for: by their policy's dates."""
        name = str(levers["policy"])
        if name == NO_POLICY:
            return self._start
        found = begin(self._given, _policy(name), WARM_UP_WEEKS)
        return self._start if found == begin(self._given, self._given, WARM_UP_WEEKS) else found

    def read(self, asked: Any) -> dict[str, float | str]:
        """Check what a visitor asked for; what is left out keeps the baseline's value.

        Raises
        ------
        LeverError
            When something is no number, out of its range, unknown, or no rule.
        """
        if not isinstance(asked, Mapping):
            raise LeverError({"": "a set of values is expected"})
        problems: dict[str, str] = {}
        found: dict[str, float | str] = {}
        for lever in self.sliders:
            value = asked.get(lever.name, lever.default)
            if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
                problems[lever.name] = "a number is expected"
            elif not lever.low <= value <= lever.high:
                problems[lever.name] = f"between {lever.low:g} and {lever.high:g} {lever.unit}"
            else:
                found[lever.name] = float(value)
        rule = asked.get("rule", self.rule.default)
        if isinstance(rule, str) and rule in self.rule.options:
            found["rule"] = rule
        else:
            problems["rule"] = f"one of {', '.join(self.rule.options)}"
        policy = asked.get("policy", NO_POLICY)
        if isinstance(policy, str) and policy in self.policies:
            found["policy"] = policy
        else:
            problems["policy"] = "a shipped policy made for this law is expected"
        known = {lever.name for lever in self.sliders} | {"rule", "policy"}
        problems |= {str(name)[:40]: "is not known" for name in asked if name not in known}
        if problems:
            raise LeverError(problems)
        return found

    def values(self, levers: Mapping[str, float | str]) -> dict[str, Any]:
        """Return the scenario values that levers set, by dotted path; only what differs."""
        settings = self.base.settings
        moved = {
            lever.name: float(levers[lever.name])
            for lever in self.sliders
            if float(levers[lever.name]) != lever.default
        }
        values: dict[str, Any] = {}
        if "arrivals" in moved:
            for flow in _FLOWS:
                now: float = getattr(settings.arrivals, flow)
                values[f"arrivals.{flow}"] = now * moved["arrivals"] / 100.0
        if "vacancy" in moved:
            values["workforce.posts.po_vacant_share"] = moved["vacancy"] / 100.0
        if "sickness" in moved:
            for rate in _SICKNESS:
                now = getattr(settings.workforce.sickness, rate)
                values[f"workforce.sickness.{rate}"] = now * moved["sickness"] / 100.0
        if "early_days" in moved:
            values["early_release.ecsl.max_days"] = round(moved["early_days"])
            values["early_release.ecsl.eligible_share"] = _ECSL_SHARE
        if "span" in moved:
            seniors = max(1, round(self._practitioners / moved["span"]))
            values["workforce.posts.spo"] = seniors
        if levers["rule"] != self.rule.default:
            values["management.allocation.rule"] = levers["rule"]
        return values

    def scenario(
        self,
        levers: Mapping[str, float | str],
        name: str = "your policy",
        start: date | None = None,
    ) -> Scenario:
        """Return the scenario of checked levers, from a day of its own or from that of another."""
        chosen = str(levers["policy"])
        given = self.base if chosen == NO_POLICY else _policy(chosen)
        window = self._window(start or self.start_of(levers))
        return given.with_values({**window, **self.values(levers)}, name=name)

    def yaml(
        self,
        levers: Mapping[str, float | str],
        name: str = "your policy",
        start: date | None = None,
    ) -> str:
        """Return a scenario file that ``pdusim run`` accepts and that gives the same numbers."""
        chosen = str(levers["policy"])
        window = self._window(start or self.start_of(levers))
        lines = [
            f"name: {name}",
            "description: Made with the sliders of pdusim demo.",
            f"extends: {self.law if chosen == NO_POLICY else chosen}",
            *_nested({**window, **self.values(levers)}),
        ]
        return "\n".join(lines) + "\n"


@cache
def levers_under(law: str) -> Levers:
    """Return the sliders of a law, which is read once.

    Raises
    ------
    LeverError
        When there is no such law to start from.
    """
    from pdusim.scenario import load_scenario

    if law not in LAWS:
        raise LeverError({"law": f"one of {', '.join(LAWS)}"})
    return Levers(load_scenario(law), law)


@cache
def _policy(name: str) -> Scenario:
    from pdusim.scenario import load_scenario

    return load_scenario(name)


def _nested(values: Mapping[str, Any]) -> list[str]:
    """Return dotted paths as the lines of a YAML mapping."""
    tree: dict[str, Any] = {}
    for path, value in values.items():
        place = tree
        *parents, leaf = path.split(".")
        for parent in parents:
            place = place.setdefault(parent, {})
        place[leaf] = value
    return _lines(tree, 0)


def _lines(tree: Mapping[str, Any], depth: int) -> list[str]:
    lines = []
    for key, value in tree.items():
        if isinstance(value, Mapping):
            lines += [f"{'  ' * depth}{key}:", *_lines(value, depth + 1)]
        else:
            # The shortest text of a float reads back to the same bits.
            said = value.isoformat() if isinstance(value, date) else repr(value).replace("'", "")
            lines.append(f"{'  ' * depth}{key}: {said}")
    return lines
