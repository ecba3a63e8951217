"""The list of regions: a colour, a name and an eye for each, the topmost first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QMouseEvent, QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from gui.fields.icon_button import OFF
from gui.icons import icon
from gui.regions.tools import COLOURS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QAbstractItemModel
    from PySide6.QtGui import QDropEvent

    from gui.document.regions import RegionEntry

ROW = 26
SWATCH = 14
EYE = 16
MOST_ROWS_SEEN = 6

KEY = Qt.ItemDataRole.UserRole
COLOUR = Qt.ItemDataRole.UserRole + 1


class RegionList(QListWidget):
    """Shows regions; it signals what the hand does, and shows it when the document has changed.

    Signals:
        chosen(key): another region is chosen; None: none.
        renamed(key, name): a name was typed.
        shown_or_hidden(key, visible): the eye was clicked, or Space pressed.
        moved(key, place): a region is to stand at a place, 0 for the undermost.
        remove_wanted(key): a region is to be removed.
    """

    chosen = Signal(object)
    renamed = Signal(str, str)
    shown_or_hidden = Signal(str, bool)
    moved = Signal(str, int)
    remove_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Regions"))
        self.setToolTip(
            self.tr(
                "The upper ones lie over the lower ones. Double-click renames, the eye hides, dragging moves a region."
            )
        )
        self.setItemDelegate(_Row(self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.currentItemChanged.connect(self._on_chosen)
        self.itemChanged.connect(self._on_changed)

    def show_regions(self, regions: Sequence[RegionEntry], selected: str | None) -> None:
        """Shows what the document holds."""
        with QSignalBlocker(self):
            keys = [region.key for region in reversed(regions)]
            # Not made anew while it is the same: this comes while a name is being typed, and an eye clicked.
            if keys != [self.item(row).data(KEY) for row in range(self.count())]:
                self.clear()
                for key in keys:
                    self._add(key)
            for row, region in enumerate(reversed(regions)):
                item = self.item(row)
                item.setText(region.name)
                item.setData(COLOUR, region.colour)
                item.setCheckState(Qt.CheckState.Checked if region.visible else Qt.CheckState.Unchecked)
            self.setCurrentRow(keys.index(selected) if selected in keys else -1)
        rows = min(max(len(regions), 1), MOST_ROWS_SEEN)
        self.setFixedHeight(rows * ROW + 2 * self.frameWidth() + 2)
        self.setVisible(bool(regions))

    def _add(self, key: str) -> None:
        item = QListWidgetItem(self)
        item.setData(KEY, key)
        item.setFlags(
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemIsEditable
            | Qt.ItemFlag.ItemIsUserCheckable
            | Qt.ItemFlag.ItemIsDragEnabled
        )
        item.setSizeHint(QSize(100, ROW))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        """Moves with Alt and an arrow, removes with Delete."""
        item, row = self.currentItem(), self.currentRow()
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if item is not None and steps and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            if 0 <= row + steps < self.count():
                self.moved.emit(item.data(KEY), self.count() - 1 - (row + steps))
        elif item is not None and event.key() == Qt.Key.Key_Delete:
            self.remove_wanted.emit(item.data(KEY))
        else:
            super().keyPressEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 (Qt's name)
        """Moves a region to where it was dropped."""
        item = self.currentItem()
        if event.source() is not self or item is None:
            event.ignore()
            return
        target = self.indexAt(event.position().toPoint())
        row = target.row() if target.isValid() else self.count() - 1
        below = self.dropIndicatorPosition() == QAbstractItemView.DropIndicatorPosition.BelowItem
        before = self.row(item)
        row += (1 if below else 0) - (1 if before < row + below else 0)
        # The document moves it; Qt would take the row away after that.
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.moved.emit(item.data(KEY), self.count() - 1 - min(max(row, 0), self.count() - 1))

    def _on_chosen(self, item: QListWidgetItem | None) -> None:
        self.chosen.emit(None if item is None else item.data(KEY))

    def _on_changed(self, item: QListWidgetItem) -> None:
        key, name = item.data(KEY), item.text()
        # One of both has changed; the other is as the document holds it.
        self.shown_or_hidden.emit(key, item.checkState() == Qt.CheckState.Checked)
        self.renamed.emit(key, name)


class _Row(QStyledItemDelegate):
    """Draws a row, and lets its eye be clicked."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draws colour, name and eye."""
        place, palette = QRect(option.rect), option.palette
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        visible = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked.value
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if selected:
            ground = palette.color(QPalette.ColorRole.Highlight)
            ground.setAlphaF(0.35)
            painter.fillRect(place, ground)
        painter.setOpacity(1.0 if visible else OFF)
        swatch = QRectF(place.left() + 7, place.center().y() - SWATCH / 2 + 0.5, SWATCH, SWATCH)
        painter.setPen(QPen(QColor(0, 0, 0, 90), 1))
        painter.setBrush(QColor(COLOURS[index.data(COLOUR) or 0]))
        painter.drawRoundedRect(swatch, 3, 3)
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        words = place.adjusted(SWATCH + 16, 0, -EYE - 14, 0)
        name = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
        icon("eye").paint(painter, eye_of(place), mode=QIcon.Mode.Normal)
        painter.restore()

    def editorEvent(  # noqa: N802 (Qt's name)
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """Shows or hides a region whose eye is clicked."""
        if isinstance(event, QMouseEvent):
            on_eye = eye_of(QRect(option.rect)).adjusted(-5, -5, 5, 5)
            if not on_eye.contains(event.position().toPoint()):
                return False
            if event.type() == QEvent.Type.MouseButtonRelease:
                visible = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked.value
                state = Qt.CheckState.Unchecked if visible else Qt.CheckState.Checked
                model.setData(index, state.value, Qt.ItemDataRole.CheckStateRole)
            return True
        return super().editorEvent(event, model, option, index)

    def updateEditorGeometry(  # noqa: N802 (Qt's name)
        self, editor: QWidget, option: QStyleOptionViewItem, _: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Puts the editor over the name alone."""
        place = QRect(option.rect)
        editor.setGeometry(place.adjusted(SWATCH + 12, 1, -EYE - 12, -1))


def eye_of(row: QRect) -> QRect:
    """Where the eye of a row is."""
    return QRect(row.right() - EYE - 7, row.center().y() - EYE // 2 + 1, EYE, EYE)
