"""Finds the texts that the program's sources mark for translation.

Python's own parser is asked, so that marks of every kind are found and anything that could not be found at run time is
refused: Qt looks `self.tr` up by the names of the object's class and of the classes it is made of, and the others by
the context that they name.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

MARKS = frozenset({"translate", "QT_TRANSLATE_NOOP", "T"})
"""Calls that name their context themselves."""

_NAMED = re.compile(r"\{[a-z_]+(![rsa])?(:[^{}]*)?\}")

LOGGED = frozenset({"debug", "info", "warning", "error", "exception", "critical"})


@dataclass(frozen=True)
class MarkedText:
    """A text to be translated.

    Attributes:
        context: under which Qt looks it up.
        text: as it stands in the source.
        file: the source, relative to the folder that was searched.
    """

    context: str
    text: str
    file: str


class MarkError(Exception):
    """A mark in a source that Qt could not follow at run time; its text says where and why."""


def gather(folder: Path) -> list[MarkedText]:
    """The texts of all sources below a folder, each once, by file and place.

    Raises:
        MarkError: a mark whose text is not written out, or without a context.
    """
    found: dict[tuple[str, str], MarkedText] = {}
    for path in sorted(folder.rglob("*.py")):
        name = path.relative_to(folder).as_posix()
        for context, text in _marks(ast.parse(path.read_text(encoding="utf-8")), None, name):
            found.setdefault((context, text), MarkedText(context, text, name))
    return list(found.values())


def gather_sentences(paths: Iterable[Path]) -> dict[str, Path]:
    """The texts in sources and where they stand, with numbers in the places of values as in a file of sentences.

    Docstrings are left out, what is marked for translation or goes to the log, and the command line's help.
    """
    found: dict[str, Path] = {}
    for path in paths:
        for text in _texts(ast.parse(path.read_text(encoding="utf-8"))):
            found.setdefault(text, path)
    return found


def numbered(template: str) -> str:
    """A template with numbers for the names of its places."""
    numbers = count(1)
    return _NAMED.sub(lambda _: f"{{{next(numbers)}}}", template)


def called(node: ast.Call) -> str:
    """The last part of what is called: `tr` for `self.tr(…)`."""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _marks(node: ast.AST, owner: str | None, file: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.ClassDef):
        owner = node.name
    elif isinstance(node, ast.Call) and called(node) == "tr":
        yield _of_class(node, owner, f"{file}:{node.lineno}")
    elif isinstance(node, ast.Call) and called(node) in MARKS:
        words = [_text(argument) for argument in node.args]
        # Other methods are called so too, and what was marked elsewhere is translated by names.
        if len(words) == 2 and words[0] is not None and words[1] is not None:
            yield words[0], words[1]
    for child in ast.iter_child_nodes(node):
        yield from _marks(child, owner, file)


def _of_class(node: ast.Call, owner: str | None, place: str) -> tuple[str, str]:
    of_self = isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name)
    if owner is None or not of_self or ast.unparse(node.func) != "self.tr":
        raise MarkError(f"{place}: tr should be called as self.tr within a class, since that gives its context.")
    text = _text(node.args[0]) if len(node.args) == 1 and not node.keywords else None
    if not text:
        raise MarkError(f"{place}: tr should be given one text that is written out, so that it can be found.")
    return owner, text


def _text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _texts(node: ast.AST) -> Iterator[str]:
    docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    if (
        docstring
        or (isinstance(node, ast.keyword) and node.arg == "help")
        or (isinstance(node, ast.Call) and (called(node) in {*MARKS, "tr"} or _goes_to_log(node)))
    ):
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield numbered(node.value)
    inner = list(ast.iter_child_nodes(node))
    if isinstance(node, ast.JoinedStr):
        yield _numbered(node)
        # Its pieces are no texts of their own; in the values there may be some.
        inner = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
    for child in inner:
        yield from _texts(child)


def _goes_to_log(node: ast.Call) -> bool:
    """Whether a logger is called; other things have methods of such names, too."""
    if not isinstance(node.func, ast.Attribute) or node.func.attr not in LOGGED:
        return False
    return ast.unparse(node.func.value).startswith(("logger", "logging."))


def _numbered(node: ast.JoinedStr) -> str:
    text, places = "", 0
    for part in node.values:
        if isinstance(part, ast.Constant):
            text += str(part.value)
        else:
            places += 1
            text += f"{{{places}}}"
    return text
