"""Where the window and its panels stand: whatever one use leaves behind, the next start opens and shows it whole."""

from __future__ import annotations

import base64
import json
import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QByteArray, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication, QRegion
from PySide6.QtWidgets import QApplication, QDockWidget

from gui.arrangement import bring_on_screen
from gui.settings import Settings
from tests.gui.child import Child
from tests.gui.test_settings import VALUES
from tests.gui.whole import TIMEOUT, whole_program

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow


def maximise(window: MainWindow) -> None:
    window.showMaximized()


def fill_screen(window: MainWindow) -> None:
    window.actions_by_name["full_screen"].trigger()


def fill_screen_from_maximised(window: MainWindow) -> None:
    window.showMaximized()
    window.actions_by_name["full_screen"].trigger()


def minimise(window: MainWindow) -> None:
    window.showMinimized()


def move_far_off(window: MainWindow) -> None:
    window.move(9000, 7000)


def grow_beyond_the_screen(window: MainWindow) -> None:
    window.resize(6000, 5000)


def float_docks(window: MainWindow) -> None:
    for dock in window.docks.values():
        dock.setFloating(True)


def float_docks_far_off(window: MainWindow) -> None:
    for dock in window.docks.values():
        dock.setFloating(True)
        dock.move(-7000, 8000)


def close_docks(window: MainWindow) -> None:
    for dock in window.docks.values():
        dock.close()


def close_floating_docks(window: MainWindow) -> None:
    float_docks(window)
    close_docks(window)


def tab_docks(window: MainWindow) -> None:
    first, *others = window.docks.values()
    for dock in others:
        window.tabifyDockWidget(first, dock)


def all_docks_below(window: MainWindow) -> None:
    for dock in window.docks.values():
        window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, dock)


def nothing(_window: MainWindow) -> None:
    pass


STATES: list[Callable[[MainWindow], None]] = [
    nothing,
    maximise,
    fill_screen,
    fill_screen_from_maximised,
    minimise,
    move_far_off,
    grow_beyond_the_screen,
    float_docks,
    float_docks_far_off,
    close_docks,
    close_floating_docks,
    tab_docks,
    all_docks_below,
]


def seen_whole(widget: QWidget) -> bool:
    """Whether no part of a window is beyond the screens."""
    seen = QRegion()
    for screen in QGuiApplication.screens():
        seen += screen.availableGeometry()
    return QRegion(widget.frameGeometry()).subtracted(seen).isEmpty()


