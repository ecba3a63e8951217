"""Tries a built program as on a stranger's machine: `python packaging/smoke_test.py dist/pentimento`.

The program is copied to a folder that it may not write to, with spaces and letters from elsewhere in its name, and runs
with an empty search path, a home of its own and nothing else in its environment. It tests itself, then paints from the
command line. Nothing may be said on the error stream, and nothing may appear in the program's folder.

`--bare-root` does the same in a bare Debian root made by debootstrap, with only the packages that the README names;
that takes root and a Debian mirror.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

README = Path(__file__).resolve().parents[1] / "README.md"
ODD_NAME = "Künstler’s 画室 (new)"
AGAIN = "painted once more.png"
NOBODY = 65534
PATIENCE = 600
"""Seconds for one command, on a busy machine."""

Run = Callable[[list[str]], "subprocess.CompletedProcess[str]"]
"""Runs the program with words."""


class SmokeError(Exception):
    """The program does not work; the message says how that was seen."""


@dataclass(frozen=True)
class Place:
    """Where a copy of the program is tried.

    Attributes:
        program: its executable, as it is called there.
        installed: its folder, as we see it.
        home: the home, as we see it.
        home_there: the home, as it is called there.
        run: runs the program there.
    """

    program: Path
    installed: Path
    home: Path
    home_there: Path
    run: Run


def main(words: list[str]) -> int:
    """Tries a program and tells what happened.

    Args:
        words: the command line.

    Returns:
        0 if all went well, 1 if not.
    """
    asked = parser().parse_args(words)
    try:
        with tempfile.TemporaryDirectory(prefix="pentimento-smoke-") as folder:
            Path(folder).chmod(0o755)
            if asked.bare_root:
                with bare_root(Path(folder), asked.program, asked.suite, asked.mirror) as place:
                    try_out(place, asked.keep)
            else:
                try_out(emptied(Path(folder), asked.program), asked.keep)
    except SmokeError as error:
        say(f"The program does not work: {error}")
        return 1
    say("The program works.")
    return 0


def parser() -> argparse.ArgumentParser:
    """What reads the command line."""
    made = argparse.ArgumentParser(description="Try a built Pentimento as on a stranger's machine.")
    made.add_argument("program", type=Path, help="the built folder")
    made.add_argument("--keep", type=Path, help="a folder for the window's photograph and the pictures")
    made.add_argument("--bare-root", action="store_true", help="in a bare Debian root made by debootstrap")
    made.add_argument("--suite", default="bookworm", help="Debian's release for the bare root")
    made.add_argument("--mirror", help="Debian's mirror; that of this system if left out")
    return made


def try_out(place: Place, keep: Path | None) -> None:
    """Lets the program test itself, then uses its command line.

    Raises:
        SmokeError: something is not as it should be.
    """
    before = listing(place.installed)
    version = call(place, ["--version"])
    if not re.fullmatch(r"pentimento \d+\.\d+\S*\n", version):
        raise SmokeError(f"a version was expected, and it said {version!r}")
    told = call(place, ["--smoke-test", str(place.home_there)])
    if told.count("\n") != 1 or " works: " not in told:
        raise SmokeError(f"one line that it works was expected, and it said {told!r}")
    for name in ("window.png", "painted.png"):
        if not (place.home / name).is_file():
            raise SmokeError(f"{name} was expected from the test of itself")
    call(place, ["packs", "verify"])
    painted = place.home_there / AGAIN
    call(
        place,
        ["stylise", str(place.home_there / "painted.png"), str(place.home_there / "window.png"), "-o", str(painted)],
    )
    if not (place.home / painted.name).is_file():
        raise SmokeError(f"a picture was expected as {painted.name}, and is not there")
    if listing(place.installed) != before:
        raise SmokeError("its own folder was expected to stay as it is, and something in it changed")
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        for name in ("window.png", "painted.png"):
            shutil.copyfile(place.home / name, keep / name)


def call(place: Place, words: list[str]) -> str:
    """Runs the program with words, tells how long it took, and returns what it said.

    Raises:
        SmokeError: it failed, took too long, or said something on its error stream.
    """
    began = time.monotonic()
    try:
        ended = place.run([str(place.program), *words])
    except subprocess.TimeoutExpired as error:
        raise SmokeError(f"{words[0]} was expected to end within {PATIENCE} s, and did not") from error
    quiet = words[0] == "stylise" or not ended.stderr.strip()  # progress goes to the error stream
    if ended.returncode != 0 or not quiet:
        raise SmokeError(
            f"{words[0]} was expected to end with 0 and to say nothing on its error stream; it ended with "
            f"{ended.returncode} and said:\n{ended.stderr}"
        )
    last = ended.stdout.strip().rpartition("\n")[2]
    say(f"{time.monotonic() - began:6.1f} s  {words[0]:14} {last}")
    return ended.stdout


def emptied(folder: Path, program: Path) -> Place:
    """Copies the program into a folder with an odd name, which it cannot write to, and empties its environment."""
    installed = folder / ODD_NAME / "pentimento"
    shutil.copytree(program, installed, symlinks=True)
    home = folder / "another home"
    nowhere = folder / "empty"
    for made in (home, nowhere):
        made.mkdir()
    set_aside = os.name == "posix" and os.geteuid() == 0
    if set_aside:
        os.chown(home, NOBODY, NOBODY)
    else:
        forbid_writing(installed)
    environment = environment_of(home, nowhere)
    (home / "tmp").mkdir()
    (home / "tmp").chmod(0o777)

    def run(words: list[str]) -> subprocess.CompletedProcess[str]:
        nobody = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if set_aside else {}
        return run_within(words, environment, cwd=home, **nobody)

    return Place(executable(installed), installed, home, home, run)


def run_within(words: list[str], environment: dict[str, str], **options: Any) -> subprocess.CompletedProcess[str]:
    """Runs a command that finds nothing but its environment, and keeps what it says.

    Args:
        words: the command.
        environment: all that is in its environment.
        options: of `subprocess.run`, beside these.
    """
    return subprocess.run(
        words,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        timeout=PATIENCE,
        check=False,
        **options,
    )


def environment_of(home: Path, path: Path) -> dict[str, str]:
    """All that the program finds in its environment."""
    made = {"HOME": str(home), "PATH": str(path), "LANG": "C", "TMPDIR": str(home / "tmp")}
    if os.name == "nt":  # without these, no program starts there
        made |= {"SYSTEMROOT": os.environ["SYSTEMROOT"], "TEMP": str(home / "tmp"), "TMP": str(home / "tmp")}
        made |= {"USERPROFILE": str(home), "APPDATA": str(home), "LOCALAPPDATA": str(home)}
    return made


def executable(installed: Path) -> Path:
    """The program's file for the command line in its folder or bundle."""
    names = ("pentimento-cli.exe", "Contents/MacOS/pentimento", "pentimento")
    return next((installed / name for name in names if (installed / name).is_file()), installed / names[-1])


