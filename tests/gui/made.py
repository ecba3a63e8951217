"""Pictures, states and documents that the window's tests make for themselves."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from hypothesis import strategies as st

from engine.images import Framing, Picture, SaveOptions, pixel_hash, save_picture
from engine.vgg import LEVELS
from gui.document.document import Document
from gui.document.level_settings import LevelSetting
from gui.document.regions import RegionEntry
from gui.document.state import PhotoEntry, Quality, State, StyleEntry, Treatment
from tests.engine.looks import looks

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from engine.job import Job
    from gui.storage.recovery import Recovery


def picture(seed: int = 0, width: int = 24, height: int = 16, *, bits: int = 8, alpha: bool = False) -> Picture:
    """Noise, which differs by its seed."""
    random = np.random.default_rng(seed)
    dtype = np.uint8 if bits == 8 else np.uint16
    pixels: NDArray[Any] = random.integers(0, 2**bits, (height, width, 3), dtype=dtype)
    opacity: NDArray[Any] | None = random.integers(0, 2**bits, (height, width), dtype=dtype) if alpha else None
    return Picture(pixels, opacity, f"picture {seed}.png")


def hash_of(made: Picture) -> str:
    return pixel_hash(made.pixels, made.alpha)


def made_job(make: Callable[[], Job] | None) -> Job:
    assert make is not None
    return make()


def saved(folder: Path, made: Picture, name: str) -> Path:
    return save_picture(folder / name, made, SaveOptions(existing="overwrite"))


def sample_files(folder: Path) -> list[Path]:
    """A photo and a style."""
    return [saved(folder, picture(number), name) for number, name in enumerate(("boat.png", "wave.png"))]


def disc(width: int, height: int, across: float, down: float, radius: float) -> NDArray[np.uint8]:
    """A mask of one disc with hard edges; all in pixels."""
    rows, columns = np.mgrid[:height, :width]
    inside: NDArray[np.uint8] = np.where((columns - across) ** 2 + (rows - down) ** 2 <= radius**2, 255, 0).astype("u1")
    return inside


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def no_pack(_: str | None) -> None:
    """No pack is installed in these tests."""


def new_document(clock: Callable[[], float] | None = None) -> Document:
    return Document(pack_of=no_pack, clock=clock or Clock())


def filled_document(styles: int = 2) -> Document:
    """A document with a photo and styles."""
    document = new_document()
    document.set_photo(picture(0))
    document.styles.add([(picture(number), None) for number in range(1, styles + 1)])
    return document


def has_all_pictures(document: Document) -> bool:
    """Whether the pictures that the state needs are there."""
    return all(found in document.pictures for found in document.state.picture_hashes)


def keep(recovery: Recovery) -> None:
    """Keeps the work aside as after a change, and waits until that is done."""
    if recovery._running is not None:
        recovery._running.result()
    recovery._keep()
    assert recovery._running is not None
    assert recovery._running.result() is None


shares = st.floats(0, 1, allow_nan=False)
hashes = st.integers(0, 2**256 - 1).map(lambda number: f"{number:064x}")
names = st.text(max_size=20).filter(lambda text: "\0" not in text and text.isprintable())
paths = st.none() | st.sampled_from([Path("boat.png"), Path("/far/away/bär.tif")])


@st.composite
def framings(draw: Any) -> Framing:
    def edges() -> tuple[float, float]:
        first, last = sorted((draw(shares), draw(shares)))
        return (first, last) if last - first > 1e-6 else (0.0, 1.0)

    (left, right), (top, bottom) = edges(), edges()
    return Framing(left, top, right, bottom, draw(st.integers(0, 3)), draw(st.booleans()))


levels = st.dictionaries(st.sampled_from(LEVELS), st.builds(LevelSetting, st.booleans(), shares))
treatments = st.builds(Treatment, looks, levels, st.floats(0.25, 4))
qualities = st.builds(
    Quality,
    preview_size=st.integers(128, 4096),
    device=st.sampled_from(["auto", "cpu"]),
    number_format=st.sampled_from(["auto", "bfloat16"]),
    pack=st.none() | st.just("atelier"),
)
photos = st.builds(PhotoEntry, hashes, names, paths, framings())


@st.composite
def states(draw: Any) -> State:
    """Any state, whose pictures need not exist."""
    styles = tuple(
        StyleEntry(
            f"key-{number}",
            draw(hashes),
            draw(names),
            draw(paths),
            draw(st.floats(0, 1000)),
            draw(st.floats(0.25, 4)),
            draw(st.booleans()),
            draw(framings()),
            tuple(draw(st.lists(st.sampled_from(LEVELS), min_size=1, unique=True))),
        )
        for number in range(draw(st.integers(0, 4)))
    )
    keys = [style.key for style in styles]
    regions = tuple(
        RegionEntry(
            f"region-{number}",
            draw(names),
            draw(st.none() | hashes),
            draw(st.booleans()),
            tuple(draw(st.lists(st.sampled_from([style.key for style in styles]), unique=True))) if styles else (),
            draw(st.booleans()),
            draw(st.none() | shares),
            draw(st.floats(0.25, 4)),
            draw(st.integers(0, 7)),
            draw(st.none() | levels),
            draw(st.dictionaries(st.sampled_from(keys), hashes)) if keys else {},
            draw(st.none() | shares),
        )
        for number in range(draw(st.integers(0, 2)))
    )
    solo = draw(st.none() | st.sampled_from([style.key for style in styles])) if styles else None
    return State(draw(st.none() | photos), styles, solo, draw(treatments), draw(qualities), regions)
