"""Measures how long a picture takes and how much memory, beside a plain baseline in the same run.

Each painter has a process of its own, so that neither's memory, caches and settings help or hinder the other; they
take turns, so that a noisy machine treats them alike.
"""

from __future__ import annotations

import multiprocessing
import statistics
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self, TypeAlias

import psutil
import torch

from engine.benchmarks.baseline import stylise_plainly
from engine.errors import PentimentoError
from engine.job.made_up import made_up_job
from engine.packs.registry import default_registry
from engine.packs.weights import load
from engine.studio import Studio, run_to_end
from engine.system.process import keep_freed_memory
from engine.transfer.style_files import StyleFiles

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

Painter: TypeAlias = Literal["pentimento", "baseline"]
Style: TypeAlias = Literal["new", "known"]


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
        new: median seconds with a style not seen before.
        known: median seconds with the style's moments known.
        baseline: median seconds of the plain port, on the processor.
        memory: peak bytes of the process that painted.
        baseline_memory: the same for the plain port.
    """

    case: Case
    number_format: str
    new: float
    known: float
    baseline: float
    memory: int
    baseline_memory: int


def measure(case: Case, repeats: int) -> Row:
    """Measures one row.

    Args:
        case: what to measure.
        repeats: how many runs each median is taken of, after one that is not counted.
    """
    new, known, baseline = [], [], []
    with ExitStack() as processes:
        ours = processes.enter_context(PainterProcess(case, "pentimento"))
        plain = processes.enter_context(PainterProcess(case, "baseline"))
        for _ in range(repeats + 1):
            baseline.append(plain.paint("new"))
            new.append(ours.paint("new"))
            known.append(ours.paint("known"))
        return Row(
            case,
            ours.number_format,
            statistics.median(new[1:]),
            statistics.median(known[1:]),
            statistics.median(baseline[1:]),
            ours.peak(),
            plain.peak(),
        )


class PainterProcess:
    """A process that paints one case as often as it is asked to.

    Args:
        case: what it paints.
        painter: which of the two paints.
    """

    def __init__(self, case: Case, painter: Painter) -> None:
        processes = multiprocessing.get_context("spawn")
        self._connection, theirs = processes.Pipe()
        self._process = processes.Process(target=serve, args=(case, painter, theirs), daemon=True)
        self._process.start()
        theirs.close()
        self.number_format = ""

    def __enter__(self) -> Self:
        """The process, running."""
        return self

    def __exit__(self, *_: object) -> None:
        """Ends the process."""
        self._connection.close()
        self._process.terminate()
        self._process.join()

    def paint(self, style: Style) -> float:
        """Seconds that one picture takes."""
        self._connection.send(style)
        answer = self._connection.recv()
        if isinstance(answer, PentimentoError):
            raise answer
        seconds: float
        seconds, self.number_format = answer
        return seconds

    def peak(self) -> int:
        """Peak resident bytes of the process so far."""
        self._connection.send("peak")
        peak: int = self._connection.recv()
        return peak


def serve(case: Case, painter: Painter, connection: Connection) -> None:
    """What the process does: answers until it is ended."""
    paint: Callable[[Style], tuple[float, str]] | None = None
    while True:
        try:
            asked = connection.recv()
        except EOFError:
            return
        try:
            if paint is None:
                paint = plain_painter(case) if painter == "baseline" else studio_painter(case)
            connection.send(peak_of_process() if asked == "peak" else paint(asked))
        except PentimentoError as error:
            connection.send(error)


def studio_painter(case: Case) -> Callable[[Style], tuple[float, str]]:
    """The engine, ready to paint the case: gives seconds and the number format."""
    keep_freed_memory()
    studio = Studio(default_registry(), case.device, case.number_format, kept=0, style_files=StyleFiles(None))
    job = made_up_job(studio.registry.find(case.pack).manifest, case.side)

    def paint(style: Style) -> tuple[float, str]:
        if style == "new":
            studio.forget_styles()
        result = run_to_end(studio.stylise(job))
        return result.seconds["total"], result.number_format

    return paint


def plain_painter(case: Case) -> Callable[[Style], tuple[float, str]]:
    """The baseline, ready to paint the case: gives seconds and its number format."""
    pack = default_registry().find(case.pack)
    job = made_up_job(pack.manifest, case.side)
    tensors = load(pack)
    photo, style_picture = (plain_tensor(picture.pixels) for picture in (job.photo, *job.styles))
    recipe = job.recipe

    def paint(_: Style) -> tuple[float, str]:
        begun = time.perf_counter()
        stylise_plainly(
            pack.manifest, tensors, photo, style_picture, levels=recipe.levels, strength=recipe.look.strength
        )
        return time.perf_counter() - begun, "float32"

    return paint


def plain_tensor(pixels: NDArray[np.uint8] | NDArray[np.uint16]) -> Tensor:
    """Pixels as the public ports take them: float32, shape (1, 3, H, W), channels first, 0…1."""
    return torch.from_numpy(pixels.copy()).permute(2, 0, 1)[None].contiguous().float() / 255


def peak_of_process() -> int:
    """Peak resident bytes of this process since it began.

    Linux's getrusage counts what the parent held before the process was its own, so /proc is asked first.
    """
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) * 1024 for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    if sys.platform == "win32":
        return int(psutil.Process().memory_info().peak_wset)
    import resource

    usage = int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    return usage if sys.platform == "darwin" else usage * 1024
