"""The user's settings: typed, and safe from a damaged file, whose bad values fall back to their defaults."""

from __future__ import annotations

import hashlib
import json
import logging
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias, cast, get_args

from PySide6.QtCore import QByteArray, QCoreApplication, QSettings

from engine.errors import JobError
from engine.files.versioning import NumberedFormat
from engine.images import SaveOptions
from engine.system.folders import settings_folder
from gui.document.state import DEVICES, NUMBER_FORMATS, PREVIEW_RANGE, Quality

if TYPE_CHECKING:
    from collections.abc import Iterable

logger = logging.getLogger(__name__)

Theme: TypeAlias = Literal["system", "light", "dark"]

SETTINGS_FILE = "settings.ini"
SETTINGS_FORMAT = NumberedFormat("format", unnumbered=1)
FOLDED = "folded-"
"""How the names of flags begin that say which sections of a panel are folded."""

DIGEST = "_sha256"
"""What is added to a key for the digest of its value."""

MOST_RECENT = 12
MOST_SET_ASIDE = 100
SUFFIXES = (".png", ".jpg", ".tif", ".webp", ".avif", ".jxl", ".bmp")

_LONGEST = 1 << 20


class Folder(Enum):
    """What a folder is remembered for: photos seldom lie where styles do."""

    PHOTOS = "photos"
    STYLES = "styles"
    PROJECTS = "projects"
    RECIPES = "recipes"
    EXPORTS = "exports"
    BATCH = "batch"
    TEXTURES = "textures"


@dataclass(frozen=True)
class ExportChoices:
    """What was chosen when a picture was exported last.

    Attributes:
        suffix: the format.
        quality: 1 to 100.
        bits: 8 or 16.
        strip_metadata: whether metadata and recipe are left out.
        keep_location: whether the place where the photo was taken stays.
        same_look: whether a picture larger than the preview looks like it, or has finer strokes.
        own_colours: whether the photo's own colour space is kept.
    """

    suffix: str = ".png"
    quality: int = 95
    bits: Literal[8, 16] = 8
    strip_metadata: bool = False
    keep_location: bool = False
    same_look: bool = True
    own_colours: bool = False


