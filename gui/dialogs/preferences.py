"""The dialog of what is remembered from one start to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
)

from engine.system.folders import log_folder
from gui.dialogs.parts import form, line, spaced, text_label
from gui.document.state import DEVICES, PREVIEW_RANGE, Quality
from gui.language import ENGLISH
from resources.translations import languages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from gui.settings import Settings


class PreferencesDialog(QDialog):
    """Shows the user's settings; they are changed when it is accepted, and not before.

    Args:
        settings: the user's.
        parent: the owner.
        quality: how new pictures are painted; None: not asked for.
        devices: those that may be chosen, among "auto", "cpu", "cuda" and "mps".
    """

    def __init__(
        self,
        settings: Settings,
        parent: QWidget | None = None,
        *,
        quality: Quality | None = None,
        devices: Sequence[str] = DEVICES,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Preferences"))
        self._settings = settings
        self._quality = quality
        self._make_looks()
        self._make_quality(quality or Quality(), devices)
        self.log_button = QPushButton(self.tr("Open &log folder"), self)
        self.log_button.setAutoDefault(False)
        self.log_button.clicked.connect(self.open_log_folder)
        self._arrange()
        self.theme_choice.setFocus()

    def quality(self) -> Quality:
        """How new pictures are to be painted."""
        before = self._quality or Quality()
        return Quality(
            self.preview_spin.value(), str(self.device_choice.currentData()), before.number_format, before.pack
        )

    @Slot()
    def accept(self) -> None:
        """Remembers what was chosen and closes."""
        self._settings.theme = self.theme_choice.currentData()
        self._settings.language = self.language_choice.currentData()
        super().accept()

    @Slot()
    def open_log_folder(self) -> None:
        """Shows the folder of the log in the system's file manager."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_folder())))

    def _make_looks(self) -> None:
        self.theme_choice = QComboBox(self)
        self.theme_choice.setAccessibleName(self.tr("Appearance"))
        for text, theme in (
            (self.tr("As the system"), "system"),
            (self.tr("Dark"), "dark"),
            (self.tr("Light"), "light"),
        ):
            self.theme_choice.addItem(text, theme)
        self.theme_choice.setCurrentIndex(self.theme_choice.findData(self._settings.theme))
        self.language_choice = QComboBox(self)
        self.language_choice.setAccessibleName(self.tr("Language"))
        self.language_choice.addItem(self.tr("As the system"), "")
        for code in (ENGLISH, *languages()):
            # Without a country Qt takes English for that of the United States, and names it so.
            name = "English" if code == ENGLISH else QLocale(code).nativeLanguageName()
            self.language_choice.addItem(name[:1].upper() + name[1:], code)
        # A language that is no longer there falls back to the system's.
        self.language_choice.setCurrentIndex(max(self.language_choice.findData(self._settings.language), 0))
        self.language_note = text_label(self.tr("From the next start on."), quiet=True, parent=self)
        self.language_note.hide()
        self.language_choice.currentIndexChanged.connect(self._on_language)

    def _make_quality(self, quality: Quality, devices: Sequence[str]) -> None:
        self.preview_spin = QSpinBox(self)
        self.preview_spin.setRange(*PREVIEW_RANGE)
        self.preview_spin.setSingleStep(64)
        self.preview_spin.setValue(quality.preview_size)
        self.preview_spin.setSuffix(self.tr(" pixels"))
        self.preview_spin.setAccessibleName(self.tr("Preview size"))
        self.preview_spin.setToolTip(self.tr("The long side of what is painted while you try; larger is slower"))
        self.device_choice = QComboBox(self)
        self.device_choice.setAccessibleName(self.tr("Paint with"))
        texts = {
            "auto": self.tr("The fastest there is"),
            "cpu": self.tr("Processor"),
            "cuda": self.tr("Graphics card (CUDA)"),
            "mps": self.tr("Graphics of Apple computers"),
        }
        for device in devices:
            self.device_choice.addItem(texts.get(device, device), device)
        self.device_choice.setCurrentIndex(max(self.device_choice.findData(quality.device), 0))

    def _arrange(self) -> None:
        rows = form()
        rows.addRow(self.tr("&Appearance"), self.theme_choice)
        rows.addRow(self.tr("Lan&guage"), self.language_choice)
        rows.addRow("", self.language_note)
        rows.addRow(line(self))
        rows.addRow(self.tr("&Preview size"), self.preview_spin)
        rows.addRow(self.tr("Paint &with"), self.device_choice)
        for field in (self.preview_spin, self.device_choice):
            rows.setRowVisible(field, self._quality is not None)
        log = QHBoxLayout()
        log.addWidget(self.log_button)
        log.addStretch(1)
        rows.addRow(self.tr("Log"), log)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, parent=self
        )
        self.ok_button = buttons.button(QDialogButtonBox.StandardButton.Ok)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        spaced(column)
        column.addLayout(rows)
        column.addStretch(1)
        column.addWidget(buttons)
        self.setMinimumWidth(440)

    @Slot()
    def _on_language(self) -> None:
        self.language_note.setVisible(self.language_choice.currentData() != self._settings.language)
