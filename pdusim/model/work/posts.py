"""Posts of the establishment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pdusim.model.work.practitioner import Grade, Practitioner

LONG_AGO: Final = -(10**6)


class Post:
    """A post of the establishment and who has held it: chance is keyed by post and tenure.

    So a policy that empties or fills one post changes nobody in another, and the same post is held
    by the same officers one after the other under every policy.
    """

    __slots__ = ("budget", "grade", "holder", "name", "number", "tenure", "vacant_since")

    def __init__(self, grade: Grade, number: int, name: str = "") -> None:
        self.grade = grade
        self.number = number
        self.name = name or f"{grade.value.upper()} {number + 1}"
        self.tenure = 0
        self.holder: Practitioner | None = None
        self.vacant_since = LONG_AGO
        self.budget: float | None = None

    @property
    def next_name(self) -> str:
        """Name of who comes next: of the post, and from the second holder on with their number."""
        return f"{self.name}, {self.tenure + 1}" if self.tenure else self.name
