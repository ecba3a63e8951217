"""Libraries that only some people need: asked for where they are first used, or missed in a sentence."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING

from engine.errors import DeviceError

if TYPE_CHECKING:
    from types import ModuleType

LIBRARIES = {"av": "PyAV, which reads and writes videos", "distributed": "Dask, which reaches other machines"}
"""What each library is, by the name under which pip knows it."""


def library(name: str) -> ModuleType:
    """An optional library.

    Args:
        name: one of `LIBRARIES`.

    Raises:
        DeviceError: it is not installed; the sentence has the command that adds it.
    """
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise DeviceError(
            f"This needs {LIBRARIES[name]}, and it is not installed: "
            f'run "{sys.executable}" -m pip install {name}, then try again.'
        ) from error
