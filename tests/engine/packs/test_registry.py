from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from typing import TYPE_CHECKING

import pytest

from engine.errors import PackError
from engine.packs.registry import Registry, default_registry, read_pack
from engine.packs.weights import load, verify, write
from engine.vgg import LEVELS
from tests.engine.packs.test_manifest import BAD_NAMES
from tests.engine.packs.tiny import tiny_manifest, tiny_pack, tiny_tensors
from tests.refusals import refused

if TYPE_CHECKING:
    from pathlib import Path

    from engine.packs.manifest import Manifest


def install(registry: Registry, name: str, *, seed: int = 0, replace: bool = False) -> Manifest:
    manifest = tiny_manifest(name)
    tensors = tiny_tensors(manifest, seed=seed)
    return registry.install(name, lambda folder: write(folder, manifest, tensors), replace=replace).manifest


def test_an_installed_pack_is_found(registry: Registry) -> None:
    assert registry.names() == ()
    manifest = install(registry, "tiny")
    found = registry.find("tiny")
    assert (found.manifest, found.bundled, found.folder) == (manifest, False, registry.user_folder / "tiny")
    assert load(found).keys() == manifest.expected_tensors().keys()
    assert [path.name for path in registry.user_folder.iterdir()] == ["tiny"]


def test_bundled_and_own_packs_are_listed_together(registry: Registry) -> None:
    tiny_pack(registry.bundled_folder / "atelier")
    (registry.bundled_folder / "public.toml").write_text("", "utf-8")
    (registry.bundled_folder / "__pycache__").mkdir()
    install(registry, "mine")
    assert registry.names() == ("atelier", "mine")
    assert {name: pack.bundled for name, pack in registry.manifests().packs.items()} == {"atelier": True, "mine": False}


def test_damaged_packs_are_told_beside_the_good_ones(registry: Registry) -> None:
    install(registry, "good")
    install(registry, "bad")
    (registry.user_folder / "bad" / "manifest.json").write_text("{", "utf-8")
    (registry.user_folder / "empty").mkdir()
    (registry.user_folder / "with space").mkdir()
    (registry.user_folder / "binary").mkdir()
    (registry.user_folder / "binary" / "manifest.json").write_bytes(b"\xff\xfe")
    (registry.user_folder / "huge").mkdir()
    (registry.user_folder / "huge" / "manifest.json").write_bytes(b" " * (2 << 20))
    listing = registry.manifests()
    assert list(listing.packs) == ["good"]
    assert "its manifest is not JSON" in listing.damaged["bad"]
    assert "is no model pack: it has no manifest.json" in listing.damaged["empty"]
    assert "cannot be the name" in listing.damaged["with space"]
    assert "cannot be read" in listing.damaged["binary"]
    assert "larger than any manifest should be" in listing.damaged["huge"]


def test_a_pack_that_is_not_there(registry: Registry) -> None:
    install(registry, "tiny")
    with refused(PackError, "There is no model pack {name!r}; installed: {there}. {how}", name="other", there="tiny"):
        registry.find("other")


@pytest.mark.parametrize("name", BAD_NAMES)
def test_names_do_not_leave_the_folder(registry: Registry, tmp_path: Path, name: str) -> None:
    (tmp_path / "x").mkdir()
    for attempt in (
        lambda: registry.find(name),
        lambda: registry.remove(name),
        lambda: registry.install(name, tiny_pack, replace=True),
    ):
        with refused(
            PackError,
            "{name!r} cannot be the name of a model pack: use up to 64 letters (A to Z), digits, - and _, beginning "
            "with a letter or digit, and no name that Windows reserves.",
        ):
            attempt()
    assert (tmp_path / "x").is_dir()


def test_a_name_that_is_taken_is_refused_unless_replaced(registry: Registry) -> None:
    first = install(registry, "tiny")
    with refused(
        PackError,
        "There is already a pack {name!r}: choose another name, or have it replaced (--replace).",
        name="tiny",
    ):
        install(registry, "tiny", seed=1)
    assert registry.find("tiny").manifest == first
    second = install(registry, "tiny", seed=1, replace=True)
    assert registry.find("tiny").manifest == second != first
    verify(registry.find("tiny"))
    assert [path.name for path in registry.user_folder.iterdir()] == ["tiny"]


def test_a_pack_that_fails_to_be_written_leaves_nothing(registry: Registry) -> None:
    first = install(registry, "tiny")

    def fails(folder: Path) -> Manifest:
        (folder / "weights.safetensors").write_bytes(b"half")
        raise PackError("no")

    for name in ("tiny", "new"):
        with refused(PackError, "no"):
            registry.install(name, fails, replace=True)
    with refused(
        PackError,
        "The pack {manifest_name!r} cannot be installed under the name {name!r}.",
        manifest_name="other",
        name="new",
    ):
        registry.install("new", lambda folder: write(folder, tiny_manifest("other"), tiny_tensors(first)))
    assert [path.name for path in registry.user_folder.iterdir()] == ["tiny"]
    assert registry.find("tiny").manifest == first


def test_a_bundled_pack_can_neither_be_replaced_nor_removed(registry: Registry) -> None:
    tiny_pack(registry.bundled_folder / "atelier")
    with refused(PackError, "The pack {name!r} comes with Pentimento and stays: choose another name.", name="atelier"):
        install(registry, "atelier", replace=True)
    with refused(PackError, "The pack {name!r} comes with Pentimento and cannot be removed.", name="atelier"):
        registry.remove("atelier")
    assert read_pack(registry.bundled_folder / "atelier")


