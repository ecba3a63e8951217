from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from engine.images import read_picture
from engine.planning.tiling import TILES
from tests.engine.pictures import furthest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.engine.cli.conftest import Outcome

    Call = Callable[..., Outcome]

pytestmark = pytest.mark.usefixtures("desk")

FORMAT = ("--number-format", "float32")


def test_a_photo_is_repainted(call: Call) -> None:
    outcome = call("stylise", "photo.png", "brush.png", "-o", "out.png", *FORMAT)
    assert outcome.status == 0
    assert outcome.out.startswith("Saved out.png: 64 × 48 pixels in ")
    assert outcome.out.endswith("s (tiny, cpu float32).\n")
    assert "relu5_1 decode" in outcome.err
    assert "relu1_1 decode: 100%" in outcome.err
    painted = read_picture(Path("out.png"))
    assert (painted.width, painted.height) == (64, 48)
    assert furthest(painted.pixels, read_picture(Path("photo.png")).pixels) > 20


def test_american_spelling_works(call: Call) -> None:
    assert call("stylize", "photo.png", "brush.png", "-o", "out.png", *FORMAT).status == 0


def test_without_output_a_new_name_beside_the_photo_is_found(call: Call, desk: Path) -> None:
    for _ in range(2):
        assert call("stylise", "photo.png", "brush.png", "ink.jpg", *FORMAT).status == 0
    assert sorted(path.name for path in desk.glob("photo +*")) == [
        "photo + brush + ink (2).png",
        "photo + brush + ink.png",
    ]


def test_a_folder_as_output_keeps_the_new_name(call: Call, desk: Path) -> None:
    (desk / "results").mkdir()
    assert call("stylise", "photo.png", "ink.jpg", "-o", "results", *FORMAT).status == 0
    assert (desk / "results" / "photo + ink.png").is_file()


def test_json_is_a_summary_for_machines(call: Call) -> None:
    outcome = call("stylise", "photo.png", "brush.png", "-o", "out.png", "--json", *FORMAT)
    summary = json.loads(outcome.out)
    assert summary["output"] == "out.png"
    assert summary["size"] == [64, 48]
    assert summary["number_format"] == "float32"
    assert summary["seconds"]["total"] > 0
    assert summary["recipe"]["pack"]["name"] == "tiny"
    assert [style["name"] for style in summary["recipe"]["styles"]] == ["brush.png"]


def test_all_options_reach_the_recipe(call: Call) -> None:
    words = ["--weight", 1, "--weight", 3, "--strength", 0.5, "--levels", "relu3_1,relu4_1", "--passes", 2]
    words += ["--level-strength", "relu4_1=0.25", "--style-size", 33, "--size", 32, "--pack", "tiny"]
    outcome = call("stylise", "photo.png", "brush.png", "ink.jpg", "-o", "out.png", "--json", *words, *FORMAT)
    assert outcome.status == 0, outcome.err
    summary = json.loads(outcome.out)
    recipe = summary["recipe"]
    assert [style["weight"] for style in recipe["styles"]] == [1, 3]
    assert recipe["strength"] == 0.5
    assert recipe["level_strengths"] == {"relu4_1": 0.25}
    assert recipe["levels"] == ["relu4_1", "relu3_1"]
    assert recipe["passes"] == 2
    assert recipe["style_size"] == 33
    assert summary["size"] == [32, 24]


@pytest.mark.parametrize(
    ("words", "look_size"),
    [
        ([], None),
        (["--same-look"], 1024),
        (["--same-look", "--look-size", 40], 40),
        (["--look-size", 40], 40),
        (["--recipe", "look.json"], 32),
        (["--recipe", "look.json", "--same-look"], 32),
        (["--recipe", "look.json", "--look-size", 50], 50),
        (["--recipe", "look.json", "--finer-strokes"], None),
    ],
)
def test_the_look_is_the_networks_own_unless_asked_or_in_the_recipe(
    call: Call, words: list[str | int], look_size: int | None
) -> None:
    first = ("stylise", "photo.png", "brush.png", "--levels", "relu1_1", "--json", *FORMAT)
    look = json.loads(call(*first, "-o", "first.png", "--look-size", 32).out)["recipe"]
    Path("look.json").write_text(json.dumps(look), encoding="utf-8")
    outcome = call(*first, "-o", "out.png", *words)
    assert outcome.status == 0, outcome.err
    assert json.loads(outcome.out)["recipe"]["look_size"] == look_size
    # The photo is 64 pixels wide, so only a smaller look changes it.
    plain = json.loads(call(*first, "-o", "plain.png").out)
    assert plain["recipe"]["look_size"] is None
    out, other = (read_picture(Path(f"{name}.png")).pixels for name in ("out", "plain"))
    same = np.array_equal(out, other)
    assert same == (look_size is None or look_size >= 64)


