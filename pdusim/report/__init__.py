"""Reports, stories and replays of simulated units."""

from __future__ import annotations

from pdusim.report.page import report_html, write_report

__all__ = ["report_html", "write_report"]
