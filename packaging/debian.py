"""The package for Debian and what is like it, made from the program's folder by Debian's own tools."""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from email.utils import formatdate
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_files import SCRIPTS

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
OVERRIDES = ROOT / "packaging" / "linux" / "lintian-overrides"
NOBODY = "pentimento@localhost"
"""The maintainer's address, where whoever publishes does not tell one in DEBEMAIL, as Debian's tools want it."""

LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libXau.so.6": "libxau6",
    "libXdmcp.so.6": "libxdmcp6",
    "libXext.so.6": "libxext6",
    "libXrender.so.1": "libxrender1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libexpat.so.1": "libexpat1",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libgcc_s.so.1": "libgcc-s1",
    "libgio-2.0.so.0": "libglib2.0-0",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgmodule-2.0.so.0": "libglib2.0-0",
    "libgobject-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libstdc++.so.6": "libstdc++6",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
}
"""Which package has a library that the program takes from the system, by the name that it is linked under."""

OPENED = {"libdbus-1-3", "libegl1", "libfontconfig1", "libgl1", "libglib2.0-0"}
"""What the window opens while it runs, or what it is linked to in part: it is needed however the program was built."""

OLDEST_LIBC = (2, 17)
"""The version that the oldest systems had for which our libraries' makers compile."""

LIBC = re.compile(
    r"(ld-linux.*|lib(c|m|dl|pthread|rt|util|resolv|nsl|crypt|anl|mvec|BrokenLocale)\.so\.\d+|linux-vdso\.so\.1)"
)
_NEEDED = re.compile(r"^\s+NEEDED\s+(\S+)$", re.MULTILINE)
_LIBC_VERSION = re.compile(r"\bGLIBC_(\d+)\.(\d+)(?:\.\d+)?$", re.MULTILINE)
_ELF = b"\x7fELF"


class PackageError(Exception):
    """The package cannot be made; the message says what to do."""


def has_tools() -> bool:
    """Whether Debian's tools are here."""
    return all(shutil.which(tool) for tool in ("dpkg", "dpkg-deb", "objdump"))


