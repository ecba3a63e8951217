"""What a project consists of, apart from where it lies: one JSON document, pictures, and the versions' pictures. No Qt.

The same parts make a project file and the folder in which unsaved work is kept.
"""

from __future__ import annotations

import functools
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import PentimentoError, PictureError
from engine.files.archives import ArchiveKind
from engine.files.strict_json import parse_object, to_text
from engine.files.versioning import NumberedFormat
from engine.images import (
    Metadata,
    Picture,
    SaveOptions,
    is_raw_photo,
    open_picture,
    pixel_hash,
    read_picture,
    save_picture,
)
from engine.images.formats import is_named_as_picture
from engine.job import program_version
from engine.sentences import Sentence
from gui.document.state import LONGEST_NAME, plain_name
from gui.document.versions import MOST_VERSIONS, Version
from gui.storage.project_limits import LIMITS, PICTURE_NAME, ProjectError
from gui.storage.project_masks import read_masks, with_masks, write_masks
from gui.storage.state_json import state_from_fields, state_to_data

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.files.strict_json import Fields
    from gui.document.data import DocumentData
    from gui.document.masks import PackedMask
    from gui.document.state import PhotoEntry, State, StyleEntry
    from gui.storage.project_io import Sink, Source
    from gui.storage.project_limits import Limits

PROJECT_FORMAT = NumberedFormat("pentimento_project")
DOCUMENT_NAME = "project.json"
PROJECT = ArchiveKind(Sentence("a project of Pentimento"), DOCUMENT_NAME, PICTURE_NAME, ProjectError)


@dataclass(frozen=True)
class MissingPicture:
    """A picture that a project names and that could not be read.

    Attributes:
        picture_hash: of its pixels.
        name: for the user.
        path: where it was.
        reason: one sentence.
    """

    picture_hash: str
    name: str
    path: Path | None
    reason: Sentence


@dataclass(frozen=True)
class Parts:
    """What was read of a project.

    Attributes:
        state: the document's state.
        versions: its versions.
        pictures: by hash.
        masks: likewise.
        missing: pictures that could not be read.
        notes: sentences for the user about what is not as it was.
    """

    state: State
    versions: tuple[Version, ...]
    pictures: Mapping[str, Picture]
    masks: Mapping[str, PackedMask]
    missing: tuple[MissingPicture, ...]
    notes: tuple[Sentence, ...]


def write_parts(sink: Sink, data: DocumentData, *, embed: bool, base: Path | None) -> tuple[str, set[str]]:
    """Writes the pictures of a document.

    Args:
        sink: where.
        data: the document.
        embed: whether pictures are taken along that have a file of their own; those that have none always are.
        base: the folder of the project file; paths relative to it are kept too, so that both may move together.

    Returns:
        The JSON document that belongs to them, to be written last, and the names of all parts that it names.

    Raises:
        PictureError: something cannot be written.
    """
    names: set[str] = set()
    with tempfile.TemporaryDirectory(prefix="pentimento-") as folder:
        scratch = Path(folder)
        pictures = []
        for picture_hash, entry in _entries(data.state, data.versions).items():
            picture = data.pictures.get(picture_hash)
            name = None
            if picture is not None and (embed or not _is_same(entry.path, picture_hash)):
                name = _write_picture(sink, scratch, picture_hash, picture, entry.path)
                names.add(name)
            elif entry.path is None:
                continue
            pictures.append(
                {
                    "picture": picture_hash,
                    "file": name,
                    "path": entry.path and str(entry.path),
                    "relative": _relative(entry.path, base),
                }
            )
        masks = write_masks(sink, scratch, data)
        names |= set(masks)
        versions = []
        for version in data.versions:
            small = _write_small(sink, scratch, f"versions/{version.key}-thumbnail", version.thumbnail)
            large = _write_small(sink, scratch, f"versions/{version.key}-preview", version.preview)
            names |= {small, large}
            versions.append(
                {
                    "key": version.key,
                    "name": version.name,
                    "pinned": version.pinned,
                    "thumbnail": small,
                    "preview": large,
                    "state": state_to_data(version.state),
                }
            )
    document: dict[str, Any] = {
        PROJECT_FORMAT.key: PROJECT_FORMAT.newest,
        "program": f"pentimento {program_version()}",
        "state": state_to_data(data.state),
        "versions": versions,
        "pictures": pictures,
        "masks": [{"file": name} for name in masks],
    }
    return to_text(document), names


