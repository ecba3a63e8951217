"""The five levels in a painter's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

if TYPE_CHECKING:
    from engine.vgg import Level

_CONTEXT = "Levels"
_NAMES = {
    "relu5_1": str(QT_TRANSLATE_NOOP("Levels", "Composition")),
    "relu4_1": str(QT_TRANSLATE_NOOP("Levels", "Large shapes")),
    "relu3_1": str(QT_TRANSLATE_NOOP("Levels", "Brushwork")),
    "relu2_1": str(QT_TRANSLATE_NOOP("Levels", "Texture")),
    "relu1_1": str(QT_TRANSLATE_NOOP("Levels", "Colour and grain")),
}
_TIPS = {
    "relu5_1": str(
        QT_TRANSLATE_NOOP("Levels", "The largest forms: the picture is built up the way the style builds its own.")
    ),
    "relu4_1": str(
        QT_TRANSLATE_NOOP("Levels", "Shapes the size of a hand or a roof take on the style's curves and corners.")
    ),
    "relu3_1": str(QT_TRANSLATE_NOOP("Levels", "The strokes themselves: their direction, length and rhythm.")),
    "relu2_1": str(QT_TRANSLATE_NOOP("Levels", "The surface: canvas, hatching, small repeated marks.")),
    "relu1_1": str(QT_TRANSLATE_NOOP("Levels", "The style's colours and contrast, and the finest grain.")),
}


def level_name(level: Level) -> str:
    """What a level is called, for example Brushwork."""
    return QCoreApplication.translate(_CONTEXT, _NAMES[level])


def level_tip(level: Level) -> str:
    """What is seen of a level."""
    return QCoreApplication.translate(_CONTEXT, _TIPS[level])
