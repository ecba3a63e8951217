"""Encoders and decoders as networks that can be stepped: one convolution at a time.

Built from the table in `engine.vgg` and a pack's weights. A step is short (tens of milliseconds on two cores at 512
pixels), so that whoever drives the engine can show progress and stop between any two.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils import skip_init

from engine.plan import LevelLayers
from engine.vgg import Convolution, Layer, Level, Pooling, convolutions, decoder_layers, encoder_layers, stage_of

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

    from engine.packs.manifest import Manifest

EXACT_STAGE = 4
"""From this stage on encoders compute in float32, whatever the rest computes in."""


class SteppedNetwork(nn.Module):
    """A sequence of VGG's layers, with reflection padding; feature maps are held channels last.

    Each convolution computes in the number format of its own weights and takes its input from any.

    Args:
        layers: what to compute, from `engine.vgg.encoder_layers` or `decoder_layers`.
    """

    def __init__(self, layers: tuple[Layer, ...]) -> None:
        super().__init__()
        self.layers = layers
        self.convolutions = nn.ModuleDict(
            {
                # Left empty: weights are loaded, or initialised by training.
                layer.name: skip_init(  # type: ignore[no-untyped-call]  # untyped in torch
                    nn.Conv2d, layer.inputs, layer.outputs, 3, padding=1, padding_mode="reflect"
                )
                for layer in convolutions(layers)
            }
        )

    def steps(self, picture: Tensor) -> Generator[tuple[str, Tensor], None, Tensor]:
        """Computes layer by layer; yields each convolution's name and (rectified) result, returns the last result.

        Args:
            picture: or features, shape (N, C, H, W). Never changed.
        """
        result = picture
        for layer in self.layers:
            if isinstance(layer, Convolution):
                convolution = self.convolutions[layer.name]
                result = convolution(result.to(number_format(convolution)))
                if layer.rectified:
                    result = functional.relu(result, inplace=True)
                yield layer.name, result
            elif isinstance(layer, Pooling):
                result = functional.max_pool2d(result, 2)
            else:
                result = functional.interpolate(result, scale_factor=2, mode="nearest")
        return result

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
        device: where the networks shall live.
        inner_format: number format of the inner convolutions.
    """
    layers = level_layers(manifest, level)
    encoder = _network(layers.encoder, tensors, f"encoders.{manifest.levels[level]}")
    decoder = _network(layers.decoder, tensors, f"decoders.{level}")
    _fold_input_normalisation(encoder.convolutions["conv1_1"], manifest)
    for network in (encoder, decoder):
        place(network, device)
        names = list(network.convolutions)
        for name in names[1:-1]:
            if not (network is encoder and stays_exact(name)):
                network.convolutions[name].to(inner_format)
    return LevelNetworks(encoder, decoder)


def stays_exact(name: str) -> bool:
    """Whether a convolution inside an encoder stays in float32 where the rest is in a half format.

    Whitening amplifies what was rounded away, most where a level has few positions for its many channels: all that
    bfloat16 costs a picture, it costs at relu5_1. Decibels against float64 of the two golden cases that suffer most,
    of atelier's and of distilled16x's:

    - 30 and 33 with the convolutions at both ends of each network in float32 (the first has to tell neighbouring
      colours apart; one end has three channels, the other few positions, so they cost next to nothing);
    - 34 and 34 with those of stage 4 too, for 3 % more time: what is done;
    - 35 and 35 with those of stage 3 too, for 7 %, and 38 and 38 with all of relu5_1's encoder, for 12 %;
    - 31 and 34 with all decoders instead, and 30 and 33 with any other level.
    """
    return int(name.removeprefix("conv")[0]) >= EXACT_STAGE


def place(network: nn.Module, device: torch.device) -> None:
    """Moves a network to a device, its weights channels last."""
    network.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]  # missing in torch's stubs


def _network(layers: tuple[Layer, ...], tensors: Mapping[str, Tensor], prefix: str) -> SteppedNetwork:
    network = SteppedNetwork(layers)
    for name, convolution in network.convolutions.items():
        convolution.load_state_dict({part: tensors[f"{prefix}.{name}.{part}"] for part in ("weight", "bias")})
    return network.requires_grad_(requires_grad=False).eval()


def _fold_input_normalisation(convolution: nn.Module, manifest: Manifest) -> None:
    """Makes a first convolution take RGB of 0…1."""
    matrix = torch.tensor(manifest.input_matrix, dtype=torch.float64)
    offset = torch.tensor(manifest.input_offset, dtype=torch.float64)
    state = {name: tensor.double() for name, tensor in convolution.state_dict().items()}
    weight = torch.einsum("oihw,ij->ojhw", state["weight"], matrix)
    bias = state["bias"] + state["weight"].sum(dim=(2, 3)) @ offset
    convolution.load_state_dict({"weight": weight.float(), "bias": bias.float()})
