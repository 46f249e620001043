"""What a run started from, and the first weeks beside it."""

from __future__ import annotations

from pathlib import Path

import pdusim
from pdusim.analysis.profile import profile
from pdusim.experiment.results import Results
from pdusim.report.page import report_html
from pdusim.report.start import start_section


def test_a_run_from_files_shows_what_was_given_and_nothing_of_a_row(tmp_path: Path) -> None:
    kinds = ("CO", "SSO", "custody")
    rows = [f"CASE{n},{kinds[n % 3]},P{n % 2},yes,2025-12-01" for n in range(60)]
    (tmp_path / "cases.csv").write_text(
        "\n".join(["case,sentence,officer,reviews_open,review_due", *rows])
    )
    (tmp_path / "staff.csv").write_text("officer,grade\nP0,PO\nP1,PO\nS1,SPO\n")
    file = tmp_path / "unit.yaml"
    file.write_text(
        "extends: baseline\nrun: {start: 2026-01-05, warm_up_weeks: 0, observe_weeks: 4}\n"
        "unit: {scale: 0.03}\nstart: {caseload: cases.csv, staff: staff.csv}\n"
    )
    scenario = pdusim.load_scenario(file)
    results = pdusim.run([scenario], replications=2, record="weekly")
    told = start_section(results)
    assert told is not None
    assert "60 cases from a file with the hash" in told
    assert "3 staff from a file" in told
    workload = profile(scenario).workload
    assert workload is not None
    for cell in ("<td>60</td>", f"<td>{workload:.1f}</td>", "Week 4"):
        assert cell in told
    page = report_html(results)
    assert "The unit as it was given" in page
    assert "CASE1" not in page


def test_a_run_from_the_simulated_past_has_no_such_section(small_results: Results) -> None:
    assert start_section(small_results) is None
