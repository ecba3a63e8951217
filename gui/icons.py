"""The icons: drawn from SVG files in the colour of the text, dark or light, sharp on every screen."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QGuiApplication, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication

PROGRAM_SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
"""Pixels for which the program's icon is drawn: window managers take what they find rather than ask."""

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
    drawing, made = _Drawing(_source(PROGRAM), _source(PROGRAM)), QIcon()
    for side in PROGRAM_SIZES:
        made.addPixmap(drawing.pixmap(QSize(side, side), QIcon.Mode.Normal, QIcon.State.Off))
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


class _Drawing(QIconEngine):
    """Draws an icon when it is seen, in exactly the pixels that are wanted: most stand in menus that are never opened.

    Args:
        normal: the SVG as it usually is.
        disabled: the SVG where nothing can be done with it.
    """

    def __init__(self, normal: str, disabled: str) -> None:
        super().__init__()
        self._sources = normal, disabled

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _: QIcon.State) -> None:
        """Draws it onto whatever the painter paints on."""
        source = self._sources[mode == QIcon.Mode.Disabled]
        _renderer(source).render(painter, QRectF(rect))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """A drawing of so many pixels."""
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:  # noqa: N802
        """A drawing for a screen of some density; the name is Qt's."""
        made = QPixmap(size * scale)
        made.setDevicePixelRatio(scale)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return made

    def clone(self) -> QIconEngine:
        """Another of the same; Qt wants one when an icon is changed."""
        return _Drawing(*self._sources)


@cache
def _icon(name: str, normal: str, disabled: str) -> QIcon:
    source = _source(name)
    return QIcon(_Drawing(source.replace(_COLOUR, normal), source.replace(_COLOUR, disabled)))


@cache
def _source(name: str) -> str:
    return files("resources").joinpath("icons", f"{name}.svg").read_text("utf-8")


@cache
def _renderer(source: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(source.encode("utf-8")))
