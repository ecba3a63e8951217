"""What the window feels like: how soon it is there, how soon it answers, how long it stalls. In milliseconds."""

from __future__ import annotations

import os
import subprocess
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot

from engine.errors import DeviceError
from engine.system.process import own_command
from gui.trials.waiting import Waiter

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance

    from gui.app import Workbench

TICK = 5
"""Milliseconds between two looks at whether the window still answers."""

WEAKEST, CHOICES, STRIDE = 30, 61, 37
"""Per cent of strength from which the slider goes, over how many, and by how many it goes on, round and round.

The two are coprime, so no strength comes again before all others have come: the engine would remember it.
"""


@dataclass
class Measured:
    """All that was measured, each as often as was asked for.

    Attributes:
        start: from the start of the process until the window is seen, without torch.
        torch: the import of torch alone.
        loading_stall: the longest stall of the window while the engine is loaded.
        first: from a control's change to the first new picture on the canvas.
        whole: from a control's change to the whole preview.
        first_meanwhile: the same as `first`, while the preview before is still being painted.
        whole_meanwhile: the same as `whole`, while the preview before is still being painted.
        stall: the longest stall of the window while it paints.
        strokes: each step of a stroke on a photo of 24 megapixels, painted and seen.
        size: of the preview in pixels.
    """

    start: list[float] = field(default_factory=list)
    torch: list[float] = field(default_factory=list)
    loading_stall: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    first_meanwhile: list[float] = field(default_factory=list)
    whole_meanwhile: list[float] = field(default_factory=list)
    stall: list[float] = field(default_factory=list)
    strokes: list[float] = field(default_factory=list)
    size: tuple[int, int] = (0, 0)


class Ticker(QObject):
    """Notes the longest time for which the event loop did not come round."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._longest = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK)
        self._timer.timeout.connect(self._tick)

    def begin(self) -> None:
        """Forgets what was, and looks from now on."""
        self._longest, self._last = 0.0, time.perf_counter()
        self._timer.start()

    def end(self) -> float:
        """Looks no longer; returns the longest time in milliseconds."""
        self._tick()
        self._timer.stop()
        return self._longest

    @Slot()
    def _tick(self) -> None:
        now = time.perf_counter()
        self._longest = max(self._longest, 1000 * (now - self._last))
        self._last = now


class Eye(QObject):
    """Sees what comes onto the canvas of a window.

    Signals:
        saw_new(): a picture of the new painting is on the canvas, however small.
        saw_whole(): the whole preview is on the canvas.
    """

    saw_new = Signal()
    saw_whole = Signal()

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(workbench)
        self._waiting: list[SignalInstance] = []
        self._canvas = workbench.window.canvas
        workbench.live.shown.connect(self._on_shown)
        workbench.live.painted.connect(self._on_painted)
        self._canvas.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002, N802 - the name is Qt's
        """Waits until what was handed to the canvas is painted."""
        if event.type() == QEvent.Type.Paint and self._waiting:
            seen, self._waiting = self._waiting, []
            for signal in seen:
                QTimer.singleShot(0, self, signal.emit)
        return False

    @Slot()
    def _on_shown(self) -> None:
        self._waiting.append(self.saw_new)

    @Slot()
    def _on_painted(self) -> None:
        self._waiting += [self.saw_new, self.saw_whole]


def measure_start(measured: Measured) -> None:
    """Starts a window in a process of its own, and imports torch in another."""
    # An installed program is compiled once; where this forbids it, each start would compile all of it anew.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = own_command("gui.trials.window_start")
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:  # noqa: S603 - ours
        assert process.stdout is not None
        seen = process.stdout.readline().strip()
        measured.start.append(1000 * (time.perf_counter() - began))
        rest = process.stdout.read().split()
    if seen != "seen" or not rest or process.returncode != 0:
        raise DeviceError("A window was expected to open for measuring, and none did: see what stands above.")
    measured.loading_stall.append(float(rest[-1]))
    words = own_command("engine.system.torch_import")
    told = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603 - our own words
    if told.returncode != 0:
        raise DeviceError("PyTorch was expected to be imported for measuring, and was not: see what stands above.")
    measured.torch.append(float(told.stdout))


class Painting:
    """A window whose strength is changed again and again.

    Args:
        workbench: not begun yet.
        pack: the name of the pack to paint with.
        preview_size: long side in pixels.
    """

    def __init__(self, workbench: Workbench, pack: str, preview_size: int) -> None:
        self._workbench = workbench
        self._pack = pack
        self._preview_size = preview_size
        self._changes = 0
        self._eye = Eye(workbench)
        self._ticker = Ticker(workbench)
        self._wait_for = Waiter(workbench).wait_for

    def begin(self) -> tuple[int, int]:
        """Opens the window and waits for its first picture; returns the size of the preview."""
        self._workbench.begin([])
        self._wait_for(self._workbench.live.began)
        self._workbench.document.change_quality(pack=self._pack, preview_size=self._preview_size)
        # Once for the pack and its number format, and once with all that warm.
        self._wait_for(self._eye.saw_whole)
        self._change()
        self._wait_for(self._eye.saw_whole)
        latest = self._workbench.live.latest
        assert latest is not None, "a preview has just been seen"
        return latest.picture.width, latest.picture.height

    def measure(self, measured: Measured) -> None:
        """Changes the strength once at rest, and once while the preview before is still being painted."""
        self._ticker.begin()
        began = time.perf_counter()
        self._change()
        measured.first.append(self._wait_for(self._eye.saw_new, began))
        measured.whole.append(self._wait_for(self._eye.saw_whole, began))
        self._change()
        self._wait_for(self._workbench.live.level_painted)
        began = time.perf_counter()
        self._change()
        measured.first_meanwhile.append(self._wait_for(self._eye.saw_new, began))
        measured.whole_meanwhile.append(self._wait_for(self._eye.saw_whole, began))
        measured.stall.append(self._ticker.end())

    def end(self) -> None:
        """Closes the window; there is nothing to save."""
        self._workbench.document.close()
        self._workbench.window.close()

    def _change(self) -> None:
        slider = self._workbench.window.inspector.look.strength.slider
        self._changes += 1
        share = WEAKEST + self._changes * STRIDE % CHOICES
        slider.setValue(slider.minimum() + (slider.maximum() - slider.minimum()) * share // 100)
