"""The start of the window. One that fails is logged and shown, and a fresh window is offered.

Qt is imported as late as possible: it may be what fails.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import traceback
from typing import TYPE_CHECKING

from engine.errors import PentimentoError
from gui.log import Log, start_logging

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

logger = logging.getLogger(__name__)

FRESH_WINDOW = "--fresh-window"
"""The option with which the program forgets where window and panels stood."""

INTERRUPTED = 130


def start(paths: Sequence[Path], *, fresh_window: bool = False, run: Callable[..., int] | None = None) -> int:
    """Runs the window until it is closed.

    Args:
        paths: files to open: a project, or a photo, styles and a recipe.
        fresh_window: whether what was remembered of window and panels is forgotten first.
        run: what runs it, with those two; None: `gui.app.run_window`.

    Returns:
        The exit status.
    """
    log = start_logging()
    try:
        if run is None:
            from gui.app import run_window

            return run_window(paths, fresh_window=fresh_window)
        return run(paths, fresh_window=fresh_window)
    except KeyboardInterrupt:
        say("pentimento: interrupted.")
        return INTERRUPTED
    except Exception as error:
        logger.exception("the start failed")
        again = tell(error, log, offers_fresh_window=not fresh_window)
    finally:
        if log is not None:
            log.stop()
    return start_again([FRESH_WINDOW, *map(str, paths)]) if again else 1


def tell(error: Exception, log: Log | None, *, offers_fresh_window: bool) -> bool:
    """Tells of a start that failed on the error stream, and in a window if that can be.

    Returns:
        Whether the user wants to start with a fresh window.
    """
    trace = "".join(traceback.format_exception(error))
    # Before a window is tried: without a screen Qt ends the process.
    say(sentence_about(error, log))
    if log is None:
        say(trace)
    try:
        from gui.failed_start import ask

        return ask(error, None if log is None else log.file, trace, offers_fresh_window=offers_fresh_window)
    except Exception:
        logger.exception("no window can tell that the start failed")
        return False


def say(text: str) -> None:
    """Writes a line to the error stream, which a program without a console does not have."""
    if sys.stderr is not None:
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()


def sentence_about(error: Exception, log: Log | None) -> str:
    """What went wrong, for a terminal."""
    if isinstance(error, ImportError) and not has_qt():
        from gui.window_libraries import what_is_missing

        return what_is_missing(error)
    if isinstance(error, PentimentoError):
        return f"Pentimento could not start: {error}"
    where = "it follows" if log is None else f"it is in {log.file}"
    return (
        f"Pentimento could not start because of an error that should not be ({type(error).__name__}; {where}). "
        f"pentimento {FRESH_WINDOW} starts it with a fresh window."
    )


def has_qt() -> bool:
    """Whether what Qt needs of the system is there."""
    try:
        import PySide6.QtWidgets  # noqa: F401 - whether it can be loaded is what is asked
    except ImportError:
        return False
    return True


def start_again(words: list[str]) -> int:
    """Starts the program anew with other words, in place of this process where the system can do that.

    Returns:
        The exit status of the new one.
    """
    from engine.system.process import program_command

    command = program_command(words)
    if os.name == "posix":
        return os.execv(command[0], command)  # noqa: S606 - without a shell the words stay as they are
    return subprocess.run(command, check=False).returncode  # noqa: S603 - ours
