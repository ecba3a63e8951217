"""All that the program is made of, each with its licence: what the notices and the bill of materials tell."""

from __future__ import annotations

import json
import platform
import sysconfig
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from contents import canonical, part_files
from licence_terms import is_gpl_only, spdx_name
from parts import OF_NO_PACKAGE, licence

from gui.dialogs.licences import PROGRAM, Library, described, full_text

if TYPE_CHECKING:
    from contents import Contents

ROOT = Path(__file__).resolve().parents[1]
PYTHON = "Python"
CHOSEN = {
    "PySide6_Essentials": "LGPL-3.0-only",
    "shiboken6": "LGPL-3.0-only",
    "pyinstaller": "GPL-2.0-or-later WITH Bootloader-exception",
    "pyvips-binary": "LGPL-3.0-or-later",
    "pi_heif": "BSD-3-Clause",
    "mpmath": "BSD-3-Clause",
    "sympy": "BSD-3-Clause",
}
"""Under which of several licences a package is used, or under which, where its own words are not as exact."""


class LicenceError(Exception):
    """Something in the program may not be there; the message says what to do."""


@dataclass(frozen=True)
class Component:
    """One thing in the program that others have made.

    Attributes:
        library: its name, version, licence and address.
        notice: its makers' words, with the text of its licence where that is in no other place.
        kind: "python", "package", "part" or "pack".
        within: of a part, the package that it came with.
        files: of a part, its files in the program.
        texts: the names of licences that it shares with others.
        sources: of a part under the LGPL, where its exact sources are published.
    """

    library: Library
    notice: str
    kind: str
    within: str = ""
    files: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    sources: str = ""

    def text(self) -> str:
        """Its notice and all texts of its licence."""
        return "\n\n".join(filter(None, (self.notice, *(licence(name) for name in self.texts))))


def components(program: Path, found: Contents) -> list[Component]:
    """Describes what is in a program: Python, packages and parts by their names, and model packs.

    Args:
        program: its folder.
        found: to whom everything in it belongs.

    Raises:
        LicenceError: something has no licence that is known, or one that the program cannot be under.
    """
    told = [_python(), *(_package(package) for package in found.packages)]
    versions = {canonical(package.name): package.version for package in found.packages}
    for part in found.parts:
        name = part.name if part.within in OF_NO_PACKAGE else f"{part.name} ({part.within})"
        library = Library(name, "", part.licence, part.address)
        sources = part.sources.format(version=versions.get(canonical(part.within), ""))
        files = part_files(found, part)
        told.append(Component(library, part.notice(), "part", part.within, files, part.texts, sources))
    told.sort(key=lambda component: component.library.name.lower())
    told += _packs(program)
    for component in told:
        _check(component)
    return told


def itself() -> Component:
    """The program."""
    text = (ROOT / "LICENSE").read_text(encoding="utf-8").strip()
    return Component(described(metadata.distribution(PROGRAM)), text, "program")


def _check(component: Component) -> None:
    library = component.library
    try:
        gpl_only = is_gpl_only(library.licence)
    except ValueError as error:
        raise LicenceError(
            f"{library.name} should name its licence as SPDX does, and says '{library.licence}': read it, and say in "
            "packaging/components.py under CHOSEN, or in parts.toml, which it is."
        ) from error
    if gpl_only:
        raise LicenceError(
            f"The program is to be under the MIT licence, and {library.name} is under {library.licence}: leave it out "
            "in packaging/left_out.py."
        )
    if not component.text():
        raise LicenceError(
            f"{library.name} should come with the text of its licence, and has none: describe it in parts.toml."
        )


def _python() -> Component:
    modules = Path(sysconfig.get_path("stdlib"))
    # On Windows it lies above the library, and Debian's own Python has it elsewhere.
    debians = Path(f"/usr/share/doc/python{sysconfig.get_python_version()}/copyright")
    places = (modules / "LICENSE.txt", modules.parent / "LICENSE.txt", debians)
    text = next((place for place in places if place.is_file()), None)
    if text is None:
        raise LicenceError("Python should come with its licence, and its library has no LICENSE.txt: install another.")
    library = Library(PYTHON, platform.python_version(), "PSF-2.0", "https://www.python.org")
    return Component(library, text.read_text(encoding="utf-8").strip(), "python")


def _package(package: metadata.Distribution) -> Component:
    library = described(package)
    chosen = CHOSEN.get(library.name) or spdx_name(library.licence)
    text = full_text(package)
    if library.name in {"PySide6_Essentials", "shiboken6"}:
        text = "The text of its licence stands under Qt (PySide6_Essentials)."
    return Component(Library(library.name, library.version, chosen, library.address), text, "package")


def _packs(program: Path) -> list[Component]:
    told = []
    for path in sorted((program / "_internal" / "resources" / "packs").glob("*/manifest.json")):
        manifest = json.loads(path.read_text(encoding="utf-8"))
        text = f"Made by {manifest['attribution']}; from: {manifest['origin']}."
        library = Library(f"Model pack {manifest['name']}", "", manifest["licence"], "")
        told.append(
            Component(library, text, "pack", files=(f"resources/packs/{path.parent.name}/weights.safetensors",))
        )
    return told