def forbid_writing(folder: Path) -> None:
    """Takes the right to write from all of a folder."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))


def listing(folder: Path) -> list[tuple[str, int, int]]:
    """What is in a folder: names, sizes, times of change."""
    return sorted(
        (str(path.relative_to(folder)), path.lstat().st_size, path.lstat().st_mtime_ns) for path in folder.rglob("*")
    )


@contextlib.contextmanager
def bare_root(folder: Path, program: Path, suite: str, mirror: str | None) -> Iterator[Place]:
    """A Debian with nothing but its base and the packages that the README names, and the program in it.

    Raises:
        SmokeError: it cannot be made.
    """
    if os.name != "posix" or os.geteuid() != 0 or shutil.which("debootstrap") is None:
        raise SmokeError("a bare root takes root and debootstrap: sudo apt-get install debootstrap")
    root = folder / "root"
    packages = named_packages(README.read_text(encoding="utf-8"))
    say(f"         Debian {suite} with {', '.join(packages)}")
    words = ["debootstrap", "--variant=minbase", f"--include={','.join(packages)}", suite, str(root)]
    made = subprocess.run([*words, mirror or system_mirror()], capture_output=True, text=True, check=False)
    if made.returncode != 0:
        raise SmokeError(f"debootstrap failed:\n{made.stdout[-2000:]}{made.stderr[-2000:]}")
    shutil.copytree(program, root / "opt" / "pentimento", symlinks=True)
    home = root / "home" / "painter"
    (home / "tmp").mkdir(parents=True)
    for path in (home, home / "tmp"):
        os.chown(path, NOBODY, NOBODY)
    environment = environment_of(Path("/home/painter"), Path("/usr/bin"))
    chroot = shutil.which("chroot") or "chroot"  # found here: the environment's search path is the program's
    subprocess.run(["mount", "-t", "proc", "proc", str(root / "proc")], check=True)

    def run(words: list[str]) -> subprocess.CompletedProcess[str]:
        return run_within([chroot, f"--userspec={NOBODY}:{NOBODY}", str(root), *words], environment)

    try:
        there = Path("/opt/pentimento/pentimento")
        yield Place(there, root / "opt" / "pentimento", home, Path("/home/painter"), run)
    finally:
        subprocess.run(["umount", str(root / "proc")], check=True)


def named_packages(readme: str) -> list[str]:
    """The Debian packages that the README's one line for users names.

    Raises:
        SmokeError: there is no such line.
    """
    found = re.search(r"^sudo apt-get install --no-install-recommends ((?:[a-z0-9.+-]+ ?)+)$", readme, re.MULTILINE)
    if found is None:
        raise SmokeError("the README was expected to name the Debian packages in one line")
    return found[1].split()


def system_mirror() -> str:
    """The Debian mirror that this system takes its packages from.

    Raises:
        SmokeError: none is found.
    """
    targets = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI)"], capture_output=True, text=True, check=True
    )
    mirrors = [line for line in targets.stdout.splitlines() if "security" not in line]
    if not mirrors:
        raise SmokeError("a Debian mirror was expected in this system's sources: name one with --mirror")
    return mirrors[0]


def say(line: str) -> None:
    """Tells the user something."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
