"""Settings of the whole process, made once where a program begins.

Memory: feature maps are tens of megabytes and short-lived. glibc by default takes each from the system and gives it
back, and the system clears every page anew: a third of a run's time at 512 pixels (`pentimento bench` shows it).
"""

from __future__ import annotations

import ctypes
import logging
import os
import sys

logger = logging.getLogger(__name__)

# Names and numbers are those of glibc's malloc.h.
M_TRIM_THRESHOLD = -1
M_MMAP_THRESHOLD = -3
M_ARENA_MAX = -8

LARGEST_KEPT = (128 << 20, 32 << 20)
"""Larger blocks go back to the system at once: kept ones would leave gaps, and memory matters more than speed there.

Older versions of glibc take no more than the second."""

MOST_KEPT = 512 << 20
"""Free memory that is kept at the end of the heap."""


def keep_freed_memory() -> bool:
    """Tells glibc, for the whole process; may be called again.

    All threads share one arena, since the others cannot hold blocks as large as feature maps.

    Returns:
        Whether it could be told: only on Linux with glibc. Elsewhere nothing changes.
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        mallopt = ctypes.CDLL("libc.so.6").mallopt
    except (OSError, AttributeError) as error:
        logger.info("this C library has no mallopt: %s", error)
        return False
    # The others would fix the threshold where it is, which is far too low, so they are set only after it.
    if not any(mallopt(M_MMAP_THRESHOLD, largest) for largest in LARGEST_KEPT):
        return False
    return bool(mallopt(M_TRIM_THRESHOLD, MOST_KEPT)) and bool(mallopt(M_ARENA_MAX, 1))


def wait_without_spinning() -> None:
    """Lets torch's threads sleep while they wait for each other; to be called before torch is loaded.

    By default they spin. On a machine with other work they then keep each other from the processor: with one busy
    program on two cores a 256-pixel picture took from 0.7 to 4.8 s, and 0.3 to 0.5 s so. On an idle machine sleeping
    costs up to a fifth at 256 pixels and nothing that can be measured at 512.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
