"""Start Pentimento: set up what is missing in a local environment, then run the program.

    python3 start.py                                  open Pentimento
    python3 start.py photo.jpg                        open Pentimento with a photo
    python3 start.py stylise photo.jpg painting.jpg   all words go to the program
    python3 start.py --cpu …                          on Linux: PyTorch without its CUDA libraries
    python3 start.py test [words for pytest]          the whole check, as developers run it
    python3 start.py package                          build the program that needs no Python, in `dist`;
                                                      where nothing is set up yet, as with --cpu

This needs nothing but Python. The environment is the folder `.venv` beside this file and holds what the files
in `requirements` name. Its record says what was installed. While set-up is at work the record says that it is
not done, so an environment whose set-up was killed is never trusted but built anew.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import time
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING

from gui.window_libraries import missing_packages
from setting_up.saying import announce, dotted, no_room, say, this_python

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

OLDEST_PYTHON = (3, 11)
SET_UP_VERSION = 1  # raise it when environments made by an earlier start.py must not be kept
CPU_INDEX = "https://download.pytorch.org/whl/cpu"

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
RECORD = "pentimento-record.json"
LOCK = "pentimento-lock"
LISTS = ("pyproject.toml", *(f"requirements/{kind}.txt" for kind in ("program", "development", "packaging")))
TOOLS = {"test": "development", "package": "packaging"}  # what some first words need, by its list


class SetUpError(Exception):
    """Set-up cannot go on; the message tells the user what to do."""

    def __init__(self, message: str, *, changed: bool = True) -> None:
        """Keep the message, and whether packages may have been changed before the failure."""
        super().__init__(message)
        self.changed = changed


def main(words: list[str]) -> int:
    """Set up what is missing, then run the program or the check.

    Args:
        words: The command line after `start.py`.

    Returns:
        The exit status. Where the system can, the program replaces this process, and nothing returns.
    """
    if sys.version_info[:2] < OLDEST_PYTHON:
        say(
            f"Pentimento needs Python {dotted(*OLDEST_PYTHON)} or newer, and this is {this_python()}: "
            "install a newer one from python.org or your system's packages, then start with that."
        )
        return 1
    cpu = words[:1] == ["--cpu"]
    words = words[1:] if cpu else words
    tools = TOOLS.get(words[0]) if words else None
    try:
        # The built program takes no CUDA libraries; an environment that is there already stays as it is.
        cpu = cpu or (tools == "packaging" and not intact())
        prepare(cpu=cpu, development=tools == "development", packaging=tools == "packaging")
        if tools == "packaging":
            command = [str(tool("python")), str(ROOT / "packaging" / "freeze.py"), *words[1:]]
            return subprocess.run(command, check=False).returncode
        return check(words[1:]) if tools == "development" else run_program(words)
    except SetUpError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        say("Stopped.")
        return 130


def prepare(*, cpu: bool, development: bool, packaging: bool = False) -> None:
    """Make the environment what it should be; where its record says that it is, look no further.

    Args:
        cpu: Whether PyTorch's CPU build is asked for.
        development: Whether the tools of the check are wanted too.
        packaging: Whether those are that build the frozen program.

    Raises:
        SetUpError: The environment cannot be made.
    """
    found = read_record()
    if found == wanted_record(found, cpu=cpu, development=development, packaging=packaging) and intact():
        return
    try:
        ENVIRONMENT.mkdir(exist_ok=True)
        with sole_use() as lock:
            found = read_record()  # whoever had the environment before us may have done it all
            wanted = wanted_record(found, cpu=cpu, development=development, packaging=packaging)
            if found != wanted or not intact():
                set_up(found, wanted, lock)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise SetUpError(no_room(ENVIRONMENT)) from error
        raise SetUpError(
            f"{ENVIRONMENT} cannot be written ({error.strerror or error}): close Pentimento if it is running,"
            " or move its folder to a place that you may write to, then start again."
        ) from error


def set_up(found: dict[str, object], wanted: dict[str, object], lock: IO[str]) -> None:
    """Build the environment, or bring it up to date where only the lists of packages differ.

    An environment without a record is somebody's own: it is completed if it can be, never emptied.

    Args:
        found: The record of the environment as it is.
        wanted: The record that it is to have.
        lock: The held lock.

    Raises:
        SetUpError: The environment cannot be made.
    """
    began = time.monotonic()
    lasting = [key for key in wanted if key not in {"packages", *TOOLS.values()}]
    update = intact() and (not found or all(found.get(key) == wanted[key] for key in lasting))
    if not update:
        if not found and any(not entry.name.startswith((LOCK, RECORD)) for entry in ENVIRONMENT.iterdir()):
            raise SetUpError(
                f"{ENVIRONMENT} was not made by start.py, and Python {this_python()} cannot use it: "
                "move it away or delete it, then start again."
            )
        if not all(importlib.util.find_spec(module) for module in ("venv", "ensurepip")):
            raise SetUpError(
                "This Python lacks the modules venv and ensurepip, with which environments are made; on "
                "Debian and Ubuntu they come with: "
                f"sudo apt install python{dotted(*sys.version_info[:2])}-venv"
            )
    announce(ENVIRONMENT, update=update, cpu=bool(wanted["cpu"]))
    write_record({**wanted, "done": False})
    if not update:
        build_environment(lock)
    try:
        install_packages(cpu=bool(wanted["cpu"]), tools=[kind for kind in TOOLS.values() if wanted[kind]], lock=lock)
    except SetUpError as error:
        if update and not error.changed:
            write_record(found)
        raise
    if sys.platform == "linux":
        add_window_libraries(lock)
    if sys.platform != "win32":
        os.sync()  # or a power cut could leave the record on the disk without the packages
    write_record(wanted)
    say(f"Ready after {time.monotonic() - began:.0f} s.")


def build_environment(lock: IO[str]) -> None:
    """Empty the environment's folder, all but the lock and the record, and make a bare environment in it."""
    for entry in ENVIRONMENT.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif entry.name not in {LOCK, RECORD}:
            entry.unlink()
    # when this file is run by the environment's own Python, sys.executable has just been deleted
    python = getattr(sys, "_base_executable", None) or sys.executable
    run([python, "-I", "-m", "venv", str(ENVIRONMENT)], lock)


