"""What a batch will do, worked out before any work: which photos, painted with what, into which files. No torch."""

from __future__ import annotations

import os
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import JobError
from engine.images.formats import SAVED_AS, is_named_as_picture
from engine.sentences import Sentence, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from engine.batch.naming import Pattern

_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True)
class Photo:
    """A photo of a batch.

    Attributes:
        path: the file.
        folder: where its results go, relative to the folder for all results: where it was found in the folder that
            was searched.
    """

    path: Path
    folder: Path = Path()


@dataclass(frozen=True)
class Piece:
    """One result of a batch.

    Attributes:
        number: the photo's place among all, from 1.
        photo: the file.
        maker: place of its job's maker among the batch's.
        target: the file to be made.
    """

    number: int
    photo: Path
    maker: int
    target: Path


def find_photos(places: Sequence[Path], output: Path, *, recursive: bool) -> tuple[Photo, ...]:
    """The photos at some places, in the order of their names as people count: frame 2 before frame 10.

    Hidden files and folders are passed over, and so is the folder for the results with all that it holds.

    Args:
        places: pictures, and folders with pictures.
        output: the folder for the results.
        recursive: whether to look into the folders' folders.

    Raises:
        JobError: a place is not there or takes the results too, a folder cannot be looked at, or no picture is found.
    """
    found: dict[Path, Photo] = {}
    for place in places:
        if place.is_dir():
            if place.resolve() == output.resolve():
                raise JobError(
                    "The results should go to another folder than the photos, and both are '{place}': they would be "
                    "taken for photos the next time.",
                    place=place,
                )
            photos = list(_photos_in(place, Path(), output.resolve(), recursive=recursive))
        elif place.exists():
            photos = [Photo(place)]
        else:
            raise JobError(
                "A folder or a picture was expected at '{place}', and there is none: check the name.", place=place
            )
        for photo in photos:
            found.setdefault(photo.path.resolve(), photo)
    if not found:
        where = listed(Sentence("'{place}'", place=place) for place in places)
        if recursive:
            raise JobError("Pictures were expected in {where}, and there is none: choose another folder.", where=where)
        raise JobError(
            "Pictures were expected in {where}, and there is none: look into folders in it too.", where=where
        )
    return tuple(found.values())


def plan_pieces(
    photos: Sequence[Photo],
    makers: Sequence[str],
    output: Path,
    pattern: Pattern,
    *,
    suffix: str | None,
    sixteen_bits: bool,
    sources: Iterable[Path] = (),
) -> tuple[Piece, ...]:
    """Where every result goes: photo by photo, each with each maker's jobs.

    Args:
        photos: from `find_photos`.
        makers: their names.
        output: the folder for the results.
        pattern: how they are named.
        suffix: of all results; None: the photo's own where such a file can be written, or else .png.
        sixteen_bits: whether the results are to have 16 bits.
        sources: other files that must not be replaced, such as the styles.

    Raises:
        JobError: two results would have the same name, or one would replace what it is made of.
    """
    pieces = []
    for number, photo in enumerate(photos, 1):
        for maker, name in enumerate(makers):
            stem = pattern.named(photo.path.stem, name, number, len(photos))
            ending = suffix or suffix_like(photo.path, sixteen_bits=sixteen_bits)
            target = output / photo.folder / stem.parent / f"{stem.name}{ending}"
            pieces.append(Piece(number, photo.path, maker, target))
    _refuse_collisions(pieces)
    kept = {same_name(path.resolve()): path for path in (*(photo.path for photo in photos), *sources)}
    for piece in pieces:
        source = kept.get(same_name(piece.target.resolve()))
        if source is not None:
            raise JobError(
                "The results should not replace '{source}', of which they are made: choose another folder or naming.",
                source=source,
            )
    return tuple(pieces)


def suffix_like(photo: Path, *, sixteen_bits: bool) -> str:
    """The suffix of a photo's result: the photo's own where such a file can be written, or else .png."""
    kind = SAVED_AS.get(photo.suffix.lower())
    return ".png" if kind is None or (sixteen_bits and not kind.sixteen_bits) else photo.suffix


def natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """A key by which names are put in the order in which people count."""
    parts = _DIGITS.split(name.casefold())
    # Spelt out at the end of each part, since "1" and "01" are not the same name.
    return tuple((0, int(part), part) if part.isdecimal() else (1, 0, part) for part in parts if part)


def _photos_in(folder: Path, within: Path, output: Path, *, recursive: bool) -> Iterator[Photo]:
    try:
        with os.scandir(folder) as entries:
            names = sorted(entries, key=lambda entry: natural(entry.name))
    except OSError as error:
        raise JobError(
            "The folder '{folder}' should be readable, and it is not ({reason}): ask its owner.",
            folder=folder,
            reason=error.strerror,
        ) from error
    inner = []
    for entry in names:
        if entry.name.startswith("."):
            continue
        # Folders that are links are not followed: they may lead round in circles.
        if entry.is_dir(follow_symlinks=False):
            inner.append(entry.name)
        elif entry.is_file() and is_named_as_picture(Path(entry.name)):
            yield Photo(folder / entry.name, within)
    for name in inner if recursive else ():
        if (folder / name).resolve() != output:
            yield from _photos_in(folder / name, within / name, output, recursive=True)


def _refuse_collisions(pieces: Sequence[Piece]) -> None:
    taken: dict[str, Piece] = {}
    for piece in pieces:
        other = taken.setdefault(same_name(piece.target), piece)
        if other is piece:
            continue
        if other.photo == piece.photo:
            raise JobError(
                "Each result should have a name of its own, and two looks of '{photo_name}' would both be "
                "'{target_name}': put the style into the naming, and give styles of one name other names.",
                photo_name=piece.photo.name,
                target_name=piece.target.name,
            )
        raise JobError(
            "Each result should have a name of its own, and '{other_photo}' and '{piece_photo}' would both be "
            "'{target}': put the number into the naming, or leave one out.",
            other_photo=other.photo,
            piece_photo=piece.photo,
            target=piece.target,
        )


def same_name(path: Path) -> str:
    """What two paths share that some system takes for the same file."""
    return unicodedata.normalize("NFC", str(path)).casefold()
