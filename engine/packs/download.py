"""Downloads a public pack: resumes what was interrupted, checks every byte, and installs the pack at the end."""

from __future__ import annotations

import contextlib
import errno
import re
import shutil
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import requests

from engine.errors import PackError
from engine.packs.public import public_pack
from engine.sentences import Sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from pathlib import Path

    from engine.packs.manifest import Manifest
    from engine.packs.public import PublicFile, PublicPack
    from engine.packs.registry import Registry

_TIMEOUTS = (10.0, 30.0)  # seconds to connect, and between two arrivals of data
_BLOCK = 1 << 14  # small, because the block in which a connection is cut is lost
_FRUITLESS_ATTEMPTS = 5
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 8.0
_LARGEST_FILE = 1 << 30  # for files whose size is not known beforehand
_CONTENT_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")
# A server may answer these for a while and then no longer.
_PASSING_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True)
class DownloadProgress:
    """How far a download is.

    Attributes:
        file: the name of the file that is arriving.
        number: its place among the files, from 1.
        files: how many there are.
        done: bytes of this file that are here.
        total: bytes of this file; None while the size is not known.
    """

    file: str
    number: int
    files: int
    done: int
    total: int | None


class _InterruptedError(Exception):
    """A transfer ended early for a reason that may pass."""


def download(
    name: str,
    registry: Registry,
    *,
    replace: bool = False,
    address: str | None = None,
    pause: Callable[[float], None] = time.sleep,
) -> Generator[DownloadProgress, None, Manifest]:
    """Downloads and installs a public pack; stepping the generator does the work.

    Closing the generator cancels. What has arrived then stays in the registry's folder of downloads and is not
    fetched again the next time.

    Args:
        name: one of `engine.packs.public.public_packs`.
        registry: where the pack is installed.
        replace: whether an installed pack of that name may be replaced.
        address: takes the place of the pack's own address.
        pause: waits for some seconds before another attempt.

    Returns:
        A generator that yields the progress and finally returns the manifest of the installed pack.

    Raises:
        PackError: there is no such public pack or its name is taken (both at once); or, while stepping, the
            server cannot be reached or lacks a file, wrong bytes came, or the disk is full.
    """
    pack = public_pack(name)
    registry.check_free(name, replace=replace)
    folder = registry.downloads_folder / name
    return _download(pack, registry, folder, address or pack.address, replace=replace, pause=pause)


def _download(
    pack: PublicPack,
    registry: Registry,
    folder: Path,
    address: str,
    *,
    replace: bool,
    pause: Callable[[float], None],
) -> Generator[DownloadProgress, None, Manifest]:
    with _sentence_about(folder):
        folder.mkdir(parents=True, exist_ok=True)
        _remove_strangers(folder, pack)
    with requests.Session() as session:
        for number, file in enumerate(pack.files, start=1):
            url = f"{address.rstrip('/')}/{file.path}"
            for done, total in _fetch(session, url, file, folder, pause):
                yield DownloadProgress(file.name, number, len(pack.files), done, total)
    # Importing needs torch, which takes a second to load: not before all bytes are here.
    from engine.packs.importing import import_folder

    manifest = import_folder(folder, pack.name, registry, replace=replace)
    shutil.rmtree(folder, ignore_errors=True)
    return manifest


def _fetch(
    session: requests.Session, url: str, file: PublicFile, folder: Path, pause: Callable[[float], None]
) -> Iterator[tuple[int, int | None]]:
    complete, partial = folder / file.name, folder / f"{file.name}.part"
    with _sentence_about(folder):
        if complete.exists():
            if file.matches(complete):
                yield complete.stat().st_size, complete.stat().st_size
                return
            complete.unlink()
        furthest, fruitless = _size(partial), 0
        while True:
            try:
                yield from _stream(session, url, file, partial)
                break
            except _InterruptedError as error:
                # A server without Range begins anew each time: only getting further than ever counts.
                fruitless = 0 if _size(partial) > furthest else fruitless + 1
                furthest = max(furthest, _size(partial))
                if fruitless >= _FRUITLESS_ATTEMPTS:
                    raise PackError(
                        "The file {name!r} could not be downloaded from {url}: {error}. What has arrived is kept; try "
                        "again later.",
                        name=file.name,
                        url=url,
                        error=error,
                    ) from error
                pause(min(_FIRST_PAUSE * 2**fruitless, _LONGEST_PAUSE))
        if not file.matches(partial):
            partial.unlink()
            raise PackError(
                "The file {name!r} arrived from {url} with other bytes than expected and was deleted. Try again; if "
                "this stays, something on the way alters files.",
                name=file.name,
                url=url,
            )
        partial.replace(complete)


