"""Starts Pentimento: the window, or the command line where words are given that name a command."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from gui.starting import FRESH_WINDOW, start

BAD_INPUT = 2


def main() -> None:
    """Without words, or with files to open, the window; otherwise the command line."""
    words = sys.argv[1:]
    if words[:1] == ["--smoke-test"]:
        from gui.trials.smoke_test import run_smoke_test

        sys.exit(run_smoke_test(words[1:]))
    if words[:1] == ["bench"] and "--window" in words:
        from gui.trials.window_bench import add_to_command_line

        add_to_command_line()
    elif wants_window(words):
        sys.exit(open_window(words))
    from engine.cli import main as command_line

    command_line()


def wants_window(words: list[str]) -> bool:
    """Whether the words of a command line ask for the window: none at all, or what looks like a file at first."""
    if not words or words[0] == FRESH_WINDOW or Path(words[0]).is_file():
        return True
    # No command has a dot or a slash in its name.
    return not words[0].startswith("-") and (bool(Path(words[0]).suffix) or os.sep in words[0])


def open_window(words: list[str]) -> int:
    """Opens the window with files.

    Args:
        words: the files, a project, or a photo and styles; before them the word for a fresh window if that is wanted.

    Returns:
        The exit status.
    """
    fresh_window = words[:1] == [FRESH_WINDOW]
    words = words[1:] if fresh_window else words
    for word in words:
        if not Path(word).is_file():
            what = "a folder" if Path(word).is_dir() else "not there"
            sys.stderr.write(
                f"pentimento: A file to open was expected, and '{word}' is {what}: check its name. "
                "See `pentimento --help` for the command line.\n"
            )
            return BAD_INPUT
    return start([Path(word) for word in words], fresh_window=fresh_window)


if __name__ == "__main__":
    main()