def test_a_picture_larger_than_the_memory_is_painted_in_tiles(call: Call) -> None:
    words = ("stylise", "photo.png", "brush.png", "--size", 900, "--levels", "relu1_1", *FORMAT, "--json")
    refused = call(*words, "-o", "none.png", "--memory", "9MB")
    assert refused.status == 2
    assert refused.err.endswith("GB are allowed: allow more, or choose a smaller size.\n")
    whole = json.loads(call(*words, "-o", "whole.png").out)
    outcome = call(*words, "-o", "tiled.png", "--memory", f"{whole['memory_estimate'] / 1e6 - 0.5} MB")
    assert outcome.status == 0, outcome.err
    tiled = json.loads(outcome.out)
    assert whole["tile"] is None
    assert tiled["tile"] in TILES
    assert tiled["memory_estimate"] < whole["memory_estimate"]
    assert furthest(*(read_picture(Path(f"{name}.png")).pixels for name in ("tiled", "whole"))) <= 1


def test_a_mask_gives_its_light_part_another_style(call: Call) -> None:
    half = np.zeros((48, 64), np.uint8)
    half[:, 32:] = 255
    Image.fromarray(half).save("mask.png")
    levels = ("--levels", "relu1_1", "--strength", 1, *FORMAT)
    assert call("stylise", "photo.png", "brush.png", "-o", "plain.png", *levels).status == 0
    masked = call(
        "stylise", "photo.png", "brush.png", "--mask", "mask.png", "--mask-style", "ink.jpg", "-o", "out.png", *levels
    )
    assert masked.status == 0, masked.err
    Image.fromarray(255 - half).save("mask.png")
    swapped = call(
        "stylise", "photo.png", "ink.jpg", "--mask", "mask.png", "--mask-style", "brush.png", "-o", "swap.png", *levels
    )
    assert swapped.status == 0, swapped.err
    out, swap, plain = (read_picture(Path(f"{name}.png")).pixels for name in ("out", "swap", "plain"))
    assert furthest(out, swap) <= 1
    assert furthest(out, plain) > 8


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nowhere.png", "brush.png"], "nowhere.png"),
        (["photo.png", "nowhere.png"], "nowhere.png"),
        (["photo.png"], "At least one style should be named after the photo"),
        (["photo.png", "brush.png", "--strength", "7"], "The strength should be within 0 and 1, and it is 7.0"),
        (["photo.png", "brush.png", "--finer-strokes", "--look-size", "9"], "One of --look-size and --finer-strokes"),
        (["photo.png", "brush.png", "--look-size", "0"], "The look size should be at least 1 pixel, and it is 0"),
        (["photo.png", "brush.png", "--levels", "relu7"], "A level should be one of relu5_1, relu4_1"),
        (["photo.png", "brush.png", "--levels", ","], "At least one level should be given"),
        (["photo.png", "brush.png", "--level-strength", "relu4_1"], "--level-strength should look like relu4_1=0.5"),
        (["photo.png", "brush.png", "--weight", "1", "--weight", "2"], "--weight should be given once per style"),
        (["photo.png", "brush.png", "--weight", "0"], "At least one style should have a weight above 0"),
        (["photo.png", "brush.png", "--passes", "9"], "The passes should be 1 to 5, and they are 9"),
        (["photo.png", "brush.png", "--memory", "lots"], "--memory should be megabytes or gigabytes like 800MB or 2GB"),
        (["photo.png", "brush.png", "--memory", "0GB"], "--memory should be megabytes or gigabytes like 800MB or 2GB"),
        (["photo.png", "brush.png", "--size", "0"], "The size should be at least 1 pixel"),
        (["photo.png", "brush.png", "--style-size", "-2"], "The style size should be at least 1 pixel"),
        (["photo.png", "brush.png", "--mask", "photo.png"], "--mask and --mask-style should come together"),
        (["photo.png", "brush.png", "--pack", "missing"], "missing"),
        (["photo.png", "brush.png", "--device", "abacus"], "'abacus' was asked for: choose one of these"),
        (["photo.png", "brush.png", "-o", "out.xyz"], ".xyz"),
        (["photo.png", "brush.png", "-o", "photo.png"], "photo.png"),
        (["photo.png", "brush.png", "-o", "no/such/folder/out.png"], "folder"),
        (["photo.png", "brush.png", "-o", "out.jpg", "--bits", "16"], "16"),
        (["photo.png", "brush.png", "--quality", "0"], "uality"),
        (["photo.png", "brush.png", "--most-megapixels", "0.001"], "is too large: at most 0.001 megapixels"),
        (["photo.png", "brush.png", "--recipe", "photo.png"], "and it holds none"),
        (["photo.png", "brush.png", "--nonsense"], "No such option"),
        (["photo.png", "brush.png", "--most-megapixels", "nan"], "--most-megapixels"),
        (["photo.png", "brush.png", "--overwrite", "--unique"], "One of --overwrite and --unique should be given"),
        (["photo.png", "brush.png", "--keep-location", "--strip-metadata"], "One of --keep-location and"),
        (
            ["photo.png", "brush.png", "--levels", "relu1_1", "--level-strength", "relu4_1=1"],
            "--level-strength should be for a level that is visited, and relu4_1 is not",
        ),
        (
            ["photo.png", "brush.png", "--mask", "brush.png", "--mask-style", "brush.png"],
            "The mask 'brush.png' should have the proportions of 'photo.png', 64 × 48, and it has 50 × 40",
        ),
        (["photo.png", "brush.png", "-o", f"{'long' * 100}.png"], "cannot be saved"),
        (["photo.png", "brush.png", "-o", "out.webp", "--size", "20000"], "at most 16383 pixels a side"),
    ],
)
def test_bad_input_gets_one_sentence_and_status_2(call: Call, desk: Path, words: list[str], sentence: str) -> None:
    before = sorted(path.name for path in desk.iterdir())
    outcome = call("stylise", *words)
    assert outcome.status == 2
    assert sentence in outcome.err
    assert "Traceback" not in outcome.err
    assert outcome.out == ""
    assert sorted(path.name for path in desk.iterdir()) == before
    if "Usage" not in outcome.err:
        assert len(outcome.err.strip().splitlines()) == 1


