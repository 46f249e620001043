"""Two clocks that agree: the one factor by which every contact standard is multiplied.

At the baseline equilibrium the hours of contacts and of tasks together must come to the official
annual hours of the cases, stock-weighted, times the time multiplier. This script says by how much
``work.contacts.scale`` would have to change for that, and prints the ratio by tier and state with
the weekly contact minutes that follow. It was used once; the value is frozen in the baseline, so
that a policy that adds flow adds hours which the points do not see.

Run it as ``python experiments/contact_scale.py [replications] [path=value ...]``.
"""

from __future__ import annotations

import argparse
from collections import defaultdict

from pdusim.domain.workload import OFFICIAL_HOURS_2021
from pdusim.model.people.person import LOCATION, State
from pdusim.model.unit import Unit
from pdusim.scenario import Scenario, load_scenario

HELD = [state for state in LOCATION if state is not State.CUSTODY_PRISON]
DAYS_PER_YEAR = 365.25
Cell = tuple[str, str]


class Hours:
    """Hours of one replication by state and protect level, a year."""

    def __init__(self) -> None:
        self.stock: dict[Cell, float] = defaultdict(float)
        self.official: dict[Cell, float] = defaultdict(float)
        self.contact: dict[Cell, float] = defaultdict(float)
        self.tasks: dict[Cell, float] = defaultdict(float)


def measure(scenario: Scenario, replication: int) -> Hours:
    """Simulate once and count cases, official hours, contact hours due and task hours arisen."""
    hours = Hours()
    unit = Unit(scenario, 11, replication)
    make, take = unit.maker.make, unit.census.take
    weeks = scenario.settings.run.observe_weeks
    years = 7 * weeks / DAYS_PER_YEAR
    working_days = unit.calendar.working_days_between(unit.observed_from, unit.horizon) / years

    def counted_make(kind, standard, person, today, due, **named):
        task = make(kind, standard, person, today, due, **named)
        if person is not None and not kind.of_seniors and unit.tally.is_open:
            hours.tasks[person.state.value, person.protect] += task.hours / years
        return task

    def counted_take() -> None:
        take()
        if not unit.tally.is_open:
            return
        for state in HELD:
            for person in unit.in_state[state].values():
                cell = state.value, person.protect
                hours.stock[cell] += 1 / weeks
                official = OFFICIAL_HOURS_2021[LOCATION[state]][person.tier] or 0
                hours.official[cell] += official / weeks
                hours.contact[cell] += person.contact * working_days / weeks

    unit.maker.make = counted_make
    unit.census.take = counted_take
    unit.run()
    return hours


def main() -> None:
    """Print the scale that is needed, and the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("replications", type=int, nargs="?", default=4)
    parser.add_argument("overrides", nargs="*", metavar="path=value", help="values to try")
    asked = parser.parse_args()
    replications = asked.replications
    overrides = {}
    for argument in asked.overrides:
        path, value = argument.split("=")
        overrides[path] = float(value)
    scenario = load_scenario("baseline").with_values(overrides)
    runs = [measure(scenario, r) for r in range(replications)]
    work = scenario.settings.work

    def total(name: str, cell: Cell | None = None) -> float:
        tables = [getattr(run, name) for run in runs]
        cells = [cell] if cell else [key for table in tables for key in sorted(set(table))]
        if cell is None:
            return sum(sum(table.values()) for table in tables) / len(runs)
        return sum(table.get(c, 0.0) for table in tables for c in cells) / len(runs)

    official, contact, tasks = total("official"), total("contact"), total("tasks")
    wanted = (work.time_multiplier * official - tasks) / contact
    print(f"official hours a year {official:10,.0f}")
    print(f"contact hours due     {contact:10,.0f}")
    print(f"task hours arisen     {tasks:10,.0f}")
    ratio, scale = (contact + tasks) / official, work.contacts.scale
    print(f"ratio                 {ratio:10.3f}   wanted {work.time_multiplier}")
    print(f"contacts.scale        {scale:10.3f}   wanted {scale * wanted:.3f}")
    print()
    print(
        "| state | tier | cases | official h/yr | contact h/yr | tasks h/yr | ratio "
        "| contact min/week | face to face |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    face = work.contacts.face_to_face_share
    for state in HELD:
        for protect in "ABCD":
            cell = state.value, protect
            stock = total("stock", cell)
            if stock < 0.5:
                continue
            of, co, ta = (total(name, cell) / stock for name in ("official", "contact", "tasks"))
            weekly = co * 60 / (DAYS_PER_YEAR / 7)
            print(
                f"| {state.value.replace('_', ' ')} | {protect} | {stock:.0f} | {of:.0f} "
                f"| {co:.0f} | {ta:.0f} | {(co + ta) / of:.2f} | {weekly:.0f} "
                f"| {weekly * face:.0f} |"
            )


if __name__ == "__main__":
    main()
