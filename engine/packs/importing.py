"""Makes a pack of a folder with public weight files (`.pth`), whatever the files are called.

Files are read without running anything that they contain. `engine.packs.layouts` tells what they may hold.
"""

from __future__ import annotations

import pickle
import struct
import warnings
from typing import TYPE_CHECKING, TypedDict

import torch

from engine.errors import PackError
from engine.packs.layouts import Network, recognise
from engine.packs.manifest import SHARED, Manifest
from engine.packs.public import known_pack
from engine.packs.weights import write
from engine.sentences import Sentence
from engine.vgg import LEVELS, Level, convolutions, decoder_layers, encoder_layers, stage_of

if TYPE_CHECKING:
    from pathlib import Path

    from engine.packs.layouts import Role
    from engine.packs.manifest import Matrix, Triple
    from engine.packs.registry import Registry

_IN_WORDS = {"encoder": Sentence("encoder"), "decoder": Sentence("decoder")}
VGG_INPUT_MATRIX = ((0.0, 0.0, 255.0), (0.0, 255.0, 0.0), (255.0, 0.0, 0.0))
"""RGB of 0…1 to BGR of 0…255, which VGG was trained on."""

VGG_INPUT_OFFSET = (-103.939, -116.779, -123.68)
"""Subtracts the mean BGR of the pictures that VGG was trained on (Simonyan and Zisserman, ICLR 2015)."""

_EIGENVALUE_THRESHOLD = 1e-5

# What a damaged or foreign file makes `torch.load` raise; found by feeding it altered files.
_UNREADABLE = (
    pickle.UnpicklingError,
    struct.error,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
)


def import_folder(folder: Path, name: str, registry: Registry, *, replace: bool = False) -> Manifest:
    """Installs the networks of all `.pth` files in a folder, and in the folders in it, as a pack.

    Encoders whose input convolutions differ get one input in common; the difference goes into their first
    convolution and leaves their features the same. (Those of Collaborative Distillation drifted apart in
    training.) Encoders that are all beginnings of the deepest one become one shared encoder.

    Args:
        folder: holds an encoder and a decoder for each level; some levels only is fine.
        name: the name of the new pack.
        registry: where it is installed.
        replace: whether a pack of that name may be replaced.

    Raises:
        PackError: a file cannot be read or is not recognised, a network is there twice or lacks its other
            half, the shapes do not fit each other, or the pack cannot be installed.
    """
    registry.check_free(name, replace=replace)
    paths = _weight_files(folder)
    pairs = _pairs([_read(path, folder) for path in paths], folder)
    widths = {encoder.level: _checked_widths(encoder, decoder) for encoder, decoder in pairs}
    matrix, offset = _common_input([encoder for encoder, _ in pairs])
    encoders = {encoder.level: _with_input(encoder, matrix, offset) for encoder, _ in pairs}
    keys = _encoder_keys(encoders)
    manifest = Manifest(
        name=name,
        **_provenance(folder, paths),
        # The deepest level of a shared encoder comes last and decides how far it reaches; so below.
        encoders={keys[level]: widths[level] for level in reversed(encoders)},
        levels=keys,
        input_matrix=matrix,
        input_offset=offset,
        decoders_end_with_relu=_end_with_relu([decoder for _, decoder in pairs]),
        eigenvalue_threshold=_EIGENVALUE_THRESHOLD,
    )
    tensors: dict[str, torch.Tensor] = {}
    for level in reversed(encoders):
        tensors |= {f"encoders.{keys[level]}.{part}": tensor for part, tensor in encoders[level].items()}
    for level, decoder in ((decoder.level, decoder) for _, decoder in pairs):
        tensors |= {f"decoders.{level}.{part}": tensor for part, tensor in decoder.tensors.items()}
    return registry.install(name, lambda target: write(target, manifest, tensors), replace=replace).manifest


def _weight_files(folder: Path) -> list[Path]:
    try:
        inside = sorted(folder.iterdir())
        folders = [folder, *(path for path in inside if path.is_dir())]
        paths = [path for parent in folders for path in sorted(parent.iterdir()) if path.suffix.lower() == ".pth"]
    except OSError as error:
        raise PackError(
            "The folder {folder!r} cannot be read: {reason}.", folder=str(folder), reason=error.strerror or error
        ) from error
    if not paths:
        raise PackError("The folder {folder!r} holds no .pth files, nor do the folders in it.", folder=str(folder))
    return paths


def _read(path: Path, folder: Path) -> Network:
    shown = str(path.relative_to(folder))
    try:
        with warnings.catch_warnings():
            # Odd files are refused below; torch's remarks on them are not for the user.
            warnings.simplefilter("ignore")
            content: object = torch.load(path, map_location="cpu", weights_only=True)
    except OSError as error:
        raise PackError(
            "The file {name!r} cannot be read: {reason}.", name=shown, reason=error.strerror or error
        ) from error
    except _UNREADABLE as error:
        raise PackError(
            "The file {name!r} is damaged or holds more than weights; nothing in it was run. Get it again from its "
            "makers, or take it out of the folder.",
            name=shown,
        ) from error
    network = recognise(path, content)
    if network is None:
        raise PackError(
            "The file {name!r} is no encoder or decoder of a known layout: take it out of the folder.", name=shown
        )
    parts = [*network.tensors.values(), *([] if network.input is None else [network.input])]
    if not all(bool(torch.isfinite(part).all()) for part in parts):
        raise PackError("The file {name!r} holds values that are not finite numbers: it is of no use.", name=shown)
    return network


