"""Reads and writes the weights of a pack, strictly: what is not exactly as the manifest says is refused."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from typing import TYPE_CHECKING

import torch
from safetensors import SafetensorError
from safetensors.torch import load as tensors_from_bytes
from safetensors.torch import save as tensors_to_bytes

from engine.errors import PackError
from engine.packs.manifest import MANIFEST_FILE, WEIGHTS_FILE, Manifest
from engine.sentences import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from engine.packs.registry import InstalledPack

_DTYPES = (torch.float16, torch.float32)
_NAMED_IN_A_SENTENCE = 5


def load(installed: InstalledPack) -> dict[str, torch.Tensor]:
    """Reads all weights of a pack.

    Returns:
        The tensors under the names and of the shapes of `Manifest.expected_tensors`: float32, contiguous, on
        the CPU, all values finite.

    Raises:
        PackError: the file is missing, unreadable, altered, or not what the manifest describes.
    """
    manifest = installed.manifest
    try:
        tensors = tensors_from_bytes(_read(installed))
    except SafetensorError as error:
        raise _damaged(
            manifest, Sentence("{file} is no safetensors file ({error})", file=WEIGHTS_FILE, error=error)
        ) from error
    _check(manifest, tensors)
    return {name: tensors[name].to(torch.float32) for name in manifest.expected_tensors()}


def verify(installed: InstalledPack) -> None:
    """Checks all weights of a pack as `load` does, and keeps nothing.

    Raises:
        PackError: as for `load`.
    """
    load(installed)


def write(folder: Path, manifest: Manifest, tensors: Mapping[str, torch.Tensor]) -> Manifest:
    """Writes a pack into a folder, which need not exist; both files are on the disk when this returns.

    Args:
        folder: where to; it must bear the pack's name once it is in its place.
        manifest: what the pack holds; size and hash of its weights are filled in here.
        tensors: as `Manifest.expected_tensors` says, float16 or float32.

    Returns:
        The manifest with size and hash of the weights.

    Raises:
        PackError: the tensors are not those that the manifest describes.
        OSError: the files cannot be written.
    """
    _check(manifest, tensors)
    ordered = {name: tensors[name].detach().cpu().contiguous() for name in manifest.expected_tensors()}
    data = tensors_to_bytes(ordered)
    manifest = replace(manifest, weights_bytes=len(data), weights_sha256=hashlib.sha256(data).hexdigest())
    folder.mkdir(parents=True, exist_ok=True)
    _write_through(folder / WEIGHTS_FILE, data)
    _write_through(folder / MANIFEST_FILE, manifest.to_json().encode("utf-8"))
    return manifest


def _read(installed: InstalledPack) -> bytes:
    manifest = installed.manifest
    path = installed.folder / WEIGHTS_FILE
    try:
        size = path.stat().st_size
        if size != manifest.weights_bytes:
            raise _damaged(
                manifest,
                Sentence(
                    "{file} has {size} bytes, its manifest says {expected}",
                    file=WEIGHTS_FILE,
                    size=size,
                    expected=manifest.weights_bytes,
                ),
            )
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise _damaged(manifest, Sentence("{file} is missing", file=WEIGHTS_FILE)) from error
    except OSError as error:
        raise PackError(
            "The weights of the pack {name!r} cannot be read: {error}.", name=manifest.name, error=error
        ) from error
    if hashlib.sha256(data).hexdigest() != manifest.weights_sha256:
        raise _damaged(
            manifest, Sentence("{file} was altered: its SHA-256 is not that of the manifest", file=WEIGHTS_FILE)
        )
    return data


def _check(manifest: Manifest, tensors: Mapping[str, torch.Tensor]) -> None:
    expected = manifest.expected_tensors()
    if lacking := expected.keys() - tensors.keys():
        raise _damaged(manifest, Sentence("it lacks {names}", names=_listed(lacking)))
    if unknown := tensors.keys() - expected.keys():
        raise _damaged(manifest, Sentence("it holds the unknown {names}", names=_listed(unknown)))
    for name, shape in expected.items():
        tensor = tensors[name]
        if tuple(tensor.shape) != shape:
            raise _damaged(
                manifest,
                Sentence(
                    "{name} has the shape {shape}, expected {expected}",
                    name=name,
                    shape=tuple(tensor.shape),
                    expected=shape,
                ),
            )
        if tensor.dtype not in _DTYPES:
            raise _damaged(
                manifest, Sentence("{name} is {kind}, expected float16 or float32", name=name, kind=tensor.dtype)
            )
        if not bool(torch.isfinite(tensor).all()):
            raise _damaged(manifest, Sentence("{name} holds values that are not finite numbers", name=name))


def _listed(names: Iterable[str]) -> str:
    ordered = sorted(names)
    shown = ", ".join(ordered[:_NAMED_IN_A_SENTENCE])
    more = len(ordered) - _NAMED_IN_A_SENTENCE
    return f"{shown} and {more} more" if more > 0 else shown


def _damaged(manifest: Manifest, problem: Sentence) -> PackError:
    return PackError(
        "The pack {name!r} is damaged: {problem}. Download or import it again.", name=manifest.name, problem=problem
    )


def _write_through(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
