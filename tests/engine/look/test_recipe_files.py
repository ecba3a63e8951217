"""Recipes that are shared: they come back as they were, and hostile files are refused."""

from __future__ import annotations

import json
import zipfile
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from engine.errors import PentimentoError, PictureError
from engine.files.archives import open_archive
from engine.images import Metadata, Picture, pixel_hash, read_picture
from engine.job.style_search import find_style
from engine.job.styles import FoundStyle, in_space_of, read_found_style
from engine.look.recipe import PackReference, Recipe, StyleReference
from engine.look.recipe_files import (
    LIMITS,
    RECIPE_FILE,
    RecipeFileError,
    load_recipe_file,
    read_embedded_style,
    save_recipe_file,
)
from engine.vgg import LEVELS
from resources.samples import sample_styles
from tests.engine.images.pictures import swapped_profile
from tests.engine.looks import looks, texture_looks
from tests.engine.rewriting import rewritten, with_member
from tests.refusals import refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

shares = st.floats(0, 1)
weights = st.floats(0.001, 1000)
names = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


def hash_of(made: Picture) -> str:
    return pixel_hash(made.pixels, made.alpha)


def recipe_of(*pictures: Picture, **fields: Any) -> Recipe:
    styles = (StyleReference(made.name or f"{number}.png", hash_of(made)) for number, made in enumerate(pictures))
    return Recipe(tuple(styles), **fields)


@st.composite
def recipes(draw: Any, pictures: tuple[Picture, ...]) -> Recipe:
    """Any recipe of some pictures."""
    styles = tuple(
        StyleReference(
            draw(names), hash_of(made), draw(weights), draw(st.dictionaries(st.sampled_from(LEVELS), weights))
        )
        for made in pictures
    )
    texture = draw(st.booleans())
    levels = draw(st.lists(st.sampled_from(LEVELS), min_size=1, unique=True))
    return Recipe(
        styles,
        draw(texture_looks if texture else looks),
        level_strengths={level: draw(shares) for level in levels},
        levels=tuple(level for level in LEVELS if level in levels),
        passes=draw(st.integers(1, 5)),
        style_size=draw(st.none() | st.integers(1, 5000)),
        look_size=None if texture else draw(st.none() | st.integers(1, 5000)),
        seed=draw(st.integers(0, 2**31)) if texture else None,
        tileable=texture and draw(st.booleans()),
        pack=draw(st.none() | st.just(PackReference("tiny", "0" * 64))),
    )


@settings(max_examples=25)
@given(data=st.data(), bits=st.sampled_from([8, 16]), alpha=st.booleans(), with_styles=st.booleans())
def test_a_recipe_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, *, data: Any, bits: Any, alpha: bool, with_styles: bool
) -> None:
    path = tmp_path_factory.mktemp("recipe") / "look.pentimento-recipe"
    made = tuple(sample(seed, bits=bits, alpha=alpha) for seed in range(2))
    recipe = data.draw(recipes(made))
    pictures = {hash_of(each): each for each in made}
    assert save_recipe_file(path, recipe, pictures, with_styles=with_styles) == path
    read = load_recipe_file(path)
    assert read.recipe == recipe
    assert read.styles.keys() == (pictures.keys() if with_styles else set())
    assert all(hash_of(style) == picture_hash for picture_hash, style in read.styles.items())
    assert read.thumbnails.keys() == pictures.keys()
    assert all(thumbnail.bits == 8 for thumbnail in read.thumbnails.values())


def sample(seed: int = 0, width: int = 30, height: int = 20, *, bits: int = 8, alpha: bool = False) -> Picture:
    """Noise, which differs by its seed."""
    random = np.random.default_rng(seed)
    dtype = np.uint8 if bits == 8 else np.uint16
    pixels: NDArray[Any] = random.integers(0, 2**bits, (height, width, 3), dtype=dtype)
    opacity: NDArray[Any] | None = random.integers(0, 2**bits, (height, width), dtype=dtype) if alpha else None
    return Picture(pixels, opacity, f"{seed}.png")


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    made = [sample(1), sample(2)]
    path = tmp_path / "look.pentimento-recipe"
    return save_recipe_file(path, recipe_of(*made), {hash_of(each): each for each in made}, with_styles=True)


