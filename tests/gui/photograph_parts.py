"""The states of the window that the guide shows, each brought about as a user would."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from PIL import Image, ImageDraw
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from engine.images import SaveOptions, pixel_hash, read_picture, save_picture
from engine.look.recipe import Recipe, StyleReference
from engine.look.recipe_files import save_recipe_file
from engine.look.refining import Refining
from engine.vgg import LEVELS
from gui.dialogs.batch import BatchDialog
from gui.dialogs.textures import TexturesDialog
from gui.main_window import FOLDS
from resources.samples import sample_photos, sample_styles

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gui.app import Workbench
    from tests.gui.photographer import Photographer

TEXTURE_SIDE = 256
REFINED_SIDE, REFINED_STEPS = 384, 20

NAMES = ("Seine at noon.jpg", "Old wood.jpg")
"""What the styles are called that are not here."""

LEVEL_STYLES = ("woodcut", "oil")

Parts: TypeAlias = "tuple[tuple[str, tuple[tuple[float, float], ...]], ...]"
"""Colours with the corners of what has them, the undermost first."""

SKY, HOUSES, WATER, TREE = "#4a90d9", "#e6b33d", "#1d3f73", "#3d7a3a"
HARBOUR_PARTS: Parts = (
    (
        HOUSES,
        (
            *((0.0, 0.41), (0.12, 0.35), (0.19, 0.26), (0.27, 0.22), (0.38, 0.24), (0.40, 0.12), (0.42, 0.07)),
            *((0.44, 0.12), (0.45, 0.27), (0.53, 0.25), (0.63, 0.30), (0.72, 0.38), (0.85, 0.34), (1.0, 0.37)),
            *((1.0, 0.78), (0.0, 0.78)),
        ),
    ),
    (WATER, ((0.0, 0.78), (1.0, 0.78), (1.0, 1.0), (0.0, 1.0))),
)
OIL_PARTS: Parts = (
    (WATER, ((0.0, 0.66), (0.5, 0.6), (1.0, 0.58), (1.0, 0.8), (0.0, 0.8))),
    (HOUSES, ((0.0, 0.82), (0.3, 0.76), (0.6, 0.73), (1.0, 0.69), (1.0, 1.0), (0.0, 1.0))),
    (TREE, ((0.03, 1.0), (0.06, 0.5), (0.14, 0.07), (0.2, 0.4), (0.31, 0.55), (0.33, 1.0))),
)


def begin_anew(photographer: Photographer, workbench: Workbench) -> None:
    """Three styles on the sample photo, a usual look, no regions and no versions: each picture begins with these."""
    window, document = workbench.window, workbench.document
    window.regions.tools.take(None)
    window.message_bar.close_message()
    quality = document.state.quality
    document.close()
    document.change_quality(**vars(quality))
    choose_three_styles(workbench)
    window.inspector.set_folded(FOLDS)
    window.actions_by_name["show_divider"].trigger()
    photographer.settle()


def choose_three_styles(workbench: Workbench) -> None:
    """Repaints the sample photo in a mix of three."""
    document, photos, styles = workbench.document, sample_photos(), sample_styles()
    document.set_photo(read_picture(photos["harbour"]), None)
    for style in list(document.state.styles):
        document.styles.remove(style.key)
    keys = document.styles.add([(read_picture(styles[name]), None) for name in ("watercolour", "ink", "mosaic")])
    document.styles.set_weights({keys[0]: 1.0, keys[1]: 0.4, keys[2]: 0.6})
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
        points = [canvas.navigation.place_of(place).toPoint() for place in places]
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
    QTest.mouseMove(canvas, canvas.navigation.place_of((0.88, 0.56)).toPoint())
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
        photographer.wait(
            lambda: dialog.progress.doing.text().startswith("3 of") and ", about" in dialog.progress.doing.text()
        )
        dialog.places_label.setText("Pictures/Holiday")
        dialog.output_label.setText("Pictures/Holiday painted")
        photographer.take("batch", dialog)
        dialog.stop_button.click()
        photographer.wait(lambda: not workbench.batches.busy)
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
        recipes = workbench.recipes
        recipes.open(look)
        photographer.wait(lambda: recipes.asking is not None)
        dialog = recipes.asking
        assert dialog is not None
        workbench.asker.style = lambda: folder / "own" / "Seine.png"  # type: ignore[method-assign]
        first = next(iter(pictures))
        dialog.find_buttons[first].click()
        photographer.wait(lambda: "Seine" in dialog.notes[first].text())
        photographer.take("missing-styles", dialog)
        dialog.reject()


def show_textures(photographer: Photographer, workbench: Workbench) -> None:
    """Makes tileable textures of two styles and takes the dialog when all variations are there."""
    document, styles = workbench.document, sample_styles()
    for style in list(document.state.styles):
        document.styles.remove(style.key)
    first, second = document.styles.add([(read_picture(styles[name]), None) for name in ("stained-glass", "ink")])
    document.styles.set_weights({first: 1.0, second: 0.25})
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
    document.change_quality(preview_size=preview_size)


def show_styles_by_level(photographer: Photographer, workbench: Workbench) -> None:
    """Takes the shapes of one style and the colours of another."""
    document = workbench.document
    for style in list(document.state.styles):
        document.styles.remove(style.key)
    keys = document.styles.add([(read_picture(sample_styles()[name]), None) for name in LEVEL_STYLES])
    document.styles.set_levels(keys[0], LEVELS[:3])
    document.styles.set_levels(keys[1], LEVELS[3:])
    document.change_look(strength=0.6)
    photographer.settle()
    photographer.take("styles-by-level")


def show_the_finish(photographer: Photographer, workbench: Workbench) -> None:
    """Shows what is in the section about method, colour and detail, and what it does."""
    inspector = workbench.window.inspector
    inspector.levels_fold.set_folded(True)
    inspector.finish_fold.set_folded(False)
    workbench.document.change_look(
        transform="transport", colour="matched", colour_amount=0.7, saturation=1.25, contrast=1.1, detail=0.5
    )
    photographer.settle()
    photographer.take("finish")


def show_label_maps(photographer: Photographer, workbench: Workbench) -> None:
    """Makes regions of label maps that are drawn here, and takes the dialog and the result."""
    window, document, regions = workbench.window, workbench.document, workbench.window.regions
    for style in list(document.state.styles):
        document.styles.remove(style.key)
    document.styles.add([(read_picture(sample_styles()["oil"]), None)])
    window.inspector.levels_fold.set_folded(True)
    window.inspector.regions_fold.set_folded(False)
    window.actions_by_name["show_result"].trigger()
    photographer.settle()
    with tempfile.TemporaryDirectory() as made:
        regions.section.from_labels.click()
        dialog = regions.labels.dialog
        assert dialog is not None
        regions.labels.take("photo", label_map(Path(made) / "harbour parts.png", (1536, 1024), HARBOUR_PARTS))
        regions.labels.take("style", label_map(Path(made) / "oil parts.png", (1024, 1024), OIL_PARTS))
        photographer.wait(dialog.make_button.isEnabled)
    for edit, name in zip(dialog.edits, ("Houses", "Sky", "Water"), strict=True):
        edit.setText(name)
    photographer.settle()
    photographer.take("label-maps", dialog)
    dialog.accept()
    photographer.settle()
    photographer.take("labelled")


def label_map(file: Path, size: tuple[int, int], parts: Parts) -> Path:
    """Draws a label map; corners are shares of the width and height."""
    image = Image.new("RGB", size, SKY)
    draw = ImageDraw.Draw(image)
    for colour, corners in parts:
        draw.polygon([(across * size[0], down * size[1]) for across, down in corners], fill=colour)
    image.save(file)
    return file


def show_an_error(photographer: Photographer, workbench: Workbench) -> None:
    """Opens a picture whose file is damaged."""
    with tempfile.TemporaryDirectory() as folder:
        damaged = Path(folder) / "holiday.jpg"
        damaged.write_bytes(b"\xff\xd8\xff\xe0" + bytes(200))
        workbench.opening.open_photo(damaged)
        photographer.wait(lambda: workbench.window.message_bar.message is not None)


PARTS: Mapping[str, Callable[[Photographer, Workbench], None]] = {
    "missing-styles": show_missing_styles,
    "batch": show_a_batch,
    "regions": paint_regions,
    "labels": show_label_maps,
    "levels": show_styles_by_level,
    "finish": show_the_finish,
    "textures": show_textures,
    "refining": show_refining,
}
"""Pictures that need no others before them, by a word of the command line."""
