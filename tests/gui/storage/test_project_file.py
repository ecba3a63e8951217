"""Project files: what is saved comes back, and hostile ones are refused."""

from __future__ import annotations

import json
import os
import signal
import stat
import struct
import subprocess
import sys
import time
import zipfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import PentimentoError, PictureError
from engine.images import Framing, Picture
from gui.document.data import DocumentData
from gui.document.state import PhotoEntry, State, StyleEntry
from gui.document.versions import make_version
from gui.storage.project_file import load_project, save_project
from gui.storage.project_limits import LIMITS, ProjectError
from gui.storage.project_masks import with_masks
from gui.storage.state_json import STATE_FORMAT
from tests.engine.rewriting import rewritten, with_member
from tests.gui.made import hash_of, picture, qualities, saved, states, treatments
from tests.refusals import refused

if TYPE_CHECKING:
    from collections.abc import Callable


def data_of(photo: Picture, *styles: Picture, paths: tuple[Path | None, ...] = ()) -> DocumentData:
    """A document of some pictures."""
    places = (*paths, *(None,) * (1 + len(styles) - len(paths)))
    state = State(
        PhotoEntry(hash_of(photo), "photo", places[0], Framing(right=0.5)),
        tuple(
            StyleEntry(f"style-{number}", hash_of(style), f"style {number}", place)
            for number, (style, place) in enumerate(zip(styles, places[1:], strict=True))
        ),
    )
    return DocumentData(state, (), {hash_of(each): each for each in (photo, *styles)})


def same(one: Picture, other: Picture) -> bool:
    return hash_of(one) == hash_of(other)


@settings(max_examples=15)
@given(treatment=treatments, quality=qualities, bits=st.sampled_from([8, 16]), alpha=st.booleans(), embed=st.booleans())
def test_what_is_saved_comes_back(
    tmp_path_factory: pytest.TempPathFactory, *, treatment: Any, quality: Any, bits: int, alpha: bool, embed: bool
) -> None:
    folder = tmp_path_factory.mktemp("project")
    made = [picture(seed, bits=bits, alpha=alpha) for seed in range(3)]
    data = data_of(*made)
    data = replace(data, state=replace(data.state, treatment=treatment, quality=quality))
    data = replace(data, versions=(replace(make_version("v1", made[1], data.state), name="Blau", pinned=True),))
    save_project(folder / "a.pentimento", data, embed=embed)
    read = load_project(folder / "a.pentimento")
    assert (read.missing, read.notes) == ((), ())
    assert read.data.state == data.state
    assert read.data.pictures.keys() == data.pictures.keys()
    assert all(same(read.data.pictures[found], data.pictures[found]) for found in data.pictures)
    (version,) = read.data.versions
    assert (version.name, version.pinned, version.state) == ("Blau", True, data.state)
    assert np.abs(version.preview.pixels.astype(int) - made[1].pixels).max() <= (60 if bits == 8 and not alpha else 0)


@settings(max_examples=30)
@given(state=states())
def test_any_state_comes_back_without_its_pictures(tmp_path_factory: pytest.TempPathFactory, state: State) -> None:
    path = tmp_path_factory.mktemp("project") / "a.pentimento"
    save_project(path, DocumentData(state))
    read = load_project(path)
    # A region whose mask is nowhere has nothing painted.
    assert read.data.state == with_masks(state, {})
    assert {missing.picture_hash for missing in read.missing} == state.picture_hashes


def test_the_same_project_gives_the_same_bytes(tmp_path: Path) -> None:
    data = data_of(picture(0), picture(1))
    save_project(tmp_path / "a.pentimento", data)
    save_project(tmp_path / "b.pentimento", data)
    assert (tmp_path / "a.pentimento").read_bytes() == (tmp_path / "b.pentimento").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.pentimento", "b.pentimento"]


def test_a_file_is_taken_along_as_it_is_while_it_holds_the_picture(tmp_path: Path) -> None:
    path = saved(tmp_path, picture(1), "hat.png")
    data = data_of(picture(0), picture(1), paths=(None, path))
    save_project(tmp_path / "a.pentimento", data)
    with zipfile.ZipFile(tmp_path / "a.pentimento") as archive:
        assert archive.read(f"pictures/{hash_of(picture(1))}.png") == path.read_bytes()
    saved(tmp_path, picture(2), "hat.png")
    save_project(tmp_path / "a.pentimento", data)
    read = load_project(tmp_path / "a.pentimento")
    assert same(read.data.pictures[hash_of(picture(1))], picture(1))


