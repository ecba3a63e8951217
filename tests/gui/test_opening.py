"""Pictures from anywhere, the clipboard, drags and exports: read and written while the window goes on."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QGuiApplication, QImage

import gui.clipboard
import gui.opening
from engine.errors import JobError
from engine.images import Picture, SaveOptions, read_picture, read_recipe
from gui.messages import Action
from gui.qt_images import from_qimage, to_qimage
from gui.recipes import APPLY_RECIPE
from gui.work.loading import load_picture
from tests.gui.made import hash_of, picture, saved
from tests.gui.whole import TIMEOUT, at_work, file_work, told

if TYPE_CHECKING:
    import pytest
    from pytestqt.qtbot import QtBot

    from gui.app import Workbench
    from gui.document.pictures import PictureStore
    from gui.work.loading import Dropped, Loaded


def style_names(workbench: Workbench) -> list[str]:
    return [style.name for style in workbench.document.state.styles]


def photo_name(workbench: Workbench) -> str | None:
    photo = workbench.document.state.photo
    return None if photo is None else photo.name


class Gate:
    """Lets pictures be read one by one.

    Attributes:
        begun: those whose reading has begun, in order.
        threads: in which that happened.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._allowed = threading.Semaphore(0)
        self.begun: list[Dropped] = []
        self.threads: set[int] = set()
        monkeypatch.setattr(gui.opening, "load_picture", self._load)

    def open(self, times: int = 1) -> None:
        self._allowed.release(times)

    def _load(self, source: Dropped, pictures: PictureStore, side: int, name: str | None = None) -> Loaded:
        self.begun.append(source)
        self.threads.add(threading.get_ident())
        assert self._allowed.acquire(timeout=TIMEOUT / 1000)
        return load_picture(source, pictures, side, name)


def test_a_jpeg_xl_photo_is_opened(workbench: Workbench, qtbot: QtBot, tmp_path: Path) -> None:
    photo = picture(5, bits=16, alpha=True)
    path = saved(tmp_path, photo, "modern.jxl")
    workbench.opening.open_photo(path)
    qtbot.waitUntil(lambda: photo_name(workbench) == "modern.jxl", timeout=TIMEOUT)
    state = workbench.document.state
    assert state.photo is not None
    found = workbench.document.pictures.get(state.photo.picture_hash)
    assert found is not None
    assert (found.width, found.height, found.bits) == (photo.width, photo.height, 16)


def test_a_photo_is_read_in_another_thread_and_the_status_line_says_so(
    workbench: Workbench, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch)
    path = saved(tmp_path, picture(1), "boat.png")
    workbench.opening.open_photo(path)
    assert file_work(workbench) == "Opening boat.png…"
    assert photo_name(workbench) != "boat.png"
    gate.open()
    qtbot.waitUntil(lambda: photo_name(workbench) == "boat.png", timeout=TIMEOUT)
    assert file_work(workbench) == ""
    assert threading.get_ident() not in gate.threads
    assert workbench.settings.recent_files == (path,)
    assert workbench.window.windowTitle() == "boat.png[*] — Pentimento"


def test_of_two_photos_the_last_wins(
    workbench: Workbench, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch)
    for number in (1, 2):
        workbench.opening.open_photo(saved(tmp_path, picture(number), f"{number}.png"))
    gate.open(2)
    qtbot.waitUntil(lambda: photo_name(workbench) == "2.png", timeout=TIMEOUT)
    assert workbench.document.undo_stack.count() == 1


