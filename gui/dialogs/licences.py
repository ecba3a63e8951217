"""Whose work the program stands on: its libraries, and their licences.

They are those that are installed; a program that was frozen has a list of its own, which was written from them.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from functools import cache
from importlib import metadata, resources
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

PROGRAM = "pentimento"
WINDOW = "PySide6-Essentials"
"""Without it there is no window, so it is named even where the program's own list of needs is missing."""

FROZEN_LIST = "licences.json"
"""Among the resources of a frozen program: what is in it. There, no package says any more what it is."""

HOME_LABELS = ("homepage", "home", "source", "source code", "repository", "code", "documentation")
LONGEST_TEXT = 200_000
"""Characters of a licence; torch's, with all that it contains, is longer than anyone reads."""

BROKEN_AT = 55
"""A longer line of a licence was broken because it was full."""

_RUNS_ON = re.compile(r"\s*[A-Za-z\"'(]\S*")
_NEED = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[([^\]]*)\])?")
_EXTRA = re.compile(r"extra\s*==\s*[\"']([^\"']+)")
_LICENCE_FILE = re.compile(r"(?i)(^|/)(licen[cs]e|copying|notice)[^/]*$")
_CLASSIFIER = "License :: "


@dataclass(frozen=True)
class Library:
    """A library that is installed, or part of a frozen program.

    Attributes:
        name: as its makers write it.
        version: of it.
        licence: its short name.
        address: of its home page; may be empty.
    """

    name: str
    version: str
    licence: str
    address: str


def licence_text(name: str = PROGRAM) -> str:
    """The text of the licence of the program or a library, for reading; empty if it is not installed with it."""
    frozen = _frozen_list()
    if frozen is not None:
        text = next((str(entry["text"]) for entry in frozen if entry["name"] == name), "")
    else:
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            return ""
        text = full_text(distribution)
    return _flowing(text)[:LONGEST_TEXT]


def libraries() -> tuple[Library, ...]:
    """All libraries that the program needs, directly or through others, in alphabetical order."""
    frozen = _frozen_list()
    if frozen is None:
        return _installed_libraries()
    told = [{name: value for name, value in entry.items() if name != "text"} for entry in frozen]
    return tuple(Library(**entry) for entry in told if entry["name"] != PROGRAM)


def frozen_list(entries: Iterable[tuple[Library, str]]) -> str:
    """What a frozen program's list of libraries holds.

    Args:
        entries: its libraries, the program itself among them, each with the text of its licence.
    """
    return json.dumps([{**asdict(library), "text": text} for library, text in entries], ensure_ascii=False, indent=0)


def described(distribution: metadata.Distribution) -> Library:
    """What an installed package says of itself."""
    about = distribution.metadata
    licence = _field(about, "License-Expression")
    short = _field(about, "License")
    if not licence and short and len(short) <= 80 and "\n" not in short:
        licence = short
    if not licence:
        classifiers = about.get_all("Classifier") or []
        names = [text.rpartition(" :: ")[2] for text in classifiers if text.startswith(_CLASSIFIER)]
        licence = ", ".join(names)
    return Library(
        about["Name"],
        distribution.version,
        licence or "see its licence",
        _field(about, "Home-page") or _first_address(about.get_all("Project-URL") or []),
    )


def full_text(distribution: metadata.Distribution) -> str:
    """All texts of licences that an installed package brings along, each once."""
    texts: dict[str, None] = {}
    for path in distribution.files or []:
        if ".dist-info" in path.parts[0] and _LICENCE_FILE.search(path.as_posix()):
            try:
                texts[path.read_text(encoding="utf-8").strip()] = None
            except (OSError, UnicodeDecodeError):
                continue
    # Old packages put the whole text where a name is meant.
    return "\n\n\n".join(texts) or _field(distribution.metadata, "License")


@cache
def _frozen_list() -> list[dict[str, Any]] | None:
    try:
        told = (resources.files("resources") / FROZEN_LIST).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    found: list[dict[str, Any]] = json.loads(told)
    return found


def _installed_libraries() -> tuple[Library, ...]:
    found: dict[str, Library] = {}
    waiting = [(WINDOW, ""), *_needed_by(PROGRAM)]
    known = {(_canonical(PROGRAM), "")}
    while waiting:
        name, extra = waiting.pop()
        if (_canonical(name), extra) in known:
            continue
        known.add((_canonical(name), extra))
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:  # for another system, or an extra that is not installed
            continue
        found[name.lower()] = described(distribution)
        waiting += _needed_by(name, extra)
    return tuple(found[name] for name in sorted(found))


def _needed_by(name: str, extra: str = "") -> list[tuple[str, str]]:
    """What a package, or an extra of it, asks for: names, each once more with every extra of its own that is wanted."""
    try:
        needs = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return []
    asked = []
    for need in needs:
        named, only_for = _NEED.match(need), _EXTRA.search(need)
        if named and (only_for[1] if only_for else "") == extra:
            extras = [word.strip() for word in (named[2] or "").split(",")]
            asked += [(named[1], one) for one in dict.fromkeys(["", *extras])]
    return asked


def _field(about: metadata.PackageMetadata, name: str) -> str:
    return str((about.get_all(name) or [""])[0])


def _first_address(told: list[str]) -> str:
    addresses = {label.strip().lower(): address.strip() for label, _, address in (one.partition(",") for one in told)}
    named = (addresses[label] for label in HOME_LABELS if label in addresses)
    return next(named, next(iter(addresses.values()), ""))


def _flowing(text: str) -> str:
    """A text of which long lines run on, since whoever broke them knew another width."""
    lines = text.splitlines()
    flowing = lines[:1]
    for before, line in pairwise(lines):
        if len(before) > BROKEN_AT and _RUNS_ON.match(line):
            flowing[-1] += f" {line.strip()}"
        else:
            flowing.append(line)
    return "\n".join(flowing)


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
