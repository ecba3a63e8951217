"""One archive of a folder, and the same bytes for the same folder."""

from __future__ import annotations

import contextlib
import hashlib
import lzma
import shutil
import subprocess
import tarfile
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

BLOCK = 24 << 20
"""Bytes that `xz` packs by themselves: so the result does not depend on how many processors pack."""


def write_archive(folder: Path, archive: Path, epoch: int) -> None:
    """Packs a folder under its own name: sorted, owned by nobody in particular, all of one time.

    Args:
        folder: what to pack.
        archive: the `.tar.xz` to write; it is there whole or not at all.
        epoch: seconds since 1970.
    """
    beside = archive.with_name(f"{archive.name}.part")
    try:
        with beside.open("wb") as target:
            _pack(folder, target, epoch)
        beside.replace(archive)
    finally:
        beside.unlink(missing_ok=True)


def _pack(folder: Path, target: IO[bytes], epoch: int) -> None:
    xz = shutil.which("xz")
    if xz is None:
        with lzma.LZMAFile(target, "wb", preset=6) as packed:
            write_tar(folder, packed, epoch)
        return
    command = [xz, "-6", "--threads=0", f"--block-size={BLOCK}", "--stdout"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=target) as process:
        assert process.stdin is not None
        # Where xz has ended before all was written, its status tells why.
        with contextlib.suppress(BrokenPipeError), process.stdin as packed_by_xz:
            write_tar(folder, packed_by_xz, epoch)
    if process.returncode != 0:
        raise OSError(f"xz ended with status {process.returncode}: look whether the disk is full.")


def write_tar(folder: Path, target: IO[bytes], epoch: int) -> None:
    """Writes a folder as a tar archive, entry by entry.

    Args:
        folder: what to pack.
        target: where to.
        epoch: seconds since 1970.
    """

    def alike(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = ""
        entry.mtime = epoch
        if not entry.issym():
            entry.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
        return entry

    with tarfile.open(fileobj=target, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        for path in (folder, *sorted(folder.rglob("*"))):
            name = (folder.name / path.relative_to(folder)) if path != folder else folder.name
            tar.add(path, arcname=str(name), recursive=False, filter=alike)


def write_sums(folder: Path, artefacts: Iterable[Path]) -> Path:
    """Writes `SHA256SUMS` beside artefacts, as `sha256sum --check` reads it; returns the file.

    Args:
        folder: where the artefacts lie.
        artefacts: the files.
    """
    lines = []
    for artefact in sorted(artefacts):
        with artefact.open("rb") as file:
            lines.append(f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {artefact.name}\n")
    sums = folder / "SHA256SUMS"
    sums.write_text("".join(lines), encoding="utf-8", newline="\n")
    return sums
