from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.batch.naming import Pattern
from engine.batch.plan import Photo, find_photos, natural, plan_pieces
from engine.errors import JobError
from tests.refusals import refused

if TYPE_CHECKING:
    import random


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (
        "b10.jpg",
        "b2.JPG",
        "notes.txt",
        ".hidden.png",
        "inner/a.png",
        "inner/deep/c.tif",
        ".git/x.png",
        "out/old.png",
    ):
        path = tmp_path / "photos" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    return tmp_path / "photos"


def names(photos: tuple[Photo, ...]) -> list[str]:
    return [(photo.folder / photo.path.name).as_posix() for photo in photos]


def test_a_folder_s_photos_are_found_in_people_s_order(folder: Path) -> None:
    assert names(find_photos([folder], folder / "out", recursive=False)) == ["b2.JPG", "b10.jpg"]


def test_folders_in_folders_are_mirrored_but_for_the_results_own(folder: Path) -> None:
    found = names(find_photos([folder], folder / "out", recursive=True))
    assert found == ["b2.JPG", "b10.jpg", "inner/a.png", "inner/deep/c.tif"]


def test_a_photo_that_is_named_twice_is_painted_once(folder: Path) -> None:
    photos = find_photos([folder / "b2.JPG", folder, folder / "b2.JPG"], folder / "out", recursive=False)
    assert names(photos) == ["b2.JPG", "b10.jpg"]


@pytest.mark.parametrize(
    ("place", "output", "sentence"),
    [
        ("nowhere", "out", "A folder or a picture was expected at '{place}', and there is none: check the name."),
        (
            "inner",
            "inner",
            "The results should go to another folder than the photos, and both are '{place}': they would be taken for "
            "photos the next time.",
        ),
        (".git/none", "out", "A folder or a picture was expected at '{place}', and there is none: check the name."),
        ("empty", "out", "Pictures were expected in {where}, and there is none: look into folders in it too."),
    ],
)
def test_places_without_photos_are_refused(folder: Path, place: str, output: str, sentence: str) -> None:
    (folder / "empty").mkdir()
    named = {"where": f"'{folder / place}'"} if "{where}" in sentence else {"place": str(folder / place)}
    with refused(JobError, sentence, **named):
        find_photos([folder / place], folder / output, recursive=False)


@pytest.mark.skipif(not hasattr(Path, "symlink_to"), reason="no links here")
def test_links_that_lead_round_in_circles_are_not_followed(folder: Path) -> None:
    (folder / "inner" / "round").symlink_to(folder, target_is_directory=True)
    assert len(find_photos([folder], folder / "out", recursive=True)) == 4


def targets(*photos: str, makers: tuple[str, ...] = ("wave",), text: str = "{name}", **options: object) -> list[str]:
    found = [Photo(Path("in", name), Path(name).parent) for name in photos]
    given = {"suffix": None, "sixteen_bits": False, **options}
    pieces = plan_pieces(found, makers, Path("out"), Pattern(text), **given)  # type: ignore[arg-type]
    return [piece.target.as_posix() for piece in pieces]


def test_each_photo_goes_with_each_look_into_a_mirrored_folder() -> None:
    made = targets("a.jpg", "x/b.jpg", makers=("wave", "ink"), text="{number} {name} {style}")
    assert made == ["out/1 a wave.jpg", "out/1 a ink.jpg", "out/x/2 b wave.jpg", "out/x/2 b ink.jpg"]


def test_the_format_is_the_photo_s_where_it_can_be_written() -> None:
    assert targets("a.jpg", "b.heic", "c.TIF") == ["out/a.jpg", "out/b.png", "out/c.TIF"]
    assert targets("a.jpg", "c.tif", sixteen_bits=True) == ["out/a.png", "out/c.tif"]
    assert targets("a.jpg", "c.tif", suffix=".webp") == ["out/a.webp", "out/c.webp"]


def test_results_of_one_name_are_refused_beforehand() -> None:
    with refused(
        JobError,
        "Each result should have a name of its own, and '{other_photo}' and '{piece_photo}' would both be '{target}': "
        "put the number into the naming, or leave one out.",
        other_photo="in/a.jpg",
        piece_photo="in/a.png",
        target="out/a.png",
    ):
        targets("a.jpg", "a.png", suffix=".png")
    with refused(
        JobError,
        "Each result should have a name of its own, and '{other_photo}' and '{piece_photo}' would both be '{target}': "
        "put the number into the naming, or leave one out.",
        other_photo="in/a.png",
        piece_photo="in/A.png",
    ):
        targets("a.png", "A.png")
    with refused(
        JobError,
        "Each result should have a name of its own, and two looks of '{photo_name}' would both be '{target_name}': "
        "put the style into the naming, and give styles of one name other names.",
        photo_name="a.jpg",
        target_name="a wave.jpg",
    ):
        targets("a.jpg", makers=("wave", "wave"), text="{name} {style}")


def test_no_result_replaces_what_it_is_made_of(folder: Path) -> None:
    photos = find_photos([folder / "b2.JPG"], folder, recursive=False)
    with refused(
        JobError,
        "The results should not replace '{source}', of which they are made: choose another folder or naming.",
        source=str(folder / "b2.JPG"),
    ):
        plan_pieces(photos, ["wave"], folder, Pattern("{name}"), suffix=None, sixteen_bits=False)
    with refused(
        JobError,
        "The results should not replace '{source}', of which they are made: choose another folder or naming.",
        source=str(folder / "style.jpg"),
    ):
        plan_pieces(
            photos,
            ["wave"],
            folder,
            Pattern("style"),
            suffix=".jpg",
            sixteen_bits=False,
            sources=[folder / "style.jpg"],
        )


@given(st.lists(st.integers(0, 10**6), unique=True), st.randoms())
def test_numbers_in_names_count(numbers: list[int], chance: random.Random) -> None:
    frames = [f"frame {number}.png" for number in sorted(numbers)]
    shuffled = list(frames)
    chance.shuffle(shuffled)
    assert sorted(shuffled, key=natural) == frames
