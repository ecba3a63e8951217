"""The log: a file that stays small, for what no dialog can show."""

from __future__ import annotations

import faulthandler
import logging
import sys
from dataclasses import dataclass
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING, TextIO

from engine.system.folders import log_folder

if TYPE_CHECKING:
    from logging import LogRecord
    from pathlib import Path

LOG_FILE = "pentimento.log"
CRASH_FILE = "crash.txt"
LARGEST_FILE = 1_000_000
"""In bytes."""

OLDER_FILES = 3

OURS = ("engine", "gui")
"""The packages that log more than warnings."""


@dataclass(frozen=True)
class Log:
    """A log that is being written.

    Attributes:
        file: the log itself.
        crash_file: where every thread's place is written if the process dies.
    """

    file: Path
    crash_file: Path
    _handler: logging.Handler
    _crashes: TextIO

    def stop(self) -> None:
        """Ends it and closes its files."""
        logging.getLogger().removeHandler(self._handler)
        self._handler.close()
        for name in OURS:
            logging.getLogger(name).setLevel(logging.NOTSET)
        faulthandler.disable()
        self._crashes.close()


class QuietHandler(RotatingFileHandler):
    """Lets no failure to write a log get in the way: a full disk, or another Pentimento rotating the same file."""

    def handleError(self, record: LogRecord) -> None:  # noqa: N802 - the name is the standard library's
        """Drops what cannot be written."""


def start_logging(folder: Path | None = None) -> Log | None:
    """Begins to log.

    Args:
        folder: where; made if it is not there. None: `log_folder()`.

    Returns:
        The log; None where the folder cannot be written to, which is no reason not to start.
    """
    folder = folder or log_folder()
    crash_file = folder / CRASH_FILE
    handler = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = QuietHandler(folder / LOG_FILE, maxBytes=LARGEST_FILE, backupCount=OLDER_FILES, encoding="utf-8")
        too_large = crash_file.exists() and crash_file.stat().st_size > LARGEST_FILE
        crashes = crash_file.open("w" if too_large else "a", encoding="utf-8")
    except OSError as error:
        if handler is not None:
            handler.close()
        logging.getLogger(__name__).warning("there will be no log: %s", error)
        return None
    handler.setFormatter(
        logging.Formatter("%(asctime)s %(levelname)s %(process)d %(threadName)s %(name)s: %(message)s")
    )
    logging.getLogger().addHandler(handler)
    for name in OURS:
        logging.getLogger(name).setLevel(logging.INFO)
    faulthandler.enable(crashes)
    logging.getLogger(__name__).info("Python %s on %s", sys.version.split()[0], sys.platform)
    return Log(folder / LOG_FILE, crash_file, handler, crashes)
