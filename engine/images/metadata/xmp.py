"""XMP packets: cleaned of what no longer holds, and the carrier of the recipe.

A packet comes with the photo, from anywhere. One that cannot be read, or that could be a trap, counts as absent.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.dom import XMLNS_NAMESPACE, minidom
from xml.parsers.expat import ExpatError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.dom.minidom import Attr, Document, Element

RECIPE_NAMESPACE = "https://pentimento.example/ns/recipe/1.0/"

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_LARGEST_PACKET = 4 * 1024 * 1024
_TIFF, _EXIF = "http://ns.adobe.com/tiff/1.0/", "http://ns.adobe.com/exif/1.0/"
_PHOTOSHOP = "http://ns.adobe.com/photoshop/1.0/"
_HISTORY, _ORIGINAL = "http://ns.adobe.com/xap/1.0/mm/", "OriginalDocumentID"
_PANORAMA = "http://ns.google.com/photos/1.0/panorama/"
# What does not hold for the picture that is saved: how the photo's pixels lay in its file, and in which colours.
_GONE = {
    *((_TIFF, name) for name in ("ImageWidth", "ImageLength", "BitsPerSample", "Compression", "Orientation")),
    *((_TIFF, name) for name in ("PhotometricInterpretation", "SamplesPerPixel", "PlanarConfiguration")),
    *((_TIFF, name) for name in ("YCbCrSubSampling", "YCbCrPositioning", "YCbCrCoefficients", "TransferFunction")),
    *((_TIFF, name) for name in ("XResolution", "YResolution", "ResolutionUnit", "WhitePoint", "NativeDigest")),
    *((_TIFF, name) for name in ("PrimaryChromaticities", "ReferenceBlackWhite")),
    *((_EXIF, name) for name in ("PixelXDimension", "PixelYDimension", "ColorSpace", "ComponentsConfiguration")),
    *((_EXIF, name) for name in ("CompressedBitsPerPixel", "NativeDigest", "MakerNote", "InteroperabilityIndex")),
    *((_PHOTOSHOP, name) for name in ("ICCProfile", "ColorMode", "LegacyIPTCDigest", "EmbeddedXMPDigest", "History")),
    *((_PHOTOSHOP, name) for name in ("DocumentAncestors", "TextLayers", "SidecarForExtension")),
    ("http://cipa.jp/exif/1.0/", "InteroperabilityIndex"),
    ("http://purl.org/dc/elements/1.1/", "format"),
    ("http://purl.org/dc/elements/1.1/", "Format"),
    ("http://ns.adobe.com/xap/1.0/", "Thumbnails"),
    ("http://iptc.org/std/Iptc4xmpExt/2008-02-29/", "ImageRegion"),
    (RECIPE_NAMESPACE, "recipe"),
}
# Whole vocabularies: other pictures, videos and sounds in the photo's file (gain maps, motion photos, depth); where in
# its pixels people are; a raw developer's settings, which other programs would apply to the painting once more.
_GONE_VOCABULARIES = (
    "http://ns.adobe.com/hdr-gain-map/",
    "http://ns.adobe.com/hdr-metadata/",
    "http://ns.apple.com/HDRGainMap/",
    "http://ns.apple.com/HDRToneMap/",
    "http://ns.apple.com/pixeldatainfo/",
    "http://ns.apple.com/depthData/",
    "http://ns.apple.com/adjustment-settings/",
    "http://ns.google.com/photos/",
    "http://ns.xiaomi.com/photos/",
    "http://ns.oplus.com/photos/",
    "http://www.metadataworkinggroup.com/schemas/regions/",
    "http://ns.microsoft.com/photo/1.2/",
    "http://ns.adobe.com/camera-raw-",
    "http://darktable.sf.net/",
    # The extension lies outside the packet and is not carried.
    "http://ns.adobe.com/xmp/note/",
)
_EMPTY = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{_RDF}"/></x:xmpmeta>'
_NOT_IN_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
_UNREADABLE = (ExpatError, RecursionError, ValueError, AttributeError, LookupError)


def packet_for(packet: bytes | None, recipe: str | None, *, keep_location: bool) -> bytes | None:
    """Make the packet of a picture that is saved: the photo's own, cleaned, with the recipe added.

    Args:
        packet: The photo's packet, or None.
        recipe: JSON, or None.
        keep_location: Whether GPS properties stay.

    Returns:
        The packet as UTF-8; None if there is neither a readable packet nor a recipe.
    """
    document = _document(packet)
    if document is not None:
        try:
            _clean(document, keep_location=keep_location)
            return _serialised(document, recipe)
        except _UNREADABLE:
            pass
    return None if recipe is None else _serialised(minidom.parseString(_EMPTY), recipe)  # noqa: S318 - our own text


def recipe_in(packet: bytes | None) -> str | None:
    """Return the recipe that a packet carries, or None."""
    document = _document(packet)
    if document is None:
        return None
    try:
        for element in document.getElementsByTagNameNS(RECIPE_NAMESPACE, "recipe"):
            return "".join(child.data for child in element.childNodes if isinstance(child, minidom.Text))
        # Other programs may rewrite a simple property as an attribute, which means the same.
        for element in document.getElementsByTagNameNS(_RDF, "Description"):
            if element.hasAttributeNS(RECIPE_NAMESPACE, "recipe"):
                return element.getAttributeNS(RECIPE_NAMESPACE, "recipe")
    except _UNREADABLE:
        pass
    return None


def _document(packet: bytes | None) -> Document | None:
    if packet is None or len(packet) > _LARGEST_PACKET:
        return None
    try:
        text = packet.decode(_encoding(packet)).strip("\0\ufeff \t\r\n")
        # XMP has no document types; entities are how a small packet grows without end.
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            return None
        document = minidom.parseString(text)  # noqa: S318 - no document type, so no entities; and of limited size
        return document if document.getElementsByTagNameNS(_RDF, "RDF") else None
    except _UNREADABLE:
        return None


def _encoding(packet: bytes) -> str:
    for mark, encoding in ((b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16")):
        if packet.startswith(mark):
            return encoding
    return "utf-16" if packet.startswith(b"\xfe\xff") else "utf-8"


def _clean(document: Document, *, keep_location: bool) -> None:
    for element in list(_elements(document)):
        if _is_gone(element, keep_location=keep_location) and element.parentNode is not None:
            element.parentNode.removeChild(element)
            continue
        for attribute in list(element.attributes.values()):
            if _is_gone(attribute, keep_location=keep_location):
                element.removeAttributeNode(attribute)


def _elements(document: Document) -> Iterator[Element]:
    waiting: list[Document | Element] = [document]
    while waiting:
        node = waiting.pop()
        for child in node.childNodes:
            if isinstance(child, minidom.Element):
                yield child
                waiting.append(child)


def _is_gone(node: Element | Attr, *, keep_location: bool) -> bool:
    if node.namespaceURI == XMLNS_NAMESPACE:
        # Nothing is left that would need the name.
        return _is_gone_vocabulary(node.nodeValue)
    name = node.localName or ""
    # Makers of drones and phones keep the position in namespaces of their own, under names that begin alike.
    is_place = name.lower().startswith("gps")
    return (
        (node.namespaceURI, name) in _GONE
        or _is_gone_vocabulary(node.namespaceURI)
        or (node.namespaceURI == _HISTORY and name != _ORIGINAL)
        or (node.namespaceURI == _PANORAMA and name.endswith("Pixels"))
        or (is_place and not keep_location)
    )


def _is_gone_vocabulary(namespace: str | None) -> bool:
    return namespace is not None and namespace != _PANORAMA and namespace.startswith(_GONE_VOCABULARIES)


def _serialised(document: Document, recipe: str | None) -> bytes:
    if recipe is not None:
        rdf = document.getElementsByTagNameNS(_RDF, "RDF")[0]
        descriptions = document.getElementsByTagNameNS(_RDF, "Description")
        # Every description of a packet must be about the same thing.
        about = descriptions[0].getAttributeNS(_RDF, "about") if descriptions else ""
        prefix = rdf.prefix or "rdf"
        description = document.createElementNS(_RDF, f"{prefix}:Description")
        description.setAttributeNS(_RDF, f"{prefix}:about", about)
        description.setAttribute(f"xmlns:{prefix}", _RDF)
        description.setAttribute("xmlns:pentimento", RECIPE_NAMESPACE)
        recipe_element = document.createElementNS(RECIPE_NAMESPACE, "pentimento:recipe")
        # JSON has an escape of its own for the few characters that XML cannot hold.
        text = _NOT_IN_XML.sub(lambda match: f"\\u{ord(match[0]):04x}", recipe)
        recipe_element.appendChild(document.createTextNode(text))
        description.appendChild(recipe_element)
        rdf.appendChild(description)
    root = document.documentElement
    if root is None:
        raise ValueError("a packet without a root")
    head, tail = '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>\n', '\n<?xpacket end="w"?>'
    return f"{head}{root.toxml()}{tail}".encode()
