"""The event ledger: what happened to whom, in order."""

from __future__ import annotations

from typing import Any

EVENT_COLUMNS = ("time", "event", "person", "officer", "detail")
"""Columns of an event: days since the start, what, person's name, officer's name, detail."""


class Ledger:
    """Events of a replication, kept only when asked for.

    Recording changes no result: it draws nothing and schedules nothing.
    """

    __slots__ = ("events", "on")

    def __init__(self, on: bool) -> None:
        self.on = on
        self.events: list[tuple[Any, ...]] = []

    def record(
        self, time: float, event: str, person: Any = None, detail: str = "", officer: Any = None
    ) -> None:
        """Record an event of a person, an officer, or both."""
        if not self.on:
            return
        if officer is None and person is not None:
            officer = person.holder
        self.events.append(
            (
                float(time),
                event,
                person.identifier if person is not None else None,
                officer.identifier if officer is not None else None,
                detail,
            )
        )
