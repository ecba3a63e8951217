"""One function per library that opens picture files: its header at once, its pixels when they are asked for."""

from __future__ import annotations

import mmap
import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.errors import UnknownKindError
from engine.images.bmp import fields as bmp_fields
from engine.images.colour.cicp import profile_for, toned_down
from engine.images.colour.profiles import adobe_rgb_profile
from engine.images.foreign import refusal
from engine.images.gif import first_frame, with_gaps
from engine.images.heif.boxes import read_container
from engine.images.libraries import VipsImage, field, heif, pillow, vips, with_blob, without_warnings
from engine.images.metadata import exif as tags
from engine.images.metadata.iptc import unwrapped
from engine.images.opened import MILLIMETRES_PER_INCH, Opened, dots_per_inch, meant_dpi
from engine.images.picture import Metadata
from engine.images.png import read_chunks
from engine.images.tiff import samples as tiff_samples
from engine.images.tiff import tags as tiff
from engine.images.tiff.layout import ICC_PROFILE, OLD_JPEG, XMP, main_page, read_pages
from engine.sentences import Sentence

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from engine.images.colour.cicp import Cicp
    from engine.images.heif.boxes import Container

_VIPS_LOADERS = {
    "JPEG": "jpegload_source",
    "PNG": "pngload_source",
    "WebP": "webpload_source",
    "GIF": "gifload_source",
}
_HEVC = ("hvc1", "hev1", "hvc2", "hev2", "lhv1")
_OTHER_CODINGS = {
    "avc1": Sentence("a HEIF picture coded as H.264"),
    "j2k1": Sentence("a HEIF picture coded as JPEG 2000"),
    "jpeg": Sentence("a HEIF picture coded as JPEG"),
    "unci": Sentence("a HEIF picture without compression"),
    "vvc1": Sentence("a HEIF picture coded as H.266"),
}
# Not every format that Pillow knows: some of its readers start other programs.
_PILLOW_FORMATS = ("BMP", "AVIF")
# Pillow's mode: the mode it is first converted to, the bands, their format and what libvips calls the colours.
_PILLOW_MODES = {
    "1": ("L", 1, "uchar", "b-w"),
    "L": ("L", 1, "uchar", "b-w"),
    "RGBA": ("RGBA", 4, "uchar", "srgb"),
}
_PILLOW_RGB = ("RGB", 3, "uchar", "srgb")
_FORMATS = {np.dtype(np.uint8): "uchar", np.dtype(np.uint16): "ushort", np.dtype(np.float32): "float"}
_ALL_OPEN, _OPEN_IS_SRGB = b"\0\2\0\2\0\2\x80", b"\0\1\0\x0d\0\6\x80"


def open_with_vips(path: Path, kind: str) -> Opened:
    """Open a file of a kind that libvips reads by rows.

    Raises:
        pyvips.Error: If it cannot.
    """
    frame = first_frame(path) if kind == "GIF" else None

    def load(access: str) -> VipsImage:
        source = vips().Source.new_from_file(os.fsencode(path))
        image = vips().Operation.call(_VIPS_LOADERS[kind], source, access=access, fail_on="error")
        return image if frame is None else with_gaps(image, frame)

    header = load("sequential")
    metadata = Metadata(
        field(header, "exif-data"), field(header, "xmp-data"), unwrapped(field(header, "iptc-data")), None
    )
    orientation, profile = field(header, "orientation") or 1, field(header, "icc-profile-data")
    recipe, lost_profile = None, False
    if kind == "PNG":
        said = read_chunks(path)
        recipe, lost_profile = said.recipe, said.has_profile_chunk and profile is None
        profile = profile or said.profile
        metadata = Metadata(said.exif, metadata.xmp or said.xmp, metadata.iptc or said.iptc)
    exif = tags.parse_block(metadata.exif)
    if kind == "PNG":
        orientation = 1 if exif is None else tags.orientation(exif)
    profile = profile or (None if lost_profile else _profile_of_camera(exif, header))

    def described(image: VipsImage) -> VipsImage:
        return _described(image, profile, orientation)

    access = _access_for(orientation)
    return Opened(
        described(header),
        lambda: described(load(access)),
        replace(metadata, dpi=dots_per_inch(metadata.exif, path, kind)),
        field(header, "n-pages") or 1,
        recipe,
        lost_profile,
        by_rows=kind in ("JPEG", "PNG"),
    )


