"""Where model packs are kept: those that come with the program and those that the user added.

No torch here: the window lists packs before torch is loaded.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import PackError
from engine.packs.manifest import MANIFEST_FILE, Manifest, check_name
from engine.sentences import Sentence
from engine.system.folders import data_folder
from engine.vgg import LEVELS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

PREFERRED = "atelier"
"""The pack that is used where none is named."""

_LARGEST_MANIFEST = 1 << 20
# No pack's name begins with a dot, so these folders are never taken for packs.
_UNFINISHED = ".unfinished-"
_REPLACED = ".replaced-"
_ABANDONED_AFTER = 3600.0  # seconds; another process may still be writing to a younger folder


@dataclass(frozen=True)
class InstalledPack:
    """A pack on this machine.

    Attributes:
        folder: holds `manifest.json` and `weights.safetensors`.
        manifest: what the pack says of itself; the weights are checked when they are loaded.
        bundled: whether it came with the program and cannot be removed.
    """

    folder: Path
    manifest: Manifest
    bundled: bool = False


@dataclass(frozen=True)
class Listing:
    """What a registry holds.

    Attributes:
        packs: packs with a sound manifest, by name.
        damaged: for the name of every other pack, the sentence that says what is wrong with it.
    """

    packs: Mapping[str, InstalledPack]
    damaged: Mapping[str, str]


def read_pack(folder: Path, *, bundled: bool = False) -> InstalledPack:
    """Reads the manifest of the pack in a folder, without touching the weights.

    Raises:
        PackError: the folder has no readable, unaltered manifest of this version.
    """
    try:
        with (folder / MANIFEST_FILE).open("rb") as file:
            data = file.read(_LARGEST_MANIFEST + 1)
        text = data.decode("utf-8")
    except FileNotFoundError as error:
        raise PackError(
            "The folder {name!r} is no model pack: it has no {file}.", name=folder.name, file=MANIFEST_FILE
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise PackError(
            "The manifest of the pack {name!r} cannot be read: {error}.", name=folder.name, error=error
        ) from error
    if len(data) > _LARGEST_MANIFEST:
        raise PackError("The manifest of the pack {name!r} is larger than any manifest should be.", name=folder.name)
    return InstalledPack(folder, Manifest.from_json(text, folder.name), bundled)


class Registry:
    """The packs of two folders: the user's own, and the one that comes with the program and is only read."""

    def __init__(self, user_folder: Path, bundled_folder: Path) -> None:
        """Neither folder need exist.

        Args:
            user_folder: where packs are installed.
            bundled_folder: the packs that come with the program; they win over the user's of the same name.
        """
        self.user_folder = user_folder
        self.bundled_folder = bundled_folder

    @property
    def downloads_folder(self) -> Path:
        """Where files wait that are downloaded in part."""
        return self.user_folder.parent / "downloads"

    def names(self) -> tuple[str, ...]:
        """The names of all packs, damaged ones too, in alphabetical order."""
        return tuple(sorted({*_folders(self.bundled_folder), *_folders(self.user_folder)}))

    def manifests(self) -> Listing:
        """All packs; a damaged one is listed beside the others and does not hide them."""
        packs: dict[str, InstalledPack] = {}
        damaged: dict[str, Sentence] = {}
        for name in self.names():
            try:
                packs[name] = self.find(name)
            except PackError as error:
                damaged[name] = error.sentence
        return Listing(packs, damaged)

    def find(self, name: str) -> InstalledPack:
        """The pack of a name.

        Raises:
            PackError: the name cannot be one, there is no such pack, or its manifest is damaged.
        """
        check_name(name)
        for folder, bundled in ((self.bundled_folder, True), (self.user_folder, False)):
            with _sentence_about(folder, Sentence("read")):
                if (folder / name).is_dir():
                    return read_pack(folder / name, bundled=bundled)
        there = ", ".join(self.names()) or "none"
        raise PackError(
            "There is no model pack {name!r}; installed: {there}. {how}", name=name, there=there, how=_HOW_TO_GET_ONE
        )

    def default_name(self) -> str:
        """The pack to use where none is named: `atelier`, otherwise the first one that has all five levels.

        Raises:
            PackError: there is no such pack.
        """
        packs = self.manifests().packs
        if PREFERRED in packs:
            return PREFERRED
        for name, pack in packs.items():
            if not pack.manifest.missing(LEVELS):
                return name
        raise PackError("There is no model pack with all five levels. {how}", how=_HOW_TO_GET_ONE)

    def install(self, name: str, write: Callable[[Path], Manifest], *, replace: bool = False) -> InstalledPack:
        """Installs a pack completely or not at all, even if the program is killed meanwhile.

        Args:
            name: the pack's name.
            write: writes the pack into the folder that it is given (`engine.packs.weights.write`).
            replace: whether a pack of that name that the user added may be replaced.

        Raises:
            PackError: the name cannot be one or is taken, `write` refuses, or the folder cannot be written.
        """
        self.check_free(name, replace=replace)
        with _sentence_about(self.user_folder, Sentence("written to")):
            self.user_folder.mkdir(parents=True, exist_ok=True)
            self._sweep()
            unfinished = Path(tempfile.mkdtemp(prefix=f"{_UNFINISHED}{name}-", dir=self.user_folder))
            try:
                _check_same_name(write(unfinished), name)
                _make_durable(unfinished)
                self._put_in_place(unfinished, name)
            except BaseException:
                shutil.rmtree(unfinished, ignore_errors=True)
                raise
        return self.find(name)

    def check_free(self, name: str, *, replace: bool = False) -> None:
        """Refuses a name under which no pack can be installed; worth asking before a long download.

        Raises:
            PackError: the name cannot be one, is that of a bundled pack, or is taken and not to be replaced.
        """
        check_name(name)
        if (self.bundled_folder / name).exists():
            raise PackError("The pack {name!r} comes with Pentimento and stays: choose another name.", name=name)
        if (self.user_folder / name).exists() and not replace:
            raise PackError(
                "There is already a pack {name!r}: choose another name, or have it replaced (--replace).", name=name
            )

    def remove(self, name: str) -> None:
        """Deletes a pack that the user added.

        Raises:
            PackError: there is no such pack, it comes with the program, or the folder cannot be written to.
        """
        check_name(name)
        folder = self.user_folder / name
        if not folder.is_dir():
            if (self.bundled_folder / name).is_dir():
                raise PackError("The pack {name!r} comes with Pentimento and cannot be removed.", name=name)
            self.find(name)
        with _sentence_about(self.user_folder, Sentence("written to")):
            self._sweep()
            # Renamed first, so that an interrupted removal leaves no half pack.
            condemned = Path(tempfile.mkdtemp(prefix=f"{_UNFINISHED}{name}-", dir=self.user_folder))
            folder.rename(condemned / name)
            shutil.rmtree(condemned)

    def _put_in_place(self, unfinished: Path, name: str) -> None:
        target = self.user_folder / name
        if not target.exists():
            unfinished.rename(target)
            _make_durable(self.user_folder)
            return
        # A folder cannot be renamed over another: the old one steps aside, and `_sweep` brings it back if the
        # program is killed between the two renamings.
        aside = self.user_folder / f"{_REPLACED}{name}"
        if aside.exists():
            shutil.rmtree(aside)
        target.rename(aside)
        try:
            unfinished.rename(target)
        except OSError:
            aside.rename(target)
            raise
        _make_durable(self.user_folder)
        shutil.rmtree(aside, ignore_errors=True)

    def _sweep(self) -> None:
        for path in self.user_folder.iterdir():
            # Another process may sweep at the same time.
            with contextlib.suppress(FileNotFoundError):
                if path.name.startswith(_REPLACED):
                    target = self.user_folder / path.name.removeprefix(_REPLACED)
                    if target.exists():
                        shutil.rmtree(path, ignore_errors=True)
                    else:
                        path.rename(target)
                elif path.name.startswith(_UNFINISHED) and _age(path) > _ABANDONED_AFTER:
                    shutil.rmtree(path, ignore_errors=True)


