"""Raw photos and JPEG XL from the command line: one by one, and in a batch."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from engine.images import Picture, read_picture, save_picture
from tests.engine.images.dng import light, mosaic, write_dng
from tests.engine.pictures import picture

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.engine.cli.conftest import Outcome

    Call = Callable[..., Outcome]

FAST = ("--number-format", "float32", "--levels", "relu1_1")


@pytest.fixture
def photos(desk: Path) -> Path:
    """A raw photo, and one in JPEG XL with transparency and 16 bits."""
    folder = desk / "photos"
    folder.mkdir()
    write_dng(folder / "raw.dng", mosaic(light(150, 120, 90)))
    pixels = picture(40, 30).pixels.astype("uint16") * 257
    save_picture(folder / "modern.jxl", Picture(pixels, pixels[..., 0]))
    return folder


@pytest.mark.parametrize(("name", "size"), [("raw.dng", (64, 48)), ("modern.jxl", (40, 30))])
@pytest.mark.parametrize("suffix", ["png", "jxl"])
def test_one_is_painted(call: Call, photos: Path, name: str, size: tuple[int, int], suffix: str) -> None:
    outcome = call("stylise", photos / name, "brush.png", "-o", f"out.{suffix}", *FAST)
    assert outcome.status == 0, outcome.err
    painted = read_picture(f"out.{suffix}")
    assert (painted.width, painted.height) == size
    assert painted.bits == 16
    assert (painted.alpha is not None) == (name == "modern.jxl")


def test_many_are_painted(call: Call, photos: Path) -> None:
    outcome = call("batch", photos, "brush.png", "-o", "out", *FAST)
    assert outcome.status == 0, outcome.err
    assert len(list(Path("out").iterdir())) == 2
