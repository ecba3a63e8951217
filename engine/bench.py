"""Measures how long a picture takes and how much memory, beside a plain baseline in the same run."""

from __future__ import annotations

import multiprocessing
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

import psutil
import torch

from engine.baseline import stylise_plainly
from engine.packs.registry import default_registry
from engine.packs.weights import load
from engine.studio import Studio, run_to_end
from engine.trial import made_up_job

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

Painter: TypeAlias = Literal["pentimento", "baseline"]


@dataclass(frozen=True)
class Case:
    """One row to measure.

    Attributes:
        pack: name of the pack.
        side: of the square photo and style, in pixels.
        device: cpu, cuda, mps or auto.
        number_format: float32, bfloat16, float16 or auto.
    """

    pack: str
    side: int
    device: str
    number_format: str


@dataclass(frozen=True)
class Row:
    """What was measured.

    Attributes:
        case: of what.
        number_format: that was used.
        cold: median seconds with a style not seen before.
        warm: median seconds with the style's moments known.
        baseline: median seconds of the plain port on the same device.
        memory: peak bytes of a process that paints one such picture.
        baseline_memory: the same for the plain port.
    """

    case: Case
    number_format: str
    cold: float
    warm: float
    baseline: float
    memory: int
    baseline_memory: int


def measure(case: Case, repeats: int) -> Row:
    """Measures one row; the painters take turns, so that a noisy machine treats them alike."""
    cold, warm, baseline = [], [], []
    number_format = ""
    plain = plain_painter(case)
    plain()
    studio = Studio(default_registry(), case.device, case.number_format)
    job = made_up_job(studio.registry.find(case.pack).manifest, case.side)
    run_to_end(studio.stylise(job))
    for _ in range(repeats):
        baseline.append(timed(plain))
        studio.forget_styles()
        cold.append(run_to_end(studio.stylise(job)).seconds["total"])
        result = run_to_end(studio.stylise(job))
        warm.append(result.seconds["total"])
        number_format = result.number_format
    return Row(
        case,
        number_format,
        statistics.median(cold),
        statistics.median(warm),
        statistics.median(baseline),
        peak_memory(case, "pentimento"),
        peak_memory(case, "baseline"),
    )


def timed(paint: Callable[[], object]) -> float:
    """Seconds that a call takes."""
    begun = time.perf_counter()
    paint()
    return time.perf_counter() - begun


def plain_painter(case: Case) -> Callable[[], Tensor]:
    """The baseline, ready to paint the case."""
    pack = default_registry().find(case.pack)
    job = made_up_job(pack.manifest, case.side)
    tensors = load(pack)
    photo, style = (plain_tensor(picture.pixels) for picture in (job.photo, *job.styles))
    recipe = job.recipe
    return lambda: stylise_plainly(pack.manifest, tensors, photo, style, levels=recipe.levels, strength=recipe.strength)


def plain_tensor(pixels: NDArray[np.uint8] | NDArray[np.uint16]) -> Tensor:
    """Pixels as the public ports take them: float32, shape (1, 3, H, W), channels first, 0…1."""
    return torch.from_numpy(pixels.copy()).permute(2, 0, 1)[None].contiguous().float() / 255


def peak_memory(case: Case, painter: Painter) -> int:
    """Peak resident bytes of a fresh process that paints one picture of the case."""
    processes = multiprocessing.get_context("spawn")
    receiver, sender = processes.Pipe(duplex=False)
    process = processes.Process(target=paint_and_tell, args=(case, painter, sender))
    process.start()
    sender.close()
    try:
        peak: int = receiver.recv()
    except EOFError:
        peak = 0
    finally:
        process.join()
    return peak


def paint_and_tell(case: Case, painter: Painter, sender: Connection) -> None:
    """Paints one picture and sends the peak of the process's memory."""
    if painter == "baseline":
        plain_painter(case)()
    else:
        studio = Studio(default_registry(), case.device, case.number_format)
        run_to_end(studio.stylise(made_up_job(studio.registry.find(case.pack).manifest, case.side)))
    sender.send(peak_of_process())


def peak_of_process() -> int:
    """Peak resident bytes of this process since it began.

    Linux's getrusage counts what the parent held before the process was its own, so /proc is asked first.
    """
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) * 1024 for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    if sys.platform == "win32":
        return int(psutil.Process().memory_info().peak_wset)
    import resource  # there is none on Windows

    return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
