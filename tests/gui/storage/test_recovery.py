"""Unsaved work is kept aside, found after a kill, and never mixed between copies."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from gui.storage.project_limits import ProjectError
from gui.storage.recovery import Recovery, discard, load_lost_work, lost_work, recovery_folder
from tests.gui.made import filled_document, has_all_pictures, keep, new_document, picture, saved
from tests.refusals import refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from gui.document.document import Document
    from gui.storage.project_file import LoadedProject
    from gui.storage.recovery import LostWork

PATIENCE = 20.0
"""Seconds after which what does not come is taken for lost; a busy machine may take some."""

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def recovery(tmp_path: Path) -> Iterator[Callable[..., Recovery]]:
    """Opens recoveries that are closed after the test."""
    opened = []

    def begin(document: Document, interval: float = 60.0) -> Recovery:
        made = Recovery(document, tmp_path / "recovery", interval)
        opened.append(made)
        return made

    yield begin
    for made in opened:
        made.close()


def restored(mine: Recovery, work: LostWork) -> LoadedProject:
    """Brings lost work back, and waits until it is kept aside again."""
    loaded = load_lost_work(work)
    mine.adopt(work, loaded)
    keep(mine)
    return loaded


def die(recovery: Recovery) -> None:
    """What remains when its process is gone: the folder, and a lock of nobody."""
    assert recovery._lock is not None
    recovery._lock.unlock()
    recovery._lock = None


def times(recovery: Recovery) -> dict[str, int]:
    """When each picture was written."""
    return {path.name: path.stat().st_mtime_ns for path in recovery.folder.glob("pictures/*")}


def test_the_users_folder_is_taken() -> None:
    assert recovery_folder().parent.name == "data"
    assert lost_work() == []


def test_lost_work_comes_back(recovery: Callable[..., Recovery], tmp_path: Path) -> None:
    document = filled_document()
    path = saved(tmp_path, picture(7), "hat.png")
    document.styles.add([(picture(7), path)])
    document.versions.keep(picture(3), document.state, pinned=True)
    document.set_file(tmp_path / "boat.pentimento")
    mine = recovery(document)
    keep(mine)
    # A file that still holds its picture is not copied.
    assert len(list((mine.folder / "pictures").iterdir())) == 3
    die(mine)
    (work,) = lost_work(tmp_path / "recovery")
    assert work.file == tmp_path / "boat.pentimento"
    # Another start does not find it while this one asks its user.
    assert lost_work(tmp_path / "recovery") == []
    other = new_document()
    loaded = restored(recovery(other), work)
    assert (loaded.missing, loaded.notes) == ((), ())
    assert other.state == document.state
    assert other.file == document.file
    assert other.modified
    assert has_all_pictures(other)
    assert [version.key for version in other.versions.all] == [version.key for version in document.versions.all]
    assert not work.folder.exists()
    assert lost_work(tmp_path / "recovery") == []


def test_two_copies_do_not_touch_each_other(recovery: Callable[..., Recovery], tmp_path: Path) -> None:
    documents = [filled_document(1), filled_document(3)]
    copies = [recovery(document) for document in documents]
    for copy in copies:
        keep(copy)
    assert lost_work(tmp_path / "recovery") == []
    copies[0].close()
    assert not copies[0].folder.exists()
    assert copies[1].folder.exists()
    die(copies[1])
    (work,) = lost_work(tmp_path / "recovery")
    assert load_lost_work(work).data.state == documents[1].state
    discard(work)
    assert not work.folder.exists()


def test_a_clean_end_leaves_nothing(recovery: Callable[..., Recovery], tmp_path: Path) -> None:
    document = filled_document()
    mine = recovery(document)
    keep(mine)
    mine.close()
    assert list((tmp_path / "recovery").iterdir()) == []
    document.change_look(strength=0.1)
    mine.close()


def test_an_unchanged_document_makes_no_folder(recovery: Callable[..., Recovery], tmp_path: Path) -> None:
    keep(recovery(new_document()))
    assert not (tmp_path / "recovery").exists()


def test_saved_work_is_not_lost(recovery: Callable[..., Recovery], tmp_path: Path) -> None:
    document = filled_document()
    mine = recovery(document)
    keep(mine)
    document.mark_saved(tmp_path / "a.pentimento")
    keep(mine)
    die(mine)
    assert lost_work(tmp_path / "recovery") == []
    assert not mine.folder.exists()


def test_it_keeps_by_itself_and_pictures_once(recovery: Callable[..., Recovery], qtbot: Any) -> None:
    document = filled_document()
    mine = recovery(document, 0.05)
    with qtbot.waitSignal(mine.kept, timeout=5000):
        document.change_look(strength=0.1)
    written = times(mine)
    for step in range(3):
        with qtbot.waitSignal(mine.kept, timeout=5000):
            document.change_look(strength=0.2 + step / 10)
    assert times(mine) == written
    assert json.loads((mine.folder / "project.json").read_text())["state"]["look"]["strength"] == pytest.approx(0.4)
    document.styles.remove(document.state.styles[0].key)
    keep(mine)
    assert len(list(mine.folder.glob("pictures/*"))) == 2


def test_a_long_drag_does_not_put_it_off(recovery: Callable[..., Recovery], qtbot: Any) -> None:
    document = filled_document()
    mine = recovery(document, 0.2)
    told: list[float] = []
    mine.kept.connect(lambda: told.append(time.monotonic()))
    begun = time.monotonic()
    while len(told) < 2 and time.monotonic() - begun < PATIENCE:
        document.change_look(strength=0.5 + (time.monotonic() - begun) / 100)
        qtbot.wait(20)
    assert len(told) >= 2, "while the drag goes on"


def test_failing_is_told_once(recovery: Callable[..., Recovery], qtbot: Any, tmp_path: Path) -> None:
    (tmp_path / "recovery").write_text("a file where the folder should be")
    document = filled_document()
    mine = recovery(document, 0.02)
    told: list[str] = []
    mine.failed.connect(told.append)
    document.change_look(strength=0.1)
    qtbot.waitUntil(lambda: bool(told), timeout=5000)
    qtbot.wait(150)
    assert len(told) == 1
    assert "cannot be kept aside" in told[0]


def test_damaged_work_ends_in_a_sentence(recovery: Callable[..., Recovery], tmp_path: Path) -> None:
    mine = recovery(filled_document())
    keep(mine)
    die(mine)
    (mine.folder / "project.json").write_bytes(b"{\xff")
    (mine.folder / "owner.json").write_bytes(b"\xff")
    (work,) = lost_work(tmp_path / "recovery")
    document = new_document()
    sentence = "{title} should be readable, and it is not ({error}): discard it."
    with refused(ProjectError, sentence, title="The unsaved work"):
        restored(recovery(document), work)
    assert not document.modified
    work.let_go()
    (work,) = lost_work(tmp_path / "recovery")
    discard(work)


WORKING = """
import sys, time
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from gui.storage.recovery import Recovery
from tests.gui.made import filled_document
application = QGuiApplication([])
document = filled_document()
recovery = Recovery(document, Path(sys.argv[1]))
begun = time.monotonic()
def work():
    seconds = time.monotonic() - begun
    document.change_look(strength=min(1.0, seconds / 100))
    print(seconds, flush=True)
