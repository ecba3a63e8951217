"""Photographs the window for the guide: `python -m tests.gui.photograph [FOLDER]`.

Runs the program with the real engine, the default pack and settings of its own on whatever platform Qt finds, a virtual
screen for example, and brings it into each state as a user would.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from engine.images import SaveOptions, pixel_hash, read_picture, save_picture
from engine.recipe import Recipe, StyleReference
from engine.recipe_files import save_recipe_file
from engine.refining import Refining
from gui.app import Workbench, make_application, make_studio
from gui.dialogs.batch import BatchDialog
from gui.dialogs.textures import TexturesDialog
from gui.qt_images import from_qimage
from gui.settings import Settings
from gui.theme import apply_theme
from resources.samples import sample_photos, sample_styles

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE = 180.0
"""Seconds to wait for a picture."""

COLOURS = 255
TEXTURE_SIDE = 256
REFINED_SIDE, REFINED_STEPS = 384, 20
LARGEST_PNG = 2560

NAMES = ("Seine at noon.jpg", "Old wood.jpg")
"""What the styles are called that are not here."""

SETTLES = 0.6
"""Seconds that animations and late layouts take."""


class Photographer:
    """Takes pictures of a running program.

    Args:
        app: the application.
        workbench: the program.
        folder: where the pictures go.
    """

    def __init__(self, app: QApplication, workbench: Workbench, folder: Path) -> None:
        self._app = app
        self._workbench = workbench
        self._folder = folder

    def wait(self, reached: Callable[[], bool]) -> None:
        """Lets the program go on until something is so.

        Raises:
            TimeoutError: it never was.
        """
        begun = time.monotonic()
        while not reached():
            if time.monotonic() - begun > PATIENCE:
                raise TimeoutError("The program should have reached the next picture, and it did not.")
            self._app.processEvents()
            time.sleep(0.01)

    def settle(self) -> None:
        """Waits until the preview is painted and nothing moves any more."""
        self.wait(lambda: self._workbench.live.result is not None)
        until = time.monotonic() + SETTLES
        self.wait(lambda: time.monotonic() > until)

    def take(self, name: str, widget: QWidget | None = None) -> None:
        """Photographs the window, or another widget, as it is.

        Few colours keep the files small; a large screen has too many pixels for PNG.
        """
        grabbed = (widget or self._workbench.window).grab().toImage()
        image = Image.fromarray(from_qimage(grabbed).pixels)
        if image.width > LARGEST_PNG:
            file = self._folder / f"{name}.jpg"
            image.save(file, quality=85, optimize=True)
        else:
            file = self._folder / f"{name}.png"
            image.quantize(COLOURS).save(file, optimize=True)
        sys.stdout.write(f"{file.name}\n")

    def take_dialog(self, name: str, action: str) -> None:
        """Photographs the dialog that an action opens."""

        def shoot() -> None:
            dialog = QApplication.activeModalWidget()
            if dialog is not None:
                for label in dialog.findChildren(QLabel):
                    if label.text() == str(Path.home()):
                        label.setText("Pictures")
                self.take(name, dialog)
                dialog.close()

        QTimer.singleShot(1500, shoot)
        self._workbench.window.actions_by_name[action].trigger()


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
    first, second = document.versions[-2:]
    document.rename_version(first.key, "Warm")
    document.rename_version(second.key, "The photo’s colours")
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
    show_missing_styles(photographer, workbench)
    show_a_batch(photographer, workbench)
    paint_regions(photographer, workbench)
    show_textures(photographer, workbench)
    show_refining(photographer, workbench)
    apply_theme(app, "light")
    photographer.settle()
    photographer.take("light")
    apply_theme(app, "dark")
    show_an_error(photographer, workbench)
    photographer.settle()
    photographer.take("error")


def choose_three_styles(workbench: Workbench) -> None:
    """Repaints the sample photo in a mix of three."""
    document, photos, styles = workbench.document, sample_photos(), sample_styles()
    document.set_photo(read_picture(photos["harbour"]), None)
    for style in list(document.state.styles):
        document.remove_style(style.key)
    keys = document.add_styles([(read_picture(styles[name]), None) for name in ("watercolour", "ink", "mosaic")])
    document.set_weights({keys[0]: 1.0, keys[1]: 0.4, keys[2]: 0.6})
    document.change_look(strength=0.7)


def paint_regions(photographer: Photographer, workbench: Workbench) -> None:
    """Paints three regions with three styles in the sample photo, as a hand would: brush, gradient and lasso."""
    window = workbench.window
    canvas, section, tools = window.canvas, window.regions.section, window.regions.tools
    window.inspector.levels_fold.set_folded(True)
    window.inspector.regions_fold.set_folded(False)
    window.actions_by_name["show_result"].trigger()
    photographer.settle()

    def stroke(*places: tuple[float, float]) -> None:
        points = [canvas.place_of(place).toPoint() for place in places]
        QTest.mousePress(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, points[0])
        for start, end in pairwise(points):
            for step in range(1, 9):
                QTest.mouseMove(canvas, start + (end - start) * step / 8)
        QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, points[-1])

    def add(name: str) -> None:
        section.add.click()
        window.regions.editing.rename(str(tools.selected), name)

    add("Sky")
    tools.take("gradient")
    stroke((0.5, 0.2), (0.5, 0.4))
    add("Water")
    tools.take("lasso")
    stroke((0.0, 0.79), (0.5, 0.79), (1.0, 0.79), (1.0, 1.0), (0.0, 1.0))
    tools.feather()
    photographer.settle()
    add("Houses")
    tools.change(size=0.16, softness=0.6)
    stroke((0.06, 0.54), (0.3, 0.44), (0.5, 0.42), (0.7, 0.5), (0.95, 0.52))
    stroke((0.05, 0.65), (0.95, 0.65))
    QTest.mouseMove(canvas, canvas.place_of((0.88, 0.56)).toPoint())
    photographer.settle()
    photographer.take("region-painting")
    tools.take(None)
    photographer.settle()
    photographer.take("regions")


def show_a_batch(photographer: Photographer, workbench: Workbench) -> None:
    """Paints a folder with a few copies of the sample photos and a damaged one, and takes the dialog near its end."""
    workbench.window.actions_by_name["batch"].trigger()
    (dialog,) = workbench.window.findChildren(BatchDialog)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "Holiday"
        folder.mkdir()
        (folder / "beach.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(200))
        for number, photo in enumerate(2 * list(sample_photos().values()), 1):
            shutil.copyfile(photo, folder / f"day {number}{photo.suffix}")
        dialog.take((folder,))
        dialog.name_edit.setText("{name} in the style of {style}")
        dialog.begin()
        photographer.wait(lambda: dialog.doing.text().startswith("3 of") and ", about" in dialog.doing.text())
        dialog.places_label.setText("Pictures/Holiday")
        dialog.output_label.setText("Pictures/Holiday painted")
        photographer.take("batch", dialog)
        dialog.stop_button.click()
        photographer.wait(lambda: not workbench.files.batches.busy)
        dialog.close()


def show_missing_styles(photographer: Photographer, workbench: Workbench) -> None:
    """Applies a recipe of two styles that nobody knows here, and finds one of them."""
    shown = [read_picture(sample_styles()[name]) for name in ("pointillism", "woodcut")]
    # Mirrored, so that they are not among the bundled ones.
    styles = [replace(style, pixels=style.pixels[:, ::-1], name=name) for style, name in zip(shown, NAMES, strict=True)]
    pictures = {pixel_hash(style.pixels, style.alpha): style for style in styles}
    recipe = Recipe(tuple(StyleReference(style.name, key) for key, style in pictures.items()))
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "own").mkdir()
        save_picture(folder / "own" / "Seine.png", styles[0], SaveOptions())
        look = save_recipe_file(folder / "River and wood.pentimento-recipe", recipe, pictures, with_styles=False)
        recipes = workbench.files.recipes
        recipes.open(look)
        photographer.wait(lambda: recipes.asking is not None)
        dialog = recipes.asking
        assert dialog is not None
        workbench.files.asker.style = lambda: folder / "own" / "Seine.png"  # type: ignore[method-assign]
        first = next(iter(pictures))
        dialog.find_buttons[first].click()
        photographer.wait(lambda: "Seine" in dialog.notes[first].text())
        photographer.take("missing-styles", dialog)
        dialog.reject()


def show_textures(photographer: Photographer, workbench: Workbench) -> None:
    """Makes tileable textures of two styles and takes the dialog when all variations are there."""
    document, styles = workbench.document, sample_styles()
    before = document.state
    for style in list(document.state.styles):
        document.remove_style(style.key)
    first, second = document.add_styles([(read_picture(styles[name]), None) for name in ("stained-glass", "ink")])
    document.set_weights({first: 1.0, second: 0.25})
    photographer.settle()
    workbench.window.actions_by_name["textures"].trigger()
    (dialog,) = workbench.window.findChildren(TexturesDialog)
    for spin in (dialog.width_spin, dialog.height_spin):
        spin.setValue(TEXTURE_SIDE)
    dialog.tileable_check.click()
    dialog.begin()
    photographer.wait(lambda: all(card.current for card in dialog.cards.cards))
    dialog.cards.cards[4].click()
    photographer.settle()
    photographer.take("textures", dialog)
    dialog.close()
    while document.state != before:
        document.undo()


def show_refining(photographer: Photographer, workbench: Workbench) -> None:
    """Refines the picture and takes the window when the curves have fallen; it is measured by then."""
    window, document = workbench.window, workbench.document
    window.inspector.levels_fold.set_folded(True)
    window.inspector.refine_fold.set_folded(False)
    preview_size = document.state.quality.preview_size
    document.change_quality(preview_size=REFINED_SIDE)
    document.change_look(refining=Refining(steps=REFINED_STEPS))
    photographer.settle()
    photographer.wait(lambda: workbench.window.status_line.closeness != "")
    photographer.settle()
    photographer.take("refining")
    window.inspector.refine_fold.set_folded(True)
    window.inspector.levels_fold.set_folded(False)
    document.change_look(refining=None)
    document.change_quality(preview_size=preview_size)
    photographer.settle()


def show_an_error(photographer: Photographer, workbench: Workbench) -> None:
    """Opens a picture whose file is damaged."""
    with tempfile.TemporaryDirectory() as folder:
        damaged = Path(folder) / "holiday.jpg"
        damaged.write_bytes(b"\xff\xd8\xff\xe0" + bytes(200))
        workbench.files.open_photo(damaged)
        photographer.wait(lambda: workbench.window.message_bar.message is not None)


def main() -> None:
    """Takes all pictures; with the word `large` the first one only, at the size of a large screen, or `regions`."""
    words = sys.argv[1:]
    only_first, only_regions = "large" in words, "regions" in words
    folders = [word for word in words if word not in ("large", "regions")]
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
        elif only_regions:
            photographer.settle()
            choose_three_styles(workbench)
            paint_regions(photographer, workbench)
        else:
            take_all(photographer, app, workbench)
        workbench.document.close()
        workbench.window.close()


if __name__ == "__main__":
    main()