def test_pictures_by_path_move_with_the_project(tmp_path: Path) -> None:
    folder = tmp_path / "work"
    (folder / "styles").mkdir(parents=True)
    path = saved(folder / "styles", picture(1), "hat.png")
    save_project(folder / "a.pentimento", data_of(picture(0), picture(1), paths=(None, path)), embed=False)
    folder.rename(tmp_path / "moved")
    read = load_project(tmp_path / "moved" / "a.pentimento")
    assert read.missing == ()
    assert read.data.state.styles[0].path == tmp_path / "moved" / "styles" / "hat.png"
    (tmp_path / "moved" / "styles" / "hat.png").unlink()
    read = load_project(tmp_path / "moved" / "a.pentimento")
    (missing,) = read.missing
    assert (missing.picture_hash, missing.name) == (hash_of(picture(1)), "style 0")
    assert "any more" in missing.reason


def test_a_picture_that_has_changed_is_used_as_it_is(tmp_path: Path) -> None:
    path = saved(tmp_path, picture(1), "hat.png")
    data = data_of(picture(0), picture(1), paths=(None, path))
    data = replace(data, versions=(make_version("v1", picture(5), data.state),))
    save_project(tmp_path / "a.pentimento", data, embed=False)
    saved(tmp_path, picture(2), "hat.png")
    read = load_project(tmp_path / "a.pentimento")
    assert "has changed" in read.notes[0]
    assert read.data.state.styles[0].picture_hash == hash_of(picture(2))
    assert read.data.versions[0].state.styles[0].picture_hash == hash_of(picture(2))


def test_a_version_without_its_picture_is_left_out(tmp_path: Path) -> None:
    data = data_of(picture(0))
    data = replace(data, versions=(make_version("v1", picture(1), data.state),))
    save_project(tmp_path / "a.pentimento", data)

    def cut(members: dict[str, bytes]) -> None:
        members["versions/v1-preview.jpg"] = members["versions/v1-preview.jpg"][:100]

    read = load_project(rewritten(tmp_path / "a.pentimento", cut))
    assert read.data.versions == ()
    assert "left out" in read.notes[0]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "a.pentimento"
    data = data_of(picture(0), picture(1))
    save_project(path, replace(data, versions=(make_version("v1", picture(2), data.state),)))
    return path


def document_change(**fields: Any) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        document = json.loads(members["project.json"])
        for path, value in fields.items():
            *parents, last = path.split("__")
            place = document
            for part in parents:
                place = place[int(part) if part.isdigit() else part]
            place[last] = value
        members["project.json"] = json.dumps(document).encode()

    return change


def with_text(text: str) -> Callable[[dict[str, bytes]], None]:
    return lambda members: members.update({"project.json": text.encode()})


def without_document(members: dict[str, bytes]) -> None:
    del members["project.json"]


