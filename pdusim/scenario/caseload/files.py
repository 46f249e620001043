"""Which files of a unit are read and how, and what is said where they are wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pdusim.scenario.errors import ScenarioError

_MOST_SHOWN: Final = 2_000


class CaseloadError(ScenarioError):
    """Files of a unit that cannot be used; every row that is wrong is listed."""

    def __str__(self) -> str:
        """Return all problems, one a paragraph, and how many there are."""
        shown = [str(problem) for problem in self.problems[:_MOST_SHOWN]]
        left = len(self.problems) - len(shown)
        if left > 0:
            shown.append(f"… and {left} more")
        rows = len({(p.file, p.line) for p in self.problems if p.line > 1})
        if rows > 1:
            shown.append(f"{rows} rows are wrong")
        return "\n\n".join(shown)


@dataclass(frozen=True, slots=True)
class OwnNames:
    """Names of one's own: of columns, and of what stands in them.

    Parameters
    ----------
    columns : mapping of str to str
        Heading in the file to the name of a column here.
    values : mapping of str to mapping of str to str
        Column to word in the file to word here.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def plain(self) -> tuple[Any, ...]:
        """Return it as plain data in a fixed order."""
        if not self.columns and not self.values:
            return ()
        return (
            sorted(self.columns.items()),
            sorted((column, sorted(words.items())) for column, words in self.values.items()),
        )


NO_NAMES: Final = OwnNames()


@dataclass(frozen=True, slots=True)
class Files:
    """Which files to read, and how.

    Parameters
    ----------
    caseload, staff : Path, optional
        The files.
    shown : mapping of str to str
        What they are called in messages, by role.
    hash_identifiers : bool
        Keep hashes in place of identifiers.
    leave_out_wrong_rows : bool
        Leave out rows that are wrong, and say how many, instead of refusing the file.
    """

    caseload: Path | None = None
    staff: Path | None = None
    shown: Mapping[str, str] = field(default_factory=dict)
    hash_identifiers: bool = False
    leave_out_wrong_rows: bool = False
