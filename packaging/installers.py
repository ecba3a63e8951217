"""What makes the frozen program one to be installed: its notices and desktop files, and then its packages.

    python packaging/installers.py dist/pentimento    both, for a program that lies there

`packaging/freeze.py` calls the first before it packs the archive, and the second after.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from importlib import metadata
from pathlib import Path

from components import LicenceError
from contents import ContentsError
from debian import PackageError, has_tools, write_deb
from desktop_files import add_desktop_files
from naming import APPLICATION, artefact_name
from notices import NAME as NOTICES
from notices import described_program, write_notices

from gui.dialogs.licences import FROZEN_LIST

HERE = Path(__file__).resolve().parent
LICENCE = "LICENSE.txt"


def add_to_program(program: Path, version: str, epoch: int) -> None:
    """Writes into the program's folder what goes along: licences, and on Linux all that install.sh puts in place.

    Args:
        program: the folder.
        version: of the program.
        epoch: seconds since 1970; the files' date.

    Raises:
        ContentsError: something in the program belongs to nobody that is known.
        LicenceError: something in it may not be there.
        PackageError: macOS' application cannot be sealed.
    """
    write_notices(program, described_program(program))
    shutil.copyfile(HERE.parent / "LICENSE", program / LICENCE)
    if sys.platform == "darwin":
        application = program.parent / APPLICATION
        add_to_application(program, application)
        # PyInstaller has sealed it in nobody's name, and what was added since would break that seal.
        _run(["codesign", "--force", "--deep", "--sign", "-", str(application)])
    if sys.platform.startswith("linux"):
        add_desktop_files(program, version, epoch)


def add_to_application(program: Path, application: Path) -> None:
    """Copies licences into macOS' application, which PyInstaller has made of the folder before they were there.

    Args:
        program: the folder, with its licences.
        application: `Pentimento.app`.
    """
    resources = application / "Contents" / "Resources"
    for name in (LICENCE, NOTICES):
        shutil.copyfile(program / name, resources / name)
    shutil.copyfile(program / "_internal" / "resources" / FROZEN_LIST, resources / "resources" / FROZEN_LIST)


def write_installers(program: Path, dist: Path, version: str, epoch: int) -> list[Path]:
    """Writes the system's packages, as far as its tools are here, and the bill of materials.

    Args:
        program: the folder, complete.
        dist: where the packages go.
        version: of the program.
        epoch: seconds since 1970; their date.

    Returns:
        The files.

    Raises:
        PackageError: a package cannot be made.
    """
    from bill_of_materials import write_bill  # its library comes with the tools that build

    name = artefact_name(version)
    written = [write_bill(dist / f"{name}.cdx.json", described_program(program), epoch)]
    if sys.platform.startswith("linux") and has_tools():
        written.append(write_deb(program, dist, version, epoch))
    elif sys.platform == "darwin":
        written.append(dist / f"{name}.dmg")
        _run(["sh", str(HERE / "macos" / "make_dmg.sh"), str(dist / APPLICATION), str(written[-1])])
    elif sys.platform == "win32" and shutil.which("iscc"):
        written.append(dist / f"{name}-setup.exe")
        words = [f"/DVersion={version}", f"/DProgram={program}", f"/O{dist}", f"/F{written[-1].stem}"]
        signed = ["/DSigned", f"/Ssigntool={os.environ['SIGNTOOL']} $f"] if os.environ.get("SIGNTOOL") else []
        _run(["iscc", "/Qp", *words, *signed, str(HERE / "windows" / "pentimento.iss")])
    return written


def main(words: list[str]) -> int:
    """Completes a program that is there, and writes its packages beside it.

    Args:
        words: the command line.

    Returns:
        The exit status.
    """
    parser = argparse.ArgumentParser(description="Completes a frozen program and makes its packages.")
    parser.add_argument("program", type=Path, help="its folder")
    program = parser.parse_args(words).program.resolve()
    version = metadata.version("pentimento")
    epoch = int(os.environ.get("SOURCE_DATE_EPOCH", time.time()))
    try:
        add_to_program(program, version, epoch)
        for path in write_installers(program, program.parent, version, epoch):
            sys.stdout.write(f"{path}\n")
    except (ContentsError, LicenceError, PackageError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _run(command: list[str]) -> None:
    if subprocess.run(command, check=False).returncode != 0:
        raise PackageError(f"{command[0]} did not succeed; the lines above say why.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
