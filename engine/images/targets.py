"""Where a picture is saved: checked before the work begins, and written whole or not at all."""

from __future__ import annotations

import errno
import os
import re
import secrets
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import PictureError
from engine.images.formats import format_for
from engine.images.libraries import vips
from engine.sentences import Sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from os import PathLike

    from engine.images.options import Existing, SaveOptions

_NUMBERED = re.compile(r"(.*) \((\d{1,9})\)", re.DOTALL)
_PREFIX, _ENDING = ".pentimento-", ".part"
_SECONDS_AT_WORK = 86_400
_LONGEST_NAME = 255
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def check_target(path: str | PathLike[str], options: SaveOptions, *, size: tuple[int, int] | None = None) -> Path:
    """Check all that can be checked before the long work begins.

    Args:
        path: Where the picture is to be saved; the suffix chooses the format.
        options: How.
        size: Its width and height if known, for formats that limit them.

    Returns:
        The path to be used: `path`, or a numbered one if it exists and `options.existing` is ``unique``. Another
        program may still take it before `save_picture` does, which looks again.

    Raises:
        PictureError: If the suffix names no format, the format cannot hold such a picture, the folder does not exist
            or cannot be written to, or the file exists and must not be replaced.
    """
    path = Path(path)
    kind = format_for(path)
    if options.bits == 16 and not kind.sixteen_bits:
        raise PictureError(
            "'{name}' cannot be saved with 16 bits: PNG, TIFF or JPEG XL was expected, but {kind} holds 8; choose "
            "another suffix or 8 bits.",
            name=path.name,
            kind=kind.name,
        )
    if size is not None and max(size) > kind.longest_side:
        raise PictureError(
            "'{name}' cannot be saved: at most {longest_side} pixels a side were expected for {kind}, but the picture "
            "has {width} × {height}; choose PNG or TIFF.",
            name=path.name,
            longest_side=kind.longest_side,
            kind=kind.name,
            width=size[0],
            height=size[1],
        )
    return check_place(path, options.existing)


def free_path(path: Path, taken: Collection[Path] = ()) -> Path:
    """Return the path, or the first numbered one after it that names no file.

    Args:
        path: Where a file is to be saved.
        taken: Paths that will be files soon.
    """
    return next(name for name in _names(path) if name not in taken and not os.path.lexists(name))


def check_place(path: Path, existing: Existing) -> Path:
    """Check whether a file of any kind can be saved somewhere.

    Args:
        path: Where.
        existing: What to do if there is a file of that name.

    Returns:
        As `check_target`.

    Raises:
        PictureError: If the folder does not exist or cannot be written to, or the file exists and must not be replaced.
    """
    with _sentences_about(path):
        if not path.parent.is_dir():
            raise PictureError(
                "'{name}' cannot be saved: a folder was expected at '{folder}', but there is none; make it or choose "
                "another.",
                name=path.name,
                folder=path.parent,
            )
        if path.is_dir():
            raise PictureError(
                "'{name}' cannot be saved: a file was expected, but it is a folder; change the name.", name=path.name
            )
        # Only writing tells for certain whether a folder can be written to: think of read-only disks and access lists.
        _new_temporary(path.parent).unlink()
        if existing == "unique":
            return free_path(path)
        if existing == "refuse" and os.path.lexists(path):
            raise _exists(path)
        return path


def write_whole(path: Path, existing: Existing, write: Callable[[Path], None]) -> Path:
    """Write a file so that nobody ever sees half of it, and an older one stays whole until it is replaced.

    Args:
        path: Where.
        existing: What to do if it exists when the new file is ready.
        write: Fills the temporary file whose path it is given.

    Returns:
        The path truly written.

    Raises:
        PictureError: If the disk is full, `path` exists and must not be replaced, and the like. The temporary file
            is removed then, and also after `KeyboardInterrupt`.
    """
    with whole_file(path, existing) as file, _sentences_about(path):
        write(file.temporary)
    return file.path


@dataclass
class WholeFile:
    """A file on its way.

    Attributes:
        temporary: The file to be filled.
        path: Where it is to be saved; afterwards, where it truly is.
    """

    temporary: Path
    path: Path


@contextmanager
def whole_file(path: Path, existing: Existing) -> Iterator[WholeFile]:
    """Fill a file so that nobody ever sees half of it; for `write_whole`, and for work that goes on step by step.

    Args:
        path: Where.
        existing: What to do if it exists when the new file is ready.

    Raises:
        PictureError: As `write_whole`. The temporary file is removed after any exception.
    """
    with _sentences_about(path):
        file = WholeFile(_new_temporary(path.parent), path)
    try:
        yield file
        with _sentences_about(path):
            with file.temporary.open("rb+") as written:
                os.fsync(written.fileno())
            file.path = _publish(file.temporary, path, existing)
    finally:
        with _sentences_about(path):
            file.temporary.unlink(missing_ok=True)
    with _sentences_about(path):
        _flush_folder(path.parent)


