"""The dialog that says what the program is, and whose work it stands on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from engine.job import program_version
from gui.dialogs.licences import Library, libraries, licence_text
from gui.dialogs.parts import heading, resize_within_screen, spaced, text_label
from gui.icons import program_icon

if TYPE_CHECKING:
    from engine.packs.registry import InstalledPack, Registry

ICON_SIDE = 72
ABOUT = Qt.ItemDataRole.UserRole


class AboutDialog(QDialog):
    """Shows version and licences.

    Args:
        registry: whose packs are listed.
        parent: the owner.
    """

    def __init__(self, registry: Registry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About Pentimento"))
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("What Pentimento is made of"))
        self.list.setMinimumWidth(190)
        # Long names are cut off, and whole under the pointer.
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.text = QPlainTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(self.tr("Licence"))
        self.list.currentItemChanged.connect(self._show_text)
        self._fill(registry)
        self._arrange()
        resize_within_screen(self, 720, 520)
        self.list.setFocus()

    def _arrange(self) -> None:
        picture = QLabel(self)
        picture.setPixmap(program_icon().pixmap(QSize(ICON_SIDE, ICON_SIDE), self.devicePixelRatio()))
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(heading("Pentimento", self))
        words.addWidget(
            text_label(self.tr("Version {version}, free software (MIT)").format(version=program_version()), parent=self)
        )
        words.addWidget(
            text_label(
                self.tr(
                    "Repaints your photos in the style of any picture, on your own machine. A pentimento is the trace "
                    "of an earlier painting that shows through a later one."
                ),
                quiet=True,
                parent=self,
            )
        )
        above = QHBoxLayout()
        above.setSpacing(18)
        above.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        above.addLayout(words, 1)
        both = QHBoxLayout()
        both.addWidget(self.list, 1)
        both.addWidget(self.text, 3)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, parent=self)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        spaced(column)
        column.addLayout(above)
        column.addSpacing(6)
        column.addLayout(both, 1)
        column.addWidget(buttons)

    def _fill(self, registry: Registry) -> None:
        self._add("Pentimento", licence_text() or "MIT")
        self._add_title(self.tr("Model packs"))
        for name, pack in registry.manifests().packs.items():
            self._add(name, self._about_pack(pack))
        self._add_title(self.tr("Libraries"))
        for library in libraries():
            self._add(library.name, library)
        self.list.setCurrentRow(0)

    def _add(self, name: str, about: str | Library) -> None:
        item = QListWidgetItem(name, self.list)
        item.setToolTip(name)
        item.setData(ABOUT, about)

    def _add_title(self, text: str) -> None:
        item = QListWidgetItem(text, self.list)
        # Not to be chosen, only to be read.
        item.setFlags(Qt.ItemFlag.NoItemFlags)

    def _about_pack(self, pack: InstalledPack) -> str:
        manifest = pack.manifest
        return self.tr("{description}\n\nLicence: {licence}\nMade by: {attribution}\nFrom: {origin}").format(
            description=manifest.description,
            licence=manifest.licence,
            attribution=manifest.attribution,
            origin=manifest.origin,
        )

    def _about_library(self, library: Library) -> str:
        told = self.tr("{name} {version}\nLicence: {licence}").format(
            name=library.name, version=library.version, licence=library.licence
        )
        # Read only now: all of them together are long.
        return f"{told}\n{library.address}\n\n{licence_text(library.name)}".strip()

    @Slot()
    def _show_text(self) -> None:
        item = self.list.currentItem()
        about = item.data(ABOUT) if item else None
        self.text.setPlainText(self._about_library(about) if isinstance(about, Library) else str(about or ""))
