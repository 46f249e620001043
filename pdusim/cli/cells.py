"""Cells of the tables of a run, and the footnotes that they refer to."""

from __future__ import annotations

from dataclasses import dataclass, field

from pdusim.experiment.rows import DifferenceRow, EstimateRow
from pdusim.report.wording import MISSING, decimals_of, number, shown, with_interval


@dataclass
class Notes:
    """Footnotes, numbered in the order in which they are met."""

    texts: list[str] = field(default_factory=list)

    def mark(self, text: str) -> str:
        """Return the mark of a footnote, a new one where the text is new."""
        if text not in self.texts:
            self.texts.append(text)
        return f"[{self.texts.index(text) + 1}]"

    def lines(self) -> list[str]:
        """Return the footnotes as written below the table."""
        return [f"[{place}] {text}" for place, text in enumerate(self.texts, start=1)]


def cell_text(row: EstimateRow | DifferenceRow, notes: Notes) -> str:
    """Return a mean or difference with its interval; a starred one is clear of zero."""
    if row.mean is None:
        return f"{MISSING} {notes.mark(row.reason or 'no events')}"
    factor = shown(row.unit).factor
    if isinstance(row, EstimateRow):
        text = with_interval(row.mean, row.low, row.high, factor=factor)
        return text if row.unseen is None else f"{text} {notes.mark(row.reason or '')}"
    text = with_interval(row.mean, row.low, row.high, factor=factor, signed=True)
    if row.unseen is not None:
        return f"{text} {notes.mark(row.reason or '')}"
    if row.low is None or row.high is None or row.low <= 0.0 <= row.high:
        return text
    return f"{text}*"


def level_text(row: EstimateRow, notes: Notes) -> str:
    """Return a level without its interval, in the digits that the interval bears."""
    if row.mean is None or row.unseen is not None:
        return cell_text(row, notes)
    factor = shown(row.unit).factor
    ends = [None if end is None else end * factor for end in (row.low, row.high)]
    return number(row.mean * factor, decimals_of(row.mean * factor, *ends))
