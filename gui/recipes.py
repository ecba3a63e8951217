"""Recipes in the window: saved to be shared, and applied with the styles that are found or asked for."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from engine.batch.naming import file_name
from engine.errors import PentimentoError
from engine.look.recipe_files import save_recipe_file
from engine.packs.registry import default_registry
from gui.dialogs.missing_styles import MissingStylesDialog
from gui.dialogs.save_recipe import SaveRecipeDialog
from gui.document.jobs import mixes_alike
from gui.document.pictures import preview_side
from gui.document.state import active_styles
from gui.messages import Action, Topic
from gui.modal import accepted
from gui.qt_images import thumbnail
from gui.settings import Folder
from gui.work.exports import SHOW_FOLDER
from gui.work.job_makers import document_job_maker
from gui.work.loading import THUMBNAIL_SIDE, load_picture, load_recipe

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from engine.images import Picture
    from engine.job import Recipe, StyleReference
    from gui.asking import Asker
    from gui.document.document import Document
    from gui.document.state import StyleEntry
    from gui.file_work import FileWork
    from gui.messages import Messages
    from gui.settings import Settings
    from gui.work.background import Background
    from gui.work.job_makers import DocumentJobMaker
    from gui.work.loading import FoundRecipe, Loaded

APPLY_RECIPE = "apply-recipe"


class Recipes(QObject):
    """Saves and applies recipes; what is read and written is off the window's thread.

    Args:
        document: whose look is saved and changed.
        background: reads and writes.
        asker: asks for files.
        file_work: learns what is being read and written.
        messages: where outcomes go.
        settings: remember folders and recent files.
        parent: the Qt parent.

    Attributes:
        asking: the dialog that asks for styles, while it is open.
    """

    def __init__(
        self,
        document: Document,
        background: Background,
        asker: Asker,
        *,
        file_work: FileWork,
        messages: Messages,
        settings: Settings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._background = background
        self._asker = asker
        self._file_work = file_work
        self._messages = messages
        self._settings = settings
        self.asking: MissingStylesDialog | None = None

    @Slot(object)
    def follow(self, action: Action) -> None:
        """Opens a recipe, if a message offered that."""
        if action.name == APPLY_RECIPE and isinstance(action.argument, Path):
            self.open(action.argument)

    # Saving

    @Slot()
    def save(self) -> None:
        """Asks what goes along, and where to save the recipe of the present look."""
        try:
            maker = document_job_maker(self._document, same_look=False)
        except PentimentoError as error:
            self._messages.report(error, Topic.ATTEMPT)
            return
        if maker is None:
            self._messages.inform(self.tr("Add a style first: then there is a recipe to save."))
            return
        styles = active_styles(maker.state)
        shown = [(style.title, self._small(style)) for style in styles]
        own_sizes = len({style.scale for style in styles}) > 1
        dialog = SaveRecipeDialog(shown, own_sizes=own_sizes, parent=self._asker.window)
        if not accepted(dialog):
            return
        path = self._asker.recipe_to_save(file_name(maker.name))
        if path is not None:
            self.save_to(path, maker, with_styles=dialog.with_styles.isChecked())

    def save_to(self, path: Path, maker: DocumentJobMaker, *, with_styles: bool) -> None:
        """Saves the recipe of a look, as it is seen in the preview."""
        self._file_work.begin(self.tr("Saving {name}…").format(name=path.name))
        work = partial(_save, path, maker, self._look_size(), with_styles=with_styles)
        self._background.run(work, self._on_saved, self._on_not_saved)

    def _look_size(self) -> int:
        state = self._document.state
        photo = None if state.photo is None else self._document.pictures.get(state.photo.picture_hash)
        return state.quality.preview_size if photo is None else preview_side(state, (photo.width, photo.height))

    def _small(self, style: StyleEntry) -> QImage:
        pictures = self._document.pictures
        return thumbnail(pictures.frame(pictures.reduced(style.picture_hash, THUMBNAIL_SIDE), style.framing), 64)

    def _on_saved(self, path: Path) -> None:
        self._file_work.end()
        self._remember(path)
        self._messages.inform(
            self.tr("Saved the recipe {name}.").format(name=path.name),
            Action(SHOW_FOLDER, self.tr("Show in folder"), path),
        )

    # Applying

    @Slot()
    def browse(self) -> None:
        """Asks for a recipe, or a picture that carries one, and applies it."""
        path = self._asker.recipe_to_open()
        if path is not None:
            self.open(path)

    def open(self, path: Path) -> None:
        """Applies the recipe in a file; styles that are not found are asked for."""
        self._file_work.begin(self.tr("Opening {name}…").format(name=path.name))
        document = self._document
        near = (style.path.parent for style in document.state.styles if style.path is not None)
        work = partial(
            load_recipe,
            path,
            hashes_here(document),
            tuple(dict.fromkeys((path.parent, *near, *self._settings.picture_folders))),
            document.pictures,
            document.state.quality.preview_size,
        )
        self._background.run(work, partial(self._on_read, path), self._on_not_read)

    def _on_read(self, path: Path, found: FoundRecipe) -> None:
        self._file_work.end()
        self._remember(path)
        search = _Search(found, path.name)
        missing = search.missing(hashes_here(self._document))
        if not missing:
            self._apply(search)
            return
        if self.asking is not None:
            self.asking.reject()
        names = [(style.pixel_hash, style.name) for style in missing]
        images = {
            picture_hash: thumbnail(picture, THUMBNAIL_SIDE) for picture_hash, picture in found.thumbnails.items()
        }
        dialog = MissingStylesDialog(path.name, names, images, self._asker.window)
        dialog.find_requested.connect(partial(self._find, search, dialog))
        dialog.accepted.connect(partial(self._apply, search))
        dialog.finished.connect(partial(self._forget, dialog))
        self.asking = dialog
        dialog.open()

    def _forget(self, dialog: MissingStylesDialog, _: int) -> None:
        if self.asking is dialog:
            self.asking = None
        dialog.deleteLater()

    def _find(self, search: _Search, dialog: MissingStylesDialog, picture_hash: str) -> None:
        path = self._asker.style()
        if path is None:
            return
        self._file_work.begin(self.tr("Opening {name}…").format(name=path.name))
        side = self._document.state.quality.preview_size
        work = partial(load_picture, path, self._document.pictures, side)
        self._background.run(work, partial(self._on_found, search, dialog, picture_hash), self._on_not_read)

    def _on_found(self, search: _Search, dialog: MissingStylesDialog, picture_hash: str, loaded: Loaded) -> None:
        self._file_work.end()
        # It may have been closed while the file was read.
        if self.asking is not dialog or loaded.path is None:
            return
        true_hash = self._document.pictures.name(loaded.picture)
        if true_hash != picture_hash and not self._asker.other_style(search.name_of(picture_hash), loaded.path.name):
            return
        search.found[picture_hash] = true_hash, loaded.picture, loaded.path
        self._settings.add_picture_folder(loaded.path.parent)
        dialog.show_found(picture_hash, loaded.path.name, thumbnail(loaded.picture, THUMBNAIL_SIDE))

    def _apply(self, search: _Search) -> None:
        recipe = search.settled()
        if recipe.pack is not None and recipe.pack.name not in default_registry().names():
            self._messages.warn(
                self.tr("The recipe's model pack {name} is not here: it may look different.").format(
                    name=recipe.pack.name
                ),
                topic=Topic.DOCUMENT,
            )
            recipe = replace(recipe, pack=None)
        try:
            missing = self._document.apply_recipe(recipe, search.read.size, search.offered())
        except PentimentoError as error:
            self._messages.report(error, Topic.ATTEMPT)
            return
        if missing:
            names = ", ".join(style.name for style in missing)
            text = self.tr("The recipe needs styles that are not here: {names}.").format(names=names)
            self._messages.warn(text, topic=Topic.DOCUMENT)
        elif not mixes_alike(recipe):
            self._messages.warn(
                self.tr(
                    "The look of {name} is taken over. It mixes its styles differently from level to level, and here "
                    "each has one weight: it will look different."
                ).format(name=search.name),
                topic=Topic.DOCUMENT,
            )
        else:
            self._messages.inform(self.tr("The look of {name} is taken over.").format(name=search.name))

    def _remember(self, path: Path) -> None:
        self._settings.add_recent_file(path)
        self._settings.set_folder(Folder.RECIPES, path.parent)

    def _on_not_read(self, error: BaseException) -> None:
        self._file_work.end()
        self._messages.report(error, Topic.ATTEMPT)

    def _on_not_saved(self, error: BaseException) -> None:
        self._file_work.end()
        self._messages.report(error)


@dataclass
class _Search:
    """A recipe on its way, and what was found for it by hand: another picture may take a style's place.

    Attributes:
        read: what was read.
        name: of its file.
        found: by the style's hash, the hash of what was found, the picture and its file.
    """

    read: FoundRecipe
    name: str
    found: dict[str, tuple[str, Picture, Path]] = field(default_factory=dict)

    def missing(self, here: frozenset[str]) -> list[StyleReference]:
        styles = {style.pixel_hash: style for style in self.read.recipe.styles}
        return [style for key, style in styles.items() if key not in here and key not in self.read.styles]

    def name_of(self, picture_hash: str) -> str:
        return next(style.name for style in self.read.recipe.styles if style.pixel_hash == picture_hash)

    def settled(self) -> Recipe:
        """The recipe with what was found in the places of its styles."""
        chosen = {key: true_hash for key, (true_hash, _, _) in self.found.items()}
        styles = (
            replace(style, pixel_hash=chosen.get(style.pixel_hash, style.pixel_hash))
            for style in self.read.recipe.styles
        )
        return replace(self.read.recipe, styles=tuple(styles))

    def offered(self) -> list[tuple[Picture, Path | None]]:
        by_hand = ((picture, path) for _, picture, path in self.found.values())
        return [*self.read.styles.values(), *by_hand]


def hashes_here(document: Document) -> frozenset[str]:
    """The hashes of all pictures that a document has, whole and as its styles are framed."""
    pictures = document.pictures
    framed = []
    for style in document.state.styles:
        whole = pictures.get(style.picture_hash)
        if whole is not None and not style.framing.is_whole:
            framed.append(pictures.name(pictures.frame(whole, style.framing)))
    return frozenset((*pictures.whole_pictures(), *framed))


def _save(path: Path, maker: DocumentJobMaker, look_size: int, *, with_styles: bool) -> Path:
    # As the size of its look says, it is the same for photos of any size.
    recipe = replace(maker.recipe_for((look_size, look_size)), look_size=look_size)
    framed = [maker.frame(maker.pictures[style.picture_hash], style.framing) for style in active_styles(maker.state)]
    pictures = {maker.hash_of(picture): picture for picture in framed}
    return save_recipe_file(path, recipe, pictures, with_styles=with_styles, existing="overwrite")