def open_tiff(path: Path) -> Opened:
    """Open a TIFF file: by rows through libvips, or else whole.

    Raises:
        PictureError: If it is of a kind that cannot be read.
        Exception: `pyvips.Error` or one of `DECODER_ERRORS` if it is damaged.
    """
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        pages = read_pages(data)
        page = main_page(pages)
        number, frames = page.number, sum(one.is_main for one in pages)
        exif, records = tiff.read_tags(page)
        by_rows = tiff_samples.reads_by_rows(page)
        profile, packet = page.raw(ICC_PROFILE) or None, page.raw(XMP) or None
        if not by_rows and (came := tiff_samples.refusal(page)) is not None:
            raise UnknownKindError(
                "'{name}' cannot be read: a TIFF of grey, RGB, CMYK, Lab or palette colours in a common compression "
                "was expected, but {came}; save it anew as an ordinary TIFF.",
                name=path.name,
                came=came,
            )
        if page.compression != OLD_JPEG:
            tiff_samples.check_data(page)
        if not by_rows:
            said = tiff_samples.describe(page)
            width, height = page.width, page.height

    def load(access: str) -> VipsImage:
        source = vips().Source.new_from_file(os.fsencode(path))
        return vips().Operation.call("tiffload_source", source, page=number, access=access, fail_on="error")

    def decode() -> VipsImage:
        return described(_from_array(tiff_samples.decode(path, number), said.kind))

    header = load("sequential") if by_rows else _stand_in(width, height, said.bands, _FORMATS[said.dtype], said.kind)
    orientation = 1 if exif is None else tags.orientation(exif)
    if by_rows:
        orientation = field(header, "orientation") or orientation
    profile = profile or _profile_of_camera(exif, header)

    def described(image: VipsImage) -> VipsImage:
        return _described(image, profile, orientation)

    access = _access_for(orientation)
    block = None if exif is None else _carried(exif)
    resolution = None if exif is None else meant_dpi(tags.resolution(exif))
    # Where there is no unit libvips names none either, and takes the numbers for pixels per millimetre.
    if resolution is None and by_rows and field(header, "resolution-unit") is not None:
        resolution = meant_dpi((header.xres * MILLIMETRES_PER_INCH, header.yres * MILLIMETRES_PER_INCH))
    return Opened(
        described(header),
        (lambda: described(load(access))) if by_rows else decode,
        Metadata(block, packet, records, resolution),
        max(frames, 1),
        by_rows=by_rows,
    )


def open_bmp(path: Path) -> Opened:
    """Open a BMP file: with Pillow where its channels lie as usual.

    Raises:
        PictureError: If it is of a kind that cannot be read.
        Exception: One of `DECODER_ERRORS` if it is damaged.
    """
    fields = bmp_fields.read_fields(path)
    if fields is None:
        if (came := bmp_fields.refusal(path)) is not None:
            raise UnknownKindError(
                "'{name}' cannot be read: a BMP of 1, 4, 8, 16, 24 or 32 bits a pixel was expected, but {came}; save "
                "it anew as a PNG.",
                name=path.name,
                came=came,
            )
        return open_with_pillow(path)
    header = _stand_in(fields.width, fields.height, len(fields.masks), "uchar", "srgb")
    return Opened(
        header, lambda: _from_array(bmp_fields.decode(path, fields), "srgb"), Metadata(dpi=meant_dpi(fields.dpi))
    )


