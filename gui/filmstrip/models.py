"""What the filmstrip shows: levels as they arrive, and the document's versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Slot
from PySide6.QtGui import QImage, QPixmap

from engine.vgg import LEVELS
from gui.document.state import painting_of
from gui.filmstrip.parts import (
    FAINT_ROLE,
    IMAGE_ROLE,
    KEY_ROLE,
    LARGE_ROLE,
    LARGE_SIDE,
    MARK_ROLE,
    PINNED_ROLE,
    PRESENT_ROLE,
    small,
)
from gui.level_names import level_name, level_tip
from gui.qt_images import thumbnail, to_qimage

if TYPE_CHECKING:
    from engine.vgg import Level
    from gui.document.document import Document
    from gui.document.versions import Version

Index = QModelIndex | QPersistentModelIndex
Roles = Qt.ItemDataRole
ROOT = QModelIndex()


class LevelsModel(QAbstractListModel):
    """The five levels, deep to shallow, with the pictures that have arrived."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._images: dict[Level, tuple[QPixmap, QImage]] = {}
        self._old: set[Level] = set()
        self.chosen: Level | None = None

    def rowCount(self, parent: Index = ROOT) -> int:  # noqa: N802 (Qt's name)
        """Five, whether their pictures are there or not: so nothing jumps."""
        return 0 if parent.isValid() else len(LEVELS)

    def data(self, index: Index, role: int = Roles.DisplayRole) -> object:
        """What the delegate draws."""
        level = LEVELS[index.row()]
        images = self._images.get(level)
        if role in (Roles.DisplayRole, Roles.AccessibleTextRole):
            return level_name(level)
        if role == Roles.ToolTipRole:
            return level_tip(level)
        if role == IMAGE_ROLE:
            return None if images is None else images[0]
        if role == LARGE_ROLE:
            return None if images is None else images[1]
        return {PRESENT_ROLE: level == self.chosen, FAINT_ROLE: level in self._old, KEY_ROLE: level}.get(role)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Nothing to be renamed."""
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable if index.isValid() else Qt.ItemFlag.NoItemFlags

    def there(self, level: Level) -> bool:
        """Whether its picture belongs to what is painted now."""
        return level in self._images and level not in self._old

    def show(self, level: Level, image: QImage) -> None:
        """Takes a picture."""
        large = small(image, LARGE_SIDE)
        self._images[level] = QPixmap.fromImage(small(large)), large
        self._old.discard(level)
        self.tell()

    def fade(self) -> None:
        """Keeps the pictures as a faint trace until others come."""
        self._old = set(self._images)
        self.chosen = None
        self.tell()

    @Slot()
    def drop_old(self) -> None:
        """Forgets what no other picture has taken the place of."""
        for level in self._old:
            del self._images[level]
        self._old.clear()
        self.tell()

    def tell(self) -> None:
        """Has all drawn anew."""
        self.dataChanged.emit(self.index(0), self.index(len(LEVELS) - 1))


class VersionsModel(QAbstractListModel):
    """The versions of a document. Follows it row by row, so that a name may be typed while versions come and go.

    Args:
        document: what is shown and changed.
        parent: the Qt parent.
    """

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._versions: list[Version] = list(document.versions.all)
        self._pixmaps: dict[str, QPixmap] = {}
        self._paintings: dict[str, object] = {}
        self._present: str | None = None
        self.marks: tuple[str, ...] = ()
        document.versions_changed.connect(self._follow)
        document.changed.connect(self._show_present)
        self._show_present()

    @property
    def present(self) -> str | None:
        """The key of the version that looks like the document as it is."""
        return self._present

    def rowCount(self, parent: Index = ROOT) -> int:  # noqa: N802 (Qt's name)
        """One for each version."""
        return 0 if parent.isValid() else len(self._versions)

    def data(self, index: Index, role: int = Roles.DisplayRole) -> object:
        """What the delegate draws."""
        version = self._versions[index.row()]
        if role in (Roles.DisplayRole, Roles.AccessibleTextRole):
            return self.title(version.key)
        if role == Roles.EditRole:
            return version.name
        if role == Roles.AccessibleDescriptionRole:
            return self.tr("pinned") if version.pinned else ""
        if role == IMAGE_ROLE:
            return self._pixmap(version)
        if role == LARGE_ROLE:
            return thumbnail(version.preview, LARGE_SIDE)
        mark = "AB"[self.marks.index(version.key)] if version.key in self.marks else None
        return {
            PINNED_ROLE: version.pinned,
            MARK_ROLE: mark,
            PRESENT_ROLE: version.key == self._present,
            KEY_ROLE: version.key,
        }.get(role)

    def setData(self, index: Index, value: object, role: int = Roles.EditRole) -> bool:  # noqa: N802 (Qt's name)
        """Renames a version."""
        if role != Roles.EditRole or not index.isValid():
            return False
        version = self._versions[index.row()]
        name = str(value).strip()
        if name != version.name:
            self._document.versions.rename(version.key, name)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Names can be typed."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable

    def version(self, index: Index) -> Version | None:
        """The version of a row."""
        return self._versions[index.row()] if index.isValid() else None

    def index_of(self, key: str | None) -> QModelIndex:
        """The row of a version; an invalid one if it is not there."""
        rows = (row for row, version in enumerate(self._versions) if version.key == key)
        return self.index(next(rows, -1))

    def title(self, key: str) -> str:
        """A version's name, or its place among the others."""
        row = self.index_of(key).row()
        return self._versions[row].name or self.tr("Version {number}").format(number=row + 1)

    def mark(self, keys: tuple[str, ...]) -> None:
        """Marks versions as the ones to compare."""
        self.marks = keys
        self._tell()

    @Slot()
    def _follow(self) -> None:
        after = self._document.versions.all
        kept = {version.key for version in after}
        for row in reversed(range(len(self._versions))):
            if self._versions[row].key not in kept:
                self.beginRemoveRows(ROOT, row, row)
                gone = self._versions.pop(row)
                self.endRemoveRows()
                self._pixmaps.pop(gone.key, None)
                self._paintings.pop(gone.key, None)
        here = {version.key for version in self._versions}
        if [version.key for version in self._versions] == [version.key for version in after if version.key in here]:
            for row, version in enumerate(after):
                if version.key in here:
                    self._versions[row] = version
                else:
                    self.beginInsertRows(ROOT, row, row)
                    self._versions.insert(row, version)
                    self.endInsertRows()
        else:
            self.beginResetModel()
            self._versions = list(after)
            self.endResetModel()
        self.marks = tuple(key for key in self.marks if key in kept)
        self._show_present()

    @Slot()
    def _show_present(self) -> None:
        painting = painting_of(self._document.state)
        found = (version.key for version in self._versions if self._painting(version) == painting)
        self._present = next(found, None)
        self._tell()

    def _painting(self, version: Version) -> object:
        if version.key not in self._paintings:
            self._paintings[version.key] = painting_of(version.state)
        return self._paintings[version.key]

    def _pixmap(self, version: Version) -> QPixmap:
        if version.key not in self._pixmaps:
            made = to_qimage(version.thumbnail.pixels, version.thumbnail.alpha)
            self._pixmaps[version.key] = QPixmap.fromImage(made)
        return self._pixmaps[version.key]

    def _tell(self) -> None:
        if self._versions:
            self.dataChanged.emit(self.index(0), self.index(len(self._versions) - 1))
