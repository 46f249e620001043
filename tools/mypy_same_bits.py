"""A plugin of mypy: no builtin sum of floats, whose last digit hangs on the version of Python.

From Python 3.12 on ``sum`` compensates for rounding and before it does not. `pdusim.arithmetic.
sum_of` adds in order on every version; sums of whole numbers are the same everywhere.
"""

from __future__ import annotations

from collections.abc import Callable

from mypy.plugin import FunctionContext, Plugin
from mypy.types import AnyType, Instance, ProperType, Type, UnionType, get_proper_type

TOLD = "sum() of floats differs between versions of Python; use pdusim.arithmetic.sum_of"


def _may_be_a_float(found: ProperType) -> bool:
    if isinstance(found, UnionType):
        return any(_may_be_a_float(get_proper_type(item)) for item in found.items)
    if isinstance(found, Instance):
        return found.type.fullname == "builtins.float"
    return isinstance(found, AnyType)


def _whole_numbers_only(context: FunctionContext) -> Type:
    if _may_be_a_float(get_proper_type(context.default_return_type)):
        # While it tries the overloads of sum, mypy swallows what is wrong with each of them.
        errors = context.api.msg.errors  # type: ignore[attr-defined]
        swallowing, errors._watchers = errors._watchers, []
        context.api.fail(TOLD, context.context)
        errors._watchers = swallowing
    return context.default_return_type


class SameBits(Plugin):
    """Looks at each call of ``sum``."""

    def get_function_hook(self, fullname: str) -> Callable[[FunctionContext], Type] | None:
        """Return the check for ``sum`` and nothing for others."""
        return _whole_numbers_only if fullname == "builtins.sum" else None


def plugin(_version: str) -> type[Plugin]:
    """Return the plugin, as mypy asks for it."""
    return SameBits
