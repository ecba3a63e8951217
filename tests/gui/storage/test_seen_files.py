"""A file is noticed as another one exactly when its bytes are."""

from __future__ import annotations

import os
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.storage.seen_files import COARSEST_CLOCK, digest_of, look_at

contents = st.none() | st.binary(max_size=3)
moments = st.integers(0, 3)


def write(path: Path, content: bytes | None, age: float, *, anew: bool) -> None:
    """Makes a file hold something, in its place or as another file, changed some seconds ago."""
    if content is None:
        path.unlink(missing_ok=True)
        return
    target = path.with_name("new") if anew else path
    target.write_bytes(content)
    # As coarse as the clock of FAT.
    moment = (time.time() - age) // 2 * 2
    os.utime(target, (moment, moment))
    target.replace(path)


@given(st.lists(st.tuples(contents, moments, st.booleans()), min_size=1, max_size=6))
def test_two_looks_differ_exactly_where_the_bytes_do(steps: list[tuple[bytes | None, int, bool]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.pentimento"
        seen, held = look_at(path), None
        assert seen.digest is None
        for content, age, anew in steps:
            write(path, content, age, anew=anew)
            again = look_at(path, seen)
            assert (again.digest == seen.digest) == (content == held)
            assert again.digest == digest_of(path)
            seen, held = again, content


def test_a_file_that_has_long_been_as_it_is_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.pentimento"
    write(path, b"old", 10 * COARSEST_CLOCK, anew=False)
    seen = look_at(path)
    monkeypatch.setattr(Path, "open", None)
    assert look_at(path, seen) is seen


def test_a_folder_in_the_place_of_a_file_cannot_be_looked_at(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="directory"):
        look_at(tmp_path)
    (tmp_path / "file").touch()
    assert look_at(tmp_path / "file" / "within").digest is None
