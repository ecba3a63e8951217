"""Colours: whatever a file holds becomes RGB in sRGB, in its own profile or in a given one.

libvips converts by rows, with 16 bits where the file has them. Whether a profile is of any use is asked of lcms
through Pillow first, because libvips passes over a broken profile in silence.
"""

from __future__ import annotations

import functools
import io
import os
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from engine.errors import PictureError, UnknownKindError
from engine.images.colour.matrix_profiles import D65, gamma_curve, rgb_profile
from engine.images.libraries import DECODER_ERRORS, VipsImage, colour_management, field, vips, with_blob
from engine.sentences import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

ProfileChoice: TypeAlias = Literal["own"] | bytes | None

_PROFILE_FIELD = "icc-profile-data"
_INTENT = {"intent": "relative", "black_point_compensation": True}
_LAB = {"lab", "labs", "labq", "lch"}
_GREY = {"b-w", "grey16"}
_RGB = {"srgb", "rgb", "rgb16", "scrgb"}
_LCMS_MODES = {"RGB": "RGB", "grey": "L", "CMYK": "CMYK"}


@dataclass(frozen=True)
class Converted:
    """RGB, with alpha as a fourth band if the file has it.

    Attributes:
        image: ``uchar`` or ``ushort``, three or four bands.
        profile: The ICC profile of its colours; None means sRGB.
        notes: What the user should know about the conversion.
    """

    image: VipsImage
    profile: bytes | None
    notes: tuple[Sentence, ...]


@functools.cache
def srgb_profile() -> bytes:
    """Return the small sRGB profile with which pictures are tagged."""
    return bytes(vips().Operation.call("profile_load", "srgb"))


@functools.cache
def adobe_rgb_profile() -> bytes:
    """Return a profile of Adobe RGB (1998): its primaries, the white D65 and an exponent of 563/256."""
    primaries = ((0.64, 0.33), (0.21, 0.71), (0.15, 0.06))
    return rgb_profile("Adobe RGB (1998)", primaries, D65, gamma_curve(563 / 256))


def convert(image: VipsImage, choice: ProfileChoice, name: str) -> Converted:
    """Bring an image as it was decoded to RGB of 8 or 16 bits.

    Args:
        image: Any image that libvips knows, with its ICC profile in its metadata.
        choice: None for sRGB, ``own`` to keep the image's RGB profile, or the ICC profile to convert into.
        name: The file's name, for sentences.

    Raises:
        PictureError: If the samples are of a kind that no picture has, or the profile asked for is of no use.
    """
    space, colours, alpha = _split(image)
    embedded, notes = _embedded_profile(image, space, name)
    linear = colours.format in ("float", "double") and space in ("RGB", "grey")
    if linear and embedded is None:
        notes += (
            Sentence("'{name}' holds floating-point numbers; they are taken as linear light from 0 to 1.", name=name),
        )
    colours, alpha = _whole_numbers(colours, alpha, space, linear_light=linear and embedded is None, name=name)
    target = _target(choice, embedded, space)
    profile = None if target == srgb_profile() else target
    colours = _to_rgb(colours, space, embedded, target)
    if space == "CMYK" and embedded is None:
        notes += (
            Sentence(
                "'{name}' is a CMYK picture without a colour profile; the colours of common print are taken.", name=name
            ),
        )
    if alpha is not None:
        colours = colours.bandjoin(alpha)
    return Converted(colours, profile, notes)


def _split(image: VipsImage) -> tuple[str, VipsImage, VipsImage | None]:
    if image.interpretation in _LAB:
        space, bands = "Lab", 3
        image = image.colourspace("lab") if image.format != "float" else image
    elif image.interpretation == "cmyk" and image.bands >= 4:
        space, bands = "CMYK", 4
    elif image.interpretation in _GREY or image.bands < 3:
        space, bands = "grey", 1
    else:
        if image.interpretation not in _RGB | {"multiband", "matrix", "histogram"}:
            image = image.colourspace("srgb")
        space, bands = "RGB", 3
    alpha = image.extract_band(bands) if image.bands > bands else None
    return space, image.extract_band(0, n=bands), alpha


def _embedded_profile(image: VipsImage, space: str, name: str) -> tuple[bytes | None, tuple[Sentence, ...]]:
    profile: bytes | None = field(image, _PROFILE_FIELD)
    if profile is None or space == "Lab" or _can_convert(profile, _LCMS_MODES[space]):
        return profile, ()
    return None, (broken_profile_note(name),)


