"""`pentimento --smoke-test`: it passes on what we have, and fails on what is wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QTimer

from engine.images import read_picture
from engine.job import program_version
from gui.messages import Severity
from gui.trials import smoke_test
from gui.trials.smoke_steps import FURTHEST, SmokeError, check_close, export
from gui.trials.smoke_test import run_smoke_test, unexpected_talk
from gui.trials.waiting import Waiter
from gui.work.handle import Handle, Sign
from tests.gui.fakes import FakeStudio
from tests.gui.made import picture, saved
from tests.gui.whole import wait_until_painted, whole_program
from tests.refusals import refused

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

GOLDEN = Path(__file__).parents[3] / "resources" / "golden"


@pytest.mark.slow
def test_the_program_works(tmp_path: Path) -> None:
    words = [sys.executable, "-P", "-m", "gui", "--smoke-test", str(tmp_path)]
    ended = subprocess.run(words, capture_output=True, text=True, check=False, env=os.environ | {"LC_ALL": "C"})
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.count("\n") == 1
    assert "works: window in" in ended.stdout
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["painted.png", "window.png"]


def test_words_that_are_no_folder_are_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run_smoke_test([str(tmp_path / "nowhere")]) == 2
    assert run_smoke_test([str(tmp_path), str(tmp_path)]) == 2
    assert capsys.readouterr().err.count("one folder that is there was expected") == 2


def test_a_picture_that_is_off_is_told() -> None:
    expected = read_picture(GOLDEN / "expected.png")
    for off in (FURTHEST, FURTHEST + 1):
        pixels = expected.pixels.copy()
        pixels[3, 5, 1] = int(pixels[3, 5, 1]) + (off if pixels[3, 5, 1] < 128 else -off)
        found = replace(expected, pixels=pixels)
        if off <= FURTHEST:
            assert check_close(found, expected, "it") == off
        else:
            with refused(
                SmokeError,
                "Pixels within {most} of the expected were expected, and {what} is {furthest} off somewhere: the "
                "networks or the libraries are not those that this program was built with.",
                what="it",
                furthest=3,
            ):
                check_close(found, expected, "it")
    smaller = replace(expected, pixels=expected.pixels[:-1])
    with refused(
        SmokeError,
        "A picture of {expected_width} × {expected_height} was expected, and {what} has {found_width} × "
        "{found_height}.",
        expected_width=160,
        expected_height=112,
        what="it",
        found_width=160,
        found_height=111,
    ):
        check_close(smaller, expected, "it")


def doing(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Lets the process of the smoke test run a little code before its steps."""
    begin = f"import os, sys\nfrom gui.trials import smoke_steps\n{code}\nsys.exit(smoke_steps.main())"
    monkeypatch.setattr(smoke_test, "own_command", lambda _: [sys.executable, "-c", begin])


INSTEAD = "smoke_steps.look = lambda _folder: "


@pytest.mark.parametrize(
    ("code", "lines", "sentence"),
    [
        (
            f"{INSTEAD}smoke_steps.tell('Seen.', 0)\nos.write(2, b'a library')",
            ["a library"],
            "Nothing was expected",
        ),
        (f"{INSTEAD}smoke_steps.tell('It is off.', 1)\nos.write(2, b'a library')", ["a library"], "It is off."),
        ("sys.modules['PySide6.QtWidgets'] = None", [], "Pentimento's window needs libraries that this system lacks"),
        ("sys.modules['PySide6.QtCore'] = None", [], "Pentimento's window needs libraries that this system lacks"),
        (f"{INSTEAD}os.stat('gone')", [], "the system says '[Errno 2] No such file or directory: 'gone''."),
        ("smoke_steps.PACK = 'gone'", [], "There is no model pack 'gone'"),
        (f"os.write(2, b'a library\\n')\n{INSTEAD}1 // 0", ["a library", "ZeroDivisionError"], "ended with status 1"),
        (f"os.write(2, b'a library\\n')\n{INSTEAD}os._exit(0)", ["a library"], "ended with status 0 before"),
        pytest.param(
            f"os.write(2, b'a library\\n')\n{INSTEAD}os.abort()",
            ["a library", "Fatal Python error: Aborted", "smoke_steps.py"],
            "ended with SIGABRT before",
            marks=pytest.mark.skipif(sys.platform == "win32", reason="signals are for POSIX systems"),
        ),
    ],
)
def test_however_it_ends_what_was_heard_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], code: str, lines: list[str], sentence: str
) -> None:
    doing(monkeypatch, code)
    assert run_smoke_test([]) == 1
    *told, last = capsys.readouterr().err.splitlines()
    assert last.startswith(f"pentimento {program_version()} does not work: ")
    assert sentence in last
    assert all(line in "\n".join(told) for line in lines)
    assert bool(told) == bool(lines)


def test_where_no_process_can_be_started_a_sentence_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(smoke_test, "own_command", lambda _: ["no such program"])
    assert run_smoke_test([]) == 1
    told = capsys.readouterr().err
    assert "does not work: the system says" in told
    assert told.count("\n") == 1


def test_the_export_is_waited_for_and_not_what_succeeds_meanwhile(qtbot: QtBot, tmp_path: Path) -> None:
    with whole_program(qtbot, lambda _device, _format: FakeStudio(delay=0.02)) as workbench:
        wait_until_painted(qtbot, workbench)
        workbench.document.set_photo(picture(1))
        wait_until_painted(qtbot, workbench)
        assert workbench.live.result is not None
        expected = saved(tmp_path, workbench.live.result.picture, "expected.png")
        work = Handle(lambda: None)
        workbench.painter.submitted.emit(work)
        QTimer.singleShot(0, workbench, lambda: work.tell(Sign.SUCCEEDED, "the result was measured"))
        export(workbench, Waiter(workbench, Severity.WARNING), tmp_path / "painted.png", expected)


def test_only_what_qt_says_of_locales_is_expected() -> None:
    said = "\n".join(
        [
            'Detected locale "C" with character encoding "ANSI_X3.4-1968", which is not UTF-8.',
            "Qt depends on a UTF-8 locale, but has failed to switch to one.",
            "",
            "QObject: Cannot create children",
        ]
    )
    assert unexpected_talk(said) == ["QObject: Cannot create children"]
