"""What the tests of `packaging` share: its modules, which no package holds, and a small program in place of ours."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

VERSION = "0.1.0"
EPOCH = 1_790_000_000


@pytest.fixture(scope="session")
def _desktop_program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from desktop_files import add_desktop_files

    program = tmp_path_factory.mktemp("built") / "pentimento"
    (program / "_internal").mkdir(parents=True)
    start = program / "pentimento"
    start.write_text('#!/bin/sh\necho "stand-in: $*"\n', encoding="utf-8")
    start.chmod(0o755)
    (program / "_internal" / "data").write_text("what the program needs", encoding="utf-8")
    (program / "_internal" / "link").symlink_to("data")
    add_desktop_files(program, VERSION, EPOCH)
    return program


@pytest.fixture
def program(_desktop_program: Path, tmp_path: Path) -> Path:
    """The folder of a stand-in for the frozen program, as the archive has it."""
    return Path(shutil.copytree(_desktop_program, tmp_path / "unpacked here" / "pentimento", symlinks=True))


def tool(name: str) -> str:
    """A program of the system; without it the test is passed over."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed here")
    return found