def broken_profile_note(name: str) -> Sentence:
    """Return the sentence about a profile that is of no use."""
    return Sentence("The colour profile in '{name}' is damaged or does not fit its colours; it is ignored.", name=name)


def _can_convert(profile: bytes, mode: str, *, back: bool = False) -> bool:
    cms = colour_management()
    try:
        one, other = cms.ImageCmsProfile(io.BytesIO(profile)), cms.createProfile("sRGB")
        cms.buildTransform(one, other, mode, "RGB", renderingIntent=cms.Intent.RELATIVE_COLORIMETRIC)
        if back:
            cms.buildTransform(other, one, "RGB", mode, renderingIntent=cms.Intent.RELATIVE_COLORIMETRIC)
    except (cms.PyCMSError, *DECODER_ERRORS):
        return False
    return True


def _whole_numbers(
    colours: VipsImage, alpha: VipsImage | None, space: str, *, linear_light: bool, name: str
) -> tuple[VipsImage, VipsImage | None]:
    kind = colours.format
    if space == "Lab":
        # An alpha channel beside Lab has no declared range; hardly any program writes one.
        return colours, None
    if kind in ("uchar", "ushort"):
        return colours, alpha
    if kind == "uint":
        return tuple(None if part is None else (part >> 16).cast("ushort") for part in (colours, alpha))  # type: ignore[return-value]
    if kind in ("float", "double"):
        if alpha is not None:
            alpha = _sixteen_bits(alpha)
        if not linear_light:
            return _sixteen_bits(colours), alpha
        # libvips converts linear light of three bands only; grey has three alike.
        colours = colours.bandjoin([colours, colours]) if space == "grey" else colours
        colours = colours.cast("float").copy(interpretation="scrgb").colourspace("rgb16")
        return (colours.extract_band(0) if space == "grey" else colours), alpha
    raise UnknownKindError(
        "'{name}' cannot be read: samples of 1 to 32 bits without sign or floating-point numbers were expected, but "
        "it holds samples of the kind '{kind}'; save it anew with 8 or 16 bits.",
        name=name,
        kind=kind,
    )


def _sixteen_bits(image: VipsImage) -> VipsImage:
    return image.linear(65535, 0.5).cast("ushort")


def _target(choice: ProfileChoice, embedded: bytes | None, space: str) -> bytes:
    if choice is None:
        return srgb_profile()
    if choice == "own":
        # A profile of an input device only, which cannot be converted into, would fit no style and no screen.
        keeps = space == "RGB" and embedded is not None and _can_convert(embedded, "RGB", back=True)
        return embedded if keeps and embedded is not None else srgb_profile()
    if not _can_convert(choice, "RGB", back=True):
        raise PictureError(
            "An RGB colour profile to convert a picture into was expected, but a damaged one or one of another kind "
            "came; choose another photo or none of its own colours."
        )
    return choice


def _to_rgb(colours: VipsImage, space: str, embedded: bytes | None, target: bytes) -> VipsImage:
    if space == "Lab":
        deep = True
    else:
        deep = colours.format == "ushort"
        interpretations = {"RGB": ("srgb", "rgb16"), "grey": ("b-w", "grey16"), "CMYK": ("cmyk", "cmyk")}
        colours = colours.copy(interpretation=interpretations[space][deep])
    if space == "grey" and embedded is None:
        space = "RGB"
        colours = colours.bandjoin([colours, colours]).copy(interpretation="rgb16" if deep else "srgb")
    if space == "RGB" and (embedded or srgb_profile()) == target:
        return with_blob(colours, _PROFILE_FIELD, None)
    colours = with_blob(colours, _PROFILE_FIELD, embedded)
    with _named(target) as output:
        depth = 16 if deep else 8
        if space == "Lab":
            converted = colours.icc_export(output_profile=output, depth=depth, **_INTENT)
        else:
            source = {"embedded": True} if embedded else {"input_profile": "cmyk" if space == "CMYK" else "srgb"}
            converted = colours.icc_transform(output, depth=depth, **source, **_INTENT)
    return with_blob(converted, _PROFILE_FIELD, None)


@contextmanager
def _named(profile: bytes) -> Iterator[str | bytes]:
    """Give a profile a name: libvips takes the one to convert into from a file only, and reads it at once."""
    if profile == srgb_profile():
        yield "srgb"
        return
    descriptor, path = tempfile.mkstemp(suffix=".icc")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(profile)
        yield os.fsencode(path)
    finally:
        Path(path).unlink(missing_ok=True)
