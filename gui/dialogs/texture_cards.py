"""What the textures dialog shows: variations to choose from, and the chosen one beside copies of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QImage, QPainter, QPalette, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QGridLayout, QSizePolicy, QWidget

from gui.shelf.parts import DIM, middle_square

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

ACROSS = 3
CARD = 132
"""The side of a card in pixels."""

RING = 3
COPIES = 2
"""Of a tileable texture, side by side."""


class TextureCard(QAbstractButton):
    """A variation that can be chosen.

    Args:
        parent: the Qt parent.

    Attributes:
        seed: of the texture.
        image: what is shown of it; empty until it is painted.
        current: whether it shows what was asked for last.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedSize(CARD, CARD)
        self.seed = 0
        self.image = QImage()
        self.current = False

    def expect(self, seed: int) -> None:
        """Waits for another variation; the one before stays to be seen, dimmed."""
        self.seed, self.current = seed, False
        self.setAccessibleName(self.tr("Variation with the seed {seed}").format(seed=seed))
        self.setToolTip(self.tr("Seed {seed}").format(seed=seed))
        self.update()

    def show_image(self, image: QImage) -> None:
        """Shows the variation."""
        self.image, self.current = image, True
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 (Qt's name)
        """As large as it is drawn."""
        return QSize(CARD, CARD)

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 (Qt's name)
        """Draws the picture, and a ring around the chosen one."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        place = QRectF(self.rect()).adjusted(RING, RING, -RING, -RING)
        if not self.image.isNull():
            painter.setOpacity(1.0 if self.current else DIM)
            painter.drawImage(place, self.image, QRectF(middle_square(self.image.size())))
            painter.setOpacity(1.0)
        ink = self.palette().color(QPalette.ColorRole.WindowText)
        ink.setAlphaF(0.25)
        painter.setPen(QPen(ink, 1, Qt.PenStyle.SolidLine if self.current else Qt.PenStyle.DashLine))
        painter.drawRect(place)
        if self.isChecked():
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), RING))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5), 4, 4)
        if self.hasFocus():
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.WindowText), 1, Qt.PenStyle.DotLine))
            painter.drawRect(place.adjusted(2, 2, -2, -2))
        painter.end()


class TextureCards(QWidget):
    """A grid of variations, of which one is chosen; arrow keys go from one to the next.

    Signals:
        chosen(): another one is chosen, or the chosen one has come.
    """

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(4)
        self.cards = tuple(TextureCard(self) for _ in range(ACROSS**2))
        self._group = QButtonGroup(self)
        for number, card in enumerate(self.cards):
            grid.addWidget(card, number // ACROSS, number % ACROSS)
            self._group.addButton(card)
            card.toggled.connect(self._on_toggled)
        self.cards[0].setChecked(True)

    @property
    def card(self) -> TextureCard | None:
        """The chosen one, if it shows what was asked for last."""
        return next((card for card in self.cards if card.isChecked() and card.current), None)

    @property
    def last_seed(self) -> int:
        """The seed of the last card."""
        return self.cards[-1].seed

    def expect(self, seeds: Sequence[int]) -> None:
        """Waits for other variations."""
        for card, seed in zip(self.cards, seeds, strict=True):
            card.expect(seed)
        self.chosen.emit()

    def show_image(self, seed: int, image: QImage) -> None:
        """Shows the variation of a seed."""
        for card in self.cards:
            if card.seed == seed:
                card.show_image(image)
                if card.isChecked():
                    self.chosen.emit()

    @Slot(bool)
    def _on_toggled(self, checked: bool) -> None:  # noqa: FBT001 (a slot)
        if checked:
            self.chosen.emit()


class TexturePreview(QWidget):
    """The chosen texture, alone or as four copies side by side, to see that no seam is seen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pixmap = QPixmap()
        self._copies = 1
        self.setMinimumSize(240, 240)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("The chosen variation"))

    @property
    def copies(self) -> int:
        """How many copies lie side by side, across and down."""
        return self._copies

    def show_image(self, image: QImage, *, tiled: bool) -> None:
        """Shows a texture; an empty one takes the last away."""
        self._pixmap = QPixmap.fromImage(image)
        self._copies = COPIES if tiled else 1
        self.setToolTip(
            self.tr("Four copies side by side: at their edges nothing is seen.")
            if tiled
            else self.tr("The chosen variation")
        )
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 (Qt's name)
        """Draws the copies as large as there is room for."""
        if self._pixmap.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        whole = self._pixmap.size() * self._copies
        shown = whole.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        # Whole pixels: between copies that begin within one a line would be seen that is not there.
        width, height = max(1, shown.width() // self._copies), max(1, shown.height() // self._copies)
        ratio = self.devicePixelRatioF()
        scaled = self._pixmap.scaled(
            round(width * ratio),
            round(height * ratio),
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        scaled.setDevicePixelRatio(ratio)
        left, top = (self.width() - width * self._copies) // 2, (self.height() - height * self._copies) // 2
        for row in range(self._copies):
            for column in range(self._copies):
                painter.drawPixmap(QPointF(left + column * width, top + row * height), scaled)
        painter.end()
