"""Random use of the whole program for a long time, on photos of 24 megapixels with the real engine: what it holds.

    python -m tests.gui.long_use [MINUTES]

prints a line each minute, and at the end what it held at rest after the fifth minute and then: with the monkey's own
document, and, for a comparison, with a plain one that is the same both times. The window is real but nobody sees it;
files and settings are in a folder of their own.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

import numpy as np
import psutil
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QInputDialog, QMenu, QMessageBox

from engine.images import Picture, SaveOptions, read_picture, resize, save_picture
from engine.studio import Studio
from engine.system.process import HeapFacts, heap_facts
from gui.app import make_studio, make_workbench
from gui.canvas import CompareMode
from gui.document.state import Quality
from gui.work.tidying import LONG_REST, REST
from resources.samples import sample_photos, sample_styles
from tests.gui.test_monkey import Monkey

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gui.app import Workbench

MINUTES = 60.0
SETTLED = 5.0
"""Minutes after which the program has what it keeps; growth is counted from there."""

SIZE = (6000, 4000)
PHOTOS = 12
"""More than are kept in memory, so that some are parked."""

SHARE_OF_EXPORTS = 0.03
"""At 24 megapixels each takes a minute or more, and a queue that only grows would be the monkey's own doing."""

PARKING = 10_000
"""Milliseconds that parking pictures on a busy machine may take."""

WINDOW = (1280, 800)
"""Its size while memory is measured: a canvas holds what it shows."""

PAUSES = (20, 50, 100, 300, 1500, 5000)
"""Milliseconds between two things, as a hand rests."""

FOLDERS = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")


class Painter(Monkey):
    """A monkey that has large photos, and seldom exports."""

    def some_path(self) -> Path:
        """One of the photos."""
        return self.chance.choice(sorted(self.folder.glob("photo *.jpg")))

    def do_export(self) -> None:
        """Exports now and then."""
        if self.chance.random() < SHARE_OF_EXPORTS:
            super().do_export()


def main(words: Sequence[str]) -> int:
    """Uses the program for as many minutes as the first word says."""
    minutes = float(words[0]) if words else MINUTES
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="pentimento-long-use-") as made:
        folder = Path(made)
        os.environ.update({name: str(folder / name.lower()) for name in FOLDERS})
        make_photos(folder)
        _, workbench = make_workbench(make_studio)
        workbench.begin([folder / "photo 0.jpg"])
        with nothing_waits(folder):
            use(workbench, folder, minutes)
        workbench.end()
    return 0


def make_photos(folder: Path) -> None:
    """Writes photos of 24 megapixels, each with colours of its own."""
    samples = [read_picture(path) for path in (*sample_photos().values(), *sample_styles().values())]
    for number in range(PHOTOS):
        pixels = resize(samples[number % len(samples)], SIZE).pixels
        save_picture(folder / f"photo {number}.jpg", Picture(np.roll(pixels, number, axis=2)), SaveOptions())


@contextmanager
def nothing_waits(folder: Path) -> Iterator[None]:
    """Answers dialogs and questions at once."""
    chance = random.Random(0)
    photo = str(folder / "photo 1.jpg")
    answers = (
        (QDialog, "exec", lambda _: chance.choice([QDialog.DialogCode.Accepted, QDialog.DialogCode.Rejected])),
        (QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Discard),
        (QInputDialog, "getText", lambda *_, **__: ("a name", chance.random() < 0.5)),
        (QFileDialog, "getOpenFileName", lambda *_: (chance.choice(["", photo]), "")),
        (QFileDialog, "getOpenFileNames", lambda *_: (chance.choice([[], [photo]]), "")),
        (QFileDialog, "getSaveFileName", lambda *_: ("", "")),
        (QMenu, "popup", lambda *_: None),
        (QDesktopServices, "openUrl", lambda _: True),
    )
    with ExitStack() as stack:
        for kind, name, answer in answers:
            stack.enter_context(patch.object(kind, name, answer))
        yield


