from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from engine.cli import packs as module
from engine.cli.packs import packs
from engine.errors import PackError
from engine.packs.download import DownloadProgress
from engine.packs.registry import Registry, default_registry
from engine.packs.weights import verify
from tests.engine.packs.foreign import write_numbered
from tests.engine.packs.tiny import tiny_pack

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Registry:
    """The registry that the commands see: the user's packs only, whatever comes with the program."""
    registry = Registry(tmp_path / "data" / "packs", tmp_path / "bundled")
    monkeypatch.setattr(module, "default_registry", lambda: registry)
    monkeypatch.setenv("COLUMNS", "200")
    return registry


def run(*arguments: str, answer: str | None = None) -> Result:
    return CliRunner().invoke(packs, arguments, input=answer)


def refusal(*arguments: str) -> str:
    result = run(*arguments)
    assert isinstance(result.exception, PackError)
    return str(result.exception)


def test_list(registry: Registry) -> None:
    tiny_pack(registry.user_folder / "tiny")
    tiny_pack(registry.user_folder / "two", levels=("relu2_1", "relu1_1"))
    (registry.user_folder / "bad").mkdir()
    result = run("list")
    assert result.exit_code == 0
    assert "tiny (default)" in result.stdout
    assert "relu2_1 relu1_1" in result.stdout
    assert "has no manifest.json" in " ".join(result.stdout.split())
    assert "To download: distilled16x, vgg19" in result.stdout


def test_list_as_json(registry: Registry) -> None:
    assert json.loads(run("list", "--json").stdout) == {"default": None, "packs": [], "damaged": {}}
    manifest = tiny_pack(registry.user_folder / "tiny")
    (registry.user_folder / "bad").mkdir()
    data = json.loads(run("list", "--json").stdout)
    assert data["default"] == "tiny"
    assert [(pack["name"], pack["sha256"], pack["bundled"]) for pack in data["packs"]] == [
        ("tiny", manifest.sha256, False)
    ]
    assert list(data["damaged"]) == ["bad"]


def test_show(registry: Registry) -> None:
    manifest = tiny_pack(registry.user_folder / "tiny")
    assert manifest.sha256 in run("show", "tiny").stdout
    data = json.loads(run("show", "tiny", "--json").stdout)
    assert data["sha256"] == manifest.sha256
    assert data["encoders"] == {"shared": [4, 6, 8, 8, 8]}
    assert "There is no model pack 'other'" in refusal("show", "other")


def test_show_cuts_nothing_short_in_a_narrow_terminal(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    manifest = tiny_pack(registry.user_folder / "tiny")
    monkeypatch.setenv("COLUMNS", "60")
    out = run("show", "tiny").stdout
    assert "…" not in out
    assert manifest.sha256 in "".join(out.split())
    assert "shared:(4,6,8,8,8)" in "".join(out.split())


def test_what_a_pack_says_is_not_read_as_markup(registry: Registry) -> None:
    from dataclasses import replace

    from engine.packs.weights import write
    from tests.engine.packs.tiny import tiny_manifest, tiny_tensors

    manifest = replace(tiny_manifest("tiny"), description="[red]plain[/red]", licence="[/]")
    write(registry.user_folder / "tiny", manifest, tiny_tensors(manifest))
    assert "[red]plain[/red]" in run("list").stdout
    assert "[red]plain[/red]" in run("show", "tiny").stdout


def test_verify(registry: Registry) -> None:
    tiny_pack(registry.user_folder / "a")
    tiny_pack(registry.user_folder / "b")
    assert run("verify").stdout == "a: sound\nb: sound\n"
    path = registry.user_folder / "a" / "weights.safetensors"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    result = run("verify")
    assert result.stdout == "b: sound\n"
    assert "The pack 'a' is damaged" in str(result.exception)
    assert "The pack 'a' is damaged" in refusal("verify", "a")
    assert run("verify", "b").stdout == "b: sound\n"
    assert "There is no model pack 'c'" in refusal("verify", "c")


def test_import(registry: Registry, tmp_path: Path) -> None:
    write_numbered(tmp_path / "files", levels=(1, 2))
    folder = str(tmp_path / "files")
    result = run("import", folder, "--name", "mine")
    assert result.stdout == "mine: installed with relu2_1, relu1_1. Licence: unknown (imported from files).\n"
    verify(registry.find("mine"))
    assert "There is already a pack 'mine'" in refusal("import", folder, "--name", "mine")
    assert run("import", folder, "--name", "mine", "--replace").exit_code == 0
    assert "cannot be the name of a model pack" in refusal("import", folder, "--name", "../mine")
    assert run("import", folder).exit_code == 2


def test_download(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = []

    def steps(name: str, into: Registry, *, replace: bool) -> Iterator[DownloadProgress]:
        assert (into, replace) == (registry, True)
        try:
            for number in (1, 2):
                for done in (0, 5, 10):
                    yield DownloadProgress(f"file{number}", number, 2, done, 10)
            if name == "fails":
                raise PackError("no such luck")
            tiny_pack(registry.user_folder / name)
        finally:
            ended.append(name)

    monkeypatch.setattr(module, "download", steps)
    result = run("download", "tiny", "--replace")
    assert result.stdout == ("tiny: installed with relu5_1, relu4_1, relu3_1, relu2_1, relu1_1. Licence: CC0-1.0.\n")
    assert "1 of 2  file1" in result.stderr
    assert "2 of 2  file2" in result.stderr
    assert refusal("download", "fails", "--replace") == "no such luck"
    assert ended == ["tiny", "fails"]


def test_a_download_that_cannot_be(registry: Registry) -> None:
    assert "There is no pack 'other' to download" in refusal("download", "other")
    tiny_pack(registry.user_folder / "vgg19")
    assert "There is already a pack 'vgg19'" in refusal("download", "vgg19")


def test_remove(registry: Registry) -> None:
    tiny_pack(registry.user_folder / "tiny")
    kept = run("remove", "tiny", answer="n\n")
    assert kept.exit_code == 0
    assert "tiny: kept" in kept.output
    assert registry.names() == ("tiny",)
    assert run("remove", "tiny", answer="y\n").exit_code == 0
    assert registry.names() == ()
    tiny_pack(registry.user_folder / "tiny")
    assert run("remove", "tiny", "--yes").stdout == "tiny: removed\n"
    assert "There is no model pack 'tiny'" in refusal("remove", "tiny", "--yes")
    tiny_pack(registry.bundled_folder / "atelier")
    assert "cannot be removed" in refusal("remove", "atelier", "--yes")


def test_the_commands_use_the_default_registry(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PENTIMENTO_DATA_FOLDER", str(tmp_path))
    tiny_pack(tmp_path / "packs" / "tiny")
    assert default_registry().find("tiny").folder == tmp_path / "packs" / "tiny"
    names = [pack["name"] for pack in json.loads(run("list", "--json").stdout)["packs"]]
    assert "tiny" in names


def test_listing_does_not_load_torch(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PENTIMENTO_DATA_FOLDER", str(tmp_path))
    code = (
        "import sys; from engine.cli.packs import packs; packs(['list'], standalone_mode=False);"
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
