"""Files as former versions wrote them, kept in `tests/formats`: each is still read. A new format adds its own there."""

from __future__ import annotations

import shutil
from pathlib import Path

from engine.recipes import RECIPE_FORMAT, recipe_from_json
from gui.settings import SETTINGS_FORMAT, Settings
from gui.storage.presets import PRESET_FORMAT, read_preset

FORMATS = Path(__file__).parents[2] / "formats"


def test_there_is_a_file_of_every_format() -> None:
    for kind, form in (("recipe", RECIPE_FORMAT), ("preset", PRESET_FORMAT), ("settings", SETTINGS_FORMAT)):
        found = {path.stem for path in FORMATS.glob(f"{kind}-*")}
        assert found == {f"{kind}-{number}" for number in range(1, form.newest + 1)}


def test_recipes() -> None:
    for file in FORMATS.glob("recipe-*.json"):
        recipe = recipe_from_json(file.read_text(encoding="utf-8"), file.name)
        assert (recipe.styles[0].name, recipe.styles[0].weight, recipe.strength) == ("ink.jpg", 2.0, 0.5)
        assert (recipe.levels, recipe.level_strengths) == (("relu5_1", "relu4_1"), {"relu4_1": 0.25})
        assert (recipe.style_size, recipe.colour, recipe.transform) == (300, "style", "whitening")


def test_presets() -> None:
    for file in FORMATS.glob("preset-*.json"):
        preset = read_preset(file)
        assert (preset.name, preset.look.strength, preset.look.stroke_size) == ("Blue", 0.5, 2.0)
        assert (preset.look.levels["relu5_1"].strength, preset.look.levels["relu4_1"].on) == (0.25, False)


def test_settings(tmp_path: Path) -> None:
    for file in FORMATS.glob("settings-*.ini"):
        settings = Settings(Path(shutil.copy(file, tmp_path)))
        assert (settings.theme, settings.language, settings.flag("live", default=True)) == ("dark", "de", False)
        assert settings.set_aside is None
