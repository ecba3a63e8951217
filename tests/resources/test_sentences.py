"""Sentences of the engine in other languages: all that the window can be told are there, and are recognised."""

from __future__ import annotations

import re
from string import Formatter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.sentences import Sentence
from gui.language import ENGLISH
from resources.translations import FOLDER, languages, sentences_file
from resources.translations.__main__ import PROGRAM, vanished_sentences
from resources.translations.gathering import MarkError, gather_sentences, places
from resources.translations.sentences import Sentences, read_sentences

if TYPE_CHECKING:
    from pathlib import Path

BY_TERMINAL = (
    *(f"engine/{room}/" for room in ("benchmarks", "cli", "evaluation", "training")),
    *(f"engine/batch/{name}.py" for name in ("cluster", "connection", "footage", "frames", "video", "video_copy")),
    "engine/system/optional_libraries.py",  # asked only by the last
    "gui/trials/",
)
"""Where what is there begins that is only ever asked for by a terminal, and talks to it."""

ROOMS = tuple(
    path
    for path in sorted([*(PROGRAM / "engine").rglob("*.py"), *(PROGRAM / "gui").rglob("*.py")])
    if not path.relative_to(PROGRAM).as_posix().startswith(BY_TERMINAL)
)
"""What tells the window something: all that is not known to be for a terminal, so that new rooms are looked into."""

FOR_PROGRAMMERS = (
    "An alpha channel of shape",
    "An array of shape",
    "A picture should be mirrored or not",
    "A quality from 1 to 100",
    "A texture should be at least 1",
    "A texture's recipe should have a seed",
    "A size of at least 1 × 1 pixel",
    "Blocks of at least one row",
    "8 or 16 bits were expected",
    "Each style of {whose} should come with its mask or None",
    "Each style should come with its picture",
    "One of {choices} was expected for files that exist",
    "Pixels of shape",
    "Sizes of at least 1 pixel",
    "The bits per channel should be",
    "The edge of {whose} should be soft or hard",
    "True or False was expected",
    "{what} should be one grey channel of 8 or 16 bits",
)
"""How sentences begin that only a mistake in the program, or a word of the command line, brings about."""

