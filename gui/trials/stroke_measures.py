"""How quickly a region is painted on a large photo: each step of the hand, from its event until it is seen."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.images import Picture
from gui.canvas import Canvas, CompareMode
from gui.canvas.layers import Layer
from gui.document.document import Document
from gui.messages import Messages
from gui.qt_images import to_qimage
from gui.regions.editing import RegionEditing
from gui.regions.tools import RegionTools
from gui.work.background import Background

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGE = (6000, 4000)
"""Width and height of the photo: 24 megapixels."""

CANVAS = (1400, 900)
SIZES = (0.02, 0.08, 0.2, 0.5)
"""Diameters of the brush as shares of the photo's long side."""

STEPS = 45
"""Steps of a hand that goes round a circle: 35 pixels of the screen each, a thousand in a second of 30 frames."""

REACH = 250


def measure_strokes(photo: tuple[int, int] = LARGE) -> list[float]:
    """Paints with brushes of all sizes, with all of the photo seen and at its true pixels.

    Args:
        photo: its width and height.

    Returns:
        Milliseconds of each step. An application has to be there.
    """
    noise = np.random.default_rng(0).integers(0, 256, (photo[1] // 8 + 1, photo[0] // 8 + 1, 3), np.uint8)
    pixels = noise.repeat(8, axis=0).repeat(8, axis=1)[: photo[1], : photo[0]]
    document = Document(pack_of=lambda _: None)
    document.set_photo(Picture(pixels, name="large"))
    canvas, background = Canvas(), Background()
    try:
        canvas.animated = False
        canvas.resize(*CANVAS)
        canvas.set_mode(CompareMode.RESULT)
        canvas.set_photo(Layer(to_qimage(pixels)).prepared())
        canvas.set_result(to_qimage(noise))
        canvas.show()
        editing = RegionEditing(document)
        tools = RegionTools(document, editing, canvas, background, Messages())
        tools.select(editing.add())
        tools.take("brush")
        return list(_steps(canvas, tools))
    finally:
        canvas.close()
        background.close()


def _steps(canvas: Canvas, tools: RegionTools) -> Iterator[float]:
    middle, left, none = QPoint(CANVAS[0] // 2, CANVAS[1] // 2), Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0)
    for show in (canvas.navigation.zoom_to_fit, canvas.navigation.zoom_to_actual_pixels):
        show()
        for size in SIZES:
            tools.change(size=size)
            QTest.mousePress(canvas, left, none, middle + QPoint(REACH, 0))
            QApplication.processEvents()
            for step in range(1, STEPS + 1):
                angle = 2 * math.pi * step / STEPS
                began = time.perf_counter()
                place = QPoint(round(REACH * math.cos(angle)), round(REACH * math.sin(angle)))
                QTest.mouseMove(canvas, middle + place)
                QApplication.processEvents()
                yield 1000 * (time.perf_counter() - began)
            QTest.mouseRelease(canvas, left, none, middle + QPoint(REACH, 0))
