"""Loss curves of a run as a picture: one panel for each stage."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from engine.images import Picture
from engine.images.contact_sheets import BACKGROUND, CAPTION_COLOUR, CAPTION_SIZE, GAP, MARGIN, TITLE_COLOUR, TITLE_SIZE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

Curve = list[tuple[int, float]]
"""Steps and losses."""

PANEL = (360, 220)
COLUMNS = 5
INK = ((120, 180, 240), (240, 170, 90), (150, 210, 130))
GRID_COLOUR = (84, 84, 84)
SMOOTHED = 8
"""Lines of the log over whose geometric mean a curve is smoothed; single steps jump."""


def read_log(file: Path) -> dict[str, dict[str, Curve]]:
    """The curves of every stage and loss; a step that a killed run logged twice counts once, half a line not at all."""
    found: dict[str, dict[str, dict[int, float]]] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        try:
            told = json.loads(line)
        except ValueError:
            continue
        stage, step = told.pop("stage"), told.pop("step")
        for loss, value in told.items():
            found.setdefault(stage, {}).setdefault(loss, {})[step] = value
    return {stage: {loss: sorted(values.items()) for loss, values in losses.items()} for stage, losses in found.items()}


def draw_curves(stages: Mapping[str, Mapping[str, Curve]]) -> Picture:
    """Draws the curves, losses on a logarithmic scale, one panel for each stage."""
    width, height = PANEL
    rows = math.ceil(len(stages) / COLUMNS)
    across = min(COLUMNS, len(stages))
    size = (2 * MARGIN + across * (width + GAP) - GAP, 2 * MARGIN + rows * (height + GAP) - GAP)
    image = Image.new("RGB", size, BACKGROUND)
    for place, (stage, curves) in enumerate(stages.items()):
        row, column = divmod(place, COLUMNS)
        image.paste(_panel(stage, curves), (MARGIN + column * (width + GAP), MARGIN + row * (height + GAP)))
    return Picture(np.asarray(image).copy(), name="loss curves")


def smoothed(curve: Curve) -> Curve:
    """Each value replaced by the geometric mean of itself and the few before it."""
    logarithms = [math.log(max(value, 1e-12)) for _, value in curve]
    means = [
        math.exp(float(np.mean(logarithms[max(0, place - SMOOTHED + 1) : place + 1])))
        for place in range(len(logarithms))
    ]
    return [(step, mean) for (step, _), mean in zip(curve, means, strict=True)]


def _panel(stage: str, curves: Mapping[str, Curve]) -> Image.Image:
    image = Image.new("RGB", PANEL, BACKGROUND)
    draw = ImageDraw.Draw(image)
    draw.text((0, 0), stage, fill=TITLE_COLOUR, font=ImageFont.load_default(TITLE_SIZE))
    shown = {loss: smoothed(curve) for loss, curve in curves.items()}
    values = [value for curve in shown.values() for _, value in curve]
    lowest, highest = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)) + 1e-9)
    last = max(step for curve in shown.values() for step, _ in curve)
    left, top, right, bottom = 56, TITLE_SIZE + GAP, PANEL[0] - 1, PANEL[1] - CAPTION_SIZE - GAP
    font = ImageFont.load_default(CAPTION_SIZE)

    def down(value: float) -> float:
        share = (math.log10(value) - lowest) / max(highest - lowest, 1)
        return bottom - share * (bottom - top)

    for power in range(lowest, highest + 1):
        line = down(10.0**power)
        draw.line([(left, line), (right, line)], fill=GRID_COLOUR)
        draw.text((0, line - CAPTION_SIZE / 2), f"{10.0**power:g}", fill=CAPTION_COLOUR, font=font)
    for colour, (place, (loss, curve)) in zip(_inks(len(shown)), enumerate(shown.items()), strict=True):
        points = [(left + (right - left) * step / last, down(value)) for step, value in curve]
        if len(points) > 1:
            draw.line(points, fill=colour, width=2)
        draw.text((left + 96 * place, bottom + GAP / 2), loss, fill=colour, font=font)
    return image


def _inks(count: int) -> Sequence[tuple[int, int, int]]:
    return [INK[place % len(INK)] for place in range(count)]
