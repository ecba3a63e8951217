"""The icons of the program and of its files, in all the sizes that Linux's icon themes have."""

from __future__ import annotations

import shutil
from pathlib import Path

from icon_files import drawn
from naming import PROJECT_TYPE, RECIPE_TYPE

from gui.qt_application import DESKTOP_ID

ROOT = Path(__file__).resolve().parents[1]
DRAWINGS = ROOT / "packaging" / "icons"
SIDES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
"""In pixels, as desktops ask for them."""

SOURCES = {
    f"apps/{DESKTOP_ID}": ROOT / "resources" / "icons" / "pentimento.svg",
    f"mimetypes/{PROJECT_TYPE.replace('/', '-')}": DRAWINGS / "project.svg",
    f"mimetypes/{RECIPE_TYPE.replace('/', '-')}": DRAWINGS / "recipe.svg",
}
"""By their place in each folder of an icon theme."""


def write_theme_icons(folder: Path) -> None:
    """Writes all icons, as drawings and as pictures of each size.

    Args:
        folder: of the theme, `share/icons/hicolor`.
    """
    for name, drawing in SOURCES.items():
        scalable = folder / "scalable" / f"{name}.svg"
        scalable.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(drawing, scalable)
        for side in SIDES:
            target = folder / f"{side}x{side}" / f"{name}.png"
            target.parent.mkdir(parents=True, exist_ok=True)
            drawn(drawing, side).save(target, optimize=True)
