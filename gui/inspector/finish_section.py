"""The inspector's part about how a style is taken over, how far its colours go, and what of the photo is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QFormLayout, QLabel, QVBoxLayout, QWidget

from gui.fields import ROW_SPACE, ChoiceBox, SliderField, align_labels

if TYPE_CHECKING:
    from gui.document.document import Document


class FinishSection(QWidget):
    """Method, amount of the colours, saturation, contrast, detail, and whether the picture is to look like a photo.

    Args:
        document: what is shown and changed.
        parent: the Qt parent.
    """

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        methods = [
            ("whitening", self.tr("Full")),
            ("transport", self.tr("Gentle")),
            ("adain", self.tr("Colours and contrast only")),
            ("swap", self.tr("Patches")),
        ]
        self.method = ChoiceBox(self.tr("Method"), methods, self)
        tip = self.tr(
            "How the style is taken over. Full takes all of it; Gentle leaves more of the photo in place; Colours and "
            "contrast only keeps the photo’s shapes; Patches puts pieces of the style’s own shapes together."
        )
        self.method.setToolTip(tip)
        self.method.setAccessibleDescription(tip)
        self.amount = self._slider(
            self.tr("Colour amount"),
            100,
            100,
            self.tr("How far the photo’s colours come back: at 0 % the style’s own stay."),
        )
        self.saturation = self._slider(
            self.tr("Saturation"), 200, 100, self.tr("How colourful the picture is: at 0 % it is grey.")
        )
        self.contrast = self._slider(
            self.tr("Contrast"),
            200,
            100,
            self.tr("Softer to the left, stronger light and dark to the right."),
        )
        self.detail = self._slider(
            self.tr("Detail"),
            100,
            0,
            self.tr("Faces, edges and fine detail of the photo come back; where it is smooth, strokes stay."),
        )
        align_labels((self.amount, self.saturation, self.contrast, self.detail))
        self.photorealistic = QCheckBox(self.tr("Like a photo"), self)
        tip = self.tr("The picture follows the photo’s edges: it looks like one, in the style’s colours and light.")
        self.photorealistic.setToolTip(tip)
        self.photorealistic.setAccessibleDescription(tip)
        self._arrange()
        self.method.chosen.connect(lambda transform: document.change_look(transform=transform))
        for slider, field in (
            (self.amount, "colour_amount"),
            (self.saturation, "saturation"),
            (self.contrast, "contrast"),
            (self.detail, "detail"),
        ):
            slider.changed.connect(lambda percent, field=field: document.change_look(**{field: percent / 100}))
        self.photorealistic.clicked.connect(lambda on: document.change_look(photorealistic=on))
        document.look_changed.connect(self._show)
        self._show()

    def _slider(self, name: str, most: int, default: int, tip: str) -> SliderField:
        slider = SliderField(name, 0, most, default=default, suffix=self.tr(" %"), parent=self)
        slider.setToolTip(tip)
        return slider

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(ROW_SPACE)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        label = QLabel(self.method.accessibleName(), self)
        label.setBuddy(self.method)
        label.setToolTip(self.method.toolTip())
        form.addRow(label, self.method)
        column.addLayout(form)
        for part in (self.amount, self.saturation, self.contrast, self.detail, self.photorealistic):
            column.addWidget(part)

    @Slot()
    def _show(self) -> None:
        look = self._document.state.look
        self.method.show_value(look.transform)
        self.amount.set_value_quietly(100 * look.colour_amount)
        self.amount.setEnabled(look.colour != "style")
        self.saturation.set_value_quietly(100 * look.saturation)
        self.contrast.set_value_quietly(100 * look.contrast)
        self.detail.set_value_quietly(100 * look.detail)
        self.photorealistic.setChecked(look.photorealistic)
