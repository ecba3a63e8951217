"""Questions that stop the user: the few that cannot be avoided, in one place, so that a test can answer them."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QInputDialog, QLineEdit, QMessageBox

from engine.images.formats import READ_PATTERNS
from engine.look.recipe_files import SUFFIX as RECIPE_SUFFIX
from gui.modal import accepted
from gui.settings import Folder
from gui.storage.project_file import SUFFIX

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gui.settings import Settings


class Answer(Enum):
    """What the user wants done with work that would be lost."""

    KEEP = "keep"
    DISCARD = "discard"
    CANCEL = "cancel"


class FileChoice(Enum):
    """What the user wants done with a project that another program has changed."""

    OVERWRITE = "overwrite"
    SAVE_AS = "save as"
    OPEN = "open"
    CANCEL = "cancel"


class Asker(QObject):
    """Asks the user.

    Args:
        settings: know the folders that were used last.
        parent: the Qt parent.

    Attributes:
        window: over which dialogs open, as soon as it is there.
    """

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.window: QWidget | None = None
        self._settings = settings

    def unsaved_changes(self) -> Answer:
        """Whether to save what was changed."""
        buttons = QMessageBox.StandardButton
        answer = QMessageBox.question(
            self.window,
            self.tr("Unsaved changes"),
            self.tr("Save the changes to this picture as a project?"),
            buttons.Save | buttons.Discard | buttons.Cancel,
            buttons.Save,
        )
        return {buttons.Save: Answer.KEEP, buttons.Discard: Answer.DISCARD}.get(answer, Answer.CANCEL)

    def changed_project(self, name: str) -> FileChoice:
        """What is done with a project that was about to be saved over what another program has written.

        Args:
            name: the file's name.
        """
        box = QMessageBox(self.window)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(self.tr("The project was changed"))
        # A file's name may look like markup.
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(self.tr("{name} was changed on the disk since it was opened or saved here.").format(name=name))
        box.setInformativeText(
            self.tr(
                "Overwriting replaces those changes. Saving under another name keeps both. Opening the changed one "
                "gives up what was changed here."
            )
        )
        roles = QMessageBox.ButtonRole
        buttons = {
            box.addButton(self.tr("&Overwrite"), roles.DestructiveRole): FileChoice.OVERWRITE,
            box.addButton(self.tr("Save &as…"), roles.AcceptRole): FileChoice.SAVE_AS,
            box.addButton(self.tr("O&pen the changed one"), roles.ActionRole): FileChoice.OPEN,
        }
        box.setDefaultButton(next(button for button, choice in buttons.items() if choice is FileChoice.SAVE_AS))
        box.setEscapeButton(box.addButton(QMessageBox.StandardButton.Cancel))
        accepted(box)
        clicked = box.clickedButton()
        return next((choice for button, choice in buttons.items() if button is clicked), FileChoice.CANCEL)

    def lost_work(self, moment: str) -> Answer:
        """Whether to bring back what a copy that died left behind.

        Args:
            moment: when that was.
        """
        box = QMessageBox(self.window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(self.tr("Unsaved work"))
        box.setText(self.tr("Pentimento ended unexpectedly. Bring back the work of {moment}?").format(moment=moment))
        restore = box.addButton(self.tr("&Restore"), QMessageBox.ButtonRole.AcceptRole)
        discard = box.addButton(self.tr("&Discard"), QMessageBox.ButtonRole.DestructiveRole)
        later = box.addButton(self.tr("&Later"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(restore)
        box.setEscapeButton(later)
        accepted(box)
        answers = {restore: Answer.KEEP, discard: Answer.DISCARD}
        return next((answers[button] for button in answers if button is box.clickedButton()), Answer.CANCEL)

    def preset_name(self) -> str | None:
        """The name under which a look is to be kept; None: not at all."""
        name, accepted = QInputDialog.getText(
            self.window,
            self.tr("Keep as a preset"),
            # A short text would make the window too narrow for its title.
            self.tr("Keep this look under a name, for other photos and styles:"),
            QLineEdit.EchoMode.Normal,
            "",
        )
        return name if accepted and name.strip() else None

    def photo(self) -> Path | None:
        """The photo to open; None: none."""
        name, _ = QFileDialog.getOpenFileName(
            self.window, self.tr("Open a photo"), str(self._folder(Folder.PHOTOS)), self._picture_filter()
        )
        return Path(name) if name else None

    def styles(self) -> list[Path]:
        """The pictures to add as styles."""
        names, _ = QFileDialog.getOpenFileNames(
            self.window, self.tr("Add styles"), str(self._folder(Folder.STYLES)), self._picture_filter()
        )
        return [Path(name) for name in names]

    def style(self) -> Path | None:
        """The picture to put in the place of a style's; None: none."""
        name, _ = QFileDialog.getOpenFileName(
            self.window, self.tr("Replace the picture"), str(self._folder(Folder.STYLES)), self._picture_filter()
        )
        return Path(name) if name else None

    def mask(self) -> Path | None:
        """The picture to take as a mask; None: none."""
        name, _ = QFileDialog.getOpenFileName(
            self.window,
            self.tr("Take a picture as the mask"),
            str(self._folder(Folder.PHOTOS)),
            self._picture_filter(),
        )
        return Path(name) if name else None

    def label_map(self) -> Path | None:
        """The picture that names the parts of a photo or style by colours; None: none."""
        name, _ = QFileDialog.getOpenFileName(
            self.window, self.tr("Choose a label map"), str(self._folder(Folder.PHOTOS)), self._picture_filter()
        )
        return Path(name) if name else None

    def mask_to_save(self, stem: str) -> Path | None:
        """Where to save a mask; None: nowhere.

        Args:
            stem: the suggested name, without suffix.
        """
        name, _ = QFileDialog.getSaveFileName(
            self.window,
            self.tr("Save the mask"),
            str(self._folder(Folder.PHOTOS) / f"{stem}.png"),
            self.tr("Pictures ({suffixes})").format(suffixes="*.png *.tif *.tiff"),
        )
        return (Path(name) if Path(name).suffix else Path(f"{name}.png")) if name else None

    def project_to_open(self) -> Path | None:
        """The project to open; None: none."""
        name, _ = QFileDialog.getOpenFileName(
            self.window, self.tr("Open a project"), str(self._folder(Folder.PROJECTS)), self._project_filter()
        )
        return Path(name) if name else None

    def project_to_save(self, stem: str) -> Path | None:
        """Where to save the project; None: nowhere.

        Args:
            stem: the suggested name, without suffix.
        """
        name, _ = QFileDialog.getSaveFileName(
            self.window,
            self.tr("Save the project"),
            str(self._folder(Folder.PROJECTS) / f"{stem}{SUFFIX}"),
            self._project_filter(),
        )
        return with_suffix(Path(name)) if name else None

    def recipe_to_open(self) -> Path | None:
        """The recipe to apply, or a picture that carries one; None: none."""
        name, _ = QFileDialog.getOpenFileName(
            self.window,
            self.tr("Apply a recipe"),
            str(self._folder(Folder.RECIPES)),
            self.tr("Recipes and painted pictures ({suffixes})").format(suffixes=f"*{RECIPE_SUFFIX} {READ_PATTERNS}"),
        )
        return Path(name) if name else None

    def recipe_to_save(self, stem: str) -> Path | None:
        """Where to save the recipe; None: nowhere.

        Args:
            stem: the suggested name, without suffix.
        """
        name, _ = QFileDialog.getSaveFileName(
            self.window,
            self.tr("Save the recipe"),
            str(self._folder(Folder.RECIPES) / f"{stem}{RECIPE_SUFFIX}"),
            self.tr("Pentimento recipes (*{suffix})").format(suffix=RECIPE_SUFFIX),
        )
        return with_suffix(Path(name), RECIPE_SUFFIX) if name else None

    def other_style(self, style: str, file: str) -> bool:
        """Whether a file is taken for a style though it is another picture.

        Args:
            style: what the style is called.
            file: the file's name.
        """
        buttons = QMessageBox.StandardButton
        answer = QMessageBox.question(
            self.window,
            self.tr("Another picture"),
            self.tr("{file} is another picture than the recipe's {style}. Take it in its place?").format(
                file=file, style=style
            ),
            buttons.Yes | buttons.No,
            buttons.No,
        )
        return answer == buttons.Yes

    def _folder(self, purpose: Folder) -> Path:
        pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        # Qt would take a folder that is not there for the name of a file.
        usual = Path(pictures) if pictures and Path(pictures).is_dir() else Path.home()
        return self._settings.folder(purpose) or self._settings.folder(Folder.PHOTOS) or usual

    def _picture_filter(self) -> str:
        return self.tr("Pictures ({suffixes})").format(suffixes=READ_PATTERNS)

    def _project_filter(self) -> str:
        return self.tr("Pentimento projects (*{suffix})").format(suffix=SUFFIX)


def with_suffix(path: Path, suffix: str = SUFFIX) -> Path:
    """A path with a suffix, that of projects if none is given; dots within its name stay, as in "harbour 24.12"."""
    return path if path.suffix.lower() == suffix else path.with_name(path.name + suffix)