def open_heif(path: Path, kind: str) -> Opened:
    """Open a HEIC or AVIF file.

    Args:
        path: The file.
        kind: Which of the two it says it is. How its picture is coded decides, where its tables say so.

    Raises:
        PictureError: If its picture is coded in a way that nothing here decodes.
        Exception: One of `DECODER_ERRORS`, or `pyvips.Error`, if it is damaged or cut short.
    """
    container = read_container(path)
    if container.coding in _OTHER_CODINGS:
        raise refusal(path.name, _OTHER_CODINGS[container.coding])
    if container.coding in _HEVC or (container.coding != "av01" and kind == "HEIC"):
        opened = _open_heic(path, container)
    else:
        try:
            opened = _open_avif(path, container)
        except vips().Error:
            # libvips lacks AVIF with frames.
            opened = open_with_pillow(path)
    return in_colours(opened, container.cicp, path.name)


def in_colours(opened: Opened, colours: Cicp | None, name: str) -> Opened:
    """Give a picture the colours that its file names by code points, unless it has an ICC profile."""
    if colours is None or field(opened.header, "icc-profile-data"):
        return opened
    profile = profile_for(colours, grey=opened.header.bands < 3)
    high_range = colours.high_range
    if profile is None and high_range is None:
        return opened

    def coloured(image: VipsImage) -> VipsImage:
        return with_blob(toned_down(image, colours) if high_range else image, "icc-profile-data", profile)

    notes = opened.notes
    if high_range:
        notes += (
            Sentence(
                "'{name}' has a high dynamic range ({high_range}); it is toned down to what other pictures have.",
                name=name,
                high_range=high_range,
            ),
        )
    return replace(opened, header=coloured(opened.header), pixels=lambda: coloured(opened.pixels()), notes=notes)


def _open_heic(path: Path, container: Container) -> Opened:
    def decoded() -> Any:
        # pi-heif turns and mirrors as the file says; the orientation in its EXIF block is for information only.
        return heif().open_heif(_specified(path, container), convert_hdr_to_8bit=False)

    file = decoded()
    index = file.primary_index
    picture = file[index]
    info, mode = picture.info, picture.mode
    premultiplied = "a" in mode
    layout = mode.split(";")[0].upper()
    deep, (width, height) = mode.endswith(";16"), picture.size
    bands, grey = len(layout), layout.startswith("L")
    kind = ("grey16" if deep else "b-w") if grey else ("rgb16" if deep else "srgb")
    profile = info.get("icc_profile")

    def decode() -> VipsImage:
        picture = decoded()[index]
        # A copy: the array that pi-heif hands out does not keep alive the picture whose memory it shows.
        array = np.array(picture).reshape(height, width, bands)
        image = with_blob(_from_array(array, kind), "icc-profile-data", profile)
        image = _full_range(image, info["bit_depth"])
        return image.unpremultiply().cast(image.format) if premultiplied else image

    header = with_blob(
        _stand_in(width, height, bands, "ushort" if deep else "uchar", kind), "icc-profile-data", profile
    )
    block = info.get("exif")
    return Opened(header, decode, Metadata(block, info.get("xmp"), None, dots_per_inch(block)), len(file))


def _open_avif(path: Path, container: Container) -> Opened:
    def load() -> VipsImage:
        if container.unspecified:
            # As a buffer, which is copied: pyvips does not keep the memory of a source alive.
            image = vips().Operation.call("heifload_buffer", _specified(path, container), fail_on="error")
        else:
            source = vips().Source.new_from_file(os.fsencode(path))
            image = vips().Operation.call("heifload_source", source, fail_on="error")
        return _full_range(image, field(image, "bits-per-sample"))

    header = load()
    block = field(header, "exif-data")
    metadata = Metadata(block, field(header, "xmp-data"), None, dots_per_inch(block))
    return Opened(header, load, metadata, field(header, "n-pages") or 1)


def _specified(path: Path, container: Container) -> bytes:
    """Return a file's bytes, with code points that leave all open but a full range replaced by those of sRGB.

    libheif takes such code points as missing, and the range that the stream inside gives instead.
    """
    data = bytearray(path.read_bytes())
    for place in container.unspecified:
        if data[place : place + 7] == _ALL_OPEN:
            data[place : place + 7] = _OPEN_IS_SRGB
    return bytes(data)


