"""`packaging/smoke_test.py` sees what is wrong with a program; stand-ins are wrong in one way each."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest
import smoke_test

from gui.window_libraries import WINDOW_LIBRARIES

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the stand-ins are shell scripts")

GOOD = """#!/bin/sh
case $1 in
--version) echo pentimento 1.2.3 ;;
--smoke-test) : > "$2/window.png"; : > "$2/painted.png"; echo pentimento 1.2.3 works: all of it ;;
packs) echo fine ;;
stylise) echo painting >&2; : > "$5" ;;
esac
"""


def stand_in(folder: Path, text: str = GOOD) -> Path:
    program = folder / "pentimento"
    program.mkdir()
    (program / "pentimento").write_text(text.replace(": >", "echo >"), encoding="utf-8")
    (program / "pentimento").chmod(0o755)
    return program


def test_a_good_program_passes_and_its_pictures_are_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert smoke_test.main([str(stand_in(tmp_path)), "--keep", str(tmp_path / "kept")]) == 0
    assert {path.name for path in (tmp_path / "kept").iterdir()} == {"window.png", "painted.png"}
    assert "works: all of it" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("right", "wrong", "sentence"),
    [
        ("works:", "sulks:", "one line that it works was expected"),
        ("works: all of it", "works: all of it; echo more", "one line that it works was expected"),
        ("pentimento 1.2.3 ;;", "none ;;", "a version was expected"),
        ("echo fine", "echo fine; echo noise >&2", "say nothing on its error stream"),
        ("echo fine", "exit 3", "it ended with 3"),
        (': > "$2/window.png";', "", "window.png was expected"),
        ('; : > "$5"', "", "a picture was expected"),
        ("echo fine", 'case $LANG$HOME$PATH in C*"another home"*empty) exit 5 ;; esac', "ended with 5"),
        ("echo fine", 'touch -d 2001-01-01 "$(dirname "$0")/pentimento" || exit 6', "ended with 6"),
    ],
)
def test_what_is_wrong_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], right: str, wrong: str, sentence: str
) -> None:
    assert right in GOOD
    assert smoke_test.main([str(stand_in(tmp_path, GOOD.replace(right, wrong)))]) == 1
    assert sentence in capsys.readouterr().out


def test_the_readme_names_the_libraries_of_the_window() -> None:
    named = smoke_test.named_packages(smoke_test.README.read_text(encoding="utf-8"))
    assert sorted(named) == sorted(set(WINDOW_LIBRARIES.values()))


def test_a_readme_without_packages_is_refused() -> None:
    with pytest.raises(smoke_test.SmokeError, match="in one line"):
        smoke_test.named_packages("nothing")


@pytest.mark.skipif(sys.platform != "linux", reason="bare roots are Debian's")
def test_a_bare_root_needs_rights(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert smoke_test.main([str(stand_in(tmp_path)), "--bare-root"]) == 1
    assert "takes root" in capsys.readouterr().out
