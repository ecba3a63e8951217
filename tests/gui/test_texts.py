"""Every text that the window shows can be translated: none is given to a widget as it stands in the source."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import gui
from resources.translations.gathering import MARKS, called

if TYPE_CHECKING:
    from collections.abc import Iterator

SHOWING: dict[str, tuple[int, ...] | None] = dict.fromkeys(
    re.findall(
        r"\w+",
        """
        setText setPlainText setHtml setToolTip setStatusTip setWhatsThis setWindowTitle setTitle setPlaceholderText
        setAccessibleName setAccessibleDescription setSuffix setPrefix setSpecialValueText setInformativeText
        setDetailedText setLabelText showMessage
        QLabel QPushButton QCheckBox QRadioButton QToolButton QGroupBox QAction QMenu QDockWidget QListWidgetItem
        QMessageBox QProgressDialog SliderField ChoiceBox FoldSection heading text_label _titled
        addAction addMenu addButton addTab addRow
        inform warn question information critical
        getText getInt getOpenFileName getOpenFileNames getSaveFileName getExistingDirectory
        """,
    )
)
"""Calls whose arguments are seen or read aloud; all of them, or those of some places."""

SHOWING |= {
    "addItem": (0,),  # the others are data
    "IconButton": (1, 2),  # the first is the name of an icon
    "ActionRow": (1, 4),  # name, text, keys, icon, tip
    "Action": (1,),  # the first is its name in the program
    "Message": (1,),  # the third is a traceback
    "_dock": (1,),  # the first is its name in the program
}

WORD = re.compile(r"[^\W\d_].*[^\W\d_]", re.DOTALL)
MARKUP = re.compile(r"<[^>]*>?")

NOT_WORDS = {
    "Pentimento": "the program's name is the same in every language",
    "Pentimento[*]": "the same, with Qt's mark of unsaved changes",
    "[*] — Pentimento": "the same",
}
"""What is shown as it stands there, and why."""


def shown_literals(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The texts in a source that are shown as they stand there: where, and what."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) in SHOWING:
            places = SHOWING[called(node)]
            arguments = [argument for place, argument in enumerate(node.args) if places is None or place in places]
            arguments += [
                word.value for word in node.keywords if word.arg in ("text", "tip", "suffix", "name", "label")
            ]
            for argument in arguments:
                yield from ((node.lineno, text) for text in literals(argument))


def literals(node: ast.AST) -> Iterator[str]:
    """The words within an argument, but those that are marked, compared, or given to another call by name."""
    if isinstance(node, ast.Call) and (called(node) == "tr" or called(node) in MARKS):
        return
    if isinstance(node, ast.Call):
        # A method of a text gives that text back in another form; what another call returns is judged where it is.
        inner: list[ast.AST] = [node.func]
    elif isinstance(node, ast.IfExp):
        inner = [node.body, node.orelse]
    elif isinstance(node, ast.Compare | ast.Lambda | ast.Subscript):
        inner = []
    else:
        inner = list(ast.iter_child_nodes(node))
    # Two letters are the least that could be a word; what stands in angle brackets is markup.
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and WORD.search(MARKUP.sub("", node.value)):
        yield node.value
    for child in inner:
        yield from literals(child)


def test_every_text_that_is_shown_can_be_translated() -> None:
    folder = Path(gui.__path__[0])
    found = {
        (text, f"{path.relative_to(folder)}:{line}")
        for path in folder.rglob("*.py")
        for line, text in shown_literals(ast.parse(path.read_text(encoding="utf-8")))
    }
    bare = sorted(f"{place}: {text!r}" for text, place in found if text not in NOT_WORDS)
    assert not bare, "to be given to self.tr"
    assert NOT_WORDS.keys() == {text for text, _ in found}


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("self.setToolTip('Open it')", ["Open it"]),
        ("QLabel(f'{count} left')", [" left"]),
        ("menu.addAction(icon('pin'), 'Pin' if new else self.tr('Unpin'))", ["Pin"]),
        ("box.addItem(self.tr('Dark'), 'dark')", []),
        ("QPushButton('{name} here'.format(name=name), self)", ["{name} here"]),
        ("messages.inform('Done: ' + name)", ["Done: "]),
        ("ActionRow('save', 'Save', K.Save, 'save', 'Keep it')", ["Save", "Keep it"]),
        ("ActionRow('save', T('Actions', 'Save'), 'Ctrl+S', 'save', '')", []),
        ("self.setToolTip(self.tr('Open {name}').format(name=name))", []),
        ("label.setText('✕')", []),
        ("label.setText(f'<b>{name}</b> is here')", ["</b> is here"]),
        ("label.setText(f'<a href=\"{address}\">{name}</a>')", []),
        ("label.setObjectName('label')", []),
    ],
)
def test_the_search_sees_what_is_shown(line: str, found: list[str]) -> None:
    assert [text for _, text in shown_literals(ast.parse(line))] == found
