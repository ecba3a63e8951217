"""What cannot be read says so in one sentence, and nothing else says anything."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import sys
import warnings
import zipfile
import zlib
from pathlib import Path
from typing import Any

import PIL.Image
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.errors import DamagedPictureError, PictureError
from engine.images import open_picture, read_picture, read_recipe
from engine.images.formats import READABLE
from tests.engine.images import heic_files
from tests.engine.images.pictures import noise
from tests.refusals import refused

_ROOT = Path(__file__).parents[3]
_DAMAGED = "A whole picture was expected in '{}', but the file is damaged or cut short; choose another copy of it."
_SOMETHING_ELSE = (
    "A picture (JPEG, PNG, WebP, TIFF, BMP, GIF, HEIC, AVIF, JPEG XL or a raw photo) was expected in '{}', but it "
    "holds something else; choose another file."
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
    with refused(
        PictureError,
        "A picture file was expected at '{path}', but there is none; check the name or choose another file.",
    ):
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


def _zip(name: str, content: str = "") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.png", b"hello", None),
        ("a.jpg", b"\0" * 2000, None),
        ("a.tga", b"hello, this is no Targa picture at all", None),
        ("a.png", b"%PDF-1.7 and so on", "a PDF document"),
        ("a.eps", b"%!PS\n", "a PostScript document"),
        ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", "an SVG drawing"),
        ("a.svg", b"<?xml version='1.0'?>\n<!-- made by hand -->\n<svg width='9'>", "an SVG drawing"),
        ("a.jpg", b"<!DOCTYPE html><html><body>Not found", "a web page"),
        ("a.mp4", b"\0\0\0\x18ftypisom\0\0\2\0isomiso2", "a video"),
        ("a.mov", b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "a video"),
        ("a.mkv", b"\x1aE\xdf\xa3\x01\0\0\0", "a video"),
        ("a.avi", b"RIFF\0\0\0\0AVI LIST", "a video"),
        ("a.m4a", b"\0\0\0\x18ftypM4A \0\0\2\0", "sound"),
        ("a.psd", b"8BPS\0\1\0\0\0\0", "a Photoshop document"),
        ("a.xcf", b"gimp xcf v011\0", "a GIMP document"),
        ("a.kra", _zip("mimetype", "application/x-krita"), "a Krita document"),
        ("a.ora", _zip("mimetype", "image/openraster"), "an OpenRaster document"),
        ("a.docx", _zip("[Content_Types].xml"), "a document of an office program"),
        ("a.zip", _zip("a.jpg"), "an archive"),
        ("a.pentimento", _zip("project.json", "{}"), "a project of Pentimento"),
        ("a.exr", b"\x76\x2f\x31\1\2\0\0\0", "an OpenEXR picture"),
        ("a.hdr", b"#?RADIANCE\n", "a Radiance HDR picture"),
        ("a.jp2", b"\0\0\0\x0cjP  \r\n\x87\n", "a JPEG 2000 picture"),
        ("a.j2k", b"\xff\x4f\xff\x51\0\x2f", "a JPEG 2000 picture"),
        ("a.ico", b"\0\0\1\0\1\0\x20\x20", "a Windows icon"),
        ("a.pcx", b"\x0a\5\1\x08\0\0", "a PCX picture"),
        ("a.tga", b"\0\0\2\0\0\0\0\0\0\0\0\0\x10\0\x10\0\x18\0" + bytes(99), "a Targa picture"),
        ("a.dds", b"DDS \x7c\0\0\0", "a DDS texture"),
        ("a.qoi", b"qoif\0\0\0\1", "a QOI picture"),
        ("a.sgi", b"\1\xda\1\1\0\3", "an SGI picture"),
        ("a.ppm", b"P6\n4 4\n255\n", "a Netpbm picture"),
    ],
)
def test_not_a_picture(tmp_path: Path, name: str, content: bytes, kind: str | None) -> None:
    (tmp_path / name).write_bytes(content)
    if kind is None:
        assert sentence(tmp_path / name) == _SOMETHING_ELSE.format(name)
    else:
        assert sentence(tmp_path / name) == (
            f"A picture ({READABLE}) was expected in '{name}', but it holds {kind}; "
            "choose another file, or save it as one of these in a program that opens it."
        )


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
    with refused(
        DamagedPictureError,
        "A whole picture was expected in '{name}', but the file is damaged or cut short; choose another copy of it.",
    ):
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


def test_a_warning_of_pillow_does_not_get_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    PIL.Image.fromarray(noise(4, 4)).save(tmp_path / "a.bmp")
    opened = PIL.Image.open

    def warn(*arguments: Any, **options: Any) -> Any:
        warnings.warn("odd", stacklevel=1)
        return opened(*arguments, **options)

    monkeypatch.setattr(PIL.Image, "open", warn)
    assert read_picture(tmp_path / "a.bmp").width == 4
