"""Names of files made from a pattern such as ``{name} in the style of {style}``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from engine.errors import JobError

LONGEST_STEM = 180
"""Of a name that is made up, in bytes: file systems take 255, and a number and a suffix come after it."""

# What Windows takes in no name; other systems take it, but a picture may travel.
FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_PLACEHOLDER = re.compile(r"\{(?:(?P<text>name|style)|number(?::(?P<digits>[1-9]))?)\}")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")


@dataclass(frozen=True)
class Pattern:
    """How results are named.

    Attributes:
        text: with {name} for the photo's name without suffix, {style} for its styles' and {number} for the place of the
            photo among all; {number:4} has at least four digits. A slash makes folders.

    Raises:
        JobError: it holds another placeholder, or would lead out of the folder.
    """

    text: str

    def __post_init__(self) -> None:
        """Refuses what is no pattern by naming a file once."""
        self.named("photo", "style", 1, 1)

    def named(self, name: str, style: str, number: int, count: int) -> PurePosixPath:
        """The name for a photo, without suffix, relative to where results go.

        Args:
            name: the photo's, without suffix.
            style: the styles'.
            number: the photo's place among all, from 1.
            count: how many photos there are, which decides how many digits {number} has where it does not say.
        """
        texts = {"name": name, "style": style}

        def filled(found: re.Match[str]) -> str:
            if found["text"]:
                return FORBIDDEN.sub("_", texts[found["text"]])
            return str(number).zfill(int(found["digits"] or len(str(count))))

        if set("{}") & set(_PLACEHOLDER.sub("", self.text)):
            raise JobError(
                "A naming should have no other words in braces than name, style, number and number:4, and '{text}' "
                "has some: correct or remove them.",
                text=self.text,
            )
        parts = _PLACEHOLDER.sub(filled, self.text).split("/")
        if any(not part.strip(". ") for part in parts):
            raise JobError(
                "A naming should name files within the folder for the results, and '{text}' does not: leave out empty "
                "names and dots before and after slashes.",
                text=self.text,
            )
        return PurePosixPath(*map(file_name, parts))


def file_name(text: str) -> str:
    """A file name without suffix that every system takes, as like the text as can be."""
    name = FORBIDDEN.sub("_", text).encode("utf-8", "replace")[:LONGEST_STEM].decode("utf-8", "ignore")
    name = name.strip().rstrip(".").rstrip() or "Pentimento"
    # A leading dot would hide the file; some names are devices on Windows.
    return f"_{name}" if name.startswith(".") or _RESERVED.fullmatch(name) else name
