"""The textures dialog, as a hand uses it, with the whole window and an engine that only pretends to paint."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from engine.errors import JobError
from engine.images import SaveOptions, read_picture, read_recipe
from engine.look.recipe_json import recipe_from_json
from gui.dialogs.texture_cards import TextureCards, TexturePreview
from gui.dialogs.textures import TexturesDialog
from gui.work.texture_maker import CARD_SIDE, SEEDS, STROKES, TextureWish, seeds_from, texture_maker
from tests.gui.fakes import FakeStudio
from tests.gui.hand import LEFT, press, shown, type_number
from tests.gui.made import filled_document, picture
from tests.gui.whole import TIMEOUT, told, wait_until_painted, whole_program
from tests.refusals import refused

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.app import Workbench

SMALL = 48
"""The sides of textures here: the least that are seen as such."""


@pytest.fixture
def dialog(qtbot: QtBot, workbench: Workbench) -> TexturesDialog:
    return opened(qtbot, workbench)


def opened(qtbot: QtBot, workbench: Workbench) -> TexturesDialog:
    """The dialog with small textures, all of which are there."""
    workbench.window.actions_by_name["textures"].trigger()
    (made,) = workbench.window.findChildren(TexturesDialog)
    made.width_spin.setValue(SMALL)
    made.height_spin.setValue(SMALL)
    wait_for_cards(qtbot, made)
    return made


def wait_for_cards(qtbot: QtBot, dialog: TexturesDialog) -> None:
    def there() -> bool:
        return not dialog._waiting.isActive() and all(card.current for card in dialog.cards.cards)

    qtbot.waitUntil(there, timeout=TIMEOUT)


def painting(workbench: Workbench) -> bool:
    return workbench.textures.busy


# What the engine is asked


def test_a_card_shows_the_middle_of_its_texture_with_the_same_strokes() -> None:
    maker = texture_maker(filled_document(), TextureWish((1040, 700)))
    whole, card = maker.job(7), maker.card_job(7)
    assert (whole.photo.width, whole.photo.height) == (1040, 700)
    assert (card.photo.width, card.photo.height) == (CARD_SIDE, CARD_SIDE)
    assert np.array_equal(card.photo.pixels, whole.photo.pixels[80 : 80 + CARD_SIDE, 256 : 256 + CARD_SIDE])
    assert card.recipe == whole.recipe
    assert (whole.recipe.seed, whole.recipe.look.strength, whole.recipe.style_size) == (7, 1.0, STROKES)


def test_a_small_texture_s_card_is_the_texture() -> None:
    maker = texture_maker(filled_document(), TextureWish((96, 64), tileable=True))
    whole, card = maker.job(1), maker.card_job(1)
    assert np.array_equal(card.photo.pixels, whole.photo.pixels)
    assert whole.recipe.tileable


def test_styles_come_with_their_weights_and_scales() -> None:
    document = filled_document()
    first, second = document.styles.add([(picture(8), None), (picture(9), None)])
    for style in document.state.styles:
        document.styles.set_enabled(style.key, style.key in {first, second})
    document.styles.set_weight(second, 0.25)
    document.styles.set_scale(second, 0.5)
    job = texture_maker(document, TextureWish((512, 512), stroke_size=0.5)).job(0)
    assert [style.weight for style in job.recipe.styles] == [1.0, 0.25]
    assert job.recipe.style_size is None
    assert [max(style.width, style.height) for style in job.styles] == [256, 128]


def test_what_cannot_be_is_refused() -> None:
    document = filled_document()
    with refused(
        JobError,
        "The sides of a tileable picture should be multiples of {grid} pixels from {least} on, and they are {width} × "
        "{height}: choose {near_width} × {near_height}, or leave tileable out.",
        grid=16,
    ):
        texture_maker(document, TextureWish((100, 96), tileable=True))
    for style in document.state.styles:
        document.styles.remove(style.key)
    with refused(
        JobError, "At least one style should be given, and there is none: name a picture in whose style to paint."
    ):
        texture_maker(document, TextureWish())


def test_seeds_begin_again_after_the_last() -> None:
    assert seeds_from(SEEDS - 1, 3) == (SEEDS - 1, 0, 1)


# What is seen


def test_variations_come_and_others_follow(qtbot: QtBot, workbench: Workbench, dialog: TexturesDialog) -> None:
    assert not dialog.isModal()
    assert [card.seed for card in dialog.cards.cards] == list(range(9))
    assert len({card.image.pixelColor(3, 3).rgb() for card in dialog.cards.cards}) > 1
    assert dialog.save_button.isEnabled()
    dialog.others_button.click()
    assert not dialog.save_button.isEnabled(), "what is chosen has not come yet"
    wait_for_cards(qtbot, dialog)
    assert [card.seed for card in dialog.cards.cards] == list(range(9, 18))
    assert not workbench.textures.busy
    assert dialog.bar.isHidden()


def test_sizes_that_can_be_tiled_are_chosen_and_copies_are_shown(qtbot: QtBot, dialog: TexturesDialog) -> None:
    assert dialog.preview.copies == 1
    dialog.width_spin.setValue(50)
    dialog.tileable_check.click()
    assert (dialog.width_spin.value(), dialog.height_spin.value()) == (48, 48)
    wait_for_cards(qtbot, dialog)
    assert dialog.preview.copies == 2
    dialog.height_spin.setValue(75)
    assert dialog.height_spin.value() == 80
    wait_for_cards(qtbot, dialog)
    assert dialog.cards.cards[0].image.height() == 80


def test_strokes_and_the_shelf_are_followed(qtbot: QtBot, workbench: Workbench, dialog: TexturesDialog) -> None:
    type_number(dialog.strokes, "2")
    assert not dialog.save_button.isEnabled()
    wait_for_cards(qtbot, dialog)
    assert dialog._maker is not None
    # A style is not looked at larger where the texture has fewer pixels, but strokes are as asked for.
    assert dialog._maker.job(0).recipe.style_size == 2 * STROKES
    (key,) = workbench.document.styles.add([(picture(5), None)])
    workbench.document.styles.set_weight(key, 3.0)
    wait_for_cards(qtbot, dialog)
    assert len(dialog._maker.styles) == 2
    assert dialog.styles_label.text().endswith("75 %")
    for style in list(workbench.document.state.styles):
        workbench.document.styles.remove(style.key)
    qtbot.waitUntil(lambda: dialog.note.text().startswith("Add a style first"), timeout=TIMEOUT)
    assert not dialog.save_button.isEnabled()


def test_the_chosen_one_is_saved_with_its_recipe(
    qtbot: QtBot, workbench: Workbench, dialog: TexturesDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    QTest.mouseClick(dialog.cards.cards[4], LEFT)
    offered: list[str] = []

    def choose(_parent: object, _title: str, begin: str, _kinds: str) -> tuple[str, str]:
        offered.append(begin)
        return str(tmp_path / "leaves"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    dialog.save_button.click()
    assert "seed 4" in offered[0]
    qtbot.waitUntil(lambda: any("Saved leaves.png" in text for text in told(workbench)), timeout=TIMEOUT)
    saved = tmp_path / "leaves.png"
    assert read_picture(saved).width == SMALL
    recipe = recipe_from_json(read_recipe(saved) or "", saved.name)
    assert recipe.seed == 4
    qtbot.waitUntil(dialog.bar.isHidden, timeout=TIMEOUT)


def test_nothing_is_saved_where_nobody_names_a_file(
    workbench: Workbench, dialog: TexturesDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    dialog.save_button.click()
    assert not workbench.exports.busy


def test_a_texture_becomes_the_photo_or_a_style_and_undo_goes_back(
    qtbot: QtBot, workbench: Workbench, dialog: TexturesDialog
) -> None:
    document = workbench.document
    before = document.state
    dialog.style_button.click()
    qtbot.waitUntil(lambda: len(document.state.styles) == len(before.styles) + 1, timeout=TIMEOUT)
    assert document.state.styles[-1].name.endswith("seed 0")
    wait_for_cards(qtbot, dialog)
    dialog.photo_button.click()
    qtbot.waitUntil(lambda: document.state.photo != before.photo, timeout=TIMEOUT)
    photo = document.state.photo
    assert photo is not None
    whole = document.pictures.get(photo.picture_hash)
    assert whole is not None
    assert (whole.width, whole.height) == (SMALL, SMALL)
    document.undo()
    document.undo()
    assert document.state == before


def test_stop_gives_up_and_a_closed_dialog_paints_nothing(qtbot: QtBot) -> None:
    with whole_program(qtbot, lambda _device, _format: FakeStudio(delay=0.01)) as workbench:
        wait_until_painted(qtbot, workbench)
        workbench.window.actions_by_name["textures"].trigger()
        (dialog,) = workbench.window.findChildren(TexturesDialog)
        qtbot.waitUntil(lambda: dialog.cards.cards[0].current, timeout=TIMEOUT)
        assert painting(workbench)
        assert not dialog.cards.cards[8].current
        dialog.stop_button.click()
        assert not painting(workbench)
        assert dialog.bar.isHidden()
        assert dialog.save_button.isEnabled(), "what is there can be saved"
        dialog.other_variations()
        assert painting(workbench)
        press(dialog, Qt.Key.Key_Escape)
        assert not painting(workbench)
        workbench.window.actions_by_name["textures"].trigger()
        assert painting(workbench), "what was given up is painted again"
        dialog.stop()
        assert not painting(workbench)


def test_stop_leaves_other_exports_alone(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with whole_program(qtbot, lambda _device, _format: FakeStudio(delay=0.01)) as workbench:
        wait_until_painted(qtbot, workbench)
        dialog = opened(qtbot, workbench)
        workbench.exports.add(tmp_path / "picture.png", SaveOptions(), 64)
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "leaves.png"), ""))
        dialog.save_button.click()
        assert not dialog.bar.isHidden()
        dialog.stop_button.click()
        qtbot.waitUntil(dialog.bar.isHidden, timeout=TIMEOUT)
        qtbot.waitUntil(lambda: any("Saved picture.png" in text for text in told(workbench)), timeout=TIMEOUT)
        assert not (tmp_path / "leaves.png").exists()


@pytest.mark.parametrize("use", ["photo_button", "style_button"])
def test_a_texture_goes_into_no_document_but_the_one_it_was_meant_for(qtbot: QtBot, use: str) -> None:
    with whole_program(qtbot, lambda _device, _format: FakeStudio(delay=0.01)) as workbench:
        wait_until_painted(qtbot, workbench)
        dialog = opened(qtbot, workbench)
        getattr(dialog, use).click()
        workbench.document.close()
        closed = workbench.document.state
        qtbot.waitUntil(lambda: any("meant for a document that is closed" in text for text in told(workbench)))
        assert workbench.document.state == closed


def test_a_failure_is_told_and_ends_the_wait(qtbot: QtBot) -> None:
    studio = FakeStudio()
    with whole_program(qtbot, lambda _device, _format: studio) as workbench:
        wait_until_painted(qtbot, workbench)
        studio.error = MemoryError()
        workbench.window.actions_by_name["textures"].trigger()
        (dialog,) = workbench.window.findChildren(TexturesDialog)
        qtbot.waitUntil(lambda: any("not enough memory" in text for text in told(workbench)), timeout=TIMEOUT)
        assert not workbench.textures.busy
        assert not dialog.save_button.isEnabled()


def test_arrow_keys_choose(qtbot: QtBot) -> None:
    cards = TextureCards()
    shown(qtbot, cards, 420, 420)
    cards.expect(range(9))
    red = QImage(20, 20, QImage.Format.Format_RGB888)
    red.fill(QColor("red"))
    cards.show_image(1, red)
    before = cards.card
    assert before is None
    cards.cards[0].setFocus()
    press(cards.cards[0], Qt.Key.Key_Right)
    assert cards.card is cards.cards[1]
    assert cards.cards[1].accessibleName() == "Variation with the seed 1"
    assert cards.grab().toImage().pixelColor(cards.cards[1].geometry().center()) == QColor("red")


def test_copies_meet_without_a_line(qtbot: QtBot) -> None:
    preview = TexturePreview()
    shown(qtbot, preview, 301, 301)
    image = QImage(16, 16, QImage.Format.Format_RGB888)
    image.fill(QColor("green"))
    preview.show_image(image, tiled=True)
    seen = preview.grab().toImage()
    row = {seen.pixelColor(across, 150).rgb() for across in range(1, 300)}
    assert row == {QColor("green").rgb()}
    preview.show_image(QImage(), tiled=False)
