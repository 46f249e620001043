"""Standard output and error, whatever has been made of them."""

from __future__ import annotations

import codecs
import io
import os
import sys
import unicodedata

_PLAIN = {
    "\N{MINUS SIGN}": "-",
    "\N{EN DASH}": "-",
    "\N{EM DASH}": "-",
    "\N{NON-BREAKING HYPHEN}": "-",
    "\N{LEFT DOUBLE QUOTATION MARK}": '"',
    "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
    "\N{LEFT SINGLE QUOTATION MARK}": "'",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{MULTIPLICATION SIGN}": "x",
    "\N{DIVISION SIGN}": "/",
    "\N{MIDDLE DOT}": "-",
    "\N{BULLET}": "*",
    "\N{RIGHTWARDS ARROW}": "->",
    "\N{LESS-THAN OR EQUAL TO}": "<=",
    "\N{GREATER-THAN OR EQUAL TO}": ">=",
    "\N{GREEK SMALL LETTER MU}": "mu",
    "\N{POUND SIGN}": "GBP ",
    "\N{FULL BLOCK}": "#",
    "\N{BOX DRAWINGS LIGHT HORIZONTAL}": "-",
    "\N{BOX DRAWINGS HEAVY HORIZONTAL}": "-",
    "\N{BOX DRAWINGS LIGHT VERTICAL}": "|",
}
"""What stands for a sign where the code page has none; others lose their accents."""

_HANDLER = "pdusim.plain"


def plain_signs(error: UnicodeError) -> tuple[str, int]:
    """Replace signs that an encoding lacks by plain ones that mean the same.

    A handler of errors for ``codecs``: a minus that became a question mark would be another
    number.
    """
    if not isinstance(error, UnicodeEncodeError):
        raise error
    signs = error.object[error.start : error.end]
    return "".join(_plain(sign) for sign in signs), error.end


def _plain(sign: str) -> str:
    if sign in _PLAIN:
        return _PLAIN[sign]
    bare = unicodedata.normalize("NFKD", sign).encode("ascii", errors="ignore").decode()
    return bare or "?"


def prepare_streams() -> None:
    """Make sure that standard output and error can be written to.

    A stream that was closed before the program began goes nowhere, so that no file opened later
    takes its number; signs that a code page lacks are replaced; what cannot be written is an error.
    """
    codecs.register_error(_HANDLER, plain_signs)
    if sys.stdin is None or sys.stdout is None or sys.stderr is None:
        while (handle := os.open(os.devnull, os.O_RDWR)) <= 2:
            os.set_inheritable(handle, True)
        os.close(handle)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - to the end
        elif isinstance(stream, io.TextIOWrapper):
            if isinstance(stream.buffer, io.RawIOBase):
                stream = _buffered(stream)
                setattr(sys, name, stream)
            stream.reconfigure(errors=_HANDLER)


def _buffered(stream: io.TextIOWrapper) -> io.TextIOWrapper:
    """Give a stream of PYTHONUNBUFFERED a buffer.

    Without one, what a disk has no room for is dropped without an error.
    """
    encoding = stream.encoding
    raw = stream.detach()
    return io.TextIOWrapper(io.BufferedWriter(raw), encoding, line_buffering=True)  # type: ignore[type-var]
