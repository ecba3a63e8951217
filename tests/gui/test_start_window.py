"""How the program starts where something is wrong: one sentence says what, and it goes on or ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from gui.__main__ import main, wants_window
from gui.messages import MODEL_PACKS
from tests.gui.child import PATIENCE, ROOT, Child

if TYPE_CHECKING:
    from pathlib import Path

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="displays are chosen so on Linux only")
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals are for POSIX systems")
README_LINE = next(line for line in (ROOT / "README.md").read_text("utf-8").splitlines() if " libegl1 " in line)
FOLDERS = ("HOME", "PENTIMENTO_DATA_FOLDER", "PENTIMENTO_CACHE_FOLDER")


@pytest.fixture
def env() -> dict[str, str]:
    return {**os.environ, "QT_QPA_PLATFORM": "offscreen"}


def program(*words: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "-m", "gui", *words]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=PATIENCE)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ([], True),
        (["pyproject.toml"], True),
        (["no-such-photo.jpg"], True),
        (["folder" + os.sep + "photo"], True),
        (["LICENSE", "no-such.jpg"], True),
        (["stylise", "photo.jpg", "painting.jpg"], False),
        (["--help"], False),
        (["-h"], False),
        (["packs"], False),
        (["nonsense"], False),
    ],
)
def test_words_that_name_files_open_the_window(
    monkeypatch: pytest.MonkeyPatch, words: list[str], *, wanted: bool
) -> None:
    monkeypatch.chdir(ROOT)
    assert wants_window(words) == wanted


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["no-such-photo.jpg"], "'no-such-photo.jpg' is not there: check its name."),
        (["LICENSE", "no-such.jpg"], "'no-such.jpg' is not there: check its name."),
        (["." + os.sep], "' is a folder: check its name."),
    ],
)
def test_a_file_that_is_not_there_gets_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str], sentence: str
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(sys, "argv", ["pentimento", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert sentence in told
    assert told.count("\n") == 1


def test_a_system_without_qt_s_libraries_gets_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["pentimento"])
    for module in ("gui.app", "gui.failed_start", "PySide6.QtWidgets"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert "start once more with start.py" in capsys.readouterr().err


@pytest.mark.parametrize(("system", "what_to_do"), [("linux", README_LINE), ("win32", "install Pentimento once more")])
def test_the_installed_program_names_the_packages_that_the_readme_names(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], system: str, what_to_do: str
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(sys, "argv", ["pentimento"])
    for module in ("gui.app", "gui.failed_start", "PySide6.QtWidgets"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(SystemExit) as ended:
        main()
    told = capsys.readouterr().err
    assert (ended.value.code, told.count("\n")) == (1, 1)
    assert what_to_do in told
    assert "start.py" not in told


def test_the_command_line_loads_neither_qt_nor_torch(env: dict[str, str]) -> None:
    code = (
        "import atexit, sys\n"
        "atexit.register(lambda: print(sorted({'PySide6', 'torch'} & set(sys.modules))))\n"
        "sys.argv = ['pentimento', '--version']\n"
        "from gui.__main__ import main\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("pentimento ")
    assert done.stdout.endswith("[]\n")


@pytest.mark.slow
@LINUX
def test_without_a_display_a_sentence_says_so(env: dict[str, str]) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        env.pop(name, None)
    done = program(env=env)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("A display was expected")
    assert done.stderr.count("\n") == 1


@pytest.mark.slow
def test_a_display_that_fails_gets_a_sentence(env: dict[str, str]) -> None:
    done = program(env={**env, "QT_QPA_PLATFORM": "nonsense"})
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("The window cannot be opened (Could not find the Qt platform plugin")
    assert done.stderr.count("\n") == 1


def test_damaged_settings_begin_anew(env: dict[str, str], tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "settings.ini").write_bytes(os.urandom(2000) + b"\0")
    with Child("look", env=env) as child:
        told = child.everything()
    assert child.returncode == 0
    assert ["painted", None] in told
    assert ["seen", True] in told, "faulthandler should be on"
    assert "settings.ini.damaged" in str(told)
    assert (data / "settings.ini").read_text("utf-8").startswith("[")
    assert "Python" in (data / "log" / "pentimento.log").read_text("utf-8")


@pytest.mark.slow
def test_a_home_that_cannot_be_written_to_is_no_hindrance(env: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    kept = {name: value for name, value in env.items() if name not in FOLDERS and not name.startswith("XDG_")}
    with Child("look", env={**kept, "HOME": str(tmp_path / "file" / "home")}) as child:
        told = child.everything()
    assert child.returncode == 0
    assert ["painted", None] in told
    assert "Settings cannot be remembered" in str(told)


@pytest.mark.slow
def test_without_a_pack_a_message_offers_the_packs(env: dict[str, str]) -> None:
    with Child("look-without-pack", env=env) as child:
        told = child.everything()
    assert child.returncode == 0
    offers = [about[1] for event, about in told if event == "message" and "There is no model pack" in about[0]]
    assert offers == [[MODEL_PACKS]]


@POSIX
def test_an_interrupt_closes_the_window(env: dict[str, str]) -> None:
    with Child("stay", env=env) as child:
        child.wait_for("painted")
        child.send_signal(signal.SIGINT)
        assert child.wait(timeout=PATIENCE) == 0
