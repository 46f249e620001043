"""Errors of the experiment layer."""

from __future__ import annotations

import errno

from pdusim.experiment.tasks import Failure


class ExperimentError(Exception):
    """An experiment that cannot be done as asked; its text says why and what would do."""


class WritingError(ExperimentError):
    """What was computed cannot be written: a full disk, say. The text names the file."""


def refusal(error: OSError) -> type[ExperimentError]:
    """Return what a place that cannot be written is: wrongly chosen, or on a disk that is full."""
    failed = {errno.ENOSPC, errno.EIO, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
    return WritingError if error.errno in failed else ExperimentError


class ReplicationError(ExperimentError):
    """A replication failed.

    Parameters
    ----------
    failure : Failure
        Which replication of which scenario, and how it ended.
    """

    def __init__(self, failure: Failure) -> None:
        self.failure = failure
        text = (
            f"replication {failure.replication} of scenario '{failure.scenario}' failed: "
            f"{failure.error}"
        )
        super().__init__(f"{text}\n{failure.detail}" if failure.detail else text)


class Cancelled(ExperimentError):  # noqa: N818 - it is not an error of the experiment
    """The run was cancelled by its caller.

    Parameters
    ----------
    done, total : int
        Replications finished and wanted.
    """

    def __init__(self, done: int, total: int) -> None:
        self.done = done
        self.total = total
        super().__init__(f"cancelled after {done} of {total} replications")
