"""The pages of the documentation site that are made: policies, parameters, what law is in force.

What a policy does comes from docs/policies/findings.json, which `tools/policy_findings.py`
measures; all else from the scenarios and the code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import law_picture
from policy_findings import BASES, base_of, kept

from pdusim import load_scenario
from pdusim.outcomes.measures import MEASURES
from pdusim.report.bar_charts import Amount, difference_chart
from pdusim.report.changes import changes_between, value_text
from pdusim.report.wording import gap, shown, step_unit, titled
from pdusim.scenario import shipped_scenarios
from pdusim.scenario.families import in_families
from pdusim.scenario.listing import ParameterRow, list_parameters

Nav = list[dict[str, Any]]


def cell(text: object) -> str:
    """Return a text for a cell of a table, in which nothing is taken for Markdown or HTML."""
    plain = " ".join(str(text).split()).replace("&", "&amp;").replace("<", "&lt;")
    return "".join(f"\\{sign}" if sign in "\\`*_|[]" else sign for sign in plain)


def pages() -> dict[str, str]:
    """Return every page and picture that is made, by its path on the site."""
    found = kept()
    made = {"policies/index.md": policies_page(found)}
    for name in shipped_scenarios():
        made[f"policies/{name}.md"] = policy_page(name, found)
        if name in found:
            made[f"policies/{name}.svg"] = policy_picture(name, found[name])
    rows = list_parameters(load_scenario("baseline"))
    made["parameters/index.md"] = parameters_page(rows)
    for section in sections(rows):
        made[f"parameters/{section}.md"] = section_page(section, rows)
    made["reference/law-in-force.md"] = law_page()
    return made


def navigation() -> dict[str, Nav | list[Any]]:
    """Return what stands under the headings of the made pages."""
    families = in_families(shipped_scenarios())
    policies: list[Any] = ["policies/index.md"]
    for family, names in families.items():
        entries = [{load_scenario(name).name: f"policies/{name}.md"} for name in names]
        policies.append({family: entries})
    rows = list_parameters(load_scenario("baseline"))
    parameters: list[Any] = ["parameters/index.md"]
    parameters += [{title(name): f"parameters/{name}.md"} for name in sections(rows)]
    return {"Policies": policies, "Parameters": parameters}


# Policies ------------------------------------------------------------------------------------


def _rests_on(one: Mapping[str, Any]) -> str:
    return (
        f"{one['replications']} paired replications, seed {one['seed']}, over {one['weeks']} weeks"
    )


def _difference(one: Mapping[str, Any], measure: str) -> str:
    numbers = one["measures"].get(measure)
    if numbers is None or numbers[1] is None:
        return "missing"
    _, mean, low, high = numbers
    clear = low is not None and high is not None and (low > 0 or high < 0)
    text = gap(mean, low, high, MEASURES[measure].unit)
    return f"**{text}**" if clear else text


def policies_page(found: Mapping[str, Any]) -> str:
    """Return the page that lists the shipped scenarios by family."""
    heads = [
        titled(MEASURES[one].title, step_unit(MEASURES[one].unit))
        for one in ("missed_review_rate", "workload_pct")
    ]
    lines = [
        "# Policies",
        "",
        "Every scenario that is shipped, with what it does to missed risk reviews and to workload:",
        "the paired difference from what it is compared with and its 95 % interval, **bold** where",
        "that is clear of zero. The name leads to its page. `pdusim scenarios` lists the same.",
    ]
    for family, names in in_families(shipped_scenarios()).items():
        lines += ["", f"## {family}", ""]
        if set(names) <= set(BASES):
            lines += ["| scenario | what it is |", "|---|---|"]
            lines += [
                f"| [{cell(load_scenario(name).name)}]({name}.md) | "
                f"{cell(load_scenario(name).description)} |"
                for name in names
            ]
            continue
        lines += [f"| policy | {heads[0]} | {heads[1]} | compared with |", "|---|---|---|---|"]
        for name in names:
            seen = [
                _difference(found[name], one) if name in found else "not measured yet"
                for one in ("missed_review_rate", "workload_pct")
            ]
            lines.append(
                f"| [{cell(load_scenario(name).name)}]({name}.md) | {seen[0]} | {seen[1]} | "
                f"`{base_of(name)}` |"
            )
    if found:
        counts = sorted({one["replications"] for one in found.values()})
        between = f"{counts[0]} to {counts[-1]}" if len(counts) > 1 else str(counts[0])
        lines += [
            "",
            f"Measured with {between} replications of each by `python tools/policy_findings.py`;",
            "each page says on how many it rests. With few, what is small is not told from chance.",
        ]
    return "\n".join(lines) + "\n"


def policy_page(name: str, found: Mapping[str, Any]) -> str:
    """Return the page of one shipped scenario."""
    scenario = load_scenario(name)
    lines = [f"# {cell(scenario.name)}", "", cell(scenario.description), ""]
    if name in BASES:
        lines += [
            "A scenario to start from: others are compared with it. Every value of the baseline,",
            "with unit, source, confidence and range: [parameters](../parameters/index.md).",
            "",
            "```sh",
            f"pdusim parameters {name}",
            "```",
        ]
        return "\n".join(lines) + "\n"
    base = base_of(name)
    lines += ["## What it does", ""]
    if name in found:
        one = found[name]
        lines += [cell(one["headline"]), ""]
        lines += [
            f"![{cell(scenario.name)}: differences from {base} with intervals]({name}.svg)",
            "",
        ]
        if one["largest"]:
            lines += ["The largest effects among all measures, beside their level:", ""]
            lines += [f"{place}. {cell(text)}" for place, text in enumerate(one["largest"], 1)]
            lines += [""]
        lines += [f"*This rests on {_rests_on(one)}.* {cell(one['how_sure'])}", ""]
    else:
        lines += ["It has not been measured for this page; the command below does it.", ""]
    lines += ["```sh", f"pdusim run {base} {name} --report {name}.html", "```", ""]
    lines += [
        "## What it changes",
        "",
        f"Against [`{base}`]({base}.md):",
        "",
        "| from | value | before | after |",
        "|---|---|---|---|",
    ]
    for change in changes_between(load_scenario(base).resolved(), scenario):
        before = "" if change.before is None else value_text(change.path, change.before)
        lines.append(
            f"| {cell(change.when)} | `{change.path}` | {cell(before)} | {cell(change.effect)} |"
        )
    return "\n".join(lines) + "\n"


def policy_picture(name: str, one: Mapping[str, Any]) -> str:
    """Return the differences of a policy as SVG."""
    rows = []
    for measure, (_, mean, low, high) in one["measures"].items():
        if mean is None:
            continue
        info = MEASURES[measure]
        factor = shown(info.unit).factor
        ends = [None if end is None else end * factor for end in (low, high)]
        rows.append(
            Amount(
                titled(info.title, step_unit(info.unit)),
                mean * factor,
                *ends,
                gap(mean, low, high, info.unit),
                info.better,
            )
        )
    title = f"{load_scenario(name).name} minus {one['against']}"
    return difference_chart(f"policy-{name}", title, rows).wide


# Parameters ----------------------------------------------------------------------------------


def sections(rows: list[ParameterRow]) -> list[str]:
    """Return the first words of the paths, in the order of the schema."""
    return list(dict.fromkeys(row.path.split(".")[0] for row in rows))


def title(section: str) -> str:
    """Return the heading of a section."""
    return section.replace("_", " ").capitalize()


def parameters_page(rows: list[ParameterRow]) -> str:
    """Return the page that says what there is, and how much of it is known."""
    lines = [
        "# Parameters",
        "",
        f"The {len(rows)} values of the baseline, each with its unit, source, confidence and",
        "plausible range. A scenario can set any of them; `pdusim parameters --filter sickness`",
        "finds one.",
        "",
        "| section | values | published (high, medium) | low | assumed |",
        "|---|---:|---:|---:|---:|",
    ]
    for section in sections(rows):
        inside = [row for row in rows if row.path.split(".")[0] == section]
        of = [
            sum(row.confidence in held for row in inside) for held in (("high", "medium"), ("low",))
        ]
        assumed = sum(row.confidence == "assumed" for row in inside)
        lines.append(
            f"| [{title(section)}]({section}.md) | {len(inside)} | {of[0]} | {of[1]} | {assumed} |"
        )
    lines += [
        "",
        "Keys in square brackets are rows of the [published figures](../reference/figures.csv).",
    ]
    return "\n".join(lines) + "\n"


def section_page(section: str, rows: list[ParameterRow]) -> str:
    """Return the values of one section."""
    lines = ["---", "hide: [toc]", "---", "", f"# {title(section)}", ""]
    group = None
    for row in rows:
        first, _, rest = row.path.partition(".")
        if first != section:
            continue
        here = rest.rpartition(".")[0].partition(".")[0]
        if here != group:
            group = here
            if here:
                lines += ["", f"## `{section}.{here}`"]
            lines += ["", "| value | baseline | source | confidence, range |", "|---|---|---|---|"]
        lines.append(_parameter(row))
    return "\n".join(lines) + "\n"


def _parameter(row: ParameterRow) -> str:
    ends = row.range
    sure = row.confidence or ""
    if ends is not None:
        sure += f"; {value_text(row.path, ends[0])} to {value_text(row.path, ends[1])}"
    return (
        f"| `{row.path}`<br>{cell(row.description)} | {cell(_short(row))} | {cell(row.source)} | "
        f"{cell(sure)} |"
    )


def _short(row: ParameterRow) -> str:
    text = value_text(row.path, row.value)
    return text if len(text) <= _LONG else f"{text[:_LONG].rstrip()} … (the rest is in the file)"


_LONG = 120


# The law -------------------------------------------------------------------------------------


def law_page() -> str:
    """Return the rules in force by day, the picture of the law in words."""
    lines = [
        "# What law is in force when",
        "",
        "The picture in a table, from the days of the shipped scenarios. What each rule says, and",
        "for whom: [the law the model knows](the-law-the-model-knows.md).",
        "",
        "![What law is in force when, 2022 to 2027](../pictures/the-law.svg)",
        "",
        "| rule | from | until | tranches | source |",
        "|---|---|---|---|---|",
    ]
    lines += list(_bars())
    return "\n".join(lines) + "\n"


def _bars() -> Iterator[str]:
    for bar in law_picture.bars():
        begins = "before 2022" if bar.begins <= law_picture.FIRST else _day(bar.begins)
        ends = "goes on" if bar.ends >= law_picture.LAST else _day(bar.ends)
        tranches = ", ".join(_day(one) for one in bar.tranches)
        yield f"| {cell(bar.what)} | {begins} | {ends} | {tranches} | {cell(bar.source)} |"


def _day(day: Any) -> str:
    return f"{day.day} {day:%B %Y}"
