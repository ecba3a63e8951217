"""Libraries that only some people need: asked for where they are first used, or missed in a sentence."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING

from engine.errors import MissingLibraryError
from engine.system.process import is_frozen

if TYPE_CHECKING:
    from types import ModuleType

LIBRARIES = {"av": "PyAV, which reads and writes videos", "distributed": "Dask, which reaches other machines"}
"""What each library is, by the name under which pip knows it."""

INSTEAD = {
    "av": "take the video apart into numbered pictures and paint these with `pentimento batch --smooth 0.8`",
    "distributed": "leave out --scheduler and paint on this machine",
}
"""What to do without it in the installed program, into which no library can be put."""


def library(name: str) -> ModuleType:
    """An optional library.

    Args:
        name: one of `LIBRARIES`.

    Raises:
        MissingLibraryError: it is not installed; the sentence says what to do.
    """
    try:
        return importlib.import_module(name)
    except ImportError as error:
        what_to_do = (
            f"and the installed program does not bring it: {INSTEAD[name]}, or start Pentimento from its source."
            if is_frozen()
            else f'and it is not installed: run "{sys.executable}" -m pip install {name}, then try again.'
        )
        raise MissingLibraryError(
            "This needs {library}, {what_to_do}", library=LIBRARIES[name], what_to_do=what_to_do
        ) from error
