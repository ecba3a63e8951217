"""The window with the real engine and the bundled pack: from the first look to a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from engine.images import SaveOptions, read_picture, read_recipe
from engine.look.recipe_json import recipe_from_json
from engine.packs.registry import default_registry
from engine.studio import Studio
from gui.work.exporting import Exported
from tests.gui.made import made_job
from tests.gui.whole import whole_program

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtCore import SignalInstance
    from pytestqt.qtbot import QtBot

    from engine.job import Result
    from gui.app import Workbench

PATIENCE = 120_000
"""Milliseconds for a picture, on a busy machine."""

PREVIEW_SIZE = 256
EXPORT_SIZE = 300


@pytest.fixture
def workbench(qtbot: QtBot) -> Iterator[Workbench]:
    """The program with the sample picture, painted at a small size."""
    packs = default_registry()
    with whole_program(qtbot, lambda _device, number_format: Studio(packs, "cpu", number_format)) as begun:
        begun.document.change_quality(preview_size=PREVIEW_SIZE, number_format="float32")
        yield begun


def next_result(qtbot: QtBot, signal: SignalInstance) -> Result:
    with qtbot.waitSignal(signal, timeout=PATIENCE) as waited:
        pass
    result: Result = waited.args[-1]
    return result


def next_preview(qtbot: QtBot, workbench: Workbench) -> Result:
    """The next finished preview of the size that is wanted."""
    while True:
        result = next_result(qtbot, workbench.live.painted)
        if max(result.picture.width, result.picture.height) == PREVIEW_SIZE:
            return result


def test_the_sample_is_painted_changed_exported_and_closed(qtbot: QtBot, workbench: Workbench, tmp_path: Path) -> None:
    levels: list[str] = []
    workbench.live.level_painted.connect(lambda level, _pixels: levels.append(level))
    first = next_preview(qtbot, workbench)
    assert levels[-5:] == ["relu5_1", "relu4_1", "relu3_1", "relu2_1", "relu1_1"]
    assert first.recipe.pack is not None
    assert first.recipe.pack.name == "atelier"
    assert first.number_format == "float32"

    strength = workbench.window.inspector.look.strength.slider
    strength.setValue(strength.minimum())
    unpainted = next_preview(qtbot, workbench)
    photo = made_job(workbench.document.jobs.preview_maker()).photo
    assert distance(unpainted, photo.pixels) < distance(first, photo.pixels)

    strength.setValue(strength.maximum())
    assert distance(next_preview(qtbot, workbench), photo.pixels) > distance(unpainted, photo.pixels)

    target = tmp_path / "painted.png"
    workbench.exports.add(target, SaveOptions(), EXPORT_SIZE)
    (export,) = workbench.exports.pending
    result = next_result(qtbot, export.work.succeeded)
    assert isinstance(result, Exported)
    saved = read_picture(target)
    assert max(saved.width, saved.height) == EXPORT_SIZE
    text = read_recipe(target)
    assert text is not None
    recipe = recipe_from_json(text, target.name)
    assert recipe.look.strength == 1.0
    assert recipe.pack == first.recipe.pack

    workbench.document.close()
    workbench.window.close()
    assert not workbench.painter.isRunning()


def test_a_run_is_stopped_and_another_begun(qtbot: QtBot, workbench: Workbench) -> None:
    next_result(qtbot, workbench.live.progressed)
    workbench.window.stop()
    # The signal may have come already, together with the first sign of life.
    qtbot.waitUntil(lambda: not workbench.window.status_line.busy, timeout=PATIENCE)
    workbench.document.change_look(strength=0.3)
    assert next_preview(qtbot, workbench).recipe.look.strength == 0.3


def test_two_styles_are_mixed_and_a_level_is_left_out(qtbot: QtBot, workbench: Workbench) -> None:
    workbench.dialogs.add_bundled("ink")
    qtbot.waitUntil(lambda: len(workbench.document.state.styles) == 2, timeout=PATIENCE)
    workbench.document.change_level("relu5_1", on=False)
    result = next_preview(qtbot, workbench)
    while len(result.recipe.styles) < 2 or "relu5_1" in result.recipe.levels:
        result = next_preview(qtbot, workbench)
    assert result.recipe.levels == ("relu4_1", "relu3_1", "relu2_1", "relu1_1")
    assert [style.weight for style in result.recipe.styles] == [1.0, 1.0]


def distance(result: Result, pixels: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> float:
    """How far a result is from other pixels, on average."""
    return float(np.abs(result.picture.pixels.astype(float) - pixels.astype(float)).mean())