class Settings:
    """What is remembered from one start to the next. Everything is stored as text.

    Args:
        file: None: the user's.

    Attributes:
        file: where they are.
        set_aside: where a file now lies that could not be used, in whose place the settings began anew; None: there was
            none.
        is_later: whether that one is of a later version of the program, and not damaged.
    """

    def __init__(self, file: Path | None = None) -> None:
        self.file = settings_folder() / SETTINGS_FILE if file is None else file
        self.set_aside: Path | None = None
        self._settings = self._opened()
        self.is_later = SETTINGS_FORMAT.is_later(self._document())
        if self.is_later:
            self._step_aside("later")
        elif self._settings.status() == QSettings.Status.FormatError or is_damaged(self.file):
            # What cannot be parsed would never be written again either, so it steps aside.
            self._step_aside("damaged")
        elif SETTINGS_FORMAT.is_older(self._document()):
            self._bring_up_to_date()

    @property
    def is_writable(self) -> bool:
        """Whether settings will be there at the next start."""
        return self._settings.isWritable()

    def sync(self) -> None:
        """Writes what is not written yet."""
        self._settings.sync()

    @property
    def recent_files(self) -> tuple[Path, ...]:
        """Projects and photos that were opened last, the newest first; they may be gone."""
        return self._paths("recent_files")

    def add_recent_file(self, path: Path) -> None:
        """Puts a file first."""
        self._set_recent((path, *(known for known in self.recent_files if known != path)))

    @property
    def picture_folders(self) -> tuple[Path, ...]:
        """The folders from which pictures were opened last, the newest first."""
        return self._paths("picture_folders")

    def add_picture_folder(self, folder: Path) -> None:
        """Puts a folder first."""
        paths = (folder, *(known for known in self.picture_folders if known != folder))
        self._set_json("picture_folders", [str(path) for path in paths[:MOST_RECENT]])

    def remove_recent_file(self, path: Path) -> None:
        """Takes a file off the list, for example because it is gone."""
        self._set_recent(known for known in self.recent_files if known != path)

    def clear_recent_files(self) -> None:
        """Empties the list."""
        self._set_recent(())

    @property
    def theme(self) -> Theme:
        """Light, dark, or as the system has it."""
        text = self._text("theme")
        return cast("Theme", text) if text in get_args(Theme) else "system"

    @theme.setter
    def theme(self, theme: Theme) -> None:
        self._set("theme", theme)

    @property
    def language(self) -> str:
        """The code of a language, such as "de"; empty: the system's."""
        text = self._text("language")
        return text if len(text) <= 16 and text.replace("_", "").isalnum() else ""

    @language.setter
    def language(self, code: str) -> None:
        self._set("language", code)

    @property
    def window_geometry(self) -> QByteArray:
        """For `QWidget.restoreGeometry`; empty if there is none."""
        return self._bytes("window_geometry")

    @window_geometry.setter
    def window_geometry(self, geometry: QByteArray) -> None:
        self._set_bytes("window_geometry", geometry)

    @property
    def window_state(self) -> QByteArray:
        """For `QMainWindow.restoreState`; empty if there is none."""
        return self._bytes("window_state")

    @window_state.setter
    def window_state(self, state: QByteArray) -> None:
        self._set_bytes("window_state", state)

    def forget_window(self) -> None:
        """Forgets where window and panels stand and what is folded in them; all else stays."""
        for key in self._settings.allKeys():
            if key.startswith(("window_geometry", "window_state", f"flags/{FOLDED}")):
                self._settings.remove(key)
        self.sync()

    @property
    def export_choices(self) -> ExportChoices:
        """What was chosen when a picture was exported last."""
        told = self._json("export")
        fields = told if isinstance(told, dict) else {}
        usual = ExportChoices()

        def chosen(name: str, default: object, choices: Iterable[object]) -> object:
            value = fields.get(name)
            same = (choice for choice in choices if type(choice) is type(value) and choice == value)
            return next(same, default)

        return ExportChoices(
            cast("str", chosen("suffix", usual.suffix, SUFFIXES)),
            cast("int", chosen("quality", usual.quality, range(1, 101))),
            cast("Literal[8, 16]", chosen("bits", usual.bits, (8, 16))),
            bool(chosen("strip_metadata", usual.strip_metadata, (False, True))),
            bool(chosen("keep_location", usual.keep_location, (False, True))),
            bool(chosen("same_look", usual.same_look, (False, True))),
            bool(chosen("own_colours", usual.own_colours, (False, True))),
        )

    @export_choices.setter
    def export_choices(self, choices: ExportChoices) -> None:
        self._set_json("export", vars(choices))

    @property
    def quality(self) -> Quality:
        """How new pictures are painted."""
        told = self._json("quality")
        fields = told if isinstance(told, dict) else {}
        usual = Quality()
        size, pack = fields.get("preview_size"), fields.get("pack")

        def among(name: str, default: str, choices: Iterable[str]) -> str:
            return next((choice for choice in choices if choice == fields.get(name)), default)

        return Quality(
            size if type(size) is int and PREVIEW_RANGE[0] <= size <= PREVIEW_RANGE[1] else usual.preview_size,
            among("device", usual.device, DEVICES),
            among("number_format", usual.number_format, NUMBER_FORMATS),
            pack if isinstance(pack, str) and 0 < len(pack) <= 100 else None,
        )

    @quality.setter
    def quality(self, quality: Quality) -> None:
        self._set_json("quality", vars(quality))

    def folder(self, purpose: Folder) -> Path | None:
        """The folder that was used last for a purpose, if it is still there."""
        text = self._text(f"folders/{purpose.value}")
        with suppress(OSError, ValueError):
            if Path(text).is_absolute() and Path(text).is_dir():
                return Path(text)
        return None

    def set_folder(self, purpose: Folder, folder: Path) -> None:
        """Remembers the folder used for a purpose."""
        self._set(f"folders/{purpose.value}", str(folder))

    def flag(self, name: str, *, default: bool) -> bool:
        """A choice of yes or no, for example whether to paint by itself."""
        return {"true": True, "false": False}.get(self._text(f"flags/{name}"), default)

    def set_flag(self, name: str, *, value: bool) -> None:
        """Remembers a choice of yes or no."""
        self._set(f"flags/{name}", "true" if value else "false")

    def _opened(self) -> QSettings:
        return QSettings(str(self.file), QSettings.Format.IniFormat)

    def _document(self) -> dict[str, object]:
        """All that is there, with the format as a number."""
        document: dict[str, object] = {key: self._settings.value(key) for key in self._settings.allKeys()}
        told = document.get(SETTINGS_FORMAT.key)
        if isinstance(told, str) and told.isdecimal() and len(told) < 10:
            document[SETTINGS_FORMAT.key] = int(told)
        return document

    def _step_aside(self, why: str) -> None:
        """Leaves the file beside under a name that is free, and begins anew."""
        names = (self.file.with_name(f"{self.file.name}.{why}{number or ''}") for number in range(MOST_SET_ASIDE))
        with suppress(OSError):
            self.set_aside = self.file.replace(next((name for name in names if not name.exists()), self.file))
        self._settings = self._opened()

    def _bring_up_to_date(self) -> None:
        """Makes settings of an older version those of this one; the file is replaced when the new one is whole."""
        try:
            current = SETTINGS_FORMAT.read(self._document(), "The settings", JobError)
        except JobError:
            self._step_aside("damaged")
            return
        self._settings.clear()
        for key, value in current.items():
            self._settings.setValue(key, str(value) if key == SETTINGS_FORMAT.key else value)

    def _set(self, key: str, value: str) -> None:
        self._settings.setValue(SETTINGS_FORMAT.key, str(SETTINGS_FORMAT.newest))
        self._settings.setValue(key, value)

    def _text(self, key: str) -> str:
        value = self._settings.value(key, "")
        return value if isinstance(value, str) and len(value) <= _LONGEST else ""

    def _bytes(self, key: str) -> QByteArray:
        """Bytes as they were set; empty where they are others. Earlier versions wrote no digest."""
        text, digest = self._text(key), self._text(key + DIGEST)
        whole = digest in {"", digest_of(text)}
        return QByteArray.fromBase64(QByteArray(text.encode("ascii", "ignore"))) if whole else QByteArray()

    def _set_bytes(self, key: str, value: QByteArray) -> None:
        text = bytes(value.toBase64().data()).decode("ascii")
        self._set(key, text)
        self._set(key + DIGEST, digest_of(text))

    def _json(self, key: str) -> object:
        try:
            return cast("object", json.loads(self._text(key)))
        except (ValueError, RecursionError):
            return None

    def _set_json(self, key: str, value: object) -> None:
        self._set(key, json.dumps(value))

    def _paths(self, key: str) -> tuple[Path, ...]:
        listed = self._json(key)
        texts = listed if isinstance(listed, list) else []
        paths = [Path(text) for text in texts if isinstance(text, str) and "\0" not in text]
        # Nobody knows any more which folder a relative one was seen from.
        return tuple(dict.fromkeys(path for path in paths if path.is_absolute()))[:MOST_RECENT]

    def _set_recent(self, paths: Iterable[Path]) -> None:
        self._set_json("recent_files", [str(path) for path in tuple(paths)[:MOST_RECENT]])


