"""What stands beside each other on the canvas: a new photo without an old result, and every style of a mix."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage

from engine.images import Framing, Picture
from gui.canvas import CompareMode
from gui.fields.picture_menu import PICTURE_SIDE
from gui.qt_images import from_qimage
from gui.style_rows import GAP, HEIGHT, MOST_PIXELS, WIDEST, rows_of
from gui.work.loading import QUICK_SIDE
from tests.gui.made import picture
from tests.gui.whole import TIMEOUT, wait_until_painted

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pytestqt.qtbot import QtBot

    from gui.app import Workbench
    from gui.canvas.layers import Layer
    from tests.gui.fakes import FakeStudio

RED, BLUE = (220, 30, 30), (20, 40, 200)


def plain(colour: tuple[int, int, int], width: int, height: int) -> Picture:
    return Picture(np.full((height, width, 3), colour, np.uint8))


def test_a_result_goes_with_its_photo_and_stays_while_it_is_cropped(
    workbench: Workbench, qtbot: QtBot, studio: FakeStudio
) -> None:
    def result() -> Layer | None:
        return workbench.window.canvas._stage.result

    studio.delay = 0.2
    workbench.document.set_framing_of_photo(Framing(right=0.5))
    assert result() is not None, "a crop is seen in the old result until the new one is there"
    workbench.document.set_photo(picture(3, 300, 200))
    assert result() is None
    studio.delay = 0.0
    wait_until_painted(qtbot, workbench)
    qtbot.waitUntil(lambda: result() is not None, timeout=TIMEOUT)


def shown_style(workbench: Workbench) -> QImage:
    layer = workbench.window.canvas._stage.style
    assert layer is not None
    return layer.image


def test_all_styles_of_a_mix_are_seen_beside_the_photo(workbench: Workbench) -> None:
    document, canvas = workbench.document, workbench.window.canvas
    for style in document.state.styles:
        document.styles.remove(style.key)
    canvas.set_mode(CompareMode.SIDE_BY_SIDE)
    first, second = document.styles.add([(plain(RED, 40, 20), None), (plain(BLUE, 20, 20), None)])
    image = shown_style(workbench)
    assert (image.width(), image.height()) == (3 * HEIGHT + GAP, HEIGHT)
    for across, colour in ((HEIGHT, RED), (2 * HEIGHT + GAP + 100, BLUE)):
        seen = image.pixelColor(across, HEIGHT // 2)
        assert (seen.red(), seen.green(), seen.blue()) == colour
    assert canvas._words().style == "Styles"
    document.styles.set_enabled(second, enabled=False)
    assert (shown_style(workbench).width(), shown_style(workbench).height()) == (40, 20)
    assert canvas._words().style == "Style"
    document.styles.set_solo(second)
    assert shown_style(workbench).width() == 20
    document.styles.set_solo(None)
    document.styles.set_weight(first, 0)
    document.styles.set_enabled(second, enabled=True)
    assert shown_style(workbench).width() == 20, "what weighs nothing is not in the mix"


def test_a_large_style_is_whole_only_while_it_is_seen(workbench: Workbench, qtbot: QtBot) -> None:
    document, canvas = workbench.document, workbench.window.canvas
    for style in document.state.styles:
        document.styles.remove(style.key)
    whole, reduced = (2048, 1536), (QUICK_SIDE, QUICK_SIDE * 3 // 4)

    def size() -> tuple[int, int]:
        image = shown_style(workbench)
        return image.width(), image.height()

    canvas.set_mode(CompareMode.DIVIDER)
    document.styles.add([(plain(RED, *whole), None)])
    qtbot.wait(100)
    assert size() == reduced
    canvas.set_mode(CompareMode.SIDE_BY_SIDE)
    qtbot.waitUntil(lambda: size() == whole, timeout=TIMEOUT)
    canvas.set_mode(CompareMode.RESULT)
    assert size() == reduced
    canvas.set_mode(CompareMode.SIDE_BY_SIDE)
    canvas.set_mode(CompareMode.DIVIDER)
    qtbot.wait(100)
    assert size() == reduced, "what is ready too late is not taken"


@pytest.mark.parametrize(("count", "across", "rows"), [(2, 2, 1), (3, 3, 1), (4, 2, 2), (6, 3, 2), (9, 3, 3)])
def test_several_styles_stand_in_as_many_rows_as_show_them_largest(count: int, across: int, rows: int) -> None:
    square = QImage(30, 30, QImage.Format.Format_RGB32)
    sheet = rows_of(count * [square], 1.5)
    assert (sheet.width(), sheet.height()) == tuple(number * (HEIGHT + GAP) - GAP for number in (across, rows))


def is_red(image: QImage) -> NDArray[np.bool_]:
    """Which of its pixels are red."""
    return from_qimage(image).pixels[..., 0] > 200


@pytest.mark.parametrize(
    ("size", "count"), [((200, 1), 2), ((1024, 1), 2), ((1, 1024), 2), ((1024, 1), 64), ((30, 30), 64)]
)
def test_rows_of_odd_or_many_styles_are_no_larger_than_a_window(size: tuple[int, int], count: int) -> None:
    images = [QImage(*size, QImage.Format.Format_RGB32), QImage(30, 30, QImage.Format.Format_RGB32)] * (count // 2)
    for image in images:
        image.fill(QColor(*RED))
    sheet = rows_of(images, 1.5)
    assert sheet.width() * sheet.height() < 1.01 * MOST_PIXELS
    assert min(sheet.width(), sheet.height()) >= 64
    assert is_red(sheet).any()


def test_a_wide_style_keeps_its_proportions() -> None:
    wide, square = QImage(800, 100, QImage.Format.Format_RGB32), QImage(30, 30, QImage.Format.Format_RGB32)
    wide.fill(QColor(*RED))
    square.fill(QColor(*BLUE))
    sheet = rows_of([wide, square], 1.5)
    red = is_red(sheet)
    assert (red.any(axis=0).sum(), red.any(axis=1).sum()) == (WIDEST, WIDEST // 8)


def test_bundled_styles_are_chosen_by_pictures_that_can_be_seen(workbench: Workbench, qtbot: QtBot) -> None:
    menu = workbench.window.shelf._bundled_menu
    qtbot.waitUntil(lambda: len(menu.actions()) > 0, timeout=TIMEOUT)
    (largest,) = menu.actions()[0].icon().availableSizes()
    assert max(largest.width(), largest.height()) >= 2 * PICTURE_SIDE, "for screens of high resolution too"
    assert menu.sizeHint().height() > len(menu.actions()) * PICTURE_SIDE * 2 / 3
