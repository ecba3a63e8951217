"""The parts of the inspector, each bound to the document both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QButtonGroup, QFormLayout, QLabel, QRadioButton, QVBoxLayout, QWidget

from gui.document.checks import SCALE_RANGE
from gui.document.parameter_words import parameter_words
from gui.fields import ROW_SPACE, ChoiceBox, SliderField, align_labels
from gui.inspector.level_rows import LevelRows
from gui.inspector.parameter_fields import ParameterFields
from gui.inspector.quiet_section import QuietSection

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gui.document.document import Document
    from gui.document.parameter_words import ParameterWords

PREVIEW_SIZES = (512, 640, 768, 1024, 1536)


class LookSection(QWidget):
    """Strength, structure, stroke size, quiet places and whose colours.

    Args:
        document: what is shown and changed.
        parent: the Qt parent.

    Attributes:
        strength, structure, stroke_size: sliders.
        quiet: what fills quiet places.
        colours: a button for each choice of the colours.
    """

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        sliders = ParameterFields(document, ["strength", "structure"], self).sliders
        self.strength, self.structure = sliders["strength"], sliders["structure"]
        self.quiet = QuietSection(document, self)
        self.stroke_size = SliderField(
            self.tr("Stroke size"),
            *SCALE_RANGE,
            default=1.0,
            step=0.02,
            decimals=2,
            suffix=self.tr(" ×"),
            logarithmic=True,
            parent=self,
        )
        self.stroke_size.setToolTip(
            self.tr("How large strokes and patterns are: to the left fine and dense, to the right broad and bold.")
        )
        self.stroke_size.changed.connect(self._on_stroke_size)
        align_labels((self.strength, self.structure, self.stroke_size, *self.quiet.sliders))
        self._colours = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ROW_SPACE)
        column.addWidget(self.strength)
        column.addWidget(self.structure)
        column.addWidget(self.stroke_size)
        column.addWidget(self.quiet)
        column.addSpacing(4)
        self.colours = {word: self._colour_button(each) for word, each in parameter_words("colour").choices.items()}
        for button in self.colours.values():
            column.addWidget(button)
        self._colours.buttonClicked.connect(self._on_colour)
        document.treatment_changed.connect(self._show)
        self._show()

    def _colour_button(self, words: ParameterWords) -> QRadioButton:
        button = QRadioButton(words.label, self)
        button.setToolTip(words.tip)
        button.setAccessibleDescription(words.tip)
        self._colours.addButton(button)
        return button

    @Slot()
    def _show(self) -> None:
        treatment = self._document.state.treatment
        self.stroke_size.set_value_quietly(treatment.stroke_size)
        self.colours[treatment.look.colour].setChecked(True)

    @Slot(float)
    def _on_stroke_size(self, size: float) -> None:
        self._document.set_stroke_size(size)

    @Slot()
    def _on_colour(self) -> None:
        chosen = next(colour for colour, button in self.colours.items() if button.isChecked())
        self._document.change_look(colour=chosen)


class LevelsSection(QWidget):
    """The five levels from deep to shallow.

    Args:
        document: what is shown and changed.
        parent: the Qt parent.
    """

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.levels = LevelRows(self)
        self.rows = self.levels.rows
        self.levels.switched.connect(lambda level, on: document.change_level(level, on=on))
        self.levels.strength_changed.connect(lambda level, strength: document.change_level(level, strength=strength))
        self.hint = QLabel(self.tr("Switch on at least one level: without any, nothing is painted."), self)
        self.hint.setWordWrap(True)
        self.hint.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(ROW_SPACE)
        column.addWidget(self.levels)
        column.addWidget(self.hint)
        document.treatment_changed.connect(self._show)
        self._show()

    @Slot()
    def _show(self) -> None:
        treatment = self._document.state.treatment
        self.levels.show_levels(treatment.levels)
        self.hint.setVisible(not treatment.active_levels)


class QualitySection(QWidget):
    """Preview size, device, number format and model pack.

    Args:
        document: what is shown and changed.
        parent: the Qt parent.
    """

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._default_pack = ""
        sizes = [(size, self._size_text(size)) for size in PREVIEW_SIZES]
        self.preview_size = ChoiceBox(self.tr("Preview size"), sizes, self)
        self.device = ChoiceBox(self.tr("Device"), parent=self)
        formats = [
            ("auto", self.tr("Automatic")),
            ("float32", self.tr("Precise (float32)")),
            ("bfloat16", self.tr("Fast (bfloat16)")),
            ("float16", self.tr("Fast (float16)")),
        ]
        self.number_format = ChoiceBox(self.tr("Number format"), formats, self)
        self.pack = ChoiceBox(self.tr("Model pack"), parent=self)
        self._arrange()
        self.set_devices({})
        for box, field in (
            (self.preview_size, "preview_size"),
            (self.device, "device"),
            (self.number_format, "number_format"),
            (self.pack, "pack"),
        ):
            box.chosen.connect(lambda value, field=field: self._document.change_quality(**{field: value}))
        document.quality_changed.connect(self._show)
        self._show()

    def set_devices(self, names: Mapping[str, str]) -> None:
        """Offers devices besides the automatic choice and the processor.

        Args:
            names: what they are called, by "cuda" or "mps".
        """
        choices = {"auto": self.tr("Automatic"), "cpu": self.tr("Processor"), **names}
        self.device.set_choices(choices.items())
        self._show()

    def set_packs(self, names: Sequence[str], current: str) -> None:
        """Offers model packs; `current` is the one in use while the document names none."""
        self._default_pack = current
        self.pack.set_choices((name, name) for name in names)
        self._show()

    def _arrange(self) -> None:
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 4)
        form.setVerticalSpacing(ROW_SPACE + 2)
        form.setHorizontalSpacing(8)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for box, tip in (
            (
                self.preview_size,
                self.tr("How fine the picture in the window is. Smaller answers sooner; exports are always full size."),
            ),
            (self.device, self.tr("What paints. The picture looks the same; a graphics card answers sooner.")),
            (
                self.number_format,
                self.tr("Fast formats answer sooner; in smooth skies the finest shades may differ a little."),
            ),
            (self.pack, self.tr("The trained hand that paints: another one draws strokes and edges differently.")),
        ):
            label = QLabel(box.accessibleName(), self)
            label.setBuddy(box)
            label.setToolTip(tip)
            box.setToolTip(tip)
            box.setAccessibleDescription(tip)
            form.addRow(label, box)

    def _size_text(self, size: int) -> str:
        return self.tr("{size} pixels").format(size=size)

    @Slot()
    def _show(self) -> None:
        quality = self._document.state.quality
        self.preview_size.show_value(quality.preview_size, self._size_text(quality.preview_size))
        self.device.show_value(quality.device, self.tr("{name} (not here)").format(name=quality.device))
        self.number_format.show_value(quality.number_format)
        pack = quality.pack or self._default_pack or None
        self.pack.show_value(pack, self.tr("{name} (not here)").format(name=pack))