def test_a_style_s_picture_is_replaced_by_one_that_is_chosen(
    workbench: Workbench, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(tmp_path, picture(7), "seven.png")
    monkeypatch.setattr(workbench.asker, "style", lambda: path)
    card = workbench.window.shelf.cards[0]
    card.replace_wanted.emit(card.key)
    qtbot.waitUntil(lambda: style_names(workbench)[0] == "seven.png", timeout=TIMEOUT)
    assert workbench.window.shelf.cards[0].key == card.key
    assert workbench.document.state.styles[0].path == path
    assert workbench.document.undo_stack.count() == 1
    # A card that went meanwhile is not brought back.
    workbench.opening.browse_replacement("gone")
    qtbot.waitUntil(lambda: file_work(workbench) == "", timeout=TIMEOUT)
    assert workbench.document.undo_stack.count() == 1


def test_styles_keep_their_order_and_are_one_entry(
    workbench: Workbench, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch)
    first = style_names(workbench)
    paths = [saved(tmp_path, picture(number), f"{number}.png") for number in range(4)]
    (tmp_path / "broken.png").write_bytes(b"no picture")
    workbench.opening.add_styles([paths[0], tmp_path / "broken.png", paths[1]], 0)
    workbench.opening.add_styles(paths[2:])
    gate.open(5)
    qtbot.waitUntil(lambda: len(style_names(workbench)) == 5, timeout=TIMEOUT)
    assert style_names(workbench) == ["0.png", "1.png", *first, "2.png", "3.png"]
    assert workbench.document.undo_stack.count() == 2
    assert any("broken.png" in text for text in told(workbench))
    assert file_work(workbench) == ""


def test_more_styles_than_can_be_mixed_end_in_a_sentence(
    workbench: Workbench, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise JobError("At most 64 styles can be mixed: remove some.")

    monkeypatch.setattr(workbench.document.styles, "add", refuse)
    workbench.opening.add_styles(to_qimage(picture(1).pixels))
    qtbot.waitUntil(lambda: any("At most 64" in text for text in told(workbench)), timeout=TIMEOUT)


def test_a_picture_that_is_none_is_told_and_changes_nothing(workbench: Workbench, qtbot: QtBot, tmp_path: Path) -> None:
    before = workbench.document.state
    (tmp_path / "broken.jpg").write_bytes(b"no picture")
    workbench.opening.open_photo(tmp_path / "broken.jpg")
    qtbot.waitUntil(lambda: any("broken.jpg" in text for text in told(workbench)), timeout=TIMEOUT)
    assert workbench.document.state == before


def test_a_project_dropped_anywhere_is_opened(workbench: Workbench, qtbot: QtBot, tmp_path: Path) -> None:
    workbench.document.change_look(strength=0.25)
    workbench.projects.save_to(tmp_path / "mine.pentimento")
    qtbot.waitUntil(lambda: not workbench.document.modified, timeout=TIMEOUT)
    for take in (workbench.opening.open_photo, workbench.opening.add_styles):
        workbench.document.close()
        assert callable(take)
        take([tmp_path / "mine.pentimento"])
        qtbot.waitUntil(lambda: workbench.document.state.look.strength == 0.25, timeout=TIMEOUT)
        assert workbench.document.file == tmp_path / "mine.pentimento"
        assert not workbench.document.modified


def test_a_photo_still_being_read_does_not_end_up_in_a_project(
    workbench: Workbench, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workbench.projects.save_to(tmp_path / "mine.pentimento")
    qtbot.waitUntil(lambda: workbench.document.file is not None, timeout=TIMEOUT)
    workbench.document.close()
    gate = Gate(monkeypatch)
    workbench.opening.open_photo(saved(tmp_path, picture(1), "boat.png"))
    workbench.opening.open_project(tmp_path / "mine.pentimento")
    gate.open()
    qtbot.waitUntil(lambda: photo_name(workbench) is not None, timeout=TIMEOUT)
    assert photo_name(workbench) == "Mountain lake"


def test_an_exported_picture_brings_its_look_back(workbench: Workbench, qtbot: QtBot, tmp_path: Path) -> None:
    style = saved(tmp_path, picture(9, 40, 30), "wave.png")
    workbench.opening.open_photo(saved(tmp_path, picture(5, 64, 40), "boat.png"))
    for known in workbench.document.state.styles:
        workbench.document.styles.remove(known.key)
    workbench.opening.add_styles(style)
    qtbot.waitUntil(lambda: style_names(workbench) == ["wave.png"], timeout=TIMEOUT)
    workbench.document.change_look(strength=0.35)
    workbench.document.set_stroke_size(2.0)
    workbench.exports.add(tmp_path / "out.png", SaveOptions(), None)
    qtbot.waitUntil(lambda: not at_work(workbench), timeout=TIMEOUT)
    assert "Saved out.png, 64 × 40." in told(workbench)
    assert (read_picture(tmp_path / "out.png").width, read_picture(tmp_path / "out.png").height) == (64, 40)

    workbench.document.close()
    workbench.opening.open_photo(tmp_path / "out.png")
    bar = workbench.window.message_bar
    qtbot.waitUntil(lambda: "carries its recipe" in " ".join(told(workbench)), timeout=TIMEOUT)
    bar.chosen.emit(Action(APPLY_RECIPE, "", tmp_path / "out.png"))
    qtbot.waitUntil(lambda: style_names(workbench) == ["wave.png"], timeout=TIMEOUT)
    treatment = workbench.document.state.treatment
    assert (treatment.look.strength, treatment.stroke_size) == (0.35, 2.0)
    assert workbench.document.state.styles[0].path == style


def test_copy_and_paste(workbench: Workbench, qtbot: QtBot) -> None:
    act = workbench.window.actions_by_name
    act["copy"].trigger()
    result = workbench.live.latest
    assert result is not None
    copied = from_qimage(QGuiApplication.clipboard().image())
    assert np.array_equal(copied.pixels, result.picture.pixels)
    before = len(workbench.document.state.styles)
    act["paste_style"].trigger()
    qtbot.waitUntil(lambda: len(workbench.document.state.styles) == before + 1, timeout=TIMEOUT)
    act["paste_photo"].trigger()
    qtbot.waitUntil(lambda: workbench.document.modified and photo_hash(workbench) == hash_of(copied), timeout=TIMEOUT)


def photo_hash(workbench: Workbench) -> str:
    photo = workbench.document.state.photo
    return "" if photo is None else photo.picture_hash


def test_files_on_the_clipboard_are_pasted_as_files(workbench: Workbench, qtbot: QtBot, tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(saved(tmp_path, picture(3), "hat.png")))])
    QGuiApplication.clipboard().setMimeData(data)
    workbench.window.actions_by_name["paste_photo"].trigger()
    qtbot.waitUntil(lambda: photo_name(workbench) == "hat.png", timeout=TIMEOUT)


def test_without_a_picture_copy_and_paste_say_so(workbench: Workbench) -> None:
    QGuiApplication.clipboard().setText("words")
    workbench.document.close()
    act = workbench.window.actions_by_name
    for name in ("paste_photo", "paste_style"):
        act[name].trigger()
    assert workbench.document.state.photo is None
    assert any("no picture on the clipboard" in text for text in told(workbench))


def test_the_result_is_dragged_out_as_pixels_and_as_a_file_that_goes_with_the_program(
    workbench: Workbench,
) -> None:
    make = workbench.window.canvas.grip.result_mime
    assert make is not None
    data, again = make(), make()
    result = workbench.live.latest
    assert data is not None
    assert again is not None
    assert result is not None
    image = data.imageData()
    assert isinstance(image, QImage)
    assert image.width() == result.picture.width
    (url,) = data.urls()
    assert again.urls() == [url]
    file = Path(url.toLocalFile())
    assert file.name == "Mountain lake in the style of Oil.png"
    assert np.array_equal(read_picture(file).pixels, result.picture.pixels)
    assert read_recipe(file) is not None
    workbench.document.close()
    workbench.window.close()
    assert not file.parent.exists()


def test_where_no_file_can_be_made_the_pixels_can_still_be_dragged_out(
    workbench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> Path:
        raise OSError("No space left on device")

    monkeypatch.setattr(gui.clipboard, "save_picture", full)
    data = workbench.clipboard.result_mime()
    assert data is not None
    assert data.hasImage()
    assert not data.hasUrls()


def test_a_large_photo_is_seen_reduced_until_all_of_it_is_ready(workbench: Workbench, qtbot: QtBot) -> None:
    canvas = workbench.window.canvas
    pixels = np.zeros((1600, 2400, 3), np.uint8)
    pixels[:, :1200] = 200
    workbench.document.set_photo(Picture(pixels, None, "large"))
    assert canvas._stage.photo is not None
    assert max(canvas._stage.photo.size) == 1024
    qtbot.waitUntil(lambda: canvas._stage.photo is not None and canvas._stage.photo.size == (2400, 1600))
    assert canvas.navigation.is_fitted
