"""Makes what Qt reads of what people write."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import PySide6


def compile_translations(source: Path, target: Path) -> None:
    """Compiles a `.ts` file into a `.qm` file with the tool that comes with PySide6.

    Texts that are not translated yet are left out; the window shows them in English.

    Raises:
        subprocess.CalledProcessError: the source is no such file, or the target cannot be written.
    """
    tool = Path(PySide6.__file__).with_name("lrelease.exe" if sys.platform == "win32" else "lrelease")
    # The tool is found beside the library, and the files are named by the program.
    subprocess.run([tool, "-silent", source, "-qm", target], check=True)  # noqa: S603
