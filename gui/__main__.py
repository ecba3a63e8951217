"""Starts Pentimento: the window, or the command line where words are given that name a command."""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> None:
    """Without words, or with files to open, the window; otherwise the command line."""
    words = sys.argv[1:]
    if not opens_window(words):
        from engine.cli import main as command_line

        command_line()
        return
    try:
        from gui.app import run_window
    except ImportError as error:
        sys.stderr.write(
            f"Pentimento's window needs libraries that this system lacks ({error}): start once more with start.py, "
            "which installs them or names them, or use the command line: pentimento --help.\n"
        )
        sys.exit(1)
    sys.exit(run_window([Path(word) for word in words]))


def opens_window(words: list[str]) -> bool:
    """Whether the words of a command line ask for the window: none at all, or files that are there."""
    return all(Path(word).is_file() for word in words)


if __name__ == "__main__":
    main()
