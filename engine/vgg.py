"""The shape of VGG-19, once: encoders and their mirrored decoders of any widths are derived from one table.

No torch here: packs check shapes and plans count work from these descriptions, `engine.networks.stepped` computes with
them.

Source: Simonyan and Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition", ICLR 2015,
configuration E; the mirrored decoders as in Li et al., "Universal Style Transfer via Feature Transforms", NIPS 2017.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

if TYPE_CHECKING:
    from collections.abc import Iterator

Level: TypeAlias = Literal["relu5_1", "relu4_1", "relu3_1", "relu2_1", "relu1_1"]

LEVELS: tuple[Level, ...] = get_args(Level)
"""All levels, deep to shallow: the order in which the cascade visits them."""

CONVOLUTIONS_PER_STAGE = (2, 2, 4, 4, 1)
"""Convolutions between two poolings of VGG-19, up to conv5_1, the deepest that is used."""

FULL_WIDTHS = (64, 128, 256, 512, 512)
"""Channels of the five stages of VGG-19 itself."""


@dataclass(frozen=True)
class Convolution:
    """A 3×3 convolution with reflection padding of 1, followed by ReLU where `rectified`.

    Attributes:
        name: its name in VGG's numbering; in a decoder the name of the encoder's convolution that it mirrors.
        inputs: channels that come in.
        outputs: channels that go out.
        rectified: whether a ReLU follows.
    """

    name: str
    inputs: int
    outputs: int
    rectified: bool = True


@dataclass(frozen=True)
class Pooling:
    """Halves width and height: the largest value of each 2×2 square."""


@dataclass(frozen=True)
class Upsampling:
    """Doubles width and height: each value is repeated in a 2×2 square."""


Layer: TypeAlias = Convolution | Pooling | Upsampling


def stage_of(level: Level) -> int:
    """The stage of a level, 1 (relu1_1) to 5 (relu5_1)."""
    return int(level[4])


def stride_of(level: Level) -> int:
    """How many pixels one position of a level's features spans in each direction: 1, 2, 4, 8 or 16."""
    return 1 << (stage_of(level) - 1)


@dataclass(frozen=True)
class LevelLayers:
    """The layers of one level's encoder and decoder, as the pack has them."""

    encoder: tuple[Layer, ...]
    decoder: tuple[Layer, ...]


def encoder_layers(level: Level, widths: tuple[int, ...]) -> tuple[Layer, ...]:
    """The layers from a picture (3 channels) to the features of a level.

    Args:
        level: where the encoder ends.
        widths: channels of each stage, at least as many stages as the level needs.
    """
    layers: list[Layer] = []
    channels = 3
    deepest = stage_of(level)
    for stage in range(1, deepest + 1):
        if stage > 1:
            layers.append(Pooling())
        count = 1 if stage == deepest else CONVOLUTIONS_PER_STAGE[stage - 1]
        for number in range(1, count + 1):
            layers.append(Convolution(f"conv{stage}_{number}", channels, widths[stage - 1]))
            channels = widths[stage - 1]
    return tuple(layers)


def decoder_layers(level: Level, widths: tuple[int, ...], *, last_rectified: bool) -> tuple[Layer, ...]:
    """The layers from the features of a level back to a picture: the encoder read backwards.

    Args:
        level: the level whose features come in.
        widths: channels of each stage of the encoder that is mirrored.
        last_rectified: whether a ReLU follows the last convolution (a property of the pack).
    """
    layers: list[Layer] = []
    for layer in reversed(encoder_layers(level, widths)):
        if isinstance(layer, Convolution):
            rectified = last_rectified or layer.name != "conv1_1"
            layers.append(Convolution(layer.name, layer.outputs, layer.inputs, rectified))
        else:
            layers.append(Upsampling())
    return tuple(layers)


def convolutions(layers: tuple[Layer, ...]) -> tuple[Convolution, ...]:
    """The convolutions among some layers, in order."""
    return tuple(layer for layer in layers if isinstance(layer, Convolution))


def strided(layers: tuple[Layer, ...], start: int) -> Iterator[tuple[Convolution, int]]:
    """The convolutions of some layers, each with the stride of the positions that it computes.

    Args:
        layers: an encoder or decoder.
        start: the stride where they begin: 1 for an encoder.
    """
    stride = start
    for layer in layers:
        if isinstance(layer, Convolution):
            yield layer, stride
        else:
            stride = stride * 2 if isinstance(layer, Pooling) else stride // 2


def multiplications(layers: tuple[Layer, ...], size: tuple[int, int], start: int) -> float:
    """Multiplications that some layers take on a padded picture; `start` as for `strided`."""
    per_pixel = sum(9 * layer.inputs * layer.outputs / stride**2 for layer, stride in strided(layers, start))
    return per_pixel * size[0] * size[1]


def outputs_of(layers: tuple[Layer, ...]) -> int:
    """How many channels come out of some layers."""
    return convolutions(layers)[-1].outputs
