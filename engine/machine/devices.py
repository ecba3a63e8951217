"""Where and in what numbers to compute: measured, not guessed.

A number format is never chosen by a processor's name. `choose_number_format` has the candidates tried on this very
machine, for speed and for correctness, and keeps the answer in the user's cache folder.
"""

from __future__ import annotations

import json
import logging
import math
import platform
import statistics
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil
import torch

from engine.errors import DeviceError, PictureError
from engine.files.versioning import NumberedFormat
from engine.images.targets import write_whole
from engine.job import NumberFormat, Progress
from engine.system.folders import cache_folder

DTYPES: dict[NumberFormat, torch.dtype] = {
    "float32": torch.float32,
    "bfloat16": torch.bfloat16,
    "float16": torch.float16,
}

CANDIDATES: dict[str, tuple[NumberFormat, ...]] = {
    "cpu": ("bfloat16",),
    "cuda": ("float16", "bfloat16"),
    "mps": ("float16",),
}
"""Half formats worth trying on each kind of device."""

LEAST_FIDELITY = 31.0
"""Peak signal-to-noise ratio against float32, in decibels, that a half format must reach."""

WORTHWHILE = 0.8
"""A half format must take at most this share of float32's time."""

HOPELESS = 1.5
"""A half format that takes more than this share of float32's time is given up at once."""

NEAR = 0.25
"""How far from that share, as a part of it, a ratio is too near to be believed at once."""

MOST_RATIOS = 7
PATIENCE = 2.0
"""How many ratios of both times are measured at most, and for how many seconds, where they are near."""

CACHE_FORMAT = NumberedFormat("format", unnumbered=1)
"""Of the answers in the user's cache folder."""

Choosing = Generator[Progress, None, NumberFormat]
Measure = Callable[[NumberFormat, float], "Generator[Progress, None, Measurement]"]

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Measurement:
    """How a number format did in the start-up check.

    Attributes:
        seconds: for the check's picture.
        fidelity: peak signal-to-noise ratio against float32 in decibels; not a number where the result is not finite.
    """

    seconds: float
    fidelity: float


def choose_device(name: str) -> torch.device:
    """The device of a name: cpu, cuda, mps, or the best one for auto; on CUDA float32 is made to mean float32.

    Raises:
        DeviceError: it is not there, with the names of those that are.
    """
    there = available_devices()
    if name != "auto" and name not in there:
        raise DeviceError(
            "The device should be one that this machine has ({devices}), and '{name}' was asked for: choose one of "
            "these, or auto.",
            devices=", ".join(there),
            name=name,
        )
    device = torch.device(there[-1] if name == "auto" else name)
    if device.type == "cuda":
        # By default convolutions would round to 10 bits (TF32), and be chosen anew by speed at every start.
        torch.backends.cudnn.allow_tf32 = False
        torch.backends.cudnn.deterministic = True
    return device


def available_devices() -> tuple[str, ...]:
    """What this machine can compute on, the slowest first."""
    there = ["cpu"]
    if torch.backends.mps.is_available():
        there.append("mps")
    if torch.cuda.is_available():
        there.append("cuda")
    return tuple(there)


def check_number_format(name: str) -> NumberFormat | None:
    """The number format of a name; None for auto.

    Raises:
        DeviceError: there is none of that name.
    """
    if name == "auto":
        return None
    for number_format in DTYPES:
        if name == number_format:
            return number_format
    raise DeviceError(
        "The number format should be auto, {formats}, and '{name}' came: choose one of these.",
        formats=", ".join(DTYPES),
        name=name,
    )


def choose_number_format(name: str, device: torch.device, pack: str, measure: Measure) -> Choosing:
    """The number format of a name, or for auto the fastest that is correct on this machine.

    A generator: it yields a progress for each step of what has to be measured, and returns the number format.

    Args:
        name: float32, bfloat16, float16 or auto.
        device: where it will be used.
        pack: SHA-256 of the pack's manifest: features of another pack may round differently.
        measure: tries a format, and may give up after some seconds; float32 is tried too, as the others' measure.
    """
    asked = check_number_format(name)
    if asked is not None:
        return asked
    known = _read_cache()
    key = f"{circumstances(device)} | {pack}"
    for number_format in DTYPES:
        if known.get(key) == number_format:
            return number_format
    standard = (yield from measure("float32", math.inf)).seconds
    if standard == math.inf:
        # There is nothing to compare with: next time there may be, with more memory.
        return "float32"
    chosen = yield from _measured_choice(device, measure, standard)
    _write_cache({**known, key: chosen})
    return chosen


