"""Files that are written: their pixels, their names, and that they are whole or not there."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import pytest

from engine.errors import DamagedPictureError, JobError, PictureError
from engine.images import Metadata, Picture, SaveOptions, check_target, read_picture, save_picture, saving
from tests.engine.images.pictures import OVERWRITE, SUFFIXES, noise, p3_profile, picture, smooth
from tests.refusals import refused

_ROOT = Path(__file__).parents[3]
_UNIQUE = SaveOptions(existing="unique")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_format_is_written(tmp_path: Path, suffix: str) -> None:
    path = save_picture(tmp_path / f"a{suffix}", picture(41, 61), SaveOptions())
    assert path == tmp_path / f"a{suffix}"
    tolerance = 0 if suffix in (".png", ".tif", ".tiff", ".bmp") else 12
    with PIL.Image.open(path) as image:
        assert np.abs(np.asarray(image).astype(int) - smooth(41, 61)).max() <= tolerance
    assert np.abs(read_picture(path).pixels.astype(int) - smooth(41, 61)).max() <= tolerance
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("suffix", [".png", ".tif"])
def test_every_16_bit_value_survives(tmp_path: Path, suffix: str) -> None:
    every = np.arange(65536, dtype=np.uint16).reshape(256, 256)
    pixels = np.stack([every, every[::-1], every.T], axis=-1)
    first = read_picture(save_picture(tmp_path / f"a{suffix}", Picture(pixels, every), SaveOptions()))
    second = read_picture(save_picture(tmp_path / f"b{suffix}", first, SaveOptions()))
    np.testing.assert_array_equal(second.pixels, pixels)
    np.testing.assert_array_equal(second.alpha, every)


@pytest.mark.parametrize("suffix", [".png", ".tif"])
def test_depths_are_converted(tmp_path: Path, suffix: str) -> None:
    every = np.arange(65536, dtype=np.uint16).reshape(256, 256)
    deep = Picture(np.stack([every] * 3, axis=-1))
    path = save_picture(tmp_path / f"a{suffix}", deep, SaveOptions(bits=8))
    np.testing.assert_array_equal(read_picture(path).pixels[..., 0], np.rint(every / 257))
    path = save_picture(tmp_path / f"b{suffix}", picture(), SaveOptions(bits=16))
    np.testing.assert_array_equal(read_picture(path).pixels, smooth(40, 60).astype(np.uint16) * 257)


@pytest.mark.parametrize("suffix", [".jpg", ".webp", ".avif", ".bmp"])
def test_sixteen_bits_become_eight_where_there_is_no_choice(tmp_path: Path, suffix: str) -> None:
    path = save_picture(tmp_path / f"a{suffix}", picture(bits=16), SaveOptions())
    again = read_picture(path)
    assert again.bits == 8
    assert np.abs(again.pixels.astype(int) - smooth(40, 60)).max() < 12
    with refused(
        PictureError,
        "'{name}' cannot be saved with 16 bits: PNG, TIFF or JPEG XL was expected, but {kind} holds 8; choose another "
        "suffix or 8 bits.",
    ):
        save_picture(tmp_path / f"b{suffix}", picture(), SaveOptions(bits=16))


@pytest.mark.parametrize("bits", [8, 16])
def test_transparency(tmp_path: Path, bits: int) -> None:
    made = picture(alpha=True, bits=bits)
    assert made.alpha is not None
    for suffix in (".png", ".tif", ".webp", ".avif"):
        again = read_picture(save_picture(tmp_path / f"a{suffix}", made, SaveOptions()))
        assert again.alpha is not None
        expected = made.alpha if again.bits == bits else np.rint(made.alpha / 257)
        assert np.abs(again.alpha.astype(int) - expected).max() <= (30 if suffix == ".avif" else 0)
    for suffix in (".jpg", ".bmp"):
        clear = Picture(made.pixels, np.zeros_like(made.alpha))
        path = save_picture(tmp_path / f"a{suffix}", clear, SaveOptions())
        assert read_picture(path).pixels.min() == 255


def test_quality(tmp_path: Path) -> None:
    for suffix in (".jpg", ".webp", ".avif"):
        sizes = []
        for quality in (10, 60, 95):
            path = save_picture(tmp_path / f"{quality}{suffix}", Picture(noise(64, 64)), SaveOptions(quality=quality))
            sizes.append(path.stat().st_size)
        assert sizes == sorted(set(sizes))
    with PIL.Image.open(tmp_path / "95.jpg") as full, PIL.Image.open(tmp_path / "60.jpg") as halved:
        assert [layer[1:3] for layer in full.layer] == [(1, 1)] * 3  # type: ignore[attr-defined]
        assert halved.layer[0][1:3] == (2, 2)  # type: ignore[attr-defined]


def test_options_check_themselves() -> None:
    for wrong in (
        {"quality": 0},
        {"quality": 101},
        {"quality": True},
        {"bits": 12},
        {"existing": "ask"},
        {"keep_location": 1},
    ):
        with pytest.raises(JobError) as caught:
            SaveOptions(**wrong)
        assert repr(*wrong.values()) in caught.value.sentence.values.values()


def test_unknown_suffix(tmp_path: Path) -> None:
    with pytest.raises(PictureError) as caught:
        check_target(tmp_path / "a.xyz", SaveOptions())
    assert str(caught.value) == (
        "'a.xyz' cannot be saved: one of the suffixes .png, .jpg, .jpeg, .tif, .tiff, .webp, .avif, .jxl, .bmp was "
        "expected, but '.xyz' came; change the name."
    )
    with refused(
        PictureError,
        "'{name}' cannot be saved: one of the suffixes {suffixes} was expected, but {came} came; change the name.",
        name="a",
        came="no suffix at all",
    ):
        check_target(tmp_path / "a", SaveOptions())
    assert check_target(tmp_path / "A.JPG", SaveOptions()) == tmp_path / "A.JPG"


def test_places_that_will_not_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with refused(
        PictureError,
        "'{name}' cannot be saved: a folder was expected at '{folder}', but there is none; make it or choose another.",
        folder=str(tmp_path / "no"),
    ):
        check_target(tmp_path / "no" / "a.png", SaveOptions())
    (tmp_path / "f.png").mkdir()
    with refused(PictureError, "'{name}' cannot be saved: a file was expected, but it is a folder; change the name."):
        check_target(tmp_path / "f.png", OVERWRITE)
    with refused(
        PictureError,
        "'{name}' cannot be saved: at most {longest_side} pixels a side were expected for {kind}, but the picture has "
        "{width} × {height}; choose PNG or TIFF.",
        longest_side=16383,
        kind="WebP",
        width=20000,
        height=10,
    ):
        check_target(tmp_path / "a.webp", SaveOptions(), size=(20_000, 10))

    def refuse(*_: Any, **__: Any) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with refused(
        PictureError,
        "{start} a folder that can be written to was expected, but '{folder}' does not let you; choose another.",
        folder=str(tmp_path),
    ):
        check_target(tmp_path / "a.png", SaveOptions())


def test_an_existing_file(tmp_path: Path) -> None:
    path = save_picture(tmp_path / "a.png", picture(), SaveOptions())
    before = path.read_bytes()
    for refusing in (check_target, lambda p, o: save_picture(p, picture(9, 9), o)):
        with refused(
            PictureError,
            "'{name}' cannot be saved: a new name was expected, but there is a file of that name; change the name or "
            "allow it to be replaced (--overwrite) or numbered (--unique).",
            name="a.png",
        ):
            refusing(path, SaveOptions())
    assert path.read_bytes() == before
    assert check_target(path, _UNIQUE) == tmp_path / "a (2).png"
    assert not (tmp_path / "a (2).png").exists()
    assert save_picture(path, picture(9, 9), _UNIQUE) == tmp_path / "a (2).png"
    assert save_picture(path, picture(9, 9), _UNIQUE) == tmp_path / "a (3).png"
    assert save_picture(tmp_path / "a (2).png", picture(9, 9), _UNIQUE) == tmp_path / "a (4).png"
    assert path.read_bytes() == before
    assert check_target(path, OVERWRITE) == path
    assert save_picture(path, picture(9, 9), OVERWRITE) == path
    assert read_picture(path).width == 9


@pytest.mark.parametrize("links", [True, False])
def test_a_race_for_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool) -> None:
    """The name is free when the save begins and taken when it ends."""
    if not links:

        def unsupported(*_: Any) -> None:
            raise OSError(errno.EPERM, "Operation not permitted")

        monkeypatch.setattr(Path, "hardlink_to", unsupported)
    write = saving._write

    def slow(*arguments: Any) -> None:
        write(*arguments)
        (tmp_path / "a.png").write_bytes(b"another program's")

    monkeypatch.setattr(saving, "_write", slow)
    with refused(
        PictureError,
        "'{name}' cannot be saved: a new name was expected, but there is a file of that name; change the name or "
        "allow it to be replaced (--overwrite) or numbered (--unique).",
    ):
        save_picture(tmp_path / "a.png", picture(), SaveOptions())
    (tmp_path / "a.png").unlink()
    assert save_picture(tmp_path / "a.png", picture(), _UNIQUE) == tmp_path / "a (2).png"
    assert (tmp_path / "a.png").read_bytes() == b"another program's"
    assert read_picture(tmp_path / "a (2).png").width == 60
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["a (2).png", "a.png"]


def test_many_at_once_get_names_of_their_own(tmp_path: Path) -> None:
    written: list[Path] = []
    made = [Picture(noise(9, 9, seed=seed)) for seed in range(12)]
    threads = [
        threading.Thread(target=lambda one=one: written.append(save_picture(tmp_path / "a.png", one, _UNIQUE)))
        for one in made
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(written)) == 12
    saved = {read_picture(path).pixels.tobytes() for path in written}
    assert saved == {one.pixels.tobytes() for one in made}


@pytest.mark.skipif(os.name != "posix", reason="permissions as POSIX has them")
def test_permissions(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        path = save_picture(tmp_path / "a.png", picture(), SaveOptions())
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    path.chmod(0o600)
    save_picture(path, picture(), OVERWRITE)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_memory_map_is_not_copied(tmp_path: Path) -> None:
    """In a process that may use far less memory than the pixels take."""
    shape = (4000, 6000, 3)
    np.memmap(tmp_path / "a.raw", np.uint16, "w+", shape=shape).flush()
    code = f"""
