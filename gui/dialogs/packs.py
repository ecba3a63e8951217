"""The dialog of model packs: what is here, what can be had, and whether it is sound."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QInputDialog,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from engine.errors import PackError, PentimentoError
from gui.dialogs.pack_details import PackDetails, PackEntry, pack_entries, shown_size
from gui.dialogs.pack_list import PackList
from gui.dialogs.pack_work import PackWork, engine_tools
from gui.dialogs.parts import SPACE, resize_within_screen, spaced, text_label
from gui.icons import icon
from gui.language import in_words
from gui.modal import accepted

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QCloseEvent

    from engine.packs.registry import Registry
    from gui.dialogs.pack_work import DownloadStep, PackTools

STEPS = 1000
"""Of the progress bar."""


class PacksDialog(QDialog):
    """Lists model packs, and verifies, imports, downloads and removes them.

    One thing is done at a time, in the background. Closing the dialog meanwhile cancels a download, and waits for
    what cannot be cancelled.

    Args:
        registry: where packs are kept.
        parent: the owner.
        tools: what verifies, imports and downloads; None: the engine's own.
        default: the pack that is used where none is chosen; None: the registry's.

    Attributes:
        packs_changed: a pack was added or removed.
        default_chosen: the name of the pack that is to be used from now on.
        failed: an exception that is no sentence for the user but a mistake in the program.
    """

    packs_changed = Signal()
    default_chosen = Signal(str)
    failed = Signal(object)

    def __init__(
        self,
        registry: Registry,
        parent: QWidget | None = None,
        *,
        tools: PackTools | None = None,
        default: str | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Model packs"))
        self._registry = registry
        self._tools = tools or engine_tools()
        self._default = default
        self._work: PackWork | None = None
        self._done_text = ""
        self._chosen_next = ""
        self._closing = False
        self._make_parts()
        self._arrange()
        self.list.currentItemChanged.connect(self._show_entry)
        self._fill()
        resize_within_screen(self, 820, 520)
        self.list.setFocus()

    @property
    def busy(self) -> bool:
        """Whether something is being done."""
        return self._work is not None

    # Making

    def _make_parts(self) -> None:
        self.list = PackList(self)
        self.details = PackDetails(self)
        self.import_button = self._button(self.tr("&Import folder…"), "open", self.import_folder)
        self.import_button.setToolTip(self.tr("Make a pack of weight files (.pth) that are on this computer"))
        self.download_button = self._button(self.tr("&Download…"), "", self.download)
        self.verify_button = self._button(self.tr("&Verify"), "", self.verify)
        self.verify_button.setToolTip(self.tr("Check every byte"))
        self.default_button = self._button(self.tr("&Make default"), "", self.make_default)
        self.default_button.setToolTip(self.tr("Paint with this pack from now on"))
        self.remove_button = self._button(self.tr("&Remove…"), "remove", self.remove)
        self.status = text_label(parent=self)
        self.status.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self.status.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(180)
        self.progress.setAccessibleName(self.tr("Progress"))
        self.cancel_button = self._button(self.tr("&Cancel"), "stop", self.cancel)
        for part in (self.progress, self.cancel_button):
            part.hide()

    def _button(self, text: str, icon_name: str, slot: Callable[[], None]) -> QPushButton:
        button = QPushButton(text, self)
        if icon_name:
            button.setIcon(icon(icon_name))
        button.setAutoDefault(False)
        button.clicked.connect(slot)
        return button

    def _arrange(self) -> None:
        left = QVBoxLayout()
        left.addWidget(self.list, 1)
        left.addWidget(self.import_button)
        actions = QHBoxLayout()
        actions.setSpacing(SPACE)
        for button in (self.download_button, self.default_button, self.verify_button):
            actions.addWidget(button)
        actions.addStretch(1)
        actions.addWidget(self.remove_button)
        right = QVBoxLayout()
        right.addWidget(self.details, 1)
        right.addLayout(actions)
        both = QHBoxLayout()
        both.setSpacing(16)
        both.addLayout(left, 2)
        both.addLayout(right, 3)
        below = QHBoxLayout()
        below.addWidget(self.status, 1)
        below.addWidget(self.progress)
        below.addWidget(self.cancel_button)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, parent=self)
        buttons.rejected.connect(self.reject)
        self.close_button = buttons.button(QDialogButtonBox.StandardButton.Close)
        self.close_button.setText(self.tr("C&lose"))
        below.addWidget(buttons)
        column = QVBoxLayout(self)
        spaced(column)
        column.addLayout(both, 1)
        column.addLayout(below)

    # Showing

    def _fill(self, chosen: str = "") -> None:
        self.list.show_entries(pack_entries(self._registry, self._default_name()), chosen)
        self._show_entry()

    def _default_name(self) -> str | None:
        names = self._registry.names()
        if self._default in names:
            return self._default
        with suppress(PackError):
            return self._registry.default_name()
        return None

    def _entry(self) -> PackEntry:
        entry = self.list.entry
        assert entry is not None, "a pack is selected"
        return entry

    @Slot()
    def _show_entry(self) -> None:
        entry = self.list.entry
        self.details.show_entry(entry)
        idle = not self.busy
        self.import_button.setEnabled(idle)
        offered = entry is not None and entry.public is not None and entry.installed is None
        self.download_button.setVisible(offered)
        self.download_button.setEnabled(idle)
        for button in (self.verify_button, self.default_button, self.remove_button):
            button.setVisible(entry is not None and entry.is_here)
        sound = entry is not None and entry.installed is not None
        self.verify_button.setEnabled(idle)
        self.default_button.setEnabled(idle and sound and entry is not None and not entry.is_default)
        self.remove_button.setEnabled(idle and entry is not None and entry.removable)

    # Doing

    @Slot()
    def verify(self) -> None:
        """Checks every byte of the selected pack."""
        name = self._entry().name
        self._begin(
            self.tr("Checking {name}…").format(name=name), self.tr("{name} is sound, byte for byte.").format(name=name)
        ).run(lambda: self._tools.verify(self._registry.find(name)))

    @Slot()
    def import_folder(self) -> None:
        """Asks for a folder and a name, and makes a pack."""
        folder = QFileDialog.getExistingDirectory(self, self.tr("Folder with weight files"))
        if not folder:
            return
        suggested = re.sub(r"[^A-Za-z0-9_-]+", "-", Path(folder).name).strip("-_") or "pack"
        name, accepted = QInputDialog.getText(
            self, self.tr("Import a pack"), self.tr("Name of the new pack"), text=suggested
        )
        if not accepted:
            return
        name = name.strip()
        replace = name in self._registry.names()
        try:
            self._registry.check_free(name, replace=replace)
        except PackError as error:
            self.status.setText(in_words(error))
            return
        if replace and not self._confirmed(
            self.tr("There is already a pack {name}. Replace it?").format(name=name), self.tr("Replace")
        ):
            return
        self._chosen_next = name
        done = self.tr("{name} was imported.").format(name=name)
        self._begin(self.tr("Importing {name}…").format(name=name), done).run(
            lambda: self._tools.import_folder(Path(folder), name, self._registry, replace=replace)
        )

    @Slot()
    def download(self) -> None:
        """Shows the licence of the selected pack, and downloads it if that is accepted."""
        entry = self._entry()
        public = entry.public
        if public is None:
            return
        terms = self.tr("{name}, {size}\n\nLicence: {licence}\nMade by: {attribution}\nFrom: {origin}").format(
            name=entry.name,
            size=shown_size(PackEntry(entry.name, public=public).size),
            licence=public.licence,
            attribution=public.attribution,
            origin=public.origin,
        )
        question = self.tr("Download this pack under its licence?")
        if not self._confirmed(question, self.tr("Accept and download"), terms):
            return
        name, replace = entry.name, entry.is_here
        self._chosen_next = name
        work = self._begin(
            self.tr("Downloading {name}…").format(name=name),
            self.tr("{name} was downloaded and installed.").format(name=name),
            cancellable=True,
        )
        work.step(lambda pause: self._tools.download(name, self._registry, replace=replace, pause=pause))

    @Slot()
    def make_default(self) -> None:
        """Makes the selected pack the one that is painted with."""
        name = self._entry().name
        self._default = name
        self._fill(name)
        self.status.setText(self.tr("{name} is the default now.").format(name=name))
        self.default_chosen.emit(name)

    @Slot()
    def remove(self) -> None:
        """Deletes the selected pack after asking."""
        name = self._entry().name
        if not self._confirmed(
            self.tr("Delete the model pack {name} from this computer?").format(name=name), self.tr("Delete")
        ):
            return
        try:
            self._registry.remove(name)
        except PackError as error:
            self.status.setText(in_words(error))
            return
        self._fill()
        self.status.setText(self.tr("{name} was removed.").format(name=name))
        self.packs_changed.emit()

    @Slot()
    def cancel(self) -> None:
        """Gives up a download; what has arrived is kept for the next time."""
        if self._work is not None:
            self._work.cancel()
            self.cancel_button.setEnabled(False)
            self.status.setText(self.tr("Stopping…"))

    # Closing

    def done(self, result: int) -> None:
        """Closes the dialog as soon as nothing is being done any more."""
        if self._work is None:
            super().done(result)
            return
        self._closing = True
        self.cancel()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - the name is Qt's
        """Closes the window's way; the same holds."""
        if self._work is None:
            super().closeEvent(event)
            return
        event.ignore()
        self.done(int(QDialog.DialogCode.Rejected))

    # The work

    def _begin(self, doing: str, done: str, *, cancellable: bool = False) -> PackWork:
        self._work = PackWork()
        self._work.progressed.connect(self._on_progressed)
        self._work.succeeded.connect(self._on_succeeded)
        self._work.failed.connect(self._on_failed)
        self._work.cancelled.connect(self._on_cancelled)
        self._done_text = done
        self.status.setText(doing)
        # No end in sight until the first step tells of one.
        self.progress.setRange(0, 0)
        self.progress.show()
        self.cancel_button.setVisible(cancellable)
        self.cancel_button.setEnabled(True)
        self._show_entry()
        return self._work

    @Slot(object)
    def _on_progressed(self, step: DownloadStep) -> None:
        if not self.cancel_button.isEnabled():
            return
        share = min(step.done / step.total, 1.0) if step.total else 0.0
        self.progress.setRange(0, STEPS)
        self.progress.setValue(round(STEPS * (step.number - 1 + share) / step.files))
        if step.number == step.files and step.done == step.total:
            self.status.setText(self.tr("Installing…"))
            return
        self.status.setText(
            self.tr("File {number} of {files}: {file}, {size}").format(
                number=step.number, files=step.files, file=step.file, size=shown_size(step.total)
            )
        )

    @Slot()
    def _on_succeeded(self) -> None:
        added = self._chosen_next
        self._end(self._done_text)
        self._fill(added)
        if added:
            self.packs_changed.emit()

    @Slot(object)
    def _on_failed(self, error: BaseException) -> None:
        if isinstance(error, PentimentoError):
            self._end(in_words(error))
            return
        self._end(self.tr("That did not work, for a reason that was not foreseen. The log tells more."))
        self.failed.emit(error)

    @Slot()
    def _on_cancelled(self) -> None:
        self._end(self.tr("The download was stopped. What has arrived is kept and not fetched again."))

    def _end(self, text: str) -> None:
        if self._work is not None:
            # It has told its outcome, so this takes no time.
            self._work.wait()
        self._work = None
        self._chosen_next = ""
        self.progress.hide()
        self.cancel_button.hide()
        self.status.setText(text)
        self._show_entry()
        if self._closing:
            super().done(int(QDialog.DialogCode.Rejected))

    def _confirmed(self, question: str, button_text: str, details: str = "") -> bool:
        box = QMessageBox(QMessageBox.Icon.Question, self.windowTitle(), question, parent=self)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setInformativeText(details)
        yes = box.addButton(button_text, QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        accepted(box)
        return box.clickedButton() is yes
