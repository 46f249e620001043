"""Reports, stories and replays of simulated units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pdusim.report.page import report_html, write_report

__all__ = ["report_html", "write_report"]


def __getattr__(name: str) -> Any:
    """Import the report at first use: the terminal needs only the wording of numbers."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from pdusim.report import page

    return getattr(page, name)
