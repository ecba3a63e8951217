"""The Debian package: what is in it, what it says, and that it is the same each time."""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from debian import LIBRARIES, OPENED, PackageError, dependencies, has_tools, write_deb

from gui.window_libraries import WINDOW_LIBRARIES
from tests.packing.conftest import EPOCH, VERSION, tool

pytestmark = pytest.mark.skipif(not has_tools(), reason="dpkg, dpkg-deb and objdump are not all installed here")


@pytest.fixture
def deb(program: Path, tmp_path: Path) -> Path:
    shutil.copyfile(tool("sleep"), program / "_internal" / "lib.so")
    return write_deb(program, tmp_path, VERSION, EPOCH)


def test_it_unpacks_to_a_program_that_starts(deb: Path, tmp_path: Path) -> None:
    root = tmp_path / "root"
    subprocess.run(["dpkg-deb", "-x", deb, root], check=True)
    started = subprocess.run([root / "usr/bin/pentimento", "a b"], capture_output=True, text=True, check=True)
    assert started.stdout == "stand-in: a b\n"
    assert (root / "usr/lib/pentimento/_internal/link").readlink() == Path("data")
    page = (root / "usr/share/man/man1/pentimento.1.gz").read_bytes()
    assert gzip.decompress(page).startswith(b".TH PENTIMENTO")
    assert "License: Expat" in (root / "usr/share/doc/pentimento/copyright").read_text(encoding="utf-8")
    assert not list(root.rglob("install.sh"))
    assert {path.name for path in (root / "usr/share").iterdir()} == {
        "applications", "doc", "icons", "lintian", "man", "metainfo", "mime"
    }  # fmt: skip


def test_its_sums_are_those_of_its_files(deb: Path, tmp_path: Path) -> None:
    root = tmp_path / "root"
    subprocess.run(["dpkg-deb", "-R", deb, root], check=True)
    told = dict(line.split("  ")[::-1] for line in (root / "DEBIAN/md5sums").read_text(encoding="utf-8").splitlines())
    files = [path for path in (root / "usr").rglob("*") if path.is_file() and not path.is_symlink()]
    assert told == {str(path.relative_to(root)): hashlib.md5(path.read_bytes()).hexdigest() for path in files}


def test_everything_belongs_to_root_and_is_readable(deb: Path) -> None:
    told = subprocess.run(["dpkg-deb", "-c", deb], capture_output=True, text=True, check=True).stdout.splitlines()
    assert told
    for line in told:
        mode, owner = line.split()[:2]
        assert owner == "root/root"
        assert mode in {"drwxr-xr-x", "-rw-r--r--", "-rwxr-xr-x", "lrwxrwxrwx"}


def test_the_same_folder_gives_the_same_bytes(program: Path, deb: Path, tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    for path in program.rglob("*"):
        os.utime(path, (EPOCH - 5, EPOCH - 5), follow_symlinks=False)
    (program / "_internal" / "data").chmod(0o600)
    assert write_deb(program, tmp_path / "again", VERSION, EPOCH).read_bytes() == deb.read_bytes()


@pytest.mark.slow
def test_lintian_finds_nothing(deb: Path) -> None:
    words = [tool("lintian"), "--allow-root", "--no-cfg", str(deb)]
    told = subprocess.run(words, capture_output=True, text=True, check=False)
    assert told.stdout == ""


def test_it_depends_on_what_its_files_are_linked_to(program: Path) -> None:
    shutil.copyfile(tool("sleep"), program / "_internal" / "lib.so")
    needed = dependencies(program)
    assert needed[0].startswith("libc6 (>= 2.")
    assert set(needed[1:]) <= set(LIBRARIES.values())


def test_the_packages_of_all_libraries_that_the_window_needs_are_known() -> None:
    assert WINDOW_LIBRARIES
    assert WINDOW_LIBRARIES.items() <= LIBRARIES.items()
    assert set(LIBRARIES.values()) >= OPENED


def test_a_library_that_nobody_knows_is_told(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("debian._output", lambda _words: "  NEEDED               libunknown.so.7\n")
    shutil.copyfile(tool("sleep"), program / "_internal" / "lib.so")
    with pytest.raises(PackageError, match=r"lib\.so needs libunknown\.so\.7"):
        dependencies(program)
