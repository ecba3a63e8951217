"""Photographs the window for the guide: `python -m tests.gui.photograph [PART …] [FOLDER]`.

Runs the program with the real engine, the default pack and settings of its own on whatever platform Qt finds, a virtual
screen for example, and brings it into each state as a user would.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from gui.app import Workbench, make_studio
from gui.qt_application import make_application
from gui.settings import Settings
from gui.theme import apply_theme
from tests.gui.photograph_parts import PARTS, begin_anew, choose_three_styles, show_an_error
from tests.gui.photographer import Photographer

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


def take_all(photographer: Photographer, app: QApplication, workbench: Workbench) -> None:
    """All pictures of the guide, one after the other."""
    window, document, act = workbench.window, workbench.document, workbench.window.actions_by_name
    photographer.settle()
    photographer.take("first-start")
    choose_three_styles(workbench)
    photographer.settle()
    workbench.live.pin()
    photographer.take("three-styles")
    act["show_side_by_side"].trigger()
    photographer.settle()
    photographer.take("side-by-side")
    act["show_result"].trigger()
    photographer.settle()
    photographer.take("result-alone")
    document.change_look(strength=0.4, colour="photo")
    photographer.settle()
    workbench.live.pin()
    first, second = document.versions.all[-2:]
    document.versions.rename(first.key, "Warm")
    document.versions.rename(second.key, "The photo’s colours")
    act["show_divider"].trigger()
    window.filmstrip.versions.toggle_mark(first.key)
    window.filmstrip.versions.toggle_mark(second.key)
    photographer.settle()
    photographer.take("two-versions")
    window.filmstrip.versions.toggle_mark(second.key)
    document.undo()
    photographer.settle()
    for name, action in (
        ("crop", "frame_photo"),
        ("export", "export"),
        ("recipe", "save_recipe"),
        ("preferences", "preferences"),
        ("packs", "packs"),
        ("shortcuts", "shortcuts"),
        ("about", "about"),
    ):
        photographer.take_dialog(name, action)
    for show in PARTS.values():
        begin_anew(photographer, workbench)
        show(photographer, workbench)
    begin_anew(photographer, workbench)
    apply_theme(app, "light")
    photographer.settle()
    photographer.take("light")
    apply_theme(app, "dark")
    show_an_error(photographer, workbench)
    photographer.settle()
    photographer.take("error")


def main() -> None:
    """Takes all pictures; with the word `large` the first one only, at the size of a large screen, or named parts."""
    words = sys.argv[1:]
    only_first, parts = "large" in words, [word for word in words if word in PARTS]
    folders = [word for word in words if word != "large" and word not in PARTS]
    folder = Path(folders[0]) if folders else Path(__file__).parents[2] / "docs" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as own:
        for name in ("CONFIG", "DATA", "STATE", "CACHE"):
            os.environ[f"XDG_{name}_HOME"] = str(Path(own) / name.lower())
        app = make_application()
        settings = Settings(Path(own) / "settings.ini")
        apply_theme(app, "dark")
        workbench = Workbench(make_studio, settings)
        workbench.window.resize(1440, 900)
        photographer = Photographer(app, workbench, folder)
        workbench.begin(())
        if only_first:
            workbench.window.resize(1920, 1080)
            photographer.settle()
            photographer.take("large-screen")
        elif parts:
            photographer.settle()
            for part in parts:
                begin_anew(photographer, workbench)
                PARTS[part](photographer, workbench)
        else:
            take_all(photographer, app, workbench)
        workbench.document.close()
        workbench.window.close()


if __name__ == "__main__":
    main()