def read_parts(source: Source, title: str, *, base: Path | None, limits: Limits = LIMITS) -> Parts:
    """Reads a document and its pictures.

    Args:
        source: where from.
        title: the beginning of errors' sentences, such as "The project 'boat.pentimento'".
        base: the folder of the project file.
        limits: what is refused.

    Raises:
        PentimentoError: the document is damaged, hostile or of a later version of the program.
    """
    fields = parse_object(source.text(DOCUMENT_NAME, limits.document_bytes), title)
    fields.upgrade(PROJECT_FORMAT)
    fields.text("program")
    state = state_from_fields(fields.nested("state"))
    reader = _Reader(source, title, base, limits)
    versions = [reader.version(item) for item in fields.items("versions", MOST_VERSIONS)]
    kept = tuple(version for version in versions if version is not None)
    if len({version.key for version in kept}) != len(kept):
        raise ProjectError(
            "{title} should give each version a key of its own, and two have the same: use another.", title=title
        )
    entries = _entries(state, kept)
    for item in fields.items("pictures", limits.pictures):
        reader.picture(item, entries)
    # Projects of before there were regions have no masks.
    listed = fields.items("masks", limits.masks) if fields.has("masks") else []
    fields.skip("masks")
    fields.finish()
    masks, notes = read_masks(source, listed, limits)
    state = with_masks(state, masks)
    kept = tuple(replace(version, state=with_masks(version.state, masks)) for version in kept)
    reader.notes += notes
    unknown = entries.keys() - reader.asked
    for picture_hash in sorted(unknown):
        reader.miss(picture_hash, entries[picture_hash], Sentence("The project does not say where this picture is."))
    settled = replace_pictures(state, reader.replacements)
    kept = tuple(replace(version, state=replace_pictures(version.state, reader.replacements)) for version in kept)
    return Parts(settled, kept, reader.pictures, masks, tuple(reader.missing), tuple(reader.notes))


def replace_pictures(state: State, replacements: Mapping[str, tuple[str, Path | None]]) -> State:
    """The state with other hashes and paths in the place of some pictures."""

    def settled(entry: Any) -> Any:
        if entry is None or entry.picture_hash not in replacements:
            return entry
        picture_hash, path = replacements[entry.picture_hash]
        return replace(entry, picture_hash=picture_hash, path=path)

    return replace(state, photo=settled(state.photo), styles=tuple(settled(style) for style in state.styles))


class _Reader:
    """Reads the pictures that a document names, within limits for all of them together."""

    def __init__(self, source: Source, title: str, base: Path | None, limits: Limits) -> None:
        self._source = source
        self._title = title
        self._base = base
        self._limits = limits
        self._pixels_left = limits.pixels
        self.asked: set[str] = set()
        self.pictures: dict[str, Picture] = {}
        self.missing: list[MissingPicture] = []
        self.notes: list[Sentence] = []
        self.replacements: dict[str, tuple[str, Path | None]] = {}

    def version(self, fields: Fields) -> Version | None:
        key, pinned = fields.text("key", 64), fields.truth("pinned")
        name = plain_name(fields.text("name", LONGEST_NAME))
        state = state_from_fields(fields.nested("state"))
        files = fields.text("thumbnail"), fields.text("preview")
        fields.finish()
        pictures = []
        for file in files:
            try:
                with self._source.file(file) as path:
                    pictures.append(read_picture(path, max_pixels=self._limits.version_pixels))
            except PictureError as error:
                self.notes.append(Sentence("A version could not be read and is left out: {error}", error=error))
                return None
        thumbnail, preview = map(_plain, pictures)
        return Version(key, name, state, thumbnail, preview, pinned)

    def picture(self, fields: Fields, entries: Mapping[str, PhotoEntry | StyleEntry]) -> None:
        picture_hash, file = fields.text("picture"), fields.optional_text("file")
        told = fields.optional_text("path")
        relative = fields.optional_text("relative")
        fields.finish()
        entry = entries.get(picture_hash)
        if entry is None or picture_hash in self.asked:
            return
        self.asked.add(picture_hash)
        place = _existing(told, relative, self._base)
        try:
            if file is not None:
                with self._source.file(file) as path:
                    picture = self._read(path, entry, of_the_project=True)
            elif place is not None:
                picture = self._read(place, entry, of_the_project=False)
            else:
                self.miss(picture_hash, entry, Sentence("There is no file '{name}' any more.", name=told or entry.name))
                return
        except PictureError as error:
            self.miss(picture_hash, entry, error.sentence)
            return
        true_hash = pixel_hash(picture.pixels, picture.alpha)
        if true_hash != picture_hash:
            self.notes.append(
                Sentence("'{name}' has changed since the project was saved; it is used as it is now.", name=entry.name)
            )
        self.pictures[true_hash] = replace(picture, name=entry.name)
        self.replacements[picture_hash] = (true_hash, place or entry.path)

    def miss(self, picture_hash: str, entry: PhotoEntry | StyleEntry, reason: Sentence) -> None:
        self.missing.append(MissingPicture(picture_hash, entry.name, entry.path, reason))

    def _read(self, path: Path, entry: PhotoEntry | StyleEntry, *, of_the_project: bool) -> Picture:
        source = open_picture(path)
        pixels = source.width * source.height
        if pixels > self._pixels_left:
            sentence = Sentence(
                "{title} should hold at most {most:,.6g} megapixels, and with '{name}' it holds more: take out a "
                "picture.",
                title=self._title,
                most=self._limits.pixels / 1e6,
                name=entry.name,
            )
            raise ProjectError(sentence) if of_the_project else PictureError(sentence)
        self._pixels_left -= pixels
        return source.read()


