"""How any text from outside reaches a page: by this one function."""

from __future__ import annotations

import html

from pdusim.scenario.errors import printable


def escape(text: object) -> str:
    """Return a text as HTML that shows it, whatever is in it.

    Parameters
    ----------
    text : object
        Anything with a text: a name, a source, a measure, a number. Markup is escaped, in
        attributes too; control and direction characters are written out.
    """
    lines = str(text).split("\n")
    return html.escape("\n".join(printable(line) for line in lines), quote=True)