def test_a_pack_with_few_levels_says_what_it_lacks(call: Call, desk: Path) -> None:
    from tests.engine.packs.tiny import tiny_pack

    tiny_pack(desk.parent / "data" / "packs" / "shallow", levels=("relu2_1", "relu1_1"))
    outcome = call("stylise", "photo.png", "brush.png", "--pack", "shallow")
    assert outcome.status == 2
    assert "'shallow' has no relu5_1 and relu4_1 and relu3_1; it has relu2_1, relu1_1" in outcome.err
    assert call("stylise", "photo.png", "brush.png", "--pack", "shallow", "--levels", "relu2_1", *FORMAT).status == 0


def test_what_a_picture_is_made_of_is_never_replaced(call: Call, desk: Path) -> None:
    before = (desk / "brush.png").read_bytes()
    outcome = call("stylise", "photo.png", "brush.png", "-o", "brush.png", "--overwrite", *FORMAT)
    assert outcome.status == 2
    assert "The result should not replace 'brush.png', which it is made of" in outcome.err
    assert (desk / "brush.png").read_bytes() == before


def test_what_is_transparent_in_a_mask_is_outside(call: Call, desk: Path) -> None:
    seen = np.full((48, 64, 4), 255, np.uint8)
    seen[:, :32, 3] = 0
    Image.fromarray(seen).save("cut.png")
    seen[:, :32, :3] = 0
    Image.fromarray(np.ascontiguousarray(seen[:, :, :3])).save("plain.png")
    for mask in ("cut", "plain"):
        words = ["--mask", f"{mask}.png", "--mask-style", "ink.jpg", "-o", f"by {mask}.png"]
        outcome = call("stylise", "photo.png", "brush.png", *words, *FORMAT)
        assert "Note: The recipe in the picture holds neither masks nor their styles." in outcome.err
    assert np.array_equal(read_picture(desk / "by cut.png").pixels, read_picture(desk / "by plain.png").pixels)


def test_an_existing_output_is_not_overwritten_unless_asked(call: Call, desk: Path) -> None:
    (desk / "out.png").write_bytes(b"precious")
    refused = call("stylise", "photo.png", "brush.png", "-o", "out.png", *FORMAT)
    assert refused.status == 2
    assert (desk / "out.png").read_bytes() == b"precious"
    unique = call("stylise", "photo.png", "brush.png", "-o", "out.png", "--unique", *FORMAT)
    assert "Saved out (2).png" in unique.out
    assert (desk / "out.png").read_bytes() == b"precious"
    assert call("stylise", "photo.png", "brush.png", "-o", "out.png", "--overwrite", *FORMAT).status == 0
    assert read_picture(desk / "out.png").width == 64


