"""What stands beside each other on the canvas: a new photo without an old result, and every style of a mix."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtGui import QImage

from engine.images import Framing, Picture
from gui.canvas import CompareMode
from gui.fields.picture_menu import PICTURE_SIDE
from gui.style_rows import GAP, HEIGHT, rows_of
from tests.gui.fakes import FakeStudio
from tests.gui.made import picture
from tests.gui.whole import TIMEOUT, wait_until_painted, whole_program

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from gui.app import Workbench
    from gui.canvas.layers import Layer

RED, BLUE = (220, 30, 30), (20, 40, 200)


@pytest.fixture
def studio() -> FakeStudio:
    return FakeStudio()


@pytest.fixture
def workbench(qtbot: QtBot, studio: FakeStudio) -> Iterator[Workbench]:
    with whole_program(qtbot, lambda _device, _format: studio) as made:
        wait_until_painted(qtbot, made)
        yield made


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
        document.remove_style(style.key)
    canvas.set_mode(CompareMode.SIDE_BY_SIDE)
    first, second = document.add_styles([(plain(RED, 40, 20), None), (plain(BLUE, 20, 20), None)])
    image = shown_style(workbench)
    assert (image.width(), image.height()) == (3 * HEIGHT + GAP, HEIGHT)
    for across, colour in ((HEIGHT, RED), (2 * HEIGHT + GAP + 100, BLUE)):
        seen = image.pixelColor(across, HEIGHT // 2)
        assert (seen.red(), seen.green(), seen.blue()) == colour
    assert canvas._words().style == "Styles"
    document.set_enabled(second, enabled=False)
    assert (shown_style(workbench).width(), shown_style(workbench).height()) == (40, 20)
    assert canvas._words().style == "Style"
    document.set_solo(second)
    assert shown_style(workbench).width() == 20
    document.set_solo(None)
    document.set_weight(first, 0)
    document.set_enabled(second, enabled=True)
    assert shown_style(workbench).width() == 20, "what weighs nothing is not in the mix"


@pytest.mark.parametrize(("count", "across", "rows"), [(2, 2, 1), (3, 3, 1), (4, 2, 2), (6, 3, 2), (9, 3, 3)])
def test_several_styles_stand_in_as_many_rows_as_show_them_largest(count: int, across: int, rows: int) -> None:
    square = QImage(30, 30, QImage.Format.Format_RGB32)
    sheet = rows_of(count * [square], 1.5)
    assert (sheet.width(), sheet.height()) == tuple(number * (HEIGHT + GAP) - GAP for number in (across, rows))


def test_bundled_styles_are_chosen_by_pictures_that_can_be_seen(workbench: Workbench, qtbot: QtBot) -> None:
    menu = workbench.window.shelf._bundled_menu
    qtbot.waitUntil(lambda: len(menu.actions()) > 0, timeout=TIMEOUT)
    (largest,) = menu.actions()[0].icon().availableSizes()
    assert max(largest.width(), largest.height()) >= 2 * PICTURE_SIDE, "for screens of high resolution too"
    assert menu.sizeHint().height() > len(menu.actions()) * PICTURE_SIDE * 2 / 3
