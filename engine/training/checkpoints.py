"""Checkpoints that survive a kill: written beside, then renamed."""

from __future__ import annotations

import os
from pickle import UnpicklingError
from typing import TYPE_CHECKING, Any

import torch

from engine.errors import PackError

if TYPE_CHECKING:
    from pathlib import Path


def save_checkpoint(file: Path, state: dict[str, Any]) -> None:
    """Writes a checkpoint; whoever is killed meanwhile still has the one before.

    Args:
        file: where.
        state: tensors, numbers, strings, and lists and dictionaries of these.
    """
    temporary = file.with_suffix(".part")
    with temporary.open("wb") as stream:
        torch.save(state, stream)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(file)


def load_checkpoint(file: Path, device: torch.device) -> dict[str, Any] | None:
    """Reads a checkpoint; None where there is none.

    Raises:
        PackError: it is damaged.
    """
    if not file.exists():
        return None
    try:
        state: dict[str, Any] = torch.load(file, map_location=device, weights_only=True)
    except (OSError, RuntimeError, ValueError, KeyError, EOFError, UnpicklingError) as error:
        raise PackError(
            "'{name}' should be a checkpoint, and it cannot be read: delete it to begin that part anew.", name=file.name
        ) from error
    return state
