"""Styles with their pixels, and what makes jobs of them for many photos. No torch."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from engine.images import WHOLE, framed, pixel_hash, read_picture
from engine.images.transparency import check_visible
from engine.job import Job, StyleReference
from engine.look.recipe_files import is_recipe_file, read_embedded_style

if TYPE_CHECKING:
    from engine.images import Framing, Picture
    from engine.job import Recipe


class JobMaker(Protocol):
    """What makes jobs for photo after photo: a recipe with the pixels of its styles."""

    @property
    def name(self) -> str:
        """What it is called in the names of files: its styles' names without suffix."""

    def recipe_for(self, result: tuple[int, int]) -> Recipe:
        """The recipe for a result of a width and height, with its pack."""

    def job_for(self, photo: Picture, size: int | None, bits: Literal[8, 16]) -> Job:
        """The job for a photo.

        Args:
            photo: what is repainted.
            size: long side of the result in pixels; None: the photo's own.
            bits: of the result.

        Raises:
            PentimentoError: a style cannot be read in the photo's colour space.
        """


@dataclass(frozen=True)
class FoundStyle:
    """A style with its pixels.

    Attributes:
        reference: as a recipe names it.
        path: where it was found: a file of its own, or the recipe's file that brings it along.
        picture: its pixels in sRGB.
    """

    reference: StyleReference
    path: Path
    picture: Picture

    def weighing_as(self, style: StyleReference) -> FoundStyle:
        """The same style with the weights of another."""
        weights = replace(self.reference, weight=style.weight, level_weights=style.level_weights)
        return replace(self, reference=weights)


@dataclass(frozen=True)
class FileJobMaker:
    """Makes jobs with styles that are files: the same recipe for every photo.

    Attributes:
        recipe: with its pack.
        styles: the recipe's, in its order.
        max_pixels: larger styles are refused.
    """

    recipe: Recipe
    styles: tuple[FoundStyle, ...]
    max_pixels: int

    @property
    def name(self) -> str:
        """The names of its styles without suffix."""
        return " + ".join(Path(style.reference.name).stem for style in self.styles)

    def recipe_for(self, result: tuple[int, int]) -> Recipe:  # noqa: ARG002 - this recipe is the same for all sizes
        """The recipe."""
        return self.recipe

    def job_for(self, photo: Picture, size: int | None, bits: Literal[8, 16]) -> Job:
        """The job for a photo, with the styles in its colour space."""
        styles = tuple(in_space_of(photo, style, self.max_pixels) for style in self.styles)
        return Job(self.recipe, photo, styles, size=size, bits=bits)


def read_style(path: Path, weight: float, max_pixels: int, framing: Framing = WHOLE) -> FoundStyle:
    """Reads a style from a file.

    Args:
        path: the file.
        weight: its share.
        max_pixels: larger pictures are refused.
        framing: the part of the picture that is the style.

    Raises:
        PentimentoError: it cannot be read, or nothing can be seen in it.
    """
    picture = framed(read_picture(path, max_pixels=max_pixels), framing)
    check_visible(picture, picture.name)
    named = pixel_hash(picture.pixels, picture.alpha)
    return FoundStyle(StyleReference(picture.name, named, weight, framing=framing), path, picture)


def read_found_style(path: Path, style: StyleReference, max_pixels: int) -> FoundStyle:
    """Reads a style from where it was found before: a file of its own, or a recipe's file that brings it along."""
    if is_recipe_file(path):
        return FoundStyle(style, path, read_embedded_style(path, style, None, max_pixels))
    return read_style(path, style.weight, max_pixels, style.framing)


def in_space_of(photo: Picture, style: FoundStyle, max_pixels: int) -> Picture:
    """A style's pixels in the photo's colour space."""
    profile = photo.metadata.profile
    if profile is None:
        return style.picture
    if is_recipe_file(style.path):
        return read_embedded_style(style.path, style.reference, profile, max_pixels)
    return framed(read_picture(style.path, profile=profile, max_pixels=max_pixels), style.reference.framing)
