"""The engine against pictures that an independent float64 reference made with real weights."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from engine.images import Picture, read_picture
from engine.job import Job, PackReference, Recipe, Region
from engine.metrics import peak_signal_to_noise
from engine.studio import Studio, run_to_end
from tests.conftest import SHARED
from tests.engine.pictures import furthest, reference

if TYPE_CHECKING:
    from engine.packs.registry import Registry
    from engine.vgg import Level

GOLDEN = SHARED / "golden"


def golden_cases() -> list[Any]:
    """The cases, or one that says why there are none."""
    if not GOLDEN.is_dir():
        return [
            pytest.param({}, marks=pytest.mark.skip(reason="the folder ../shared with golden pictures is not here"))
        ]
    cases = json.loads((GOLDEN / "cases.json").read_text(encoding="utf-8"))["cases"]
    return [pytest.param(case, id=case["name"]) for case in cases]


@pytest.fixture(scope="module")
def studios(real_registry: Registry) -> dict[str, Studio]:
    return {name: Studio(real_registry, "cpu", name) for name in ("float32", "bfloat16")}


def read(name: str) -> Picture:
    return read_picture(GOLDEN / f"{name}.png")


def golden_job(case: dict[str, Any], registry: Registry) -> Job:
    manifest = registry.find("distilled16x").manifest
    styles = [read(name) for name in case["styles"]]
    levels: dict[int, Level] = {5: "relu5_1", 4: "relu4_1", 3: "relu3_1", 2: "relu2_1", 1: "relu1_1"}
    recipe = Recipe(
        styles=tuple(reference(style) for style in styles),
        strength=case["strength"],
        levels=tuple(levels[number] for number in case["levels"]),
        pack=PackReference(manifest.name, manifest.sha256),
    )
    photo = read(case["content"])
    if "mask" not in case:
        weighted = tuple(
            replace(style, weight=weight) for style, weight in zip(recipe.styles, case["weights"], strict=True)
        )
        return Job(replace(recipe, styles=weighted), photo, tuple(styles))
    # The first style is inside the mask, the second outside: the recipe's is everywhere else than the region.
    inside, outside = styles
    mask = read(case["mask"]).pixels[:, :, 0].astype(np.uint8)
    region = Region(mask, (reference(inside),), (inside,))
    return Job(replace(recipe, styles=(reference(outside),)), photo, (outside,), region)


@pytest.mark.parametrize("case", golden_cases())
def test_float32_agrees_with_the_reference(
    case: dict[str, Any], studios: dict[str, Studio], real_registry: Registry
) -> None:
    painted = run_to_end(studios["float32"].stylise(golden_job(case, real_registry))).picture.pixels
    expected = read(f"expected_{case['name']}").pixels
    assert furthest(painted, expected) <= 2
    assert peak_signal_to_noise(painted, expected) >= 60


@pytest.mark.parametrize("case", golden_cases())
def test_bfloat16_is_close_to_the_reference(
    case: dict[str, Any], studios: dict[str, Studio], real_registry: Registry
) -> None:
    painted = run_to_end(studios["bfloat16"].stylise(golden_job(case, real_registry))).picture.pixels
    assert peak_signal_to_noise(painted, read(f"expected_{case['name']}").pixels) >= 31


def test_a_pack_without_deep_levels_paints_with_those_it_has(real_registry: Registry) -> None:
    """The paper's own networks: no ReLU at the decoders' end, another layout, three levels."""
    manifest = real_registry.find("vgg19-levels-1-3").manifest
    photo, style = read("content_face"), read("style_hat")
    recipe = Recipe(
        (reference(style),), levels=tuple(manifest.levels), pack=PackReference(manifest.name, manifest.sha256)
    )
    still = replace(recipe, strength=0.0)
    studio = Studio(real_registry, "cpu", "float32")
    unchanged = run_to_end(studio.stylise(Job(still, photo, (style,)))).picture.pixels
    painted = run_to_end(studio.stylise(Job(recipe, photo, (style,)))).picture.pixels
    assert peak_signal_to_noise(unchanged, photo.pixels) > 22
    assert peak_signal_to_noise(painted, photo.pixels) < 20
