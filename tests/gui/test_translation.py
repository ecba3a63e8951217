"""The window in German: its texts, its errors, and no key given twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QLocale, QObject
from PySide6.QtGui import QAction, QImage, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialogButtonBox,
    QLabel,
    QMenu,
    QWidget,
)

from engine.errors import PictureError
from engine.images import WHOLE
from engine.packs.registry import Registry
from gui.dialogs.about import AboutDialog
from gui.dialogs.export import ExportDialog
from gui.dialogs.framing import FramingDialog
from gui.dialogs.missing_styles import MissingStylesDialog
from gui.dialogs.packs import PacksDialog
from gui.dialogs.preferences import PreferencesDialog
from gui.dialogs.save_recipe import SaveRecipeDialog
from gui.dialogs.shortcuts import ShortcutSheet
from gui.dialogs.textures import TexturesDialog
from gui.document.state import Quality
from gui.language import best_language, in_words, install_language
from gui.messages import Message, Messages
from gui.sample_names import sample_title
from gui.settings import Settings
from resources.samples import sample_photos, sample_styles
from resources.translations import languages, source_file
from resources.translations.ts_file import read_translations
from tests.gui.made import picture, saved
from tests.gui.whole import wait_until_painted, whole_program

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.app import Workbench


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    """All that is made meanwhile speaks German."""
    uninstall = install_language(qapp, "de")
    yield
    uninstall()


@pytest.fixture
def workbench(request: pytest.FixtureRequest, qtbot: QtBot, tmp_path: Path) -> Iterator[Workbench]:
    """The whole window, with a photo and a style that are painted already."""
    request.getfixturevalue("german")
    files = [saved(tmp_path, picture(number), f"{name}.png") for number, name in enumerate(("boat", "hat"))]
    with whole_program(qtbot, paths=files) as made:
        wait_until_painted(qtbot, made)
        yield made


def dialogs(workbench: Workbench, tmp_path: Path) -> dict[str, QWidget]:
    window, registry = workbench.window, Registry(tmp_path / "packs", tmp_path / "none")
    image = QImage(30, 20, QImage.Format.Format_RGB32)
    return {
        "about": AboutDialog(registry, window),
        "export": ExportDialog(window, None, tmp_path / "boat.jpg", (300, 200), has_16_bits=True),
        "framing": FramingDialog(image, WHOLE, "Titel", window),
        "missing styles": MissingStylesDialog("look", [("0" * 64, "wave.png")], {}, window),
        "packs": PacksDialog(registry, window),
        "preferences": PreferencesDialog(workbench.settings, window, quality=Quality()),
        "recipe": SaveRecipeDialog([("wave.png", image)], own_sizes=True, parent=window),
        "shortcuts": ShortcutSheet(workbench.window.actions_by_name.values(), window),
        "textures": TexturesDialog(
            workbench.document,
            workbench.textures,
            workbench.exports,
            workbench.stopping,
            workbench.settings,
            parent=window,
        ),
    }


def texts_of(part: QObject) -> set[str]:
    """Everything that a widget or an action says to eyes or ears."""
    names = ("text", "title", "windowTitle", "toolTip", "statusTip", "placeholderText", "suffix", "accessibleName")
    found = [part.property(name) for name in (*names, "accessibleDescription")]
    if isinstance(part, QComboBox):
        found += [part.itemText(index) for index in range(part.count())]
    return {text for text in found if isinstance(text, str) and text}


def all_texts(root: QWidget) -> set[str]:
    parts = [root, *root.findChildren(QWidget), *root.findChildren(QAction)]
    return {text for part in parts for text in texts_of(part)}


def key_of(text: str) -> str:
    """The letter that is marked in a menu's or label's text; empty if there is none."""
    plain = text.replace("&&", "")
    return plain[plain.index("&") + 1].casefold() if "&" in plain else ""


def double_keys(texts: list[str]) -> list[str]:
    keys = [key for key in map(key_of, texts) if key]
    return [text for text in texts if keys.count(key_of(text)) > 1]


# What is said


def test_the_window_speaks_german(workbench: Workbench) -> None:
    window = workbench.window
    assert [_plain(action.text()) for action in window.menuBar().actions()][:4] == [
        "Datei",
        "Bearbeiten",
        "Ansicht",
        "Bild",
    ]
    assert window.docks["look"].windowTitle() == "Malweise"
    assert window.actions_by_name["open_photo"].text() == "Foto &öffnen…"
    assert window.actions_by_name["export"].toolTip() == "Das Ergebnis in voller Größe speichern"
    assert window.inspector.look.colours["style"].text() == "Farben des Stils"
    assert "Pinselführung" in all_texts(window.inspector)
    assert window.shelf.cards[0].accessibleName() == "Stil „hat“"
    assert "Prozessor" in window.status_line.facts


def test_undo_says_what_in_german(workbench: Workbench) -> None:
    undo = workbench.window.actions_by_name["undo"]
    workbench.document.change_look(strength=0.25)
    assert _plain(undo.text()) == "Rückgängig: Stärke"
    workbench.document.styles.remove(workbench.document.state.styles[0].key)
    assert _plain(undo.text()) == "Rückgängig: „hat“ entfernen"
    while workbench.document.undo_stack.canUndo():
        undo.trigger()
    assert _plain(undo.text()) == "Rückgängig"


def test_no_text_of_the_window_or_a_dialog_is_english(workbench: Workbench, tmp_path: Path) -> None:
    english = {made.text for made in read_translations(source_file("de")) if made.text != made.translated}
    spoken = {made.translated for made in read_translations(source_file("de"))}
    menus = [menu for menu in workbench.window.findChildren(QMenu) if menu.title()]
    assert len(menus) > 5
    found = all_texts(workbench.window)
    for dialog in dialogs(workbench, tmp_path).values():
        found |= all_texts(dialog)
    assert len(found & spoken) > 150
    assert not found & (english - spoken)


@pytest.mark.usefixtures("german")
def test_standard_buttons_speak_german(qtbot: QtBot) -> None:
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel | QDialogButtonBox.StandardButton.Close)
    qtbot.addWidget(buttons)
    assert {_plain(button.text()) for button in buttons.buttons()} == {"Abbrechen", "Schließen"}
    shown = QKeySequence("Ctrl+Shift+S").toString(QKeySequence.SequenceFormat.NativeText)
    assert shown == "Strg+Umschalt+S"


@pytest.mark.usefixtures("german")
def test_a_class_made_of_another_says_what_that_one_says() -> None:
    """Texts are gathered under the class that they stand in, and looked up through those a class is made of."""

    class Louder(Messages):
        pass

    assert Louder().tr("Smaller preview") == "Kleinere Vorschau"
    assert Louder().tr("Louder") == "Louder"


EMPTY = "A picture was expected in '{name}', but the file is empty; choose another copy of it."
GONE = PictureError(EMPTY, name="boat.png")


@pytest.mark.usefixtures("german")
def test_errors_speak_german_and_the_log_does_not(caplog: pytest.LogCaptureFixture) -> None:
    told: list[Message] = []
    messages = Messages()
    messages.message.connect(told.append)
    messages.report(GONE)
    messages.inform("Nobody knows this sentence.")
    assert [message.text for message in told] == [
        "Die Datei „boat.png“ ist leer. Wählen Sie eine andere Kopie davon.",
        "Nobody knows this sentence.",
    ]
    assert str(GONE) in caplog.text


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize("name", ["a\0b", "\udcff", "😀 {1} %1", "x" * 5000, "&", "<b>"])
def test_a_name_of_any_kind_stays_as_it_is(name: str) -> None:
    text = in_words(PictureError(EMPTY, name=name))
    assert name in text
    assert text.startswith("Die Datei")


def test_without_a_translation_a_sentence_stays_as_it_is() -> None:
    assert in_words(GONE) == str(GONE)


@pytest.mark.usefixtures("german")
def test_every_picture_that_comes_with_the_program_has_a_title() -> None:
    for name in (*sample_photos(), *sample_styles()):
        assert sample_title(name)[0].isupper()
    assert sample_title("stained-glass") == "Glasmalerei"
    assert sample_title("my own.png") == "my own.png"


# Keys


def test_no_menu_gives_a_key_twice(workbench: Workbench) -> None:
    bar = workbench.window.menuBar()
    assert not double_keys([action.text() for action in bar.actions()])
    assert all(key_of(action.text()) for action in bar.actions())
    for menu in bar.findChildren(QMenu):
        assert not double_keys([action.text() for action in menu.actions()]), menu.title()


def test_every_action_of_a_menu_has_a_key(workbench: Workbench) -> None:
    actions = workbench.window.actions_by_name.values()
    assert len(actions) > 20
    assert not [action.text() for action in actions if action.associatedObjects() and not key_of(action.text())]


def test_no_dialog_gives_a_key_twice(workbench: Workbench, tmp_path: Path) -> None:
    for name, dialog in dialogs(workbench, tmp_path).items():
        labels = [label.text() for label in dialog.findChildren(QLabel) if label.buddy() is not None]
        buttons = [button.text() for button in dialog.findChildren(QAbstractButton)]
        assert not double_keys([*labels, *buttons]), name


# Which language


@pytest.mark.parametrize(
    ("wanted", "best"),
    [
        (["de"], "de"),
        (["de-AT", "de", "en"], "de"),
        (["de_CH"], "de"),
        (["de-Latn-DE"], "de"),
        (["fr-FR", "fr", "de-DE"], "de"),
        (["en-GB", "de"], "en"),
        (["fr", "it"], "en"),
        (["pt-BR"], "pt_BR"),
        (["pt-PT"], "en"),
        (["C"], "en"),
        ([], "en"),
    ],
)
def test_the_first_language_that_is_spoken_is_taken(wanted: list[str], best: str) -> None:
    assert best_language(wanted, ["de", "pt_BR"]) == best


@pytest.mark.parametrize(
    ("chosen", "system", "spoken"),
    [("de", "en", "Stile"), ("en", "de", "Styles"), ("", "de", "Stile"), ("", "en", "Styles"), ("xx", "de", "Stile")],
)
def test_what_was_chosen_goes_before_the_system(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, chosen: str, system: str, spoken: str
) -> None:
    before = QLocale()
    monkeypatch.setattr(QLocale, "system", staticmethod(lambda: QLocale(system)))
    uninstall = install_language(qapp, chosen)
    try:
        assert qapp.translate("MainWindow", "Styles") == spoken
        # Numbers go with the words where somebody chose them.
        if chosen in ("de", "en"):
            assert QLocale().language() == QLocale(chosen).language()
        else:
            assert QLocale() == before
    finally:
        uninstall()
    assert qapp.translate("MainWindow", "Styles") == "Styles"
    assert in_words(GONE) == str(GONE)
    assert QLocale() == before


def test_preferences_offer_every_language_by_its_own_name(qtbot: QtBot, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.ini")
    dialog = PreferencesDialog(settings)
    qtbot.addWidget(dialog)
    dialog.show()
    choice = dialog.language_choice
    assert [choice.itemData(index) for index in range(choice.count())] == ["", "en", *languages()]
    assert [choice.itemText(index) for index in range(1, 3)] == ["English", "Deutsch"]
    assert not dialog.language_note.isVisible()
    choice.setFocus()
    QTest.keyClicks(choice, "Deu")
    assert dialog.language_note.isVisible()
    assert settings.language == ""
    dialog.ok_button.click()
    assert settings.language == "de"
    again = PreferencesDialog(settings)
    qtbot.addWidget(again)
    assert again.language_choice.currentText() == "Deutsch"


def _plain(text: str) -> str:
    return text.replace("&", "")
