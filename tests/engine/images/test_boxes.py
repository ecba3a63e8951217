"""The tables of HEIC and AVIF files: right ones, and what hostile ones must not do."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import DamagedPictureError, PictureError, UnknownKindError
from engine.images import read_picture
from engine.images.colour.cicp import Cicp
from engine.images.heif.boxes import Container, CutShortError, read_container
from tests.engine.images import heic_files
from tests.engine.images.heif_boxes import (
    LAYOUTS,
    Layout,
    av1_tile,
    box,
    full_box,
    grid_file,
    hevc_tile,
    icc,
    nclx,
)
from tests.refusals import refused

if TYPE_CHECKING:
    from pathlib import Path

_TYPE = box(b"ftyp", b"heic", bytes(4), b"mif1", b"heic")


def _read(folder: Path, content: bytes) -> Container:
    (folder / "a.heic").write_bytes(content)
    return read_container(folder / "a.heic")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_grid_is_described(tmp_path: Path, layout: Layout) -> None:
    for tile, coding in ((hevc_tile(), "hvc1"), (av1_tile(), "av01")):
        said = _read(tmp_path, grid_file(tile, 2, 2, layout=layout, colours=nclx(12, 13)))
        assert (said.coding, said.cicp) == (coding, Cicp(12, 13, 6, full_range=True))
    assert _read(tmp_path, grid_file(hevc_tile(), 1, 1, layout=layout, colours=icc(b"x"))).cicp is None


def test_other_writers_files(tmp_path: Path) -> None:
    for content in (heic_files.TURNED, heic_files.TWO, heic_files.DEEP):
        assert _read(tmp_path, content).coding == "hvc1"


def test_where_all_is_left_open_but_the_range(tmp_path: Path) -> None:
    content = grid_file(av1_tile(), 1, 1, colours=nclx(2, 2, 2, 1))
    assert _read(tmp_path, content).unspecified == (content.index(b"nclx") + 4,)
    assert _read(tmp_path, grid_file(av1_tile(), 1, 1, colours=nclx(2, 2, 2, 0))).unspecified == ()


@pytest.mark.parametrize("coding", [b"avc1", b"jpeg", b"j2k1", b"vvc1", b"unci"])
def test_another_coding_is_named(tmp_path: Path, coding: bytes) -> None:
    (tmp_path / "a.heic").write_bytes(grid_file(hevc_tile(), 1, 1).replace(b"hvc1", coding))
    with refused(
        UnknownKindError,
        "A picture ({kinds}) was expected in '{name}', but it holds {kind}; choose another file, or save it as one of "
        "these in a program that opens it.",
    ):
        read_picture(tmp_path / "a.heic")


def _places(sizes: bytes, count: int, *entries: bytes) -> bytes:
    return _TYPE + full_box(b"meta", 0, 0, full_box(b"iloc", 0, 0, sizes, struct.pack(">H", count), *entries))


@pytest.mark.parametrize(
    "content",
    [
        _TYPE,
        _TYPE[:-3],
        _TYPE + b"\0\0\0\1meta\0\0\0\0",
        _TYPE + struct.pack(">I4sQ", 1, b"meta", 8),
        _TYPE + struct.pack(">I4sQ", 1, b"meta", 2**63) + bytes(99),
        _TYPE + struct.pack(">I4s", 4, b"meta") + bytes(99),
        _TYPE + struct.pack(">I4s", 2**31, b"meta") + bytes(99),
        _TYPE + full_box(b"meta", 0, 0, struct.pack(">I4s", 99, b"iprp")),
        _TYPE + full_box(b"meta", 0, 0, struct.pack(">I4s", 7, b"iprp")),
        _TYPE + full_box(b"meta", 0, 0, full_box(b"iloc", 0, 0)),
        _TYPE + full_box(b"meta", 0, 0, box(b"iloc")),
        _TYPE + full_box(b"meta", 0, 0, box(b"iinf")),
        _TYPE + full_box(b"meta", 0, 0, full_box(b"pitm", 0, 0)),
        _TYPE + full_box(b"meta", 0, 0, full_box(b"iref", 0, 0, box(b"dimg", struct.pack(">HH", 1, 65535)))),
        _TYPE + full_box(b"meta", 0, 0, box(b"iprp", full_box(b"ipma", 0, 0, struct.pack(">I", 2**32 - 1)))),
        # Places: numbers of an odd size, more entries than there are, data after the end, sums that are too large.
        _places(b"\x33\0", 1, bytes(99)),
        _places(b"\x44\0", 9, bytes(14)),
        _places(b"\x44\0", 1, struct.pack(">HHHII", 1, 0, 1, 10**6, 1)),
        _places(b"\x44\0", 1, struct.pack(">HHHII", 1, 0, 1, 0, 10**6)),
        _places(b"\x88\x80", 1, struct.pack(">HHQHQQ", 1, 0, 2**64 - 1, 1, 2**64 - 1, 2**64 - 1)),
        _places(b"\x44\0", 1, struct.pack(">HHH", 1, 0, 65535)),
        _TYPE + box(b"moov", bytes(8)) + struct.pack(">I4s", 99, b"mdat"),
    ],
)
def test_a_table_that_lies_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(CutShortError):
        _read(tmp_path, content)
    with refused(
        DamagedPictureError,
        "A whole picture was expected in '{name}', but the file is damaged or cut short; choose another copy of it.",
    ):
        read_picture(tmp_path / "a.heic")


def test_entries_of_no_bytes_take_no_time(tmp_path: Path) -> None:
    """Each of 50,000 items says that it lies in 65,535 pieces, whose numbers have no bytes."""
    entry = struct.pack(">HHH", 1, 0, 65535)
    assert _read(tmp_path, _places(b"\0\0", 50_000, entry * 50_000)).coding == ""


def test_parts_that_go_round_are_left(tmp_path: Path) -> None:
    """A picture that is made of itself."""
    content = grid_file(hevc_tile(), 1, 1)
    at = content.index(b"dimg") + 4
    main = content[at : at + 2]
    assert _read(tmp_path, content[: at + 4] + main + content[at + 6 :]).coding == "grid"


_WHOLE = {"a.heic": grid_file(hevc_tile(), 1, 2), "a.avif": grid_file(av1_tile(), 1, 2), "b.heic": heic_files.TURNED}


@given(
    name=st.sampled_from(sorted(_WHOLE)),
    changes=st.lists(st.tuples(st.integers(0, 700), st.integers(0, 255)), min_size=1, max_size=4),
)
def test_changed_bytes_are_survived(
    tmp_path_factory: pytest.TempPathFactory, name: str, changes: list[tuple[int, int]]
) -> None:
    path = tmp_path_factory.mktemp("changed") / name
    content = bytearray(_WHOLE[name])
    for place, value in changes:
        content[place % len(content)] = value
    path.write_bytes(content)
    try:
        picture = read_picture(path, max_pixels=1_000_000)
    except PictureError:
        return
    assert picture.pixels.size
