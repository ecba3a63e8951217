from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine.planning.tiling import GRID, Rectangle, decoder_borders, encoder_border, tiles_of
from engine.system.scratch import ScratchFile
from engine.vgg import FULL_WIDTHS, LEVELS, decoder_layers, encoder_layers

if TYPE_CHECKING:
    from engine.planning.tiling import Size

sides = st.integers(2, 90).map(lambda cells: GRID * cells)
sizes = st.tuples(sides, sides)
tiles = st.integers(1, 40).map(lambda cells: GRID * cells)


@given(sizes, tiles)
def test_tiles_cover_a_picture_once_and_begin_on_the_grid(size: Size, tile: int) -> None:
    count = np.zeros((size[1] // GRID, size[0] // GRID), int)
    for part in tiles_of(size, tile):
        assert all(side % GRID == 0 for side in part)
        assert 0 < part.width <= tile
        assert 0 < part.height <= tile
        cells = part.reduced(GRID)
        count[cells.top : cells.top + cells.height, cells.left : cells.left + cells.width] += 1
    assert (count == 1).all()


def test_borders_are_as_wide_as_the_networks_reach() -> None:
    layers = {level: encoder_layers(level, FULL_WIDTHS) for level in LEVELS}
    backwards = {level: decoder_layers(level, FULL_WIDTHS, last_rectified=False) for level in LEVELS}
    assert [encoder_border(layers[level], level) for level in LEVELS] == [80, 32, 12, 4, 1]
    assert [decoder_borders(backwards[level]) for level in LEVELS] == [
        (80, 64, 24, 8, 2),
        (32, 24, 8, 2),
        (12, 8, 2),
        (4, 2),
        (1,),
    ]


def test_a_border_ends_where_the_picture_ends() -> None:
    part = Rectangle(16, 32, 16, 16)
    assert part.grown(20, (100, 60)) == (0, 12, 52, 48)
    assert part.within(part.grown(4, (100, 60))) == (4, 4, 16, 16)
    assert part.clipped((30, 20)) == (16, 32, 14, 0)


@given(st.data())
def test_a_scratch_file_gives_back_what_was_put_in(data: st.DataObject) -> None:
    width, height = data.draw(st.integers(1, 9)), data.draw(st.integers(1, 9))
    with ScratchFile((width, height), 2) as file:
        values = np.arange(width * height * 2, dtype=np.float32).reshape(height, width, 2)
        file.write(0, 0, values)
        left, top = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
        part = Rectangle(left, top, data.draw(st.integers(1, width - left)), data.draw(st.integers(1, height - top)))
        place = np.s_[top : top + part.height, left : left + part.width]
        values[place] = -values[place]
        file.write(left, top, values[place])
        assert np.array_equal(file.read(part), values[place])
        assert np.array_equal(file.read(Rectangle(0, 0, width, height)), values)


def test_the_tiled_layout_of_a_tensor_survives() -> None:
    from engine.networks.tensors import as_array, as_tensor

    values = torch.arange(24.0).reshape(1, 2, 3, 4)
    assert torch.equal(as_tensor(as_array(values), torch.device("cpu")), values)
    assert as_array(values).shape == (3, 4, 2)
