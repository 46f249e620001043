"""The brief as an office document, in the styles of the reader's own template."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from pdusim.experiment.extras import missing_extra
from pdusim.experiment.results import Results
from pdusim.report.brief import FULL, LARGEST, NOT, briefs, heading_of, window_of
from pdusim.report.matrix import RANKS, difference_text, level_text, matrix
from pdusim.report.matrix import heading as heading_of_measure

if TYPE_CHECKING:
    from docx.document import Document


def document(results: Results) -> bytes:
    """Return the brief as the bytes of a .docx file.

    Parameters
    ----------
    results : Results
        Two scenarios or more; of three or more the table of all of them stands first.

    Raises
    ------
    ExperimentError
        When python-docx is not installed; the text says how to get it.
    """
    try:
        import docx
    except ImportError:
        raise missing_extra("docx", "an office document needs python-docx") from None

    made = docx.Document()
    title = heading_of(results)
    made.core_properties.title = title[:255]
    made.core_properties.author = "pdusim"
    made.core_properties.comments = window_of(results)[:255]
    made.add_heading(title, 0)
    made.add_paragraph(window_of(results))
    if len(results.names) > FULL + 1:
        _table(made, results)
    for one in briefs(results):
        made.add_heading(one.name, 1)
        made.add_paragraph().add_run(one.headline).bold = True
        if one.largest:
            made.add_paragraph(LARGEST)
        for place, text in enumerate(one.largest, 1):
            # Numbered by hand: a list style would count on from policy to policy.
            made.add_paragraph(f"{place}. {text}")
        _lead(made, "What hardly changes.", one.hardly)
        _lead(made, "How sure.", one.how_sure)
    _lead(made, "What not to conclude.", NOT)
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


def _lead(made: Document, words: str, text: str) -> None:
    paragraph = made.add_paragraph()
    paragraph.add_run(words).bold = True
    paragraph.add_run(f" {text}")


def _table(made: Document, results: Results) -> None:
    """Add every scenario beside the others: the base's levels, differences of the rest."""
    found = matrix(results)
    made.add_heading("Side by side", 1)
    table = made.add_table(rows=1, cols=1 + len(found.measures), style="Table Grid")
    heads = ["Scenario", *(heading_of_measure(results, name) for name in found.measures)]
    for cell, text in zip(table.rows[0].cells, heads, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    for place, name in enumerate(results.names):
        cells = table.add_row().cells
        cells[0].text = name
        told = level_text if place == found.base else difference_text
        for cell, one in zip(cells[1:], found.cells[place], strict=True):
            mean, interval = told(results, one.effect)
            rank = f" [{one.place}]" if one.place else ""
            cell.text = f"{mean}{rank}\n{interval}" if interval else f"{mean}{rank}"
    made.add_paragraph(
        "First row: levels. Other rows: differences from it, with their intervals; * the interval "
        f"is clear of zero. In square brackets the rank. {RANKS}"
    )
