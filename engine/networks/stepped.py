"""Encoders and decoders as networks that can be stepped: one convolution at a time.

Built from the table in `engine.vgg` and a pack's weights. A step is short (tens of milliseconds on two cores at 512
pixels), so that whoever drives the engine can show progress and stop between any two.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.networks.fast_convolutions import NARROW, EnlargingConvolution, NarrowConvolution
from engine.vgg import (
    LEVELS,
    Convolution,
    Layer,
    Level,
    LevelLayers,
    Pooling,
    Upsampling,
    convolutions,
    decoder_layers,
    encoder_layers,
    stage_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Generator, Mapping, Sequence

    from engine.packs.manifest import Manifest

EXACT_STAGE = 3
"""From this stage on relu5_1's encoder computes in float32, whatever the rest computes in."""


class _EmptyConvolution(nn.Conv2d):
    """A convolution without weights, which are loaded, or initialised by training.

    Not torch's own `skip_init`, which loads sympy and so holds up the first picture.
    """

    def reset_parameters(self) -> None:
        """Leaves them as they are."""


class SteppedNetwork(nn.Module):
    """A sequence of VGG's layers, with reflection padding; feature maps are held channels last.

    Each convolution computes in the number format of its own weights and takes its input from any.

    Args:
        layers: what to compute, from `engine.vgg.encoder_layers` or `decoder_layers`.
        made: the module of each convolution, by name; None: new ones.
        averaging: whether pooling takes the mean of four values instead of the largest.
    """

    def __init__(
        self, layers: tuple[Layer, ...], made: Mapping[str, nn.Module] | None = None, *, averaging: bool = False
    ) -> None:
        super().__init__()
        self.layers = layers
        self.averaging = averaging
        self.convolutions = nn.ModuleDict(
            {
                layer.name: _EmptyConvolution(layer.inputs, layer.outputs, 3, padding=1, padding_mode="reflect")
                for layer in convolutions(layers)
            }
            if made is None
            else made
        )

    def steps(
        self, picture: Tensor, trim: Callable[[Tensor], Tensor] | None = None
    ) -> Generator[tuple[str, Tensor], None, Tensor]:
        """Computes layer by layer; yields each convolution's name and (rectified) result, returns the last result.

        Args:
            picture: or features, shape (N, C, H, W). Never changed.
            trim: cuts off what is not needed any more of what goes into each upsampling; None: nothing.
        """
        result, padded = picture, None
        for layer, following in zip(self.layers, (*self.layers[1:], None), strict=True):
            if isinstance(layer, Convolution):
                convolution = self.convolutions[layer.name]
                result = convolved(convolution, result, padded)
                padded = None
                if layer.rectified and isinstance(following, Convolution) and _writes_into_views(result):
                    padded = rectified_and_padded(result)
                    result = padded[:, :, 1:-1, 1:-1]
                elif layer.rectified:
                    result = functional.relu(result, inplace=True)
                yield layer.name, result
            elif isinstance(layer, Pooling):
                result = functional.avg_pool2d(result, 2) if self.averaging else pooled(result)
            else:
                result = result if trim is None else trim(result)
                if not self._enlarges(following):
                    result = functional.interpolate(result, scale_factor=2, mode="nearest")
        return result

    def _enlarges(self, layer: Layer | None) -> bool:
        """Whether a layer is a convolution that does the upsampling before it too."""
        return isinstance(layer, Convolution) and isinstance(self.convolutions[layer.name], EnlargingConvolution)

    def after(self, matrix: Tensor, offset: Tensor) -> SteppedNetwork:
        """The network that does this one's work on features f that would first have been mapped to matrix f + offset.

        The map goes into the first convolution, which reflection padding allows: it commutes with what is done to each
        position alone. All other convolutions are shared.

        Args:
            matrix: shape (C, C).
            offset: shape (C,).
        """
        first, *others = self.convolutions.items()
        made = {first[0]: _after(first[1], matrix, offset), **dict(others)}
        return SteppedNetwork(self.layers, made, averaging=self.averaging)

    def with_fewer_multiplications(self) -> SteppedNetwork:
        """The same network with its convolutions prepared for painting."""
        made: dict[str, nn.Module] = {}
        before: Layer | None = None
        for layer in self.layers:
            if isinstance(layer, Convolution):
                made[layer.name] = _prepared(self.convolutions[layer.name], before)
            before = layer
        return SteppedNetwork(self.layers, made, averaging=self.averaging)

    def forward(self, picture: Tensor) -> Tensor:
        """All steps at once."""
        result = picture
        for _, computed in self.steps(picture):
            result = computed
        return result

    def features(self, picture: Tensor, levels: Sequence[Level]) -> dict[Level, Tensor]:
        """The features at several levels from one run of a shared encoder, which ends with the deepest of them."""
        names = {f"conv{stage_of(level)}_1": level for level in levels}
        found: dict[Level, Tensor] = {}
        for name, result in self.steps(picture):
            if name in names:
                found[names[name]] = result
            if len(found) == len(names):
                break
        return found


