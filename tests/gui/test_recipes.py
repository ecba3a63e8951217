"""Recipes in the window: saved and applied as a hand would, with the styles that are found or asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox

from engine.images import Framing, SaveOptions
from engine.look.recipe import PackReference
from engine.look.recipe_files import load_recipe_file, save_recipe_file
from gui.dialogs.save_recipe import SaveRecipeDialog
from gui.messages import Action
from gui.recipes import APPLY_RECIPE
from tests.gui.made import hash_of, picture, saved
from tests.gui.whole import TIMEOUT, at_work, file_work, told, wait_until_painted, whole_program

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.app import Workbench
    from gui.dialogs.missing_styles import MissingStylesDialog

LOOK = "look.pentimento-recipe"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with a photo and two styles."""
    folder = tmp_path / "desk"
    folder.mkdir()
    for number, name in enumerate(("boat.png", "wave.png", "hat.png")):
        saved(folder, picture(number), name)
    return folder


@pytest.fixture
def workbench(qtbot: QtBot, desk: Path) -> Iterator[Workbench]:
    with whole_program(qtbot, paths=[desk / name for name in ("boat.png", "wave.png", "hat.png")]) as made:
        qtbot.waitUntil(lambda: len(made.document.state.styles) == 2, timeout=TIMEOUT)
        wait_until_painted(qtbot, made)
        yield made


def style_names(workbench: Workbench) -> list[str]:
    return [style.name for style in workbench.document.state.styles]


def idle(workbench: Workbench) -> bool:
    return file_work(workbench) == ""


def open_dialog() -> SaveRecipeDialog:
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, SaveRecipeDialog)
    return dialog


