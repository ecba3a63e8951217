"""The user's folders: where this system expects data, settings, logs and what can be worked out again. No torch.

Two environment variables move them: one for all that is the user's, one for the rest. None of the folders need exist.
"""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

DATA_FOLDER_VARIABLE = "PENTIMENTO_DATA_FOLDER"
CACHE_FOLDER_VARIABLE = "PENTIMENTO_CACHE_FOLDER"


def data_folder() -> Path:
    """The user's model packs, presets and unsaved work."""
    return _named(DATA_FOLDER_VARIABLE) or platformdirs.user_data_path("pentimento", appauthor=False)


def settings_folder() -> Path:
    """The user's settings."""
    return _named(DATA_FOLDER_VARIABLE) or platformdirs.user_config_path("pentimento", appauthor=False)


def log_folder() -> Path:
    """The log."""
    named = _named(DATA_FOLDER_VARIABLE)
    return named / "log" if named else platformdirs.user_log_path("pentimento", appauthor=False)


def cache_folder() -> Path:
    """What can be worked out again, and files that live as long as a job."""
    return _named(CACHE_FOLDER_VARIABLE) or platformdirs.user_cache_path("pentimento", appauthor=False)


def _named(variable: str) -> Path | None:
    folder = os.environ.get(variable)
    return Path(folder) if folder else None
