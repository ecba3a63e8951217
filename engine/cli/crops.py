"""`--style-crop`: the parts of styles that are looked at, and the note where one has a frame around it. No torch."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.errors import JobError
from engine.images import WHOLE, Framing, open_picture
from engine.images.borders import uniform_frame

if TYPE_CHECKING:
    from pathlib import Path

    from engine.job.styles import FoundStyle

ALL_OF_IT = "whole"

_EDGE = re.compile(r"(\d+(?:\.\d+)?)(%|px)?")


def parse_crop(text: str, path: Path, max_pixels: int) -> Framing:
    """The part of a style that words like 5%,5%,95%,95% or 120,80,1800,1400 name.

    Args:
        text: the words.
        path: the style, whose size counts where they are in pixels.
        max_pixels: larger styles are refused.

    Raises:
        PentimentoError: they name no part of it, or it cannot be read.
    """
    if text.strip() == ALL_OF_IT:
        return WHOLE
    edges = [_EDGE.fullmatch(word.strip()) for word in text.split(",")]
    if len(edges) != 4 or None in edges:
        raise JobError(
            "--style-crop should be a left, an upper, a right and a lower edge like 5%,5%,95%,95%, in pixels without "
            "the %, or {all}, and '{text}' came: correct it.",
            all=ALL_OF_IT,
            text=text,
        )
    named = [edge.groups() for edge in edges if edge is not None]
    sides = (100.0, 100.0)
    if any(unit != "%" for _, unit in named):
        whole = open_picture(path, max_pixels=max_pixels)
        sides = (float(whole.width), float(whole.height))
    shares = [float(number) / (100 if unit == "%" else sides[place % 2]) for place, (number, unit) in enumerate(named)]
    left, top, right, bottom = shares
    if not (left < right <= 1 and top < bottom <= 1):
        size = "" if sides == (100.0, 100.0) else f" of {sides[0]:g} × {sides[1]:g} pixels"
        raise JobError(
            "--style-crop should name a part of '{name}'{size}, and '{text}' is none: give the left edge before the "
            "right one, the upper one before the lower one, and all within the picture.",
            name=path.name,
            size=size,
            text=text,
        )
    return Framing(left, top, right, bottom)


def crops_of(texts: tuple[str, ...], paths: tuple[Path, ...], max_pixels: int) -> list[Framing]:
    """The part of each style that is looked at.

    Raises:
        PentimentoError: there are not as many as styles, or one names no part of its style.
    """
    if not texts:
        return [WHOLE] * len(paths)
    if len(texts) != len(paths):
        raise JobError(
            "--style-crop should be given once per style that is named, and there are {paths} styles, {texts} of it: "
            "give one for each, {all} for those that stay as they are, or none.",
            paths=len(paths),
            texts=len(texts),
            all=ALL_OF_IT,
        )
    return [parse_crop(text, path, max_pixels) for text, path in zip(texts, paths, strict=True)]


def notes_about_frames(styles: list[FoundStyle]) -> list[str]:
    """Sentences about styles that have a frame of one colour around them and were not cropped."""
    notes = []
    for style in styles:
        found = uniform_frame(style.picture) if style.reference.framing.is_whole else None
        if found is not None:
            left, top, right, bottom = found.box(style.picture.width, style.picture.height)
            notes.append(
                f"'{style.picture.name}' has a frame of one colour around it, which counts as a part of the style: "
                f"leave it out with --style-crop {left},{top},{right},{bottom}"
            )
    return notes
