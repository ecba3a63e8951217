"""Measures how time and memory grow with a picture and its tiles; each measurement has a process of its own."""

from __future__ import annotations

import multiprocessing
import statistics
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from engine.benchmarks.whole import peak_of_process
from engine.images import Picture
from engine.job.made_up import made_up_job
from engine.machine.devices import choose_device
from engine.packs.registry import default_registry
from engine.packs.weights import load
from engine.studio import Studio, run_to_end
from engine.stylist import Stylist
from engine.system.process import keep_freed_memory
from engine.transfer.reuse import Kept
from engine.transfer.style_files import StyleFiles

if TYPE_CHECKING:
    from engine.benchmarks.whole import Case
    from engine.job import Job
    from engine.packs.manifest import Manifest

TILES_TRIED = (512, 768, 1024, 1536)
"""Longest sides of tiles, in pixels, that are measured beside the picture in one piece."""

LARGEST_MADE = 1024
"""Side of the made-up picture of which larger ones are put together, and of the style."""


@dataclass(frozen=True)
class TilesRow:
    """What was measured.

    Attributes:
        case: of what.
        number_format: that was used.
        tile: longest side of the tiles; None: in one piece.
        seconds: median, with the style known.
        memory: peak bytes of the process.
        planned: bytes that the plan foretold.
    """

    case: Case
    number_format: str
    tile: int | None
    seconds: float
    memory: int
    planned: int

    @property
    def seconds_per_megapixel(self) -> float:
        """Seconds for each million pixels."""
        return self.seconds / (self.case.side**2 / 1e6)


def measure_tiles(case: Case, repeats: int) -> list[TilesRow]:
    """Measures one size in one piece and in all tiles that divide it, each in a process of its own."""
    tiles = [None, *(tile for tile in TILES_TRIED if tile < case.side)]
    return [in_own_process(case, repeats, tile) for tile in tiles]


def measure_usual(case: Case, repeats: int) -> TilesRow:
    """Measures one size as the program paints it of itself."""
    return in_own_process(case, repeats, 0)


def in_own_process(case: Case, repeats: int, tile: int | None) -> TilesRow:
    """Runs `painted` in a process that ends with it."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as processes:
        return processes.submit(painted, case, repeats, tile).result()


def painted(case: Case, repeats: int, tile: int | None) -> TilesRow:
    """Paints one case.

    Args:
        case: what to paint.
        repeats: how many runs the median is taken of, after one that is not counted.
        tile: longest side of the tiles; None: in one piece; 0: as the plan has it.
    """
    keep_freed_memory()
    registry = default_registry()
    pack = registry.find(case.pack)
    studio = Studio(registry, case.device, case.number_format, kept=0, style_files=StyleFiles(None))
    number_format = run_to_end(studio.stylise(made_up_job(pack.manifest, 64))).number_format
    stylist = Stylist(pack.manifest, load(pack), choose_device(case.device), number_format, kept=Kept(0))
    job = large_job(pack.manifest, case.side)
    plan = stylist.plan(job) if tile == 0 else stylist.plan(job, largest_tile=tile, swift_tiles=False)
    seconds = [run_to_end(stylist.stylise(job, plan)).seconds["total"] for _ in range(repeats + 1)]
    return TilesRow(case, number_format, plan.tile, statistics.median(seconds[1:]), peak_of_process(), plan.memory)


def large_job(manifest: Manifest, side: int) -> Job:
    """A made-up job of any size that takes no more memory than its photo; large photos repeat a smaller one."""
    job = made_up_job(manifest, min(side, LARGEST_MADE))
    repeated = np.arange(side) % LARGEST_MADE
    return replace(job, photo=Picture(job.photo.pixels[np.ix_(repeated, repeated)], name=job.photo.name))
