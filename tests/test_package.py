"""What comes with an installed program."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from gui.dialogs.guide import GUIDE

ROOT = Path(__file__).parents[1]


def test_the_guide_comes_with_the_package(tmp_path: Path) -> None:
    words = ["-W", "ignore", "setup.py", "-q", "egg_info", "-e", str(tmp_path), "build", "-b", str(tmp_path / "build")]
    subprocess.run([sys.executable, *words, "build_py"], cwd=ROOT, check=True, capture_output=True)
    resources = tmp_path / "build" / "lib" / "resources"
    assert (resources / "icons" / "open.svg").is_file()
    assert (tmp_path / "build" / "lib" / "engine" / "py.typed").is_file()
    guide = (resources / "docs" / GUIDE).read_text(encoding="utf-8")
    assert guide == (ROOT / "docs" / GUIDE).read_text(encoding="utf-8")
    named = {line.split("(")[1].rstrip(")\n") for line in guide.splitlines() if line.startswith("![")}
    assert named
    assert all((resources / "docs" / name).is_file() for name in named)
