"""`pentimento --smoke-test`: whether an installed program works, from the first look to a file, on an unseen screen.

It paints a small photo whose result is known, by an independent implementation in float64, looks at its own window, and
saves a file. All is done as a user would, with settings and folders of its own.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.errors import PentimentoError
from engine.job import program_version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.images import Picture
    from gui.app import Workbench
    from gui.trials.waiting import Waiter

PACK = "atelier"
FURTHEST = 2
"""Grey levels that any pixel may be off: float32 against float64, and rounding."""

FEWEST_SHADES = 200
"""A window that shows pictures has more colours than this; an empty one has some dozens."""

EXPECTED_TALK = (
    r'Detected locale "[^"]*" with character encoding',
    r"Qt depends on a UTF-8 locale",
    r"this has happened because of an|If this causes problems, reconfigure your locale",
)
"""What Qt says of a system without a UTF-8 locale, line by line."""


class SmokeError(PentimentoError):
    """The program does not do what it should."""


@dataclass(frozen=True)
class Found:
    """What was seen.

    Attributes:
        window: milliseconds until the window was painted, from its making.
        painted: milliseconds until the whole picture was there, from the same moment.
        furthest: grey levels between the worst pixel and what was expected.
    """

    window: float
    painted: float
    furthest: int


def run_smoke_test(words: list[str]) -> int:
    """Tests the program and prints one line.

    Args:
        words: at most one, a folder that is there, in which the window's photograph and the exported file are left.

    Returns:
        0 if all was as expected and nothing else was said on the error stream, 1 if not, 2 for words that are none.
    """
    if len(words) > 1 or not all(Path(word).is_dir() for word in words):
        sys.stderr.write("pentimento: After --smoke-test one folder that is there was expected, or nothing.\n")
        return 2
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from gui.trials.waiting import own_folders

    with ExitStack() as stack:
        folder = Path(words[0] if words else stack.enter_context(tempfile.TemporaryDirectory(prefix="pentimento-")))
        try:
            with own_folders(PACK), quiet_errors():
                found = look(folder)
        except PentimentoError as error:
            sys.stderr.write(f"pentimento {program_version()} does not work: {error}\n")
            return 1
    sys.stdout.write(
        f"pentimento {program_version()} works: window in {found.window / 1000:.1f} s, picture in "
        f"{found.painted / 1000:.1f} s, at most {found.furthest} of 255 off, exported and read back.\n"
    )
    return 0


def look(folder: Path) -> Found:
    """Opens the window on the known photo and style, and looks at all that comes of it.

    Args:
        folder: for what is written.

    Raises:
        PentimentoError: something is not as expected.
    """
    began = time.perf_counter()
    from gui.app import make_studio, make_workbench
    from gui.messages import Severity, install_hooks
    from gui.trials.waiting import Waiter

    golden = Path(str(files("resources") / "golden"))
    _, workbench = make_workbench(make_studio)
    uninstall = install_hooks(workbench.messages)
    waiter = Waiter(workbench, Severity.WARNING)
    try:
        workbench.document.change_quality(device="cpu", number_format="float32", pack=PACK)
        workbench.begin([golden / "photo.png", golden / "style.png"])
        window = waiter.wait_for(workbench.first_paint.happened, began)
        painted = waiter.wait_for(workbench.live.painted, began)
        furthest = compare(workbench, golden / "expected.png")
        photograph_window(workbench, folder / "window.png")
        export(workbench, waiter, folder / "painted.png", golden / "expected.png")
    finally:
        workbench.document.close()
        workbench.window.close()
        uninstall()
    if workbench.painter.isRunning():
        raise SmokeError("The painting thread was expected to end with the window, and it did not.")
    return Found(window, painted, furthest)


def compare(workbench: Workbench, expected: Path) -> int:
    """How far the preview is from the expected picture, in grey levels at the worst pixel.

    Raises:
        SmokeError: it is too far.
    """
    from engine.images import read_picture

    result = workbench.live.result
    assert result is not None, "it has been painted"
    return check_close(result.picture, read_picture(expected), "the preview")


def check_close(found: Picture, expected: Picture, what: str) -> int:
    """How far a picture is from the expected one, in grey levels at the worst pixel.

    Raises:
        SmokeError: it is too far, or has another size.
    """
    if found.pixels.shape != expected.pixels.shape:
        raise SmokeError(
            f"A picture of {expected.width} × {expected.height} was expected, and {what} has "
            f"{found.width} × {found.height}."
        )
    furthest = int(np.abs(found.pixels.astype(int) - expected.pixels.astype(int)).max())
    if furthest > FURTHEST:
        raise SmokeError(
            f"Pixels within {FURTHEST} of the expected were expected, and {what} is {furthest} off somewhere: "
            "the networks or the libraries are not those that this program was built with."
        )
    return furthest


def photograph_window(workbench: Workbench, target: Path) -> None:
    """Takes a picture of the window and looks whether there is something on it.

    Raises:
        SmokeError: it is empty, or cannot be saved.
    """
    from PySide6.QtGui import QImage

    taken = workbench.window.grab()
    if not taken.save(str(target)):
        raise SmokeError(f"The window's photograph was expected to be saved as {target}, and was not.")
    small = taken.toImage().convertToFormat(QImage.Format.Format_RGB32).scaled(160, 100)
    shades = {small.pixel(x, y) for x in range(small.width()) for y in range(small.height())}
    if len(shades) < FEWEST_SHADES:
        raise SmokeError(f"A window with pictures was expected, and it shows {len(shades)} colours: see {target}.")


def export(workbench: Workbench, waiter: Waiter, target: Path, expected: Path) -> None:
    """Exports the picture as the dialog does, and reads it back.

    Raises:
        PentimentoError: it was not saved, is another picture, or lacks the recipe.
    """
    from engine.images import SaveOptions, read_picture, read_recipe

    workbench.files.export(target, SaveOptions(existing="overwrite"), None)
    waiter.wait_for(workbench.painter.succeeded)
    if not target.is_file():
        raise SmokeError(f"The exported picture was expected as {target}, and is not there.")
    check_close(read_picture(target), read_picture(expected), "the exported file")
    if read_recipe(target) is None:
        raise SmokeError(f"The recipe was expected inside {target}, and is not there.")


@contextmanager
def quiet_errors() -> Iterator[None]:
    """Lets nothing that a program should not say on its error stream pass; libraries of C are heard, too.

    Raises:
        SmokeError: something was said that is not expected; it is said once more.
    """
    sys.stderr.flush()
    with tempfile.TemporaryFile() as kept:
        stream = os.dup(2)
        os.dup2(kept.fileno(), 2)
        try:
            yield
        finally:
            sys.stderr.flush()
            os.dup2(stream, 2)
            os.close(stream)
        kept.seek(0)
        said = unexpected_talk(kept.read().decode("utf-8", "replace"))
    if said:
        sys.stderr.write("".join(f"{line}\n" for line in said))
        raise SmokeError("Nothing was expected on the error stream, and the lines above came.")


def unexpected_talk(said: str) -> list[str]:
    """The lines of an error stream that are not expected."""
    expected = re.compile("|".join(EXPECTED_TALK))
    return [line for line in said.splitlines() if line.strip() and not expected.search(line)]