def _pairs(networks: list[Network], folder: Path) -> list[tuple[Network, Network]]:
    """Encoder and decoder of each level, deep to shallow."""
    found: dict[tuple[Role, Level], Network] = {}
    for network in networks:
        other = found.setdefault((network.role, network.level), network)
        if other is not network:
            raise PackError(
                "{first!r} and {second!r} both hold the {role} of {level}: keep one of them.",
                first=str(other.path.relative_to(folder)),
                second=str(network.path.relative_to(folder)),
                role=_IN_WORDS[network.role],
                level=network.level,
            )
    for (role, level), network in found.items():
        half: Role = "decoder" if role == "encoder" else "encoder"
        if (half, level) not in found:
            raise PackError(
                "The {role} of {level} ({name!r}) has no {half} beside it: add that file, or take this one out of the "
                "folder.",
                role=_IN_WORDS[role],
                level=level,
                name=network.path.name,
                half=_IN_WORDS[half],
            )
    levels = [level for level in LEVELS if ("encoder", level) in found]
    return [(found["encoder", level], found["decoder", level]) for level in levels]


def _checked_widths(encoder: Network, decoder: Network) -> tuple[int, ...]:
    level = encoder.level
    widths = tuple(encoder.tensors[f"conv{stage}_1.bias"].numel() for stage in range(1, stage_of(level) + 1))
    for network, layers in (
        (encoder, encoder_layers(level, widths)),
        (decoder, decoder_layers(level, widths, last_rectified=False)),
    ):
        for convolution in convolutions(layers):
            expected = {
                f"{convolution.name}.weight": (convolution.outputs, convolution.inputs, 3, 3),
                f"{convolution.name}.bias": (convolution.outputs,),
            }
            for name, shape in expected.items():
                found = tuple(network.tensors[name].shape)
                if found != shape:
                    raise PackError(
                        "The {role} of {level} ({path_name!r}) does not fit an encoder of the widths {widths}: {name} "
                        "has the shape {found}, expected {shape}.",
                        role=_IN_WORDS[network.role],
                        level=level,
                        path_name=network.path.name,
                        widths=widths,
                        name=name,
                        found=found,
                        shape=shape,
                    )
    return widths


def _common_input(encoders: list[Network]) -> tuple[Matrix, Triple]:
    inputs = [encoder.input for encoder in encoders if encoder.input is not None]
    if not all(torch.equal(inputs[0], other) for other in inputs):
        return VGG_INPUT_MATRIX, VGG_INPUT_OFFSET
    rows = inputs[0].tolist()
    red, green, blue = ((row[0], row[1], row[2]) for row in rows)
    return (red, green, blue), (rows[0][3], rows[1][3], rows[2][3])


def _with_input(encoder: Network, matrix: Matrix, offset: Triple) -> dict[str, torch.Tensor]:
    """The tensors of an encoder for another input convolution than its own.

    With x = M p + o in common and y = N p + q its own, y = (N M⁻¹) x + (q - N M⁻¹ o). This works on each
    pixel alone, so it commutes with reflection padding and goes exactly into the first 3×3 convolution.
    """
    tensors = dict(encoder.tensors)
    common = torch.tensor([[*row, end] for row, end in zip(matrix, offset, strict=True)], dtype=torch.float64)
    if encoder.input is None or torch.equal(encoder.input, common):
        return tensors
    change = encoder.input[:, :3] @ torch.linalg.inv(common[:, :3])
    shift = encoder.input[:, 3] - change @ common[:, 3]
    weight, bias = tensors["conv1_1.weight"].double(), tensors["conv1_1.bias"].double()
    tensors["conv1_1.weight"] = torch.einsum("oihw,ij->ojhw", weight, change).float()
    tensors["conv1_1.bias"] = (bias + torch.einsum("oihw,i->o", weight, shift)).float()
    return tensors


def _encoder_keys(encoders: dict[Level, dict[str, torch.Tensor]]) -> dict[Level, str]:
    deepest = next(iter(encoders.values()))
    alike = all(torch.equal(deepest[part], tensors[part]) for tensors in encoders.values() for part in tensors)
    if alike and len(encoders) > 1:
        return dict.fromkeys(encoders, SHARED)
    return {level: level for level in encoders}


def _end_with_relu(decoders: list[Network]) -> bool:
    layouts = {decoder.layout for decoder in decoders}
    if len(layouts) > 1:
        raise PackError(
            "The folder mixes decoders of two layouts, which end differently: keep the files of one origin."
        )
    return layouts == {"named"}


class _Provenance(TypedDict):
    description: str
    licence: str
    attribution: str
    origin: str


def _provenance(folder: Path, paths: list[Path]) -> _Provenance:
    pack = known_pack(paths)
    if pack is not None:
        return _Provenance(
            description=pack.description,
            licence=pack.licence,
            attribution=pack.attribution,
            origin=pack.origin,
        )
    shown = "".join(character if character.isprintable() else "?" for character in folder.resolve().name)
    unknown = f"unknown (imported from {shown})"
    return _Provenance(description=f"Imported from {shown}.", licence=unknown, attribution=unknown, origin=unknown)
