"""The line at the bottom: what paints where, how far it is, and the button that stops it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QTimer, Signal, Slot
from PySide6.QtWidgets import QLabel, QProgressBar, QStatusBar, QToolButton, QWidget

from engine.batch.report import BatchProgress
from engine.vgg import LEVELS, stage_of
from gui.fields import FittingLabel
from gui.icons import icon
from gui.time_left import TimeLeft, time_in_words

if TYPE_CHECKING:
    from engine.job import Progress, Result
    from gui.work.closeness import Closeness

MEMORY_INTERVAL = 2000
"""Milliseconds between two looks at the memory in use."""


class StatusLine(QStatusBar):
    """Pack, device, size and time of the last result; progress and Stop while painting.

    Signals:
        stop_wanted(): the Stop button was pressed; it is meant for what is shown, see `shows_queue`.
    """

    stop_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts = FittingLabel(parent=self)
        self._facts.setAccessibleName(self.tr("The last result"))
        self._closeness = FittingLabel(parent=self)
        self._closeness.setToolTip(
            self.tr(
                "How near the picture is to the styles' strokes and colours, and to the photo's shapes: 100 % is the "
                "style or the photo itself. It is measured when the picture has rested for a moment."
            )
        )
        self._doing = FittingLabel(parent=self)
        self._file_work = FittingLabel(parent=self)
        self._bar = QProgressBar(self)
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setMinimumWidth(40)
        self._bar.setMaximumWidth(180)
        self._bar.setAccessibleName(self.tr("Progress"))
        self._stop = QToolButton(self)
        self._stop.setIcon(icon("stop"))
        self._stop.setText(self.tr("Stop"))
        self._stop.setAccessibleName(self.tr("Stop"))
        self._stop.clicked.connect(self.stop_wanted)
        self._zoom = QLabel(self)
        self._memory = QLabel(self)
        self.addWidget(self._facts, 1)
        for widget in (self._closeness, self._file_work, self._doing, self._bar, self._stop, self._zoom, self._memory):
            self.addPermanentWidget(widget)
        self._exporting = self._has_result = False
        self._time_left = TimeLeft()
        clock = QTimer(self)
        clock.setInterval(MEMORY_INTERVAL)
        clock.timeout.connect(self.show_memory)
        clock.start()
        self.show_idle()

    @property
    def busy(self) -> bool:
        """Whether progress is shown."""
        return not self._bar.isHidden()

    @property
    def shows_queue(self) -> bool:
        """Whether the progress is that of an export, a batch or a whole texture, and not of the preview."""
        return self._exporting

    @property
    def facts(self) -> str:
        """The words about the last result."""
        return self._facts.text()

    @property
    def closeness(self) -> str:
        """The words about how near the result is to styles and photo; empty if that is not known."""
        return self._closeness.text()

    def show_getting_ready(self) -> None:
        """Says that the engine is being loaded."""
        self._facts.setText(self.tr("Getting ready…"))

    def show_ready(self) -> None:
        """Says that the engine is there."""
        self._facts.setText(self.tr("Ready"))
        self.show_memory()

    @Slot(object)
    def show_progress(self, progress: Progress) -> None:
        """Shows how far the preview is."""
        if self._exporting:
            return
        text, stops = self.tr("Preparing"), self.tr("Give up the picture that is being painted (Esc)")
        if progress.level is not None:
            text = self.tr("Level {number} of {count}").format(
                number=len(LEVELS) + 1 - stage_of(progress.level), count=len(LEVELS)
            )
        elif progress.losses is not None:
            text = self.tr("Refining, step {number}").format(number=progress.losses.step)
            stops = self.tr("Stop refining: the picture stays as it is")
        self._show_busy(text, progress.fraction, stops)

    @Slot(object)
    def show_export(self, progress: Progress | None) -> None:
        """Shows how far an export or a batch is; None: it has ended."""
        self._show_queue(progress, self.tr("Exporting, {percent} %"), self.tr("Stop what is exported"))

    @Slot(object)
    def show_texture(self, progress: Progress | None) -> None:
        """Shows how far a whole texture is; None: it has ended."""
        self._show_queue(progress, self.tr("Painting a texture, {percent} %"), self.tr("Stop the texture"))

    def _show_queue(self, progress: Progress | None, text: str, stops: str) -> None:
        self._exporting = progress is not None
        if progress is None:
            self.show_idle()
            return
        left = self._time_left.after(progress.fraction)
        if isinstance(progress, BatchProgress):
            left = progress.seconds_left
        text = text.format(percent=int(100 * progress.fraction))
        if left is not None and progress.fraction < 1:
            text += self.tr(", about {time} left").format(time=time_in_words(left))
        self._show_busy(text, progress.fraction, stops)

    @Slot(object)
    def show_result(self, result: Result) -> None:
        """Shows what painted the result, and how long it took."""
        pack = result.recipe.pack.name if result.recipe.pack else ""
        device = {"cpu": self.tr("processor"), "cuda": "CUDA", "mps": "Metal"}.get(result.device, result.device)
        size = f"{result.picture.width} × {result.picture.height}"
        seconds = QLocale().toString(result.seconds["total"], "f", 2)
        facts = (pack, f"{device} {result.number_format}", size, f"{seconds} s")
        self._facts.setText(" · ".join(fact for fact in facts if fact))
        self._has_result = True
        if not self._exporting:
            self.show_idle()

    @Slot()
    def show_nothing(self) -> None:
        """Forgets the last result: there is nothing to paint."""
        if self._has_result:
            self._facts.setText(self.tr("Ready"))
        self._has_result = False
        self._closeness.clear()
        if not self._exporting:
            self.show_idle()

    @Slot(object)
    def show_closeness(self, closeness: Closeness | None) -> None:
        """Shows how near the result is to styles and photo; None: that is not known."""
        if closeness is None:
            self._closeness.clear()
            return
        self._closeness.setText(
            self.tr("Closeness to the style {style} %, to the photo {photo} %").format(
                style=round(100 * closeness.style), photo=round(100 * closeness.photo)
            )
        )

    @Slot(str)
    def show_file_work(self, text: str) -> None:
        """Says what is being read or written; empty: nothing is."""
        self._file_work.setText(text)

    @Slot()
    def show_idle(self) -> None:
        """Takes the progress away."""
        for widget in (self._doing, self._bar, self._stop):
            widget.hide()

    @Slot(float)
    def show_zoom(self, zoom: float) -> None:
        """Shows how large the picture is seen."""
        self._zoom.setText(self.tr("Zoom {zoom} %").format(zoom=round(100 * zoom)))

    @Slot()
    def show_memory(self) -> None:
        """Shows how much memory the program takes."""
        import psutil  # no window should wait for it

        taken = psutil.Process().memory_info().rss / 1e9
        self._memory.setText(self.tr("Memory {size} GB").format(size=QLocale().toString(taken, "f", 1)))
        self._memory.setToolTip(self.tr("Memory that Pentimento takes"))

    def _show_busy(self, text: str, fraction: float, stops: str) -> None:
        self._stop.setToolTip(stops)
        self._doing.setText(text)
        self._bar.setValue(round(1000 * fraction))
        for widget in (self._doing, self._bar, self._stop):
            widget.show()
