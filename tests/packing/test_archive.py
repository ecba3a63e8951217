"""The archive of the frozen program: the same bytes for the same folder, whoever packs it and when."""

from __future__ import annotations

import hashlib
import io
import lzma
import os
import tarfile
from typing import TYPE_CHECKING

import pytest
from archive import write_archive, write_sums, write_tar
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from pathlib import Path

EPOCH = 1_700_000_000
NAMES = st.text("abcÄ. -", min_size=1, max_size=8).filter(lambda name: name.strip(". ") != "")


def made(folder: Path, files: dict[str, bytes]) -> Path:
    """A program's folder with files in it, and one link."""
    inner = folder / "program" / "_internal"
    inner.mkdir(parents=True)
    for name, content in files.items():
        (inner / name).write_bytes(content)
    (inner.parent / "run").write_bytes(b"runs")
    (inner.parent / "run").chmod(0o700)
    (inner / "link to run").symlink_to("../run")
    return inner.parent


def packed(folder: Path) -> bytes:
    target = io.BytesIO()
    write_tar(folder, target, EPOCH)
    return target.getvalue()


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=st.dictionaries(NAMES, st.binary(max_size=40), max_size=5), later=st.integers(0, 2**31))
def test_neither_order_nor_time_nor_place_changes_a_byte(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes], later: int
) -> None:
    one = made(tmp_path_factory.mktemp("one"), files)
    other = made(tmp_path_factory.mktemp("other"), dict(reversed(files.items())))
    for path in other.rglob("*"):
        if not path.is_symlink():
            os.utime(path, (later, later))
    assert packed(one) == packed(other)


def test_what_comes_out_is_what_went_in_and_nobody_s(tmp_path: Path) -> None:
    folder = made(tmp_path / "made", {"a": b"1", "ß": b"2"})
    write_archive(folder, tmp_path / "program.tar.xz", EPOCH)
    with tarfile.open(tmp_path / "program.tar.xz") as tar:
        entries = {entry.name: entry for entry in tar.getmembers()}
        tar.extractall(tmp_path / "out", filter="data")
    names = ["_internal", "_internal/a", "_internal/link to run", "_internal/ß", "run"]
    assert list(entries) == ["program", *(f"program/{name}" for name in names)]
    assert {(entry.uid, entry.gid, entry.uname, entry.mtime) for entry in entries.values()} == {(0, 0, "", EPOCH)}
    assert entries["program/run"].mode == 0o755
    assert entries["program/_internal/a"].mode == 0o644
    assert (tmp_path / "out/program/_internal/link to run").read_bytes() == b"runs"
    assert (tmp_path / "out/program/_internal/ß").read_bytes() == b"2"


def test_without_xz_python_packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = made(tmp_path / "made", {"a": b"1"})
    monkeypatch.setattr("shutil.which", lambda _name: None)
    write_archive(folder, tmp_path / "program.tar.xz", EPOCH)
    assert lzma.decompress((tmp_path / "program.tar.xz").read_bytes()) == packed(folder)


def test_a_failure_leaves_the_archive_that_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = made(tmp_path / "made", {"a": b"1"})
    (tmp_path / "program.tar.xz").write_bytes(b"before")
    monkeypatch.setattr("archive.write_tar", lambda *_: (_ for _ in ()).throw(OSError(28, "no room")))
    with pytest.raises(OSError, match="no room"):
        write_archive(folder, tmp_path / "program.tar.xz", EPOCH)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["made", "program.tar.xz"]
    assert (tmp_path / "program.tar.xz").read_bytes() == b"before"


@pytest.mark.skipif(os.name != "posix", reason="the stand-in is a shell script")
@pytest.mark.parametrize("reads", ["exec <&-", "cat >/dev/null"])
def test_a_failing_xz_is_told_whether_it_read_all_or_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reads: str
) -> None:
    folder = made(tmp_path / "made", {"a": bytes(1 << 20)})
    xz = tmp_path / "tools" / "xz"
    xz.parent.mkdir()
    xz.write_text(f"#!/bin/sh\n{reads}\nexit 1\n", encoding="utf-8")
    xz.chmod(0o755)
    monkeypatch.setenv("PATH", f"{xz.parent}:{os.environ['PATH']}")
    with pytest.raises(OSError, match=r"xz ended with status 1: look whether the disk is full\."):
        write_archive(folder, tmp_path / "program.tar.xz", EPOCH)


def test_sums_are_as_sha256sum_writes_them(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt"):
        (tmp_path / name).write_text(name)
    write_sums(tmp_path, [tmp_path / "b.txt", tmp_path / "a.txt"])
    lines = (tmp_path / "SHA256SUMS").read_text().splitlines()
    assert lines == [f"{hashlib.sha256(name.encode()).hexdigest()}  {name}" for name in ("a.txt", "b.txt")]