def recipe_of(call: Call, name: str) -> dict[str, Any]:
    recipe: dict[str, Any] = json.loads(call("recipe", name).out)
    return recipe


@pytest.mark.parametrize("output", ["new folder/", "new folder"])
def test_a_folder_that_is_not_there_is_called_one(call: Call, output: str) -> None:
    outcome = call("stylise", "photo.png", "brush.png", "-o", output)
    assert outcome.status == 2
    assert "A folder that is there or a file with a suffix like .png should be named, and 'new folder'" in outcome.err
    assert not Path("new folder").exists()


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".tif", ".webp"])
def test_the_recipe_is_in_the_picture_and_paints_another_photo(call: Call, desk: Path, suffix: str) -> None:
    out = f"out{suffix}"
    assert call("stylise", "photo.png", "brush.png", "-o", out, "--strength", 0.8, "--passes", 2, *FORMAT).status == 0
    assert recipe_of(call, out)["strength"] == 0.8
    again = call("stylise", "photo.png", "--recipe", out, "-o", "again.png", *FORMAT)
    assert again.status == 0, again.err
    assert recipe_of(call, "again.png") == recipe_of(call, out)
    other = call("stylise", "ink.jpg", "--recipe", out, "-o", "other.png", "--strength", 0.1, *FORMAT)
    assert other.status == 0
    assert recipe_of(call, "other.png") == {**recipe_of(call, out), "strength": 0.1}
    if suffix == ".png":
        assert np.array_equal(read_picture(desk / "again.png").pixels, read_picture(desk / out).pixels)


def test_a_recipe_can_be_a_file_of_json(call: Call, desk: Path) -> None:
    call("stylise", "photo.png", "brush.png", "-o", "out.png", *FORMAT)
    (desk / "look.json").write_text(call("recipe", "out.png").out, encoding="utf-8")
    assert call("stylise", "photo.png", "--recipe", "look.json", "-o", "again.png", *FORMAT).status == 0
    assert np.array_equal(read_picture(desk / "again.png").pixels, read_picture(desk / "out.png").pixels)


@pytest.mark.parametrize("text", ["{", "3", '{"pentimento_recipe": 1, "passes": Infinity}'])
def test_a_file_of_json_that_is_no_recipe_is_refused(call: Call, desk: Path, text: str) -> None:
    (desk / "look.json").write_text(text)
    for words in (["recipe", "look.json"], ["stylise", "photo.png", "--recipe", "look.json"]):
        outcome = call(*words)
        assert outcome.status == 2
        assert "'look.json' should hold" in outcome.err


def test_made_up_names_are_not_too_long(call: Call, desk: Path) -> None:
    long = desk / f"{'b' * 200}.png"
    (desk / "brush.png").rename(long)
    assert call("stylise", "photo.png", long, *FORMAT).status == 0
    assert [len(path.name) for path in desk.glob("photo +*")] == [184]


@pytest.mark.parametrize("character", ["画", "ä", "🎨"])
def test_made_up_names_are_cut_in_bytes(call: Call, desk: Path, character: str) -> None:
    """83 Chinese characters and the style's name were more than a file system takes."""
    long = desk / f"{character * (249 // len(character.encode()))}.png"
    (desk / "photo.png").rename(long)
    for _ in range(2):
        assert call("stylise", long, "brush.png", "--unique", *FORMAT).status == 0
    made = sorted(path.name for path in desk.glob("*.png") if path.name not in (long.name, "brush.png"))
    assert [name.strip(character) for name in made] == [" (2).png", ".png"]
    assert all(len(name.encode()) <= 188 for name in made)


@pytest.mark.slow
def test_a_name_that_the_terminal_cannot_show_loses_nothing(desk: Path) -> None:
    (desk / "brush.png").rename(desk / "画.png")
    for words in ([], ["--json"]):
        outcome = subprocess.run(
            [sys.executable, "-m", "engine.cli", "stylise", "photo.png", "画.png", "--overwrite", *words, *FORMAT],
            env={**os.environ, "PYTHONIOENCODING": "cp1252", "OMP_NUM_THREADS": "1"},
            capture_output=True,
            check=False,
        )
        assert outcome.returncode == 0, outcome.stderr