def use(workbench: Workbench, folder: Path, minutes: float) -> None:
    """Lets the monkey use the program, and prints what that takes."""
    monkey = Painter(workbench, random.Random(1), folder, None)
    process = psutil.Process()
    say("minute   done   memory MB   threads   files   widgets")
    began, told, most = time.monotonic(), -1, 0
    settled: tuple[int, int] | None = None
    while (passed := (time.monotonic() - began) / 60) < minutes:
        if int(passed) > told:
            told = int(passed)
            if settled is None and passed >= SETTLED:
                settled = measured(workbench, folder)
            held = process.memory_info().rss >> 20
            most = max(most, held)
            facts = (process.num_threads(), len(process.open_files()), len(QApplication.allWidgets()))
            say(f"{told:6} {len(monkey.done):6} {held:11} {facts[0]:9} {facts[1]:7} {facts[2]:9}")
        monkey.play()
        wait(monkey.chance.choice(PAUSES))
    at_end = measured(workbench, folder)
    say(f"{most} MB at most while it works")
    for document, early, late in zip(("own", "plain"), settled or at_end, at_end, strict=True):
        growth = f"{late / early - 1:+.0%}"
        say(f"at rest with {document} document: {early} MB after minute {SETTLED:.0f}, {late} MB at the end, {growth}")


def measured(workbench: Workbench, folder: Path) -> tuple[int, int]:
    """Megabytes held at rest with the monkey's own document, and then with a plain one, which it goes on with."""
    own = held_at_rest(workbench)
    say(f"own document: {own} MB; {whereabouts(workbench)}")
    open_plain(workbench, folder)
    plain = held_at_rest(workbench)
    say(f"plain document: {plain} MB; {whereabouts(workbench)}")
    return own, plain


def open_plain(workbench: Workbench, folder: Path) -> None:
    """Opens the first photo with the second as its style, all else as in a new document, and has it painted."""
    document, window = workbench.document, workbench.window
    document.close()
    document.change_quality(**vars(Quality()))
    window.showNormal()
    window.resize(*WINDOW)
    window.canvas.set_mode(CompareMode.DIVIDER)
    window.canvas.navigation.zoom_to_fit()
    workbench.opening.open_photo(folder / "photo 0.jpg")
    workbench.opening.add_styles([folder / "photo 1.jpg"])
    while workbench.live.result is None or not document.state.styles:
        wait(100)


def say(line: str) -> None:
    """Prints a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def held_at_rest(workbench: Workbench) -> int:
    """Megabytes that are held once nothing is painted or read any more, after the time that tidying up takes."""
    for queue in (workbench.exports, workbench.batches, workbench.textures):
        queue.cancel()
    # What is painted last is measured a little later.
    for pause in (REST, LONG_REST + PARKING):
        while workbench.exports.busy or workbench.batches.busy or workbench.painter._works:
            wait(100)
        wait(pause)
    return psutil.Process().memory_info().rss >> 20


def whereabouts(workbench: Workbench) -> str:
    """What of it is where."""
    pictures = workbench.document.pictures
    whole, heap = pictures.whole_pictures(), heap_facts() or HeapFacts()
    reduced = sum(each.pixels.nbytes for each in pictures._reduced.values())
    versions = sum(each.preview.pixels.nbytes for each in workbench.document.versions.all)
    studio = workbench.painter._studio
    assert isinstance(studio, Studio)
    sizes = {name: picture.pixels.nbytes >> 20 for name, picture in whole.items()}
    resting = sum(size for name, size in sizes.items() if name not in pictures._parked)
    return (
        f"{len(whole)} pictures, {resting} MB of them not parked; "
        f"{reduced >> 20} MB of reduced copies; {versions >> 20} MB of versions; "
        f"{studio._kept.held >> 20} MB of the engine's results; "
        f"undo has {workbench.document.undo_stack.count()} steps; "
        f"{getattr(psutil.Process().memory_info(), 'shared', 0) >> 20} MB are files in memory; "
        f"glibc has {heap.hblkhd >> 20} MB in large blocks, {heap.uordblks >> 20} MB in small ones, and "
        f"{heap.fordblks >> 20} MB free"
    )


def wait(milliseconds: int) -> None:
    """Lets the window work for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
