"""What is in the frozen program: to whom each of its files and modules belongs, with nothing left over."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from typing import TYPE_CHECKING

from parts import OF_NO_PACKAGE, Part, known_parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

OWN = {"engine", "gui", "resources", "program", "pentimento"}
PYTHON = re.compile(
    r"(python3\.\d+/|lib-dynload/|base_library\.zip$|libpython|python3\d*\.dll$|Python3?(\.framework/|$)|[^/]+\.pyd$)"
)
PYTHONS_MODULES = re.compile(r"_sysconfigdata_|_bootsubprocess$")
FREEZERS_MODULES = re.compile(r"pyi(mod|boot|_rth_)|_pyi_rth_|struct$")
_METADATA = re.compile(r"^([A-Za-z0-9_.]+)-[^/]+\.dist-info/")


class ContentsError(Exception):
    """Something in the program belongs to nobody that is known; the message says what to do."""


@dataclass(frozen=True)
class Contents:
    """What is in a program.

    Attributes:
        packages: the installed packages that something in it comes from, by name.
        parts: what else is.
        files: of each part, its files in the program.
    """

    packages: tuple[metadata.Distribution, ...]
    parts: tuple[Part, ...]
    files: dict[str, tuple[str, ...]]


def contents(program: Path, modules: Iterable[str], system: str = sys.platform) -> Contents:
    """Tells to whom everything in a program belongs.

    Args:
        program: its folder.
        modules: those that are packed into its executable.
        system: as `sys.platform` names it.

    Raises:
        ContentsError: something belongs to nobody that is known.
    """
    owners = _owners()
    parts = known_parts(system)
    names: set[str] = set()
    files: dict[str, list[str]] = {}
    unknown: list[str] = []
    for path in _files(program):
        part = next((part for part in parts if part.has(path)), None)
        owner = owners.get(path) or _of_metadata(path)
        if part is not None:
            files.setdefault(_key(part), []).append(path)
        if owner is not None:
            names.add(owner)
        elif part is None and path.partition("/")[0] not in OWN and not PYTHON.match(path):
            unknown.append(path)
    for module in modules:
        owner = _owner_of_module(module, owners)
        if owner is not None:
            names.add(owner)
        elif not _is_pythons_or_ours(module):
            unknown.append(module)
    if unknown:
        raise ContentsError(
            "All that is in the program should belong to a package, or to a part that packaging/parts.toml describes, "
            f"and this does not: {', '.join(sorted(unknown))}. Describe it there, or leave it out in left_out.py."
        )
    names.discard("pentimento")
    packages = tuple(metadata.distribution(name) for name in sorted(names))
    there = tuple(part for part in parts if _is_there(part, names, files))
    return Contents(packages, there, {key: tuple(sorted(paths)) for key, paths in files.items()})


def frozen_modules(program: Path) -> list[str]:
    """The modules that PyInstaller packed into a program's executable.

    Args:
        program: its folder.
    """
    from PyInstaller.archive.readers import CArchiveReader

    executable = next(path for path in (program / "pentimento", program / "pentimento.exe") if path.exists())
    archive = CArchiveReader(str(executable))
    packed = next(name for name in archive.toc if name.endswith(".pyz"))
    outside = [name for name in archive.toc if name != packed]
    return [*outside, *archive.open_embedded_archive(packed).toc]


def part_files(found: Contents, part: Part) -> tuple[str, ...]:
    """The files of a part in a program."""
    return found.files.get(_key(part), ())


def _key(part: Part) -> str:
    return f"{part.within}/{part.name}"


def _is_there(part: Part, names: set[str], files: dict[str, list[str]]) -> bool:
    if part.files:
        return _key(part) in files
    return part.within not in OF_NO_PACKAGE and canonical(part.within) in {canonical(name) for name in names}


def canonical(name: str) -> str:
    """A package's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _files(program: Path) -> Iterator[str]:
    inside = program / "_internal"
    for path in sorted(inside.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path.relative_to(inside).as_posix()


@cache
def _owners() -> dict[str, str]:
    owners: dict[str, str] = {}
    for distribution in metadata.distributions():
        # Each look at a name would read the package's description again.
        name = distribution.name
        owners |= {path.as_posix(): name for path in distribution.files or []}
    return owners


def _of_metadata(path: str) -> str | None:
    found = _METADATA.match(path)
    return found[1] if found else None


def _owner_of_module(module: str, owners: dict[str, str]) -> str | None:
    if FREEZERS_MODULES.match(module):
        return "pyinstaller"
    base = module.replace(".", "/")
    ways = (f"{base}.py", f"{base}/__init__.py", f"{base}/__init__.pyi")
    # A folder without a module of its own is a module, too: it belongs to whoever has anything in it.
    found = next((owners[way] for way in ways if way in owners), None)
    return found or next((owner for path, owner in owners.items() if path.startswith(f"{base}/")), None)


def _is_pythons_or_ours(module: str) -> bool:
    top = module.partition(".")[0]
    return top in OWN or top in sys.stdlib_module_names or bool(PYTHONS_MODULES.match(module))