def test_stripped_metadata_takes_the_recipe_along(call: Call) -> None:
    call("stylise", "photo.png", "brush.png", "-o", "out.png", "--strip-metadata", *FORMAT)
    outcome = call("recipe", "out.png")
    assert outcome.status == 2
    assert "'out.png' should be a picture with a recipe, and it holds none" in outcome.err


def test_a_recipe_asks_for_styles_that_it_cannot_find(call: Call, desk: Path) -> None:
    call("stylise", "photo.png", "brush.png", "ink.jpg", "-o", "out.png", *FORMAT)
    moved = desk.parent / "elsewhere.png"
    (desk / "brush.png").rename(moved)
    missing = call("stylise", "photo.png", "--recipe", "out.png", "-o", "again.png", *FORMAT)
    assert missing.status == 2
    assert "The recipe needs the styles 'brush.png'" in missing.err
    # Another picture of that name is not that style.
    Image.fromarray(np.zeros((9, 9, 3), np.uint8)).save("brush.png")
    assert call("stylise", "photo.png", "--recipe", "out.png", "-o", "again.png", *FORMAT).status == 2
    found = call("stylise", "photo.png", moved, "--recipe", "out.png", "-o", "again.png", *FORMAT)
    assert found.status == 0, found.err
    assert "Note" not in found.err
    assert np.array_equal(read_picture(desk / "again.png").pixels, read_picture(desk / "out.png").pixels)


def test_another_picture_in_place_of_a_style_is_warned_of(call: Call, desk: Path) -> None:
    call("stylise", "photo.png", "brush.png", "-o", "out.png", *FORMAT)
    (desk / "brush.png").unlink()
    outcome = call("stylise", "photo.png", "ink.jpg", "--recipe", "out.png", "-o", "again.png", *FORMAT)
    assert outcome.status == 0
    assert "Note: The recipe's style 'brush.png' was replaced by another picture, 'ink.jpg'." in outcome.err
    too_many = call("stylise", "photo.png", "ink.jpg", "ink.jpg", "--recipe", "out.png", *FORMAT)
    assert too_many.status == 2
    assert "The recipe takes 1 styles, and these are too many: ink.jpg" in too_many.err


def test_another_pack_than_the_recipe_s_is_warned_of(call: Call, desk: Path) -> None:
    from tests.engine.packs.tiny import tiny_pack

    call("stylise", "photo.png", "brush.png", "-o", "out.png", *FORMAT)
    tiny_pack(desk.parent / "data" / "packs" / "other", seed=5)
    outcome = call("stylise", "photo.png", "--recipe", "out.png", "--pack", "other", "-o", "again.png", *FORMAT)
    assert outcome.status == 0
    assert "Note: The recipe was made with the pack 'tiny' of another hash, and 'other' is used" in outcome.err


def test_16_bits_go_through_the_whole_program(call: Call, desk: Path) -> None:
    import pyvips

    ramp = np.linspace(0, 65535, 128 * 96).astype(np.uint16).reshape(96, 128, 1)
    pyvips.Image.new_from_array(np.repeat(ramp, 3, axis=2)).copy(interpretation="rgb16").write_to_file("deep.tif")
    outcome = call("stylise", "deep.tif", "brush.png", "-o", "out.png", "--levels", "relu1_1", "--json")
    assert outcome.status == 0, outcome.err
    summary = json.loads(outcome.out)
    assert summary["bits"] == 16
    assert summary["number_format"] == "float32"
    assert len(np.unique(read_picture(desk / "out.png").pixels)) > 4096
    assert call("stylise", "deep.tif", "brush.png", "-o", "out8.png", "--bits", "8", *FORMAT).status == 0
    assert read_picture(desk / "out8.png").bits == 8


def test_alpha_is_put_back(call: Call, desk: Path) -> None:
    pixels = np.full((48, 64, 4), 200, np.uint8)
    pixels[:, :32, 3] = 0
    Image.fromarray(pixels).save("cut.png")
    assert call("stylise", "cut.png", "brush.png", "-o", "out.png", *FORMAT).status == 0
    alpha = read_picture(desk / "out.png").alpha
    assert alpha is not None
    assert np.array_equal(alpha, pixels[:, :, 3])