def install_packages(*, cpu: bool, tools: list[str], lock: IO[str]) -> None:
    """Install the locked packages, then the project itself as an editable package."""
    pip = [str(tool("python")), "-I", "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
    # each list of tools holds what the program needs, and they agree
    lists = [ROOT / f"requirements/{kind}.txt" for kind in tools or ["program"]]
    if cpu:
        # "+cpu", because pip passes over an index that it cannot reach and would take the stock build;
        # by themselves, because nothing else is to come from there
        torch = [f"torch=={locked_version(lists[0], 'torch')}+cpu"]
        torchvision = [f"torchvision=={locked_version(lists[0], 'torchvision')}"]
        run([*pip, "--no-deps", "--extra-index-url", CPU_INDEX, *torch, *torchvision], lock)
    for locked in lists:
        run([*pip, "-r", str(locked)], lock)
    run([*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)], lock)


def add_window_libraries(lock: IO[str]) -> None:
    """Install what the window needs of the system, or say how: the command line works without it."""
    missing = missing_packages()
    if not missing:
        return
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *missing]
    if os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get"):
        say(f"  Installing {', '.join(missing)}")
        with contextlib.suppress(SetUpError):
            run(["apt-get", "update"], lock)
            run(install, lock)
            return
    say(f"The window needs libraries that this system lacks; on Debian and Ubuntu: sudo {' '.join(install)}")


def locked_version(locked: Path, package: str) -> str:
    """Return the version of a package that a lock file names."""
    lines = locked.read_text(encoding="utf-8").splitlines()
    return next(line.split("==")[1].split()[0] for line in lines if line.startswith(f"{package}=="))


def run(command: list[str], lock: IO[str]) -> None:
    """Run one step of the set-up, telling the user only what is downloaded.

    Args:
        command: The command and its words.
        lock: The held lock. The command inherits it: should we die, the next start waits for the command too.

    Raises:
        SetUpError: The command failed; the message says what to do.
    """
    last_lines: deque[str] = deque(maxlen=8)
    changed = False
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        pass_fds=() if sys.platform == "win32" else (lock.fileno(),),
    ) as process:
        for line in process.stdout or ():
            last_lines.append(line.rstrip())
            if line.startswith("Installing collected packages"):
                changed = True
                say("  Installing")
            elif line.lstrip().startswith("Downloading ") and ".metadata" not in line:
                say(f"  {line.strip()}")
    if process.returncode == 0:
        return
    said = "\n".join(last_lines)
    if "[Errno 28]" in said or "[WinError 112]" in said:
        raise SetUpError(no_room(ENVIRONMENT), changed=changed)
    raise SetUpError(
        f"{said}\n\nSet-up did not succeed; the lines above say why. Look whether the network can be reached,"
        " then start again: what has been downloaded is kept.",
        changed=changed,
    )


