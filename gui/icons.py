"""The icons: drawn from SVG files in the colour of the text, dark or light, sharp on every screen."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QAction, QColor, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication

SIZES = (16, 18, 20, 22, 24, 28, 32, 36, 40, 48, 64, 96)
"""Pixels for which icons are drawn; with those of screens of twice and three times the density among them."""

PROGRAM_SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
PROGRAM = "pentimento"

_COLOUR = "currentColor"

# A QIcon is a value: those that were handed out cannot be recoloured, but they can be told by this key and replaced.
_names: dict[int, str] = {}


def icon_names() -> tuple[str, ...]:
    """The names of all icons, the program's own left out."""
    paths = (path.name for path in files("resources").joinpath("icons").iterdir())
    return tuple(sorted(name[:-4] for name in paths if name.endswith(".svg") and name[:-4] != PROGRAM))


def icon(name: str) -> QIcon:
    """An icon in the colour of the palette's text, dimmer where it is disabled.

    Args:
        name: of a file in `resources/icons`, without its suffix.

    Raises:
        FileNotFoundError: there is no such file.
    """
    palette = QGuiApplication.palette()
    groups = (QPalette.ColorGroup.Active, QPalette.ColorGroup.Disabled)
    normal, disabled = (palette.color(group, QPalette.ColorRole.WindowText).name() for group in groups)
    made = _icon(name, normal, disabled)
    _names[made.cacheKey()] = name
    return made


def program_icon() -> QIcon:
    """The program's own icon, in its own colours."""
    made = QIcon()
    for side in PROGRAM_SIZES:
        made.addPixmap(_drawn(_source(PROGRAM), side))
    return made


def recolour_icons() -> None:
    """Draws the icons of all buttons and actions anew after the palette has changed."""
    for widget in QApplication.allWidgets():
        owners: list[QAbstractButton | QAction] = list(widget.actions())
        owners += widget.findChildren(QAction, options=Qt.FindChildOption.FindDirectChildrenOnly)
        if isinstance(widget, QAbstractButton):
            owners.append(widget)
        for owner in owners:
            name = _names.get(owner.icon().cacheKey())
            if name is not None:
                owner.setIcon(icon(name))


@cache
def _icon(name: str, normal: str, disabled: str) -> QIcon:
    source = _source(name)
    made = QIcon()
    for mode, colour in ((QIcon.Mode.Normal, normal), (QIcon.Mode.Disabled, disabled)):
        coloured = source.replace(_COLOUR, colour)
        for side in SIZES:
            made.addPixmap(_drawn(coloured, side), mode)
    return made


@cache
def _source(name: str) -> str:
    return files("resources").joinpath("icons", f"{name}.svg").read_text("utf-8")


def _drawn(source: str, side: int) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(source.encode("utf-8")))
    pixmap = QPixmap(side, side)
    pixmap.fill(QColor(Qt.GlobalColor.transparent))
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    return pixmap
