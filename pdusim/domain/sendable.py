"""How frozen classes are sent to other processes, in both builds."""

from __future__ import annotations

from dataclasses import fields
from typing import Any


class Sendable:
    """A frozen dataclass that is made anew where it arrives.

    One with slots knows by itself how to get there, but not when it is compiled: it would then be
    filled field by field, which a frozen one refuses.
    """

    __slots__ = ()

    def __reduce__(self) -> tuple[Any, ...]:
        """Return how to make it again: its class and its fields by name."""
        kind: Any = type(self)
        return made, (kind, {part.name: getattr(self, part.name) for part in fields(kind)})


def made(kind: Any, values: dict[str, Any]) -> Any:
    """Return an object of a class from its fields by name.

    Parameters
    ----------
    kind : type
        The class.
    values : dict
        Field to value.
    """
    return kind(**values)
