"""What Qt loads on Linux and does not bring along. start.py asks here too, with whatever Python there is."""

from __future__ import annotations

import ctypes
import sys

WINDOW_LIBRARIES = {  # and the Debian package that has it
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}

INSTALLING = "apt-get install --no-install-recommends"


def missing_packages() -> list[str]:
    """The Debian packages of those libraries that the system lacks."""
    return [package for library, package in WINDOW_LIBRARIES.items() if not loadable(library)]


def loadable(library: str) -> bool:
    """Whether the system has a library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def what_is_missing(error: ImportError) -> str:
    """The sentence for somebody on whose system the window's libraries cannot be loaded.

    Args:
        error: what loading them raised.
    """
    from engine.system.process import is_frozen  # start.py has none of the libraries that this loads

    if not is_frozen():
        what_to_do = "start once more with start.py, which installs them or names them"
    elif sys.platform == "linux":
        packages = " ".join(WINDOW_LIBRARIES.values())
        what_to_do = f"install them, on Debian and Ubuntu with sudo {INSTALLING} {packages}"
    else:
        what_to_do = "install Pentimento once more"
    return (
        f"Pentimento's window needs libraries that this system lacks ({error}): {what_to_do}, or use the command line: "
        "pentimento --help."
    )