@contextlib.contextmanager
def sole_use() -> Iterator[IO[str]]:
    """Hold the environment's lock, which the system frees should we die; wait while another start has it."""
    with (ENVIRONMENT / LOCK).open("a", encoding="utf-8") as lock:
        if not try_lock(lock):
            say("Another start is setting up Pentimento at this moment; waiting for it …")
            while not try_lock(lock):
                time.sleep(0.2)
        yield lock


def try_lock(lock: IO[str]) -> bool:
    """Take the lock if it is free, and return whether it was."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def wanted_record(found: dict[str, object], *, cpu: bool, development: bool, packaging: bool) -> dict[str, object]:
    """Return the record that the environment is to have, given the one that it has.

    The CPU build and the tools stay once they were asked for: a start without the word must not download
    gigabytes. A CPU build that came through the user's own pip settings is as good as one asked for.
    """
    lists = hashlib.sha256(b"\0".join((ROOT / name).read_bytes() for name in LISTS))
    has_cpu_build = cpu and any(folder("purelib").glob("torch-*+cpu.dist-info"))
    return {
        "set-up": SET_UP_VERSION,
        "python": f"{dotted(*sys.version_info[:2])} {sysconfig.get_platform()}",
        "place": str(ENVIRONMENT),  # the scripts in an environment name its place, so it cannot move
        "cpu": bool(found.get("cpu")) or (cpu and sys.platform == "linux" and not has_cpu_build),
        "development": bool(found.get("development")) or development,
        "packaging": bool(found.get("packaging")) or packaging,
        "packages": lists.hexdigest(),
        "done": True,
    }


def read_record() -> dict[str, object]:
    """Return the environment's record: empty if there is none, not done if it cannot be read."""
    try:
        record = json.loads((ENVIRONMENT / RECORD).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError):
        return {"done": False}
    return record if isinstance(record, dict) else {"done": False}


def write_record(record: dict[str, object]) -> None:
    """Write the environment's record so that a reader finds the old one or the new one, never half of it."""
    beside = ENVIRONMENT / f"{RECORD}.new"
    with beside.open("w", encoding="utf-8") as file:
        json.dump(record, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(ENVIRONMENT / RECORD)


def intact() -> bool:
    """Return whether the environment's Python is there, and the one that it was made from."""
    try:
        settings = (ENVIRONMENT / "pyvenv.cfg").read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return False
    home = next((line.partition("=")[2].strip() for line in settings if line.startswith("home")), "")
    return Path(home).is_dir() and tool("python").exists() and folder("purelib").is_dir()


def folder(kind: str) -> Path:
    """Return the environment's folder of a kind that `sysconfig` knows, for this version of Python."""
    return Path(sysconfig.get_path(kind, "venv", {"base": str(ENVIRONMENT)}))


def tool(name: str) -> Path:
    """Return the path of a program in the environment."""
    return folder("scripts") / (f"{name}.exe" if os.name == "nt" else name)


def run_program(words: list[str]) -> int:
    """Run the program in the user's own folder, in place of this process where the system can do that."""
    # -P: a folder of photos may hold a random.py, which is not to be taken for Python's own
    command = [str(tool("python")), "-P", "-m", "gui", *words]
    if os.name == "posix":
        return os.execv(command[0], command)  # noqa: S606 - without a shell the words stay as they are
    with subprocess.Popen(command) as process:
        while process.poll() is None:
            with contextlib.suppress(KeyboardInterrupt):  # the program got it too, and decides
                process.wait()
    return process.returncode


def check(words: list[str]) -> int:
    """Run every step of the check, pytest last with the given words; return 0 if all succeeded, else 1."""
    steps = [
        ["ruff", "check", "--no-cache"],
        ["ruff", "format", "--check"],
        ["mypy"],
        ["lint-imports"],
        # Words of the developer's come last and win: -n 0 keeps everything in one process.
        ["pytest", "-n", "logical", "--maxprocesses", "4", "--dist", "worksteal", *words],
    ]
    failed = []
    for step in steps:
        say(f"\n== {' '.join(step)}")
        if subprocess.run([str(tool(step[0])), *step[1:]], cwd=ROOT, check=False).returncode != 0:
            failed.append(" ".join(step))
    if failed:
        say(f"\nFailed: {', '.join(failed)}.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
