"""The brief as an office document: it says what the page says, and tells what it needs."""

from __future__ import annotations

import io
import sys

import docx
import pytest
import recorded_unit

from pdusim.experiment.errors import ExperimentError
from pdusim.report.brief import NOT, briefs
from pdusim.report.matrix import heading, matrix
from pdusim.report.office import document
from pdusim.report.page import write_brief


def test_it_says_of_every_policy_what_the_brief_says(small_results) -> None:
    made = docx.Document(io.BytesIO(document(small_results)))
    said = [paragraph.text for paragraph in made.paragraphs]
    (one,) = briefs(small_results)
    assert one.headline in said
    assert [f"{n}. {text}" for n, text in enumerate(one.largest, 1)] == [
        text for text in said if text[:2] in ("1.", "2.", "3.")
    ]
    assert said[-1] == f"What not to conclude. {NOT}"
    assert made.core_properties.title == said[0]
    assert made.tables == []


def test_of_many_policies_the_matrix_stands_first() -> None:
    results = recorded_unit.results()
    made = docx.Document(io.BytesIO(document(results)))
    (table,) = made.tables
    found = matrix(results)
    assert [cell.text for cell in table.rows[0].cells][1:] == [
        heading(results, name) for name in found.measures
    ]
    assert [row.cells[0].text for row in table.rows][1:] == list(results.names)
    headings = [p.text for p in made.paragraphs if p.style.name == "Heading 1"]
    assert headings == ["Side by side", *results.names[1:]]


def test_without_the_library_the_extra_is_named(small_results, tmp_path, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(ExperimentError, match=r"needs python-docx: python -m pip .*\[docx\]"):
        write_brief(small_results, tmp_path / "brief.docx", "docx")
    assert list(tmp_path.iterdir()) == []
