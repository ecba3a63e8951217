"""The two steps that the build takes: what goes into the program's folder, and what is made of it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.packing.conftest import EPOCH, VERSION

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("cyclonedx", reason="the tools that build the program are not installed here")

import installers
from debian import PackageError, has_tools

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="made of a program for Linux")


@pytest.fixture(autouse=True)
def _packed_modules(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A stand-in has nothing packed into it, and its own two files belong to nobody.
    for name in ("data", "link"):
        (program / "_internal" / name).unlink()
    monkeypatch.setattr("notices.frozen_modules", lambda _program: ["engine.job", "click.core"])


def test_both_steps_make_a_whole_release(program: Path, tmp_path: Path) -> None:
    installers.add_to_program(program, VERSION, EPOCH)
    for name in ("LICENSE.txt", "THIRD_PARTY_NOTICES.txt", "install.sh", "share/man/man1/pentimento.1"):
        assert (program / name).is_file(), name
    assert "click 8" in (program / "THIRD_PARTY_NOTICES.txt").read_text(encoding="utf-8")
    written = installers.write_installers(program, tmp_path, VERSION, EPOCH)
    assert all(path.parent == tmp_path and path.is_file() for path in written)
    assert [path.suffix for path in written] == ([".json", ".deb"] if has_tools() else [".json"])
    bill = json.loads(written[0].read_text(encoding="utf-8"))
    assert {"Python", "click"} <= {entry["name"] for entry in bill["components"]}


def test_an_application_of_macos_gets_its_licences_and_is_sealed_then(
    program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = program.parent / "Pentimento.app"
    resources = application / "Contents" / "Resources"
    (resources / "resources").mkdir(parents=True)
    ran: list[list[str]] = []

    def run(command: list[str], *, check: bool) -> subprocess.CompletedProcess[str]:
        assert (resources / "THIRD_PARTY_NOTICES.txt").is_file()
        assert json.loads((resources / "resources" / "licences.json").read_text(encoding="utf-8"))
        assert not check
        ran.append(command)
        return subprocess.CompletedProcess(command, len(ran) - 1)

    monkeypatch.setattr("subprocess.run", run)
    monkeypatch.setattr("sys.platform", "darwin")
    installers.add_to_program(program, VERSION, EPOCH)
    assert ran == [["codesign", "--force", "--deep", "--sign", "-", str(application)]]
    with pytest.raises(PackageError, match="codesign did not succeed"):
        installers.add_to_program(program, VERSION, EPOCH)


def test_the_first_step_may_be_taken_again(program: Path) -> None:
    installers.add_to_program(program, VERSION, EPOCH)
    before = {path: path.read_bytes() for path in program.rglob("*") if path.is_file()}
    installers.add_to_program(program, VERSION, EPOCH)
    assert {path: path.read_bytes() for path in program.rglob("*") if path.is_file()} == before


def test_run_as_a_command_it_does_both(
    program: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(EPOCH))
    assert installers.main([str(program)]) == 0
    assert ".cdx.json" in capsys.readouterr().out
    (program / "_internal" / "stranger.so").touch()
    assert installers.main([str(program)]) == 1
    assert "stranger.so" in capsys.readouterr().err
