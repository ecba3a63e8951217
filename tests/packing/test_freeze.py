"""When the frozen program is built, what goes into it, what it weighs, and what it says of itself."""

from __future__ import annotations

import os
import plistlib
import shutil
import subprocess
from pathlib import Path

import freeze
import pytest
from hypothesis import given
from hypothesis import strategies as st
from icon_files import FORMATS, drawn, write_icon
from inputs import FILES, ROOMS, hash_of_inputs
from naming import DOCUMENTS, About, macos_properties, numbers, windows_texts
from PIL import Image
from program_data import program_data
from sizes import MOST_ARCHIVE, MOST_FOLDER, is_too_heavy, part_of, table, weigh

from engine.look.recipe_files import SUFFIX as RECIPE
from gui.dialogs.guide import find_guide
from gui.storage.project_file import SUFFIX as PROJECT

ROOT = Path(__file__).parents[2]
ABOUT = About("pentimento", "1.2.3rc1", "Repaints photos.", "MIT")
ICON = ROOT / "resources" / "icons" / "pentimento.svg"


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A checkout with one file in each room."""
    for name in (*FILES, *(f"{room}/inner/file.py" for room in ROOMS)):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path


@pytest.mark.parametrize("name", [*FILES, *(f"{room}/inner/file.py" for room in ROOMS)])
def test_whatever_goes_in_changes_the_hash(house: Path, name: str) -> None:
    before = hash_of_inputs(house, "2.13.0+cpu", 1)
    assert hash_of_inputs(house, "2.13.0+cpu", 1) == before
    (house / name).write_text("changed")
    assert hash_of_inputs(house, "2.13.0+cpu", 1) != before


def test_names_versions_and_time_change_the_hash_and_caches_do_not(house: Path) -> None:
    before = hash_of_inputs(house, "2.13.0+cpu", 1)
    assert len({before, hash_of_inputs(house, "2.13.0", 1), hash_of_inputs(house, "2.13.0+cpu", 2)}) == 3
    (house / "engine" / "__pycache__").mkdir()
    (house / "engine" / "__pycache__" / "file.pyc").write_bytes(b"compiled")
    assert hash_of_inputs(house, "2.13.0+cpu", 1) == before
    (house / "engine" / "inner").rename(house / "engine" / "renamed")
    assert hash_of_inputs(house, "2.13.0+cpu", 1) != before


@pytest.fixture
def frozen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A build that makes a program of one file; notes the times that it was asked for."""
    asked: list[int] = []

    def make(epoch: int) -> None:
        asked.append(epoch)
        shutil.rmtree(freeze.PROGRAM, ignore_errors=True)
        (freeze.PROGRAM / "_internal").mkdir(parents=True)
        (freeze.PROGRAM / "pentimento").write_bytes(bytes(100))

    for name, path in {"DIST": "", "PROGRAM": "pentimento", "RECORD": "built-from.json"}.items():
        monkeypatch.setattr(freeze, name, tmp_path / "dist" / path)
    monkeypatch.setattr(freeze, "freeze", make)
    monkeypatch.setattr(freeze, "add_to_program", lambda *_: None)
    monkeypatch.setattr(freeze, "torch_version", lambda: "2.13.0+cpu")
    monkeypatch.setattr(freeze, "has_archive", lambda: True)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    return asked


