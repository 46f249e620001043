"""What a failure left behind, without the paths of the machine it happened on."""

from __future__ import annotations

import re
import traceback
from pathlib import PurePath

_FOLDERS = re.compile(r"(?<![\w./\\])(?:[A-Za-z]:)?[/\\](?:[^\s'\":/\\]+[/\\])+")
_ROOTS = ("site-packages", "dist-packages")
_PACKAGE = "pdusim"


def without_folders(text: str) -> str:
    """Return a text with absolute paths cut to the names of their files."""
    return _FOLDERS.sub("", text)


def one_line(error: BaseException) -> str:
    """Return kind and message of an error on one line."""
    text = " ".join(without_folders(str(error)).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def trace_of(error: BaseException) -> str:
    """Return the traceback of an error; files are named from their package on."""
    whole = traceback.TracebackException.from_exception(error)
    waiting: list[traceback.TracebackException | None] = [whole]
    while waiting:
        one = waiting.pop()
        if one is not None:
            for frame in one.stack:
                frame.filename = _from_package(frame.filename)
            waiting += [one.__cause__, one.__context__]
    return without_folders("".join(whole.format()))


def _from_package(filename: str) -> str:
    parts = PurePath(filename).parts
    for root in _ROOTS:
        if root in parts:
            return "/".join(parts[parts.index(root) + 1 :])
    if _PACKAGE in parts:
        last = len(parts) - 1 - parts[::-1].index(_PACKAGE)
        return "/".join(parts[last:])
    return parts[-1] if parts else filename
