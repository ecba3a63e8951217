"""The tools that paint in a region's mask, and how they are set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from gui.fields import IconButton, SliderField, align_labels
from gui.regions.tools import LARGEST_SIZE, LEAST_SIZE, ToolSettings

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.regions.tools import RegionTools, Tool

SPACE = 3


class RegionToolBar(QWidget):
    """Two rows of buttons and a few sliders.

    Args:
        tools: what is shown and changed.
        parent: the Qt parent.

    Attributes:
        buttons: the tools, by name.
        eraser, overlay: switches.
        brush_size, softness, flow, tolerance: sliders.

    Signals:
        import_requested(): a picture is to be the mask.
        export_requested(): the mask is to be saved as a picture.
    """

    import_requested = Signal()
    export_requested = Signal()

    def __init__(self, tools: RegionTools, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tools = tools
        self.buttons: dict[Tool, IconButton] = {
            "brush": self._tool("brush", self.tr("Brush"), self.tr("Paint the region with a brush; X erases")),
            "lasso": self._tool("lasso", self.tr("Lasso"), self.tr("Draw around a part; all within belongs to it")),
            "gradient": self._tool(
                "gradient", self.tr("Gradient"), self.tr("Drag a line: the region fades out from its start to its end")
            ),
            "fill": self._tool(
                "fill", self.tr("Fill by colour"), self.tr("Click: all of about that colour, up to the next edge")
            ),
        }
        self.eraser = IconButton(
            "eraser",
            self.tr("Erase"),
            self.tr("All tools take away from the region instead of adding to it (X, or Alt held)"),
            self._on_eraser,
            checkable=True,
            filled=True,
            parent=self,
        )
        self.overlay = IconButton(
            "mask",
            self.tr("Show the region"),
            self.tr("Shows the region in its colour over the picture (O)"),
            self._on_overlay,
            checkable=True,
            filled=True,
            parent=self,
        )
        self.invert = self._button("invert", self.tr("Invert"), self.tr("All that was outside is inside"), tools.invert)
        self.feather = self._button("feather", self.tr("Feather"), self.tr("Makes the edges softer"), tools.feather)
        self.refine = self._button(
            "edges",
            self.tr("Draw to the photo’s edges"),
            self.tr("The region’s edges follow what is seen in the photo: hair, leaves, roofs"),
            tools.refine,
        )
        self.clear = self._button("clear", self.tr("Clear"), self.tr("Empties the region"), tools.clear)
        self.import_ = self._button(
            "import",
            self.tr("Take a picture as the mask…"),
            self.tr("A grey picture of the photo’s proportions: white is inside"),
            self.import_requested.emit,
        )
        self.export = self._button(
            "export",
            self.tr("Save the mask…"),
            self.tr("Saves it as a grey picture"),
            self.export_requested.emit,
        )
        usual = ToolSettings()
        self.brush_size = SliderField(
            self.tr("Size"),
            100 * LEAST_SIZE,
            100 * LARGEST_SIZE,
            default=100 * usual.size,
            step=0.05,
            decimals=1,
            suffix=self.tr(" %"),
            logarithmic=True,
            parent=self,
        )
        self.brush_size.setToolTip(self.tr("How wide the brush is, beside the photo ([ and ])"))
        self.softness = self._percent(self.tr("Softness"), usual.softness)
        self.softness.setToolTip(self.tr("How far the brush’s edge fades"))
        self.flow = self._percent(self.tr("Flow"), usual.flow, least=1)
        self.flow.setToolTip(self.tr("How much one stroke covers; strokes over each other add up"))
        self.tolerance = SliderField(self.tr("Tolerance"), 0, 255, default=usual.tolerance, parent=self)
        self.tolerance.setToolTip(self.tr("How far colours may differ that are filled"))
        self._arrange()
        self.brush_size.changed.connect(lambda percent: tools.change(size=percent / 100))
        self.softness.changed.connect(lambda percent: tools.change(softness=percent / 100))
        self.flow.changed.connect(lambda percent: tools.change(flow=percent / 100))
        self.tolerance.changed.connect(lambda steps: tools.change(tolerance=round(steps)))
        tools.changed.connect(self._show)
        self._show()

    def _tool(self, name: Tool, title: str, tip: str) -> IconButton:
        return IconButton(
            name,
            title,
            tip,
            lambda: self._tools.take(None if self._tools.tool == name else name),
            checkable=True,
            filled=True,
            parent=self,
        )

    def _button(self, name: str, title: str, tip: str, slot: Callable[[], object]) -> IconButton:
        return IconButton(name, title, tip, slot, parent=self)

    def _percent(self, title: str, default: float, *, least: float = 0) -> SliderField:
        return SliderField(title, least, 100, default=100 * default, suffix=self.tr(" %"), parent=self)

    def _arrange(self) -> None:
        rows = (
            (*self.buttons.values(), None, self.eraser, self.overlay),
            (self.invert, self.feather, self.refine, self.clear, None, self.import_, self.export),
        )
        grid = QGridLayout()
        grid.setSpacing(SPACE)
        for number, row in enumerate(rows):
            line = QHBoxLayout()
            line.setSpacing(SPACE)
            for part in row:
                if part is None:
                    line.addStretch(1)
                else:
                    line.addWidget(part)
            grid.addLayout(line, number, 0)
        align_labels((self.brush_size, self.softness, self.flow, self.tolerance))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE + 1)
        column.addLayout(grid)
        for field in (self.brush_size, self.softness, self.flow, self.tolerance):
            column.addWidget(field)

    @Slot()
    def _on_eraser(self) -> None:
        self._tools.set_erases(self.eraser.isChecked())

    @Slot()
    def _on_overlay(self) -> None:
        self._tools.set_overlay_shown(self.overlay.isChecked())

    @Slot()
    def _show(self) -> None:
        tools = self._tools
        for name, button in self.buttons.items():
            button.setChecked(tools.tool == name)
        self.eraser.setChecked(tools.erases)
        self.overlay.setChecked(tools.overlay_shown)
        self.brush_size.set_value_quietly(100 * tools.settings.size)
        self.softness.set_value_quietly(100 * tools.settings.softness)
        self.flow.set_value_quietly(100 * tools.settings.flow)
        self.tolerance.set_value_quietly(tools.settings.tolerance)
        for field in (self.brush_size, self.softness, self.flow):
            field.setVisible(tools.tool == "brush")
        self.tolerance.setVisible(tools.tool == "fill")
