"""Runs one after the other in a search: replications counted over all of them, none may fail."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pdusim.experiment.errors import ExperimentError
from pdusim.experiment.results import Results
from pdusim.experiment.runner import run
from pdusim.scenario.scenario import Scenario


class Batches:
    """Simulates the candidates of a search, batch by batch.

    Parameters
    ----------
    what : str
        What needs every replication, for messages: "a calibration".
    most : int
        Replications that may come at most.
    options : mapping of str to value
        For ``run``: where and with what to simulate.
    on_progress : callable of (int, int), optional
        Called with the replications finished and those that may come at most.
    """

    def __init__(
        self,
        what: str,
        most: int,
        options: Mapping[str, Any],
        on_progress: Callable[[int, int], None] | None,
    ) -> None:
        self._what = what
        self._most = most
        self._options = options
        self._report = on_progress
        self._done = 0

    def run(
        self, scenarios: Sequence[Scenario], replications: int, seed: int, **options: Any
    ) -> Results:
        """Simulate a batch.

        Raises
        ------
        ExperimentError
            When a replication fails.
        """
        before = self._done

        def progress(done: int, total: int) -> None:
            self._done = before + done
            if self._report is not None:
                self._report(self._done, max(self._most, self._done))

        results = run(
            scenarios,
            replications=replications,
            seed=seed,
            on_progress=progress,
            **self._options,
            **options,
        )
        if results.failures:
            first = results.failures[0]
            raise ExperimentError(
                f"{self._what} needs every replication, and {len(results.failures)} failed; the "
                f"first: {first.scenario}, replication {first.replication}: {first.error}"
            )
        return results
