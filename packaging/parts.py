"""The parts of the program that no package describes: libraries inside packages, and those of the building system."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
TABLE = HERE / "parts.toml"
LICENCES = HERE / "licences"
OF_NO_PACKAGE = {"system", "windows"}


@dataclass(frozen=True, kw_only=True)
class Part:
    """A library that is in the program through something else.

    Attributes:
        name: as its makers write it.
        within: the package that it came with, or one of `OF_NO_PACKAGE`.
        licence: under which it is used, by its SPDX name.
        address: where its sources are.
        sources: where the exact ones are published, with `{version}` for that of the package that it came with.
        copyright: its notice, where the text of the licence holds none.
        files: patterns of its files in the program; none: it is compiled into its package.
        texts: the names of its licences' texts.
        see: the package whose own licence file holds its text.
        note: what else is to be said.
        systems: where it is so, as `sys.platform` has them; none: everywhere.
    """

    name: str
    within: str
    licence: str
    address: str
    sources: str = ""
    copyright: str = ""
    files: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    see: str = ""
    note: str = ""
    systems: tuple[str, ...] = ()

    def has(self, path: str) -> bool:
        """Whether a file is of this part.

        Args:
            path: in the program's folder of libraries, with slashes.
        """
        return any(fnmatchcase(path, pattern) for pattern in self.files)

    def notice(self) -> str:
        """What is to be told with its copies, beside its licences: its makers, and our note."""
        place = f"The text of its licence stands under {self.see}." if self.see else ""
        return "\n\n".join(filter(None, (self.copyright, self.note, place)))


def licence(name: str) -> str:
    """The text of a licence that parts are under.

    Args:
        name: one of a part's `texts`.
    """
    return (LICENCES / f"{name}.txt").read_text(encoding="utf-8").strip()


def known_parts(system: str) -> list[Part]:
    """All parts that a program may have.

    Args:
        system: as `sys.platform` names it.
    """
    rows: list[dict[str, Any]] = tomllib.loads(TABLE.read_text(encoding="utf-8"))["part"]
    for row in rows:
        row |= {name: tuple(value) for name, value in row.items() if isinstance(value, list)}
    parts = [Part(**row) for row in rows]
    return [part for part in parts if not part.systems or system in part.systems]