def open_settings(*, fresh_window: bool = False) -> Settings:
    """The user's settings.

    Args:
        fresh_window: whether what they say of the window is forgotten; those that cannot even be opened then step
            aside whole.
    """
    if not fresh_window:
        return Settings()
    try:
        settings = Settings()
    except Exception:
        logger.exception("the settings cannot be opened")
        file = settings_folder() / SETTINGS_FILE
        with suppress(OSError):
            file.replace(file.with_name(f"{file.name}.damaged"))
        settings = Settings()
    settings.forget_window()
    return settings


def warning_about(settings: Settings) -> str | None:
    """What the user should know of settings that are not what was remembered last; None: nothing."""
    text, kept = None, settings.set_aside or settings.file
    if settings.is_later:
        text = QCoreApplication.translate(
            "Settings", "The settings are of a later version of the program; they stay as {name}, and begin anew."
        )
    elif settings.set_aside is not None:
        text = QCoreApplication.translate(
            "Settings", "The settings were damaged and begin anew; what was there is kept as {name}."
        )
    elif not settings.is_writable:
        text = QCoreApplication.translate("Settings", "Settings cannot be remembered: {folder} cannot be written to.")
    return text and text.format(name=kept.name, folder=settings.file.parent)


def digest_of(text: str) -> str:
    """By which it is seen that a value is whole: Qt hangs or crashes on some damaged arrangements of docks."""
    return hashlib.sha256(text.encode()).hexdigest()


def is_damaged(file: Path) -> bool:
    """Whether a file is there that settings were never written to: QSettings takes almost anything for settings."""
    try:
        content = file.read_bytes()
    except OSError:
        return False
    try:
        lines = content.decode("utf-8").splitlines()
    except UnicodeDecodeError:
        return True
    return b"\0" in content or (bool(content.strip()) and not any(line.startswith("[") for line in lines))


def save_options(choices: ExportChoices) -> SaveOptions:
    """How to save a picture as was chosen; a file of the same name is never replaced silently."""
    return SaveOptions(choices.quality, choices.bits, choices.strip_metadata, choices.keep_location, existing="refuse")
