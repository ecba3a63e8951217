"""What is asked of the engine, and what it answers; styles read, found and weighed for it. No torch."""

from engine.job.job import Engine, Job, NumberFormat, Progress, Result, Stage
from engine.look.look import DEFAULT_STRENGTH, ColourSource, Look
from engine.look.recipe import (
    DEFAULT_LOOK_SIZE,
    MOST_PASSES,
    PackReference,
    Recipe,
    StyleReference,
    check_level,
    check_size,
    check_strength,
    check_weights,
    normalised_weights,
    program_version,
)
from engine.look.region import Edge, Mask, Region

__all__ = [
    "DEFAULT_LOOK_SIZE",
    "DEFAULT_STRENGTH",
    "MOST_PASSES",
    "ColourSource",
    "Edge",
    "Engine",
    "Job",
    "Look",
    "Mask",
    "NumberFormat",
    "PackReference",
    "Progress",
    "Recipe",
    "Region",
    "Result",
    "Stage",
    "StyleReference",
    "check_level",
    "check_size",
    "check_strength",
    "check_weights",
    "normalised_weights",
    "program_version",
]
