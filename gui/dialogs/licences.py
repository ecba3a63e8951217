"""Whose work the program stands on: the libraries that are installed, and their licences."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import metadata
from itertools import pairwise

PROGRAM = "pentimento"
WINDOW = "PySide6-Essentials"
"""Without it there is no window, so it is told of even where the program's own list of needs is missing."""

HOME_LABELS = ("homepage", "home", "source", "source code", "repository", "code", "documentation")
LONGEST_TEXT = 200_000
"""Characters of a licence; torch's, with all that it contains, is longer than anyone reads."""

BROKEN_AT = 55
"""A longer line of a licence was broken because it was full."""

_RUNS_ON = re.compile(r"\s*[A-Za-z\"'(]\S*")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_LICENCE_FILE = re.compile(r"(?i)(^|/)(licen[cs]e|copying|notice)[^/]*$")
_CLASSIFIER = "License :: "


@dataclass(frozen=True)
class Library:
    """A library that is installed.

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
    """The text of the licence of the program or a library; empty if it is not installed with it."""
    try:
        distribution = metadata.distribution(name)
        # Old packages put the whole text where a name is meant.
        return _texts(distribution) or _field(distribution.metadata, "License")
    except metadata.PackageNotFoundError:
        return ""


def libraries() -> tuple[Library, ...]:
    """All libraries that the program needs, directly or through others, in alphabetical order."""
    found: dict[str, Library] = {}
    waiting = [WINDOW, *_needed_by(PROGRAM)]
    known = {_canonical(PROGRAM)}
    while waiting:
        name = waiting.pop()
        if _canonical(name) in known:
            continue
        known.add(_canonical(name))
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:  # for another system, or an extra that is not installed
            continue
        found[name.lower()] = _described(distribution)
        waiting += _needed_by(name)
    return tuple(found[name] for name in sorted(found))


def _needed_by(name: str) -> list[str]:
    try:
        needs = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return []
    named = (_NAME.match(need) for need in needs if "extra ==" not in need.replace("extra==", "extra =="))
    return [match[0] for match in named if match]


def _described(distribution: metadata.Distribution) -> Library:
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


def _field(about: metadata.PackageMetadata, name: str) -> str:
    return str((about.get_all(name) or [""])[0])


def _first_address(told: list[str]) -> str:
    addresses = {label.strip().lower(): address.strip() for label, _, address in (one.partition(",") for one in told)}
    named = (addresses[label] for label in HOME_LABELS if label in addresses)
    return next(named, next(iter(addresses.values()), ""))


def _texts(distribution: metadata.Distribution) -> str:
    texts: list[str] = []
    for path in distribution.files or []:
        if ".dist-info" in path.parts[0] and _LICENCE_FILE.search(path.as_posix()):
            try:
                texts.append(_flowing(path.read_text(encoding="utf-8").strip()))
            except (OSError, UnicodeDecodeError):
                continue
    return "\n\n\n".join(texts)[:LONGEST_TEXT]


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