def _stream(session: requests.Session, url: str, file: PublicFile, partial: Path) -> Iterator[tuple[int, int | None]]:
    have = _size(partial)
    if file.size is not None and have >= file.size:
        return
    # Compressed on the way, the bytes could neither be counted nor resumed.
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    try:
        response = session.get(url, headers=headers, stream=True, timeout=_TIMEOUTS)
    except requests.RequestException as error:
        raise _InterruptedError(_reason(error)) from error
    with response:
        if response.status_code == requests.codes.requested_range_not_satisfiable and have:
            if file.matches(partial):
                return
            partial.unlink()
            raise _InterruptedError(Sentence("the server has another file than the one begun"))
        _check_status(response, file, url)
        start, total = _extent(response)
        if start not in (0, have):
            partial.unlink()
            raise _InterruptedError(Sentence("the server sent another part of the file than was asked for"))
        if file.size is not None and total not in (None, file.size):
            partial.unlink(missing_ok=True)
            raise PackError(
                "The file {name!r} at {url} has {total} bytes, expected {size}: it was replaced by another one.",
                name=file.name,
                url=url,
                total=total,
                size=file.size,
            )
        yield from _keep(response, file, partial, start, total or file.size)


def _keep(
    response: requests.Response, file: PublicFile, partial: Path, start: int, total: int | None
) -> Iterator[tuple[int, int | None]]:
    done = start
    limit = file.size or _LARGEST_FILE
    with partial.open("ab" if start else "wb") as kept:
        yield done, total
        for block in _blocks(response):
            done += len(block)
            if done > limit:
                break
            kept.write(block)
            yield done, total
    if done > limit:
        partial.unlink()
        raise PackError(
            "The file {name!r} is larger than the {limit} bytes expected; it was not kept.", name=file.name, limit=limit
        )
    if total is not None and done < total:
        raise _InterruptedError(Sentence("the connection ended after {done} of {total} bytes", done=done, total=total))


def _blocks(response: requests.Response) -> Iterator[bytes]:
    try:
        yield from response.iter_content(_BLOCK)
    except requests.RequestException as error:
        raise _InterruptedError(_reason(error)) from error


def _check_status(response: requests.Response, file: PublicFile, url: str) -> None:
    status = response.status_code
    if status in (requests.codes.ok, requests.codes.partial_content):
        return
    answer = Sentence("the server answered {answer}", answer=f"{status} {response.reason or ''}".rstrip())
    if status in _PASSING_STATUSES:
        raise _InterruptedError(answer)
    raise PackError("The file {name!r} cannot be had from {url}: {answer}.", name=file.name, url=url, answer=answer)


def _extent(response: requests.Response) -> tuple[int, int | None]:
    """Where the bytes of a response begin in the file, and the size of the whole file as far as the server says."""
    if response.status_code == requests.codes.partial_content:
        told = _CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", ""))
        if told is None:
            return -1, None
        return int(told[1]), None if told[2] == "*" else int(told[2])
    length = response.headers.get("Content-Length", "")
    compressed = response.headers.get("Content-Encoding", "identity") != "identity"
    return 0, int(length) if length.isdecimal() and not compressed else None


def _remove_strangers(folder: Path, pack: PublicPack) -> None:
    """Deletes what an earlier version left: everything in the folder is imported at the end."""
    ours = {name for file in pack.files for name in (file.name, f"{file.name}.part")}
    for path in folder.iterdir():
        if path.name not in ours:
            path.unlink()


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _reason(error: requests.RequestException) -> Sentence:
    if isinstance(error, requests.Timeout):
        return Sentence("the server did not answer in time")
    if isinstance(error, requests.exceptions.SSLError):
        return Sentence("the server's certificate was not accepted")
    return Sentence("the connection failed or was cut")


@contextlib.contextmanager
def _sentence_about(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise PackError(
                "The disk is full: {folder} has no room for the download. What has arrived is kept; make room and try "
                "again.",
                folder=folder,
            ) from error
        raise PackError(
            "The folder {folder} cannot be used: {reason}.", folder=folder, reason=error.strerror or error
        ) from error
