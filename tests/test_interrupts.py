"""Programs that the tests start can be interrupted, even if whoever started the tests had SIGINT ignored."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")

ASK = "import signal; print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)"

IGNORING = f"""
import os, signal, subprocess, sys
from tests.interrupts import let_children_be_interrupted

def child():
    return subprocess.run([sys.executable, "-c", "{ASK}"], capture_output=True, text=True).stdout.strip()

signal.signal(signal.SIGINT, signal.SIG_IGN)
before = child()
let_children_be_interrupted()
os.kill(os.getpid(), signal.SIGINT)
print(before, child())
"""


def test_the_children_of_these_tests_have_the_default_handler() -> None:
    done = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"


def test_children_of_a_process_that_ignores_it_get_the_default_handler() -> None:
    done = subprocess.run(
        [sys.executable, "-c", IGNORING], cwd=Path(__file__).parents[1], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "False True\n", "")
