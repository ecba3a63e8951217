"""Files as every version wrote them, kept in `tests/formats`: each is still read. A new format adds its own there.

They are named by their kind and format; what was written in the same format before it held all that it does now is
called `first`.
"""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from engine.files.strict_json import parse_object
from engine.images import WHOLE, Framing
from engine.look.recipe import PackReference
from engine.look.recipe_json import recipe_from_json, recipe_to_json
from engine.look.refining import Refining
from engine.machine import devices
from engine.packs.manifest import Manifest
from engine.stylist import SIDES_EDITION
from engine.transfer.style_files import StyleFiles
from engine.vgg import LEVELS
from gui.document.level_settings import LevelSetting, settled
from gui.settings import Settings
from gui.storage.presets import read_preset, save_preset
from gui.storage.project_file import load_project, save_project
from gui.storage.state_json import state_from_fields, state_to_data

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.files.versioning import NumberedFormat
    from engine.look.look import Look
    from gui.document.state import State, Treatment

ROOT = Path(__file__).parents[1]
FORMATS = ROOT / "tests" / "formats"

KINDS = {
    "engine.machine.devices.CACHE_FORMAT": "number-formats",
    "engine.packs.manifest.MANIFEST_FORMAT": "manifest",
    "engine.look.recipe_json.RECIPE_FORMAT": "recipe",
    "gui.settings.SETTINGS_FORMAT": "settings",
    "gui.storage.presets.PRESET_FORMAT": "preset",
    "gui.storage.project_parts.PROJECT_FORMAT": "project",
    "gui.storage.state_json.STATE_FORMAT": "state",
}
"""What files of a format are called, by where that is defined."""

REFINING = Refining(steps=20, ratio=50.0, seed=3)


def text_of(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def newest(place: str) -> int:
    module, _, name = place.rpartition(".")
    form: NumberedFormat = getattr(import_module(module), name)
    return form.newest


def test_there_is_a_file_of_every_format() -> None:
    places = {
        f"{'.'.join(path.relative_to(ROOT).with_suffix('').parts)}.{name}"
        for room in ("engine", "gui")
        for path in (ROOT / room).rglob("*.py")
        for name in re.findall(r"(\w+) = NumberedFormat\(", text_of(path))
    }
    assert places == KINDS.keys(), "a new format is listed here, and a file of it is kept"
    wanted = {f"{kind}-{number}" for place, kind in KINDS.items() for number in range(1, newest(place) + 1)}
    assert {path.stem.removesuffix("-first") for path in FORMATS.iterdir()} == {*wanted, f"style-{SIDES_EDITION}"}


# What is written in a format


def written_preset(file: Path, folder: Path) -> object:
    preset = read_preset(file)
    save_preset(preset.name, preset.treatment, folder)
    return json.loads(text_of(next(folder.glob("*.json"))))


def project_document(file: Path) -> object:
    """What a project says besides its states, which have a format of their own."""
    with zipfile.ZipFile(file) as archive:
        document = json.loads(archive.read("project.json"))
    for part in (document, *document["versions"]):
        del part["state"]
    return document


def written_project(file: Path, folder: Path) -> object:
    save_project(folder / file.name, load_project(file).data)
    return project_document(folder / file.name)


def written_state(file: Path, _folder: Path) -> object:
    return state_to_data(state_from_fields(parse_object(text_of(file), "It")))


def written_recipe(file: Path, _folder: Path) -> object:
    return json.loads(recipe_to_json(recipe_from_json(text_of(file), "it")))


def written_manifest(file: Path, _folder: Path) -> object:
    return json.loads(Manifest.from_json(text_of(file), "tiny").to_json())


def names_in(document: object, place: str = "") -> set[str]:
    """The names of all fields of a document, with where they are; those in lists have the same place."""
    if isinstance(document, list):
        return {name for each in document for name in names_in(each, place)}
    if not isinstance(document, dict):
        return set()
    return {f"{place}.{name}" for name in document}.union(
        *(names_in(value, f"{place}.{name}") for name, value in document.items())
    )


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("manifest", written_manifest),
        ("preset", written_preset),
        ("project", written_project),
        ("recipe", written_recipe),
        ("state", written_state),
    ],
)
def test_a_field_that_is_added_needs_a_new_format(
    kind: str, written: Callable[[Path, Path], object], tmp_path: Path
) -> None:
    number = next(newest(place) for place, called in KINDS.items() if called == kind)
    (file,) = FORMATS.glob(f"{kind}-{number}.*")
    kept = project_document(file) if kind == "project" else json.loads(text_of(file))
    assert names_in(written(file, tmp_path)) == names_in(kept)


# What is read of them


