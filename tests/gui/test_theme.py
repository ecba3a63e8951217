"""The themes: readable, neutral, and following the system."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

import gui.theme
from gui.theme import SPACING, apply_theme, palette_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

Role = QPalette.ColorRole
READABLE = 4.5
"""The contrast that the Web Content Accessibility Guidelines ask of text."""


@pytest.fixture(autouse=True)
def _system_again(qapp: QApplication) -> Iterator[None]:
    yield
    apply_theme(qapp, "system")


def luminance(colour: QColor) -> float:
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(first: QColor, second: QColor) -> float:
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dark", [True, False])
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        (Role.WindowText, Role.Window),
        (Role.Text, Role.Base),
        (Role.Text, Role.AlternateBase),
        (Role.ButtonText, Role.Button),
        (Role.HighlightedText, Role.Highlight),
        (Role.ToolTipText, Role.ToolTipBase),
        (Role.PlaceholderText, Role.Base),
        (Role.PlaceholderText, Role.Window),
        (Role.Link, Role.Base),
        (Role.Link, Role.Window),
        (Role.LinkVisited, Role.Window),
    ],
)
def test_all_text_is_readable(dark: bool, text: QPalette.ColorRole, ground: QPalette.ColorRole) -> None:
    palette = palette_for(dark=dark)
    assert contrast(palette.color(text), palette.color(ground)) >= READABLE


@pytest.mark.parametrize("dark", [True, False])
def test_disabled_text_is_dimmer_and_still_there(dark: bool) -> None:
    palette = palette_for(dark=dark)
    ground = palette.color(Role.Window)
    disabled = contrast(palette.color(QPalette.ColorGroup.Disabled, Role.WindowText), ground)
    assert 2 < disabled < contrast(palette.color(Role.WindowText), ground)


@pytest.mark.parametrize("dark", [True, False])
def test_what_surrounds_the_picture_is_grey(dark: bool) -> None:
    palette = palette_for(dark=dark)
    for role in (Role.Window, Role.Base, Role.AlternateBase, Role.Button, Role.Mid, Role.Dark, Role.Light):
        assert palette.color(role).saturation() == 0


def is_dark(palette: QPalette) -> bool:
    """Whether a palette shows light text on dark ground."""
    lightness = (palette.color(role).lightness() for role in (QPalette.ColorRole.Window, QPalette.ColorRole.WindowText))
    return next(lightness) < next(lightness)


def test_the_stylesheet_holds_no_colours() -> None:
    assert "#" not in SPACING
    assert "color" not in SPACING
    assert "background" not in SPACING


def test_themes_are_chosen(qapp: QApplication) -> None:
    apply_theme(qapp, "dark")
    assert is_dark(qapp.palette())
    apply_theme(qapp, "light")
    assert not is_dark(qapp.palette())


def system_becomes(qapp: QApplication, monkeypatch: pytest.MonkeyPatch, scheme: Qt.ColorScheme) -> None:
    monkeypatch.setattr(gui.theme, "system_scheme", lambda _: scheme)
    qapp.styleHints().colorSchemeChanged.emit(scheme)


def test_the_theme_follows_the_system(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    apply_theme(qapp, "system")
    for scheme, dark in (
        (Qt.ColorScheme.Light, False),
        (Qt.ColorScheme.Dark, True),
        (Qt.ColorScheme.Light, False),
        (Qt.ColorScheme.Unknown, True),
    ):
        system_becomes(qapp, monkeypatch, scheme)
        assert is_dark(qapp.palette()) == dark


def test_a_chosen_theme_does_not_follow_the_system(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    apply_theme(qapp, "light")
    system_becomes(qapp, monkeypatch, Qt.ColorScheme.Dark)
    assert not is_dark(qapp.palette())


def test_what_is_on_the_screen_changes_with_the_theme(qtbot: QtBot, qapp: QApplication) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    parts = [QPushButton("Export", window), QLineEdit("60 %", window), QLabel("Strength", window)]
    for part in parts:
        column.addWidget(part)
    apply_theme(qapp, "dark")
    window.show()
    qtbot.waitExposed(window)
    apply_theme(qapp, "light")
    try:
        assert not any(is_dark(part.palette()) for part in (window, *parts))
    finally:
        apply_theme(qapp, "dark")
    assert all(is_dark(part.palette()) for part in (window, *parts))
