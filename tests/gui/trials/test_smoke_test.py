"""`pentimento --smoke-test`: it passes on what we have, and fails on what is wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from engine.images import read_picture
from gui.trials.smoke_test import FURTHEST, SmokeError, check_close, quiet_errors, run_smoke_test, unexpected_talk

GOLDEN = Path(__file__).parents[3] / "resources" / "golden"


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
            with pytest.raises(SmokeError, match=f"it is {off} off"):
                check_close(found, expected, "it")
    smaller = replace(expected, pixels=expected.pixels[:-1])
    with pytest.raises(SmokeError, match="160 × 112 was expected, and it has 160 × 111"):
        check_close(smaller, expected, "it")


def test_what_libraries_say_is_heard_and_said_once_more(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SmokeError, match="Nothing was expected"), quiet_errors():
        os.write(2, b"a library complains\n")
    assert capfd.readouterr().err == "a library complains\n"
    with quiet_errors():
        os.write(2, b'Detected locale "C" with character encoding "ANSI_X3.4-1968", which is not UTF-8.\n\n')
    assert capfd.readouterr().err == ""


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
