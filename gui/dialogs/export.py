"""The dialog that asks how a picture is to be saved."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSlider,
    QSpinBox,
    QVBoxLayout,
)

from engine.batch.naming import FORBIDDEN
from engine.errors import PictureError
from engine.images import SaveOptions, check_target, free_path
from engine.images.formats import SAVED_AS
from engine.planning.plan import result_size
from gui.dialogs.export_choices import (
    OWN,
    PREVIEW,
    WITH_QUALITY,
    ColoursChoice,
    DepthChoice,
    FormatChoice,
    LookChoice,
    SizeChoice,
)
from gui.dialogs.parts import SPACE, form, line, spaced, text_label
from gui.document.state import Quality
from gui.language import in_words

if TYPE_CHECKING:
    from collections.abc import Collection

    from PySide6.QtWidgets import QWidget

SIZE_RANGE = (16, 30_000)
"""The smallest and largest long side that can be asked for, in pixels."""


@dataclass(frozen=True)
class ExportChoices:
    """What was chosen.

    Attributes:
        target: where to save; a number is added if a file of that name is there and is not to be replaced.
        options: how.
        size: the long side in pixels; None for the photo's own size.
        same_look: whether it is to look like the preview, however large it is; otherwise it has finer strokes.
        own_colours: whether it is to be in the photo's own colour space; otherwise it is in sRGB.
    """

    target: Path
    options: SaveOptions
    size: int | None
    same_look: bool = True
    own_colours: bool = False


class ExportDialog(QDialog):
    """Asks for name, format and size. Nothing is saved here.

    Args:
        parent: the owner.
        photo_path: the photo, which is never replaced; None if it has no file.
        default_target: folder, name and format to begin with.
        full_size: width and height of the picture at its original size.
        has_16_bits: whether the photo has 16 bits per channel.
        options: what was chosen the last time.
        preview_size: the long side of the preview, which is offered as a size.
        same_look: what was chosen the last time.
        pending: files that will be there when the exports have ended that wait already.
        own_colours: what was chosen the last time.
    """

    def __init__(
        self,
        parent: QWidget | None,
        photo_path: Path | None,
        default_target: Path,
        full_size: tuple[int, int],
        has_16_bits: bool,  # noqa: FBT001 - a fact about the photo, as the others
        *,
        options: SaveOptions | None = None,
        preview_size: int | None = None,
        same_look: bool = True,
        pending: Collection[Path] = (),
        own_colours: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Export picture"))
        self._photo_path = photo_path
        self._folder = default_target.parent
        self._full_size = full_size
        self._pending = pending
        self._preview_size = preview_size or Quality().preview_size
        self._make_file_fields(default_target)
        self._make_picture_fields(has_16_bits=has_16_bits, options=options or SaveOptions())
        self.look_choice = LookChoice(self, same_look=same_look)
        self.colours_choice = ColoursChoice(self, own=own_colours and photo_path is not None)
        self._make_metadata_fields(options or SaveOptions())
        self._arrange()
        self._connect()
        self._choose_format()
        self._show_size()
        self.name_edit.selectAll()
        self.name_edit.setFocus()

    def values(self) -> ExportChoices:
        """What is chosen now."""
        suffix = self._suffix()
        bits = self.depth() if SAVED_AS[suffix].sixteen_bits else 8
        options = SaveOptions(
            quality=self.quality_spin.value(),
            bits=bits,
            strip_metadata=not self.metadata_check.isChecked(),
            keep_location=self.metadata_check.isChecked() and self.location_check.isChecked(),
            existing="overwrite" if self._replaces() else "unique",
        )
        return ExportChoices(
            self._target(), options, self._size(), self.look_choice.currentData() is True, self._keeps_own_colours()
        )

    def depth(self) -> Literal[8, 16]:
        """The bits per channel that are chosen for formats which leave a choice."""
        return 16 if self.depth_choice.currentData() == 16 else 8

    @Slot()
    def accept(self) -> None:
        """Closes the dialog if the picture can be saved like this, and otherwise says why not."""
        chosen = self.values()
        try:
            check_target(chosen.target, chosen.options, size=result_size(self._full_size, chosen.size))
        except PictureError as error:
            self._refuse(in_words(error))
            return
        super().accept()

    # Making

    def _make_file_fields(self, default_target: Path) -> None:
        self.name_edit = QLineEdit(default_target.stem, self)
        self.name_edit.setAccessibleName(self.tr("File name"))
        self.folder_label = text_label(quiet=True, parent=self)
        self.folder_button = QPushButton(self.tr("&Change…"), self)
        self.folder_button.setAutoDefault(False)
        self.folder_button.setAccessibleName(self.tr("Change the folder"))
        self.replace_check = QCheckBox(self.tr("&Replace it"), self)
        self.note = text_label(parent=self)
        self.note.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self.note.setAlignment(Qt.AlignmentFlag.AlignTop)
        # Kept when the box is hidden: typing a longer name should not move what is below.
        kept = self.replace_check.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.replace_check.setSizePolicy(kept)
        self.format_choice = FormatChoice(self)
        self.format_choice.set_suffix(default_target.suffix)

    def _make_picture_fields(self, *, has_16_bits: bool, options: SaveOptions) -> None:
        self.quality_slider = QSlider(Qt.Orientation.Horizontal, self)
        self.quality_spin = QSpinBox(self)
        for field in (self.quality_slider, self.quality_spin):
            field.setRange(1, 100)
            field.setValue(options.quality)
            field.setAccessibleName(self.tr("Quality"))
            field.setToolTip(self.tr("Higher is finer and makes larger files; 95 suits most pictures"))
        self.depth_choice = DepthChoice(self, deep=has_16_bits or options.bits == 16)
        self.size_choice = SizeChoice(self, smaller_preview=self._preview_size < max(self._full_size))
        self.side_spin = QSpinBox(self)
        self.side_spin.setRange(*SIZE_RANGE)
        self.side_spin.setValue(max(self._full_size))
        self.side_spin.setSuffix(self.tr(" pixels"))
        self.side_spin.setAccessibleName(self.tr("Longer side in pixels"))
        self.size_label = text_label(quiet=True, parent=self)
        self.size_label.setWordWrap(False)

    def _make_metadata_fields(self, options: SaveOptions) -> None:
        self.metadata_check = QCheckBox(self.tr("Keep the photo's &metadata: camera, author, date"), self)
        self.metadata_check.setChecked(not options.strip_metadata)
        self.location_check = QCheckBox(self.tr("Keep the &place where it was taken"), self)
        self.location_check.setChecked(options.keep_location)
        self.location_check.setEnabled(self.metadata_check.isChecked())
        self.metadata_note = text_label(quiet=True, parent=self)
        self.metadata_note.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self.metadata_note.setAlignment(Qt.AlignmentFlag.AlignTop)

    def _arrange(self) -> None:
        folder = QHBoxLayout()
        folder.addWidget(self.folder_label, 1)
        folder.addWidget(self.folder_button)
        note = QVBoxLayout()
        note.setSpacing(2)
        note.addWidget(self.note)
        note.addWidget(self.replace_check)
        quality = QHBoxLayout()
        quality.setSpacing(SPACE)
        quality.addWidget(self.quality_slider, 1)
        quality.addWidget(self.quality_spin)
        size = QHBoxLayout()
        size.setSpacing(SPACE)
        size.addWidget(self.size_choice, 1)
        size.addWidget(self.side_spin)
        size.addWidget(self.size_label)
        self._rows = form()
        self._rows.addRow(self.tr("&Name"), self.name_edit)
        self._rows.addRow(self.tr("Folder"), folder)
        self._rows.addRow("", note)
        self._rows.addRow(line(self))
        self._rows.addRow(self.tr("&Format"), self.format_choice)
        self._quality_row, self._depth_row = quality, self.depth_choice
        self._rows.addRow(self.tr("&Quality"), quality)
        self._rows.addRow(self.tr("&Depth"), self.depth_choice)
        self._rows.addRow(self.tr("&Size"), size)
        self._rows.addRow(self.tr("S&trokes"), self.look_choice)
        self._rows.addRow(self.tr("Co&lours"), self.colours_choice)
        # A picture from the clipboard has no file that could tell more.
        self._rows.setRowVisible(self.colours_choice, self._photo_path is not None)
        self._rows.addRow(line(self))
        self._rows.addRow(self.tr("In the file"), self.metadata_check)
        self._rows.addRow("", self.location_check)
        self._rows.addRow("", self.metadata_note)
        for row, buddy in ((quality, self.quality_spin), (size, self.size_choice)):
            label = self._rows.labelForField(row)
            if isinstance(label, QLabel):
                label.setBuddy(buddy)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, parent=self)
        self.export_button = buttons.addButton(self.tr("&Export"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.export_button.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        spaced(column)
        column.addLayout(self._rows)
        column.addStretch(1)
        column.addWidget(buttons)
        self.setMinimumWidth(540)

    def _connect(self) -> None:
        self.name_edit.textEdited.connect(self._on_name_edited)
        self.folder_button.clicked.connect(self.choose_folder)
        self.replace_check.toggled.connect(self._show_note)
        self.format_choice.currentIndexChanged.connect(self._choose_format)
        self.quality_slider.valueChanged.connect(self.quality_spin.setValue)
        self.quality_spin.valueChanged.connect(self.quality_slider.setValue)
        self.size_choice.currentIndexChanged.connect(self._show_size)
        self.side_spin.valueChanged.connect(self._show_size)
        self.metadata_check.toggled.connect(self.location_check.setEnabled)
        self.metadata_check.toggled.connect(self._show_metadata)
        self._show_metadata()

    # What is chosen

    def _suffix(self) -> str:
        return str(self.format_choice.currentData())

    def _stem(self) -> str:
        name = self.name_edit.text().strip()
        return Path(name).stem if Path(name).suffix.lower() in SAVED_AS else name

    def _target(self) -> Path:
        return self._folder / f"{self._stem()}{self._suffix()}"

    def _size(self) -> int | None:
        chosen = self.size_choice.currentData()
        if chosen == PREVIEW:
            return self._preview_size
        if chosen == OWN and self.side_spin.value() != max(self._full_size):
            return self.side_spin.value()
        return None

    def _keeps_own_colours(self) -> bool:
        return self._photo_path is not None and self.colours_choice.currentData() is True

    def _exists(self) -> bool:
        try:
            return self._target() in self._pending or os.path.lexists(self._target())
        except ValueError:
            return False

    def _is_photo(self) -> bool:
        try:
            return self._photo_path is not None and self._target().samefile(self._photo_path)
        except OSError:
            return False

    def _replaces(self) -> bool:
        return self.replace_check.isChecked() and self._exists() and not self._is_photo()

    # Showing

    @Slot()
    def choose_folder(self) -> None:
        """Asks for another folder."""
        folder = QFileDialog.getExistingDirectory(self, self.tr("Folder for the picture"), str(self._folder))
        if folder:
            self._folder = Path(folder)
            self.replace_check.setChecked(False)
            self._show_note()

    @Slot(str)
    def _on_name_edited(self, name: str) -> None:
        # Permission to replace was given for one file, not for whichever is named next.
        self.replace_check.setChecked(False)
        self.format_choice.set_suffix(Path(name.strip()).suffix)
        self._show_note()

    @Slot()
    def _choose_format(self) -> None:
        suffix = self._suffix()
        self._rows.setRowVisible(self._quality_row, suffix in WITH_QUALITY)
        self._rows.setRowVisible(self._depth_row, SAVED_AS[suffix].sixteen_bits)
        self.replace_check.setChecked(False)
        self._show_note()

    @Slot()
    def _show_size(self) -> None:
        own = self.size_choice.currentData() == OWN
        self.side_spin.setVisible(own)
        width, height = result_size(self._full_size, self._size())
        self._rows.setRowVisible(self.look_choice, max(width, height) > self._preview_size)
        self.size_label.setText(self.tr("{width} × {height}").format(width=width, height=height))
        self._show_note()

    @Slot()
    def _show_metadata(self) -> None:
        if self.metadata_check.isChecked():
            text = self.tr(
                "The recipe goes into the file, so that the look can be used again. The colour profile stays, so that "
                "colours look the same elsewhere."
            )
        else:
            text = self.tr(
                "Nothing but the picture and its colour profile goes into the file: no camera, no place, no recipe."
            )
        self.metadata_note.setText(text)

    @Slot()
    def _show_note(self) -> None:
        self.folder_label.setText(str(self._folder))
        self.folder_label.setToolTip(str(self._folder))
        problem = self._problem()
        exists = not problem and self._exists()
        self.replace_check.setVisible(exists and not self._is_photo())
        self.export_button.setEnabled(not problem)
        self.note.setText(problem or (self._about_existing() if exists else self._about_new()))

    def _problem(self) -> str:
        stem = self._stem()
        if not stem.strip("."):
            return self.tr("Give the picture a name.")
        forbidden = FORBIDDEN.search(stem)
        if forbidden:
            return self.tr("A file name cannot hold {character}.").format(character=forbidden[0])
        kind = SAVED_AS[self._suffix()]
        side = max(result_size(self._full_size, self._size()))
        if side > kind.longest_side:
            return self.tr(
                "{format} holds at most {side} pixels a side: choose PNG or TIFF, or a smaller size."
            ).format(format=kind.name, side=kind.longest_side)
        return ""

    def _about_new(self) -> str:
        return self.tr("Will be saved as {name}.").format(name=self._target().name)

    def _about_existing(self) -> str:
        name = self._target().name
        if self._replaces():
            return self.tr("{name} will be replaced by this picture.").format(name=name)
        try:
            check_target(self._target(), SaveOptions(existing="unique"))
            numbered = free_path(self._target(), self._pending).name
        except PictureError as error:
            return in_words(error)
        if self._is_photo():
            return self.tr("{name} is the photo itself and stays. Will be saved as {numbered}.").format(
                name=name, numbered=numbered
            )
        return self.tr("{name} is there already. Will be saved as {numbered}.").format(name=name, numbered=numbered)

    def _refuse(self, sentence: str) -> None:
        self.note.setText(sentence)
        self.name_edit.setFocus()
