"""`pentimento --smoke-test`: whether an installed program works, from the first look to a file, on an unseen screen.

`gui.trials.smoke_steps` does it, in a process of its own: so all is heard that it says, and told however it ends.
"""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from engine.job import program_version
from engine.system.process import own_command

STEPS = "gui.trials.smoke_steps"

EXPECTED_TALK = (
    r'Detected locale "[^"]*" with character encoding',
    r"Qt depends on a UTF-8 locale",
    r"this has happened because of an|If this causes problems, reconfigure your locale",
)
"""What Qt says of a system without a UTF-8 locale, line by line."""


def run_smoke_test(words: list[str]) -> int:
    """Tests the program and prints one line, after all that was said on the error stream and is not expected there.

    Args:
        words: at most one, a folder that is there, in which the window's photograph and the exported file are left.

    Returns:
        0 if all was as expected and nothing else was said on the error stream, 1 if not, 2 for words that are none.
    """
    if len(words) > 1 or not all(Path(word).is_dir() for word in words):
        sys.stderr.write("pentimento: After --smoke-test one folder that is there was expected, or nothing.\n")
        return 2
    try:
        with ExitStack() as stack:
            folder = words[0] if words else stack.enter_context(tempfile.TemporaryDirectory(prefix="pentimento-"))
            done = subprocess.run([*own_command(STEPS), folder], capture_output=True, check=False)  # noqa: S603 - ours
    except OSError as error:
        sys.stderr.write(f"pentimento {program_version()} does not work: the system says '{error}'.\n")
        return 1
    heard = unexpected_talk(done.stderr.decode("utf-8", "replace"))
    seen = done.stdout.decode("utf-8", "replace").strip()
    if done.returncode == 0 and seen and not heard:
        sys.stdout.write(f"pentimento {program_version()} works: {seen}\n")
        return 0
    sys.stderr.write("".join(f"{line}\n" for line in heard))
    sys.stderr.write(f"pentimento {program_version()} does not work: {what_is_wrong(done.returncode, seen)}\n")
    return 1


def what_is_wrong(status: int, seen: str) -> str:
    """A sentence about a test that failed.

    Args:
        status: with which its process ended; below 0 the signal that ended it.
        seen: what it told.
    """
    if status == 0 and seen:
        return "Nothing was expected on the error stream, and the lines above came."
    if status == 1 and seen:
        return seen
    names = {-number: number.name for number in signal.Signals}
    return (
        "A process was expected to open the window and to tell what it saw, and it ended with "
        f"{names.get(status, f'status {status}')} before."
    )


def unexpected_talk(said: str) -> list[str]:
    """The lines of an error stream that are not expected."""
    expected = re.compile("|".join(EXPECTED_TALK))
    return [line for line in said.splitlines() if line.strip() and not expected.search(line)]
