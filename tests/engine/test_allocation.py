from __future__ import annotations

import subprocess
import sys

import pytest

from engine.allocation import keep_freed_memory

PROBE = """
import resource, sys
from engine.allocation import keep_freed_memory
if sys.argv[1] == "kept":
    assert keep_freed_memory()
blocks = [bytearray(90 << 20)]
blocks.clear()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(5):
    blocks.append(bytearray(b"x") * (90 << 20))
    blocks.clear()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="this concerns glibc, which is Linux's")
def test_freed_blocks_are_used_again_instead_of_being_cleared_anew() -> None:
    faults = {
        way: int(subprocess.run([sys.executable, "-c", PROBE, way], capture_output=True, check=True).stdout)
        for way in ("kept", "returned")
    }
    assert faults["kept"] < 0.2 * faults["returned"]


def test_where_there_is_no_glibc_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert keep_freed_memory() is False
