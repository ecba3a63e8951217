"""The memory that a plan foretells against what a process takes; slow, since each case loads torch anew."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.engine.packs.tiny import tiny_pack

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the estimate was measured on Linux"),
]

PROBE = """
import json, sys
import numpy as np
from dataclasses import replace
from pathlib import Path
from engine.system.process import keep_freed_memory
from engine.benchmarks.whole import peak_of_process
from engine.images import Picture
from engine.job import Region
from engine.packs.registry import Registry
from engine.studio import Studio, run_to_end
from tests.engine.pictures import make_job, reference
keep_freed_memory()
side, styles, regions = map(int, sys.argv[2:])
registry = Registry(Path(sys.argv[1]), Path("none"))
def noise(seed):
    pixels = np.random.default_rng(seed).integers(0, 256, (side, side, 3), dtype=np.uint8)
    return Picture(pixels, name=str(seed))
pictures = [noise(seed) for seed in range(styles + 1)]
job = make_job(registry.find("wide").manifest, *pictures)
mask = np.tile(np.linspace(0, 255, side).astype(np.uint8), (side, 1))
region = Region(mask, (reference(pictures[0]),), (pictures[0],))
job = replace(job, regions=(region,) * regions)
result = run_to_end(Studio(registry, "cpu", "float32").stylise(job))
print(json.dumps([result.plan.memory, peak_of_process()]))
"""


@pytest.mark.parametrize(
    ("side", "styles", "regions"), [(512, 1, 0), (1500, 1, 0), (1500, 1, 1), (1500, 1, 6), (1500, 4, 0)]
)
def test_the_estimate_is_neither_too_low_nor_far_too_high(tmp_path: Path, side: int, styles: int, regions: int) -> None:
    tiny_pack(tmp_path / "wide", widths=(16, 32, 64, 128, 128))
    words = [str(tmp_path), str(side), str(styles), str(regions)]
    outcome = subprocess.run([sys.executable, "-c", PROBE, *words], capture_output=True, check=True, text=True)
    estimate, peak = json.loads(outcome.stdout)
    assert peak < 1.1 * estimate
    assert estimate < 1.7 * peak
