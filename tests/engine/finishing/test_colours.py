from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine.finishing.colours import ColourFinish, from_oklab, to_oklab
from engine.job import Job
from engine.look.recipe_json import recipe_from_json, recipe_to_json
from engine.studio import Studio, run_to_end
from tests.engine.pictures import make_job, picture

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

    from engine.packs.registry import Registry


def with_colours_of(painted: torch.Tensor, photo: torch.Tensor) -> torch.Tensor:
    """The painted picture's lightness with all of the photo's colours."""
    return ColourFinish(photo=1.0).apply(painted, photo)


def some(seed: int, height: int = 20, width: int = 14) -> torch.Tensor:
    return torch.rand(1, 3, height, width, generator=torch.Generator().manual_seed(seed))


@given(st.integers(0, 2**31))
def test_oklab_and_back_is_the_same(seed: int) -> None:
    picture = some(seed)
    torch.testing.assert_close(from_oklab(to_oklab(picture)), picture, rtol=0, atol=1e-4)


def test_oklab_of_known_colours() -> None:
    """White, red and blue as the paper's author gives them."""
    colours = torch.tensor([[1.0, 1, 1], [1, 0, 0], [0, 0, 1]]).T[None, :, :, None]
    expected = torch.tensor([[1.0, 0, 0], [0.628, 0.225, 0.126], [0.452, -0.032, -0.312]]).T[None, :, :, None]
    torch.testing.assert_close(to_oklab(colours), expected, rtol=0, atol=1e-3)


@given(st.integers(0, 2**31))
def test_the_painted_lightness_stays_and_the_colours_keep_their_hue(seed: int) -> None:
    painted, photo = some(seed), some(seed + 1)
    found = to_oklab(with_colours_of(painted, photo))
    wanted, hue = to_oklab(painted), to_oklab(photo)[:, 1:]
    assert float((found[:, :1] - wanted[:, :1]).abs().max()) < 0.02
    # Parallel colours: their cross product is nothing, and the found one is not the stronger.
    cross = found[:, 1] * hue[:, 1] - found[:, 2] * hue[:, 0]
    assert float(cross.abs().max()) < 0.01
    assert bool((found[:, 1:].norm(dim=1) <= hue.norm(dim=1) + 0.02).all())


def test_a_grey_photo_makes_the_result_grey_and_a_picture_keeps_its_own() -> None:
    painted = some(3, 600, 8)
    grey = with_colours_of(painted, torch.full_like(painted, 0.4))
    assert float((grey.amax(1) - grey.amin(1)).max()) < 0.01
    torch.testing.assert_close(with_colours_of(painted, painted), painted, rtol=0, atol=1e-3)


def test_a_recipe_can_keep_the_photo_s_colours(registry: Registry) -> None:
    job = make_job(registry.find("tiny").manifest, picture(48, 32, 1), picture(40, 40, 2))
    studio = Studio(registry, "cpu", "float32")
    recipe = recipe_from_json(recipe_to_json(job.recipe.with_look(colour="photo")), "test")
    assert recipe.look.colour == "photo"
    previews: list[NDArray[np.uint8]] = []
    result = None
    for progress in studio.stylise(Job(recipe, job.photo, job.styles)):
        if progress.preview is not None:
            previews.append(progress.preview)
        result = progress.result
    assert result is not None
    styled = run_to_end(studio.stylise(job)).picture.pixels

    def as_tensor(pixels: NDArray[Any]) -> torch.Tensor:
        return torch.from_numpy(pixels.astype(np.float32) / 255).permute(2, 0, 1)[None]

    expected = with_colours_of(as_tensor(styled), as_tensor(job.photo.pixels))
    assert float((as_tensor(result.picture.pixels) - expected).abs().max()) < 0.03
    assert np.array_equal(previews[-1], result.picture.pixels)


def test_recipes_of_before_have_the_style_s_colours() -> None:
    text = (
        '{"pentimento_recipe": 1, "program": "pentimento 0.1.0", "styles": [{"name": "a", "pixel_hash": "x", '
        '"weight": 1}], "strength": 0.6, "level_strengths": {}, "levels": ["relu1_1"], "passes": 1, '
        '"style_size": null, "pack": null}'
    )
    assert recipe_from_json(text, "old").look.colour == "style"
