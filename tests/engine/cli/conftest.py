"""What the command line's tests share: pictures in a folder, a small pack, and a way to call the program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from engine.cli.program import run
from tests.engine.packs.tiny import tiny_pack
from tests.engine.pictures import picture

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass(frozen=True)
class Outcome:
    """What a call of the program gave."""

    status: int
    out: str
    err: str


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """Calls the program with words."""

    def call(*words: object) -> Outcome:
        status = run([str(word) for word in words])
        captured = capsys.readouterr()
        return Outcome(status, captured.out, captured.err)

    return call


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with photo.png, brush.png and ink.jpg, which is the current folder; a small pack is the only one."""
    monkeypatch.setattr("engine.packs.registry.bundled_folder", lambda: tmp_path / "no bundled packs")
    tiny_pack(tmp_path / "data" / "packs" / "tiny")
    folder = tmp_path / "desk"
    folder.mkdir()
    Image.fromarray(picture(64, 48).pixels).save(folder / "photo.png")
    Image.fromarray(picture(50, 40, 1).pixels).save(folder / "brush.png")
    Image.fromarray(picture(40, 60, 2).pixels).save(folder / "ink.jpg")
    monkeypatch.chdir(folder)
    return folder
