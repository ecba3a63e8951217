from __future__ import annotations

import faulthandler
import logging
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from engine.system.folders import log_folder
from gui import log as log_module
from gui.log import start_logging

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def _pytest_s_own_faulthandler() -> Iterator[None]:
    was_enabled = faulthandler.is_enabled()
    yield
    if was_enabled and sys.__stderr__ is not None:
        faulthandler.enable(sys.__stderr__)


def test_the_log_is_written_and_rotates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_module, "LARGEST_FILE", 2000)
    log = start_logging(tmp_path / "new" / "log")
    assert log is not None
    for number in range(200):
        logging.getLogger("gui.test").info("line %d: Gemälde", number)
    logging.getLogger("somebody.else").info("not for us")
    log.stop()
    logging.getLogger("gui.test").warning("after the end")
    names = sorted(path.name for path in log.file.parent.iterdir())
    assert names == ["crash.txt", *(f"pentimento.log{end}" for end in ("", ".1", ".2", ".3"))]
    everything = "".join(path.read_text("utf-8") for path in log.file.parent.iterdir())
    assert "line 199: Gemälde" in log.file.read_text("utf-8")
    assert "not for us" not in everything
    assert "after the end" not in everything
    assert max(path.stat().st_size for path in log.file.parent.iterdir()) <= 2000


def test_a_folder_that_cannot_be_written_to_is_no_error(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("no folder")
    before = logging.getLogger().handlers[:]
    assert start_logging(tmp_path / "file" / "log") is None
    (tmp_path / "crash.txt").mkdir()
    assert start_logging(tmp_path) is None
    assert logging.getLogger().handlers == before
    assert "there will be no log" in caplog.text


def test_what_cannot_be_written_is_dropped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    log = start_logging(tmp_path)
    assert log is not None
    monkeypatch.setattr(log_module.QuietHandler, "format", full)
    logging.getLogger("gui.test").info("a line")
    log.stop()
    assert capsys.readouterr().err == ""


def test_the_folder_follows_the_user_s_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PENTIMENTO_DATA_FOLDER", str(tmp_path / "elsewhere"))
    assert log_folder() == tmp_path / "elsewhere" / "log"
    log = start_logging()
    assert log is not None
    log.stop()
    assert (tmp_path / "elsewhere" / "log" / "pentimento.log").is_file()
    monkeypatch.delenv("PENTIMENTO_DATA_FOLDER")
    assert "pentimento" in str(log_folder())


def test_a_crash_leaves_its_trace(tmp_path: Path) -> None:
    code = (
        "import faulthandler, pathlib, sys\n"
        "from gui.log import start_logging\n"
        "log = start_logging(pathlib.Path(sys.argv[1]))\n"
        "def fall(): faulthandler._sigabrt()\n"
        "fall()\n"
    )
    ended = subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False, capture_output=True)
    assert ended.returncode != 0
    assert "in fall" in (tmp_path / "crash.txt").read_text("utf-8")


def test_a_large_record_of_crashes_begins_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_module, "LARGEST_FILE", 2000)
    (tmp_path / "crash.txt").write_text("x" * 3000)
    log = start_logging(tmp_path)
    assert log is not None
    log.stop()
    assert log.crash_file.read_text("utf-8") == ""
