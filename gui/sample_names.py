"""What the pictures that come with the program are called."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

_CONTEXT = "Samples"
_NAMES = {
    "cut-outs": str(QT_TRANSLATE_NOOP("Samples", "Cut-outs")),
    "harbour": str(QT_TRANSLATE_NOOP("Samples", "Harbour")),
    "ink": str(QT_TRANSLATE_NOOP("Samples", "Ink")),
    "marbling": str(QT_TRANSLATE_NOOP("Samples", "Marbling")),
    "mosaic": str(QT_TRANSLATE_NOOP("Samples", "Mosaic")),
    "mountain-lake": str(QT_TRANSLATE_NOOP("Samples", "Mountain lake")),
    "oil": str(QT_TRANSLATE_NOOP("Samples", "Oil")),
    "pointillism": str(QT_TRANSLATE_NOOP("Samples", "Pointillism")),
    "stained-glass": str(QT_TRANSLATE_NOOP("Samples", "Stained glass")),
    "still-life": str(QT_TRANSLATE_NOOP("Samples", "Still life")),
    "watercolour": str(QT_TRANSLATE_NOOP("Samples", "Watercolour")),
    "woodcut": str(QT_TRANSLATE_NOOP("Samples", "Woodcut")),
}


def sample_title(name: str) -> str:
    """What a sample picture is called in the window; a name that is not known stays as it is.

    Args:
        name: as `resources.samples` has it, for example "stained-glass".
    """
    return QCoreApplication.translate(_CONTEXT, _NAMES[name]) if name in _NAMES else name
