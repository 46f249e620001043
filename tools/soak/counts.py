"""What was tried and what came of it, counted in one way for every kind of trial."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

MOST_KEPT = 50
"""Findings of one kind that are kept in full; the others are counted."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that should not happen.

    Parameters
    ----------
    kind : str
        Of trial.
    seed, number : int
        What makes the same trial again: ``--seed SEED --only KIND:NUMBER``.
    what : str
        What happened, on one line.
    kept : str
        File with the input, where there is one.
    """

    kind: str
    seed: int
    number: int
    what: str
    kept: str = ""


@dataclass
class Counts:
    """Outcomes by kind of trial, and findings.

    Parameters
    ----------
    folder : Path
        Where inputs of findings are kept.
    """

    folder: Path
    outcomes: dict[str, Counter[str]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def add(self, kind: str, outcome: str, number: int = 1) -> None:
        """Count an outcome that is as it should be."""
        self.outcomes.setdefault(kind, Counter())[outcome] += number

    def find(
        self, kind: str, seed: int, number: int, what: str, content: bytes = b"", ending: str = ""
    ) -> None:
        """Note a finding, with the input that led to it."""
        self.add(kind, "FOUND")
        if self.outcomes[kind]["FOUND"] > MOST_KEPT:
            return
        kept = ""
        if content:
            file = self.folder / f"{kind}-{seed}-{number}{ending}"
            file.write_bytes(content)
            kept = str(file)
        self.findings.append(Finding(kind, seed, number, " ".join(what.split())[:300], kept))

    def text(self) -> str:
        """Return a table of what was tried, and every finding."""
        lines = []
        for kind, outcomes in self.outcomes.items():
            shown = ", ".join(f"{name} {number:,}" for name, number in sorted(outcomes.items()))
            lines.append(f"{kind:14} {outcomes.total():>9,}  {shown}")
        for one in self.findings:
            lines.append(
                f"FOUND {one.kind} --seed {one.seed} --only {one.kind}:{one.number}: {one.what}"
            )
            if one.kept:
                lines.append(f"      {one.kept}")
        lines.append("nothing found" if not self.findings else f"{len(self.findings)} findings")
        return "\n".join(lines)

    def as_json(self) -> str:
        """Return the same as data, for the table in the docs."""
        content = {
            "outcomes": {
                kind: dict(sorted(found.items())) for kind, found in self.outcomes.items()
            },
            "findings": len(self.findings),
        }
        return json.dumps(content, indent=2) + "\n"
