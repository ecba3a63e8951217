"""Every pair of real photos and styles with real weights; slow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.images import read_picture
from engine.measures.metrics import peak_signal_to_noise
from engine.studio import Studio, run_to_end
from tests.engine.pictures import make_job

if TYPE_CHECKING:
    from pathlib import Path

    from engine.packs.registry import Registry


@pytest.mark.slow
def test_every_pair_is_painted(shared: Path, real_registry: Registry) -> None:
    studio = Studio(real_registry, "cpu", "float32")
    manifest = real_registry.find("distilled16x").manifest
    for photo_file in sorted((shared / "photos" / "pairs" / "content").iterdir()):
        photo = read_picture(photo_file)
        for style_file in sorted((shared / "photos" / "pairs" / "style").iterdir()):
            job = make_job(manifest, photo, read_picture(style_file), size=512)
            still = make_job(manifest, photo, read_picture(style_file), size=512, strength=0.0)
            painted, kept = (run_to_end(studio.stylise(each)).picture.pixels for each in (job, still))
            assert max(painted.shape) == 512
            # It moved, but the photo is still in it.
            assert 5 < peak_signal_to_noise(painted, kept) < 30, (photo_file.name, style_file.name)