def test_the_same_recipe_gives_the_same_bytes(shared: Path, tmp_path: Path) -> None:
    made = [sample(1), sample(2)]
    pictures = {hash_of(each): each for each in made}
    again = save_recipe_file(tmp_path / "b.pentimento-recipe", recipe_of(*made), pictures, with_styles=True)
    assert again.read_bytes() == shared.read_bytes()


def test_thumbnails_are_small_and_nothing_of_the_file_but_its_pixels_goes_along(tmp_path: Path) -> None:
    metadata = Metadata(exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0", xmp=b"<secret/>", dpi=(300.0, 300.0))
    made = replace(sample(3, 700, 350), metadata=metadata)
    path = tmp_path / "look.pentimento-recipe"
    save_recipe_file(path, recipe_of(made), {hash_of(made): made}, with_styles=True)
    read = load_recipe_file(path)
    (thumbnail,) = read.thumbnails.values()
    assert (thumbnail.width, thumbnail.height) == (160, 80)
    with zipfile.ZipFile(path) as archive:
        contents = [archive.read(name) for name in archive.namelist()]
    assert not any(b"secret" in content or b"eXIf" in content for content in contents)


def test_a_thumbnail_that_is_damaged_is_left_out(shared: Path) -> None:
    thumbnail = f"thumbnails/{hash_of(sample(1))}.jpg"
    rewritten(shared, lambda members: members.update({thumbnail: b"no picture"}))
    assert load_recipe_file(shared).thumbnails.keys() == {hash_of(sample(2))}


def test_nothing_is_half_written_or_replaced_unasked(shared: Path, tmp_path: Path) -> None:
    before = shared.read_bytes()
    made = sample(4)
    with refused(
        PictureError,
        "'{name}' cannot be saved: a new name was expected, but there is a file of that name; change the name or "
        "allow it to be replaced (--overwrite) or numbered (--unique).",
    ):
        save_recipe_file(shared, recipe_of(made), {hash_of(made): made}, with_styles=False)
    with pytest.raises(KeyError):
        save_recipe_file(shared, recipe_of(made), {}, with_styles=False, existing="overwrite")
    assert shared.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [shared.name]
    with refused(
        RecipeFileError,
        "A recipe should be saved as *{suffix}, and '{name}' came: add that to the name.",
        suffix=".pentimento-recipe",
    ):
        save_recipe_file(tmp_path / "look.zip", recipe_of(made), {hash_of(made): made}, with_styles=False)


def test_an_embedded_style_is_read_in_the_photo_s_space(shared: Path) -> None:
    recipe = load_recipe_file(shared).recipe
    found = read_found_style(shared, recipe.styles[1], 10**6)
    assert hash_of(found.picture) == recipe.styles[1].pixel_hash
    photo = sample(9)
    assert in_space_of(photo, found, 10**6) is found.picture
    swapped = in_space_of(replace(photo, metadata=Metadata(profile=swapped_profile())), found, 10**6)
    assert (swapped.metadata.profile, swapped.name) == (swapped_profile(), "2.png")
    # Linear, with red and green exchanged.
    assert np.corrcoef(swapped.pixels[..., 0].ravel(), found.picture.pixels[..., 1].ravel())[0, 1] > 0.9
    with refused(
        RecipeFileError,
        "{title} should hold at most {most:,.6g} megapixels, and with '{name}' it holds more: use another.",
    ):
        read_embedded_style(shared, recipe.styles[0], None, 599)


# Hostile files


def with_fields(**fields: Any) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        members["recipe.json"] = json.dumps({**json.loads(members["recipe.json"]), **fields}).encode()

    return change


STYLE = f"styles/{hash_of(sample(1))}.png"

HOSTILE: dict[str, tuple[Callable[[dict[str, bytes]], Any], str]] = {
    "absolute name": (with_member("/etc/passwd"), "plain names"),
    "name that leaves the folder": (with_member("styles/../../evil.png"), "plain names"),
    "unknown name": (with_member("evil.exe"), "plain names"),
    "a picture of no style": (with_member(f"styles/{'0' * 64}.png"), "its own styles only"),
    "zip bomb": (with_member(STYLE, bytes(30 << 20)), "times its size"),
    "recipe too long": (with_member("recipe.json", b" " * (2 << 20)), "sensible size"),
    "too many files": (
        lambda members: members.update({f"styles/{number:064x}.png": b"" for number in range(200)}),
        "at most 129 files",
    ),
    "no recipe": (lambda members: members.pop("recipe.json"), "should hold 'recipe.json'"),
    "no JSON": (with_member("recipe.json", b"{"), "cannot be read as such"),
    "deep JSON": (with_member("recipe.json", b"[" * 500_000), "at most 24 levels deep"),
    "not UTF-8": (with_member("recipe.json", b"\xff\xfe{}"), "damaged"),
    "other JSON": (with_member("recipe.json", b"{}"), "something else"),
    "later version": (with_fields(pentimento_recipe=99), "update the program"),
    "strength out of range": (with_fields(strength=3), "should be within"),
    "strength of NaN": (with_fields(strength=float("nan")), "NaN is no number"),
    "many styles": (
        with_fields(styles=[{"name": "a", "pixel_hash": "0" * 64, "weight": 1}] * 65),
        "at most 64 styles",
    ),
    "no picture": (with_member(STYLE, b"no picture"), "is damaged"),
    "another picture": (
        lambda members: members.update({STYLE: members[f"styles/{hash_of(sample(2))}.png"]}),
        "another one",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_in_one_sentence(shared: Path, name: str) -> None:
    change, words = HOSTILE[name]
    with pytest.raises(PentimentoError, match=words) as caught:
        load_recipe_file(rewritten(shared, change))
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert len(sentence) < 500
    assert shared.name in sentence or not isinstance(caught.value, RecipeFileError)


def test_all_styles_together_have_a_limit(shared: Path) -> None:
    with refused(
        RecipeFileError,
        "{title} should hold at most {most:,.6g} megapixels, and with '{name}' it holds more: use another.",
    ):
        load_recipe_file(shared, max_pixels=1199)
    assert len(load_recipe_file(shared, max_pixels=1200).styles) == 2
    with refused(
        RecipeFileError, "{title} should unpack to at most {most} MB, and it would unpack to more: use another."
    ):
        load_recipe_file(shared, limits=replace(LIMITS, total_bytes=1000))


@settings(max_examples=40)
@given(place=st.floats(0, 1), change=st.binary(min_size=1, max_size=8), cut=st.booleans())
def test_damaged_files_end_in_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, *, place: float, change: bytes, cut: bool
) -> None:
    path = tmp_path_factory.mktemp("recipe") / "look.pentimento-recipe"
    made = sample(1)
    raw = save_recipe_file(path, recipe_of(made), {hash_of(made): made}, with_styles=True).read_bytes()
    at = int(place * len(raw))
    path.write_bytes(raw[:at] if cut else raw[:at] + change + raw[at + len(change) :])
    with suppress(PentimentoError):
        read = load_recipe_file(path)
        assert all(hash_of(style) == picture_hash for picture_hash, style in read.styles.items())


# Finding styles


def test_a_style_is_found_by_its_pixels_in_folders_and_among_the_bundled_ones(tmp_path: Path) -> None:
    other, right = tmp_path / "other", tmp_path / "right"
    for folder, seed in ((other, 1), (right, 2)):
        folder.mkdir()
        Image.fromarray(sample(seed).pixels).save(folder / "hat.png")
    style = StyleReference("hat.png", hash_of(sample(2)), 3.0)
    found = find_style(style, [tmp_path, other, right])
    assert isinstance(found, FoundStyle)
    assert (found.path, found.reference) == (right / "hat.png", style)
    assert find_style(style, [other]) is None
    oil = read_picture(sample_styles()["oil"])
    bundled = find_style(StyleReference("Öl", hash_of(oil)), [])
    assert bundled is not None
    assert bundled.path == sample_styles()["oil"]
    assert bundled.reference.name == "oil.jpg"


@pytest.mark.parametrize("name", ["../hat.png", "/etc/passwd", "", "a\0b", "..", "a" * 5000])
def test_a_recipe_cannot_choose_the_folder(tmp_path: Path, name: str) -> None:
    Image.fromarray(sample(2).pixels).save(tmp_path / "hat.png")
    (tmp_path / "in").mkdir()
    assert find_style(StyleReference(name, hash_of(sample(2))), [tmp_path / "in"]) is None


# Archives in general


@given(members=st.integers(2, 6), picture_bytes=st.integers(2000, 4000), total_bytes=st.integers(5000, 15000))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_can_be_saved_can_be_loaded(tmp_path: Path, *, members: int, picture_bytes: int, total_bytes: int) -> None:
    limits = replace(LIMITS, members=members, picture_bytes=picture_bytes, total_bytes=total_bytes)
    path = tmp_path / "look.pentimento-recipe"
    path.unlink(missing_ok=True)
    made = [sample(1), sample(2)]
    recipe, pictures = recipe_of(*made), {hash_of(each): each for each in made}
    save_recipe_file(path, recipe, pictures, with_styles=True, existing="overwrite")
    try:
        load_recipe_file(path, limits=limits)
    except RecipeFileError:
        with refused(
            RecipeFileError,
            "'{name}' should be small enough to be opened again, with at most {count} files of {most:.1f} GB together "
            "and {each:.1f} GB each, and its pictures are more: save it without taking them along.",
        ):
            save_recipe_file(path, recipe, pictures, with_styles=True, existing="overwrite", limits=limits)
        assert load_recipe_file(path).recipe == recipe
    else:
        save_recipe_file(path, recipe, pictures, with_styles=True, existing="overwrite", limits=limits)


def test_the_limits_given_hold_for_the_recipe_itself_too(shared: Path) -> None:
    with refused(RecipeFileError, "{title} should hold files of a sensible size, and '{name}' has {file_size} bytes."):
        load_recipe_file(shared, limits=replace(LIMITS, document_bytes=100))


def test_styles_of_more_pixels_than_are_read_are_not_saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.look.recipe_files.MAX_PIXELS", 599)
    path, made = tmp_path / "look.pentimento-recipe", sample(1)
    with refused(
        RecipeFileError,
        "The styles in a shared recipe should have at most {most:,.6g} megapixels together, and these have more: save "
        "it without taking them along.",
    ):
        save_recipe_file(path, recipe_of(made), {hash_of(made): made}, with_styles=True)
    save_recipe_file(path, recipe_of(made), {hash_of(made): made}, with_styles=False)


@pytest.mark.parametrize("error", [ValueError("theirs"), RuntimeError("theirs"), FileNotFoundError("theirs")])
def test_only_what_reading_the_archive_says_is_told_as_damage(shared: Path, error: Exception) -> None:
    with pytest.raises(type(error), match="theirs"), open_archive(shared, RECIPE_FILE, "It", LIMITS):
        raise error
    with (
        pytest.raises(type(error), match="theirs"),
        open_archive(shared, RECIPE_FILE, "It", LIMITS) as archive,
        archive.file(STYLE),
    ):
        raise error
