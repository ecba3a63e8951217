"""The inspector's part about regions: the list, what a region is painted with, and the tools that paint its mask."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from engine.look.look import PARAMETERS
from gui.document.checks import SCALE_RANGE
from gui.document.level_settings import switched_on
from gui.fields import ROW_SPACE, FoldSection, IconButton, OptionalAmount, SliderField, align_labels
from gui.icons import icon
from gui.inspector.level_rows import LevelRows
from gui.regions.list import RegionList
from gui.regions.tool_bar import RegionToolBar

if TYPE_CHECKING:
    from engine.vgg import Level
    from gui.document.document import Document
    from gui.document.regions import RegionEntry
    from gui.regions.editing import RegionEditing
    from gui.regions.tools import RegionTools


class RegionSection(QWidget):
    """Regions of the photo, and how the chosen one is painted.

    Args:
        document: what is shown and changed.
        editing: changes its regions.
        tools: paint in the chosen one.
        parent: the Qt parent.

    Attributes:
        list, bar: the regions, and the tools.
    """

    def __init__(
        self, document: Document, editing: RegionEditing, tools: RegionTools, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._editing = editing
        self._tools = tools
        self.hint = QLabel(self.tr("Paint parts of the photo in styles of their own, or keep them as they are."), self)
        self.hint.setWordWrap(True)
        self.hint.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.list = RegionList(self)
        self.add = QPushButton(icon("add"), self.tr("Add a region"), self)
        self.add.setToolTip(self.tr("Adds a region and takes the brush: paint over a part of the picture"))
        self.remove = IconButton("remove", self.tr("Remove the region"), "", self._on_remove, parent=self)
        self.move_up = IconButton(
            "up", self.tr("Move up"), self.tr("Lay the region over the one above it"), self._on_raise, parent=self
        )
        self.move_down = IconButton(
            "down", self.tr("Move down"), self.tr("Lay the region under the one below it"), self._on_lower, parent=self
        )
        self.from_labels = QPushButton(self.tr("From label maps…"), self)
        self.from_labels.setToolTip(
            self.tr("Makes regions of two pictures of flat colours: each part of the photo like a part of the style")
        )
        self.bar = RegionToolBar(tools, self)
        self.keeps = QCheckBox(self.tr("Keep the photo here"), self)
        self.keeps.setToolTip(self.tr("Nothing is painted in this region: the photo is seen as it is."))
        self.styles = QPushButton(self)
        self.styles.setToolTip(self.tr("Which of the cards on the shelf are mixed in this region"))
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        self.styles.setMenu(self._menu)
        self.strength = OptionalAmount(self.tr("Strength"), default=PARAMETERS["strength"].default, parent=self)
        self.strength.setToolTip(self.tr("How far this region turns into a painting; unticked: as far as the rest."))
        self.structure = OptionalAmount(self.tr("Structure"), default=PARAMETERS["structure"].default, parent=self)
        self.structure.setToolTip(
            self.tr("How much of the photo’s drawing stays here; unticked: as much as in the rest.")
        )
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
        self.stroke_size.setToolTip(self.tr("How large strokes are here, beside those of the rest."))
        self._make_levels()
        self._arrange()
        self._connect()
        self._show()

    def _make_levels(self) -> None:
        self.levels_fold = FoldSection(self.tr("Levels of the region"), folded=True, parent=self)
        self.as_whole = QCheckBox(self.tr("As the whole picture"), self)
        self.as_whole.setToolTip(self.tr("Unticked, this region has levels of its own; to change one unticks it too."))
        self.levels = LevelRows(self)
        self.no_level = QLabel(self.tr("Without any level the photo is seen here as it is."), self)
        self.no_level.setWordWrap(True)
        self.no_level.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        inner = QVBoxLayout(self.levels_fold.body)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(ROW_SPACE)
        for part in (self.as_whole, self.levels, self.no_level):
            inner.addWidget(part)

    def _arrange(self) -> None:
        align_labels((self.strength, self.structure, self.stroke_size))
        row = QHBoxLayout()
        row.setSpacing(ROW_SPACE)
        row.addWidget(self.add, 1)
        for button in (self.move_up, self.move_down, self.remove):
            row.addWidget(button)
        self.own = QWidget(self)
        own = QVBoxLayout(self.own)
        own.setContentsMargins(0, 4, 0, 0)
        own.setSpacing(ROW_SPACE)
        for part in (self.bar, self.keeps, self.styles, self.strength, self.structure, self.stroke_size):
            own.addWidget(part)
        own.addWidget(self.levels_fold)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(ROW_SPACE)
        column.addWidget(self.hint)
        column.addWidget(self.list)
        column.addLayout(row)
        column.addWidget(self.from_labels)
        column.addWidget(self.own)

    def _connect(self) -> None:
        editing, listed = self._editing, self.list
        listed.chosen.connect(self._tools.select)
        listed.renamed.connect(editing.rename)
        listed.shown_or_hidden.connect(self._on_shown)
        listed.moved.connect(editing.move)
        listed.remove_wanted.connect(self._remove)
        self.add.clicked.connect(self.add_region)
        self.keeps.clicked.connect(self._on_keeps)
        self._menu.aboutToShow.connect(self._fill_menu)
        self.strength.chosen.connect(self._on_strength)
        self.structure.chosen.connect(self._on_structure)
        self.stroke_size.changed.connect(self._on_stroke_size)
        self.as_whole.clicked.connect(self._on_as_whole)
        self.levels.switched.connect(lambda level, on: self._change_level(level, on=on))
        self.levels.strength_changed.connect(lambda level, strength: self._change_level(level, strength=strength))
        self._document.regions_changed.connect(self._show)
        self._document.styles_changed.connect(self._show)
        self._document.photo_changed.connect(self._show)
        self._document.treatment_changed.connect(self._show)
        self._tools.changed.connect(self._show)

    # What is done

    @Slot()
    def add_region(self) -> None:
        """Adds a region, chooses it and takes the brush."""
        if self._editing.has_photo:
            key = self._editing.add()
            self._tools.select(key)
            self._tools.take("brush")

    @Slot(str)
    def _remove(self, key: str) -> None:
        regions = self._editing.regions
        place = next(index for index, region in enumerate(regions) if region.key == key)
        left = [region.key for region in regions if region.key != key]
        self._editing.remove(key)
        # Whoever removes several goes on with the next one.
        self._tools.select(left[min(place, len(left) - 1)] if left else None)

    @Slot()
    def _on_remove(self) -> None:
        if self._tools.selected is not None:
            self._remove(self._tools.selected)

    @Slot()
    def _on_raise(self) -> None:
        self._step(1)

    @Slot()
    def _on_lower(self) -> None:
        self._step(-1)

    def _step(self, steps: int) -> None:
        keys = [region.key for region in self._editing.regions]
        if self._tools.selected in keys:
            self._editing.move(str(self._tools.selected), keys.index(str(self._tools.selected)) + steps)

    @Slot(str, bool)
    def _on_shown(self, key: str, visible: bool) -> None:  # noqa: FBT001 (a slot)
        self._editing.set_visible(key, visible=visible)

    @Slot(bool)
    def _on_keeps(self, keeps: bool) -> None:  # noqa: FBT001 (a slot)
        if self._tools.selected is not None:
            self._editing.set_keeps_photo(self._tools.selected, keeps=keeps)

    @Slot(object)
    def _on_strength(self, amount: float | None) -> None:
        if self._tools.selected is not None:
            self._editing.set_strength(self._tools.selected, amount)

    @Slot(object)
    def _on_structure(self, amount: float | None) -> None:
        if self._tools.selected is not None:
            self._editing.set_structure(self._tools.selected, amount)

    @Slot(float)
    def _on_stroke_size(self, size: float) -> None:
        if self._tools.selected is not None:
            self._editing.set_stroke_size(self._tools.selected, size)

    @Slot(bool)
    def _on_as_whole(self, as_whole: bool) -> None:  # noqa: FBT001 (a slot)
        if self._tools.selected is not None:
            self._editing.set_levels(self._tools.selected, None if as_whole else self._document.state.treatment.levels)

    def _change_level(self, level: Level, **fields: Any) -> None:
        if self._tools.selected is not None:
            self._editing.change_level(self._tools.selected, level, **fields)

    @Slot()
    def _fill_menu(self) -> None:
        self._menu.clear()
        key = self._tools.selected
        if key is None:
            return
        chosen = self._editing.region(key).styles
        rest = self._menu.addAction(self.tr("The mix of the rest"))
        rest.setCheckable(True)
        rest.setChecked(not chosen)
        rest.triggered.connect(lambda: self._editing.set_styles(key, ()))
        self._menu.addSeparator()
        for style in self._document.state.styles:
            action = self._menu.addAction(style.title.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(style.key in chosen)
            action.triggered.connect(lambda on, style=style: self._choose(key, style.key, on=on))
        for style in self._document.state.styles:
            if style.key in self._editing.region(key).style_masks:
                text = self.tr("Use all of {name}").format(name=style.title).replace("&", "&&")
                self._menu.addAction(text, partial(self._editing.use_whole_style, key, style.key))

    def _choose(self, key: str, style: str, *, on: bool) -> None:
        others = tuple(each for each in self._editing.region(key).styles if each != style)
        self._editing.set_styles(key, (*others, style) if on else others)

    # What is shown

    @Slot()
    def _show(self) -> None:
        regions, selected = self._editing.regions, self._tools.selected
        keys = [region.key for region in regions]
        self.list.show_regions(regions, selected)
        self.hint.setVisible(not regions)
        self.add.setEnabled(self._editing.has_photo)
        self.from_labels.setEnabled(self._editing.has_photo and bool(self._document.state.styles))
        place = keys.index(selected) if selected in keys else None
        self.remove.setEnabled(place is not None)
        self.move_up.setEnabled(place is not None and place < len(keys) - 1)
        self.move_down.setEnabled(bool(place))
        self.own.setVisible(place is not None)
        if place is None:
            return
        region = regions[place]
        with QSignalBlocker(self.keeps):
            self.keeps.setChecked(region.keeps_photo)
        painted = not region.keeps_photo
        self.styles.setEnabled(painted and bool(self._document.state.styles))
        names = [
            self.tr("{name}, a part").format(name=style.title) if style.key in region.style_masks else style.title
            for style in self._document.state.styles
            if style.key in region.styles
        ]
        self.styles.setText((" + ".join(names) or self.tr("The mix of the rest")).replace("&", "&&"))
        self.styles.setAccessibleName(self.tr("Styles of the region: {names}").format(names=", ".join(names)))
        self.stroke_size.setEnabled(painted)
        look = self._document.state.look
        self.strength.show_amount(region.strength, look.strength, enabled=painted)
        self.structure.show_amount(region.structure, look.structure, enabled=painted)
        self.stroke_size.set_value_quietly(region.stroke_size)
        self._show_levels(region)

    def _show_levels(self, region: RegionEntry) -> None:
        levels = self._document.state.treatment.levels if region.levels is None else region.levels
        with QSignalBlocker(self.as_whole):
            self.as_whole.setChecked(region.levels is None)
        self.levels.show_levels(levels)
        self.no_level.setVisible(region.levels is not None and not switched_on(region.levels))
        self.levels_fold.body.setEnabled(not region.keeps_photo)
