"""In which language the window speaks: the program's own texts and those of Qt's standard buttons and dialogs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from engine.errors import PentimentoError
from resources.translations import compiled_file, languages, sentences_file
from resources.translations.sentences import Sentences, read_sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

ENGLISH = "en"
"""The language of the sources, which has a file for a few sentences only."""

SENTENCES = "sentences"
"""The program's property that holds the sentences which are not made in the window."""


def install_language(app: QCoreApplication, chosen: str = "") -> Callable[[], None]:
    """Has all that is made from now on speak the user's language; to be called before the window is made.

    Args:
        app: the program; it keeps what is needed alive.
        chosen: the code of a language, such as "de"; empty or unknown: the first of the system's that is spoken here.

    Returns:
        A function that puts everything back.
    """
    known = languages()
    code = chosen if chosen in (ENGLISH, *known) else best_language(QLocale.system().uiLanguages(), known)
    numbers = QLocale()
    if code == chosen and QLocale(code).language() != QLocale.system().language():
        # Numbers follow the words. Where nobody chose, they stay as the user writes them elsewhere.
        QLocale.setDefault(QLocale(code))
    app.setProperty(SENTENCES, Sentences(read_sentences(sentences_file(code))))
    of_qt = f"{QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)}/qtbase_{code}.qm"
    translators = [QTranslator(app), QTranslator(app)]
    for translator, file in zip(translators, (of_qt, str(compiled_file(code))), strict=True):
        # There is none for English. A system's own Qt may come without its texts: then only its buttons stay English.
        if translator.load(file):
            app.installTranslator(translator)

    def uninstall() -> None:
        for translator in translators:
            app.removeTranslator(translator)
        app.setProperty(SENTENCES, None)
        QLocale.setDefault(numbers)

    return uninstall


def best_language(wanted: Iterable[str], known: Iterable[str]) -> str:
    """The first wanted language that is spoken here.

    Args:
        wanted: codes as a system tells them, such as "de-AT", the most wanted first.
        known: the languages besides English.

    Returns:
        One of the known ones, or English.
    """
    codes = {ENGLISH, *known}
    for name in wanted:
        parts = name.replace("_", "-").split("-")
        for length in range(len(parts), 0, -1):
            code = "_".join(parts[:length])
            if code in codes:
                return code
    return ENGLISH


def in_words(said: str | BaseException) -> str:
    """What is said in the language of the window; a text that is no sentence, or an unknown one, stays as it is.

    Args:
        said: a sentence, an error, or any text.
    """
    text = said.sentence if isinstance(said, PentimentoError) else said if isinstance(said, str) else str(said)
    app = QCoreApplication.instance()
    known = app.property(SENTENCES) if app is not None else None
    return known.translated(text) if isinstance(known, Sentences) else str(text)
