"""The public packs that can be downloaded: where their files are, how large, and whose. Data, no torch.

The table itself is `resources/packs/public.toml`.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from engine.errors import PackError

if TYPE_CHECKING:
    from pathlib import Path

_BLOCK = 1 << 20


@dataclass(frozen=True, kw_only=True)
class PublicFile:
    """One file of a public pack. Exactly one of the two hashes is known.

    Attributes:
        name: the name under which it is kept here.
        path: its address under the pack's.
        size: in bytes; None where it is not known.
        sha256: SHA-256 of its bytes.
        git_blob: git's name for its bytes: SHA-1 over a header with the size, and the bytes.
    """

    name: str
    path: str
    size: int | None = None
    sha256: str | None = None
    git_blob: str | None = None

    def matches(self, path: Path) -> bool:
        """Whether a file on the disk has the bytes of this one."""
        size = path.stat().st_size
        if self.size is not None and size != self.size:
            return False
        if self.sha256 is not None:
            return _digest(path, hashlib.sha256()) == self.sha256
        # SHA-1 is what git names its files by; no other hash of these was ever published.
        header = f"blob {size}\0".encode("ascii")
        return _digest(path, hashlib.sha1(header, usedforsecurity=False)) == self.git_blob


@dataclass(frozen=True, kw_only=True)
class PublicPack:
    """A public pack.

    Attributes:
        name: the name under which it is installed.
        description: one line for the list of packs.
        licence: the licence of the weights.
        attribution: whose work they are.
        origin: the address of the repository, at the commit that the files are taken from.
        address: what the files' paths are appended to.
        files: all files of the pack.
    """

    name: str
    description: str
    licence: str
    attribution: str
    origin: str
    address: str
    files: tuple[PublicFile, ...]


def public_packs() -> dict[str, PublicPack]:
    """All public packs by name."""
    text = (files("resources") / "packs" / "public.toml").read_text("utf-8")
    return {
        name: PublicPack(name=name, **{**entry, "files": tuple(PublicFile(**file) for file in entry["files"])})
        for name, entry in tomllib.loads(text).items()
    }


def public_pack(name: str) -> PublicPack:
    """The public pack of a name.

    Raises:
        PackError: there is none of that name.
    """
    packs = public_packs()
    if name not in packs:
        raise PackError(
            "There is no pack {name!r} to download; there are {packs}.", name=name, packs=" and ".join(packs)
        )
    return packs[name]


def known_pack(paths: list[Path]) -> PublicPack | None:
    """The public pack that all of some files belong to by their bytes, whatever they are called.

    Returns:
        The pack; None where some file is in none, or the files are of different packs.
    """
    for pack in public_packs().values():
        if paths and all(any(file.matches(path) for file in pack.files) for path in paths):
            return pack
    return None


def _digest(path: Path, hasher: hashlib._Hash) -> str:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            hasher.update(block)
    return hasher.hexdigest()
