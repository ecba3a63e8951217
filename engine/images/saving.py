"""Pictures into files, by rows, with their metadata and their recipe."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import PictureError
from engine.images.bmp.saving import write_bmp
from engine.images.colour.profiles import convert, srgb_profile
from engine.images.formats import format_for
from engine.images.jpeg_xl.codec import write_jxl
from engine.images.libraries import VipsImage, as_image, field, interruptibly, vips, with_blob
from engine.images.metadata import exif as tags
from engine.images.metadata import xmp
from engine.images.metadata.iptc import cleaned, wrapped
from engine.images.options import SaveOptions
from engine.images.targets import check_target, write_whole
from engine.images.tiff import tags as tiff

if TYPE_CHECKING:
    from os import PathLike

    from engine.images.formats import Format
    from engine.images.picture import Picture

_USUAL_DPI = (72.0, 72.0)
_MILLIMETRES_PER_INCH = 25.4
_FULL_COLOUR_FROM = 90
# What one segment of a JPEG holds beside its length and its mark.
_JPEG_EXIF_LIMIT = 65_533 - len(tags.PREFIX)
_JPEG_XMP_LIMIT = 65_533 - len(b"http://ns.adobe.com/xap/1.0/\0")
_JPEG_IPTC_LIMIT = 65_000
# VipsForeignKeep: EXIF 1, XMP 2, IPTC 4, profile 8, others 16.
_KEEP_PROFILE, _KEEP_ALL_BUT_EXIF, _KEEP_ALL = 8, 30, 31
_BIG_TIFF_FROM = 3_500_000_000
_NOT_ASCII = re.compile("[^\0-\x7f]")


def save_picture(
    path: str | PathLike[str], picture: Picture, options: SaveOptions | None = None, *, recipe: str | None = None
) -> Path:
    """Save a picture: whole or not at all.

    The format follows from the suffix: PNG, JPEG, TIFF, WebP, AVIF, JPEG XL or BMP. JPEG and BMP hold no transparency;
    what is transparent becomes white. BMP holds no profile, no recipe and none of the metadata but the resolution; its
    colours become sRGB. TIFF files over 4 GB go without EXIF. Pixels are passed on by rows, so they may lie in a
    memory map; WebP, AVIF and JPEG XL are put together in memory.

    Args:
        path: Where.
        picture: What. Its metadata is carried over, without orientation and thumbnail, which hold no longer.
        options: How; None: as usual, and never over an existing file.
        recipe: JSON that is stored in the file for `read_recipe`.

    Returns:
        The path truly written, which differs from `path` if `options.existing` is ``unique``.

    Raises:
        PictureError: For all that `check_target` finds, a full disk, and a recipe that is too long for a JPEG.
    """
    path, options = Path(path), options or SaveOptions()
    check_target(path, options, size=(picture.width, picture.height))
    kind = format_for(path)
    image = _with_metadata(_in_depth(picture, kind, options), picture, kind, options, recipe)

    def write(temporary: Path) -> None:
        interruptibly(image, lambda: _write(image, temporary, picture, kind, options))

    return write_whole(path, options.existing, write)


def _in_depth(picture: Picture, kind: Format, options: SaveOptions) -> VipsImage:
    image = as_image(picture.pixels, picture.alpha)
    if picture.metadata.profile is not None and not kind.profile:
        # Without its profile other programs would take the numbers for sRGB.
        image = convert(with_blob(image, "icc-profile-data", picture.metadata.profile), None, picture.name).image
    if picture.alpha is not None and not kind.alpha:
        image = image.flatten(background=[2**picture.bits - 1])
    bits = options.bits or picture.bits
    if bits == 16 and not kind.sixteen_bits:
        bits = 8
    if bits == picture.bits:
        return image
    if bits == 16:
        return image.linear(257, 0).cast("ushort").copy(interpretation="rgb16")
    # A cast cuts off, so half a step is added first; 257 being odd, nothing lies just between two steps.
    return image.linear(1 / 257, 0.5).cast("uchar").copy(interpretation="srgb")


def _with_metadata(
    image: VipsImage, picture: Picture, kind: Format, options: SaveOptions, recipe: str | None
) -> VipsImage:
    metadata = picture.metadata
    image = with_blob(image, "icc-profile-data", metadata.profile or srgb_profile())
    across, down = _USUAL_DPI if options.strip_metadata or metadata.dpi is None else metadata.dpi
    image = image.copy(xres=across / _MILLIMETRES_PER_INCH, yres=down / _MILLIMETRES_PER_INCH)
    if options.strip_metadata or not kind.metadata:
        return image
    exif = _cleaned_exif(picture, options)
    if kind.name == "JPEG XL" and metadata.dpi is not None:
        # The other formats have a place of their own for it.
        exif = tags.with_resolution(exif or tags.Exif("<"), metadata.dpi)
    block = _exif_block(exif, kind)
    if kind.name != "TIFF":
        image = with_blob(image, "exif-data", block)
    records = _records(picture)
    if kind.name == "JPEG" and records is not None and len(records) <= _JPEG_IPTC_LIMIT:
        image = with_blob(image, "iptc-data", wrapped(records))
    packet = xmp.packet_for(metadata.xmp, recipe, keep_location=options.keep_location)
    if kind.name == "JPEG" and packet is not None and len(packet) > _JPEG_XMP_LIMIT:
        packet = xmp.packet_for(None, recipe, keep_location=False)
        if packet is not None and len(packet) > _JPEG_XMP_LIMIT:
            raise PictureError(
                "The recipe cannot be stored: at most {most} KB were expected for a JPEG, but it has {size} KB; "
                "choose PNG or leave the metadata out.",
                most=_JPEG_XMP_LIMIT // 1024,
                size=len(packet) // 1024,
            )
    image = with_blob(image, "xmp-data", packet)
    if kind.name == "PNG" and packet is not None:
        # libvips writes it as a chunk of Latin-1 text, in which only ASCII means the same to every reader.
        image = with_blob(image, "xmp-data", packet.decode().encode("ascii", "xmlcharrefreplace"))
    if kind.name == "PNG" and recipe is not None:
        image.set_type(vips().GValue.gstr_type, "png-comment-0-pentimento:recipe", _ascii_json(recipe))
    return image


def _cleaned_exif(picture: Picture, options: SaveOptions) -> tags.Exif | None:
    exif = None if options.strip_metadata else tags.parse_block(picture.metadata.exif)
    if exif is None:
        return None
    exif = tags.clean(exif, keep_location=options.keep_location, is_srgb=picture.metadata.profile is None)
    # The image has its resolution of itself, and libvips would take numbers without a unit for it.
    return replace(exif, main={tag: value for tag, value in exif.main.items() if tag not in tags.RESOLUTION})


def _records(picture: Picture) -> bytes | None:
    return None if picture.metadata.iptc is None else cleaned(picture.metadata.iptc) or None


def _exif_block(exif: tags.Exif | None, kind: Format) -> bytes | None:
    if exif is None:
        return None
    block = tags.block_of(exif)
    if kind.name == "JPEG XL":
        return block.removeprefix(tags.PREFIX)
    if kind.name == "JPEG" and len(block) > _JPEG_EXIF_LIMIT:
        block = tags.block_of(tags.without_maker_note(exif))
        return block if len(block) <= _JPEG_EXIF_LIMIT else None
    return block


def _ascii_json(recipe: str) -> str:
    """Write JSON in the characters that a PNG text chunk holds: others stand in strings only, where escapes do."""

    def escaped(match: re.Match[str]) -> str:
        units = match[0].encode("utf-16-be", "surrogatepass")
        return "".join(f"\\u{units[start : start + 2].hex()}" for start in range(0, len(units), 2))

    return _NOT_ASCII.sub(escaped, recipe)


def _write(image: VipsImage, path: Path, picture: Picture, kind: Format, options: SaveOptions) -> None:
    chroma = "off" if options.quality >= _FULL_COLOUR_FROM else "on"
    keep = _kept(picture, options)
    ways: dict[str, tuple[str, dict[str, Any]]] = {
        "PNG": ("pngsave", {"compression": 6}),
        # Without optimised coding, which would gain a few per cent and hold the whole picture in memory.
        "JPEG": ("jpegsave", {"Q": options.quality, "subsample_mode": chroma}),
        "WebP": ("webpsave", {"Q": options.quality, "smart_subsample": options.quality >= _FULL_COLOUR_FROM}),
        "AVIF": ("heifsave", {"Q": options.quality, "subsample_mode": chroma, "compression": "av1", "bitdepth": 8}),
        "TIFF": ("tiffsave", {"compression": "deflate", "predictor": "horizontal", "bigtiff": _is_big(image)}),
    }
    if kind.name == "BMP":
        write_bmp(image, path)
        return
    if kind.name == "JPEG XL":
        exif, packet = (field(image, name) for name in ("exif-data", "xmp-data"))
        write_jxl(image, path, options.quality, profile=picture.metadata.profile, exif=exif, xmp=packet)
        return
    operation, arguments = ways[kind.name]
    # Called by name: a call by the file's name would take brackets in it for options.
    vips().Operation.call(operation, image, os.fsencode(path), keep=keep, **arguments)
    if kind.name == "TIFF" and not options.strip_metadata:
        tiff.append_tags(path, _cleaned_exif(picture, options), _records(picture))


def _kept(picture: Picture, options: SaveOptions) -> int:
    if options.strip_metadata:
        return _KEEP_PROFILE
    # Where there is nothing to tell, libvips would make an EXIF block of its own.
    silent = picture.metadata.exif is None and picture.metadata.dpi is None
    return _KEEP_ALL_BUT_EXIF if silent else _KEEP_ALL


def _is_big(image: VipsImage) -> bool:
    return bool(image.width * image.height * image.bands * (2 if image.format == "ushort" else 1) > _BIG_TIFF_FROM)