def check_it_is_usable(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(window.isVisible, timeout=TIMEOUT)
    window.showNormal()
    qtbot.waitUntil(lambda: seen_whole(window), timeout=TIMEOUT)
    for dock in window.docks.values():
        if not dock.toggleViewAction().isChecked():
            dock.toggleViewAction().trigger()
        dock.raise_()
        QApplication.processEvents()
        assert dock.isVisible()
        assert dock.width() > 50
        assert seen_whole(dock if dock.isFloating() else window)


@pytest.mark.parametrize("leave", STATES)
def test_whatever_one_use_leaves_behind_opens_again(qtbot: QtBot, leave: Callable[[MainWindow], None]) -> None:
    with whole_program(qtbot) as workbench:
        leave(workbench.window)
        QApplication.processEvents()
        left = workbench.window.windowState()
    assert not Settings().window_state.isEmpty()
    with whole_program(qtbot) as workbench:
        window = workbench.window
        qtbot.waitUntil(window.isVisible, timeout=TIMEOUT)
        wanted = Qt.WindowState.WindowFullScreen
        assert (window.windowState() & wanted) == (left & wanted)
        assert window.actions_by_name["full_screen"].isChecked() == window.isFullScreen()
        check_it_is_usable(qtbot, window)


@pytest.mark.slow
@pytest.mark.parametrize("leave", [maximise, fill_screen, float_docks_far_off])
@pytest.mark.parametrize("scale", ["1", "2"])
def test_it_opens_with_another_scale_and_in_a_process_of_its_own(
    qtbot: QtBot, tmp_path: Path, leave: Callable[[MainWindow], None], scale: str
) -> None:
    with whole_program(qtbot) as workbench:
        leave(workbench.window)
        QApplication.processEvents()
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": scale}
    with Child("look", env=env) as child:
        told = child.everything()
    assert child.returncode == 0
    assert ["painted", None] in told
    assert not [about for event, about in told if event == "message"]
    assert "Traceback" not in (tmp_path / "data" / "log" / "pentimento.log").read_text("utf-8")


def remembered() -> tuple[bytes, bytes]:
    settings = Settings()
    return bytes(settings.window_geometry.data()), bytes(settings.window_state.data())


def test_damaged_bytes_begin_anew(qtbot: QtBot, tmp_path: Path) -> None:
    with whole_program(qtbot) as workbench:
        float_docks(workbench.window)
    file = tmp_path / "data" / "settings.ini"
    text = file.read_text("utf-8")
    geometry, state = remembered()
    assert geometry
    assert state
    # One byte of each is another, as Qt would hang over or crash on some.
    for whole in (geometry, state):
        damaged = whole[:20] + bytes([whole[20] ^ 255]) + whole[21:]
        text = text.replace(base64.b64encode(whole).decode(), base64.b64encode(damaged).decode())
    file.write_text(text, "utf-8")
    assert remembered() == (b"", b"")
    with whole_program(qtbot) as workbench:
        assert not any(dock.isFloating() for dock in workbench.window.docks.values())
        check_it_is_usable(qtbot, workbench.window)


@given(data=st.data())
def test_no_damage_is_taken_for_an_arrangement(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    file = tmp_path_factory.mktemp("settings") / "settings.ini"
    whole = data.draw(st.binary(min_size=1, max_size=60))
    settings = Settings(file)
    settings.window_state = QByteArray(whole)
    settings.sync()
    place = data.draw(st.integers(0, len(whole) - 1))
    damaged = (
        whole[:place] + data.draw(st.binary(max_size=4).filter(lambda new: new != whole[place:])) + whole[place + 1 :]
    )
    text = file.read_text("utf-8")
    file.write_text(text.replace(base64.b64encode(whole).decode(), base64.b64encode(damaged).decode()), "utf-8")
    assert bytes(Settings(file).window_state.data()) in {b"", whole}


@pytest.mark.parametrize("value", VALUES)
def test_settings_full_of_nonsense_open_a_window(qtbot: QtBot, tmp_path: Path, value: bytes) -> None:
    keys = ("theme", "language", "window_geometry", "window_state", "recent_files", "export", "quality", "format")
    flags = ("levels", "regions", "mixing")
    lines = [f"{key}=".encode() + value for key in keys]
    lines += [b"[flags]", *(f"folded-{flag}=".encode() + value for flag in flags)]
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "settings.ini").write_bytes(b"\n".join([b"[General]", *lines, b""]))
    with whole_program(qtbot) as workbench:
        check_it_is_usable(qtbot, workbench.window)


def test_an_arrangement_of_an_earlier_version_is_kept(qtbot: QtBot, tmp_path: Path) -> None:
    with whole_program(qtbot) as workbench:
        workbench.window.docks["styles"].close()
    file = tmp_path / "data" / "settings.ini"
    lines = file.read_text("utf-8").splitlines()
    file.write_text("\n".join(line for line in lines if "_sha256" not in line), "utf-8")
    with whole_program(qtbot) as workbench:
        assert workbench.window.docks["styles"].isHidden()


def test_an_arrangement_that_qt_crashes_on_is_gone_at_the_next_start(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with whole_program(qtbot) as workbench:
        workbench.window.docks["styles"].close()
    assert all(remembered())
    there: list[tuple[bytes, bytes]] = []

    class Crash(BaseException):
        pass

    def crash(*_: object) -> bool:
        # What the next start would find, since a crash ends the process here.
        there.append(remembered())
        return False

    monkeypatch.setattr("gui.main_window.MainWindow.restoreState", crash)
    with whole_program(qtbot):
        pass
    assert there == [(b"", b"")]


# The first window, and screens of all sizes


@pytest.mark.parametrize(
    ("screen", "scale"), [((1280, 720), "1"), ((1024, 640), "1"), ((1600, 1000), "2"), ((3840, 2160), "1")]
)
def test_the_first_window_fits_the_screen(tmp_path: Path, screen: tuple[int, int], scale: str) -> None:
    layout = tmp_path / "screens.json"
    one = {"name": "one", "x": 0, "y": 0, "width": screen[0], "height": screen[1], "logicalDpi": 96, "dpr": 1}
    layout.write_text(json.dumps({"screens": [one]}), "utf-8")
    env = {**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={layout}", "QT_SCALE_FACTOR": scale}
    with Child("measure", env=env) as child:
        told = child.everything()
    assert child.returncode == 0
    ((available, frames),) = (about for event, about in told if event == "measured")
    assert available == [0, 0, *(round(side / float(scale)) for side in screen)]
    for name, frame in frames.items():
        assert QRect(*available).contains(QRect(*frame)), name
    assert {"window", "look", "export"} <= frames.keys()


RECTANGLES = st.builds(
    QRect,
    st.integers(-5000, 5000),
    st.integers(-5000, 5000),
    st.integers(1, 4000),
    st.integers(1, 4000),
)


@pytest.mark.usefixtures("qapp")
@given(place=RECTANGLES)
def test_any_place_is_brought_on_screen(place: QRect) -> None:
    dock = QDockWidget("panel")
    dock.setMinimumSize(120, 80)
    dock.setGeometry(place)
    bring_on_screen(dock)
    assert seen_whole(dock)
    assert dock.width() >= 120
    # What is seen stays where it is.
    before = dock.geometry()
    bring_on_screen(dock)
    assert dock.geometry() == before
    dock.deleteLater()


def test_a_window_that_is_seen_stays_where_it_was(qtbot: QtBot) -> None:
    place = QRect(QPoint(15, 40), QSize(760, 560))
    with whole_program(qtbot) as workbench:
        workbench.window.setGeometry(place)
        before = workbench.window.geometry()
    with whole_program(qtbot) as workbench:
        qtbot.waitUntil(workbench.window.isVisible, timeout=TIMEOUT)
        assert workbench.window.geometry() == before