def _entries(state: State, versions: Iterable[Version]) -> dict[str, PhotoEntry | StyleEntry]:
    """One entry for each picture: the state's own, otherwise the newest version's."""
    found: dict[str, PhotoEntry | StyleEntry] = {}
    for each in (state, *(version.state for version in reversed(tuple(versions)))):
        for entry in _entries_of(each):
            found.setdefault(entry.picture_hash, entry)
    return found


def _entries_of(state: State) -> Iterator[PhotoEntry | StyleEntry]:
    if state.photo is not None:
        yield state.photo
    yield from state.styles


def _write_picture(sink: Sink, scratch: Path, picture_hash: str, picture: Picture, path: Path | None) -> str:
    """Writes a picture and returns its part's name: its file's own bytes if these are it, otherwise as PNG.

    A raw photo is kept as it was developed: a later LibRaw may develop it otherwise.
    """
    as_it_is = path is not None and not is_raw_photo(path) and _is_same(path, picture_hash)
    if path is not None and as_it_is and path.stat().st_size <= LIMITS.original_bytes:
        suffix = path.suffix.lower() if is_named_as_picture(path) else ".picture"
        name = f"pictures/{picture_hash}{suffix}"
        if not sink.has(name):
            sink.add(name, path)
        return name
    name = f"pictures/{picture_hash}.png"
    if not sink.has(name):
        sink.add(name, save_picture(scratch / "picture.png", picture, SaveOptions(existing="overwrite")))
    return name


def _write_small(sink: Sink, scratch: Path, stem: str, picture: Picture) -> str:
    suffix = ".jpg" if picture.alpha is None and picture.bits == 8 else ".png"
    name = stem + suffix
    if not sink.has(name):
        options = SaveOptions(quality=95, strip_metadata=True, existing="overwrite")
        sink.add(name, save_picture(scratch / f"small{suffix}", picture, options))
    return name


def _plain(picture: Picture) -> Picture:
    return replace(picture, metadata=Metadata(), notes=())


def _relative(path: Path | None, base: Path | None) -> str | None:
    if path is None or base is None:
        return None
    try:
        return path.resolve().relative_to(base.resolve()).as_posix()
    except (OSError, ValueError):
        return None


def _existing(told: str | None, relative: str | None, base: Path | None) -> Path | None:
    """Where a picture is now: beside the project, or where it was."""
    places = [base / relative] if relative is not None and base is not None else []
    places += [Path(told)] if told is not None else []
    for place in places:
        # To look for a file on another machine would tell that machine who opened the project.
        if str(place).startswith(("\\\\", "//")):
            continue
        with suppress(OSError, ValueError):
            if place.is_file():
                return place
    return None


def _is_same(path: Path | None, picture_hash: str) -> bool:
    """Whether a file still holds the pixels of a hash."""
    if path is None:
        return False
    try:
        status = path.stat()
    except (OSError, ValueError):
        return False
    return _hash_of_file(os.fspath(path), status.st_size, status.st_mtime_ns) == picture_hash


@functools.lru_cache(maxsize=256)
def _hash_of_file(path: str, _size: int, _modified: int) -> str | None:
    try:
        picture = read_picture(path)
    except PentimentoError:
        return None
    return pixel_hash(picture.pixels, picture.alpha)
