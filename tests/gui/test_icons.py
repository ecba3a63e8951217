"""The icons: all there, all different, in the text's colour."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QByteArray, QSize
from PySide6.QtGui import QAction, QIcon, QImage, QPalette
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

from gui.actions import MENUS, ActionRow
from gui.icons import icon, icon_names, program_icon
from gui.theme import apply_theme

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

# fmt: off
PROMISED = [
    "open", "save", "export", "undo", "redo", "compare-divider", "compare-side-by-side", "compare-result",
    "zoom-fit", "zoom-actual", "stop", "pin", "add", "remove", "solo", "eye", "crop", "turn-left", "turn-right",
    "mirror", "settings", "packs", "help", "photo", "style", "reset", "chevron",
]
# fmt: on


def drawn(made: QIcon, side: int = 24, ratio: float = 1.0, mode: QIcon.Mode = QIcon.Mode.Normal) -> QImage:
    return made.pixmap(QSize(side, side), ratio, mode).toImage().convertToFormat(QImage.Format.Format_ARGB32)


def ink(image: QImage) -> float:
    """The share of the picture that is drawn upon."""
    points = [image.pixelColor(x, y).alphaF() for x in range(image.width()) for y in range(image.height())]
    return sum(points) / len(points)


def darkest_ink(image: QImage) -> str:
    points = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return max(points, key=lambda point: point.alpha()).name()


def test_all_promised_icons_are_there() -> None:
    assert set(PROMISED) <= set(icon_names())


def test_every_icon_of_an_action_is_there() -> None:
    wanted = {row.icon for rows in MENUS.values() for row in rows if isinstance(row, ActionRow) and row.icon}
    assert wanted <= set(icon_names())


@pytest.mark.parametrize("name", PROMISED)
def test_every_file_is_one_of_the_set(qtbot: QtBot, name: str) -> None:
    del qtbot
    text = (files("resources") / "icons" / f"{name}.svg").read_text("utf-8")
    renderer = QSvgRenderer(QByteArray(text.encode()))
    assert renderer.isValid()
    assert renderer.defaultSize() == QSize(24, 24)
    assert 'stroke-width="1.6"' in text
    assert "currentColor" in text
    assert "#" not in text
    for ratio in (1.0, 1.5, 2.0):
        image = drawn(icon(name), 24, ratio)
        assert image.size() == QSize(24, 24) * ratio
        assert 0.02 < ink(image) < 0.6
        # Nothing is cut off at the border.
        assert not any(image.pixelColor(x, y).alpha() for x in range(image.width()) for y in (0, image.height() - 1))


def test_icons_differ(qtbot: QtBot) -> None:
    del qtbot
    pictures = [bytes(drawn(icon(name)).constBits()) for name in icon_names()]
    assert len(set(pictures)) == len(pictures)


def test_icons_take_the_colour_of_the_text_and_dim_when_disabled(qapp: QApplication) -> None:
    seen = set()
    for theme in ("dark", "light"):
        apply_theme(qapp, theme)
        for group, mode in (
            (QPalette.ColorGroup.Active, QIcon.Mode.Normal),
            (QPalette.ColorGroup.Disabled, QIcon.Mode.Disabled),
        ):
            colour = qapp.palette().color(group, QPalette.ColorRole.WindowText).name()
            assert darkest_ink(drawn(icon("stop"), 48, mode=mode)) == colour
            seen.add(colour)
    assert len(seen) == 4


def test_icons_that_are_shown_follow_the_theme(qapp: QApplication, qtbot: QtBot) -> None:
    apply_theme(qapp, "dark")
    window = QWidget()
    qtbot.addWidget(window)
    button, action = QToolButton(window), QAction(window)
    other = QToolButton(window)
    other.setIcon(QIcon())
    button.setIcon(icon("add"))
    action.setIcon(icon("undo"))
    apply_theme(qapp, "light")
    text = qapp.palette().color(QPalette.ColorRole.WindowText).name()
    assert darkest_ink(drawn(button.icon())) == text
    assert darkest_ink(drawn(action.icon(), 48)) == text
    assert other.icon().isNull()


def test_the_same_icon_is_drawn_once(qtbot: QtBot) -> None:
    del qtbot
    assert icon("add").cacheKey() == icon("add").cacheKey()


def test_an_unknown_icon_is_an_error(qtbot: QtBot) -> None:
    del qtbot
    with pytest.raises(FileNotFoundError):
        icon("nothing-like-it")


@pytest.mark.parametrize("side", [16, 48, 256])
def test_the_programs_icon_is_colourful_at_every_size(qtbot: QtBot, side: int) -> None:
    del qtbot
    image = drawn(program_icon(), side)
    assert image.size() == QSize(side, side)
    colours = {image.pixelColor(x, y).rgb() for x in range(side) for y in range(side)}
    assert len(colours) > 8
    assert 0.7 < ink(image) < 1
