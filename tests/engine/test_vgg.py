from __future__ import annotations

import pytest

from engine.vgg import (
    FULL_WIDTHS,
    LEVELS,
    Convolution,
    Level,
    Pooling,
    Upsampling,
    convolutions,
    decoder_layers,
    encoder_layers,
    stride_of,
)


def test_the_table_is_vgg_19() -> None:
    """Against the table of another library, that was written from the paper on its own."""
    from tests.engine.torchvision_import import vgg_configurations

    layers: list[int | str] = [
        layer.outputs if isinstance(layer, Convolution) else "M" for layer in encoder_layers("relu5_1", FULL_WIDTHS)
    ]
    assert layers == vgg_configurations()["E"][: len(layers)]


@pytest.mark.parametrize("level", LEVELS)
def test_the_decoder_mirrors_the_encoder(level: Level) -> None:
    encoder = encoder_layers(level, FULL_WIDTHS)
    decoder = decoder_layers(level, FULL_WIDTHS, last_rectified=False)
    assert [layer.name for layer in convolutions(decoder)] == [layer.name for layer in convolutions(encoder)][::-1]
    assert [(layer.inputs, layer.outputs) for layer in convolutions(decoder)] == [
        (layer.outputs, layer.inputs) for layer in reversed(convolutions(encoder))
    ]
    poolings = sum(isinstance(layer, Pooling) for layer in encoder)
    assert sum(isinstance(layer, Upsampling) for layer in decoder) == poolings
    assert stride_of(level) == 2**poolings


@pytest.mark.parametrize("level", LEVELS)
def test_the_last_rectifier_is_a_property_of_the_pack(level: Level) -> None:
    for last_rectified in (False, True):
        *inner, last = convolutions(decoder_layers(level, FULL_WIDTHS, last_rectified=last_rectified))
        assert last.rectified is last_rectified
        assert all(layer.rectified for layer in inner)
