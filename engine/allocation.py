"""Makes the C library keep freed memory for the next feature map, instead of giving it back to the system each time.

Feature maps are tens of megabytes and short-lived. glibc by default takes each from the system and gives it back, and
the system clears every page anew: a third of a run's time at 512 pixels (`pentimento bench` shows it).
"""

from __future__ import annotations

import ctypes
import logging
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