def test_recipes() -> None:
    for file in FORMATS.glob("recipe-*.json"):
        recipe = recipe_from_json(text_of(file), file.name)
        assert (recipe.styles[0].name, recipe.styles[0].weight, recipe.look.strength) == ("ink.jpg", 2.0, 0.5)
        assert (recipe.levels, recipe.level_strengths) == (("relu5_1", "relu4_1"), {"relu4_1": 0.25})
        assert (recipe.style_size, recipe.look.transform) == (300, "whitening")
        if not file.stem.endswith("first"):
            assert (recipe.styles[0].level_weights, recipe.look_size) == ({"relu5_1": 1.5}, 600)
            assert recipe.look.colour == "photo"
            check_finish(recipe.look)
            assert recipe.pack == PackReference("atelier", "0" * 64)
        part = Framing(0.25, 0, 0.75, 0.5, 1, mirrored=True)
        assert recipe.styles[0].framing == (WHOLE if file.stem.startswith("recipe-1") else part)


def check_treatment(treatment: Treatment) -> None:
    assert (treatment.look.strength, treatment.stroke_size, treatment.look.colour) == (0.5, 2.0, "photo")
    assert treatment.levels == settled({"relu5_1": LevelSetting(strength=0.25), "relu4_1": LevelSetting(on=False)})


def check_finish(look: Look) -> None:
    assert (look.colour_amount, look.saturation, look.contrast, look.detail) == (0.75, 1.25, 0.75, 0.5)
    assert (look.photorealistic, look.transform, look.refining) == (True, "whitening", REFINING)


def test_presets() -> None:
    for file in FORMATS.glob("preset-*.json"):
        preset = read_preset(file)
        assert preset.name == "Blue"
        check_treatment(preset.treatment)
        if not file.stem.endswith("first"):
            check_finish(preset.treatment.look)


def check_state(state: State) -> None:
    assert state.photo is not None
    assert (state.photo.name, state.photo.framing.right) == ("boat.png", 0.5)
    ink, oil = state.styles
    assert (ink.name, ink.weight, ink.scale, ink.enabled, ink.levels) == (
        "ink.png",
        2.0,
        1.5,
        True,
        ("relu5_1", "relu3_1"),
    )
    assert (ink.framing.top, ink.framing.quarter_turns, ink.framing.mirrored) == (0.5, 1, True)
    assert (oil.name, oil.enabled, oil.levels) == ("oil.png", False, LEVELS)
    assert vars(state.quality) == {
        "preview_size": 640,
        "device": "cpu",
        "number_format": "float32",
        "pack": "atelier",
    }
    check_treatment(state.treatment)
    check_finish(state.look)
    (region,) = state.regions
    assert (region.name, region.styles, region.strength, region.stroke_size, region.colour) == (
        "Sky",
        ("ink",),
        0.5,
        2.0,
        3,
    )
    assert region.levels == state.treatment.levels
    assert region.style_masks == {"ink": region.mask}


def test_states() -> None:
    for file in FORMATS.glob("state-*.json"):
        state = state_from_fields(parse_object(text_of(file), "It"))
        assert state.solo == "ink"
        check_state(state)


def test_projects() -> None:
    for file in FORMATS.glob("project-*.pentimento"):
        project = load_project(file)
        assert (project.missing, project.notes) == ((), ())
        check_state(project.data.state)
        (version,) = project.data.versions
        assert (version.name, version.pinned) == ("Before", True)
        assert version.state == replace(project.data.state, solo=None)
        assert {(picture.width, picture.height) for picture in project.data.pictures.values()} == {(4, 2)}
        (mask,) = project.data.masks.values()
        assert np.array_equal(mask.pixels(), [[0, 255, 255, 0], [0, 0, 255, 0]])


def test_settings(tmp_path: Path) -> None:
    for file in FORMATS.glob("settings-*.ini"):
        settings = Settings(Path(shutil.copy(file, tmp_path)))
        assert (settings.theme, settings.language, settings.flag("live", default=True)) == ("dark", "de", False)
        assert settings.set_aside is None


def test_manifests_of_packs() -> None:
    for file in FORMATS.glob("manifest-*.json"):
        manifest = Manifest.from_json(text_of(file), "tiny")
        assert tuple(manifest.levels) == LEVELS
        assert manifest.widths("relu3_1") == (4, 6, 8)
        assert (manifest.training, manifest.weights_bytes) == ({"photos": 3, "made by": "nobody"}, 1234)


def test_number_formats_that_were_measured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(devices, "cache_folder", lambda: tmp_path)
    for file in FORMATS.glob("number-formats-*.json"):
        shutil.copy(file, tmp_path / "formats.json")
        known: dict[str, Any] = devices._read_cache()
        assert known["a machine | its pack"] == "bfloat16"


def test_styles_that_were_learnt(tmp_path: Path) -> None:
    """Those of former editions would give another picture, so that they are not asked for."""
    shutil.copy(FORMATS / f"style-{SIDES_EDITION}", tmp_path)
    side = StyleFiles(tmp_path).read(f"style-{SIDES_EDITION}", 2)
    assert side is not None
    assert (side.mean.tolist(), side.matrix.tolist()) == ([0.5, -1.0], [[1.0, 0.25], [0.25, 2.0]])
