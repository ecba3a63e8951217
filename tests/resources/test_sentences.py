"""Sentences of the engine in other languages: all that the window can be told are there, and are recognised."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.language import ENGLISH
from resources.translations import FOLDER, languages, sentences_file
from resources.translations.__main__ import OF_VALUES, PROGRAM, vanished_sentences
from resources.translations.gathering import gather_sentences
from resources.translations.sentences import PLACE, Sentences, read_sentences

if TYPE_CHECKING:
    from pathlib import Path

ENGINE = ("files", "images", "job", "look", "machine", "packs", "refining")
MODULES = ("batch/batch", "batch/naming", "batch/plan", "studio", "stylist")
ROOMS = (
    *(path for room in ENGINE for path in (PROGRAM / "engine" / room).glob("*.py")),
    *(PROGRAM / "engine" / f"{name}.py" for name in MODULES),
    *(path for path in (PROGRAM / "gui").rglob("*.py") if path.parent.name != "trials"),
)
"""What tells the window something; the trials run it by themselves, and talk to a terminal."""

FOR_PROGRAMMERS = (
    "An alpha channel of shape",
    "An array of shape",
    "An edge of a crop",
    "A level should be one of",
    "A picture should be mirrored or not",
    "A quality from 1 to 100",
    "A seed should be a whole number",
    "A texture should be at least 1",
    "A texture's recipe should have a seed",
    "A tileable picture should",
    "The ratio of refining should",
    "The sides of a tileable picture",
    "The steps of refining should",
    "The {1} of refining should",
    "A size of at least 1 × 1 pixel",
    "A style on the shelf should be named",
    "A version that is kept should be named",
    "Blocks of at least one row",
    "8 or 16 bits were expected",
    "Each level should be given once",
    "Each style of {1} should come with its mask or None",
    "Each style should come with its picture",
    "One of {1} was expected for files that exist",
    "Pixels of shape",
    "Sizes of at least 1 pixel",
    "The bits per channel should be",
    "The edge of {1} should be soft or hard",
    "The passes should be",
    "The quarter turns should be",
    "The weight of the style",
    "True or False was expected",
    "{1} should be 0 or more",
    "{1} should be at least 1 pixel",
    "{1} should be one grey channel of 8 or 16 bits",
)
"""How sentences begin that only a mistake in the program, or a word of the command line, brings about."""

ELSEWHERE = (
    "Imported from {1}.",  # stored in a pack, in the language of its other facts
    "See `pentimento --help`",  # said to a terminal
    "start Pentimento from a desktop",
    "Pentimento could not start because",
    "pentimento: ",
    "Pentimento's window needs",
    "The window cannot be opened",
    "A display was expected",
)
"""How sentences begin that no window shows."""


@pytest.fixture(params=[*languages(), ENGLISH])
def code(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def is_sentence(text: str) -> bool:
    return text.endswith((".", ". ")) and "\n" not in text and len(re.findall(r"[A-Za-z]{2,}", text)) >= 4


@pytest.mark.parametrize("code", languages())
def test_every_sentence_that_the_window_can_be_told_is_there(code: str) -> None:
    known = read_sentences(sentences_file(code))
    missing = [
        text
        for text in gather_sentences(ROOMS)
        if is_sentence(text) and text not in known and not text.startswith((*FOR_PROGRAMMERS, *ELSEWHERE))
    ]
    assert not missing, f"to be translated in {sentences_file(code).name}"


def test_no_sentence_is_there_that_nobody_says(code: str, tmp_path: Path) -> None:
    assert not vanished_sentences(sentences_file(code))
    (tmp_path / "made.toml").write_text('"Nobody says {1} here." = "Niemand"\n', encoding="utf-8")
    assert vanished_sentences(tmp_path / "made.toml") == ["Nobody says {1} here."]


def test_no_exception_is_listed_that_nobody_says() -> None:
    said = gather_sentences((PROGRAM / "engine").rglob("*.py")) | gather_sentences((PROGRAM / "gui").rglob("*.py"))
    beginnings = tuple(said)
    assert not [start for start in FOR_PROGRAMMERS if not any(text.startswith(start) for text in beginnings)]


def test_a_translation_holds_no_value_that_its_sentence_lacks(code: str) -> None:
    for sentence, translation in read_sentences(sentences_file(code)).items():
        assert set(PLACE.findall(translation)) <= set(PLACE.findall(sentence)), sentence
        assert sentence == sentence.strip()
        assert translation == translation.strip()
        assert sentence.endswith(".") <= translation.endswith("."), sentence


def test_every_sentence_is_recognised_with_its_values(code: str) -> None:
    """None is taken for another one, whatever its values are called."""
    known = read_sentences(sentences_file(code))
    sentences = Sentences(known)
    for sentence, translation in known.items():
        values = [f"<{number}>" for number in range(len(PLACE.findall(sentence)))]
        assert sentences.translated(sentence.format("", *values)) == translation.format("", *values)


def test_german_is_written_the_german_way() -> None:
    for translation in read_sentences(sentences_file("de")).values():
        assert not set(translation) & set("\"'’”`"), translation
        assert translation.count("„") == translation.count("“"), translation


def test_every_file_of_sentences_belongs_to_a_language() -> None:
    codes = {*languages(), ENGLISH}
    assert {path.name for path in FOLDER.glob("*.toml")} == {sentences_file(code).name for code in codes}


def test_no_window_names_a_command_or_an_option() -> None:
    known = read_sentences(sentences_file(ENGLISH))
    said = [text for text in gather_sentences(ROOMS) if is_sentence(text) and not text.startswith(ELSEWHERE)]
    for text in (*(known.get(text, text) for text in said), *known.values()):
        assert "`" not in text, text
        assert not re.search(r"--[a-z]", text), text


# Recognising

KNOWN = Sentences(
    {
        "{1} is gone.": "{1} ist weg.",
        "'{1}'": "„{1}“",
        "The file '{1}'": "Die Datei „{1}“",
        "{1} is gone, and {2} is {3}.": "{3} ist {2}, und {1} ist weg.",
        "lost": "verloren",
    }
)


@pytest.mark.parametrize(
    ("said", "translated"),
    [
        ("The file 'a.png' is gone.", "Die Datei „a.png“ ist weg."),
        ("'a.png' is gone.", "„a.png“ ist weg."),
        ("'' is gone.", "„“ ist weg."),
        ("'it's {1} {x}' is gone.", "„it's {1} {x}“ ist weg."),
        ("'lost' is gone.", "„lost“ ist weg."),  # a name, whatever it means
        ("lost is gone.", "verloren ist weg."),
        ("7 is gone, and a\nb is lost.", "verloren ist a\nb, und 7 ist weg."),
        ("It is gone", None),
        ("", None),
        ("is gone. " * 1000, None),
    ],
)
def test_a_sentence_is_translated_with_its_values(said: str, translated: str | None) -> None:
    assert KNOWN.translated(said) == translated


@given(st.text(max_size=300))
def test_nothing_that_is_said_does_harm(text: str) -> None:
    told = Sentences(read_sentences(sentences_file("de")))
    told.translated(text)
    changed = "was expected to stay as it was when it was opened, but another program has changed it; open it again."
    assert f"„{text}“" in str(told.translated(f"'{text}' {changed}"))


def test_docstrings_marks_and_the_log_are_no_sentences(tmp_path: Path) -> None:
    (tmp_path / "room.py").write_text(
        '"""A docstring that ends."""\n'
        "logger.warning('This goes to the log.')\n"
        "logging.getLogger(__name__).error('So does this.')\n"
        "messages.warning('This does not.')\n"
        "self.tr('This is marked.')\n"
        "option(help='This is said to a terminal.')\n"
        "raise PictureError(f\"'{path.name}' is {size:.1f} long\" ' and gone.')\n"
        "return f'It holds {self.kind or \"no kind\"}.'\n",
        encoding="utf-8",
    )
    assert list(gather_sentences([tmp_path / "room.py"])) == [
        "This does not.",
        "'{1}' is {2} long and gone.",
        "It holds {1}.",
        "no kind",
    ]


def test_values_are_no_sentences_of_their_own() -> None:
    assert all(not PLACE.sub("", text).strip("' and") for text in OF_VALUES)