HOSTILE = {
    "absolute name": (with_member("/etc/passwd"), "plain names"),
    "name that leaves the folder": (with_member("../evil.png"), "plain names"),
    "hidden way out": (with_member("pictures/../../evil.png"), "plain names"),
    "drive": (with_member("C:\\evil.png"), "plain names"),
    "unknown name": (with_member("evil.exe"), "plain names"),
    "ratio": (with_member(f"pictures/{'0' * 64}.png", bytes(30 << 20)), "times its size"),
    "document too long": (with_member("project.json", b" " * (17 << 20)), "sensible size"),
    "too many files": (
        lambda members: members.update({f"pictures/{number:064x}.png": b"" for number in range(4001)}),
        "at most 4000 files",
    ),
    "no document": (without_document, "project.json"),
    "no JSON": (with_text("{"), "cannot be read"),
    "no object": (with_text("[]"), "an object"),
    "other object": (with_text("{}"), "pentimento_project"),
    "too deep": (with_text('{"a":' + "[" * 100_000 + "]" * 100_000 + "}"), "levels deep"),
    "brackets in a text": (with_text('{"a":"\\\\' + "[" * 100 + '"}'), "pentimento_project"),
    "text without an end": (with_text('\\"' * 400_000), "cannot be read"),
    "repeated name": (with_text('{"a":1,"a":2}'), "repeated"),
    "not UTF-8": (with_member("project.json", b"\xff\xfe{}"), "damaged"),
    "later version": (document_change(pentimento_project=2), "update the program"),
    "later state": (document_change(state__format=STATE_FORMAT.newest + 1), "update the program"),
    "version zero": (document_change(pentimento_project=0), "should say the number of its format"),
    "version as text": (document_change(pentimento_project="1"), "whole number"),
    "NaN": (document_change(state__look__strength=float("nan")), "NaN"),
    "infinity": (with_text('{"pentimento_project":1e999}'), "whole number"),
    "number as text": (document_change(state__look__strength="0.5"), "a number"),
    "truth as number": (document_change(state__look__levels__relu1_1__on=1), "true or false"),
    "out of range": (document_change(state__look__strength=3), "within 0 and 1"),
    "huge number": (document_change(state__quality__preview_size=10**14), "within"),
    "unknown field": (document_change(state__look__evil=1), "look.evil': it is damaged or of a later version"),
    "wrong hash": (document_change(state__photo__picture="../evil"), "hexadecimal"),
    "wrong key": (document_change(versions__0__key="../evil"), "key"),
    "name with a zero": (document_change(state__photo__name="a\0b"), "a text"),
    "long name": (document_change(state__photo__name="a" * 5000), "a text"),
    "empty crop": (
        document_change(
            state__photo__framing={
                "left": 0.5,
                "right": 0.5,
                "top": 0,
                "bottom": 1,
                "quarter_turns": 0,
                "mirrored": False,
            }
        ),
        "crop",
    ),
    "many styles": (document_change(state__styles=[{}] * 65), "at most 64"),
    "many versions": (document_change(versions=[{}] * 201), "at most 200"),
    "many pictures": (document_change(pictures=[{}] * 1001), "at most 1000"),
    "picture outside": (document_change(pictures__0__file="../../etc/passwd"), "plain names"),
    "picture that is not there": (document_change(pictures__0__file=f"pictures/{'0' * 64}.png"), "does not"),
    "solo of nobody": (document_change(state__solo="nobody"), "on the shelf"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_projects_are_refused_in_one_sentence(project: Path, name: str) -> None:
    change, words = HOSTILE[name]
    with pytest.raises(PentimentoError, match=words) as caught:
        load_project(rewritten(project, change))
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert len(sentence) < 500
    assert "a.pentimento" in sentence or not isinstance(caught.value, ProjectError)


def add_raw(path: Path, info: zipfile.ZipInfo, content: bytes = b"x") -> None:
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(info, content)


def test_links_are_refused(project: Path) -> None:
    info = zipfile.ZipInfo(f"pictures/{'0' * 64}.png")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    add_raw(project, info, b"/etc/passwd")
    with refused(ProjectError, "{title} should hold plain files, and '{name}' is a link or worse: use another."):
        load_project(project)


def test_repeated_names_are_refused(project: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        add_raw(project, zipfile.ZipInfo("project.json"))
    with refused(ProjectError, "{title} should hold each file once, and '{name}' is there twice."):
        load_project(project)


def test_other_packings_are_refused(project: Path) -> None:
    info = zipfile.ZipInfo(f"pictures/{'0' * 64}.png")
    info.compress_type = zipfile.ZIP_BZIP2
    add_raw(project, info)
    with refused(ProjectError, "{title} should be packed plainly, and '{name}' is not: save it again."):
        load_project(project)


def test_what_is_unpacked_counts_and_not_what_is_told(project: Path) -> None:
    name = f"pictures/{hash_of(picture(0))}.png"
    rewritten(project, lambda members: members.update({name: bytes(900_000)}))
    limits = replace(LIMITS, picture_bytes=100_000)
    raw = bytearray(project.read_bytes())
    for mark, size_at, name_at in ((b"PK\3\4", 22, 30), (b"PK\1\2", 24, 46)):
        place = -1
        while (place := raw.find(mark, place + 1)) >= 0:
            if raw[place + name_at : place + name_at + len(name)] == name.encode():
                raw[place + size_at : place + size_at + 4] = struct.pack("<L", 50_000)
    project.write_bytes(raw)
    with refused(ProjectError, "{title} should be whole, and it is damaged ({error}): use another copy."):
        load_project(project, limits)


def test_all_files_together_have_a_limit(project: Path) -> None:
    with refused(ProjectError, "{title} should unpack to at most {most} MB, and it would unpack to more: use another."):
        load_project(project, replace(LIMITS, total_bytes=1000))


def test_pictures_over_the_limit_are_refused(project: Path) -> None:
    with refused(
        ProjectError,
        "{title} should hold at most {most:,.6g} megapixels, and with '{name}' it holds more: take out a picture.",
    ):
        load_project(project, replace(LIMITS, pixels=600))
    assert load_project(project, replace(LIMITS, pixels=2 * 24 * 16)).missing == ()


@pytest.mark.parametrize("content", [b"", b"PK\5\6", b"no project at all, but some text", bytes(4096)])
def test_other_files_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.pentimento"
    path.write_bytes(content)
    with refused(ProjectError, "{title} should be {what}, and it is something else: choose another."):
        load_project(path)


@pytest.mark.parametrize("share", [0.2, 0.9, 0.999])
def test_a_project_that_is_cut_short_is_called_that(project: Path, share: float) -> None:
    whole = project.read_bytes()
    project.write_bytes(whole[: int(share * len(whole))])
    with refused(ProjectError, "{title} should be whole, and it is damaged or cut short: use another copy."):
        load_project(project)


def test_a_second_list_of_files_is_refused(project: Path) -> None:
    raw = project.read_bytes()
    project.write_bytes(raw[:-22] + b"PK\6\7" + bytes(16) + raw[-22:])
    with refused(ProjectError, "{title} should be {what}, and it is something else: choose another."):
        load_project(project)


@given(place=st.floats(0, 1), change=st.binary(min_size=1, max_size=8), cut=st.booleans())
def test_damaged_projects_end_in_a_sentence_or_are_read(
    tmp_path_factory: pytest.TempPathFactory, place: float, change: bytes, cut: bool
) -> None:
    path = tmp_path_factory.mktemp("damaged") / "a.pentimento"
    save_project(path, data_of(picture(0), picture(1)))
    raw = bytearray(path.read_bytes())
    start = int(place * len(raw))
    raw[start : len(raw) if cut else start + len(change)] = change
    path.write_bytes(raw)
    with suppress(PentimentoError):
        load_project(path)


def test_missing_files_and_folders_end_in_a_sentence(tmp_path: Path) -> None:
    with refused(ProjectError, "{title} should be there, and there is no such file any more: look for it."):
        load_project(tmp_path / "none.pentimento")
    with refused(ProjectError, "{title} should be readable, and the system says '{reason}': copy it first."):
        load_project(tmp_path)
    with refused(
        PictureError,
        "{start} writing to '{folder}' was expected to work, but it failed; look at the disk or choose another folder.",
    ):
        save_project(tmp_path / "nowhere" / "a.pentimento", DocumentData())


def test_a_project_does_not_ask_other_machines(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    is_file = Path.is_file

    def noting(path: Path) -> bool:
        asked.append(str(path))
        return is_file(path)

    monkeypatch.setattr(Path, "is_file", noting)
    change = document_change(pictures__0__file=None, pictures__0__path="//evil/share/a.png")
    assert len(load_project(rewritten(project, change)).missing) == 1
    assert not any("evil" in path for path in asked)


SAVING = """
import sys
from pathlib import Path
from tests.gui.storage.test_project_file import data_of
from tests.gui.made import picture
from gui.storage.project_file import save_project
path = Path(sys.argv[1])
print("ready", flush=True)
for seed in range(1, 100000):
    save_project(path, data_of(picture(seed, 300, 200)))
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_a_kill_while_saving_leaves_the_old_file_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.pentimento"
    save_project(path, data_of(picture(0)))
    for delay in (0.01, 0.05, 0.12):
        command = [sys.executable, "-c", SAVING, str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ}) as process:
            assert process.stdout is not None
            assert process.stdout.readline().strip() == b"ready"
            time.sleep(delay)
            process.kill()
        assert load_project(path).missing == ()
