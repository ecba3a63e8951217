"""The inspector's rows about quiet places: what fills them, how far, and how motifs lie there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFormLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gui.fields import ROW_SPACE, align_labels
from gui.inspector.parameter_fields import ParameterFields

if TYPE_CHECKING:
    from gui.document.document import Document
    from gui.fields import ChoiceBox, SliderField

FILLED = ("quiet_amount", "quiet_seed")
"""Parameters that count where quiet places are filled."""

MOTIFS = ("motif_scale", "motif_left", "motif_top", "motif_turn", "motif_mirrored")
"""Parameters that count where they are filled with motifs."""

QUIET = ("quiet_places", *FILLED, *MOTIFS)
"""All parameters of quiet places."""


class QuietSection(QWidget):
    """What fills quiet places; what does not count is not shown.

    Args:
        document: what is shown and changed.
        parent: the Qt parent.

    Attributes:
        places: what fills them.
        fields: all fields by the parameters' names.
        move_motifs: pressed while motifs are moved on the canvas.
    """

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.fields = ParameterFields(document, QUIET, self)
        self.places = self.fields.choices["quiet_places"]
        self.move_motifs = QPushButton(self)
        self.move_motifs.setCheckable(True)
        self.move_motifs.toggled.connect(self._name_move)
        self._name_move(on=False)
        self.move_motifs.setToolTip(self.tr("Drag the motifs in the picture to where you want them; Esc ends it."))
        self._motifs = QWidget(self)
        self._arrange()
        document.treatment_changed.connect(self._show)
        self._show()

    @property
    def sliders(self) -> tuple[SliderField, ...]:
        """All sliders, whose labels are to be as wide as those of the rows above."""
        return tuple(self.fields.sliders.values())

    def _arrange(self) -> None:
        column, inner = QVBoxLayout(self), QVBoxLayout(self._motifs)
        for each in (column, inner):
            each.setContentsMargins(0, 0, 0, 0)
            each.setSpacing(ROW_SPACE)
        column.addLayout(_form(self.places, self))
        for name in FILLED:
            column.addWidget(self.fields.sliders[name])
        column.addWidget(self._motifs)
        inner.addWidget(self.move_motifs)
        for name in MOTIFS:
            if name in self.fields.choices:
                inner.addLayout(_form(self.fields.choices[name], self))
            else:
                inner.addWidget(self.fields.sliders.get(name) or self.fields.switches[name])
        align_labels(self.sliders)

    @Slot(bool)
    def _name_move(self, on: bool) -> None:  # noqa: FBT001 (a slot)
        self.move_motifs.setText(self.tr("Drag them – Esc ends it") if on else self.tr("Move on the picture"))

    @Slot()
    def _show(self) -> None:
        kind = self._document.state.look.quiet_places
        for name in FILLED:
            self.fields.sliders[name].setVisible(kind != "leave")
        self._motifs.setVisible(kind == "motifs")


def _form(box: ChoiceBox, parent: QWidget) -> QFormLayout:
    """A choice with its label before it."""
    form = QFormLayout()
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    label = QLabel(box.accessibleName(), parent)
    label.setBuddy(box)
    label.setToolTip(box.toolTip())
    form.addRow(label, box)
    return form