def write_deb(program: Path, dist: Path, version: str, epoch: int) -> Path:
    """Makes the package: the same folder gives the same bytes.

    Args:
        program: the program's folder, complete; its files get the time `epoch`.
        dist: where the package goes.
        version: of the program.
        epoch: seconds since 1970; the date of all of it.

    Returns:
        The package.

    Raises:
        PackageError: the program needs a library that no known package holds, or Debian's tools failed.
    """
    architecture = _output(["dpkg", "--print-architecture"]).strip()
    target = dist / f"pentimento_{version}_{architecture}.deb"
    # Beside the program, so that its files are linked and not copied.
    with tempfile.TemporaryDirectory(prefix="deb-", dir=program.parent) as name:
        tree = Path(name) / "tree"
        _lay_out(program, tree, version, epoch)
        _write_control(tree, version, architecture)
        for path in (*tree.rglob("*"), tree):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
            os.utime(path, (epoch, epoch), follow_symlinks=False)
        made = Path(name) / target.name
        # As many threads everywhere: one packs into other bytes than several do.
        environment = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch), "DPKG_DEB_THREADS_MAX": "2"}
        _output(["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(tree), str(made)], environment)
        shutil.move(made, target)
    return target


def maintainer() -> str:
    """Who publishes the package, and the address for letters."""
    return f"The Pentimento authors <{os.environ.get('DEBEMAIL', NOBODY)}>"


def dependencies(program: Path) -> list[str]:
    """The packages that the program needs, with the oldest C library that will do.

    Args:
        program: its folder.

    Raises:
        PackageError: it needs a library that no known package holds.
    """
    linked: dict[str, Path] = {}
    libc = {OLDEST_LIBC}
    own = {path.name for path in program.rglob("*")}
    for path in _elf_files(program):
        told = _output(["objdump", "-p", str(path)])
        linked |= dict.fromkeys(_NEEDED.findall(told), path)
        libc |= {(int(major), int(minor)) for major, minor in _LIBC_VERSION.findall(told)}
    packages = set(OPENED)
    for name, path in linked.items():
        if name in own or LIBC.fullmatch(name):
            continue
        if name not in LIBRARIES:
            raise PackageError(
                f"{path.relative_to(program)} needs {name}, and LIBRARIES in packaging/debian.py does not say in which "
                "package that is: add it, or leave the file out in packaging/left_out.py."
            )
        packages.add(LIBRARIES[name])
    return ["libc6 (>= {}.{})".format(*max(libc)), *sorted(packages)]


def _elf_files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                if file.read(len(_ELF)) == _ELF:
                    yield path


def _lay_out(program: Path, tree: Path, version: str, epoch: int) -> None:
    usr = tree / "usr"
    left = shutil.ignore_patterns(*SCRIPTS)

    def at_the_top(folder: str, names: list[str]) -> set[str]:
        return {"share", *left(folder, names)} if Path(folder) == program else set()

    shutil.copytree(
        program, usr / "lib" / "pentimento", symlinks=True, ignore=at_the_top, copy_function=_link, dirs_exist_ok=True
    )
    shutil.copytree(program / "share", usr / "share")
    (usr / "bin").mkdir()
    (usr / "bin" / "pentimento").symlink_to("../lib/pentimento/pentimento")
    page = usr / "share" / "man" / "man1" / "pentimento.1"
    _write_packed(page.with_name("pentimento.1.gz"), page.read_bytes())
    page.unlink()
    documents = usr / "share" / "doc" / "pentimento"
    documents.mkdir(parents=True)
    (documents / "copyright").write_text(_copyright(), encoding="utf-8")
    entry = (
        f"pentimento ({version}) unstable; urgency=medium\n\n  * See CHANGELOG.md in the sources.\n\n"
        f" -- {maintainer()}  {formatdate(epoch)}\n"
    )
    _write_packed(documents / "changelog.gz", entry.encode())
    overrides = usr / "share" / "lintian" / "overrides" / "pentimento"
    overrides.parent.mkdir(parents=True)
    shutil.copyfile(OVERRIDES, overrides)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:  # not every file system has links
        shutil.copy2(source, target, follow_symlinks=False)


def _write_control(tree: Path, version: str, architecture: str) -> None:
    control = tree / "DEBIAN"
    control.mkdir()
    files = sorted(path for path in tree.rglob("*") if path.is_file() and not path.is_symlink())
    sums = []
    for path in files:
        with path.open("rb") as file:
            sums.append(f"{hashlib.file_digest(file, 'md5').hexdigest()}  {path.relative_to(tree)}\n")
    (control / "md5sums").write_text("".join(sums), encoding="utf-8")
    size = sum(-(-path.stat().st_size // 1024) for path in files)
    needed = ", ".join(dependencies(tree / "usr" / "lib" / "pentimento"))
    (control / "control").write_text(
        f"Package: pentimento\nVersion: {version}\nArchitecture: {architecture}\nMaintainer: {maintainer()}\n"
        f"Installed-Size: {size}\nDepends: {needed}\n"
        "Recommends: desktop-file-utils, hicolor-icon-theme, shared-mime-info\n"
        "Section: graphics\nPriority: optional\n"
        "Description: repaint photos in the style of any picture\n"
        " Pentimento repaints your own photos in the style of any painting, fabric,\n"
        " drawing or photograph: at full resolution, on your own machine, with nothing\n"
        " uploaded. Several styles mix, soft regions have looks of their own, and an\n"
        " export of any size looks like its preview.\n"
        " .\n"
        " The package brings Python, PyTorch and Qt along, in a folder of its own.\n",
        encoding="utf-8",
    )


def _copyright() -> str:
    """The package's licences as Debian's machine-readable format has them."""
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    holder = next(line for line in licence.splitlines() if line.startswith("Copyright")).removeprefix("Copyright (c) ")
    terms = licence.partition(holder)[2].strip()
    text = "\n".join(f" {line}" if line else " ." for line in terms.splitlines())
    return (
        "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nUpstream-Name: Pentimento\n\n"
        f"Files: *\nCopyright: {holder}\nLicense: Expat\n\n"
        "Files: usr/lib/pentimento/_internal/*\nCopyright: their authors\nLicense: several\n"
        " Python, PyTorch, Qt and the other libraries in this folder are under licences of\n"
        " their own. Each is named, with its text, in\n"
        " /usr/lib/pentimento/THIRD_PARTY_NOTICES.txt.\n\n"
        f"License: Expat\n{text}\n"
    )


def _write_packed(path: Path, content: bytes) -> None:
    path.write_bytes(gzip.compress(content, compresslevel=9, mtime=0))


def _output(command: list[str], environment: dict[str, str] | None = None) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode != 0:
        raise PackageError(f"{command[0]} did not succeed: {done.stderr.strip()}")
    return done.stdout
