"""The two layouts in which the public weights come, told apart by what a file holds, not by its name.

Named layout: convolutions are called conv11, conv12 and so on, the 1×1 input convolution conv0; `conv11_aux`
and its like served training only. Decoders end with a ReLU. Source: Wang et al., "Collaborative Distillation for
Ultra-Resolution Universal Style Transfer", CVPR 2020, and its repository.

Numbered layout: the state of an `nn.Sequential` in which padding, ReLU, pooling and upsampling take numbers
too; layer 0 of an encoder is the input convolution. Decoders do not end with a ReLU. Source: the networks of Li et
al., NIPS 2017, as converted for PyTorch.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal, TypeAlias

import torch

from engine.vgg import FULL_WIDTHS, LEVELS, Convolution, Layer, Level, decoder_layers, encoder_layers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Layout: TypeAlias = Literal["named", "numbered"]
Role: TypeAlias = Literal["encoder", "decoder"]

_INPUT = "input"
_TRAINING_ONLY = re.compile(r"conv\d\d_aux\.(weight|bias)")


@dataclass(frozen=True)
class Network:
    """The weights of one file, under the names of `engine.vgg`.

    Attributes:
        path: the file.
        layout: how the file named them.
        role: what the network is.
        level: whose it is.
        tensors: `<convolution>.weight` and `.bias`, float32.
        input: an encoder's input convolution, 3×4 (matrix, then offset), float64; None for a decoder.
    """

    path: Path
    layout: Layout
    role: Role
    level: Level
    tensors: dict[str, torch.Tensor]
    input: torch.Tensor | None


def recognise(path: Path, content: object) -> Network | None:
    """Tells what network a file's content is.

    Args:
        path: the file, for sentences about it.
        content: what `torch.load` made of it.

    Returns:
        The network; None where the content has neither layout.
    """
    state = _state(content)
    names = frozenset(state)
    for (layout, role, level), layer_names in _layer_names().items():
        if names != {f"{name}.{part}" for name in layer_names.values() for part in ("weight", "bias")}:
            continue
        tensors = {
            f"{convolution}.{part}": state[f"{name}.{part}"].detach().to(torch.float32).contiguous()
            for convolution, name in layer_names.items()
            for part in ("weight", "bias")
        }
        matrix, offset = tensors.pop(f"{_INPUT}.weight", None), tensors.pop(f"{_INPUT}.bias", None)
        if matrix is None or offset is None:
            return Network(path, layout, role, level, tensors, None)
        if tuple(matrix.shape) != (3, 3, 1, 1) or tuple(offset.shape) != (3,):
            return None
        joined = torch.cat((matrix[:, :, 0, 0], offset[:, None]), dim=1).double()
        return Network(path, layout, role, level, tensors, joined)
    return None


def _state(content: object) -> dict[str, torch.Tensor]:
    if isinstance(content, Mapping) and isinstance(content.get("model"), Mapping):
        content = content["model"]
    if not isinstance(content, Mapping):
        return {}
    state = {str(name): value for name, value in content.items() if not _TRAINING_ONLY.fullmatch(str(name))}
    sound = all(isinstance(value, torch.Tensor) and _is_plain(value) for value in state.values())
    return state if sound else {}


def _is_plain(tensor: torch.Tensor) -> bool:
    if tensor.layout != torch.strided or not tensor.is_floating_point() or tensor.is_meta:
        return False
    # A small file can describe a huge tensor whose values are all the same one in memory.
    return tensor.numel() * tensor.element_size() <= tensor.untyped_storage().nbytes()


@cache
def _layer_names() -> dict[tuple[Layout, Role, Level], dict[str, str]]:
    """For each kind of file: what it calls the input convolution and the convolutions of `engine.vgg`."""
    names: dict[tuple[Layout, Role, Level], dict[str, str]] = {}
    for level in LEVELS:
        # Names do not depend on widths.
        encoder = encoder_layers(level, FULL_WIDTHS)
        decoder = decoder_layers(level, FULL_WIDTHS, last_rectified=False)
        names["named", "encoder", level] = {_INPUT: "conv0", **dict(_named(encoder))}
        names["named", "decoder", level] = dict(_named(decoder))
        names["numbered", "encoder", level] = {_INPUT: "0", **dict(_numbered(encoder, first=1))}
        names["numbered", "decoder", level] = dict(_numbered(decoder, first=0))
    return names


def _named(layers: tuple[Layer, ...]) -> Iterator[tuple[str, str]]:
    for layer in layers:
        if isinstance(layer, Convolution):
            yield layer.name, layer.name.replace("_", "")


def _numbered(layers: tuple[Layer, ...], *, first: int) -> Iterator[tuple[str, str]]:
    number = first
    for layer in layers:
        if isinstance(layer, Convolution):
            yield layer.name, str(number + 1)  # the padding comes before it
            number += 3  # padding, convolution, ReLU
        else:
            number += 1
