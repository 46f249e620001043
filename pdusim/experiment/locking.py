"""One writer at a time."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from pdusim.experiment.errors import ExperimentError


class Lock:
    """A lock on a folder, held until `release` or the end of the process, however it ends.

    Parameters
    ----------
    path : Path
        The lock file; it is made if need be, and stays unless it is removed on release.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO | None = None

    def acquire(self) -> None:
        """Take the lock.

        Raises
        ------
        ExperimentError
            When another process holds it.
        """
        # A link or a pipe of that name is not followed, nor waited for.
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND
        for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"):
            flags |= getattr(os, name, 0)
        if os.path.lexists(self._path) and not stat.S_ISREG(self._path.lstat().st_mode):
            raise ExperimentError(f"{self._path} is no ordinary file: remove it")
        file = open(os.open(self._path, flags, 0o666), "a+b")  # noqa: SIM115 - held until release
        try:
            _lock(file)
            if not os.path.samestat(os.fstat(file.fileno()), os.stat(self._path)):
                raise OSError  # removed by its last holder, and perhaps another's by now
        except OSError:
            file.seek(0)
            holder = file.read().decode(errors="replace").strip() or "unknown"
            file.close()
            raise ExperimentError(
                f"{self._path.parent} is in use by another run (process {holder}): wait for it, "
                "or choose another folder"
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()).encode())
        file.flush()
        self._file = file

    def release(self, *, remove: bool = False) -> None:
        """Give the lock back; nothing happens when it is not held.

        Parameters
        ----------
        remove : bool
            Whether its file is to go too, where the system removes files that are open.
        """
        if self._file is not None:
            if remove:
                with suppress(OSError):
                    self._path.unlink()
            self._file.close()
            self._file = None


if sys.platform == "win32":  # pragma: no cover

    def _lock(file: BinaryIO) -> None:
        import msvcrt

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:

    def _lock(file: BinaryIO) -> None:
        import fcntl

        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
