"""Photos that are larger than the memory or the temporary folder have room for."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING

import numpy as np
import PIL.Image
import pytest

from engine.errors import DamagedPictureError, OutOfMemoryError
from engine.images import fit, open_picture, read_picture, resize
from tests.conftest import some_slow
from tests.engine.images.pictures import noise
from tests.refusals import refused

if TYPE_CHECKING:
    from pathlib import Path

_FULL = """
    import errno, resource, sys
    from engine.errors import PictureError
    from engine.images import read_picture
    # A file that may grow no more stands for a disk that is full; Python leaves the signal about it out.
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
    try:
        read_picture(sys.argv[1])
    except PictureError as error:
        print(error)
"""
_PEAK = """
    import sys
    from pathlib import Path
    from engine.images import fit, open_picture, read_picture, resize

    def peak():
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))

    read_picture(sys.argv[2])
    source = open_picture(sys.argv[1])
    before = peak()
    picture = source.read_within(int(sys.argv[3]), 400) if sys.argv[3] != "0" else source.read()
    print((peak() - before) // 1024, max(picture.pixels.shape))
"""


def child(program: str, *words: object, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program), *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_full_temporary_folder_is_no_damage(tmp_path: Path) -> None:
    """A large picture that must be turned is unpacked there."""
    exif = PIL.Image.Exif()
    exif[0x0112] = 6
    PIL.Image.fromarray(noise(600, 800)).save(tmp_path / "a.jpg", exif=exif)
    said = child(_FULL, tmp_path / "a.jpg", TMPDIR=str(tmp_path), VIPS_DISC_THRESHOLD="1k")
    assert said.startswith("'a.jpg' was expected to fit in the temporary folder")
    assert "the disk is full; make room there" in said
    assert str(tmp_path) in said


@pytest.mark.skipif(sys.platform != "linux", reason="other systems measure otherwise")
@pytest.mark.parametrize("suffix", some_slow(["png"], ["tif", "jpg"]))
def test_a_photo_larger_than_the_memory_is_read_smaller(tmp_path: Path, suffix: str) -> None:
    large, small = tmp_path / f"large.{suffix}", tmp_path / f"small.{suffix}"
    row = np.tile(noise(1, 8000), (8000, 1, 1))
    PIL.Image.fromarray(row).save(large, **({"compression": "tiff_lzw"} if suffix == "tif" else {}))
    PIL.Image.fromarray(noise(50, 60)).save(small)
    whole, longest = map(int, child(_PEAK, large, small, 0).split())
    assert (whole > 150, longest) == (True, 8000)
    grown, longest = map(int, child(_PEAK, large, small, 100_000_000).split())
    assert longest == 400
    assert grown < 100


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
@pytest.mark.parametrize("suffix", ["tif", "png"])
def test_it_is_the_picture_that_resizing_makes(tmp_path: Path, suffix: str, mode: str) -> None:
    path = tmp_path / f"a.{suffix}"
    PIL.Image.fromarray(noise(300, 200, bands=len(mode))).save(path)
    whole = read_picture(path)
    reduced = open_picture(path).read_within(100_000, 90)
    expected = resize(whole, fit(200, 300, 90))
    np.testing.assert_array_equal(reduced.pixels, expected.pixels)
    assert (reduced.alpha is None) == (expected.alpha is None)
    if reduced.alpha is not None and expected.alpha is not None:
        np.testing.assert_array_equal(reduced.alpha, expected.alpha)
    assert reduced.metadata == expected.metadata
    np.testing.assert_array_equal(read_picture(path, budget=10**9, long_side=90).pixels, whole.pixels)


@pytest.mark.parametrize(("suffix", "long_side"), [("png", None), ("png", 400), ("png", 299), ("webp", 50)])
def test_what_cannot_be_had_within_the_memory_is_refused(tmp_path: Path, suffix: str, long_side: int | None) -> None:
    PIL.Image.fromarray(noise(300, 200)).save(tmp_path / f"a.{suffix}")
    with refused(
        OutOfMemoryError,
        "'{name}' should fit in memory and takes about {needed:.1f} GB there, and {budget:.1f} GB are left for it: "
        "allow more, choose a smaller size, or make the photo smaller first.",
        name=f"a.{suffix}",
        needed=0.00018,
        budget=0.0001,
    ):
        read_picture(tmp_path / f"a.{suffix}", budget=100_000, long_side=long_side)


def test_damage_is_still_damage(tmp_path: Path) -> None:
    PIL.Image.fromarray(noise(300, 200)).save(tmp_path / "a.png")
    (tmp_path / "a.png").write_bytes((tmp_path / "a.png").read_bytes()[:90_000])
    with refused(
        DamagedPictureError,
        "A whole picture was expected in '{name}', but the file is damaged or cut short; choose another copy of it.",
    ):
        open_picture(tmp_path / "a.png").read_within(100_000, 90)
