"""Which build of pdusim this is: pure Python, or with the model compiled."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Literal

__all__ = ["Build", "build"]

Build = Literal["compiled", "pure"]


def build() -> Build:
    """Return which build is running.

    Both give the same bits; compiled, a replication costs some six tenths of the instructions.
    Kept runs say which it was, and nothing hangs on it: neither the hash of the code nor the key in
    a store.
    """
    # All of the model is compiled or none of it (tools/compile_hook.py); this module is small.
    module = find_spec("pdusim.randomness")
    compiled = module is not None and not str(module.origin).endswith(".py")
    return "compiled" if compiled else "pure"
