"""How the window looks: neutral greys that leave colours to the pictures, and one accent, dark or light."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QStyleFactory

from gui.icons import recolour_icons

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QApplication

Theme: TypeAlias = Literal["system", "dark", "light"]
Role = QPalette.ColorRole

# Greys without any tint: a tint would shift how the colours of the picture beside it are seen.
DARK: Mapping[QPalette.ColorRole, str] = {
    Role.Window: "#2e2e2e",
    Role.WindowText: "#dedede",
    Role.Base: "#1e1e1e",
    Role.AlternateBase: "#242424",
    Role.Text: "#e2e2e2",
    Role.PlaceholderText: "#9c9c9c",
    Role.Button: "#3a3a3a",
    Role.ButtonText: "#e2e2e2",
    Role.BrightText: "#ffffff",
    Role.ToolTipBase: "#1c1c1c",
    Role.ToolTipText: "#e2e2e2",
    Role.Light: "#505050",
    Role.Midlight: "#434343",
    Role.Mid: "#1f1f1f",
    Role.Dark: "#191919",
    Role.Shadow: "#0e0e0e",
    Role.Highlight: "#c99a4b",
    Role.HighlightedText: "#191919",
    Role.Accent: "#c99a4b",
    Role.Link: "#d9b06a",
    Role.LinkVisited: "#c9a878",
}
LIGHT: Mapping[QPalette.ColorRole, str] = {
    Role.Window: "#e9e9e9",
    Role.WindowText: "#1f1f1f",
    Role.Base: "#f8f8f8",
    Role.AlternateBase: "#f0f0f0",
    Role.Text: "#1f1f1f",
    Role.PlaceholderText: "#626262",
    Role.Button: "#f0f0f0",
    Role.ButtonText: "#1f1f1f",
    Role.BrightText: "#ffffff",
    Role.ToolTipBase: "#fafafa",
    Role.ToolTipText: "#1f1f1f",
    Role.Light: "#ffffff",
    Role.Midlight: "#f4f4f4",
    Role.Mid: "#bdbdbd",
    Role.Dark: "#a2a2a2",
    Role.Shadow: "#7c7c7c",
    Role.Highlight: "#8a6116",
    Role.HighlightedText: "#ffffff",
    Role.Accent: "#8a6116",
    Role.Link: "#7a5410",
    Role.LinkVisited: "#6b5530",
}
DISABLED: Mapping[bool, Mapping[QPalette.ColorRole, str]] = {
    True: {Role.Highlight: "#4a4a4a", Role.Accent: "#4a4a4a", Role.HighlightedText: "#909090"},
    False: {Role.Highlight: "#c4c4c4", Role.Accent: "#c4c4c4", Role.HighlightedText: "#777777"},
}
DIMMED = {True: "#7a7a7a", False: "#979797"}
"""Disabled text, for dark and for light."""

SPACING = """
QPushButton { padding: 4px 14px; }
QLineEdit, QComboBox { min-height: 20px; padding: 1px 4px; }
QAbstractSpinBox { min-height: 24px; }
QListView::item { padding: 4px 6px; }
QToolTip { padding: 3px 5px; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
"""
"""Room around things, and no icons in dialogs' buttons that are not ours: all colours come from the palette."""


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Gives the whole program its looks; may be called again at any time.

    Args:
        app: the application.
        theme: dark, light, or as the system has it, also when the system changes.
    """
    painter = app.findChild(_ThemePainter) or _ThemePainter(app)
    painter.choose(theme)


def palette_for(*, dark: bool) -> QPalette:
    """The colours of one theme."""
    palette = QPalette()
    groups = (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive, QPalette.ColorGroup.Disabled)
    for role, colour in (DARK if dark else LIGHT).items():
        for group in groups:
            palette.setColor(group, role, QColor(colour))
    for role, colour in DISABLED[dark].items():
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colour))
    for role in (Role.WindowText, Role.Text, Role.ButtonText, Role.PlaceholderText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(DIMMED[dark]))
    return palette


def system_scheme(app: QApplication) -> Qt.ColorScheme:
    """Whether the system is dark or light, as far as it tells."""
    return app.styleHints().colorScheme()


class _ThemePainter(QObject):
    """Remembers which theme was chosen and follows the system; one for each application."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._theme: Theme = "system"
        app.setStyle(QStyleFactory.create("Fusion"))
        app.styleHints().colorSchemeChanged.connect(self._on_system_changed)

    def choose(self, theme: Theme) -> None:
        """Shows a theme."""
        self._theme = theme
        hints = self._app.styleHints()
        # The system draws the window's frame and its own dialogs to match.
        if theme == "dark":
            hints.setColorScheme(Qt.ColorScheme.Dark)
        elif theme == "light":
            hints.setColorScheme(Qt.ColorScheme.Light)
        else:
            hints.unsetColorScheme()
        self._paint()

    @Slot()
    def _on_system_changed(self) -> None:
        self._paint()

    def _paint(self) -> None:
        dark = self._theme == "dark"
        if self._theme == "system":
            # Where the system does not tell, dark: it is the better neighbour of a picture.
            dark = system_scheme(self._app) != Qt.ColorScheme.Light
        # Widgets that a style sheet applies to hold on to the palette that they have once been polished with.
        self._app.setStyleSheet("")
        self._app.setPalette(palette_for(dark=dark))
        self._app.setStyleSheet(SPACING)
        recolour_icons()
