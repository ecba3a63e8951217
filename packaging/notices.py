"""The notices of all that the program is made of: a text for readers, and the list that its About dialog shows."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from components import Component, components, itself
from contents import contents, frozen_modules
from parts import licence

from gui.dialogs.licences import FROZEN_LIST, frozen_list

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

NAME = "THIRD_PARTY_NOTICES.txt"
LINE = 100
RULE = "=" * LINE

INTRODUCTION = """\
Third-party notices of Pentimento {version}

Pentimento is under the MIT licence, which stands in LICENSE.txt. This program also holds Python and the libraries
below, as their makers have published them, some without the symbols that only debuggers read, under licences of their
own. Each is named with its licence; the texts follow.

Nothing in it is under the GPL alone. PyInstaller's start and the libraries of the GNU compilers (libgfortran, libgomp)
are under the GPL with an exception for programs that are built with them; Qt, which can be had under the GPL too, is
used under the LGPL.
"""

REPLACING = """\
Libraries under the LGPL, and how to replace them

{names}

are used under the GNU Lesser General Public License, whose text stands below. They are libraries of their own, which
the program loads while it runs. You may change them and replace them: put a library with the same interface and under
the same name in the place of the file named here, all in the folder `_internal` beside the program, or in
`Contents/Frameworks` of macOS' application. Those without a file of their own are within their package's. A name in the
folder itself may be a link to the file. Nothing checks that the files are the ones that came with the program, and
nothing forbids you to find out how it uses them.

{places}

Their exact sources are published here; a page that builds several libraries names the version and place of each:

{sources}

As long as this version of Pentimento is distributed, its authors give a copy of them to anyone who cannot get them
there and asks.
"""


def write_notices(program: Path, found: Sequence[Component]) -> None:
    """Writes both into the program's folder.

    Args:
        program: the folder.
        found: what is in it.
    """
    (program / NAME).write_text(text_of(found), encoding="utf-8", newline="\n")
    # The dialog asks the packs themselves, also those that came later.
    shown = [itself(), *(component for component in found if component.kind != "pack")]
    entries = [(component.library, component.text()) for component in shown]
    target = program / "_internal" / "resources" / FROZEN_LIST
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(frozen_list(entries), encoding="utf-8", newline="\n")


def text_of(found: Sequence[Component]) -> str:
    """The notices as one text.

    Args:
        found: what is in the program.
    """
    shared = sorted({name for component in found for name in component.texts})
    return "\n".join(
        [
            INTRODUCTION.format(version=itself().library.version),
            *_replacing(found),
            "What is in the program\n",
            *(f"  {_title(component)}: {component.library.licence}" for component in found),
            "",
            *(_section(component) for component in found),
            *(_headed([name, "A licence that parts above are under"], licence(name)) for name in shared),
        ]
    )


def described_program(program: Path) -> list[Component]:
    """What is in a program that PyInstaller has made.

    Args:
        program: its folder.

    Raises:
        ContentsError: something in it belongs to nobody that is known.
        LicenceError: something in it may not be there.
    """
    return components(program, contents(program, frozen_modules(program)))


def _replacing(found: Sequence[Component]) -> Iterator[str]:
    lesser = [one for one in found if one.kind == "part" and "LGPL" in one.library.licence]
    if lesser:
        places = (f"{one.library.name}:\n{_filled(' '.join(one.files), '    ')}" for one in lesser if one.files)
        published: dict[str, list[str]] = {}
        for one in lesser:
            published.setdefault(one.sources, []).append(one.library.name)
        yield REPLACING.format(
            names=_filled(", ".join(one.library.name for one in lesser)),
            places="\n".join(places),
            sources="\n".join(f"{_filled(', '.join(names))}:\n    {place}" for place, names in published.items()),
        )


def _filled(words: str, indent: str = "") -> str:
    return textwrap.fill(
        words,
        LINE,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _title(component: Component) -> str:
    return f"{component.library.name} {component.library.version}".strip()


def _section(component: Component) -> str:
    library = component.library
    head = [_title(component), library.address, f"Licence: {library.licence}"]
    if component.texts:
        head.append(f"Its text stands at the end: {', '.join(component.texts)}")
    return _headed([line for line in head if line], component.notice)


def _headed(head: Sequence[str], text: str) -> str:
    return "\n".join([RULE, *head, RULE, "", text, "", ""])