def convolved(convolution: nn.Module, features: Tensor, padded: Tensor | None) -> Tensor:
    """What a convolution gives, in the number format of its weights.

    Args:
        convolution: as networks have them.
        features: shape (N, C, H, W).
        padded: the same with a border of 1 by reflection; None: it is not there yet.
    """
    if padded is None:
        result: Tensor = convolution(features.to(number_format(convolution)))
        return result
    padded = padded.to(number_format(convolution))
    if isinstance(convolution, NarrowConvolution):
        return convolution.convolve(padded)
    return functional.conv2d(padded, convolution.get_parameter("weight"), convolution.get_parameter("bias"))


def rectified_and_padded(features: Tensor) -> Tensor:
    """ReLU, and a border of 1 by reflection, in one pass over the features."""
    number, channels, height, width = features.shape
    padded = torch.empty(
        (number, channels, height + 2, width + 2),
        dtype=features.dtype,
        device=features.device,
        memory_format=torch.channels_last,
    )
    torch.clamp_min(features, 0, out=padded[:, :, 1:-1, 1:-1])
    padded[:, :, 0] = padded[:, :, 2]
    padded[:, :, -1] = padded[:, :, -3]
    padded[..., 0] = padded[..., 2]
    padded[..., -1] = padded[..., -3]
    return padded


def _writes_into_views(features: Tensor) -> bool:
    """Whether results may be written into parts of others: not for gradients, and Metal has done it wrongly."""
    return not features.requires_grad and features.device.type != "mps"


