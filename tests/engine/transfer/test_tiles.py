"""Painting in tiles against painting in one piece."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from itertools import cycle
from typing import TYPE_CHECKING, Any

import numpy as np
import psutil
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import stylist
from engine.errors import OutOfMemoryError, ScratchDiskError
from engine.job import Job, Region
from engine.networks.stepped import SteppedNetwork
from engine.packs.weights import load
from engine.planning.methods import TRANSFORMS
from engine.planning.tiling import TILES
from engine.studio import Studio, run_to_end
from engine.stylist import Stylist
from engine.system.folders import cache_folder
from engine.system.scratch import ScratchFile
from engine.transfer import cascade, inputs, tiles
from engine.transfer.reuse import Kept
from engine.transfer.style_files import StyleFiles
from engine.transfer.transforms import AffineMap
from engine.vgg import LEVELS
from tests.engine.pictures import furthest, make_job, picture, reference
from tests.refusals import refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from engine.images import Picture
    from engine.job import Progress
    from engine.packs.registry import Registry

CLOSE = 257
"""One step of 8 bits in 16 bits, in which results are compared."""


@pytest.fixture(scope="module")
def painter(registry: Registry) -> Stylist:
    pack = registry.find("tiny")
    return Stylist(pack.manifest, load(pack), torch.device("cpu"), "float32", kept=Kept(0))


def painted(painter: Stylist, job: Job, tile: int | None) -> NDArray[Any]:
    """The result in 16 bits, with styles looked at anew."""
    painter.forget_styles()
    job = replace(job, bits=16)
    result = run_to_end(painter.stylise(job, replace(painter.plan(job), tile=tile)))
    return result.picture.pixels


def with_alpha(opaque: Picture) -> Picture:
    """A picture that fades from left to right, with a hidden corner."""
    height, width = opaque.pixels.shape[:2]
    alpha = np.tile(np.linspace(255, 40, width).astype(np.uint8), (height, 1))
    alpha[: height // 3, : width // 3] = 0
    return replace(opaque, alpha=alpha)


def with_region(job: Job) -> Job:
    """A job with a slanted region in another style."""
    rows, columns = np.indices((50, 60))
    return with_mask(job, np.where(rows * 2 + columns > 80, 255, 0).astype(np.uint8))


def with_soft_region(job: Job) -> Job:
    """A job with a region that fades in from left to right, and is nowhere all or nothing."""
    return with_mask(job, np.tile(np.linspace(40, 220, 60).astype(np.uint8), (50, 1)))


def with_mask(job: Job, mask: NDArray[np.uint8]) -> Job:
    """A job with a region in another style."""
    other = picture(61, 44, 7)
    return replace(job, regions=(Region(mask, (reference(other),), (other,)),))


PLACED: dict[str, Any] = {
    "motif_scale": 1.7,
    "motif_left": 0.3,
    "motif_top": -0.4,
    "motif_turn": "90",
    "motif_mirrored": True,
    "quiet_seed": 5,
}

CASES = (
    *("plain", "mixed", "alpha", "region", "photo's colours", "passes", *TRANSFORMS[1:]),
    *("structure", "structure by region", "structure and passes", "structure and swap"),
    *(
        "strokes",
        "motifs",
        "motifs by region",
        "strokes and structure by region",
        "motifs and structure",
        "motifs mixed",
        "motifs placed",
        "motifs mixed placed",
    ),
)


@pytest.mark.parametrize("tile", [64, 80, 112])
@pytest.mark.parametrize("case", CASES)
def test_tiles_change_nothing(painter: Stylist, tile: int, case: str) -> None:
    photo, styles = picture(183, 129), (picture(170, 133, 1), picture(90, 121, 2))
    job = make_job(
        painter.manifest,
        with_alpha(photo) if case in ("alpha", "region") else photo,
        *((styles[0], with_alpha(styles[1])) if "mixed" in case else styles[:1]),
        weights=(3.0, 1.0) if "mixed" in case else (1.0,),
        strength=0.8,
        passes=2 if "passes" in case else 1,
        # Through ten levels of random networks the last bit of float32 alone grows to a step of 8 bits.
        levels=("relu4_1", "relu3_1", "relu1_1") if "passes" in case else LEVELS,
        structure=0.7 if "structure" in case else 0.0,
        quiet_places=next((kind for kind in ("strokes", "motifs") if kind in case), "leave"),
        colour="photo" if case == "photo's colours" else "style",
        **(PLACED if "placed" in case else {}),
        transform="swap" if "swap" in case else case if case in TRANSFORMS else "whitening",
    )
    if "region" in case:
        job = with_region(job)
    if case == "structure by region":
        job = replace(job, regions=tuple(replace(region, structure=0.0) for region in job.regions))
    whole = painted(painter, job, None)
    assert furthest(painted(painter, job, tile), whole) <= CLOSE
    assert furthest(whole, photo.pixels.astype(np.uint16) * 257) > 20 * CLOSE


@settings(max_examples=10)
@given(st.integers(1, 150), st.integers(1, 150), st.integers(1, 150), st.sampled_from([48, 64, 96]))
def test_any_size_and_tile_gives_the_same(painter: Stylist, width: int, height: int, style: int, tile: int) -> None:
    job = make_job(painter.manifest, picture(width, height), picture(style, 70, 1))
    assert furthest(painted(painter, job, tile), painted(painter, job, None)) <= CLOSE


@settings(max_examples=6)
@given(st.integers(2, 9), st.integers(2, 9), st.sampled_from([16, 48, 64, 96]))
def test_any_tile_gives_the_same_where_the_picture_begins_again(
    painter: Stylist, across: int, down: int, tile: int
) -> None:
    # Tiles may be narrower than their borders, and the picture too: then it is passed more than once.
    photo, style = picture(16 * across, 16 * down), picture(70, 60, 1)
    job = make_job(painter.manifest, photo, style, tileable=True, structure=0.3, quiet_places="motifs")
    assert furthest(painted(painter, job, tile), painted(painter, job, None)) <= CLOSE


@settings(max_examples=6)
@given(st.integers(20, 150), st.integers(20, 150), st.sampled_from([48, 64, 96]))
def test_any_tile_gives_the_same_with_a_soft_region(painter: Stylist, width: int, height: int, tile: int) -> None:
    job = with_soft_region(make_job(painter.manifest, picture(width, height), picture(70, 60, 1)))
    assert furthest(painted(painter, job, tile), painted(painter, job, None)) <= CLOSE


@pytest.mark.parametrize("case", ["plain", "soft region", "tileable"])
@pytest.mark.parametrize("level", ["relu5_1", "relu4_1", "relu3_1", "relu2_1", "relu1_1"])
def test_each_level_alone_has_no_seam(painter: Stylist, level: Any, case: str) -> None:
    # One level deep, float32 alone tells the two apart: a border one pixel too narrow shows at once.
    photo, tileable = (picture(144, 224), True) if case == "tileable" else (picture(150, 219), False)
    job = make_job(painter.manifest, photo, picture(64, 64, 1), levels=(level,), strength=1.0, tileable=tileable)
    if case == "soft region":
        job = with_soft_region(job)
    assert furthest(painted(painter, job, 48), painted(painter, job, None)) <= 8


def test_the_same_budget_gives_the_same_bytes(registry: Registry) -> None:
    job = make_job(registry.find("tiny").manifest, picture(301, 190), picture(200, 200, 1), size=None)
    budget = small_budget(registry, job)
    unknown = StyleFiles(None)
    first, second = (
        run_to_end(Studio(registry, "cpu", "float32", budget, style_files=unknown).stylise(job)) for _ in range(2)
    )
    assert first.plan.tile is not None
    assert first.plan == second.plan
    assert first.plan.budget == budget
    assert first.notes == ()
    assert np.array_equal(first.picture.pixels, second.picture.pixels)
    whole = run_to_end(Studio(registry, "cpu", "float32").stylise(job))
    assert whole.plan.tile is None
    assert furthest(first.picture.pixels, whole.picture.pixels) <= 1


def test_a_style_is_remembered_apart_for_tiles(registry: Registry) -> None:
    # In tiles a style's moments differ in their last bits, so which job came before must not show.
    job = make_job(registry.find("tiny").manifest, picture(301, 190), picture(200, 200, 1))
    fresh = Studio(registry, "cpu", "float32", small_budget(registry, job))
    expected = run_to_end(fresh.stylise(job)).picture.pixels
    used = Studio(registry, "cpu", "float32")
    run_to_end(used.stylise(job))
    used._budget = fresh._budget
    assert np.array_equal(run_to_end(used.stylise(job)).picture.pixels, expected)


def test_a_budget_that_no_tile_fits_is_refused(registry: Registry) -> None:
    job = make_job(registry.find("tiny").manifest, picture(301, 190), picture(200, 200, 1))
    with refused(
        OutOfMemoryError,
        "{need}, and {budget:.1f} GB are allowed: allow more, or choose a smaller size.",
        budget=0.1048576,
    ):
        next(Studio(registry, "cpu", "float32", 100 << 20).stylise(job))


def test_where_less_is_free_than_planned_smaller_tiles_are_painted(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = make_job(registry.find("tiny").manifest, picture(301, 190), picture(200, 200, 1))
    budget = small_budget(registry, job)
    monkeypatch.setattr("engine.studio.free_memory", lambda _: budget)
    result = run_to_end(Studio(registry, "cpu", "float32").stylise(job))
    assert result.plan.tile in TILES
    assert result.notes == (f"Memory ran short, so the picture was painted in tiles of {result.plan.tile} pixels.",)


def small_budget(registry: Registry, job: Job) -> int:
    """A byte less than a job takes in one piece."""
    pack = registry.find("tiny")
    return Stylist(pack.manifest, {}, torch.device("cpu"), "float32").plan(job).memory - 1


def test_progress_goes_tile_by_tile(painter: Stylist) -> None:
    job = make_job(painter.manifest, picture(150, 219), picture(100, 100, 1), levels=("relu4_1", "relu1_1"))
    steps = list(painter.stylise(job, replace(painter.plan(job), tile=80)))
    fractions = [step.fraction for step in steps]
    assert fractions == sorted(fractions)
    assert fractions[-2] == pytest.approx(1.0)
    for stage in ("encode", "decode"):
        areas = {step.area for step in steps if step.stage == stage and step.level == "relu4_1"}
        assert {(0, 0, 80, 80), (80, 160, 70, 59)} <= areas
        # With both looks at relu1_1, no part counts for more than its work.
        assert len({step.fraction for step in steps if step.stage == stage}) > 10
    previews = [step.preview for step in steps if step.preview is not None]
    assert [preview.shape for preview in previews] == [(219, 150, 3)] * 2
    assert not previews[0].flags.writeable
    assert steps[-1].result is not None
    assert np.array_equal(previews[-1], steps[-1].result.picture.pixels)


@pytest.mark.parametrize("colour", ["style", "photo"])
def test_previews_are_those_of_the_whole(painter: Stylist, monkeypatch: pytest.MonkeyPatch, colour: str) -> None:
    monkeypatch.setattr(cascade, "LARGEST_PREVIEW", 70)
    monkeypatch.setattr(tiles, "ROWS_AT_ONCE", 16)
    job = make_job(painter.manifest, picture(190, 203), picture(100, 100, 1), colour=colour)
    whole, tiled = (
        [
            step.preview
            for step in painter.stylise(job, replace(painter.plan(job), tile=tile))
            if step.preview is not None
        ]
        for tile in (None, 64)
    )
    assert [preview.shape for preview in tiled] == [(68, 64, 3)] * 5
    for one, other in zip(whole, tiled, strict=True):
        assert furthest(one, other) <= 1


@pytest.fixture
def temporary(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[ScratchFile]]:
    """All temporary files that are made, in a folder that must be empty in the end."""
    made: list[ScratchFile] = []
    new = ScratchFile.__init__

    def noting(self: ScratchFile, *words: Any) -> None:
        new(self, *words)
        made.append(self)

    monkeypatch.setattr(ScratchFile, "__init__", noting)
    # The system's temporary folder may be memory itself: nothing is to be asked of it.
    monkeypatch.setattr(tempfile, "tempdir", "nowhere")
    yield made
    assert made
    assert all(file._file.closed for file in made)
    folder = cache_folder()
    assert not [file for file in psutil.Process().open_files() if file.path.startswith(str(folder))]
    assert list(folder.iterdir()) == []


def test_temporary_files_are_gone_at_the_end(painter: Stylist, temporary: list[ScratchFile]) -> None:
    job = make_job(painter.manifest, picture(150, 100), picture(100, 100, 1))
    painted(painter, job, 64)
    assert len(temporary) == 5  # two pictures, and features of three levels


@pytest.mark.parametrize("stage", ["encode", "transform", "decode"])
@pytest.mark.usefixtures("temporary")
def test_closing_removes_temporary_files(painter: Stylist, stage: str) -> None:
    job = make_job(painter.manifest, picture(150, 100), picture(100, 100, 1))
    painting = painter.stylise(job, replace(painter.plan(job), tile=64))
    while next(painting).stage != stage:
        pass
    painting.close()
    assert not torch.is_inference_mode_enabled()


@pytest.mark.usefixtures("temporary")
def test_a_full_disk_is_said_in_a_sentence(painter: Stylist, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        closed = False

        def seek(self, _: int) -> None:
            pass

        def write(self, _: object) -> int:
            raise OSError(28, "No space left on device")

        def close(self) -> None:
            self.closed = True

    monkeypatch.setattr(tempfile, "TemporaryFile", lambda **_: Full())
    job = make_job(painter.manifest, picture(150, 100), picture(100, 100, 1))
    with refused(
        ScratchDiskError,
        "Painting in tiles should find {size:.1f} GB of room for each of its temporary files, and '{folder}' has too "
        "little: free some of that disk, or choose a smaller size.",
    ):
        painted(painter, job, 64)


ERRORS = (
    MemoryError(),
    torch.OutOfMemoryError("CUDA out of memory"),
    RuntimeError("DefaultCPUAllocator: not enough memory"),
)
STAGES: dict[str, tuple[Any, str]] = {
    "preparing whole": (stylist, "prepare"),
    "preparing parts": (stylist, "prepare_parts"),
    "a network": (SteppedNetwork, "steps"),
    "the style's moments": (stylist, "style_moments"),
    "moments in one piece": (inputs, "moments"),
    "moments in tiles": (inputs, "moments"),
    "solving": (cascade, "content_of"),
    "solving for tiles": (tiles, "content_of"),
    "a map in the decoder": (SteppedNetwork, "after"),
    "maps of regions": (AffineMap, "apply"),
    "keeping": (ScratchFile, "write"),
    "reading": (ScratchFile, "read"),
    "preview": (cascade, "shown_pixels"),
    "finishing": (tiles, "as_pixels"),
}

STAGES_IN_SHORT = ("preparing whole", "moments in tiles", "keeping")
"""One for each kind of error."""


@pytest.mark.parametrize(
    ("stage", "error"),
    [
        pytest.param(stage, error, marks=() if stage in STAGES_IN_SHORT else pytest.mark.slow)
        for stage, error in zip(STAGES, cycle(ERRORS), strict=False)
    ],
)
def test_where_memory_runs_out_smaller_tiles_are_painted(
    registry: Registry, monkeypatch: pytest.MonkeyPatch, stage: str, error: Exception
) -> None:
    job = make_job(registry.find("tiny").manifest, picture(201, 140), picture(150, 90, 1))
    if "regions" in stage:
        job = with_region(job)
    expected = run_to_end(Studio(registry, "cpu", "float32").stylise(job)).picture.pixels
    place, name = STAGES[stage]
    usual = getattr(place, name)
    calls: list[str] = []
    # Pictures are prepared once, photo first; all else fails midway.
    failing_call = 1 if "preparing" in stage else 2

    def failing(*words: Any, **named: Any) -> Any:
        calls.append(name)
        if len(calls) == failing_call:
            raise error
        return usual(*words, **named)

    monkeypatch.setattr(place, name, failing)
    in_tiles = place in (tiles, ScratchFile) or "tiles" in stage or name == "prepare_parts"
    budget = small_budget(registry, job) if in_tiles else None
    studio = Studio(registry, "cpu", "float32", budget, style_files=StyleFiles(None))
    steps: list[Progress] = list(studio.stylise(job))
    result = steps[-1].result
    assert len(calls) >= failing_call
    assert result is not None
    assert result.notes == (f"Memory ran short, so the picture was painted in tiles of {result.plan.tile} pixels.",)
    assert result.plan.tile in TILES
    assert furthest(result.picture.pixels, expected) <= 1
    assert [step.fraction for step in steps] == sorted(step.fraction for step in steps)