def _measured_choice(device: torch.device, measure: Measure, standard: float) -> Choosing:
    """The fastest correct format where float32 takes so many seconds."""
    chosen: NumberFormat = "float32"
    best = WORTHWHILE
    for candidate in CANDIDATES.get(device.type, ()):
        measured = yield from measure(candidate, HOPELESS * standard)
        logger.info("%s: %.3f s against %.3f s, %.1f dB", candidate, measured.seconds, standard, measured.fidelity)
        if not (measured.seconds < math.inf and measured.fidelity >= LEAST_FIDELITY):
            continue
        ratios = [measured.seconds / standard]
        begun = time.perf_counter()
        while not _is_settled(ratios, best):
            # In turn, since the answer is kept for good and another program may hold up any of them.
            again = (yield from measure("float32", math.inf)).seconds
            ratios.append((yield from measure(candidate, HOPELESS * again)).seconds / again)
            if len(ratios) == MOST_RATIOS or time.perf_counter() - begun > PATIENCE:
                break
        ratio = statistics.median_high(ratios)
        logger.info("%s: %.2f of float32's time, the median of %d", candidate, ratio, len(ratios))
        if ratio <= best:
            chosen, best = candidate, ratio
    return chosen


def _is_settled(ratios: Sequence[float], limit: float) -> bool:
    """Whether ratios are so clearly under a limit or over it that others would hardly change that."""
    under = sum(ratio <= limit for ratio in ratios)
    dissenting = min(under, len(ratios) - under)
    far = abs(statistics.median_high(ratios) / limit - 1) > NEAR
    return far and len(ratios) > 1 and dissenting <= len(ratios) // 4


def circumstances(device: torch.device) -> str:
    """All of this machine that may change a result in its last bits, in words."""
    return " | ".join((machine_name(device), f"torch {torch.__version__}", f"{torch.get_num_threads()} threads"))


def machine_name(device: torch.device) -> str:
    """What computes, in words: the graphics card's name, or the processor's kind and vector unit."""
    if device.type == "cuda":
        return str(torch.cuda.get_device_name(device))
    model = _processor_model() or platform.processor()
    capability = torch.backends.cpu.get_cpu_capability()
    return f"{platform.node()}, {device.type}, {platform.machine()}, {capability}, {model}"


def _processor_model() -> str:
    """The processor's family and features as Linux tells them; nothing elsewhere."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    facts = dict(line.split(":", 1) for line in lines if ":" in line)
    told = {name.strip(): fact.strip() for name, fact in facts.items()}
    return " ".join(told.get(name, "") for name in ("cpu family", "model", "stepping", "model name"))


def free_memory(device: torch.device) -> int:
    """Bytes that a job can have: of the graphics card, or of the machine within its container's limit."""
    if device.type == "cuda":
        unused = torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)
        return int(torch.cuda.mem_get_info(device)[0]) + unused
    own = psutil.Process().memory_info().rss
    return min(psutil.virtual_memory().available, container_memory(Path("/sys/fs/cgroup"))) + own


def usual_budget(device: torch.device) -> int:
    """Bytes that a job may take where none are stated: three quarters of what there is, whoever else uses it now."""
    if device.type == "cuda":
        return int(torch.cuda.mem_get_info(device)[1]) * 3 // 4
    return min(psutil.virtual_memory().total, container_limit(Path("/sys/fs/cgroup"))) * 3 // 4


def container_limit(folder: Path) -> int:
    """Bytes that a control group may use in all on Linux; as good as endless where there is no limit."""
    for file in (folder / "memory.max", folder / "memory" / "memory.limit_in_bytes"):
        try:
            return int(file.read_text())
        except (OSError, ValueError):
            continue
    return 1 << 62


def container_memory(folder: Path) -> int:
    """Bytes left under a control group's limit on Linux; as good as endless where there is none.

    Files that the group has read count as its usage but are given up when memory is needed.

    Args:
        folder: where the control groups are mounted.
    """
    for group, limit_file, usage_file, reclaimable in (
        (folder, "memory.max", "memory.current", "inactive_file"),
        (folder / "memory", "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
    ):
        try:
            limit = int((group / limit_file).read_text())
            usage = int((group / usage_file).read_text())
            facts = dict(line.split() for line in (group / "memory.stat").read_text().splitlines())
        except (OSError, ValueError):
            continue
        return limit - usage + int(facts.get(reclaimable, 0))
    return 1 << 62


def _cache_file() -> Path:
    return cache_folder() / "formats.json"


def _cache_content() -> object:
    """What the file holds; None where it is damaged or not there."""
    try:
        return json.loads(_cache_file().read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None


def _read_cache() -> dict[str, object]:
    """The answers that are kept; those of a later program are no answers for this one."""
    content = _cache_content()
    if not isinstance(content, dict) or CACHE_FORMAT.is_later(content):
        return {}
    try:
        return CACHE_FORMAT.read(content, "The cache", DeviceError)
    except DeviceError:
        return {}


def _write_cache(known: dict[str, object]) -> None:
    """Keeps what was measured; where that is impossible it is measured again next time."""
    if CACHE_FORMAT.is_later(_cache_content()):
        return
    try:
        _cache_file().parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps({**known, CACHE_FORMAT.key: CACHE_FORMAT.newest}, indent=1)
        write_whole(_cache_file(), "overwrite", lambda temporary: _fill(temporary, text))
    except (OSError, PictureError) as error:
        logger.info("the number format could not be kept: %s", error)


def _fill(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
