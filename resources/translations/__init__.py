"""The window's texts in other languages.

Each language has three files. `pentimento_de.ts` holds the window's texts and is written by people; `pentimento_de.qm`
is made of it and read by Qt. `sentences_de.toml`, written by people too, holds the sentences of errors and notes;
English has such a file for those few that speak of commands.
`python -m resources.translations` brings the first two up to date with the program's sources, and says what is to do.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

FOLDER = Path(str(files("resources") / "translations"))
PREFIX, SOURCE, COMPILED = "pentimento_", ".ts", ".qm"
SENTENCES = "sentences_{code}.toml"


def languages(folder: Path = FOLDER) -> tuple[str, ...]:
    """The codes of the languages that there are compiled translations of, such as "de"; sorted."""
    return tuple(sorted(path.stem.removeprefix(PREFIX) for path in folder.glob(f"{PREFIX}*{COMPILED}")))


def compiled_file(code: str, folder: Path = FOLDER) -> Path:
    """Where a language's compiled translation lies, whether it is there or not."""
    return folder / f"{PREFIX}{code}{COMPILED}"


def source_file(code: str, folder: Path = FOLDER) -> Path:
    """Where a language's texts lie, whether they are there or not."""
    return folder / f"{PREFIX}{code}{SOURCE}"


def sentences_file(code: str, folder: Path = FOLDER) -> Path:
    """Where a language's sentences lie, whether they are there or not."""
    return folder / SENTENCES.format(code=code)
