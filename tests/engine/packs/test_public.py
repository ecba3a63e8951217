from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from engine.errors import PackError
from engine.packs.manifest import check_name
from engine.packs.public import PublicFile, known_pack, public_pack, public_packs
from tests.engine.packs.foreign import MODELS
from tests.refusals import refused

if TYPE_CHECKING:
    from pathlib import Path


def test_the_table_is_sound() -> None:
    packs = public_packs()
    assert list(packs) == ["distilled16x", "vgg19"]
    for name, pack in packs.items():
        check_name(name)
        assert len({file.name for file in pack.files}) == len({file.path for file in pack.files}) == 10
        assert re.fullmatch(r"https://raw\.githubusercontent\.com/[\w-]+/[\w-]+/[0-9a-f]{40}/[\w/]+/", pack.address)
        for file in pack.files:
            assert re.fullmatch(r"\w+\.pth", file.name)
            assert (file.sha256 is None) != (file.git_blob is None)
            assert re.fullmatch(r"[0-9a-f]{64}|[0-9a-f]{40}", file.sha256 or file.git_blob or "")
    assert sum(file.size is None for file in packs["vgg19"].files) == 4


def test_an_unknown_pack_is_refused() -> None:
    with refused(
        PackError,
        "There is no pack {name!r} to download; there are {packs}.",
        name="other",
        packs="distilled16x and vgg19",
    ):
        public_pack("other")


def test_files_are_told_by_their_bytes(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"hello\n")
    # Known values: sha256sum, and git hash-object.
    by_sha256 = PublicFile(
        name="x", path="x", sha256="5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"
    )
    by_git = PublicFile(name="x", path="x", git_blob="ce013625030ba8dba906f756967f9e9ca394464a")
    assert by_sha256.matches(path)
    assert by_git.matches(path)
    assert replace(by_git, size=6).matches(path)
    assert not replace(by_git, size=7).matches(path)
    path.write_bytes(b"Hello\n")
    assert not by_sha256.matches(path)
    assert not by_git.matches(path)
    assert known_pack([path]) is None
    assert known_pack([]) is None


@pytest.mark.skipif(not MODELS.is_dir(), reason="the public weights are not on this machine")
def test_the_files_on_this_machine_are_those_of_the_table() -> None:
    for name, folder in (("distilled16x", "distilled16x"), ("vgg19", "vgg19-levels-1-3")):
        paths = sorted((MODELS / folder).glob("*.pth"))
        known = known_pack(paths)
        assert known is not None
        assert known.name == name
    mixed = [*(MODELS / "distilled16x").glob("*1.pth"), *(MODELS / "vgg19-levels-1-3").glob("*1_1.pth")]
    assert known_pack(mixed) is None
