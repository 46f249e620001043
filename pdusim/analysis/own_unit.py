"""A scenario of one's own unit from a few numbers; what is not known is scaled from a mean unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from pdusim.nation.facts import MEAN_CASELOAD, OwnUnit, base_of, check_facts
from pdusim.nation.sizing import Sized, size_of, sized
from pdusim.scenario import Scenario, load_scenario
from pdusim.scenario.caseload.files import Files
from pdusim.scenario.caseload.reading import read_unit


def own_unit(known: OwnUnit, *, base: str | None = None, start_files: Iterable[str] = ()) -> str:
    """Return the text of a scenario file for a unit.

    Parameters
    ----------
    known : OwnUnit
        What is known of it.
    base : str, optional
        The scenario it extends; by default the shipped rules of the time it starts.
    start_files : iterable of str
        Lines of a ``start`` section.

    Raises
    ------
    ExperimentError
        When the numbers contradict one another; the text gives them.
    """
    check_facts(known)
    base = base or base_of(known.start)
    return _Writer(known, base, load_scenario(base), list(start_files)).text()


def counted(caseload: Path | None, staff: Path | None, start: date) -> tuple[dict[str, int], int]:
    """Return the numbers that files of cases and staff have, and how many rows are wrong.

    Wrong rows are left out of the numbers.

    Parameters
    ----------
    caseload, staff : Path, optional
        The files.
    start : datetime.date
        The day they are of.

    Raises
    ------
    ScenarioError
        When a file cannot be read at all.
    """
    shown = {role: str(path) for role, path in (("caseload", caseload), ("staff", staff)) if path}
    found = read_unit(Files(caseload, staff, shown, leave_out_wrong_rows=True), start)
    numbers: dict[str, int] = {}
    if found.cases is not None:
        numbers["cases"] = len(found.cases)
    if found.staff is not None:
        here = [one for one in found.staff if one.leaving is None or one.leaving >= start]
        for name, grade in (
            ("officers", "po"),
            ("services_officers", "pso"),
            ("trainees", "pqip"),
            ("seniors", "spo"),
        ):
            numbers[name] = sum(1 for one in here if one.grade == grade)
    return numbers, sum(file.left_out for file in found.files.values())


class _Writer:
    """Writes the file: what is given as given, the rest scaled."""

    def __init__(
        self, known: OwnUnit, base_name: str, base: Scenario, start_files: list[str]
    ) -> None:
        self.known = known
        self.base_name = base_name
        self.base = base
        self.start_files = start_files
        self.lines: list[str] = []
        self.ratio = size_of(known, base)
        self.values = sized(known, base)

    def text(self) -> str:
        """Return the whole file."""
        known = self.known
        lines = [
            "# Written by `pdusim new`. Every line can be changed; `pdusim check` reads it.",
            f"# A unit of {self.ratio:.3f} mean units: {self._why_size()}.",
            '# "scaled" marks what was not given and is so many times the mean unit\'s.',
            "name: My unit",
            f"extends: {self.base_name}",
        ]
        if known.start is not None:
            source = "given" if not self.start_files else "given: the day of the files below"
            lines += [
                "run:",
                f'  start: {{value: {known.start}, source: "{source}", confidence: high}}',
            ]
        if self.start_files:
            if known.start is None:
                lines.append("run:")
            lines += [
                '  warm_up_weeks: {value: 0, source: "the unit is as the files say"}',
                '  observe_weeks: {value: 26, source: "half a year ahead"}',
                "start:",
                *(f"  {line}" for line in self.start_files),
            ]
        lines += self._sections()
        return "\n".join(lines) + "\n"

    def _why_size(self) -> str:
        known = self.known
        if known.cases:
            return f"{known.cases} cases of {MEAN_CASELOAD}"
        if known.starts_per_month:
            return f"{known.starts_per_month:g} people sentenced a month"
        return "neither cases nor flows were given"

    def _sections(self) -> list[str]:
        """The values as nested YAML, in the order in which they were set."""
        tree: dict[str, object] = {}
        for path, value in self.values.items():
            *sections, leaf = path.split(".")
            node = tree
            for key in sections:
                node = node.setdefault(key, {})  # type: ignore[assignment]
            node[leaf] = value
        lines: list[str] = []

        def write(node: Mapping[str, object], depth: int) -> None:
            for key, inner in node.items():
                indent = "  " * depth
                if isinstance(inner, dict):
                    lines.append(f"{indent}{key}:")
                    write(inner, depth + 1)
                elif isinstance(inner, Sized):
                    sure = "medium" if "given" in inner.source else "assumed"
                    lines.append(
                        f"{indent}{key}: {{value: {inner.number:g}, "
                        f'source: "{inner.source}", confidence: {sure}}}'
                    )

        write(tree, 0)
        return lines
