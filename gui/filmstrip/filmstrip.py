"""The filmstrip: the picture after each level as it arrives, and the versions that were kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from engine.job import check_level
from engine.vgg import LEVELS
from gui.fields import FittingLabel, IconButton
from gui.filmstrip.models import LevelsModel, VersionsModel
from gui.filmstrip.parts import CELL, KEY_ROLE, StripView
from gui.icons import icon

if TYPE_CHECKING:
    from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent

    from gui.document.document import Document

FADES_AFTER = 1500
"""Milliseconds for which the pictures of the last run stay as a trace: while a slider moves they would flicker."""

TITLE = 22
NARROWEST = 64, CELL
"""Pixels across of levels and versions in the smallest window, where they scroll."""


class Filmstrip(QWidget):
    """Levels to the left, versions to the right.

    Args:
        document: whose versions are shown.
        parent: the Qt parent.

    Attributes:
        levels, versions: the two rows.
        pin: the button that keeps the present result.

    Signals:
        level_chosen(level): a level's picture is to be looked at; None: the result again.
        version_chosen(key): a version is to be returned to.
        compare_requested(key, key): two versions are to be compared.
        compare_ended(): no two versions are marked any more.
        pin_requested(): the present result is to be kept.
    """

    level_chosen = Signal(object)
    version_chosen = Signal(str)
    compare_requested = Signal(str, str)
    compare_ended = Signal()
    pin_requested = Signal()

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._levels = LevelsModel(self)
        self.levels = _LevelsView(self._levels, self.tr("Levels"), self)
        hint = self.tr("Results are kept here when you pause for a moment, or when you pin them.")
        self.versions = _VersionsView(document, self.tr("Versions"), hint, self)
        self.pin = IconButton(
            "pin",
            self.tr("Keep this version"),
            self.tr("Keep the present result among the versions until you delete it"),
            self._on_pin,
            parent=self,
        )
        self._fading = QTimer(self)
        self._fading.setSingleShot(True)
        self._fading.setInterval(FADES_AFTER)
        self._fading.timeout.connect(self._levels.drop_old)
        self._arrange()
        self.levels.chosen.connect(self.level_chosen)
        self.versions.version_chosen.connect(self._on_version)
        self.versions.compare_requested.connect(self.compare_requested)
        self.versions.compare_ended.connect(self.compare_ended)

    @property
    def level(self) -> str | None:
        """The level that is looked at."""
        return self._levels.chosen

    def show_level(self, level: str, image: QImage) -> None:
        """Shows the picture after a level."""
        self._levels.show(check_level(level), image)

    def title(self, key: str) -> str:
        """A version's name, or its place among the others."""
        return self.versions.title(key)

    @Slot()
    def end_comparing(self) -> None:
        """Marks no version any more: what was compared is not what one looks at now."""
        self.versions.end_comparing()

    @Slot()
    def clear_levels(self) -> None:
        """Begins anew: the pictures stay as a faint trace for a moment, and none is looked at any more.

        `level_chosen` is not emitted, since whoever begins anew shows something else anyway.
        """
        self._levels.fade()
        self._fading.start()

    def sizeHint(self) -> QSize:  # noqa: N802 (Qt's name)
        """A strip: two lines of text and a picture high."""
        return QSize(900, 140)

    def _arrange(self) -> None:
        for view, width in zip((self.levels, self.versions), NARROWEST, strict=True):
            view.setMinimumWidth(width)
        left = _titled(self.tr("Level by level"), self.levels)
        left.setMaximumWidth(CELL * len(LEVELS) + 2)
        line = QFrame(self)
        line.setFrameShape(QFrame.Shape.VLine)
        line.setFrameShadow(QFrame.Shadow.Plain)
        line.setForegroundRole(QPalette.ColorRole.Mid)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 4, 6, 4)
        row.setSpacing(8)
        row.addWidget(left, 2)
        row.addWidget(line)
        row.addWidget(_titled(self.tr("Versions"), self.versions, self.pin), 1)

    @Slot()
    def _on_pin(self) -> None:
        self.pin_requested.emit()

    @Slot(str)
    def _on_version(self, key: str) -> None:
        self._levels.chosen = None
        self._levels.tell()
        self.version_chosen.emit(key)


