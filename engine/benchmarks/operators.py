"""Measures which share of a picture's time each operator of torch takes."""

from __future__ import annotations

import os
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from torch.profiler import ProfilerActivity, profile

from engine.job.made_up import made_up_job
from engine.packs.registry import default_registry
from engine.studio import Studio, run_to_end
from engine.system.process import keep_freed_memory
from engine.transfer.style_files import StyleFiles

if TYPE_CHECKING:
    from engine.benchmarks.whole import Case

GROUPS = {
    "convolution": ("convolution", "conv2d"),
    "borders": ("reflection_pad", "replication_pad", "::pad"),
    "pooling": ("max_pool", "::maximum"),
    "upsampling": ("upsample",),
    "ReLU": ("relu", "clamp_min", "threshold"),
    "the map and moments": ("mm", "eigh", "matmul", "::sum", "::sub"),
    "copies and number formats": ("copy_", "_to_copy", "::to", "contiguous", "clone"),
}
"""Parts of the names of torch's operators, by what they do."""

OTHERS = "others"


@dataclass(frozen=True)
class OperatorRow:
    """What a kind of operator was measured to take.

    Attributes:
        case: of what.
        number_format: that was used.
        operators: what they do.
        share: of the time that all operators take together, 0…1.
    """

    case: Case
    number_format: str
    operators: str
    share: float


def measure_operators(case: Case) -> list[OperatorRow]:
    """Measures one run with the style known, after one that is not counted; the largest share comes first."""
    keep_freed_memory()
    os.environ.setdefault("KINETO_LOG_LEVEL", "99")  # or the profiler writes among the tables when it starts and stops
    studio = Studio(default_registry(), case.device, case.number_format, kept=0, style_files=StyleFiles(None))
    job = made_up_job(studio.registry.find(case.pack).manifest, case.side)
    number_format = run_to_end(studio.stylise(job)).number_format
    on_card = [ProfilerActivity.CUDA] if studio.device.type == "cuda" else []
    with profile(activities=[ProfilerActivity.CPU, *on_card]) as watched:
        run_to_end(studio.stylise(job))
    taken: dict[str, float] = defaultdict(float)
    for event in watched.key_averages():
        own = event.self_device_time_total if on_card else event.self_cpu_time_total
        taken[group_of(event.key)] += own
    whole = sum(taken.values())
    shares = sorted(taken.items(), key=lambda item: -item[1])
    return [OperatorRow(case, number_format, name, time / whole) for name, time in shares]


def group_of(operator: str) -> str:
    """What an operator of torch does."""
    return next((group for group, names in GROUPS.items() if any(name in operator for name in names)), OTHERS)
