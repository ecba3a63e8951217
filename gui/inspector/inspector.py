"""The inspector: all that decides how the styles are painted with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from gui.fields import ChoiceBox, FoldSection, IconButton
from gui.icons import icon
from gui.inspector.finish_section import FinishSection
from gui.inspector.refine_section import RefineSection
from gui.inspector.sections import LevelsSection, LookSection, QualitySection

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from gui.document.document import Document
    from gui.document.state import Treatment

MARGIN = 10
WIDTH = 300
"""Pixels in which sliders can be set finely."""


class Inspector(QWidget):
    """Presets, strength, stroke size, colours, levels, regions, method, detail, refining, quality, and exporting.

    Args:
        document: what is shown and changed.
        regions: the section of the regions, which are painted on the canvas.
        parent: the Qt parent.

    Attributes:
        look, levels, regions, finish, refine, quality: the parts.
        levels_fold, regions_fold, finish_fold, refine_fold, quality_fold: the sections that fold.

    Signals:
        export_requested(): the picture is to be saved.
        preset_chosen(name): a preset is to be applied.
        save_preset_requested(): the look is to be kept under a name.
        remove_preset_requested(name): a preset of the user's own is to be removed.
        folded(section, folded): "levels", "regions", "finish", "refine" or "quality" was folded or unfolded by hand.
    """

    export_requested = Signal()
    preset_chosen = Signal(str)
    save_preset_requested = Signal()
    remove_preset_requested = Signal(str)
    folded = Signal(str, bool)

    def __init__(self, document: Document, regions: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._applied: tuple[str, Treatment] | None = None
        self._own_presets: frozenset[str] = frozenset()
        self._make_presets_row()
        self.look = LookSection(document)
        self.levels = LevelsSection(document)
        self.quality = QualitySection(document)
        self.finish = FinishSection(document)
        self.refine = RefineSection(document)
        self.regions = regions
        self.levels_fold = self._fold(self.tr("Levels"), "levels", self.levels, folded=False)
        self.regions_fold = self._fold(self.tr("Regions"), "regions", regions, folded=True)
        self.finish_fold = self._fold(self.tr("Method, colour and detail"), "finish", self.finish, folded=True)
        self.refine_fold = self._fold(self.tr("Refine"), "refine", self.refine, folded=True)
        self.quality_fold = self._fold(self.tr("Quality"), "quality", self.quality, folded=True)
        self.export = QPushButton(icon("export"), self.tr("Export…"), self)
        self.export.setDefault(True)
        self.export.setMinimumHeight(32)
        self.export.setToolTip(self.tr("Paint the photo at full size and save it as a file"))
        self.export.clicked.connect(self._on_export)
        self._arrange()
        document.treatment_changed.connect(self._show_preset)

    def set_presets(self, names: Sequence[str], own: Collection[str] = ()) -> None:
        """Offers presets; those of the user's own can be removed."""
        self._own_presets = frozenset(own)
        self.presets.set_choices((name, name) for name in names)
        self.presets.setEnabled(bool(names))
        self._show_preset()

    def show_preset(self, name: str, treatment: Treatment) -> None:
        """Shows a preset's name for as long as what it sets stays as it is."""
        self._applied = (name, treatment)
        self._show_preset()

    def set_packs(self, names: Sequence[str], current: str) -> None:
        """Offers model packs; `current` is the one in use while the document names none."""
        self.quality.set_packs(names, current)

    def set_devices(self, names: Mapping[str, str]) -> None:
        """Offers devices besides the automatic choice and the processor: what they are called, by "cuda" or "mps"."""
        self.quality.set_devices(names)

    def set_folded(self, folded: Mapping[str, bool]) -> None:
        """Folds the sections "levels", "regions", "finish", "refine" and "quality" as they were left."""
        folds = (
            ("levels", self.levels_fold),
            ("regions", self.regions_fold),
            ("finish", self.finish_fold),
            ("refine", self.refine_fold),
            ("quality", self.quality_fold),
        )
        for name, section in folds:
            section.set_folded(folded.get(name, section.folded))

    def sizeHint(self) -> QSize:  # noqa: N802 (Qt's name)
        """Wide enough for sliders that can be set finely."""
        return QSize(WIDTH, 560)

    # Arrangement

    def _make_presets_row(self) -> None:
        self.presets = ChoiceBox(self.tr("Presets"), parent=self)
        self.presets.setPlaceholderText(self.tr("Presets"))
        self.presets.setToolTip(self.tr("Looks that were kept: how strong, how coarse, which levels, whose colours"))
        self.presets.chosen.connect(self._on_preset)
        self.save_preset = IconButton(
            "save",
            self.tr("Keep as a preset…"),
            self.tr("Keep this look under a name, for other photos and styles"),
            self._on_save,
            parent=self,
        )
        self.remove_preset = IconButton(
            "remove",
            self.tr("Remove this preset"),
            self.tr("Remove the preset that is shown; those that come with the program stay"),
            self._on_remove,
            parent=self,
        )
        self.remove_preset.setEnabled(False)
        self.reset = IconButton(
            "reset",
            self.tr("Reset the look"),
            self.tr("Bring strength, stroke size, colours and all levels back to the beginning"),
            self._on_reset,
            parent=self,
        )

    def _fold(self, title: str, name: str, content: QWidget, *, folded: bool) -> FoldSection:
        section = FoldSection(title, folded=folded, remember=lambda now: self.folded.emit(name, now))
        inner = QVBoxLayout(section.body)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(content)
        return section

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.presets, 1)
        row.addWidget(self.save_preset)
        row.addWidget(self.remove_preset)
        row.addWidget(self.reset)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(8)
        column.addLayout(row)
        column.addSpacing(2)
        parts = self.look, self.levels_fold, self.regions_fold, self.finish_fold, self.refine_fold, self.quality_fold
        for part in parts:
            column.addWidget(part)
        column.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(scroll, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(MARGIN, 6, MARGIN, MARGIN)
        foot.addWidget(self.export)
        whole.addLayout(foot)
        # Narrower would hide the right ends of rows, since it does not scroll sideways; and a panel that a small window
        # has made narrow stays so when the window grows again.
        self.setMinimumWidth(max(WIDTH, content.minimumSizeHint().width()))

    # What is done

    @Slot(object)
    def _on_preset(self, name: str) -> None:
        self._applied = None
        self.preset_chosen.emit(name)
        # Whoever applies it does so at once.
        self.show_preset(name, self._document.state.treatment)

    @Slot()
    def _on_export(self) -> None:
        self.export_requested.emit()

    @Slot()
    def _on_reset(self) -> None:
        self._document.reset_treatment()

    @Slot()
    def _on_save(self) -> None:
        self.save_preset_requested.emit()

    @Slot()
    def _on_remove(self) -> None:
        self.remove_preset_requested.emit(self.presets.currentData())

    @Slot()
    def _show_preset(self) -> None:
        holds = self._applied is not None and self._applied[1] == self._document.state.treatment
        with QSignalBlocker(self.presets):
            self.presets.setCurrentIndex(self.presets.findData(self._applied[0]) if holds and self._applied else -1)
        self.remove_preset.setEnabled(self.presets.currentData() in self._own_presets)
