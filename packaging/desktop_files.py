"""What makes the program's folder one that can be installed on Linux: entries, icons, manual page, and two scripts."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

from manual_page import manual_page
from theme_icons import write_theme_icons

from gui.qt_application import DESKTOP_ID

if TYPE_CHECKING:
    from collections.abc import Mapping

LINUX = Path(__file__).resolve().parent / "linux"
SCRIPTS = ("install.sh", "uninstall.sh", "refresh.sh")


def add_desktop_files(program: Path, version: str, epoch: int) -> None:
    """Writes `share` and the scripts into the program's folder.

    Args:
        program: the folder.
        version: of the program.
        epoch: seconds since 1970; the files' date.
    """
    from engine.cli.program import program as command_line

    share = program / "share"
    if share.exists():
        shutil.rmtree(share)
    date = time.strftime("%Y-%m-%d", time.gmtime(epoch))
    _copy(f"{DESKTOP_ID}.desktop", share / "applications")
    _copy(f"{DESKTOP_ID}.xml", share / "mime" / "packages")
    _copy(f"{DESKTOP_ID}.metainfo.xml", share / "metainfo", {"@VERSION@": version, "@DATE@": date})
    write_theme_icons(share / "icons" / "hicolor")
    page = share / "man" / "man1" / "pentimento.1"
    page.parent.mkdir(parents=True)
    page.write_text(manual_page(command_line, version, epoch), encoding="utf-8", newline="\n")
    for name in SCRIPTS:
        _copy(name, program)
        (program / name).chmod(0o755)


def _copy(name: str, folder: Path, filled: Mapping[str, str] | None = None) -> None:
    text = (LINUX / name).read_text(encoding="utf-8")
    for place, words in (filled or {}).items():
        text = text.replace(place, words)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8", newline="\n")
