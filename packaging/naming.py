"""What the frozen program is called, and what it says of itself to systems, from the project's own description."""

from __future__ import annotations

import platform
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

TITLE = "Pentimento"

APPLICATION = f"{TITLE}.app"
"""The folder that PyInstaller makes of the program on macOS, beside the other."""
IDENTIFIER = "io.github.pentimento"
DOCUMENTS = (
    ("Pentimento project", ".pentimento", "project", "Owner"),
    ("Pentimento recipe", ".pentimento-recipe", "recipe", "Owner"),
)
"""The files that are ours: what they are, their suffix, the last part of their type, and our rank for them."""

PROJECT_TYPE = "application/x-pentimento"
RECIPE_TYPE = "application/x-pentimento-recipe"
"""The same files' types on Linux."""

OLDEST_MACOS = "13.0"
WINDOWS_ENGLISH, UNICODE = 0x0409, 0x04B0


@dataclass(frozen=True)
class About:
    """The program's name and version.

    Attributes:
        name: as commands have it.
        version: as the package has it.
        description: one sentence.
        licence: its SPDX name.
    """

    name: str
    version: str
    description: str
    licence: str

    @classmethod
    def of_project(cls, project: Mapping[str, Any]) -> About:
        """From `pyproject.toml`'s table of that name."""
        return cls(project["name"], project["version"], project["description"], project["license"])


def artefact_name(version: str) -> str:
    """How files to be published are called, without their suffix: the program, its version, the system, the processor.

    Args:
        version: of the program.
    """
    return f"pentimento-{version}-{platform.system().lower()}-{platform.machine().lower()}"


def numbers(version: str) -> tuple[int, int, int, int]:
    """A version as Windows wants it: four numbers, without what a candidate's name adds."""
    found = [int(number) for number in re.findall(r"\d+", re.split(r"[^\d.]", version)[0])]
    first, second, third, fourth = (*found, 0, 0, 0, 0)[:4]
    return first, second, third, fourth


def windows_texts(about: About, program: str) -> dict[str, str]:
    """The texts of Windows' version resource.

    Args:
        about: the program.
        program: the executable's file name.
    """
    return {
        "CompanyName": TITLE,
        "FileDescription": TITLE,
        "FileVersion": about.version,
        "InternalName": about.name,
        "LegalCopyright": f"{about.licence} licence",
        "OriginalFilename": program,
        "ProductName": TITLE,
        "ProductVersion": about.version,
        "Comments": about.description,
    }


def windows_version(about: About, program: str) -> Any:
    """Windows' version resource, as PyInstaller takes it; it can be made on Windows only.

    Args:
        about: the program.
        program: the executable's file name.
    """
    from PyInstaller.utils.win32 import versioninfo as of

    texts = [of.StringStruct(name, text) for name, text in windows_texts(about, program).items()]
    return of.VSVersionInfo(
        ffi=of.FixedFileInfo(filevers=numbers(about.version), prodvers=numbers(about.version), OS=0x40004),
        kids=[
            of.StringFileInfo([of.StringTable(f"{WINDOWS_ENGLISH:04X}{UNICODE:04X}", texts)]),
            of.VarFileInfo([of.VarStruct("Translation", [WINDOWS_ENGLISH, UNICODE])]),
        ],
    )


def macos_properties(about: About) -> dict[str, Any]:
    """The entries of `Info.plist` that PyInstaller does not know of itself."""
    return {
        "CFBundleDisplayName": TITLE,
        "CFBundleShortVersionString": about.version,
        "CFBundleVersion": ".".join(map(str, numbers(about.version)[:3])),
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": what,
                "CFBundleTypeRole": "Editor",
                "LSHandlerRank": rank,
                "LSItemContentTypes": [f"{IDENTIFIER}.{kind}"],
            }
            for what, _, kind, rank in DOCUMENTS
        ]
        + [
            {
                "CFBundleTypeName": "Picture",
                "CFBundleTypeRole": "Viewer",
                "LSHandlerRank": "Alternate",
                "LSItemContentTypes": ["public.image"],
            }
        ],
        "UTExportedTypeDeclarations": [
            {
                "UTTypeIdentifier": f"{IDENTIFIER}.{kind}",
                "UTTypeDescription": what,
                "UTTypeConformsTo": ["public.data"],
                "UTTypeTagSpecification": {"public.filename-extension": [suffix.removeprefix(".")]},
            }
            for what, suffix, kind, _ in DOCUMENTS
        ],
        "LSApplicationCategoryType": "public.app-category.graphics-design",
        "LSMinimumSystemVersion": OLDEST_MACOS,
        "NSHighResolutionCapable": True,
        "NSRequiresAquaSystemAppearance": False,
    }
