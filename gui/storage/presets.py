"""Treatments with a name and without pictures: a few come with the program, the user keeps others."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from engine.errors import JobError, PentimentoError
from engine.files.strict_json import parse_object, to_text
from engine.files.versioning import NumberedFormat, only_added
from engine.images.targets import write_whole
from engine.look.look import LOOK_EDITION, Look
from engine.sentences import Sentence
from engine.system.folders import data_folder
from gui.document.level_settings import LevelSetting
from gui.document.state import Treatment, plain_name
from gui.storage.state_json import treatment_from_fields, treatment_to_data

if TYPE_CHECKING:
    from pathlib import Path

PRESET_FORMAT = NumberedFormat("pentimento_preset", LOOK_EDITION, only_added(LOOK_EDITION))
LONGEST_PRESET_NAME = 60
MOST_PRESETS = 500

_LARGEST_FILE = 64 << 10
_CONTEXT = "Presets"


@dataclass(frozen=True)
class Preset:
    """A treatment with a name.

    Attributes:
        name: for the user; no two of the user's own differ in capitals only.
        treatment: what it sets.
        bundled: whether it came with the program and cannot be removed.
    """

    name: str
    treatment: Treatment
    bundled: bool = False

    @property
    def title(self) -> str:
        """The name as it is shown: those that come with the program are translated."""
        return QCoreApplication.translate(_CONTEXT, self.name) if self.bundled else self.name


BUNDLED = (
    Preset(str(QT_TRANSLATE_NOOP("Presets", "Painterly")), Treatment(), bundled=True),
    Preset(
        str(QT_TRANSLATE_NOOP("Presets", "Faithful")), Treatment(Look(structure=0.75, quiet_amount=0.5)), bundled=True
    ),
    Preset(
        str(QT_TRANSLATE_NOOP("Presets", "Portrait")),
        Treatment(Look(structure=0.9, quiet_amount=0.25, colour="matched", colour_amount=0.5)),
        bundled=True,
    ),
    Preset(
        str(QT_TRANSLATE_NOOP("Presets", "Bold")),
        Treatment(Look(structure=0.2, quiet_places="motifs"), stroke_size=1.25),
        bundled=True,
    ),
    Preset(
        str(QT_TRANSLATE_NOOP("Presets", "Texture only")),
        Treatment(Look.plain(0.8), {"relu5_1": LevelSetting(on=False), "relu4_1": LevelSetting(on=False)}, 0.75),
        bundled=True,
    ),
    Preset(
        str(QT_TRANSLATE_NOOP("Presets", "Large shapes")),
        Treatment(
            Look(0.75, structure=0.2),
            {"relu2_1": LevelSetting(strength=0.6), "relu1_1": LevelSetting(strength=0.6)},
            2.0,
        ),
        bundled=True,
    ),
)
"""Those that come with the program."""


def presets_folder() -> Path:
    """Where the user's own lie."""
    return data_folder() / "presets"


def list_presets(folder: Path | None = None) -> tuple[Preset, ...]:
    """All presets: those of the program, then the user's own by name. Files that cannot be read are passed over."""
    own = []
    try:
        paths = sorted((presets_folder() if folder is None else folder).glob("*.json"))[:MOST_PRESETS]
    except OSError:
        paths = []
    for path in paths:
        try:
            own.append(read_preset(path))
        except PentimentoError:
            continue
    return (*BUNDLED, *sorted(own, key=lambda preset: preset.name.casefold()))


def read_preset(path: Path) -> Preset:
    """Reads a preset's file.

    Raises:
        JobError: it cannot be read, is damaged, or is of a later version of the program.
    """
    title = Sentence("The preset '{name}'", name=path.name)
    try:
        with path.open("rb") as file:
            text = file.read(_LARGEST_FILE).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise JobError(
            "{title} should be readable, and it is not ({error}): save it again.", title=title, error=error
        ) from error
    fields = parse_object(text, title)
    fields.upgrade(PRESET_FORMAT)
    preset = Preset(_checked_name(fields.text("name")), treatment_from_fields(fields.nested("look")))
    fields.finish()
    return preset


def save_preset(name: str, treatment: Treatment, folder: Path | None = None) -> Preset:
    """Keeps a treatment under a name; one of the user's own of that name is replaced, if it can be read.

    Raises:
        PentimentoError: the name is empty, too long or that of a preset of the program, a file is there that is damaged
            or of a later version of the program, or the disk is full.
    """
    preset = Preset(_checked_name(name), treatment)
    if any(preset.name.casefold() in (known.name.casefold(), known.title.casefold()) for known in BUNDLED):
        raise JobError("The preset '{name}' comes with the program and stays: choose another name.", name=preset.name)
    path = _path_of(preset.name, folder)
    if not _may_be_replaced(path):
        raise JobError(
            "The preset '{name}' is there already, damaged or of a later version of the program, and stays: choose "
            "another name, or update the program.",
            name=preset.name,
        )
    text = to_text({PRESET_FORMAT.key: PRESET_FORMAT.newest, "name": preset.name, "look": treatment_to_data(treatment)})
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise JobError(
            "The preset '{name}' cannot be saved: the system says '{reason}'.", name=preset.name, reason=reason
        ) from error
    write_whole(path, "overwrite", lambda temporary: _fill(temporary, text))
    return preset


def remove_preset(name: str, folder: Path | None = None) -> None:
    """Removes one of the user's own.

    Raises:
        JobError: there is none of that name, or it cannot be removed.
    """
    try:
        _path_of(name, folder).unlink()
    except OSError as error:
        reason = error.strerror or str(error)
        raise JobError(
            "The preset '{name}' cannot be removed: the system says '{reason}'.", name=name, reason=reason
        ) from error


def _path_of(name: str, folder: Path | None) -> Path:
    # Named by its hash: a preset may have a name that no file can have.
    digest = hashlib.sha256(name.casefold().encode("utf-8", "replace")).hexdigest()[:24]
    return (presets_folder() if folder is None else folder) / f"{digest}.json"


def _may_be_replaced(path: Path) -> bool:
    """Whether nothing is lost that this version of the program cannot even show."""
    try:
        read_preset(path)
    except PentimentoError as error:
        return isinstance(error.__cause__, FileNotFoundError | NotADirectoryError)
    return True


def _checked_name(name: str) -> str:
    stripped = plain_name(name.strip())
    if not stripped or len(stripped) > LONGEST_PRESET_NAME:
        raise JobError(
            "A preset should have a name of 1 to {most} characters, and '{name}' came: choose another.",
            most=LONGEST_PRESET_NAME,
            name=stripped[:80],
        )
    return stripped


def _fill(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
