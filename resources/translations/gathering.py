"""Finds the texts that the program's sources mark for translation, and the sentences of errors and notes.

Python's own parser is asked, so that marks of every kind are found and anything that could not be found at run time is
refused: Qt looks `self.tr` up by the names of the object's class and of the classes it is made of, and the others by
the context that they name.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from string import Formatter
from typing import TYPE_CHECKING

from engine import errors

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

MARKS = frozenset({"translate", "QT_TRANSLATE_NOOP", "T"})
"""Calls that name their context themselves."""


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
    """The templates of sentences and errors, and the sources where they stand.

    Raises:
        MarkError: a template that is not written out, so that no translation could be found, or whose places are not
            those of its values.
    """
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in paths}
    makers = {"Sentence", "refusal"} | _errors_of(trees.values())
    found: dict[str, Path] = {}
    for path, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and node.args and called(node) in makers:
                template = _template(node, f"{path}:{node.lineno}")
                if template:
                    found.setdefault(template, path)
    return found


def places(template: str) -> set[str]:
    """The names of a template's places."""
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


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


def _errors_of(trees: Iterable[ast.AST]) -> set[str]:
    """The names of all errors with sentences, those that sources add to them, too."""
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    names = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)}
    before = 0
    while len(names) > before:
        before = len(names)
        names |= {node.name for node in classes if names & {ast.unparse(base) for base in node.bases}}
    return names


def _template(node: ast.Call, place: str) -> str | None:
    """What a sentence is made of; None: it is made elsewhere."""
    if isinstance(node.args[0], (ast.JoinedStr, ast.BinOp)):
        raise MarkError(f"{place}: a sentence's template should be written out, with its values beside it.")
    template = _text(node.args[0])
    named = {keyword.arg for keyword in node.keywords}
    if template and named and places(template) != named:
        raise MarkError(f"{place}: a sentence's values should be those of its places.")
    return template
