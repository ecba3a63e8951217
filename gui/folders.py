"""Where the window keeps what belongs to the user. No Qt."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

from engine.packs.registry import DATA_FOLDER_VARIABLE


def data_folder() -> Path:
    """The user's data: unsaved work and presets, beside the model packs; it need not exist."""
    named = os.environ.get(DATA_FOLDER_VARIABLE)
    return Path(named) if named else platformdirs.user_data_path("pentimento", appauthor=False)


def settings_file() -> Path:
    """The user's settings; it need not exist."""
    named = os.environ.get(DATA_FOLDER_VARIABLE)
    folder = Path(named) if named else platformdirs.user_config_path("pentimento", appauthor=False)
    return folder / "settings.ini"