def test_the_photo_s_own_profile_is_kept_on_request(call: Call, desk: Path) -> None:
    import pyvips

    photo = pyvips.Image.new_from_file("photo.png").copy(interpretation="srgb")
    photo.icc_transform("p3", input_profile="srgb").write_to_file("wide.tif")
    own = read_picture(desk / "wide.tif", profile="own").metadata.profile
    assert own is not None
    assert call("stylise", "wide.tif", "brush.png", "-o", "own.tif", "--profile", "photo", *FORMAT).status == 0
    assert read_picture(desk / "own.tif", profile="own").metadata.profile == own
    assert call("stylise", "wide.tif", "brush.png", "-o", "srgb.tif", *FORMAT).status == 0
    assert read_picture(desk / "srgb.tif", profile="own").metadata.profile != own


def test_the_look_s_finish_and_transform_reach_the_recipe(call: Call) -> None:
    words = ["--transform", "transport", "--colour", "matched", "--colour-amount", 0.5, "--saturation", 1.5]
    words += ["--contrast", 0.5, "--detail", 0.25, "--photorealistic"]
    outcome = call("stylise", "photo.png", "brush.png", "-o", "out.png", "--json", *words, *FORMAT)
    assert outcome.status == 0, outcome.err
    recipe = json.loads(outcome.out)["recipe"]
    assert [recipe[key] for key in ("transform", "colour", "colour_amount", "saturation", "contrast")] == [
        "transport",
        "matched",
        0.5,
        1.5,
        0.5,
    ]
    assert (recipe["detail"], recipe["photorealistic"]) == (0.25, True)
    again = call("stylise", "photo.png", "brush.png", "--recipe", "out.png", "--painted", "-o", "b.png", "--json")
    assert json.loads(again.out)["recipe"]["photorealistic"] is False


def test_a_grid_shows_every_transform(call: Call) -> None:
    outcome = call("stylise", "photo.png", "brush.png", "--grid", "transforms", "-o", "sheet.png", *FORMAT)
    assert outcome.status == 0, outcome.err
    assert outcome.out == "Saved sheet.png: the photo painted by every transform, 64 × 48 pixels each.\n"
    sheet = read_picture(Path("sheet.png"))
    assert sheet.width == 2 * 24 + 3 * (64 + 12) - 12
    refused = call("stylise", "photo.png", "brush.png", "--grid", "transforms", "--transform", "adain")
    assert refused.status == 2
    assert "One of --grid and --transform" in refused.err


def hide(path: Path) -> None:
    """Makes a picture wholly transparent."""
    pixels = np.zeros((16, 16, 4), np.uint8)
    pixels[..., :3] = 90
    Image.fromarray(pixels).save(path)


@pytest.mark.parametrize(
    "words",
    [
        ("stylise", "photo.png", "hidden.png"),
        ("stylise", "photo.png", "brush.png", "hidden.png"),
        ("stylise", "photo.png", "brush.png", "--region", "photo.png=hidden.png"),
        ("stylise", "photo.png", "brush.png", "--mask", "photo.png", "--mask-style", "hidden.png"),
        ("refine", "photo.png", "hidden.png"),
        ("texture", "hidden.png"),
        ("batch", "photo.png", "hidden.png"),
    ],
)
def test_a_style_of_which_nothing_can_be_seen_is_refused(call: Call, desk: Path, words: tuple[str, ...]) -> None:
    hide(desk / "hidden.png")
    before = set(desk.iterdir())
    outcome = call(*words, "-o", "out.png")
    assert outcome.status == 2
    assert "'hidden.png' is wholly transparent: choose another, or another part of it." in outcome.err
    assert set(desk.iterdir()) == before


@pytest.mark.parametrize(("suffix", "told"), [("jpg", True), ("bmp", True), ("png", False), ("webp", False)])
@pytest.mark.parametrize("opacity", [128, 255])
def test_it_is_told_where_transparency_is_lost(
    call: Call, desk: Path, suffix: str, *, told: bool, opacity: int
) -> None:
    pixels = np.full((16, 16, 4), 90, np.uint8)
    pixels[:8, :, 3], pixels[8:, :, 3] = opacity, 255
    (desk / "photos").mkdir()
    Image.fromarray(pixels).save(desk / "photos" / "glass.png")
    words = (*FORMAT, "--levels", "relu1_1")
    for outcome in (
        call("stylise", "photos/glass.png", "brush.png", "-o", f"out.{suffix}", *words),
        call("batch", "photos", "brush.png", "-o", "painted", "--format", suffix, *words),
    ):
        assert outcome.status == 0, outcome.err
        assert ("'glass.png' is transparent in parts, which" in outcome.err) == (told and opacity < 255)