def pooled(features: Tensor) -> Tensor:
    """Max pooling by 2: torch's own also notes the places of the largest values, which takes twice as long."""
    height, width = (side // 2 * 2 for side in features.shape[2:])
    rows = torch.maximum(features[:, :, :height:2], features[:, :, 1::2])
    return torch.maximum(rows[..., :width:2], rows[..., 1::2])


def number_format(convolution: nn.Module) -> torch.dtype:
    """In what numbers a convolution computes: those of its weights."""
    return next(convolution.parameters()).dtype


@dataclass(frozen=True)
class LevelNetworks:
    """The two networks of one level."""

    encoder: SteppedNetwork
    decoder: SteppedNetwork


def level_layers(manifest: Manifest, level: Level) -> LevelLayers:
    """The layers of a level's encoder and decoder, as a pack has them."""
    widths = manifest.widths(level)
    return LevelLayers(
        encoder_layers(level, widths),
        decoder_layers(level, widths, last_rectified=manifest.decoders_end_with_relu),
    )


def build_networks(
    manifest: Manifest,
    tensors: Mapping[str, Tensor],
    level: Level,
    device: torch.device,
    inner_format: torch.dtype,
) -> LevelNetworks:
    """Builds the encoder and decoder of a level.

    The input normalisation is folded into the first convolution: a 1×1 convolution followed by reflection padding and
    a 3×3 convolution is one 3×3 convolution. In the half formats some convolutions stay in float32: see
    `stays_exact`.

    Args:
        manifest: the pack's.
        tensors: all its weights, float32, from `engine.packs.weights.load`.
        level: which.
        device: where the networks are kept.
        inner_format: number format of the inner convolutions.
    """
    layers = level_layers(manifest, level)
    encoder = _network(layers.encoder, tensors, f"encoders.{manifest.levels[level]}")
    encoder = encoder.after(torch.tensor(manifest.input_matrix), torch.tensor(manifest.input_offset))
    decoder = _network(layers.decoder, tensors, f"decoders.{level}").with_fewer_multiplications()
    for network in (encoder, decoder):
        place(network, device)
        names = list(network.convolutions)
        for name in names[1:-1]:
            if not (network is encoder and stays_exact(level, name)):
                network.convolutions[name].to(inner_format)
    return LevelNetworks(encoder, decoder)


def stays_exact(level: Level, name: str) -> bool:
    """Whether a convolution inside an encoder stays in float32 where the rest is in a half format.

    Whitening amplifies what was rounded away, most where a level has few positions for its many channels: all that
    bfloat16 costs a picture, it costs at relu5_1. Decibels against float64 of the golden case that suffers most, of
    atelier's and of distilled16x's (which vary by two between processors, and with the order of sums):

    - 30 and 33 with the convolutions at both ends of each network in float32 (the first has to tell neighbouring
      colours apart; one end has three channels, the other few positions, so they cost next to nothing);
    - 32 and 33 with relu5_1's encoder from stage 4 on too, for 4 % more time;
    - 35 and 35 from stage 3 on, for 8 %: what is done;
    - 36 and 37 from stage 2 on, for 10 %, and 39 and 37 with all of it, for 13 %;
    - 31 and 34 with all decoders instead, and 30 and 33 with any other level.
    """
    return level == "relu5_1" and int(name.removeprefix("conv")[0]) >= EXACT_STAGE


@dataclass(frozen=True)
class SharedEncoder:
    """An encoder, and the levels whose features one run of it gives.

    Attributes:
        network: ends with the deepest of them.
        levels: deep to shallow.
    """

    network: SteppedNetwork
    levels: tuple[Level, ...]


def build_encoders(
    manifest: Manifest,
    tensors: Mapping[str, Tensor],
    levels: Collection[Level],
    device: torch.device,
    *,
    averaging: bool = False,
) -> list[SharedEncoder]:
    """The fewest encoders that give the features of some levels, in float32.

    Args:
        manifest: the pack's.
        tensors: all its weights, float32, from `engine.packs.weights.load`.
        levels: which the pack has.
        device: where the networks are kept.
        averaging: whether they pool by means, as Gatys et al. have it: every pixel then has its part in the gradient.
    """
    keys = {level: manifest.levels[level] for level in LEVELS if level in levels}
    encoders = []
    for key in dict.fromkeys(keys.values()):
        shared = tuple(level for level in keys if keys[level] == key)
        network = _network(level_layers(manifest, shared[0]).encoder, tensors, f"encoders.{key}", averaging=averaging)
        network = network.after(torch.tensor(manifest.input_matrix), torch.tensor(manifest.input_offset))
        place(network, device)
        encoders.append(SharedEncoder(network, shared))
    return encoders


def place(network: nn.Module, device: torch.device) -> None:
    """Moves a network to a device, its weights channels last."""
    network.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]  # missing in torch's stubs


def _network(
    layers: tuple[Layer, ...], tensors: Mapping[str, Tensor], prefix: str, *, averaging: bool = False
) -> SteppedNetwork:
    network = SteppedNetwork(layers, averaging=averaging)
    for name, convolution in network.convolutions.items():
        convolution.load_state_dict({part: tensors[f"{prefix}.{name}.{part}"] for part in ("weight", "bias")})
    return network.requires_grad_(requires_grad=False).eval()


def _after(convolution: nn.Module, matrix: Tensor, offset: Tensor) -> nn.Module:
    """A convolution that does the same on features that would first have been mapped to matrix f + offset."""
    changed = copy.deepcopy(convolution)
    weight, bias = (changed.get_parameter(name) for name in ("weight", "bias"))
    # First the numbers, then the device: Metal has no float64.
    matrix, offset = (values.float().to(weight.device) for values in (matrix, offset))
    exact = weight.detach().float()
    bias.data = (bias.detach().float() + exact.sum(dim=(2, 3)) @ offset).to(bias.dtype)
    mapped = torch.einsum("oihw,ij->ojhw", exact, matrix)
    weight.data = mapped.to(weight.dtype).contiguous(memory_format=torch.channels_last)
    return changed


def _prepared(convolution: nn.Module, before: Layer | None) -> nn.Module:
    """A convolution as painting uses it, given the layer before."""
    if isinstance(convolution, nn.Conv2d):
        if isinstance(before, Upsampling):
            return EnlargingConvolution(convolution)
        if convolution.out_channels <= NARROW:
            return NarrowConvolution(convolution)
    return convolution