ELSEWHERE = (
    "Imported from {source}.",  # stored in a pack, in the language of its other facts
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


def has_words(template: str) -> bool:
    return any(text.strip(" ,") for text, _, _, _ in Formatter().parse(template))


def made_up(template: str) -> Sentence:
    """A sentence with values of the kinds that its places take."""
    values = {name: 2.5 if spec else f"<{name}>" for _, name, spec, _ in Formatter().parse(template) if name}
    return Sentence(template, **values)


@pytest.mark.parametrize("code", languages())
def test_every_sentence_that_the_window_can_be_told_is_there(code: str) -> None:
    known = read_sentences(sentences_file(code))
    missing = [
        text
        for text in gather_sentences(ROOMS)
        if has_words(text) and text not in known and not text.startswith((*FOR_PROGRAMMERS, *ELSEWHERE))
    ]
    assert not missing, f"to be translated in {sentences_file(code).name}"


def test_no_sentence_is_there_that_nobody_says(code: str, tmp_path: Path) -> None:
    assert not vanished_sentences(sentences_file(code))
    (tmp_path / "made.toml").write_text('"Nobody says {what} here." = "Niemand"\n', encoding="utf-8")
    assert vanished_sentences(tmp_path / "made.toml") == ["Nobody says {what} here."]


def test_every_place_left_to_the_terminal_is_there() -> None:
    assert all((PROGRAM / start).exists() for start in BY_TERMINAL)


def test_no_exception_is_listed_that_nobody_says() -> None:
    said = gather_sentences((PROGRAM / "engine").rglob("*.py")) | gather_sentences((PROGRAM / "gui").rglob("*.py"))
    beginnings = tuple(said)
    assert not [start for start in FOR_PROGRAMMERS if not any(text.startswith(start) for text in beginnings)]


def test_a_translation_holds_no_value_that_its_sentence_lacks(code: str) -> None:
    for sentence, translation in read_sentences(sentences_file(code)).items():
        assert places(translation) <= places(sentence), sentence
        assert sentence == sentence.strip()
        assert translation == translation.strip()
        assert sentence.endswith(".") <= translation.endswith("."), sentence


def test_every_sentence_is_told_with_its_values(code: str) -> None:
    known = read_sentences(sentences_file(code))
    sentences = Sentences(known)
    for template, translation in known.items():
        said = made_up(template)
        assert sentences.translated(said) == translation.format(**said.values)


def test_german_is_written_the_german_way() -> None:
    for translation in read_sentences(sentences_file("de")).values():
        assert not set(translation) & set("\"'’”`"), translation
        assert translation.count("„") == translation.count("“"), translation


def test_every_file_of_sentences_belongs_to_a_language() -> None:
    codes = {*languages(), ENGLISH}
    assert {path.name for path in FOLDER.glob("*.toml")} == {sentences_file(code).name for code in codes}


def test_no_window_names_a_command_or_an_option() -> None:
    known = read_sentences(sentences_file(ENGLISH))
    said = [text for text in gather_sentences(ROOMS) if not text.startswith((*FOR_PROGRAMMERS, *ELSEWHERE))]
    for text in (*(known.get(text, text) for text in said), *known.values()):
        assert "`" not in text, text
        assert not re.search(r"--[a-z]", text), text


# Telling

KNOWN = Sentences(
    {
        "{what} is gone.": "{what} ist weg.",
        "'{name}'": "„{name}“",
        "The file {name!r}": "Die Datei „{name}“",
        "{what} is gone, and {share:.1f} of {other}.": "{share:.1f} von {other} und {what} sind weg.",
        "lost": "verloren",
    }
)


@pytest.mark.parametrize(
    ("said", "translated"),
    [
        (Sentence("{what} is gone.", what=Sentence("The file {name!r}", name="a.png")), "Die Datei „a.png“ ist weg."),
        (Sentence("{what} is gone.", what=Sentence("'{name}'", name="")), "„“ ist weg."),
        (Sentence("{what} is gone.", what=Sentence("'{name}'", name="it's {1} {x}")), "„it's {1} {x}“ ist weg."),
        (Sentence("{what} is gone.", what="lost"), "lost ist weg."),  # a name, whatever it means
        (Sentence("{what} is gone.", what=Sentence("lost")), "verloren ist weg."),
        (
            Sentence("{what} is gone, and {share:.1f} of {other}.", what=7, share=1, other=Sentence("lost")),
            "1.0 von verloren und 7 sind weg.",
        ),
        (Sentence("Nobody knows {what}.", what=Sentence("lost")), "Nobody knows verloren."),
        (Sentence("It is {gone}"), "It is {gone}"),
        (Sentence(""), ""),
        ("lost", "lost"),  # no sentence, but a text that happens to read like one
    ],
)
def test_a_sentence_is_translated_with_its_values(said: str, translated: str) -> None:
    assert KNOWN.translated(said) == translated


@given(st.text(max_size=300))
def test_no_value_does_harm(text: str) -> None:
    told = Sentences(read_sentences(sentences_file("de")))
    changed = (
        "'{name}' was expected to stay as it was when it was opened, but another program has changed it; open it again."
    )
    assert f"„{text}“" in told.translated(Sentence(changed, name=text))


# Gathering


def gathered(folder: Path, source: str) -> list[str]:
    (folder / "room.py").write_text(source, encoding="utf-8")
    return list(gather_sentences([folder / "room.py"]))


def test_templates_of_sentences_and_of_all_errors_are_found(tmp_path: Path) -> None:
    assert gathered(
        tmp_path,
        '"""A docstring that ends."""\n'
        "class RoomError(PictureError):\n    pass\n"
        "class CornerError(RoomError):\n    pass\n"
        "logger.warning('This goes to the log.')\n"
        "raise ValueError('This is for programmers.')\n"
        "raise CornerError(\"'{name}' is {size:.1f} long\" ' and gone.', name=path.name, size=size)\n"
        "raise kind.refusal('{title} is gone.', title=title)\n"
        "raise JobError(error.sentence)\n"
        "return Sentence('no kind')\n",
    ) == ["'{name}' is {size:.1f} long and gone.", "{title} is gone.", "no kind"]


@pytest.mark.parametrize(
    "source",
    [
        "raise JobError(f'{name} is gone.')",
        "Sentence('It is ' + what)",
        "Sentence('{name} is gone.', title=title)",
        "Sentence('{name} is gone at {place}.', name=name)",
        "Sentence('It is gone.', name=name)",
    ],
)
def test_a_template_that_could_not_be_translated_is_refused(tmp_path: Path, source: str) -> None:
    with pytest.raises(MarkError):
        gathered(tmp_path, source)
