"""The inspector's part about refining: whether and how the painted picture is optimised, and how its losses fall."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLocale, Qt, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QCheckBox, QFormLayout, QLabel, QVBoxLayout, QWidget

from engine.look.refining import Refining
from gui.fields import ROW_SPACE, ChoiceBox, SliderField, align_labels
from gui.fields.loss_curves import LossCurves

if TYPE_CHECKING:
    from engine.look.refining import Losses
    from gui.document.document import Document

FEWEST_STEPS, MOST_STEPS = 1, 300
LEAST_RATIO, GREATEST_RATIO = 1.0, 10_000.0


class RefineSection(QWidget):
    """A check box, steps and ratio, what to begin with, and two curves.

    Args:
        document: what is shown and changed.
        parent: the Qt parent.
    """

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        usual = Refining()
        self.on = QCheckBox(self.tr("Refine the picture"), self)
        tip = self.tr(
            "Works the painted picture over, step by step: strokes become cleaner, and more of the photo is seen. "
            "That takes many times as long as painting."
        )
        self.on.setToolTip(tip)
        self.on.setAccessibleDescription(tip)
        self.steps = SliderField(self.tr("Steps"), FEWEST_STEPS, MOST_STEPS, default=usual.steps, parent=self)
        self.steps.setToolTip(self.tr("How often the picture is worked over: more is cleaner and takes longer."))
        self.ratio = SliderField(
            self.tr("Style"),
            LEAST_RATIO,
            GREATEST_RATIO,
            default=usual.ratio,
            step=0.05,
            suffix=self.tr(" ×"),
            logarithmic=True,
            parent=self,
        )
        self.ratio.setToolTip(
            self.tr("What counts more: to the left the photo’s shapes stay, to the right the styles take over.")
        )
        align_labels((self.steps, self.ratio))
        starts = [
            ("result", self.tr("The painted picture")),
            ("photo", self.tr("The photo")),
            ("noise", self.tr("White noise")),
        ]
        self.start = ChoiceBox(self.tr("Begin with"), starts, self)
        self.start.setToolTip(self.tr("What is worked over. The painted picture is soonest done; noise takes longest."))
        methods = [("lbfgs", self.tr("Fewer steps (L-BFGS)")), ("adam", self.tr("Less memory (Adam)"))]
        self.optimiser = ChoiceBox(self.tr("Optimiser"), methods, self)
        self.optimiser.setToolTip(self.tr("How the next step is found. The picture comes out much the same."))
        self.curves = LossCurves(self.tr("How the picture nears photo and styles"), self)
        self.curves.setToolTip(
            self.tr("How far the picture is from the styles (coloured) and from the photo (grey), step after step.")
        )
        self.readout = QLabel(self)
        self.readout.setTextFormat(Qt.TextFormat.PlainText)
        self.readout.setWordWrap(True)
        self.readout.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._arrange()
        self.on.clicked.connect(self._on_checked)
        self.steps.changed.connect(lambda steps: self._change(steps=round(steps)))
        self.ratio.changed.connect(lambda ratio: self._change(ratio=ratio))
        self.start.chosen.connect(lambda start: self._change(start=start))
        self.optimiser.chosen.connect(lambda optimiser: self._change(optimiser=optimiser))
        document.treatment_changed.connect(self._show)
        self._show()
        self.clear()

    @Slot()
    def clear(self) -> None:
        """Forgets the curves: a picture is painted anew."""
        self.curves.clear()
        self.curves.hide()
        self.readout.hide()

    @Slot(object)
    def show_losses(self, losses: Losses) -> None:
        """Draws one more step."""
        self.curves.add(losses)
        self.curves.show()
        number = QLocale().toString
        self.readout.setText(
            self.tr("Step {step}: {style} from the styles, {content} from the photo").format(
                step=losses.step, style=number(losses.style, "f", 4), content=number(losses.content, "f", 3)
            )
        )
        self.readout.show()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(ROW_SPACE)
        for field in (self.on, self.steps, self.ratio):
            column.addWidget(field)
        form = QFormLayout()
        form.setVerticalSpacing(ROW_SPACE + 2)
        form.setHorizontalSpacing(8)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for box in (self.start, self.optimiser):
            label = QLabel(box.accessibleName(), self)
            label.setBuddy(box)
            label.setToolTip(box.toolTip())
            box.setAccessibleDescription(box.toolTip())
            form.addRow(label, box)
        column.addLayout(form)
        column.addWidget(self.curves)
        column.addWidget(self.readout)

    def _change(self, **fields: Any) -> None:
        state = self._document.state
        if state.look.refining is not None:
            look = replace(state.look, refining=replace(state.look.refining, **fields))
            treatment = replace(state.treatment, look=look)
            # A drag is one step of undo.
            dragged = f"refining {sorted(fields)}" if fields.keys() <= {"steps", "ratio"} else ""
            self._document.change(replace(state, treatment=treatment), self.tr("Refining"), dragged)

    @Slot(bool)
    def _on_checked(self, on: bool) -> None:  # noqa: FBT001 (a slot)
        self._document.change_look(refining=Refining() if on else None)

    @Slot()
    def _show(self) -> None:
        refining = self._document.state.look.refining
        self.on.setChecked(refining is not None)
        for field in (self.steps, self.ratio, self.start, self.optimiser):
            field.setEnabled(refining is not None)
        shown = refining or Refining()
        self.steps.set_value_quietly(shown.steps)
        self.ratio.set_value_quietly(shown.ratio)
        self.start.show_value(shown.start)
        self.optimiser.show_value(shown.optimiser)
