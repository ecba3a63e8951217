"""Builds the frozen program: `python3 start.py package` runs this in the environment that it has set up.

    python packaging/freeze.py                 the program in dist/pentimento, and its archive beside it
    python packaging/freeze.py --again         although nothing has changed since the last time
    python packaging/freeze.py --installers    and the system's packages and the bill of materials

The same inputs give the same bytes: the time is that of the last commit that changed one, or what
SOURCE_DATE_EPOCH says.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from typing import Any

from archive import write_archive, write_sums
from components import LicenceError
from contents import ContentsError
from debian import PackageError
from inputs import FILES, ROOMS, hash_of_inputs
from installers import add_to_program, write_installers
from naming import APPLICATION, artefact_name
from sizes import is_too_heavy, table, weigh

ROOT = Path(__file__).resolve().parents[1]
DIST = ROOT / "dist"
WORK = ROOT / "build" / "pyinstaller"
PROGRAM = DIST / "pentimento"
RECORD = DIST / "built-from.json"
EARLIEST = 315_532_800
"""1980, before which zip archives know no time."""


class BuildError(Exception):
    """The program cannot be built; the message says what to do."""


def main(words: list[str]) -> int:
    """Builds what is not built yet.

    Args:
        words: the command line.

    Returns:
        The exit status.
    """
    options = parser().parse_args(words)
    try:
        return build(again=options.again, installers=options.installers)
    except (BuildError, ContentsError, LicenceError, PackageError, OSError) as error:
        say(str(error))
        return 1


def parser() -> argparse.ArgumentParser:
    """What reads the command line."""
    made = argparse.ArgumentParser(description="Builds the frozen program.")
    made.add_argument("--again", action="store_true", help="build although nothing has changed")
    made.add_argument("--installers", action="store_true", help="the system's packages and the bill of materials, too")
    return made


def build(*, again: bool, installers: bool = False) -> int:
    """Builds the program and its archive, and tells what they weigh and where they lie.

    Args:
        again: although nothing has changed.
        installers: whether the system's packages and the bill of materials are wanted, which take as long once more.

    Returns:
        The exit status: 1 if the program is too heavy.

    Raises:
        BuildError: it cannot be built.
    """
    epoch = source_date()
    record = {"inputs": hash_of_inputs(ROOT, torch_version(), epoch), "epoch": epoch}
    archive = DIST / archive_name()
    if not again and built_before() == record and PROGRAM.is_dir() and (archive.exists() or not has_archive()):
        say(f"Nothing has changed since {shown(PROGRAM)} was built, so it is not built again (--again would).")
    else:
        began = time.monotonic()
        RECORD.unlink(missing_ok=True)
        freeze(epoch)
        add_to_program(PROGRAM, program_version(), epoch)
        check_discreet(PROGRAM, ROOT)
        say(f"Frozen after {time.monotonic() - began:.0f} s.")
        if has_archive():
            write_archive(PROGRAM, archive, epoch)
            say(f"Packed after {time.monotonic() - began:.0f} s.")
        RECORD.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    made = [archive] if has_archive() else []
    if installers:
        made += write_installers(PROGRAM, DIST, program_version(), epoch)
    if made:
        made.append(write_sums(DIST, made))
    weights = weigh(PROGRAM)
    packed = archive.stat().st_size if has_archive() else None
    for line in table(weights, packed):
        say(line)
    say("What was made lies here:")
    for path in (PROGRAM, DIST / APPLICATION, *made):
        if path.exists():
            say(f"  {shown(path)}")
    if is_too_heavy(weights, packed):
        say("That is too heavy: see what has grown, and leave out what nobody needs in packaging/left_out.py.")
        return 1
    return 0


def freeze(epoch: int) -> None:
    """Runs PyInstaller, with all that decides about its bytes held fast.

    Args:
        epoch: seconds since 1970; the program's date.

    Raises:
        BuildError: PyInstaller failed.
    """
    command = [sys.executable, "-P", "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "ERROR"]
    command += ["--workpath", str(WORK), "--distpath", str(DIST), str(ROOT / "packaging" / "pentimento.spec")]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch), "PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8"}
    if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode != 0:
        raise BuildError("PyInstaller did not succeed; the lines above say why.")


def check_discreet(folder: Path, built_in: Path) -> None:
    """Refuses a program that names the folder it was built in: that is nobody's concern, and differs between machines.

    Args:
        folder: the program's.
        built_in: the other.

    Raises:
        BuildError: files of it do.
    """
    name = os.fsencode(built_in)
    files = (file for file in folder.rglob("*") if file.is_file() and not file.is_symlink())
    naming = sorted(file.relative_to(folder).as_posix() for file in files if name in file.read_bytes())
    if naming:
        raise BuildError(
            f"The program should not name the folder that it was built in, and these do: {', '.join(naming)}. "
            "Leave them out in packaging/left_out.py, or write them anew in packaging/program_data.py."
        )


def source_date() -> int:
    """Seconds since 1970 of the sources: as asked for, or of the last commit that changed an input."""
    asked = os.environ.get("SOURCE_DATE_EPOCH")
    if asked is None:
        told = subprocess.run(
            ["git", "log", "-1", "--format=%ct", "--", *FILES, *ROOMS],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        asked = told.stdout.strip() or str(EARLIEST)
    if not asked.isdecimal():
        raise BuildError(f"SOURCE_DATE_EPOCH should be seconds since 1970, and is '{asked}': correct it, or unset it.")
    return max(EARLIEST, int(asked))


def torch_version() -> str:
    """The version of the installed torch.

    Raises:
        BuildError: on Linux, it is the build with CUDA's libraries.
    """
    version = importlib.metadata.version("torch")
    needs = importlib.metadata.requires("torch") or []
    if sys.platform == "linux" and any(need.startswith("nvidia-") for need in needs):
        raise BuildError(
            "The program takes PyTorch without its CUDA libraries, which weigh gigabytes, and the environment has them;"
            " this sets it up anew without them, and builds: python3 start.py --cpu package"
        )
    return version


def built_before() -> Any:
    """The record of what lies in `dist`; None where there is none that can be read."""
    try:
        return json.loads(RECORD.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def has_archive() -> bool:
    """Whether the system's users take archives; for the others installers are made."""
    return sys.platform.startswith("linux")


def archive_name() -> str:
    """The archive's name: of the program, its version, the system and the processor."""
    return f"{artefact_name(program_version())}.tar.xz"


def program_version() -> str:
    """The version that is built."""
    version: str = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    return version


def shown(path: Path) -> Path:
    """A path as people read it: from the current folder, where it lies in that."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def say(sentence: str) -> None:
    """Talks to whoever builds."""
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
