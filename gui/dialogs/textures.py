"""The dialog in which textures are made of the styles on the shelf: variations, and what becomes of the chosen one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from engine.errors import PentimentoError
from engine.images import SaveOptions, check_target
from engine.images.formats import SAVED_AS
from engine.planning.tiling import GRID
from gui.dialogs.export_choices import SUFFIXES
from gui.dialogs.parts import SPACE, form, resize_within_screen, spaced, text_label
from gui.dialogs.texture_cards import TextureCards, TexturePreview
from gui.document.checks import SCALE_RANGE
from gui.document.state import active_styles
from gui.fields import SliderField
from gui.language import in_words
from gui.qt_images import to_qimage
from gui.settings import Folder, save_options
from gui.work.exporting import default_target
from gui.work.texture_maker import CARD_SIDE, SEEDS, TextureWish, seeds_from, texture_maker

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent, QShowEvent

    from engine.images import Picture
    from engine.job import Progress
    from gui.document.document import Document
    from gui.settings import Settings
    from gui.stopping import Stopping
    from gui.work.exports import Export, Exports
    from gui.work.texture_maker import TextureMaker
    from gui.work.textures import Textures, Use

SIDES = (32, 8192)
"""The smallest and largest side of a texture in pixels."""

WAITS = 400
"""Milliseconds that the hand must rest before other variations are painted."""

IN_THOUSANDTHS = 1000


class TexturesDialog(QDialog):
    """Shows variations of a texture as they are painted; the chosen one is saved, or used as photo or style.

    Args:
        document: whose styles are used.
        textures: paints.
        exports: saves.
        stopping: stops both.
        settings: remembers folder and format.
        parent: the owner.
    """

    def __init__(
        self,
        document: Document,
        textures: Textures,
        exports: Exports,
        stopping: Stopping,
        settings: Settings,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("New texture from styles"))
        self._document = document
        self._textures = textures
        self._exports = exports
        self._stopping = stopping
        self._settings = settings
        self._maker: TextureMaker | None = None
        self._painted: object = None
        self._saved: tuple[Export, ...] = ()
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.setInterval(WAITS)
        self._make_fields()
        self._make_pictures()
        self._arrange()
        self._connect()
        self._show_styles()
        self._show_chosen()

    # What a hand does

    @Slot()
    def other_variations(self) -> None:
        """Goes on to the seeds after those that are shown."""
        (seed,) = seeds_from(self.cards.last_seed + 1, 1)
        self.seed_spin.setValue(seed)
        self.begin()

    @Slot()
    def stop(self) -> None:
        """Paints and saves no further textures."""
        self._stopping.stop_textures(self._saved, self)

    @Slot()
    def save(self) -> None:
        """Asks for a file, and saves the chosen texture at full size."""
        card, maker = self.cards.card, self._maker
        if card is None or maker is None:
            return
        seed = card.seed
        try:
            target = default_target(Path(self._name(seed)), (), self._settings.export_choices.suffix)
            folder = self._settings.folder(Folder.TEXTURES) or target.parent
            begin = check_target(folder / target.name, SaveOptions(existing="unique"))
        except PentimentoError as error:
            self.note.setText(in_words(error))
            return
        kinds = " ".join(f"*{suffix}" for suffix in SUFFIXES)
        asked, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save the texture"), str(begin), self.tr("Pictures ({kinds})").format(kinds=kinds)
        )
        if not asked:
            return
        chosen = Path(asked)
        # Whoever chose a file that is there was asked whether to replace it; a name that is completed here was not.
        known = chosen.suffix.lower() in SAVED_AS
        path = chosen if known else chosen.with_name(chosen.name + target.suffix)
        self._settings.set_folder(Folder.TEXTURES, path.parent)
        options = save_options(self._settings.export_choices)
        options = replace(options, bits=None, strip_metadata=False, existing="overwrite" if known else "unique")
        sources = [style.path for style in maker.styles if style.path is not None]
        export = self._exports.save(lambda: maker.job(seed), path, options, sources)
        self._saved = (*self._saved, export)
        export.progressed.connect(self._on_progressed)
        export.ended.connect(self._on_saved)
        self._show_work(self.tr("Saving {name}…").format(name=export.target.name), 0.0)

    def use(self, use: Use) -> None:
        """Paints the chosen texture at full size, and takes it as the photo or puts it on the shelf."""
        card = self.cards.card
        if card is None or self._maker is None:
            return
        self._textures.use(self._maker, card.seed, use, self._name(card.seed))
        self._show_work(self.tr("Painting the whole texture…"), 0.0)

    @Slot()
    def begin(self) -> None:
        """Paints variations, unless those that are wanted are there already."""
        self._waiting.stop()
        wish = TextureWish(
            (self.width_spin.value(), self.height_spin.value()), self.tileable_check.isChecked(), self.strokes.value
        )
        seeds = seeds_from(self.seed_spin.value(), len(self.cards.cards))
        try:
            maker = texture_maker(self._document, wish)
        except PentimentoError as error:
            self._maker = self._painted = None
            self._textures.cancel_cards()
            self.cards.expect(seeds)
            self.note.setText(
                in_words(error)
                if active_styles(self._document.state)
                else self.tr("Add a style first: then there is something to make a texture of.")
            )
            self._show_idle()
            return
        wanted = (maker.styles, maker.pack, wish, seeds)
        if wanted == self._painted:
            self._show_chosen()
            return
        self._maker, self._painted = maker, wanted
        self.note.setText(self._about_cards(wish))
        self.cards.expect(seeds)
        self._textures.paint_cards(maker, seeds)
        self._show_work(self.tr("Painting variations…"), 0.0)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 (Qt's name)
        """Paints what is wanted by now."""
        super().showEvent(event)
        self.begin()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 (Qt's name)
        """Paints no variations that nobody sees; what is to be saved or used goes on."""
        super().hideEvent(event)
        self._waiting.stop()
        self._textures.cancel_cards()
        if any(not card.current for card in self.cards.cards):
            self._painted = None

    # Making

    def _make_fields(self) -> None:
        self.width_spin, self.height_spin = QSpinBox(self), QSpinBox(self)
        for spin, name in ((self.width_spin, self.tr("Width")), (self.height_spin, self.tr("Height"))):
            spin.setRange(*SIDES)
            spin.setValue(CARD_SIDE)
            spin.setSingleStep(GRID)
            spin.setSuffix(self.tr(" pixels"))
            spin.setAccessibleName(name)
            # Not at each digit that is typed.
            spin.setKeyboardTracking(False)
        self.width_spin.setToolTip(self.tr("How wide the texture is: a larger one has more strokes, not larger ones"))
        self.height_spin.setToolTip(self.tr("How high the texture is"))
        self.tileable_check = QCheckBox(self.tr("&Tileable"), self)
        self.tileable_check.setToolTip(
            self.tr("Opposite edges continue each other, so that copies can be laid side by side without a seam")
        )
        self.strokes = SliderField(
            self.tr("Strokes"),
            *SCALE_RANGE,
            default=1.0,
            step=0.05,
            decimals=2,
            suffix=self.tr(" ×"),
            logarithmic=True,
            parent=self,
        )
        self.strokes.setToolTip(self.tr("How large the strokes are: to the left fine and dense, to the right broad"))
        self.seed_spin = QSpinBox(self)
        self.seed_spin.setRange(0, SEEDS - 1)
        self.seed_spin.setKeyboardTracking(False)
        self.seed_spin.setAccessibleName(self.tr("First seed"))
        self.seed_spin.setToolTip(self.tr("The number that the first variation grows from; the others have the next"))
        self.others_button = QPushButton(self.tr("&Other variations"), self)
        self.others_button.setToolTip(self.tr("Nine more, from seeds that were not shown yet"))
        self.others_button.setAutoDefault(False)
        self.styles_label = text_label(parent=self)
        self.styles_label.setToolTip(self.tr("Change styles and weights on the shelf: the variations follow"))

    def _make_pictures(self) -> None:
        self.cards = TextureCards(self)
        self.preview = TexturePreview(self)
        self.note = text_label(quiet=True, parent=self)
        self.bar = QProgressBar(self)
        self.bar.setRange(0, IN_THOUSANDTHS)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.doing = text_label(parent=self)

    def _arrange(self) -> None:
        rows = form()
        size = QVBoxLayout()
        size.setSpacing(SPACE // 2)
        size.addWidget(self.width_spin)
        size.addWidget(self.height_spin)
        rows.addRow(self.tr("Size"), size)
        rows.addRow("", self.tileable_check)
        rows.addRow(self.tr("&Seed"), self.seed_spin)
        rows.addRow("", self.others_button)
        rows.addRow(self.tr("Styles"), self.styles_label)
        left = QVBoxLayout()
        left.setSpacing(SPACE)
        left.addLayout(rows)
        left.addWidget(self.strokes)
        left.addWidget(self.note)
        left.addStretch(1)
        left.addWidget(self.doing)
        left.addWidget(self.bar)
        pictures = QHBoxLayout()
        pictures.setSpacing(2 * SPACE)
        pictures.addLayout(left, 2)
        pictures.addWidget(self.cards, 0, Qt.AlignmentFlag.AlignTop)
        pictures.addWidget(self.preview, 3)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, parent=self)
        role = QDialogButtonBox.ButtonRole.ActionRole
        self.stop_button = buttons.addButton(self.tr("Sto&p"), role)
        self.photo_button = buttons.addButton(self.tr("Use as p&hoto"), role)
        self.photo_button.setToolTip(self.tr("Paint the chosen texture at full size, and repaint it"))
        self.style_button = buttons.addButton(self.tr("Use as st&yle"), role)
        self.style_button.setToolTip(self.tr("Paint the chosen texture at full size, and put it on the shelf"))
        self.save_button = buttons.addButton(self.tr("Sa&ve…"), role)
        self.save_button.setToolTip(self.tr("Paint the chosen texture at full size, and save it with its recipe"))
        self.save_button.setDefault(True)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        spaced(column)
        content = QWidget()
        pictures.setContentsMargins(0, 0, 0, 0)
        content.setLayout(pictures)
        # A small screen has no room for all of it.
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(content)
        column.addWidget(area, 1)
        column.addWidget(buttons)
        resize_within_screen(self, 1080, 540)

    def _connect(self) -> None:
        for spin in (self.width_spin, self.height_spin):
            spin.valueChanged.connect(self._on_size)
        self.tileable_check.toggled.connect(self._on_size)
        self.strokes.changed.connect(self._wait)
        self.seed_spin.valueChanged.connect(self._wait)
        self._waiting.timeout.connect(self.begin)
        self.others_button.clicked.connect(self.other_variations)
        self.stop_button.clicked.connect(self.stop)
        self.photo_button.clicked.connect(lambda: self.use("photo"))
        self.style_button.clicked.connect(lambda: self.use("style"))
        self.save_button.clicked.connect(self.save)
        self.cards.chosen.connect(self._show_chosen)
        self._document.styles_changed.connect(self._on_styles)
        self._document.quality_changed.connect(self._wait)
        self._textures.card_painted.connect(self._show_card)
        self._textures.progressed.connect(self._on_progressed)
        self._textures.ended.connect(self._show_idle)

    # What is chosen

    @Slot()
    def _on_size(self) -> None:
        if self.tileable_check.isChecked():
            for spin in (self.width_spin, self.height_spin):
                spin.setValue(max(round(spin.value() / GRID) * GRID, SIDES[0]))
        self._wait()

    @Slot()
    def _on_styles(self) -> None:
        self._show_styles()
        self._wait()

    @Slot()
    def _wait(self) -> None:
        if self.isVisible():
            self._waiting.start()
            self._show_chosen()

    def _name(self, seed: int) -> str:
        styles = [] if self._maker is None else [style.title for style in self._maker.styles]
        return self.tr("Texture of {styles}, seed {seed}").format(styles=" + ".join(styles), seed=seed)

    # Showing

    def _show_styles(self) -> None:
        styles = active_styles(self._document.state)
        whole = sum(style.weight for style in styles) or 1.0
        self.styles_label.setText(
            "\n".join(
                self.tr("{name}, {share} %").format(name=style.title, share=round(100 * style.weight / whole))
                for style in styles
            )
        )

    @Slot()
    def _show_chosen(self) -> None:
        card = None if self._waiting.isActive() else self.cards.card
        for button in (self.save_button, self.photo_button, self.style_button):
            button.setEnabled(card is not None)
        if card is not None and self._maker is not None:
            self.preview.show_image(card.image, tiled=self._maker.wish.tileable)

    @Slot(object, object)
    def _show_card(self, seed: int, picture: Picture) -> None:
        self.cards.show_image(seed, to_qimage(picture.pixels))

    def _about_cards(self, wish: TextureWish) -> str:
        if max(wish.size) <= CARD_SIDE:
            return ""
        return self.tr(
            "The cards show a piece of the middle, about {side} pixels wide, each painted by itself: the whole texture "
            "has the same strokes and much the same forms there."
        ).format(side=CARD_SIDE)

    def _show_work(self, text: str, fraction: float) -> None:
        self.doing.setText(text)
        self.bar.setValue(round(fraction * IN_THOUSANDTHS))
        for widget in (self.doing, self.bar):
            widget.show()
        self.stop_button.setEnabled(True)

    @Slot()
    def _show_idle(self) -> None:
        if not self._textures.busy and not self._saved:
            self.doing.hide()
            self.bar.hide()
            self.stop_button.setEnabled(False)

    @Slot(object)
    def _on_progressed(self, progress: Progress) -> None:
        self.bar.setValue(round(progress.fraction * IN_THOUSANDTHS))

    @Slot()
    def _on_saved(self) -> None:
        self._saved = tuple(export for export in self._saved if not export.work.is_over)
        self._show_idle()
