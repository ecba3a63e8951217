"""The engine against pictures that an independent float64 reference made with real weights."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from engine.images import Picture, read_picture
from engine.job import Job, Look, PackReference, Recipe, Region
from engine.measures.metrics import peak_signal_to_noise
from engine.packs.registry import Registry, default_registry
from engine.studio import Studio, run_to_end
from tests.conftest import SHARED
from tests.engine.pictures import furthest, reference

if TYPE_CHECKING:
    from collections.abc import Container

    from engine.vgg import Level

OWN = Path(__file__).parents[1] / "golden"
OF_THE_SHARED_FOLDER = SHARED / "golden"

BFLOAT16_IN_SHORT = ("five_levels", "two_regions")
"""Cases that take both ways through the engine; processors without bfloat16 take long for each."""
LEVEL_NAMES: dict[int, Level] = {5: "relu5_1", 4: "relu4_1", 3: "relu3_1", 2: "relu2_1", 1: "relu1_1"}


@dataclass(frozen=True)
class GoldenCase:
    """A job and what a reference made of it.

    Attributes:
        folder: with the pictures.
        pack: whose weights were used.
        told: the case as its file has it.
    """

    folder: Path
    pack: str
    told: dict[str, Any]

    def read(self, name: str) -> Picture:
        return read_picture(self.folder / f"{name}.png")

    @property
    def expected(self) -> Picture:
        return self.read(f"expected_{self.told['name']}")

    def job(self, registry: Registry) -> Job:
        manifest = registry.find(self.pack).manifest
        styles = [self.read(name) for name in self.told["styles"]]
        recipe = Recipe(
            styles=tuple(reference(style) for style in styles),
            look=Look.plain(self.told["strength"]),
            levels=tuple(LEVEL_NAMES[number] for number in self.told["levels"]),
            pack=PackReference(manifest.name, manifest.sha256),
        )
        photo = self.read(self.told["content"])
        if "mask" not in self.told:
            weighted = tuple(
                replace(style, weight=weight) for style, weight in zip(recipe.styles, self.told["weights"], strict=True)
            )
            return Job(replace(recipe, styles=weighted), photo, tuple(styles))
        # The first style is inside the mask, the second outside: the recipe's is everywhere else than the region.
        inside, outside = styles
        mask = self.read(self.told["mask"]).pixels[:, :, 0].astype(np.uint8)
        region = Region(mask, (reference(inside),), (inside,), edge="hard")
        return Job(replace(recipe, styles=(reference(outside),)), photo, (outside,), (region,))


def golden_cases(in_short: Container[str] | None = None) -> list[Any]:
    """Our own cases with the bundled pack, and those of the shared folder, or one that says why there are none.

    Args:
        in_short: the names of those that are run each time, the others with the slow tests; None: all are.
    """
    cases = []
    for folder, pack in ((OWN, "atelier"), (OF_THE_SHARED_FOLDER, "distilled16x")):
        if not any(folder.glob("expected_*.png")):
            reason = f"there are no golden pictures of {pack} here"
            cases.append(pytest.param(None, marks=pytest.mark.skip(reason=reason)))
            continue
        told = json.loads((folder / "cases.json").read_text(encoding="utf-8"))["cases"]
        cases += [
            pytest.param(
                GoldenCase(folder, pack, case),
                id=f"{pack}-{case['name']}",
                marks=() if in_short is None or case["name"] in in_short else pytest.mark.slow,
            )
            for case in told
        ]
    return cases


@pytest.fixture(scope="module")
def golden_registry(request: pytest.FixtureRequest) -> Registry:
    """The bundled pack, and the shared folder's where it is there."""
    installed = (
        request.getfixturevalue("real_registry").user_folder if OF_THE_SHARED_FOLDER.is_dir() else Path("nowhere")
    )
    return Registry(installed, default_registry().bundled_folder)


@pytest.fixture(scope="module")
def studios(golden_registry: Registry) -> dict[str, Studio]:
    return {name: Studio(golden_registry, "cpu", name) for name in ("float32", "bfloat16")}


@pytest.mark.parametrize("case", golden_cases())
def test_float32_agrees_with_the_reference(
    case: GoldenCase, studios: dict[str, Studio], golden_registry: Registry
) -> None:
    painted = run_to_end(studios["float32"].stylise(case.job(golden_registry))).picture.pixels
    assert furthest(painted, case.expected.pixels) <= 2
    assert peak_signal_to_noise(painted, case.expected.pixels) >= 60


@pytest.mark.parametrize("case", golden_cases(in_short=BFLOAT16_IN_SHORT))
def test_bfloat16_is_close_to_the_reference(
    case: GoldenCase, studios: dict[str, Studio], golden_registry: Registry
) -> None:
    painted = run_to_end(studios["bfloat16"].stylise(case.job(golden_registry))).picture.pixels
    assert peak_signal_to_noise(painted, case.expected.pixels) >= 31


@pytest.mark.slow
def test_a_pack_without_deep_levels_paints_with_those_it_has(real_registry: Registry) -> None:
    """The paper's own networks: no ReLU at the decoders' end, another layout, three levels."""
    manifest = real_registry.find("vgg19-levels-1-3").manifest
    photo, style = (read_picture(OF_THE_SHARED_FOLDER / f"{name}.png") for name in ("content_face", "style_hat"))
    recipe = Recipe(
        (reference(style),), levels=tuple(manifest.levels), pack=PackReference(manifest.name, manifest.sha256)
    )
    still = recipe.with_look(strength=0.0)
    studio = Studio(real_registry, "cpu", "float32")
    unchanged = run_to_end(studio.stylise(Job(still, photo, (style,)))).picture.pixels
    painted = run_to_end(studio.stylise(Job(recipe, photo, (style,)))).picture.pixels
    assert peak_signal_to_noise(unchanged, photo.pixels) > 22
    assert peak_signal_to_noise(painted, photo.pixels) < 20