@pytest.fixture
def save(workbench: Workbench, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Saves the recipe through the menu."""

    def call(path: Path, *, styles: bool) -> None:
        shown: list[list[str]] = []

        def answer() -> None:
            dialog = open_dialog()
            shown.append([dialog.styles.item(row).text() for row in range(dialog.styles.count())])
            if dialog.with_styles.isChecked() != styles:
                dialog.with_styles.click()
            dialog.accept()

        monkeypatch.setattr(workbench.asker, "recipe_to_save", lambda _: path)
        QTimer.singleShot(0, answer)
        workbench.window.actions_by_name["save_recipe"].trigger()
        assert shown == [[style.title for style in workbench.document.state.styles]]
        qtbot.waitUntil(lambda: f"Saved the recipe {path.name}." in told(workbench), timeout=TIMEOUT)

    return call


def gone(workbench: Workbench, desk: Path, *names: str) -> None:
    """Nothing knows these styles any more, as on another machine."""
    workbench.document.close()
    workbench.document.pictures.drop_unused(())
    for name in names:
        (desk / name).unlink()


def drop(workbench: Workbench, path: Path) -> None:
    """Drops a file on the canvas."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    middle = QPointF(workbench.window.canvas.rect().center())
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    workbench.window.canvas.dropEvent(QDropEvent(middle, Qt.DropAction.CopyAction, data, buttons, keys))


def test_a_recipe_with_its_styles_comes_back_where_nothing_is_known_of_them(
    workbench: Workbench, qtbot: QtBot, desk: Path, save: Callable[..., None]
) -> None:
    workbench.document.change_look(strength=0.35, colour="photo")
    workbench.document.set_stroke_size(2.0)
    workbench.document.styles.set_weight(workbench.document.state.styles[0].key, 0.25)
    workbench.document.styles.set_framing(workbench.document.state.styles[1].key, Framing(right=0.5))
    treatment = workbench.document.state.treatment
    save(desk / LOOK, styles=True)
    gone(workbench, desk, "wave.png", "hat.png")
    drop(workbench, desk / LOOK)
    qtbot.waitUntil(lambda: style_names(workbench) == ["wave.png", "hat.png"], timeout=TIMEOUT)
    state = workbench.document.state
    assert state.treatment == treatment
    assert [style.weight for style in state.styles] == [0.25, 1.0]
    assert state.photo is None
    assert workbench.document.undo_stack.undoText() == "Apply a recipe"
    assert f"The look of {LOOK} is taken over." in told(workbench)
    cropped = workbench.document.pictures.get(state.styles[1].picture_hash)
    assert cropped is not None
    assert (cropped.width, cropped.height) == (12, 16)
    assert workbench.settings.recent_files[0] == desk / LOOK


def test_without_its_styles_they_are_found_where_pictures_were_opened(
    workbench: Workbench, qtbot: QtBot, desk: Path, tmp_path: Path, save: Callable[..., None]
) -> None:
    save(tmp_path / LOOK, styles=False)
    assert load_recipe_file(tmp_path / LOOK).styles == {}
    assert len(load_recipe_file(tmp_path / LOOK).thumbnails) == 2
    gone(workbench, desk)
    assert workbench.settings.picture_folders == (desk,)
    workbench.opening.open_photo(tmp_path / LOOK)
    qtbot.waitUntil(lambda: style_names(workbench) == ["wave.png", "hat.png"], timeout=TIMEOUT)
    assert [style.path for style in workbench.document.state.styles] == [desk / "wave.png", desk / "hat.png"]
    assert workbench.recipes.asking is None


def test_a_mixture_that_the_window_cannot_have_is_told(workbench: Workbench, qtbot: QtBot, desk: Path) -> None:
    recipe = workbench.document.jobs.recipe()
    assert recipe is not None
    first, second = recipe.styles
    by_level = replace(recipe, styles=(replace(first, level_weights={"relu5_1": 0.1}), second))
    pictures = {hash_of(picture(number)): picture(number) for number in (1, 2)}
    save_recipe_file(desk / LOOK, by_level, pictures, with_styles=False)
    workbench.recipes.open(desk / LOOK)
    qtbot.waitUntil(lambda: any("it will look different" in text for text in told(workbench)), timeout=TIMEOUT)


def test_a_bundled_style_is_taken_without_asking(
    workbench: Workbench, qtbot: QtBot, desk: Path, save: Callable[..., None]
) -> None:
    for style in workbench.document.state.styles:
        workbench.document.styles.remove(style.key)
    workbench.dialogs.add_bundled("oil")
    qtbot.waitUntil(lambda: style_names(workbench) == ["Oil"], timeout=TIMEOUT)
    save(desk / LOOK, styles=False)
    gone(workbench, desk)
    workbench.recipes.open(desk / LOOK)
    qtbot.waitUntil(lambda: style_names(workbench) == ["Oil"], timeout=TIMEOUT)
    assert workbench.document.state.styles[0].path is None


@pytest.fixture
def asking(
    workbench: Workbench, qtbot: QtBot, desk: Path, save: Callable[..., None]
) -> Callable[[], MissingStylesDialog]:
    """Applies a recipe whose styles are not here."""

    def call() -> MissingStylesDialog:
        save(desk / LOOK, styles=False)
        gone(workbench, desk, "wave.png", "hat.png")
        workbench.recipes.open(desk / LOOK)
        qtbot.waitUntil(lambda: workbench.recipes.asking is not None, timeout=TIMEOUT)
        dialog = workbench.recipes.asking
        assert dialog is not None
        return dialog

    return call


@pytest.fixture
def find(workbench: Workbench, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Presses a style's button and chooses a file."""

    def call(dialog: MissingStylesDialog, of: int, path: Path) -> None:
        monkeypatch.setattr(workbench.asker, "style", lambda: path)
        QTest.mouseClick(dialog.find_buttons[hash_of(picture(of))], Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: idle(workbench), timeout=TIMEOUT)

    return call


def test_missing_styles_are_asked_for_and_recognised_by_their_pixels(
    workbench: Workbench, tmp_path: Path, asking: Callable[[], Any], find: Callable[..., None]
) -> None:
    workbench.document.change_look(strength=0.35)
    dialog = asking()
    assert dialog.isVisible()
    assert list(dialog.find_buttons) == [hash_of(picture(1)), hash_of(picture(2))]
    assert all(not label.pixmap().isNull() for label in dialog.pictures.values())
    assert dialog.apply_button.text() == "&Apply without them"
    for of, name in ((1, "one.png"), (2, "two.png")):
        find(dialog, of, saved(tmp_path, picture(of), name))
        assert dialog.notes[hash_of(picture(of))].text() == f"Found: {name}"
    assert dialog.apply_button.text() == "&Apply"
    assert style_names(workbench) == []
    QTest.mouseClick(dialog.apply_button, Qt.MouseButton.LeftButton)
    assert style_names(workbench) == ["one.png", "two.png"]
    assert workbench.document.state.look.strength == 0.35
    assert workbench.recipes.asking is None


@pytest.mark.parametrize("taken", [True, False])
def test_another_picture_is_taken_after_a_question(
    request: pytest.FixtureRequest, workbench: Workbench, tmp_path: Path, *, taken: bool
) -> None:
    asking, find = request.getfixturevalue("asking"), request.getfixturevalue("find")
    monkeypatch: pytest.MonkeyPatch = request.getfixturevalue("monkeypatch")
    asked: list[tuple[str, str]] = []

    def answer(style: str, file: str) -> bool:
        asked.append((style, file))
        return taken

    dialog = asking()
    monkeypatch.setattr(workbench.asker, "other_style", answer)
    find(dialog, 1, saved(tmp_path, picture(9), "nine.png"))
    assert asked == [("wave.png", "nine.png")]
    # The second one stays wanting.
    QTest.mouseClick(dialog.apply_button, Qt.MouseButton.LeftButton)
    assert style_names(workbench) == (["nine.png"] if taken else [])
    wanting = "hat.png" if taken else "wave.png, hat.png"
    assert f"The recipe needs styles that are not here: {wanting}." in told(workbench)


def test_cancelling_changes_nothing(workbench: Workbench, asking: Callable[[], Any]) -> None:
    dialog = asking()
    before = workbench.document.state
    buttons = dialog.findChild(QDialogButtonBox)
    QTest.mouseClick(buttons.button(QDialogButtonBox.StandardButton.Cancel), Qt.MouseButton.LeftButton)
    assert workbench.document.state is before
    assert workbench.recipes.asking is None


def test_a_style_that_is_no_picture_is_told_and_the_dialog_stays(
    workbench: Workbench, tmp_path: Path, asking: Callable[[], Any], find: Callable[..., None]
) -> None:
    dialog = asking()
    (tmp_path / "broken.png").write_bytes(b"no picture")
    find(dialog, 1, tmp_path / "broken.png")
    assert any("broken.png" in text for text in told(workbench))
    assert dialog.isVisible()
    dialog.reject()


def test_a_picture_s_recipe_asks_for_its_styles_too(workbench: Workbench, qtbot: QtBot, desk: Path) -> None:
    workbench.exports.add(desk / "out.png", SaveOptions(), None)
    qtbot.waitUntil(lambda: not at_work(workbench), timeout=TIMEOUT)
    gone(workbench, desk, "wave.png", "hat.png")
    workbench.recipes.follow(Action(APPLY_RECIPE, "", desk / "out.png"))
    qtbot.waitUntil(lambda: workbench.recipes.asking is not None, timeout=TIMEOUT)
    dialog = workbench.recipes.asking
    assert dialog is not None
    QTest.mouseClick(dialog.apply_button, Qt.MouseButton.LeftButton)
    assert "The recipe needs styles that are not here: wave.png, hat.png." in told(workbench)


def test_a_hostile_or_damaged_recipe_is_told_and_changes_nothing(
    workbench: Workbench, qtbot: QtBot, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = workbench.document.state
    (desk / LOOK).write_bytes(b"no recipe")
    monkeypatch.setattr(workbench.asker, "recipe_to_open", lambda: desk / LOOK)
    workbench.window.actions_by_name["apply_recipe"].trigger()
    qtbot.waitUntil(lambda: any("recipe of Pentimento, and it is something else" in text for text in told(workbench)))
    assert workbench.document.state is before


def test_a_recipe_that_cannot_be_saved_leaves_nothing_behind(
    workbench: Workbench, qtbot: QtBot, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    QTimer.singleShot(0, lambda: open_dialog().reject())
    workbench.window.actions_by_name["save_recipe"].trigger()
    assert not list(desk.glob("*.pentimento-recipe"))
    nowhere = desk / "no folder" / LOOK
    monkeypatch.setattr(workbench.asker, "recipe_to_save", lambda _: nowhere)
    QTimer.singleShot(0, lambda: open_dialog().accept())
    workbench.window.actions_by_name["save_recipe"].trigger()
    qtbot.waitUntil(lambda: any(LOOK in text for text in told(workbench)), timeout=TIMEOUT)
    assert idle(workbench)
    workbench.document.close()
    workbench.window.actions_by_name["save_recipe"].trigger()
    assert any("Add a style first" in text for text in told(workbench))


def test_a_pack_that_is_not_here_is_told_and_the_present_one_stays(
    workbench: Workbench, qtbot: QtBot, desk: Path, save: Callable[..., None]
) -> None:
    save(desk / LOOK, styles=True)
    read = load_recipe_file(desk / LOOK)
    other = replace(read.recipe, pack=PackReference("elsewhere", "0" * 64)).with_look(strength=0.2)
    save_recipe_file(desk / LOOK, other, read.styles, with_styles=True, existing="overwrite")
    workbench.recipes.open(desk / LOOK)
    qtbot.waitUntil(lambda: workbench.document.state.look.strength == 0.2, timeout=TIMEOUT)
    assert any("elsewhere is not here" in text for text in told(workbench)), (
        told(workbench),
        workbench.document.state.quality,
    )
    assert workbench.document.state.quality.pack is None


def test_a_recipe_opens_with_the_program_beside_a_photo(
    workbench: Workbench, qtbot: QtBot, desk: Path, save: Callable[..., None]
) -> None:
    workbench.document.change_look(strength=0.3)
    save(desk / LOOK, styles=True)
    gone(workbench, desk)
    workbench._open([desk / "boat.png", desk / LOOK])
    qtbot.waitUntil(lambda: style_names(workbench) == ["wave.png", "hat.png"], timeout=TIMEOUT)
    assert workbench.document.state.photo is not None
    assert workbench.document.state.look.strength == 0.3
