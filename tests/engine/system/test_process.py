from __future__ import annotations

import os
import subprocess
import sys

import pytest

from engine.system.process import give_back_freed_memory, give_back_gaps, keep_freed_memory

PROBE = """
import resource, sys
from engine.system.process import keep_freed_memory
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


HELD = """
import ctypes, psutil
from engine.system.process import give_back_freed_memory, keep_freed_memory
keep_freed_memory()
held = lambda: psutil.Process().memory_info().rss
blocks = [ctypes.create_string_buffer(b"x" * (8 << 20)) for _ in range(20)]
del blocks[:-1]
before = held()
assert not give_back_freed_memory(before + (1 << 30))
assert give_back_freed_memory(before - 1)
print(before - held())
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="this concerns glibc, which is Linux's")
def test_gaps_in_the_heap_are_given_back_where_too_much_is_held() -> None:
    outcome = subprocess.run([sys.executable, "-c", HELD], capture_output=True, check=True)
    assert int(outcome.stdout) > 100 << 20


GAPS = """
import ctypes, psutil
from engine.system.process import MOST_KEPT, give_back_gaps, keep_freed_memory
keep_freed_memory()
held = lambda: psutil.Process().memory_info().rss
def make(count):
    return [ctypes.create_string_buffer(b"x" * (8 << 20)) for _ in range(count)]
few = make(20)
del few[:-1]
assert not give_back_gaps()
many = make(MOST_KEPT // (8 << 20) + 20)
del many[:-1]
before = held()
assert give_back_gaps()
print(before - held())
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="this concerns glibc, which is Linux's")
def test_gaps_beyond_what_is_kept_are_given_back() -> None:
    outcome = subprocess.run([sys.executable, "-c", GAPS], capture_output=True, check=True)
    assert int(outcome.stdout) > 400 << 20


def test_where_there_is_no_glibc_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert keep_freed_memory() is False
    assert give_back_freed_memory(0) is False
    assert give_back_gaps() is False


def test_waiting_threads_spin_briefly_unless_told_otherwise() -> None:
    code = "import os; from engine.system.process import *; spin_briefly(); print(os.environ.get('GOMP_SPINCOUNT'))"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("OMP_", "GOMP_"))}
    for given, expected in (
        ({}, "20000"),
        ({"GOMP_SPINCOUNT": "7"}, "7"),
        ({"OMP_WAIT_POLICY": "ACTIVE"}, "None"),
    ):
        outcome = subprocess.run(
            [sys.executable, "-c", code], env={**environment, **given}, capture_output=True, text=True, check=True
        )
        assert outcome.stdout.strip() == expected
