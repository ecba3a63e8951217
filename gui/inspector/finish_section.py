"""The inspector's part about how a style is taken over, how far its colours go, and what of the photo is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFormLayout, QLabel, QVBoxLayout, QWidget

from engine.look.look import PARAMETERS
from gui.fields import ROW_SPACE, align_labels
from gui.inspector.parameter_fields import ParameterFields
from gui.inspector.quiet_section import QUIET

if TYPE_CHECKING:
    from gui.document.document import Document

ELSEWHERE = frozenset({"strength", "structure", "colour", *QUIET})
"""Parameters that stand above, since they are changed most."""


class FinishSection(QWidget):
    """All other parameters of the look: method, amount of the colours, saturation, contrast, detail, like a photo.

    Args:
        document: what is shown and changed.
        parent: the Qt parent.

    Attributes:
        fields: choices, sliders and switches by the parameters' names.
    """

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.fields = ParameterFields(document, [name for name in PARAMETERS if name not in ELSEWHERE], self)
        self._arrange()
        document.treatment_changed.connect(self._show)
        self._show()

    def _arrange(self) -> None:
        """Puts choices above, then sliders, then check boxes."""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(ROW_SPACE)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        column.addLayout(form)
        for box in self.fields.choices.values():
            label = QLabel(box.accessibleName(), self)
            label.setBuddy(box)
            label.setToolTip(box.toolTip())
            form.addRow(label, box)
        sliders = tuple(self.fields.sliders.values())
        align_labels(sliders)
        for field in (*sliders, *self.fields.switches.values()):
            column.addWidget(field)

    @Slot()
    def _show(self) -> None:
        # The styles' own colours come in full.
        self.fields.sliders["colour_amount"].setEnabled(self._document.state.look.colour != "style")
