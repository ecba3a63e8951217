"""The shelf: the styles that are painted with, as cards."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon, QImage, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.canvas.dragging import brings_pictures, dropped_pictures
from gui.document.state import active_styles, painted_levels
from gui.fields import FoldSection, PictureMenu
from gui.icons import icon
from gui.level_names import level_name
from gui.sample_names import sample_title
from gui.shelf.card import StyleCard
from gui.shelf.mixing_pad import MixingPad

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QPaintEvent

    from gui.document.document import Document

MARGIN = 8
GAP = 6
EDGE = 24
"""How near to the upper or lower edge a drag scrolls."""


class Shelf(QWidget):
    """Style cards from top to bottom. Follows the document and changes it; nothing else.

    Args:
        document: what is shown and changed.
        thumbnails: gives small pictures by the hash of their pixels; an empty one if the picture is missing.
        parent: the Qt parent.

    Signals:
        pictures_dropped(pictures, place): a list of paths, or of one image, was dropped above the card of that place.
        browse_requested(): files are to be chosen.
        bundled_requested(name): a bundled style is to be added.
        frame_requested(key): a style is to be cropped and turned.
        replace_requested(key): another picture is to take a style's place.
        folded(section, folded): "mixing" was folded or unfolded by hand.
    """

    pictures_dropped = Signal(object, int)
    browse_requested = Signal()
    bundled_requested = Signal(str)
    frame_requested = Signal(str)
    replace_requested = Signal(str)
    folded = Signal(str, bool)

    def __init__(self, document: Document, thumbnails: Callable[[str], QImage], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._thumbnails = thumbnails
        self._cards: list[StyleCard] = []
        self._dragged: str | None = None
        self._ghost = QLabel(self)
        self._ghost.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._ghost.hide()
        self.setAcceptDrops(True)
        self._arrange()
        document.styles_changed.connect(self._follow)
        document.treatment_changed.connect(self._show_unused_levels)
        self._follow()

    @property
    def cards(self) -> tuple[StyleCard, ...]:
        """The cards from top to bottom."""
        return tuple(self._cards)

    def set_bundled(self, names: Mapping[str, QImage]) -> None:
        """Offers bundled styles with small pictures."""
        menu = self._bundled_menu
        menu.clear()
        for name, image in names.items():
            action = menu.addAction(QIcon(QPixmap.fromImage(image)), sample_title(name).replace("&", "&&"))
            action.triggered.connect(lambda _checked=False, name=name: self.bundled_requested.emit(name))
        self.bundled.setVisible(bool(names))

    def sizeHint(self) -> QSize:  # noqa: N802 (Qt's name)
        """Wide enough for names and sliders."""
        return QSize(290, 480)

    # Arrangement

    def _arrange(self) -> None:
        self._anchor = QWidget(self)
        self._anchor.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._anchor.hide()
        self._list = _CardList(self)
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        self._column.setSpacing(GAP)
        self._column.addStretch(1)
        self._scroll = QScrollArea(self)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._list)
        self.hint = QLabel(
            self.tr(
                "Drop paintings here.\n\nTheir strokes, textures and colours are what the photo is repainted with."
            ),
            self,
        )
        self.hint.setWordWrap(True)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hint.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.hint.setMargin(24)
        self.hint.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.add = QPushButton(icon("add"), self.tr("Add styles…"), self)
        self.add.setToolTip(self.tr("Choose pictures whose style is mixed in"))
        self.add.clicked.connect(self._on_add)
        self._bundled_menu = PictureMenu(self)
        self.bundled = QToolButton(self)
        self.bundled.setText(self.tr("Bundled styles"))
        self.bundled.setToolTip(self.tr("Add one of the styles that come with the program"))
        self.bundled.setMenu(self._bundled_menu)
        self.bundled.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.bundled.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.bundled.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.bundled.hide()
        self.unused = QLabel(self)
        self.unused.setWordWrap(True)
        self.unused.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.unused.setContentsMargins(MARGIN, 2, MARGIN, 4)
        foot = QHBoxLayout()
        foot.setContentsMargins(MARGIN, 4, MARGIN, MARGIN)
        foot.setSpacing(GAP)
        foot.addWidget(self.add, 1)
        foot.addWidget(self.bundled)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._scroll, 1)
        whole.addWidget(self.hint, 1)
        whole.addWidget(self.unused)
        whole.addLayout(self._mixing_row())
        whole.addLayout(foot)

    def _mixing_row(self) -> QVBoxLayout:
        self.mixing = MixingPad(self._document, self._thumbnails, self)
        self.mixing_fold = FoldSection(
            self.tr("Mixing pad"), remember=lambda folded: self.folded.emit("mixing", folded), parent=self
        )
        inner = QVBoxLayout(self.mixing_fold.body)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.mixing)
        row = QVBoxLayout()
        row.setContentsMargins(MARGIN, 2, MARGIN, 0)
        row.addWidget(self.mixing_fold)
        return row

    # The document

    @Slot()
    def _follow(self) -> None:
        if self._dragged is not None:
            # Cards stay where they are under the hand; what changed meanwhile is shown when it lets go.
            return
        state = self._document.state
        before = {card.key: card for card in self._cards}
        after = [before.get(entry.key) or self._new_card(entry.key) for entry in state.styles]
        for gone in set(self._cards).difference(after):
            self._column.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        if after != self._cards:
            self._place(after)
        for card, entry in zip(self._cards, state.styles, strict=True):
            card.show_entry(entry, state.solo, alone=len(state.styles) == 1)
        self._scroll.setVisible(bool(self._cards))
        self.hint.setVisible(not self._cards)
        self.mixing_fold.setVisible(self.mixing.is_of_use)
        self._show_unused_levels()

    @Slot()
    def _show_unused_levels(self) -> None:
        state = self._document.state
        styles = active_styles(state)
        painted = painted_levels(styles, state.treatment.levels)
        names = ", ".join(level_name(level) for level in state.treatment.active_levels if level not in painted)
        self.unused.setText(self.tr("No style is used for {levels}: nothing is painted there.").format(levels=names))
        self.unused.setVisible(bool(styles and names))

    def _new_card(self, key: str) -> StyleCard:
        card = StyleCard(self._document, self._document.state.style(key), self._thumbnails, self._list)
        card.frame_wanted.connect(self.frame_requested)
        card.replace_wanted.connect(self.replace_requested)
        card.move_wanted.connect(self._move)
        card.remove_wanted.connect(self._remove)
        card.step_wanted.connect(self._step)
        card.dragged.connect(self._on_dragged)
        card.let_go.connect(self._on_let_go)
        return card

    def _place(self, cards: list[StyleCard]) -> None:
        self._cards = cards
        for place, card in enumerate(cards):
            self._column.insertWidget(place, card)
            card.show()
        chain = [part for card in cards for part in card.focus_chain()]
        # From the anchor on, since Qt moves the second behind the first: without it the shelf would drift to the end.
        for first, second in pairwise(
            (self._anchor, *chain, self.mixing_fold.header, self.mixing, self.add, self.bundled)
        ):
            QWidget.setTabOrder(first, second)

    def _index_of(self, key: str) -> int:
        return next(index for index, card in enumerate(self._cards) if card.key == key)

    # Keys and buttons

    @Slot()
    def _on_add(self) -> None:
        self.browse_requested.emit()

    @Slot(str, int)
    def _move(self, key: str, steps: int) -> None:
        place = self._index_of(key) + steps
        if 0 <= place < len(self._cards):
            self._document.styles.move(key, place)
            self._show_card(self._cards[place])

    @Slot(str, int)
    def _step(self, key: str, steps: int) -> None:
        place = min(max(self._index_of(key) + steps, 0), len(self._cards) - 1)
        self._cards[place].setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_card(self._cards[place])

    @Slot(str)
    def _remove(self, key: str) -> None:
        place = self._index_of(key)
        self._document.styles.remove(key)
        # Whoever removes several by the key goes on with the next one.
        if self._cards:
            self._cards[min(place, len(self._cards) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.add.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_card(self, card: StyleCard) -> None:
        # A card that has just been moved gets its place with the next layout only.
        self._column.activate()
        self._scroll.ensureWidgetVisible(card, 0, GAP)

    # Dragging a card

    @Slot(str, QPoint)
    def _on_dragged(self, key: str, place: QPoint) -> None:
        if self._dragged is None:
            self._dragged = key
            self._ghost.setPixmap(_faint(self._cards[self._index_of(key)].thumbnail.grab()))
            self._ghost.adjustSize()
            self._ghost.raise_()
            self._ghost.show()
        # Beside the pointer, so that the line where the card would go is seen.
        self._ghost.move(self.mapFromGlobal(place) + QPoint(14, 8))
        self._show_gap(place)

    @Slot(str, object)
    def _on_let_go(self, key: str, place: QPoint | None) -> None:
        self._ghost.hide()
        self._dragged = None
        self._list.set_gap(None)
        here = [style.key for style in self._document.state.styles]
        if place is not None and key in here and self.rect().contains(self.mapFromGlobal(place)):
            gap, index = self._gap_at(place), self._index_of(key)
            self._document.styles.move(key, gap - 1 if gap > index else gap)
        self._follow()

    def _gap_at(self, place: QPoint) -> int:
        """Above which card a global point is; after the last one, their number."""
        down = self._list.mapFromGlobal(place).y()
        return sum(card.geometry().center().y() < down for card in self._cards)

    def _show_gap(self, place: QPoint) -> None:
        at = self._list.mapFromGlobal(place)
        if self._cards:
            self._scroll.ensureVisible(MARGIN, at.y(), 0, EDGE)
        gap = self._gap_at(place)
        if not self._cards:
            self._list.set_gap(None)
        elif gap < len(self._cards):
            self._list.set_gap(self._cards[gap].geometry().top() - GAP // 2)
        else:
            self._list.set_gap(self._cards[-1].geometry().bottom() + 1 + GAP // 2)

    # Pictures from elsewhere

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 (Qt's name)
        """Welcomes pictures."""
        if brings_pictures(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802 (Qt's name)
        """Shows where they would go."""
        if brings_pictures(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._show_gap(self.mapToGlobal(event.position().toPoint()))

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802 (Qt's name)
        """Forgets where they would have gone."""
        self._list.set_gap(None)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 (Qt's name)
        """Hands them over."""
        self._list.set_gap(None)
        dropped = dropped_pictures(event.mimeData())
        if dropped is None:
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        place = self._gap_at(self.mapToGlobal(event.position().toPoint()))
        self.pictures_dropped.emit([dropped] if isinstance(dropped, QImage) else dropped, place)


class _CardList(QWidget):
    """Draws the line where something would be dropped."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._gap: int | None = None

    def set_gap(self, down: int | None) -> None:
        """Where the line is; None: nowhere."""
        if down != self._gap:
            self._gap = down
            self.update()

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 (Qt's name)
        """Draws it."""
        if self._gap is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().color(QPalette.ColorRole.Highlight))
        painter.drawRoundedRect(QRectF(MARGIN, self._gap - 1.5, self.width() - 2 * MARGIN, 3), 1.5, 1.5)
        painter.end()


def _faint(pixmap: QPixmap) -> QPixmap:
    made = QPixmap(pixmap.size())
    made.setDevicePixelRatio(pixmap.devicePixelRatio())
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setOpacity(0.75)
    painter.drawPixmap(0, 0, pixmap)
    painter.end()
    return made