def remove_leftovers(folder: Path) -> None:
    """Remove the temporary files of programs that were killed while they saved into a folder.

    Those that were touched within a day stay: another program may be at work on them.
    """
    with suppress(OSError):
        for path in folder.glob(f"{_PREFIX}*{_ENDING}"):
            with suppress(OSError):
                if time.time() - path.stat().st_mtime > _SECONDS_AT_WORK:
                    path.unlink()


def _new_temporary(folder: Path) -> Path:
    # Short, since the final name may be as long as the system allows; in the same folder, so that it can be renamed.
    path = folder / f"{_PREFIX}{secrets.token_hex(8)}{_ENDING}"
    # Not by `tempfile`, whose files only their owner may read: the picture gets the usual permissions.
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
    return path


def _publish(temporary: Path, path: Path, existing: Existing) -> Path:
    if existing == "overwrite":
        with suppress(OSError):
            temporary.chmod(path.stat().st_mode & 0o777)
        temporary.replace(path)
        return path
    for name in _names(path):
        if _moved_without_replacing(temporary, name):
            return name
        if existing == "refuse":
            break
    raise _exists(path)


def _moved_without_replacing(temporary: Path, path: Path) -> bool:
    try:
        # A link fails if the name is taken, where a rename would replace.
        path.hardlink_to(temporary)
    except FileExistsError:
        return False
    except OSError:
        # A disk without links (FAT, some network folders): an empty file, which nobody else can have made, holds
        # the name until it is replaced.
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        except FileExistsError:
            return False
        temporary.replace(path)
    return True


def _names(path: Path) -> Iterator[Path]:
    """Yield the path, then ``name (2).png``, ``name (3).png`` and so on, with the name cut where it grows too long."""
    yield path
    numbered = _NUMBERED.fullmatch(path.stem)
    stem, number = (numbered[1], int(numbered[2])) if numbered else (path.stem, 1)
    while True:
        number += 1
        ending = f" ({number}){path.suffix}"
        yield path.with_name(_cut(stem, _LONGEST_NAME - len(os.fsencode(ending))) + ending)


def _cut(text: str, most: int) -> str:
    """Cut a name where it has too many bytes, which systems count, between two characters."""
    encoded = os.fsencode(text)
    return text if len(encoded) <= most else encoded[:most].decode(errors="ignore").rstrip()


def _flush_folder(folder: Path) -> None:
    # The new name itself is on the disk only after this; Windows has no such call and some network folders refuse.
    if hasattr(os, "O_DIRECTORY"):
        with suppress(OSError):
            descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def _exists(path: Path) -> PictureError:
    return PictureError(
        "'{name}' cannot be saved: a new name was expected, but there is a file of that name; change the name or "
        "allow it to be replaced (--overwrite) or numbered (--unique).",
        name=path.name,
    )


@contextmanager
def _sentences_about(path: Path) -> Iterator[None]:
    """Turn what the system or libvips says about writing into a sentence for the user."""
    try:
        yield
    except (OSError, vips().Error) as error:
        start = Sentence("'{name}' cannot be saved:", name=path.name)
        if is_full(error):
            raise PictureError(
                "{start} room for it was expected, but the disk is full; make room or choose another folder.",
                start=start,
            ) from error
        if _means(error, (errno.ENAMETOOLONG,)):
            raise PictureError(
                "{start} a name of at most {most} bytes was expected, but it has {length}; shorten it.",
                start=start,
                most=_LONGEST_NAME,
                length=len(os.fsencode(path.name)),
            ) from error
        if _means(error, (errno.EACCES, errno.EPERM, errno.EROFS)):
            raise PictureError(
                "{start} a folder that can be written to was expected, but '{folder}' does not let you; choose "
                "another.",
                start=start,
                folder=path.parent,
            ) from error
        raise PictureError(
            "{start} writing to '{folder}' was expected to work, but it failed; look at the disk or choose another "
            "folder.",
            start=start,
            folder=path.parent,
        ) from error


def is_full(error: BaseException) -> bool:
    """Whether an error of the system or of libvips means that a disk is full."""
    return _means(error, _FULL)


def _means(error: BaseException, codes: tuple[int, ...]) -> bool:
    if isinstance(error, OSError):
        return error.errno in codes
    # libvips passes on what the system said, but in words only.
    return any(os.strerror(code) in str(error) for code in codes)
