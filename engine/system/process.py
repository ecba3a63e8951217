"""Settings of the whole process, made once where a program begins.

Memory: feature maps are tens of megabytes and short-lived. glibc by default takes each from the system and gives it
back, and the system clears every page anew: a third of a run's time at 512 pixels (`pentimento bench` shows it).
"""

from __future__ import annotations

import ctypes
import logging
import os
import sys
from typing import TYPE_CHECKING, ClassVar

import psutil

if TYPE_CHECKING:
    from collections.abc import Sequence

logger = logging.getLogger(__name__)

# Names and numbers are those of glibc's malloc.h.
M_TRIM_THRESHOLD = -1
M_MMAP_THRESHOLD = -3
M_ARENA_MAX = -8

OWN_MODULES = ("engine.system.torch_import", "gui.trials.smoke_steps", "gui.trials.window_start")
"""Those that the program runs in processes of their own."""

LARGEST_KEPT = (128 << 20, 32 << 20)
"""Larger blocks go back to the system at once: kept ones would leave gaps, and memory matters more than speed there.

Older versions of glibc take no more than the second."""

MOST_KEPT = 512 << 20
"""Free memory that is kept at the end of the heap."""


def is_frozen() -> bool:
    """Whether this is the program that needs no Python, as people install it."""
    return bool(getattr(sys, "frozen", False))


def own_command(module: str) -> list[str]:
    """The words that run one of the program's modules in a process of its own.

    Args:
        module: one of `OWN_MODULES`; the frozen program runs no others.
    """
    # -P: the current folder may hold files that are named like modules of ours; a frozen program never looks there.
    return [sys.executable, *([] if is_frozen() else ["-P"]), "-m", module]


def program_command(words: Sequence[str]) -> list[str]:
    """The words that run the program itself once more.

    Args:
        words: what follows its name.
    """
    return [sys.executable, *([] if is_frozen() else ["-P", "-m", "gui"]), *words]


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


def give_back_freed_memory(most: int) -> bool:
    """Gives memory back that was freed in the midst of the heap, where the process holds more than so many bytes.

    Before version 2.38 glibc seldom uses a freed piece again for an aligned one of the same size, as torch asks for
    (its bug 14581), so that over many tiles gaps add up to several times what is in use.

    Returns:
        Whether something was given back: only on Linux with glibc.
    """
    if not sys.platform.startswith("linux") or psutil.Process().memory_info().rss <= most:
        return False
    try:
        return bool(ctypes.CDLL("libc.so.6").malloc_trim(0))
    except (OSError, AttributeError):
        return False


class HeapFacts(ctypes.Structure):
    """What glibc's mallinfo2 tells, in bytes or pieces; the names are its own."""

    _fields_: ClassVar = [
        (name, ctypes.c_size_t)
        for name in (
            "arena",
            "ordblks",
            "smblks",
            "hblks",
            "hblkhd",
            "usmblks",
            "fsmblks",
            "uordblks",
            "fordblks",
            "keepcost",
        )
    ]


def heap_facts() -> HeapFacts | None:
    """What glibc says of its heap; None but on Linux with glibc 2.33 or later."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        tell = ctypes.CDLL("libc.so.6").mallinfo2
    except (OSError, AttributeError):
        return None
    tell.restype = HeapFacts
    facts = tell()
    assert isinstance(facts, HeapFacts)
    return facts


def give_back_gaps() -> bool:
    """Gives freed memory back, wherever in the heap it is, where glibc keeps more than `MOST_KEPT` of it.

    Returns:
        Whether something was given back: only on Linux with glibc 2.33 or later.
    """
    facts = heap_facts()
    if facts is None or facts.fordblks <= MOST_KEPT:
        return False
    return bool(ctypes.CDLL("libc.so.6").malloc_trim(0))


def spin_briefly() -> None:
    """Lets torch's threads on Linux spin only briefly while they wait; to be called before torch is loaded.

    By default they spin so long that on a busy machine they keep each other from the processor. Seconds for a picture
    of 256 and 512 pixels on two cores, medians, the style known:

    - idle: 0.20 and 0.71 by default, 0.17 and 0.59 so, 0.34 and 1.04 without spinning at all;
    - beside one busy program: 0.70 and 1.66 by default, 0.58 and 1.51 so, 0.33 and 1.23 without spinning.
    """
    if "OMP_WAIT_POLICY" not in os.environ:
        os.environ.setdefault("GOMP_SPINCOUNT", "20000")