def default_registry() -> Registry:
    """The registry of this user on this machine: the packs in the folder for the user's data, and the bundled ones."""
    return Registry(data_folder() / "packs", bundled_folder())


def bundled_folder() -> Path:
    """Where the packs are that came with the program."""
    return Path(str(files("resources") / "packs"))


_HOW_TO_GET_ONE = Sentence(
    "Download or import one: Help, Model packs in the window, or `pentimento packs download distilled16x`."
)


def _folders(folder: Path) -> Iterator[str]:
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            if path.is_dir() and not path.name.startswith((".", "_")):
                yield path.name


def _check_same_name(manifest: Manifest, name: str) -> None:
    if manifest.name != name:
        raise PackError(
            "The pack {manifest_name!r} cannot be installed under the name {name!r}.",
            manifest_name=manifest.name,
            name=name,
        )


def _age(path: Path) -> float:
    return time.time() - path.stat().st_mtime


def _make_durable(folder: Path) -> None:
    # Only some systems let a folder be opened; elsewhere renaming is durable by itself or not at all.
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def _sentence_about(folder: Path, doing: Sentence) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise PackError(
            "The folder of model packs, {folder}, cannot be {doing}: {reason}.",
            folder=folder,
            doing=doing,
            reason=reason,
        ) from error