import sys, threading
import numpy as np, psutil
from engine.images import Picture, SaveOptions, save_picture
options = SaveOptions(bits=8, existing="overwrite")
save_picture(sys.argv[2], Picture(np.zeros((9, 9, 3), np.uint8)), options)
pixels = np.memmap(sys.argv[1], np.uint16, "r", shape={shape})
process, done, peak = psutil.Process(), threading.Event(), 0
def own_memory():
    # Without the pages of the map itself, which the system may drop.
    memory = process.memory_info()
    return memory.rss - memory.shared
start = own_memory()
def watch():
    global peak
    while not done.wait(0.005):
        peak = max(peak, own_memory() - start)
watcher = threading.Thread(target=watch)
watcher.start()
save_picture(sys.argv[2], Picture(pixels), options)
done.set()
watcher.join()
assert 0 < peak < 50e6, peak
"""
    for suffix in ("jpg", "bmp"):
        done = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / "a.raw"), str(tmp_path / f"a.{suffix}")],
            cwd=_ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".tif", ".webp", ".avif", ".bmp"])
def test_a_full_disk(tmp_path: Path, suffix: str) -> None:
    """The system lets a process of its own write 20 KB per file and no more."""
    pytest.importorskip("resource")
    path = save_picture(tmp_path / f"a{suffix}", picture(9, 9), SaveOptions())
    before = path.read_bytes()
    code = (
        "import resource, sys, numpy as np\nfrom engine.images import *\nfrom engine.errors import PictureError\n"
        "pixels = np.random.default_rng(0).integers(0, 256, (300, 300, 3), dtype=np.uint8)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
        "try:\n    save_picture(sys.argv[1], Picture(pixels), SaveOptions(existing='overwrite'))\n"
        "except PictureError as error:\n    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], cwd=_ROOT, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert done.stdout == (
        f"'a{suffix}' cannot be saved: room for it was expected, but the disk is full; make room or choose another "
        "folder.\n"
    )
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


_LARGE_SAVE = (
    "import sys, numpy as np\nfrom engine.images import *\n"
    "pixels = np.random.default_rng(0).integers(0, 256, (5000, 5000, 3), dtype=np.uint8)\n"
    "print('ready', flush=True)\n"
    "save_picture(sys.argv[1], Picture(pixels), SaveOptions(existing='overwrite'))\nprint('saved', flush=True)\n"
)


def in_the_middle_of_a_save(path: Path) -> subprocess.Popen[str]:
    """Start a large save in a process of its own and return while its temporary file grows."""
    process = subprocess.Popen(
        [sys.executable, "-c", _LARGE_SAVE, str(path)],
        cwd=_ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    end = time.monotonic() + 30
    while time.monotonic() < end and process.poll() is None:
        # The first such file only shows that the folder can be written to, and is gone at once.
        with suppress(FileNotFoundError):
            if any(part.stat().st_size > 100_000 for part in path.parent.glob(".pentimento-*.part")):
                return process
        time.sleep(0.005)
    process.kill()
    raise AssertionError(("the temporary file did not grow", process.communicate()))


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_killed_in_the_middle(tmp_path: Path) -> None:
    path = save_picture(tmp_path / "a.png", picture(), SaveOptions())
    before = path.read_bytes()
    process = in_the_middle_of_a_save(path)
    process.send_signal(signal.SIGKILL)
    output, _ = process.communicate(timeout=30)
    assert (process.returncode, output) == (-signal.SIGKILL, "ready\n")
    # The proof that it was the middle: the temporary file is there, and no whole picture.
    (left,) = tmp_path.glob(".pentimento-*.part")
    with refused(
        DamagedPictureError,
        "A whole picture was expected in '{name}', but the file is damaged or cut short; choose another copy of it.",
    ):
        read_picture(left)
    assert path.read_bytes() == before
    np.testing.assert_array_equal(read_picture(path).pixels, smooth(40, 60))


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_interrupted_in_the_middle(tmp_path: Path) -> None:
    path = save_picture(tmp_path / "a.png", picture(), SaveOptions())
    before = path.read_bytes()
    process = in_the_middle_of_a_save(path)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=60)
    assert output == "ready\n"
    assert "KeyboardInterrupt" in errors
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("character", ["b", "ä", "画", "🎨"])
def test_numbered_names_are_cut_between_characters(tmp_path: Path, character: str) -> None:
    """Systems take 255 bytes, and a number makes a long name longer."""
    size = len(character.encode())
    path = tmp_path / f"{character * (251 // size)}.png"
    names = [save_picture(path, picture(4, 4), _UNIQUE).name for _ in range(3)]
    assert names[0] == path.name
    for number, name in enumerate(names[1:], 2):
        assert name == f"{character * ((255 - 8) // size)} ({number}).png"


@pytest.mark.skipif(os.name == "nt", reason="Windows counts otherwise")
def test_numbers_do_not_change_names_of_unknown_encoding(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.png")
    save_picture(path, picture(4, 4), _UNIQUE)
    assert save_picture(path, picture(4, 4), _UNIQUE).name == os.fsdecode(b"caf\xe9 (2).png")


def test_a_name_that_is_too_long_is_told(tmp_path: Path) -> None:
    """It was told as a fault of the disk."""
    path = tmp_path / f"{'画' * 90}.png"
    with refused(
        PictureError,
        "{start} a name of at most {most} bytes was expected, but it has {length}; shorten it.",
        most=255,
        length=274,
    ):
        save_picture(path, picture(4, 4), SaveOptions())


def test_colours_of_a_wider_space_keep_their_look_where_there_is_room_for_no_profile(tmp_path: Path) -> None:
    flat = np.full((8, 8, 3), (200, 40, 40), np.uint8)
    wide = Picture(flat, metadata=Metadata(profile=p3_profile()))
    read = read_picture(save_picture(tmp_path / "a.bmp", wide, SaveOptions())).pixels
    expected = read_picture(save_picture(tmp_path / "a.png", wide, SaveOptions())).pixels
    assert np.abs(read.astype(int) - expected).max() <= 1
    assert np.abs(read.astype(int) - flat).max() > 10
