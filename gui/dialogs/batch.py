"""The dialog in which many photos are painted with the document's look: what, where to, and how it gets on."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
)

from engine.batch.batch import Batch, BatchSettings
from engine.batch.naming import Pattern
from engine.batch.plan import find_photos, plan_pieces
from engine.errors import JobError, PentimentoError
from engine.images import SaveOptions
from engine.images.formats import READ_PATTERNS
from gui.dialogs.batch_progress import BatchProgressView
from gui.dialogs.export import SIZE_RANGE
from gui.dialogs.parts import SPACE, form, line, resize_within_screen, spaced, text_label
from gui.language import in_words
from gui.settings import Folder
from gui.work.job_makers import document_job_maker

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from engine.batch.plan import Piece
    from engine.batch.report import BatchReport
    from gui.document.document import Document
    from gui.settings import Settings
    from gui.stopping import Stopping
    from gui.work.background import Background
    from gui.work.batches import Batches
    from gui.work.job_makers import DocumentJobMaker

AS_PHOTO = ""


class BatchDialog(QDialog):
    """Asks which photos to paint and where to, and shows how that gets on; nobody need close it to go on working.

    Args:
        document: whose look they get.
        batches: paints them.
        stopping: stops that.
        settings: remembers folders.
        background: looks for photos.
        parent: the owner.
    """

    def __init__(
        self,
        document: Document,
        batches: Batches,
        stopping: Stopping,
        settings: Settings,
        background: Background,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Batch"))
        self._document = document
        self._batches = batches
        self._stopping = stopping
        self._settings = settings
        self._background = background
        self._places: tuple[Path, ...] = ()
        self._output: Path | None = None
        self._planning = False
        self._make_fields()
        self.progress = BatchProgressView(self)
        self.note = text_label(parent=self)
        self._arrange()
        self._connect()
        self._show_places()
        self._show_state()

    # What a hand does

    @Slot()
    def choose_folder(self) -> None:
        """Asks for a folder with photos."""
        folder = QFileDialog.getExistingDirectory(self, self.tr("Folder with photos"), self._folder())
        if folder:
            self._settings.set_folder(Folder.BATCH, Path(folder))
            self.take((Path(folder),))

    @Slot()
    def choose_pictures(self) -> None:
        """Asks for photos."""
        names, _ = QFileDialog.getOpenFileNames(
            self, self.tr("Photos to paint"), self._folder(), self.tr("Pictures ({kinds})").format(kinds=READ_PATTERNS)
        )
        if names:
            self._settings.set_folder(Folder.BATCH, Path(names[0]).parent)
            self.take(tuple(map(Path, names)))

    @Slot()
    def choose_output(self) -> None:
        """Asks for the folder for the results."""
        folder = QFileDialog.getExistingDirectory(self, self.tr("Folder for the results"), str(self._output or ""))
        if folder:
            self._output = Path(folder)
            self._show_places()

    @Slot()
    def begin(self) -> None:
        """Works out what goes where, and enqueues it."""
        output = self._output
        try:
            maker = document_job_maker(self._document, same_look=bool(self.look_choice.currentData()))
            pattern = Pattern(self.name_edit.text().strip())
        except PentimentoError as error:
            self.note.setText(in_words(error))
            return
        if maker is None:
            self.note.setText(self.tr("Add a style first: then there is a look to paint with."))
            return
        if output is None:
            return
        self._planning = True
        self.progress.failures.clear()
        self.note.setText(self.tr("Looking for pictures…"))
        self._show_state()
        suffix = str(self.format_choice.currentData())
        plan = partial(
            _plan, self._places, output, maker, pattern, suffix or None, recursive=self.recursive_check.isChecked()
        )
        # A folder on a network may take its time.
        self._background.run(plan, partial(self._enqueue, maker, self._chosen()), self._refuse)

    # Making

    def _make_fields(self) -> None:
        self.places_label = text_label(parent=self)
        self.folder_button = QPushButton(self.tr("&Folder…"), self)
        self.pictures_button = QPushButton(self.tr("&Pictures…"), self)
        self.recursive_check = QCheckBox(self.tr("Look into its folders &too"), self)
        self.output_label = text_label(parent=self)
        self.output_button = QPushButton(self.tr("&Change…"), self)
        self.output_button.setAccessibleName(self.tr("Change the folder for the results"))
        for button in (self.folder_button, self.pictures_button, self.output_button):
            button.setAutoDefault(False)
        self.name_edit = QLineEdit("{name}", self)
        self.name_edit.setToolTip(
            self.tr("{name} is the photo's name, {style} the styles' and {number} its place among all")
        )
        self.example = text_label(quiet=True, parent=self)
        self.format_choice = QComboBox(self)
        for suffix, text in (
            (AS_PHOTO, self.tr("As the photo")),
            (".jpg", "JPEG"),
            (".png", "PNG"),
            (".tif", "TIFF"),
            (".webp", "WebP"),
            (".avif", "AVIF"),
            (".jxl", "JPEG XL"),
        ):
            self.format_choice.addItem(text, suffix)
        self.quality_spin = QSpinBox(self)
        self.quality_spin.setRange(1, 100)
        self.quality_spin.setValue(self._settings.export_choices.quality)
        self.quality_spin.setToolTip(self.tr("Of JPEG, WebP, AVIF and JPEG XL: higher is finer and makes larger files"))
        self.size_check = QCheckBox(self.tr("&Long side"), self)
        self.side_spin = QSpinBox(self)
        self.side_spin.setRange(*SIZE_RANGE)
        self.side_spin.setValue(self._document.state.quality.preview_size)
        self.side_spin.setSuffix(self.tr(" pixels"))
        self.side_spin.setAccessibleName(self.tr("Long side in pixels"))
        self.side_spin.setEnabled(False)
        self.look_choice = QComboBox(self)
        self.look_choice.addItem(self.tr("Same look at any size"), True)  # noqa: FBT003 - what is chosen
        self.look_choice.addItem(self.tr("Finer strokes"), False)  # noqa: FBT003 - likewise
        self.others_choice = QComboBox(self)
        self.others_choice.addItem(self.tr("Keep them, and pass over their photos"), "keep")
        self.others_choice.addItem(self.tr("Replace them, unless they are finished"), "replace")

    def _arrange(self) -> None:
        places = _row()
        places.addWidget(self.places_label, 1)
        places.addWidget(self.folder_button)
        places.addWidget(self.pictures_button)
        output = _row()
        output.addWidget(self.output_label, 1)
        output.addWidget(self.output_button)
        kind = _row()
        kind.addWidget(self.format_choice, 1)
        kind.addWidget(QLabel(self.tr("Quality"), self))
        kind.addWidget(self.quality_spin)
        size = _row()
        size.addWidget(self.size_check)
        size.addWidget(self.side_spin)
        size.addStretch(1)
        self._rows = rows = form()
        rows.addRow(self.tr("Photos"), places)
        rows.addRow("", self.recursive_check)
        rows.addRow(self.tr("Results"), output)
        rows.addRow(self.tr("&Name"), self.name_edit)
        rows.addRow("", self.example)
        rows.addRow(line(self))
        rows.addRow(self.tr("Format"), kind)
        rows.addRow(self.tr("Size"), size)
        rows.addRow(self.tr("&Strokes"), self.look_choice)
        rows.addRow(self.tr("Files that are &there"), self.others_choice)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, parent=self)
        self.stop_button = buttons.addButton(self.tr("Sto&p"), QDialogButtonBox.ButtonRole.ActionRole)
        self.begin_button = buttons.addButton(self.tr("&Begin"), QDialogButtonBox.ButtonRole.ActionRole)
        self.begin_button.setDefault(True)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        spaced(column)
        column.addLayout(rows)
        column.addWidget(line(self))
        column.addWidget(self.progress, 1)
        column.addWidget(self.note)
        column.addStretch(0)
        column.addWidget(buttons)
        resize_within_screen(self, 620, 560)

    def _connect(self) -> None:
        self.folder_button.clicked.connect(self.choose_folder)
        self.pictures_button.clicked.connect(self.choose_pictures)
        self.output_button.clicked.connect(self.choose_output)
        self.recursive_check.toggled.connect(self._show_places)
        self.name_edit.textChanged.connect(self._show_example)
        self.format_choice.currentIndexChanged.connect(self._show_example)
        self.size_check.toggled.connect(self.side_spin.setEnabled)
        self.begin_button.clicked.connect(self.begin)
        self.stop_button.clicked.connect(lambda: self._stopping.stop_batch(self))
        self._batches.progressed.connect(self.progress.show_progress)
        self._batches.ended.connect(self._on_ended)

    # What is chosen

    def _folder(self) -> str:
        """Where questions for photos begin."""
        return str(self._settings.folder(Folder.BATCH) or self._settings.folder(Folder.PHOTOS) or Path.home())

    def _chosen(self) -> BatchSettings:
        saving = SaveOptions(
            quality=self.quality_spin.value(),
            strip_metadata=False,
            keep_location=self._settings.export_choices.keep_location,
        )
        size = self.side_spin.value() if self.size_check.isChecked() else None
        return BatchSettings(size, saving, self.others_choice.currentData())

    def take(self, places: tuple[Path, ...]) -> None:
        """Takes a folder or photos, whose results go beside them."""
        self._places = places
        first = places[0]
        # Beside the photos, not among them: they would be taken for photos the next time.
        folder = first if first.is_dir() else first.parent
        self._output = folder.with_name(self.tr("{folder} painted").format(folder=folder.name or "Pentimento"))
        self._show_places()

    # Showing

    @Slot()
    def _show_places(self) -> None:
        if not self._places:
            self.places_label.setText(self.tr("Choose a folder or pictures."))
        elif len(self._places) == 1:
            self.places_label.setText(str(self._places[0]))
            self._count()
        else:
            self.places_label.setText(self.tr("{count} pictures").format(count=len(self._places)))
        self.output_label.setText("" if self._output is None else str(self._output))
        self.recursive_check.setEnabled(any(place.is_dir() for place in self._places))
        self.note.clear()
        self._show_example()

    def _count(self) -> None:
        """Says how many pictures the folder holds; those of folders in it are not worth the wait."""
        (place,) = self._places
        if self._output is not None and place.is_dir() and not self.recursive_check.isChecked():
            self._background.run(
                partial(_count_photos, place, self._output), partial(self._show_count, place), self._refuse
            )

    def _show_count(self, place: Path, count: int) -> None:
        if self._places == (place,) and not self.recursive_check.isChecked():
            text = self.tr("{folder} (pictures: {count})")
            self.places_label.setText(text.format(folder=place, count=count))

    @Slot()
    def _show_example(self) -> None:
        # What was refused with another name may be possible now.
        if not self._planning:
            self.note.clear()
        photo = self._places[0] if self._places and self._places[0].is_file() else Path(self.tr("harbour") + ".jpg")
        try:
            named = Pattern(self.name_edit.text().strip()).named(photo.stem, self.tr("wave"), 1, 100)
        except PentimentoError as error:
            self.example.setText(in_words(error))
        else:
            name = f"{named}{self.format_choice.currentData() or photo.suffix}"
            same = name == photo.name
            self.example.setText("" if same else self.tr("{photo} becomes {name}").format(photo=photo.name, name=name))
        self._rows.setRowVisible(self.example, bool(self.example.text()))
        self._show_state()

    def _show_state(self) -> None:
        busy = self._batches.busy or self._planning
        self.begin_button.setEnabled(not busy and bool(self._places) and self._output is not None)
        self.stop_button.setEnabled(self._batches.busy)
        self.progress.setVisible(busy or self.progress.has_begun)

    # How it gets on

    def _enqueue(self, maker: DocumentJobMaker, settings: BatchSettings, pieces: tuple[Piece, ...]) -> None:
        self._planning = False
        self.note.clear()
        self.progress.show_waiting()
        self._batches.add(Batch(pieces, (maker,), settings))
        self._show_state()

    def _refuse(self, error: BaseException) -> None:
        self._planning = False
        self.note.setText(in_words(error))
        self._show_state()

    @Slot(object)
    def _on_ended(self, report: BatchReport | None) -> None:
        self.progress.show_end(report)
        self._show_state()


def _row() -> QHBoxLayout:
    made = QHBoxLayout()
    made.setSpacing(SPACE)
    return made


def _count_photos(folder: Path, output: Path) -> int:
    try:
        return len(find_photos((folder,), output, recursive=False))
    except JobError:
        # What is wrong with the folder is said when it is to be painted.
        return 0


def _plan(
    places: tuple[Path, ...],
    output: Path,
    maker: DocumentJobMaker,
    pattern: Pattern,
    suffix: str | None,
    *,
    recursive: bool,
) -> tuple[Piece, ...]:
    photos = find_photos(places, output, recursive=recursive)
    return plan_pieces(photos, [maker.name], output, pattern, suffix=suffix, sixteen_bits=False)
