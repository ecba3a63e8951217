"""Puts the guide among the program's resources when a package is built; all else is told by `pyproject.toml`."""

import re
import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

DOCS = Path(__file__).parent / "docs"


class BuildWithGuide(build_py):
    """Copies the guide and its pictures, which people look for in `docs` and an installed program in `resources`."""

    def run(self) -> None:
        """Builds as usual, and adds the guide."""
        super().run()
        if self.editable_mode:
            return
        guide = DOCS / "guide.md"
        pictures = re.findall(r"\]\((pictures/[^)]+)\)", guide.read_text(encoding="utf-8"))
        for name in (guide.name, *pictures):
            target = Path(self.build_lib) / "resources" / "docs" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(DOCS / name, target)


setup(cmdclass={"build_py": BuildWithGuide})