class _LevelsView(StripView):
    chosen = Signal(object)

    def __init__(self, model: LevelsModel, name: str, parent: QWidget) -> None:
        super().__init__(name, parent=parent)
        self._model = model
        self.setModel(model)
        self.clicked.connect(self._choose)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        """Return and Space choose."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        if not index.isValid() or not self._model.there(LEVELS[index.row()]):
            return
        level = LEVELS[index.row()]
        self._model.chosen = None if self._model.chosen == level else level
        self._model.tell()
        self.chosen.emit(self._model.chosen)


class _VersionsView(StripView):
    version_chosen = Signal(str)
    compare_requested = Signal(str, str)
    compare_ended = Signal()

    def __init__(self, document: Document, name: str, hint: str, parent: QWidget) -> None:
        super().__init__(name, hint, parent)
        self._document = document
        self._model = VersionsModel(document, self)
        self.setModel(self._model)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)
        self._model.rowsInserted.connect(self._on_inserted)

    def title(self, key: str) -> str:
        """A version's name, or its place among the others."""
        return self._model.title(key)

    def end_comparing(self) -> None:
        """Marks none any more."""
        if self._model.marks:
            self._set_marks(())

    def toggle_mark(self, key: str) -> None:
        """Marks a version for comparing, or no longer; with the second one they are compared."""
        marks = self._model.marks
        if key in marks:
            self._set_marks(tuple(mark for mark in marks if mark != key))
        else:
            self._set_marks((*marks, key)[-2:])

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 (Qt's name)
        """A click returns to a version, with Ctrl it picks one to compare."""
        index = self.indexAt(event.position().toPoint())
        super().mousePressEvent(event)
        version = self._model.version(index)
        if version is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.setCurrentIndex(index)
            self.toggle_mark(version.key)
        else:
            self._choose(version.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        """Return goes back to a version, Space picks one to compare, Delete deletes, Escape ends comparing."""
        version = self._model.version(self.currentIndex())
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape and self._model.marks:
            self.end_comparing()
        elif version is None:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(version.key)
        elif key == Qt.Key.Key_Space:
            self.toggle_mark(version.key)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._document.versions.delete(version.key)
        else:
            super().keyPressEvent(event)

    def make_menu(self, key: str) -> QMenu:
        """What can be done with a version."""
        version, marks = self._document.versions.find(key), self._model.marks
        menu = QMenu(self)
        menu.addAction(self.tr("Return to it"), lambda: self._choose(key))
        other = next((mark for mark in marks if mark != key), None)
        if key in marks:
            menu.addAction(self.tr("Do not compare it"), lambda: self.toggle_mark(key))
        elif other is not None:
            text = self.tr("Compare with {name}").format(name=self._model.title(other))
            menu.addAction(text.replace("&", "&&"), lambda: self._set_marks((other, key)))
        else:
            menu.addAction(self.tr("Compare with another…"), lambda: self.toggle_mark(key))
        present = self._model.present
        if present is not None and present not in (key, other):
            menu.addAction(self.tr("Compare with the present one"), lambda: self._set_marks((key, present)))
        menu.addSeparator()
        menu.addAction(self.tr("Rename…"), lambda: self.edit(self._model.index_of(key)))
        text = self.tr("Unpin") if version.pinned else self.tr("Pin")
        menu.addAction(icon("pin"), text, lambda: self._document.versions.pin(key, pinned=not version.pinned))
        menu.addSeparator()
        menu.addAction(icon("remove"), self.tr("Delete"), lambda: self._document.versions.delete(key))
        return menu

    def _choose(self, key: str) -> None:
        self.end_comparing()
        self.version_chosen.emit(key)

    def _set_marks(self, marks: tuple[str, ...]) -> None:
        compared = len(self._model.marks) == 2
        self._model.mark(marks)
        if len(marks) == 2:
            self.compare_requested.emit(*marks)
        elif compared:
            self.compare_ended.emit()

    @Slot(QPoint)
    def _show_menu(self, place: QPoint) -> None:
        # The menu key asks for it somewhere in the row, but means the version that has the focus.
        index = self.indexAt(place)
        if not index.isValid():
            index = self.currentIndex()
        if index.isValid():
            menu = self.make_menu(index.data(KEY_ROLE))
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self.viewport().mapToGlobal(place))

    @Slot(QModelIndex, int, int)
    def _on_inserted(self, _: QModelIndex, first: int, __: int) -> None:
        if self.state() != QAbstractItemView.State.EditingState:
            self.scrollTo(self._model.index(first))


def _titled(title: str, content: QWidget, *buttons: QWidget) -> QWidget:
    box = QWidget()
    label = FittingLabel(title, box)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    head = QHBoxLayout()
    head.setContentsMargins(4, 0, 0, 0)
    head.addWidget(label)
    # As high as the other half's title, which has a button.
    head.addStrut(TITLE)
    for button in buttons:
        head.addWidget(button)
    head.addStretch(1)
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addLayout(head)
    column.addWidget(content, 1)
    return box