def test_the_same_is_not_built_twice(
    frozen: list[int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(freeze.DIST.parent)
    assert freeze.main([]) == 0
    told = capsys.readouterr().err
    assert "the archive" in told
    names = ["pentimento", freeze.archive_name(), "SHA256SUMS"]
    assert told.splitlines()[-3:] == [f"  {Path('dist') / name}" for name in names]
    assert freeze.main([]) == 0
    assert "Nothing has changed" in capsys.readouterr().err
    assert len(frozen) == 1
    assert freeze.main(["--again"]) == 0
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000001")
    assert freeze.main([]) == 0
    next(freeze.DIST.glob("*.tar.xz")).unlink()
    assert freeze.main([]) == 0
    assert frozen == [1700000000, 1700000000, 1700000001, 1700000001]


def test_a_build_that_failed_is_begun_anew(frozen: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    assert freeze.main([]) == 0
    with monkeypatch.context() as patch:
        patch.setattr(freeze, "write_archive", lambda *_: (_ for _ in ()).throw(OSError(28, "no room")))
        assert freeze.main(["--again"]) == 1
    assert freeze.main([]) == 0
    assert len(frozen) == 3


@pytest.mark.parametrize(("asked", "status"), [("yesterday", 1), ("0", 0)])
def test_the_time_is_a_number_and_not_before_1980(
    frozen: list[int], monkeypatch: pytest.MonkeyPatch, asked: str, status: int
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", asked)
    assert freeze.main([]) == status
    assert frozen == [freeze.EARLIEST] * (1 - status)


def test_the_time_is_of_the_last_commit_that_changed_an_input(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.setattr(freeze, "ROOT", house)
    who = {f"GIT_{role}_{what}": "somebody" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}

    def commit(seconds: int) -> None:
        times = {"GIT_AUTHOR_DATE": f"{seconds} +0000", "GIT_COMMITTER_DATE": f"{seconds} +0000"}
        for words in (["add", "."], ["commit", "--quiet", "--no-verify", "--message", "change"]):
            subprocess.run(["git", *words], cwd=house, env={**os.environ, **who, **times}, check=True)

    subprocess.run(["git", "init", "--quiet"], cwd=house, check=True)
    commit(1_700_000_000)
    assert freeze.source_date() == 1_700_000_000
    (house / "docs" / "other.md").write_text("nothing of the program")
    commit(1_700_000_001)
    assert freeze.source_date() == 1_700_000_000
    (house / "engine" / "inner" / "file.py").write_text("changed")
    commit(1_700_000_002)
    assert freeze.source_date() == 1_700_000_002


@pytest.mark.usefixtures("frozen")
def test_what_was_made_is_named_in_full_from_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert freeze.main([]) == 0
    assert f"  {freeze.PROGRAM}\n" in capsys.readouterr().err


@pytest.mark.usefixtures("frozen")
def test_without_archive_and_installers_there_are_no_sums(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freeze, "has_archive", lambda: False)
    assert freeze.main([]) == 0
    assert not (freeze.DIST / "SHA256SUMS").exists()


def test_torch_with_cuda_is_refused_in_a_sentence_that_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr("importlib.metadata.requires", lambda _name: ["nvidia-nccl-cu13==2.28", "sympy"])
    with pytest.raises(freeze.BuildError, match=r"python3 start\.py --cpu package$"):
        freeze.torch_version()


def test_a_program_that_names_the_folder_of_its_build_is_refused(tmp_path: Path) -> None:
    program = tmp_path / "program"
    (program / "inner").mkdir(parents=True)
    (program / "inner" / "code").write_bytes(b"\0of no folder\0")
    freeze.check_discreet(program, tmp_path)
    (program / "inner" / "direct_url.json").write_text(f'{{"url": "file://{tmp_path}"}}', encoding="utf-8")
    with pytest.raises(freeze.BuildError, match=r"these do: inner/direct_url\.json\."):
        freeze.check_discreet(program, tmp_path)


@pytest.mark.usefixtures("frozen")
def test_too_heavy_a_program_fails(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sizes.MOST_FOLDER", 99)
    assert freeze.main([]) == 1
    assert "too heavy" in capsys.readouterr().err


def test_weights_add_up_and_links_weigh_nothing(tmp_path: Path) -> None:
    for name, size in {"torch/lib/a.so": 3_000_000, "libQt6Core.so.6": 2_000_000, "small.so": 7}.items():
        (tmp_path / "_internal" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "_internal" / name).write_bytes(bytes(size))
    (tmp_path / "_internal" / "libtorch.so").symlink_to("torch/lib/a.so")
    (tmp_path / "pentimento").write_bytes(bytes(10))
    weights = weigh(tmp_path)
    assert list(weights.items()) == [("PyTorch", 3_000_000), ("Qt", 2_000_000), ("all else", 17)]
    assert [line.split()[-2] for line in table(weights, None)[:2]] == ["3.0", "2.0"]


def test_bounds_hold_for_both() -> None:
    assert not is_too_heavy({"a": MOST_FOLDER}, MOST_ARCHIVE)
    assert is_too_heavy({"a": MOST_FOLDER, "b": 1}, 0)
    assert is_too_heavy({}, MOST_ARCHIVE + 1)
    assert part_of("libQt6Gui.so.6") == part_of("PySide6") == "Qt"


@given(st.lists(st.integers(0, 65535), min_size=1, max_size=4), st.sampled_from(["", "rc1", ".dev3", "+local"]))
def test_windows_gets_four_numbers(version: list[int], end: str) -> None:
    assert numbers(".".join(map(str, version)) + end)[: len(version)] == tuple(version)


def test_windows_is_told_who_it_is() -> None:
    texts = windows_texts(ABOUT, "pentimento-cli.exe")
    assert (texts["OriginalFilename"], texts["ProductVersion"]) == ("pentimento-cli.exe", "1.2.3rc1")
    assert texts["Comments"] == ABOUT.description


def test_macos_knows_our_files() -> None:
    properties = plistlib.loads(plistlib.dumps(macos_properties(ABOUT)))
    declared = {kind["UTTypeIdentifier"]: kind for kind in properties["UTExportedTypeDeclarations"]}
    suffixes = {kind["UTTypeTagSpecification"]["public.filename-extension"][0] for kind in declared.values()}
    assert {f".{suffix}" for suffix in suffixes} == {suffix for _, suffix, _, _ in DOCUMENTS} == {PROJECT, RECIPE}
    opened = {name for kind in properties["CFBundleDocumentTypes"] for name in kind["LSItemContentTypes"]}
    assert declared.keys() < opened
    assert properties["CFBundleVersion"] == "1.2.3"


@pytest.mark.parametrize("suffix", FORMATS)
def test_icons_have_all_sizes(tmp_path: Path, suffix: str) -> None:
    with Image.open(write_icon(ICON, tmp_path / f"icon{suffix}")) as icon:
        sides = {size[0] * (size[2] if len(size) > 2 else 1) for size in icon.info["sizes"]}
    assert sides == set(FORMATS[suffix])


def test_an_icon_is_drawn_and_clear_around() -> None:
    picture = drawn(ICON, 64)
    assert picture.getpixel((0, 0)) == (0, 0, 0, 0)
    assert picture.getpixel((10, 24)) == (0xE0, 0xA0, 0x47, 255)


def test_resources_guide_and_name_go_along(tmp_path: Path) -> None:
    for file, folder in program_data(ROOT, tmp_path / "work"):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        shutil.copy(file, tmp_path / folder)
    resources = tmp_path / "resources"
    assert find_guide((resources / "docs",)) is not None
    assert list((resources / "docs" / "pictures").glob("*.png"))
    assert (resources / "packs" / "atelier" / "weights.safetensors").is_file()
    assert (resources / "icons" / "pentimento.svg").is_file()
    assert (resources / "translations" / "pentimento_de.qm").is_file()
    assert not list(tmp_path.rglob("*.py"))
    metadata = next(tmp_path.glob("pentimento-*.dist-info")) / "METADATA"
    assert "Name: pentimento\n" in metadata.read_text()
    assert str(ROOT) not in metadata.read_text()