timer = QTimer()
timer.timeout.connect(work)
timer.start(100)
application.exec()
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
@pytest.mark.slow
def test_a_kill_loses_at_most_ten_seconds(recovery: Callable[..., Recovery], tmp_path: Path) -> None:
    folder = tmp_path / "recovery"
    seconds = 0.0
    with subprocess.Popen([sys.executable, "-c", WORKING, str(folder)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        for line in process.stdout:
            seconds = float(line)
            if seconds > 13:
                assert lost_work(folder) == []
                process.kill()
                break
    (work,) = lost_work(folder)
    document = new_document()
    restored(recovery(document), work)
    assert seconds - document.state.look.strength * 100 < 10
    assert len(document.state.styles) == 2
    assert has_all_pictures(document)


QUICK = WORKING.replace("Path(sys.argv[1]))", "Path(sys.argv[1]), 0.2)")


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_work_is_found_after_a_kill(recovery: Callable[..., Recovery], tmp_path: Path) -> None:
    folder = tmp_path / "recovery"
    with subprocess.Popen([sys.executable, "-c", QUICK, str(folder)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if float(line) > 1.5:
                process.kill()
                break
    (work,) = lost_work(folder)
    document = new_document()
    restored(recovery(document), work)
    assert 0 < document.state.look.strength < 0.05
    assert has_all_pictures(document)
