"""What start.py tells the user."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def announce(environment: Path, *, update: bool, cpu: bool) -> None:
    """Tell beforehand what is going to be downloaded, and where it goes."""
    if update:
        say(f"Bringing {environment} up to date; only what is missing there is downloaded.")
    elif sys.platform == "linux" and not cpu:
        say(
            f"Setting up Pentimento in {environment}: up to 3 GB are downloaded, most of it PyTorch's "
            "libraries for NVIDIA cards. Without such a card, press Ctrl-C and take 250 MB: "
            "python3 start.py --cpu"
        )
    else:
        say(f"Setting up Pentimento in {environment}: about 250 MB are downloaded.")


def no_room(environment: Path) -> str:
    """Return the sentence for a full disk."""
    return (
        f"The disk is full: make room for {environment} (1.5 GB; 8 GB on Linux without --cpu) and in the "
        "folder for temporary files, then start again."
    )


def this_python() -> str:
    """Return the version of the Python that runs this file."""
    return dotted(*sys.version_info[:3])


def dotted(*numbers: int) -> str:
    """Return the numbers of a version as people write them."""
    return ".".join(map(str, numbers))


def say(sentence: str) -> None:
    """Talk to the user on the error stream: the output stream is the program's."""
    print(sentence, file=sys.stderr, flush=True)
