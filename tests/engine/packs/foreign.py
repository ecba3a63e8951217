"""Weight files as others publish them, with random weights: written without a look at the code that reads them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch import nn

if TYPE_CHECKING:
    from collections.abc import Sequence

MODELS = Path(__file__).parents[4] / "shared" / "models"
"""Real weights, where this machine has them beside the repository."""

# Stages of the convolutions of VGG-19 up to conv5_1; 0 is a pooling.
_VGG = (1, 1, 0, 2, 2, 0, 3, 3, 3, 3, 0, 4, 4, 4, 4, 0, 5)
_LENGTHS = {1: 1, 2: 4, 3: 7, 4: 12, 5: 17}
_SMALL = (4, 5, 6, 7, 8)


def numbered_networks(level: int, widths: Sequence[int] = _SMALL) -> tuple[nn.Sequential, nn.Sequential]:
    """Encoder and decoder of a level as the paper's, layer by layer."""
    encoder: list[nn.Module] = [nn.Conv2d(3, 3, 1)]
    decoder: list[nn.Module] = []
    channels = 3
    for stage in _VGG[: _LENGTHS[level]]:
        if stage == 0:
            encoder.append(nn.MaxPool2d(2, 2))
            decoder = [nn.UpsamplingNearest2d(scale_factor=2), *decoder]
            continue
        width = widths[stage - 1]
        encoder += [nn.ReflectionPad2d(1), nn.Conv2d(channels, width, 3), nn.ReLU()]
        decoder = [nn.ReflectionPad2d(1), nn.Conv2d(width, channels, 3), nn.ReLU(), *decoder]
        channels = width
    return nn.Sequential(*encoder), nn.Sequential(*decoder[:-1])


def write_numbered(
    folder: Path, levels: Sequence[int] = (1, 2, 3, 4, 5), widths: Sequence[int] = _SMALL
) -> dict[int, tuple[nn.Sequential, nn.Sequential]]:
    """Writes the files of a numbered pack: all encoders begin alike, as in the paper."""
    torch.manual_seed(7)
    networks = {level: numbered_networks(level, widths) for level in sorted(levels, reverse=True)}
    deepest = networks[max(levels)][0].state_dict()
    with torch.no_grad():
        deepest["0.weight"].copy_(torch.tensor([[0, 0, 255.0], [0, 255.0, 0], [255.0, 0, 0]])[:, :, None, None])
        deepest["0.bias"].copy_(torch.tensor([-103.939, -116.779, -123.68]))
    folder.mkdir(parents=True, exist_ok=True)
    for level, (encoder, decoder) in networks.items():
        encoder.load_state_dict({name: deepest[name] for name in encoder.state_dict()})
        torch.save(encoder.state_dict(), folder / f"vgg_normalised_conv{level}_1.pth")
        torch.save(decoder.state_dict(), folder / f"feature_invertor_conv{level}_1.pth")
    return networks


def write_named(
    folder: Path, levels: Sequence[int] = (1, 2, 3, 4, 5), widths: Sequence[int] = _SMALL
) -> dict[int, tuple[nn.Sequential, nn.Sequential]]:
    """Writes the files of a named pack; every encoder has weights and an input convolution of its own."""
    torch.manual_seed(8)
    folder.mkdir(parents=True, exist_ok=True)
    networks = {}
    for level in levels:
        encoder, decoder = networks[level] = numbered_networks(level, widths)
        named = [f"conv{stage}{place}" for stage, place in _places(level)]
        state = _renamed(encoder, ["conv0", *named])
        for name in named[:1]:
            state[f"{name}_aux.weight"] = torch.ones(64, widths[0], 1, 1)
            state[f"{name}_aux.bias"] = torch.ones(64)
        torch.save({"epoch": 20, "model": state}, folder / f"e{level}.pth", _use_new_zipfile_serialization=False)
        torch.save({"epoch": 20, "model": _renamed(decoder, named[::-1])}, folder / f"d{level}.pth")
    return networks


def _places(level: int) -> list[tuple[int, int]]:
    stages = [stage for stage in _VGG[: _LENGTHS[level]] if stage]
    return [(stage, stages[: at + 1].count(stage)) for at, stage in enumerate(stages)]


def _renamed(network: nn.Sequential, names: list[str]) -> dict[str, torch.Tensor]:
    convolutions = [module for module in network if isinstance(module, nn.Conv2d)]
    state = {}
    for name, module in zip(names, convolutions, strict=True):
        assert module.bias is not None
        state[f"{name}.weight"], state[f"{name}.bias"] = module.weight.detach(), module.bias.detach()
    return state
