"""A HEIC picture is read from memory that is its own: not from what its decoder has given back."""

from __future__ import annotations

import gc
import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from engine.images import decoders, open_picture
from tests.engine.images import heic_files
from tests.engine.images.heif_boxes import grid_file, hevc_tile

if TYPE_CHECKING:
    from numpy.typing import NDArray

_ROOT = Path(__file__).parents[3]
_READ = """
import hashlib, sys
import numpy as np
from engine.images import open_picture
for name in sys.argv[1:]:
    source = open_picture(name)
    for _ in range(3):
        whole = source.read().pixels
        by_rows = np.concatenate([rows for _, rows in source.rows(48)])
        print(hashlib.sha256(whole).hexdigest(), hashlib.sha256(by_rows).hexdigest())
"""
_PRESSURE: tuple[dict[str, str], ...] = (
    {},
    # What is given back is overwritten at once ...
    {"MALLOC_PERTURB_": "165"},
    # ... and goes back to the system at once, so that whoever still reads it crashes.
    {"MALLOC_PERTURB_": "90", "MALLOC_MMAP_THRESHOLD_": "4096", "MALLOC_TRIM_THRESHOLD_": "0"},
)


def _files(folder: Path) -> list[Path]:
    contents = {
        "small": heic_files.TWO,
        "deep": heic_files.DEEP,
        "turned": heic_files.TURNED,
        **{f"{rows}x{columns}": grid_file(hevc_tile(), rows, columns) for rows, columns in ((1, 2), (7, 5), (30, 24))},
    }
    for name, content in contents.items():
        (folder / f"{name}.heic").write_bytes(content)
    return sorted(folder.iterdir())


@pytest.mark.slow
@pytest.mark.parametrize("pressure", _PRESSURE, ids=["as it is", "overwritten", "given back"])
def test_the_same_bytes_under_memory_pressure(tmp_path: Path, pressure: dict[str, str]) -> None:
    """In a process of its own, whose memory is handled so from the start. Other systems than glibc's ignore it."""
    files = _files(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", _READ, *map(str, files)],
        cwd=_ROOT,
        env=os.environ | pressure,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    expected = [_hash_by_pillow_heif(path) for path in files for _ in range(3)]
    assert done.stdout.split("\n")[:-1] == [f"{one} {one}" for one in expected]


def _hash_by_pillow_heif(path: Path) -> str:
    """The pixels by way of bytes, of which pi-heif makes a copy while the picture is there."""
    pi_heif = pytest.importorskip("pi_heif")
    file = pi_heif.open_heif(path, convert_hdr_to_8bit=False)
    picture = file[file.primary_index]
    deep = picture.mode.endswith(";16")
    width, height = picture.size
    samples: NDArray[Any] = np.frombuffer(bytes(picture.data), np.uint16 if deep else np.uint8).reshape(
        height, width, 3
    )
    if deep:
        samples = samples >> 10 | samples
    return hashlib.sha256(samples.tobytes()).hexdigest()


def test_an_image_keeps_its_array(tmp_path: Path) -> None:
    """For every reader: of the image that it makes, nothing else needs to be held."""
    image = decoders._from_array(np.full((500, 400, 3), 7, np.uint8), "srgb").invert()
    gc.collect()
    junk = [np.full((500, 400, 3), 9, np.uint8) for _ in range(8)]
    assert set(bytes(image.write_to_memory())) == {248}
    assert len(junk) == 8
    (tmp_path / "a.heic").write_bytes(grid_file(hevc_tile(), 4, 4))
    source = open_picture(tmp_path / "a.heic")
    rows = source.rows(16)
    first = next(rows)[1].copy()
    gc.collect()
    np.testing.assert_array_equal(np.concatenate([first, *(block for _, block in rows)]), source.read().pixels)
