"""Which shared libraries the program needs, once plugins have been left out that alone needed some."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from fnmatch import fnmatchcase
from pathlib import PurePath
from typing import TYPE_CHECKING

from left_out import is_the_systems

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

WITH_SYMBOLS = ("libpython*", "python3.*/lib-dynload/*", "torch/lib/*", "PIL/*", "safetensors/*")
"""Where the symbols are worth removing. Not from numpy's and libvips' libraries: they were patched after they had been
built, and what `strip` makes of such ones cannot always be loaded."""

Entry = tuple[str, str, str]
"""A line of PyInstaller's tables: the path in the program's folder, the file that it is copied from, and its kind."""


def without_unneeded(entries: Sequence[Entry]) -> list[Entry]:
    """The binaries that go along: on Linux neither the system's own, nor libraries that nothing else needs.

    Args:
        entries: all that PyInstaller found.
    """
    return needed(entries, linked_libraries) if sys.platform.startswith("linux") else list(entries)


def without_symbols(entries: Sequence[Entry], folder: Path) -> list[Entry]:
    """The same binaries, the largest of them on Linux as copies without symbols that only debuggers read.

    Args:
        entries: the binaries.
        folder: where the copies are put.
    """
    if not sys.platform.startswith("linux") or shutil.which("strip") is None:
        return list(entries)
    return [
        (path, _stripped(path, file, folder) if _has_symbols(path, kind) else file, kind)
        for path, file, kind in entries
    ]


def _has_symbols(path: str, kind: str) -> bool:
    return kind != "SYMLINK" and any(fnmatchcase(path, pattern) for pattern in WITH_SYMBOLS)


def _stripped(path: str, file: str, folder: Path) -> str:
    copy = folder / path
    copy.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["strip", "--strip-unneeded", "-o", str(copy), file], check=True)
    return str(copy)


def linked_libraries(file: str) -> set[str]:
    """The libraries that a Linux program or library names itself; `ldd` would tell those that these name, too."""
    told = subprocess.run(["objdump", "-p", file], capture_output=True, text=True, check=True)
    return set(re.findall(r"^\s+NEEDED\s+(\S+)$", told.stdout, re.MULTILINE))


def needed(entries: Sequence[Entry], imports: Callable[[str], set[str]]) -> list[Entry]:
    """What is left of some binaries, in their order.

    A library without a folder of its own was found because another file needs it. All else was asked for.

    Args:
        entries: the binaries.
        imports: the names of the libraries that a file is linked to.
    """
    candidates = {path: (path, file, kind) for path, file, kind in entries if _was_found(path, kind)}
    kept = {entry[0] for entry in entries} - candidates.keys()
    waiting = [entry for entry in entries if entry[0] in kept]
    while waiting:
        _, file, kind = waiting.pop()
        if kind == "SYMLINK":
            continue
        for name in imports(file):
            if name in candidates and name not in kept and not is_the_systems(name):
                kept.add(name)
                waiting.append(candidates[name])
    return [entry for entry in entries if entry[0] in kept]


def _was_found(path: str, kind: str) -> bool:
    # Python itself is not linked by the program's start but opened.
    is_library = path.startswith("lib") and not path.startswith("libpython")
    return is_library and PurePath(path).parent == PurePath() and kind in {"BINARY", "SYMLINK"}
