"""What mkdocs calls while it builds the site: it adds the made pages, and leads links to them.

Links of a document are right where it lies in the repository. Those that leave docs/ lead to the
page of the same document on the site.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(Path(__file__).parent)]

import site_pages  # noqa: E402

OUTSIDE = {
    "README.md": "readme.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
}
"""Documents at the top of the repository, and their pages."""

HEADINGS = {
    "tutorials": "Learn",
    "how-to": "How to",
    "explanation": "The model",
    "reference": "Reference",
}
"""Folders of docs/, and under which heading a page that mkdocs.yml does not name comes last."""

_LINK = re.compile(r"(\]\()([^)#\s]+)")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the made pages into the navigation."""
    made = site_pages.navigation()
    assert config.nav is not None
    for entry in config.nav:
        for heading in entry:
            entry[heading] = made.get(heading, entry[heading])
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the made pages, and the documents at the top of the repository."""
    for path, content in site_pages.pages().items():
        files.append(File.generated(config, path, content=content))
    for name, path in OUTSIDE.items():
        text = (ROOT / name).read_text(encoding="utf-8")
        files.append(File.generated(config, path, content=_inside(text)))
    listed = str(config.nav)
    for file in files.documentation_pages():
        heading = HEADINGS.get(file.src_uri.split("/", maxsplit=1)[0])
        if heading is not None and f"'{file.src_uri}'" not in listed:
            _entry(config, heading).append(file.src_uri)
    return files


def _entry(config: MkDocsConfig, heading: str) -> list[Any]:
    assert config.nav is not None
    (found,) = [entry[heading] for entry in config.nav if heading in entry]
    assert isinstance(found, list)
    return found


def _inside(text: str) -> str:
    """Return a document of the top with its links as they are from within docs/."""

    def lead(found: re.Match[str]) -> str:
        path = found[2].removeprefix("docs/")
        path = {"README.md": "index.md"}.get(path, path) if path != found[2] else path
        return found[1] + OUTSIDE.get(path, path)

    return _LINK.sub(lead, text)


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> Any:
    """Lead links that leave docs/ to the page of what they name."""
    up = "../" * page.file.src_uri.count("/")

    def lead(found: re.Match[str]) -> str:
        for name, path in OUTSIDE.items():
            if found[2] == f"{up}../{name}":
                return f"{found[1]}{up}{path}"
        return found[0]

    return _LINK.sub(lead, markdown)
