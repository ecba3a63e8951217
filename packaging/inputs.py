"""What goes into the program, as one number: where it is the same, nothing need be built again."""

from __future__ import annotations

import hashlib
import platform
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ROOMS = ("engine", "gui", "resources", "packaging", "docs/pictures")
FILES = ("LICENSE", "docs/guide.md", "pyproject.toml", "requirements/packaging.txt")
NO_INPUTS = {".pyc", ".pyo"}


def inputs(root: Path) -> Iterator[Path]:
    """All files that the program is made of, or by.

    Args:
        root: the repository.
    """
    for name in FILES:
        yield root / name
    for room in ROOMS:
        for file in (root / room).rglob("*"):
            if file.is_file() and file.suffix not in NO_INPUTS:
                yield file


def hash_of_inputs(root: Path, torch: str, epoch: int) -> str:
    """SHA-256 over the names and bytes of all inputs, and over what else decides about the result.

    Args:
        root: the repository.
        torch: the version that is installed: its build differs where the lock file does not.
        epoch: seconds since 1970; the program's date.
    """
    total = hashlib.sha256()
    for fact in (sys.version, platform.platform(), torch, str(epoch)):
        total.update(fact.encode() + b"\0")
    for file in sorted(inputs(root)):
        total.update(file.relative_to(root).as_posix().encode() + b"\0")
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()
