"""Universal style transfer as a library: photos repainted in the style of any picture. It knows nothing of a window.

The names below are what `docs/library.md` describes. They stay as they are from one version to the next, or change with
a word in the changelog; all other modules may change at any time. Each is loaded when it is first used, so that
`import engine` costs nothing and only `Studio` loads torch.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.errors import (
        DamagedPictureError,
        DeviceError,
        JobError,
        MissingLibraryError,
        OutOfMemoryError,
        PackError,
        PentimentoError,
        PictureError,
        ScratchDiskError,
        UnknownKindError,
    )
    from engine.images import Picture, SaveOptions, read_picture, read_recipe, resize, save_picture
    from engine.job import Job, Progress, Recipe, Region, Result
    from engine.look.look import Look
    from engine.look.recipe_json import recipe_from_json, recipe_to_json
    from engine.look.refining import Refining
    from engine.look.style import Style
    from engine.studio import Studio
    from engine.vgg import LEVELS

__all__ = [
    "LEVELS",
    "DamagedPictureError",
    "DeviceError",
    "Job",
    "JobError",
    "Look",
    "MissingLibraryError",
    "OutOfMemoryError",
    "PackError",
    "PentimentoError",
    "Picture",
    "PictureError",
    "Progress",
    "Recipe",
    "Refining",
    "Region",
    "Result",
    "SaveOptions",
    "ScratchDiskError",
    "Studio",
    "Style",
    "UnknownKindError",
    "read_picture",
    "read_recipe",
    "recipe_from_json",
    "recipe_to_json",
    "resize",
    "save_picture",
]

_HOMES = {
    "engine.errors": (
        "DamagedPictureError",
        "DeviceError",
        "JobError",
        "MissingLibraryError",
        "OutOfMemoryError",
        "PackError",
        "PentimentoError",
        "PictureError",
        "ScratchDiskError",
        "UnknownKindError",
    ),
    "engine.images": ("Picture", "SaveOptions", "read_picture", "read_recipe", "resize", "save_picture"),
    "engine.job": ("Job", "Progress", "Recipe", "Region", "Result"),
    "engine.look.style": ("Style",),
    "engine.look.look": ("Look",),
    "engine.look.recipe_json": ("recipe_from_json", "recipe_to_json"),
    "engine.look.refining": ("Refining",),
    "engine.studio": ("Studio",),
    "engine.vgg": ("LEVELS",),
}


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(home), name)
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message, name=name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
