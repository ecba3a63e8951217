"""What cannot be read says so in one sentence, and nothing else says anything."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import PIL.Image
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.errors import PictureError
from engine.images import open_picture, read_picture, read_recipe
from tests.engine.images import heic_files
from tests.engine.images.pictures import noise

_ROOT = Path(__file__).parents[3]
_DAMAGED = "A whole picture was expected in '{}', but the file is damaged or cut short; choose another copy of it."
_SOMETHING_ELSE = (
    "A picture (JPEG, PNG, WebP, TIFF, BMP, GIF, HEIC or AVIF) was expected in '{}', but it holds something else; "
    "choose another file."
)


def sentence(path: Path, **options: Any) -> str:
    with pytest.raises(PictureError) as caught:
        read_picture(path, **options)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_missing(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    assert sentence(path) == (
        f"A picture file was expected at '{path}', but there is none; check the name or choose another file."
    )
    with pytest.raises(PictureError, match="there is none"):
        read_recipe(path)


def test_folder(tmp_path: Path) -> None:
    assert sentence(tmp_path) == (
        f"A picture file was expected, but '{tmp_path.name}' is a folder; choose a file in it."
    )


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names on this system")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.png")
    assert sentence(tmp_path / "a.png") == "A picture file was expected, but 'a.png' is no file; choose another."


def test_empty(tmp_path: Path) -> None:
    (tmp_path / "a.png").touch()
    assert sentence(tmp_path / "a.png") == (
        "A picture was expected in 'a.png', but the file is empty; choose another copy of it."
    )


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.png"
    PIL.Image.fromarray(noise(4, 4)).save(path)
    path.chmod(0)
    if os.access(path, os.R_OK):  # root reads everything

        def refuse(*_: Any, **__: Any) -> Any:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "open", refuse)
    assert sentence(path) == (
        "'a.png' was expected to be readable, but you have no permission; ask its owner or copy it first."
    )


@pytest.mark.parametrize(
    "content",
    [b"hello", b"%PDF-1.7 and so on", b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", b"%!PS\n"],
)
def test_not_a_picture(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.png").write_bytes(content)
    assert sentence(tmp_path / "a.png") == _SOMETHING_ELSE.format("a.png")


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tif", "gif", "avif", "bmp", "heic"])
def test_cut_short(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    if suffix == "heic":
        path.write_bytes(heic_files.TURNED)
    else:
        PIL.Image.fromarray(noise(200, 300)).save(path)
    whole = path.read_bytes()
    read_picture(path)
    for length in (len(whole) // 2, len(whole) * 98 // 100):
        path.write_bytes(whole[:length])
        assert sentence(path) == _DAMAGED.format(path.name)


def test_damage_far_down_surfaces_in_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    PIL.Image.fromarray(noise(2000, 300)).save(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    rows = open_picture(path).rows(64)
    next(rows)
    with pytest.raises(PictureError, match="damaged or cut short"):
        list(rows)


@pytest.mark.parametrize("suffix", ["png", "bmp", "gif", "jpg", "tif", "heic"])
def test_too_large(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    if suffix == "heic":
        path.write_bytes(heic_files.TWO)
    else:
        PIL.Image.fromarray(noise(32, 48)).save(path)
    assert sentence(path, max_pixels=1535) == (
        f"'a.{suffix}' is too large: at most 0.001535 megapixels were expected, but it has 48 × 32 pixels "
        "(0.001536 megapixels); make it smaller, or raise the limit."
    )
    assert read_picture(path, max_pixels=1536).width == 48


def test_a_bomb_is_refused_by_its_header(tmp_path: Path) -> None:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))
    (tmp_path / "a.png").write_bytes(
        b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )
    assert "60000 × 60000 pixels (3,600 megapixels)" in sentence(tmp_path / "a.png")
    bmp = struct.pack("<2sIHHIIiiHHIIiiII", b"BM", 54, 0, 0, 54, 40, 60_000, 60_000, 1, 24, 0, 0, 0, 0, 0, 0)
    (tmp_path / "a.bmp").write_bytes(bmp + bytes(99))
    assert "60000 × 60000 pixels (3,600 megapixels)" in sentence(tmp_path / "a.bmp")


def test_the_limit_of_pillow_is_not_in_the_way(tmp_path: Path) -> None:
    # Pillow alone warns from 89 megapixels on and refuses from 179: this one has 200, in one bit each.
    PIL.Image.new("1", (20_000, 10_000)).save(tmp_path / "a.bmp")
    assert open_picture(tmp_path / "a.bmp").width == 20_000


@settings(max_examples=60, deadline=None)
@given(
    start=st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"II*\0", b"BM", b"RIFF1234WEBP"]),
    rest=st.binary(max_size=300),
)
@example(start=b"\0\0\0\x18ftypheic", rest=b"")
@example(start=b"\0\0\0\x18ftypavif", rest=b"\0" * 50)
def test_garbage_never_gets_through(tmp_path_factory: Any, start: bytes, rest: bytes) -> None:
    path = tmp_path_factory.mktemp("garbage") / "a.png"
    path.write_bytes(start + rest + b"x")
    try:
        said = read_picture(path, max_pixels=10_000_000).name
    except PictureError as error:
        said = str(error)
    assert "a.png" in said
    assert "\n" not in said


@settings(max_examples=40, deadline=None)
@given(
    suffix=st.sampled_from(["jpg", "png", "tif", "webp", "bmp"]), position=st.floats(0, 1), value=st.integers(0, 255)
)
def test_a_flipped_byte_is_survived(tmp_path_factory: Any, suffix: str, position: float, value: int) -> None:
    path = tmp_path_factory.mktemp("flipped") / f"a.{suffix}"
    PIL.Image.fromarray(noise(16, 16)).save(path)
    data = bytearray(path.read_bytes())
    data[int(position * (len(data) - 1))] = value
    path.write_bytes(data)
    try:
        picture = read_picture(path, max_pixels=10_000_000)
    except PictureError:
        return
    assert picture.pixels.size


def test_nothing_is_printed(tmp_path: Path) -> None:
    """In a process of its own: what C libraries print goes past Python."""
    names = []
    for suffix in ("jpg", "png", "webp", "tif", "gif", "avif", "bmp"):
        path = tmp_path / f"a.{suffix}"
        PIL.Image.fromarray(noise(200, 300)).save(path)
        path.write_bytes(path.read_bytes()[:-3000])
        names.append(str(path))
    broken_profile = tmp_path / "profile.png"
    PIL.Image.fromarray(noise(20, 30)).save(broken_profile, icc_profile=b"junk" * 50, exif=b"Exif\0\0MM\0*\0\0\xff\xff")
    odd_tag = tmp_path / "odd.tif"
    PIL.Image.fromarray(noise(20, 30)).save(odd_tag, tiffinfo={65000: "unknown to libtiff"})
    large = tmp_path / "large.bmp"
    PIL.Image.new("1", (10_000, 9_500)).save(large)
    heic = tmp_path / "a.heic"
    heic.write_bytes(heic_files.TURNED[:-50])
    names += [str(broken_profile), str(odd_tag), str(large), str(heic)]
    code = """
import sys
from engine.errors import PictureError
from engine.images import SaveOptions, open_picture, save_picture
failed = 0
for name in sys.argv[1:]:
    try:
        source = open_picture(name)
        if source.width < 9999:
            save_picture(name + ".jpg", source.read(), SaveOptions())
    except PictureError:
        failed += 1
assert failed == 8, failed
assert "torch" not in sys.modules
"""
    done = subprocess.run([sys.executable, "-c", code, *names], cwd=_ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_importing_loads_no_image_library() -> None:
    code = "import sys, engine.images\nassert not {'pyvips', 'PIL', 'pi_heif', 'torch'} & set(sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=_ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_warning_of_pillow_does_not_get_out(tmp_path: Path) -> None:
    # An ICO whose directory says another size than its picture: Pillow warns.
    import io

    png = io.BytesIO()
    PIL.Image.new("RGBA", (16, 16)).save(png, "PNG")
    entry = struct.pack("<BBBBHHII", 32, 32, 0, 0, 1, 32, len(png.getvalue()), 22)
    (tmp_path / "a.ico").write_bytes(struct.pack("<HHH", 0, 1, 1) + entry + png.getvalue())
    assert read_picture(tmp_path / "a.ico").width == 16
