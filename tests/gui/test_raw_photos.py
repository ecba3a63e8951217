"""Raw photos in the window: seen at once, developed while it goes on, and never in its way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gui.settings import SUFFIXES
from gui.work.loading import RawPreview, preview_of
from tests.engine.images.dng import Extras, light, mosaic, write_dng
from tests.gui.made import picture, saved
from tests.gui.test_opening import Gate, photo_name
from tests.gui.whole import TIMEOUT, file_work, told

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from pytestqt.qtbot import QtBot

    from gui.app import Workbench

GREEN = np.full((150, 200, 3), (10, 200, 30), np.uint8)


def raw_photo(folder: Path, name: str = "photo.dng", *, preview: bool = True) -> Path:
    extras = Extras(preview=GREEN) if preview else None
    return write_dng(folder / name, mosaic(light(200, 40, 40, 300, 400)), extras)


def canvas_photo(workbench: Workbench) -> tuple[int, int, int] | None:
    """The colour in the middle of the photo that the canvas shows."""
    layer = workbench.window.canvas._stage.photo
    if layer is None:
        return None
    colour = layer.image.pixelColor(layer.image.width() // 2, layer.image.height() // 2)
    return colour.red(), colour.green(), colour.blue()


def is_green(workbench: Workbench) -> bool:
    seen = canvas_photo(workbench)
    return seen is not None and seen[1] > 150 > seen[0]


def is_red(workbench: Workbench) -> bool:
    seen = canvas_photo(workbench)
    return seen is not None and seen[0] > 150 > seen[1]


def test_a_raw_photo_is_seen_at_once_and_then_developed(
    workbench: Workbench, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch)
    entries = workbench.document.undo_stack.count()
    workbench.opening.open_photo(raw_photo(tmp_path))
    qtbot.waitUntil(lambda: is_green(workbench), timeout=TIMEOUT)
    # It is only seen: the document has the photo before, and nothing that is painted of that hides it.
    assert photo_name(workbench) != "photo.dng"
    assert workbench.document.undo_stack.count() == entries
    assert file_work(workbench) == "Opening photo.dng…"
    gate.open()
    qtbot.waitUntil(lambda: photo_name(workbench) == "photo.dng", timeout=TIMEOUT)
    qtbot.waitUntil(lambda: is_red(workbench), timeout=TIMEOUT)
    assert file_work(workbench) == ""
    assert workbench.document.undo_stack.count() == entries + 1


def test_what_is_opened_meanwhile_need_not_wait_and_wins(
    workbench: Workbench, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch)
    workbench.opening.open_photo(raw_photo(tmp_path))
    qtbot.waitUntil(lambda: is_green(workbench), timeout=TIMEOUT)
    workbench.opening.open_photo(saved(tmp_path, picture(3), "boat.png"))
    # One of two is let through: the raw photo or the other one, whichever comes first; both in the end.
    gate.open(2)
    qtbot.waitUntil(lambda: photo_name(workbench) == "boat.png", timeout=TIMEOUT)
    qtbot.waitUntil(lambda: file_work(workbench) == "", timeout=TIMEOUT)
    assert photo_name(workbench) == "boat.png"
    assert not is_green(workbench)


def test_a_raw_photo_that_is_no_longer_wanted_is_not_developed(
    workbench: Workbench, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch)
    paths = [raw_photo(tmp_path, name) for name in ("1.dng", "2.dng", "3.dng")]
    for path in paths:
        workbench.opening.open_photo(path)
    gate.open(len(paths))
    qtbot.waitUntil(lambda: photo_name(workbench) == "3.dng", timeout=TIMEOUT)
    assert file_work(workbench) == ""
    assert gate.begun == [paths[-1]]


def test_of_raw_photos_that_wait_to_be_developed_only_the_last_is(
    workbench: Workbench, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch)
    paths = [raw_photo(tmp_path, name) for name in ("0.dng", "1.dng", "2.dng", "3.dng")]
    for path in paths:
        # Once it is seen it waits to be developed, behind the first, which is held.
        with qtbot.waitSignal(workbench.opening.photo_previewed, timeout=TIMEOUT):
            workbench.opening.open_photo(path)
        qtbot.waitUntil(lambda: gate.begun == paths[:1], timeout=TIMEOUT)
    gate.open(len(paths))
    qtbot.waitUntil(lambda: photo_name(workbench) == "3.dng", timeout=TIMEOUT)
    assert file_work(workbench) == ""
    assert gate.begun == [paths[0], paths[-1]]


def test_where_developing_fails_the_photo_before_is_seen_again(
    workbench: Workbench, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch)
    before, seen = photo_name(workbench), canvas_photo(workbench)
    path = raw_photo(tmp_path)
    workbench.opening.open_photo(path)
    qtbot.waitUntil(lambda: is_green(workbench), timeout=TIMEOUT)
    path.write_bytes(path.read_bytes()[:1000])
    gate.open()
    qtbot.waitUntil(lambda: file_work(workbench) == "", timeout=TIMEOUT)
    assert any("cut short" in text for text in told(workbench))
    assert photo_name(workbench) == before
    assert canvas_photo(workbench) == seen


def test_one_without_a_preview_is_developed_alike(workbench: Workbench, qtbot: QtBot, tmp_path: Path) -> None:
    workbench.opening.open_photo(raw_photo(tmp_path, preview=False))
    qtbot.waitUntil(lambda: photo_name(workbench) == "photo.dng", timeout=TIMEOUT)
    assert is_red(workbench)


def test_a_raw_photo_can_be_a_style(workbench: Workbench, qtbot: QtBot, tmp_path: Path) -> None:
    workbench.opening.add_styles([raw_photo(tmp_path)])
    names = workbench.document.state
    assert names is not None
    qtbot.waitUntil(
        lambda: any(style.name == "photo.dng" for style in workbench.document.state.styles), timeout=TIMEOUT
    )


def test_the_export_lies_beside_it_under_another_kind(workbench: Workbench, qtbot: QtBot, tmp_path: Path) -> None:
    workbench.opening.open_photo(raw_photo(tmp_path))
    qtbot.waitUntil(lambda: photo_name(workbench) == "photo.dng", timeout=TIMEOUT)
    target = workbench.exports.suggested_target()
    assert target.parent == tmp_path
    assert target.suffix in SUFFIXES
    assert target.stem.startswith("photo")


def test_only_raw_photos_have_previews(tmp_path: Path) -> None:
    assert preview_of(saved(tmp_path, picture(1), "a.png")) is None
    shown = preview_of(raw_photo(tmp_path))
    assert isinstance(shown, RawPreview)
    assert shown.picture is not None
    assert (shown.picture.width, shown.picture.height) == (200, 150)