def test_a_pack_is_removed(registry: Registry) -> None:
    install(registry, "tiny")
    install(registry, "other")
    registry.remove("tiny")
    assert registry.names() == ("other",)
    assert [path.name for path in registry.user_folder.iterdir()] == ["other"]
    with refused(PackError, "There is no model pack {name!r}; installed: {there}. {how}", name="tiny"):
        registry.remove("tiny")


def test_a_damaged_pack_can_be_removed(registry: Registry) -> None:
    (registry.user_folder / "bad").mkdir(parents=True)
    registry.remove("bad")
    assert registry.names() == ()


def test_removing_a_link_keeps_what_it_points_to(registry: Registry, tmp_path: Path) -> None:
    tiny_pack(tmp_path / "elsewhere" / "tiny")
    registry.user_folder.mkdir(parents=True)
    (registry.user_folder / "tiny").symlink_to(tmp_path / "elsewhere" / "tiny")
    registry.remove("tiny")
    assert registry.names() == ()
    verify(read_pack(tmp_path / "elsewhere" / "tiny"))


def test_the_default_pack(registry: Registry) -> None:
    with refused(PackError, "There is no model pack with all five levels. {how}"):
        registry.default_name()
    tiny_pack(registry.user_folder / "a", levels=LEVELS[2:])
    with refused(PackError, "There is no model pack with all five levels. {how}"):
        registry.default_name()
    tiny_pack(registry.user_folder / "z")
    assert registry.default_name() == "z"
    tiny_pack(registry.user_folder / "b")
    assert registry.default_name() == "b"
    tiny_pack(registry.bundled_folder / "atelier")
    assert registry.default_name() == "atelier"
    (registry.bundled_folder / "atelier" / "manifest.json").write_text("{", "utf-8")
    assert registry.default_name() == "b"


KILLED = """
    import os, signal, sys
    from pathlib import Path
    from engine.packs.registry import Registry

    registry = Registry(Path(sys.argv[1]), Path(sys.argv[1]) / "none")
    when = sys.argv[2]
    renamings = []
    rename = Path.rename

    def counted(self, target):
        rename(self, target)
        renamings.append(target)
        if when == "between renamings" and len(renamings) == 1:
            os.kill(os.getpid(), signal.SIGKILL)

    def write(folder):
        for path in (Path(sys.argv[1]) / "source").iterdir():
            (folder / path.name).write_bytes(path.read_bytes())
            if when == "writing":
                os.kill(os.getpid(), signal.SIGKILL)
        return registry.find("source").manifest.__class__.from_json((folder / "manifest.json").read_text(), "source")

    Path.rename = counted
    registry.find("source")
    from dataclasses import replace
    registry.install("tiny", lambda folder: replace(write(folder), name="tiny"), replace=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_kill_while_writing_leaves_no_half_pack(registry: Registry) -> None:
    first = install(registry, "tiny")
    tiny_pack(registry.user_folder / "source")
    command = [sys.executable, "-c", textwrap.dedent(KILLED), str(registry.user_folder), "writing"]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    leftovers = [path for path in registry.user_folder.iterdir() if path.name.startswith(".")]
    assert len(leftovers) == 1
    assert registry.names() == ("source", "tiny")
    assert registry.find("tiny").manifest == first
    verify(registry.find("tiny"))
    install(registry, "next")
    assert leftovers[0].exists(), "another process may still be writing to a young folder"
    old = time.time() - 7200
    os.utime(leftovers[0], (old, old))
    install(registry, "another")
    assert not leftovers[0].exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_kill_while_replacing_loses_no_pack(registry: Registry) -> None:
    first = install(registry, "tiny")
    tiny_pack(registry.user_folder / "source")
    command = [sys.executable, "-c", textwrap.dedent(KILLED), str(registry.user_folder), "between renamings"]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    install(registry, "next")
    assert registry.find("tiny").manifest == first
    verify(registry.find("tiny"))


def test_a_folder_that_cannot_be_written_to_gives_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    registry = Registry(tmp_path / "file" / "packs", tmp_path / "bundled")
    with refused(
        PackError,
        "The folder of model packs, {folder}, cannot be {doing}: {reason}.",
        folder=str(tmp_path / "file/packs"),
        doing="written to",
    ):
        install(registry, "tiny")


def test_a_full_disk_gives_a_sentence_and_leaves_nothing(registry: Registry) -> None:
    def full(folder: Path) -> Manifest:
        (folder / "weights.safetensors").write_bytes(b"half")
        raise OSError(28, "No space left on device")

    with refused(
        PackError,
        "The folder of model packs, {folder}, cannot be {doing}: {reason}.",
        doing="written to",
        reason="No space left on device",
    ):
        registry.install("tiny", full)
    assert list(registry.user_folder.iterdir()) == []


def test_the_default_registry_follows_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PENTIMENTO_DATA_FOLDER", str(tmp_path))
    registry = default_registry()
    assert registry.user_folder == tmp_path / "packs"
    assert registry.downloads_folder == tmp_path / "downloads"
    assert (registry.bundled_folder / "public.toml").is_file()
    monkeypatch.delenv("PENTIMENTO_DATA_FOLDER")
    assert default_registry().user_folder.parts[-2:] == ("pentimento", "packs")
