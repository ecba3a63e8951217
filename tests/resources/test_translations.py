"""Translations: complete, true to the placeholders, and compiled as they are written."""

from __future__ import annotations

import re
import shutil
from string import Formatter
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from PySide6.QtCore import QTranslator

from resources.translations import FOLDER, compiled_file, languages, source_file
from resources.translations.__main__ import SOURCES, main
from resources.translations.compiling import compile_translations
from resources.translations.gathering import MarkedText, MarkError, gather
from resources.translations.ts_file import Translation, merge, read_translations, write_translations

if TYPE_CHECKING:
    from pathlib import Path

RUN = "run `python -m resources.translations`"
SAME_IN_GERMAN = {"Alt", "Format", "Lasso", "Name", "Original", "Version", "Zoom"}
"""Words that German has too."""


def translations() -> list[tuple[str, Translation]]:
    every = [(code, made) for code in languages() for made in read_translations(source_file(code))]
    return [(code, made) for code, made in every if made.translated]


def placeholders(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def words(text: str) -> set[str]:
    """The words of a text without what is put in later, and without marks of keys."""
    plain = " ".join(part for part, *_ in Formatter().parse(text)).replace("&", "")
    return set(re.findall(r"[^\W\d_]{3,}", plain))


def source(folder: Path, text: str) -> Path:
    path = folder / "room.py"
    path.write_text(text, encoding="utf-8")
    return path


# What is shipped


def test_there_is_german() -> None:
    assert "de" in languages()


def test_every_language_has_both_files() -> None:
    assert {path.name for path in FOLDER.glob("pentimento_*")} == {
        file(code).name for code in languages() for file in (source_file, compiled_file)
    }


@pytest.mark.parametrize("code", languages())
def test_every_text_of_the_window_is_translated_and_no_other(code: str) -> None:
    marked = {(mark.context, mark.text) for mark in gather(SOURCES)}
    made = read_translations(source_file(code))
    assert {(one.context, one.text) for one in made} == marked, RUN
    assert len(made) == len(marked)
    unfinished = [f"{one.context}: {one.text}" for one in made if not one.finished or not one.translated]
    assert not unfinished, f"to be translated in {source_file(code).name}: {unfinished}"


def test_placeholders_stay() -> None:
    wrong = [made for _, made in translations() if placeholders(made.text) != placeholders(made.translated)]
    assert not wrong


def test_what_a_text_begins_and_ends_with_stays() -> None:
    """Spaces hold units apart from numbers, an ellipsis says that a question follows, and a key stays a key."""
    for _, made in translations():
        ends = [
            (text[:1] == " ", text.rstrip() != text, text.endswith("…"), text.count("\n"), text.count("&"))
            for text in (made.text, made.translated)
        ]
        assert ends[0] == ends[1], made


def test_a_text_in_one_context_is_like_the_same_text_in_another() -> None:
    """One thing has one name, wherever it stands; where a menu gives keys away, they may differ."""
    names: dict[tuple[str, str], set[str]] = {}
    for code, made in translations():
        if "&" not in made.text:
            names.setdefault((code, made.text), set()).add(made.translated)
    assert not {text: found for text, found in names.items() if len(found) > 1}


def test_german_is_written_the_german_way() -> None:
    for code, made in translations():
        if code != "de":
            continue
        assert not set(made.translated) & set("\"'’”"), made
        assert made.translated.count("„") == made.translated.count("“"), made
        # The window says "Sie" to whoever sits in front of it.
        said = {word.lower() for word in words(made.translated)}
        assert not said & {"dein", "deine", "deinen", "deiner", "dir", "dich", "euch", "euer"}, made


def test_nothing_was_left_in_english() -> None:
    for code, made in translations():
        if code == "de" and made.text == made.translated:
            assert words(made.text) <= SAME_IN_GERMAN, made


@pytest.mark.parametrize("code", languages())
def test_the_compiled_file_says_what_the_written_one_does(code: str) -> None:
    translator = QTranslator()
    assert translator.load(str(compiled_file(code)))
    assert translator.language() == code
    for made in read_translations(source_file(code)):
        assert translator.translate(made.context, made.text) == made.translated, RUN
    assert not translator.translate("Actions", "a text that nobody wrote")


@pytest.mark.parametrize("code", languages())
def test_the_compiled_file_holds_nothing_else(code: str, tmp_path: Path) -> None:
    compile_translations(source_file(code), tmp_path / "made.qm")
    assert (tmp_path / "made.qm").stat().st_size == compiled_file(code).stat().st_size, RUN


# Gathering


def test_all_kinds_of_marks_are_found(tmp_path: Path) -> None:
    source(
        tmp_path,
        "class Outer(QObject):\n"
        "    class Inner(QObject):\n"
        "        def show(self):\n"
        "            self.tr('inner')\n"
        "    def show(self):\n"
        "        self.tr('one ' 'text')\n"
        "        self.tr('{name}, again').format(name=1)\n"
        "        [self.tr('in a list') for _ in ()]\n"
        "NAMES = (QT_TRANSLATE_NOOP('Names', 'marked'), T('Actions', '&Open'))\n"
        "translate('Free', 'a')\n"
        "QCoreApplication.translate('Free', 'b')\n"
        "QCoreApplication.translate('Free', 'a')\n"
        "QCoreApplication.translate('Free', name)\n"
        "painter.translate(1.0, 2.0)\n",
    )
    assert [(mark.context, mark.text) for mark in gather(tmp_path)] == [
        ("Inner", "inner"),
        ("Outer", "one text"),
        ("Outer", "{name}, again"),
        ("Outer", "in a list"),
        ("Names", "marked"),
        ("Actions", "&Open"),
        ("Free", "a"),
        ("Free", "b"),
    ]


@pytest.mark.parametrize(
    "line",
    ["self.tr(text)", "self.tr(f'{name}')", "self.tr('')", "self.tr('a', 'b')", "self.tr()", "other.tr('a')"],
)
def test_marks_that_nobody_could_look_up_are_refused(tmp_path: Path, line: str) -> None:
    source(tmp_path, f"class Room(QObject):\n    def show(self):\n        {line}\n")
    with pytest.raises(MarkError, match=r"room\.py:3"):
        gather(tmp_path)


def test_a_mark_outside_a_class_is_refused(tmp_path: Path) -> None:
    source(tmp_path, "def show(self):\n    self.tr('a')\n")
    with pytest.raises(MarkError, match="within a class"):
        gather(tmp_path)


# Keeping


def test_known_translations_stay_new_ones_are_unfinished_and_vanished_ones_go() -> None:
    known = [
        Translation("Room", "kept", "old.py", "behalten", finished=True),
        Translation("Room", "doubtful", "old.py", "fraglich"),
        Translation("Room", "gone", "old.py", "weg", finished=True),
        Translation("OldName", "moved", "old.py", "umgezogen", finished=True),
    ]
    marked = [MarkedText("Room", text, "room.py") for text in ("new", "kept", "doubtful")]
    marked.append(MarkedText("NewName", "moved", "room.py"))
    assert merge(marked, known) == [
        Translation("NewName", "moved", "../../gui/room.py", "umgezogen"),
        Translation("Room", "new", "../../gui/room.py"),
        Translation("Room", "kept", "../../gui/room.py", "behalten", finished=True),
        Translation("Room", "doubtful", "../../gui/room.py", "fraglich"),
    ]


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    made = [
        Translation("Room", " a < b & 'c'\n\nd ", "room.py", " „ä“ <b> &amp;\n\nd ", finished=True),
        Translation("Room", "new", "room.py"),
        Translation("Wall", "doubtful", "wall.py", "fraglich"),
    ]
    path = tmp_path / "pentimento_de.ts"
    write_translations(path, "de", made)
    assert read_translations(path) == made
    before = path.read_bytes()
    write_translations(path, "de", read_translations(path))
    assert path.read_bytes() == before


def test_translations_of_nothing_are_none(tmp_path: Path) -> None:
    assert read_translations(tmp_path / "pentimento_fr.ts") == []


# The command


def test_the_command_leaves_alone_what_is_up_to_date(tmp_path: Path) -> None:
    shutil.copy(source_file("de"), tmp_path)
    result = CliRunner().invoke(main, ["--folder", str(tmp_path)])
    assert result.exit_code == 0, result.output
    assert source_file("de", tmp_path).read_bytes() == source_file("de").read_bytes()
    assert compiled_file("de", tmp_path).is_file()


@pytest.mark.slow
def test_the_command_begins_a_language_and_names_what_is_to_do(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["fr", "--folder", str(tmp_path)])
    assert result.exit_code == 0, result.output
    assert "Actions: '&File' (gui/actions.py)" in result.output
    assert languages(tmp_path) == ("fr",)
    begun = read_translations(source_file("fr", tmp_path))
    assert len(begun) == len(gather(SOURCES))
    assert not any(made.finished or made.translated for made in begun)