def open_with_pillow(path: Path) -> Opened:
    """Open a BMP file, or an AVIF file with frames.

    Raises:
        Exception: One of `DECODER_ERRORS` if it cannot be read.
    """
    with without_warnings(), pillow().open(path, formats=_PILLOW_FORMATS) as picture:
        transparent_palette = picture.mode == "P" and "transparency" in picture.info
        mode = "RGBA" if transparent_palette else picture.mode
        mode, bands, sample, kind = _PILLOW_MODES.get(mode, _PILLOW_RGB)
        profile, block = picture.info.get("icc_profile"), picture.info.get("exif")
        exif = tags.parse_block(block)
        orientation = picture.getexif().get(0x0112, 1)
        dpi = picture.info.get("dpi")
        xmp, frames = picture.info.get("xmp"), getattr(picture, "n_frames", 1)
        width, height = picture.size

    def described(image: VipsImage) -> VipsImage:
        # Pillow's reader of AVIF turns the picture itself.
        return _described(image, profile, None if picture.format == "AVIF" else int(orientation))

    def decode() -> VipsImage:
        with without_warnings(), pillow().open(path, formats=_PILLOW_FORMATS) as picture:
            picture.load()
            array = np.asarray(picture if picture.mode == mode else picture.convert(mode))
        return described(_from_array(array.reshape(array.shape[0], array.shape[1], bands), kind))

    header = described(_stand_in(width, height, bands, sample, kind))
    resolution = meant_dpi((float(dpi[0]), float(dpi[1]))) if dpi else None
    carried = None if exif is None else _carried(exif)
    return Opened(header, decode, Metadata(carried, xmp, None, resolution), frames)


def _profile_of_camera(exif: tags.Exif | None, header: VipsImage) -> bytes | None:
    """Return the profile of the colours that cameras name in EXIF only, or None."""
    is_rgb = header.bands >= 3 and header.interpretation in ("srgb", "rgb", "rgb16")
    return adobe_rgb_profile() if exif is not None and is_rgb and tags.says_adobe_rgb(exif) else None


def _described(image: VipsImage, profile: bytes | None, orientation: int | None) -> VipsImage:
    """Return the image with a profile, and which way up it is; None: the right one."""
    image = with_blob(image, "icc-profile-data", profile)
    if orientation is not None:
        image.set_type(vips().GValue.gint_type, "orientation", orientation)
    return image


def _access_for(orientation: int) -> str:
    # Turning needs the last row first. libvips then decodes into memory, or into a file of its own if that is large.
    return "random" if orientation > 2 else "sequential"


def _from_array(array: NDArray[Any], kind: str) -> VipsImage:
    height, width, bands = array.shape
    # libvips reads the array later and keeps it alive. It must own its memory, or know who does.
    array = np.ascontiguousarray(array)
    image = vips().Image.new_from_memory(array.data, width, height, bands, _FORMATS[array.dtype])
    return image.copy(interpretation=kind)


def _stand_in(width: int, height: int, bands: int, sample: str, kind: str) -> VipsImage:
    return vips().Image.black(width, height, bands=bands).cast(sample).copy(interpretation=kind)


def _full_range(image: VipsImage, bits: int | None) -> VipsImage:
    """Spread 10 or 12 bits over 16: decoders only shift them up, which leaves white a little grey."""
    if image.format != "ushort" or bits is None or not 8 < bits < 16:
        return image
    return ((image >> bits) | image).cast("ushort").copy(interpretation=image.interpretation)


def _carried(exif: tags.Exif) -> bytes | None:
    """Put the tags of a TIFF file together to a block, without those about how its pixels lie there."""
    exif = tags.clean(exif, keep_location=True, is_srgb=True)
    # Every TIFF file has its resolution, which the metadata hold already.
    tells = exif.main.keys() - tags.RESOLUTION or exif.camera or exif.place
    return tags.block_of(exif) if tells else None
