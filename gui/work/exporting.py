"""Saving a picture at full size: as work for the thread's queue, so that nobody waits for it."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QStandardPaths

from engine.batch.naming import file_name
from engine.errors import JobError, PictureError
from engine.images import SaveOptions, check_target, save_picture
from engine.images.transparency import lost_transparency
from engine.job import Job, Result
from engine.look.recipe_json import recipe_to_json
from engine.planning.plan import result_size

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from engine.job import Engine, Progress
    from gui.document.state import State

BEFORE_SAVING = 0.98
"""The share of the work that is done when the picture is painted and not yet saved."""

MOST_NAMED_STYLES = 3


@dataclass(frozen=True)
class Exported(Result):
    """A result that was saved.

    Attributes:
        saved: the file truly written.
    """

    saved: Path = Path()


def export(
    job: Job | Callable[[], Job], target: Path, options: SaveOptions, *, sources: Sequence[Path] = ()
) -> Callable[[Engine], Generator[Progress, None, None]]:
    """Work that paints a picture and saves it with its recipe inside.

    Its last progress carries an `Exported`. Until that, closing it leaves no file.

    Args:
        job: what to paint, or a function that reads it from files; it is called in the thread.
        target: where to save; the suffix chooses the format.
        options: how. Where they say the bits per channel, the job is computed in these.
        sources: files that must not be replaced, whatever the options say: the photo and the styles.
    """

    def work(studio: Engine) -> Generator[Progress, None, None]:
        check_sources(target, sources)
        check_target(target, options)
        asked = job if isinstance(job, Job) else job()
        if options.bits is not None:
            asked = replace(asked, bits=options.bits)
        check_target(target, options, size=result_size((asked.photo.width, asked.photo.height), asked.size))
        last = None
        with closing(studio.stylise(asked)) as painting:
            for last in painting:
                yield replace(last, fraction=last.fraction * BEFORE_SAVING, result=None)
        assert last is not None, "a studio yields"
        result = last.result
        assert result is not None, "the last progress carries the result"
        saved = save_picture(target, result.picture, options, recipe=recipe_to_json(result.recipe))
        told = replace(result, notes=(*result.notes, *lost_transparency(asked.photo, saved)))
        yield replace(last, fraction=1.0, preview=None, result=Exported(**vars(told), saved=saved))

    return work


def check_sources(target: Path, sources: Sequence[Path]) -> None:
    """Refuses to replace a file that the picture is made of.

    Raises:
        JobError: the target is one of these.
    """
    for source in sources:
        try:
            same = target.samefile(source)
        except OSError:  # one of them is not there, or cannot be looked at
            same = False
        if same:
            raise JobError(
                "The picture should not replace '{name}', which it is made of: choose another name.", name=source.name
            )


def names_in(state: State) -> tuple[Path, list[str]]:
    """The photo's file, or only what it is called where it has none; and what the styles are called."""
    path = Path()
    if state.photo is not None:
        path = state.photo.path or Path(Path(state.photo.name).name)
    return path, [style.title for style in state.styles if style.enabled]


def default_target(photo: Path, styles: Sequence[str], suffix: str = ".jpg", known_folder: Path | None = None) -> Path:
    """A name for a picture: beside the photo, or where that cannot be in a known folder or that of the user's pictures.

    Args:
        photo: the photo's file; without a folder: only what it is called, if anything, since it came from elsewhere.
        styles: what the styles are called.
        suffix: with its dot.
        known_folder: where the user saved a picture before.

    Returns:
        A path that can be written to; a file may be there already.

    Raises:
        PictureError: there is no folder that could be written to.
    """
    name = suggested_name(photo.stem, styles) + suffix
    pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
    places = (photo.is_absolute() and photo.parent, known_folder, pictures, Path.home())
    folders = [Path(folder) for folder in places if folder]
    for target in (folder / name for folder in folders[:-1]):
        try:
            check_target(target, SaveOptions(existing="unique"))
        except PictureError:
            continue
        return target
    check_target(folders[-1] / name, SaveOptions(existing="unique"))
    return folders[-1] / name


def suggested_name(photo: str, styles: Sequence[str]) -> str:
    """A file name without suffix that every system takes, such as "harbour in the style of wave"."""
    photo = photo or QCoreApplication.translate("Export", "Picture")
    named = list(styles[:MOST_NAMED_STYLES])
    if len(styles) > MOST_NAMED_STYLES:
        named[-1] = QCoreApplication.translate("Export", "others")
    together = named[-1] if named else ""
    if len(named) > 1:
        together = QCoreApplication.translate("Export", "{styles} and {last}").format(
            styles=", ".join(named[:-1]), last=named[-1]
        )
    if together:
        photo = QCoreApplication.translate("Export", "{photo} in the style of {styles}").format(
            photo=photo, styles=together
        )
    return file_name(photo)
