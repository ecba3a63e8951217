"""What `pentimento --smoke-test` does, in a process of its own: it may end in any way, and is heard nevertheless.

It paints a small photo whose result is known, by an independent implementation in float64, looks at its own window, and
saves a file. All is done as a user would, with settings and folders of its own. In the end it prints what it saw in one
sentence.
"""

from __future__ import annotations

import faulthandler
import io
import os
import sys
import time
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.errors import DamagedPictureError, PentimentoError, UnknownKindError
from gui.window_libraries import what_is_missing

if TYPE_CHECKING:
    from engine.images import Picture
    from gui.app import Workbench
    from gui.trials.waiting import Waiter

PACK = "atelier"
FURTHEST = 2
"""Grey levels that any pixel may be off: float32 against float64, and rounding."""

EXPECTED_STRENGTH = 0.6
"""With which the expected picture is painted."""

FEWEST_SHADES = 200
"""A window that shows pictures has more colours than this; an empty one has some dozens."""


class SmokeError(PentimentoError):
    """The program does not do what it should."""


def main() -> int:
    """Takes all steps, with what is written in the folder that the command line names.

    Returns:
        0 if all was as expected, 1 if not.
    """
    faulthandler.enable()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    try:
        from gui.trials.waiting import own_folders

        with own_folders(PACK):
            return look(Path(sys.argv[1]))
    except ImportError as error:
        return tell(what_is_missing(error), 1)
    except OSError as error:
        return tell(f"Files were expected to be written and read, and the system says '{error}'.", 1)
    except PentimentoError as error:
        return tell(str(error), 1)


def tell(sentence: str, status: int) -> int:
    """Prints what was seen, and gives the status back."""
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()
    return status


def look(folder: Path) -> int:
    """Opens the window on the known photo and style, looks at all that comes of it, and tells what that was.

    Args:
        folder: for what is written.

    Returns:
        0 if all was as expected, 1 if not.

    Raises:
        PentimentoError: the window does not end.
    """
    began = time.perf_counter()
    from engine.job import Look
    from gui.app import make_studio, make_workbench
    from gui.document.state import Treatment
    from gui.messages import Severity, install_hooks
    from gui.trials.waiting import Waiter

    golden = Path(str(files("resources") / "golden"))
    _, workbench = make_workbench(make_studio)
    uninstall = install_hooks(workbench.messages)
    waiter = Waiter(workbench, Severity.WARNING)
    seen = ""
    try:
        workbench.document.change_quality(device="cpu", number_format="float32", pack=PACK)
        # The expected picture is of an independent reference, which has the plain cascade.
        workbench.document.apply_treatment(Treatment(Look.plain(EXPECTED_STRENGTH)), "plain")
        workbench.begin([golden / "photo.png", golden / "style.png"])
        window = waiter.wait_for(workbench.first_paint.happened, began)
        painted = waiter.wait_for(workbench.live.painted, began)
        furthest = compare(workbench, golden / "expected.png")
        photograph_window(workbench, folder / "window.png")
        export(workbench, waiter, folder / "painted.png", golden / "expected.png")
        try_further_formats(golden / "photo.png", folder)
        seen = (
            f"window in {window / 1000:.1f} s, picture in {painted / 1000:.1f} s, at most {furthest} of 255 off, "
            "exported and read back."
        )
    except PentimentoError as error:
        # Now, since closing ends the process at once where the painting thread hangs.
        return tell(str(error), 1)
    finally:
        workbench.document.close()
        workbench.window.close()
        uninstall()
    if workbench.painter.isRunning():
        raise SmokeError("The painting thread was expected to end with the window, and it did not.")
    return tell(seen, 0)


def try_further_formats(photo: Path, folder: Path) -> None:
    """Writes and reads what libraries of their own are for: JPEG XL and raw photos.

    Raises:
        SmokeError: one of them is not there or does not what it should.
    """
    from engine.images import SaveOptions, read_picture, save_picture

    picture = read_picture(photo)
    saved = save_picture(folder / "photo.jxl", picture, SaveOptions(quality=100, existing="overwrite"))
    if not np.array_equal(read_picture(saved).pixels, picture.pixels):
        raise SmokeError("A JPEG XL file was expected to come back as it was saved, and it did not.")
    saved.unlink()
    raw = folder / "photo.cr3"
    raw.write_bytes(b"\0\0\0\x18ftypcrx \0\0\0\x01crx isom")
    try:
        read_picture(raw)
    except PentimentoError as error:
        if not isinstance(error, (UnknownKindError, DamagedPictureError)) or "rawpy" not in sys.modules:
            raise SmokeError("LibRaw was expected to be asked, and it was not: {error}", error=error) from error
    else:
        raise SmokeError("A raw photo without a picture was expected to be refused, and it was not.")
    raw.unlink()


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
            "A picture of {expected_width} × {expected_height} was expected, and {what} has {found_width} × "
            "{found_height}.",
            expected_width=expected.width,
            expected_height=expected.height,
            what=what,
            found_width=found.width,
            found_height=found.height,
        )
    furthest = int(np.abs(found.pixels.astype(int) - expected.pixels.astype(int)).max())
    if furthest > FURTHEST:
        raise SmokeError(
            "Pixels within {most} of the expected were expected, and {what} is {furthest} off somewhere: the networks "
            "or the libraries are not those that this program was built with.",
            most=FURTHEST,
            what=what,
            furthest=furthest,
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
        raise SmokeError("The window's photograph was expected to be saved as {target}, and was not.", target=target)
    small = taken.toImage().convertToFormat(QImage.Format.Format_RGB32).scaled(160, 100)
    shades = {small.pixel(x, y) for x in range(small.width()) for y in range(small.height())}
    if len(shades) < FEWEST_SHADES:
        raise SmokeError(
            "A window with pictures was expected, and it shows {shades} colours: see {target}.",
            shades=len(shades),
            target=target,
        )


def export(workbench: Workbench, waiter: Waiter, target: Path, expected: Path) -> None:
    """Exports the picture as the dialog does, and reads it back.

    Raises:
        PentimentoError: it was not saved, is another picture, or lacks the recipe.
    """
    from engine.images import SaveOptions, read_picture, read_recipe

    workbench.exports.add(target, SaveOptions(existing="overwrite"), None)
    # Not for any work that succeeds: the result may be measured meanwhile.
    while workbench.exports.busy:
        waiter.wait_for(workbench.exports.progressed)
    if not target.is_file():
        raise SmokeError("The exported picture was expected as {target}, and is not there.", target=target)
    check_close(read_picture(target), read_picture(expected), "the exported file")
    if read_recipe(target) is None:
        raise SmokeError("The recipe was expected inside {target}, and is not there.", target=target)


if __name__ == "__main__":
    sys.exit(main())
