from __future__ import annotations

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine.masks import hard_mask

sides = st.integers(1, 60)


@given(sides, sides, sides, sides, st.integers(0, 2**31))
def test_a_mask_is_resized_to_the_nearest_pixel_as_in_the_original(
    width: int, height: int, new_width: int, new_height: int, seed: int
) -> None:
    mask = np.random.default_rng(seed).integers(0, 256, (height, width), dtype=np.uint8)
    rows = [row * height // new_height for row in range(new_height)]
    columns = [column * width // new_width for column in range(new_width)]
    expected = mask[np.ix_(rows, columns)] > 127
    assert np.array_equal(hard_mask(mask, new_width, new_height), expected)


def test_it_agrees_with_torch() -> None:
    mask = np.random.default_rng(0).integers(0, 256, (224, 320), dtype=np.uint8)
    resized = torch.nn.functional.interpolate(
        torch.from_numpy(mask)[None, None].float() / 255, size=(28, 40), mode="nearest"
    )
    assert np.array_equal(hard_mask(mask, 40, 28), (resized[0, 0] > 0.5).numpy())
