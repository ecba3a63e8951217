"""The files that go along with the program's code: resources, the guide, and what the package says of itself."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOT_DATA = {".py", ".pyc", ".ts"}
"""Code goes into the program's archive, and a translation's source has been compiled."""


def program_data(root: Path, work: Path) -> list[tuple[str, str]]:
    """Pairs of a file and its folder in the program, sorted.

    Args:
        root: the repository.
        work: where files may be made.
    """
    return sorted([*_resources(root), *_guide(root), _metadata(root, work)])


def _resources(root: Path) -> Iterator[tuple[str, str]]:
    for file in (root / "resources").rglob("*"):
        if file.is_file() and file.suffix not in NOT_DATA:
            yield str(file), file.parent.relative_to(root).as_posix()


def _guide(root: Path) -> Iterator[tuple[str, str]]:
    """The guide and its pictures, at the places where `setup.py` puts them too."""
    docs = root / "docs"
    yield str(docs / "guide.md"), "resources/docs"
    for name in set(re.findall(r"\]\((pictures/[^)]+)\)", (docs / "guide.md").read_text(encoding="utf-8"))):
        yield str(docs / name), "resources/docs/pictures"


def _metadata(root: Path, work: Path) -> tuple[str, str]:
    """Name and version as `importlib.metadata` reads them; an editable package's own would name folders of ours."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = {"Metadata-Version": "2.4", "Name": project["name"], "Version": project["version"]}
    lines |= {"Summary": project["description"], "License-Expression": project["license"]}
    file = work / "METADATA"
    work.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(f"{key}: {value}\n" for key, value in lines.items()), encoding="utf-8")
    return str(file), f"{project['name']}-{project['version']}.dist-info"
