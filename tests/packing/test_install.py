"""Installing, bringing up to date and removing on Linux, in folders with odd names, by a small stand-in program."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.packing.conftest import tool

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the scripts are for Linux")

ODD = 'Käthe\'s "home" $HOME `id` 100% \\ü'
ENTRY = "applications/io.github.pentimento.Pentimento.desktop"


def run(script: Path, home: Path, *words: str, succeeds: bool = True) -> str:
    environment = {"HOME": str(home), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        ["sh", str(script), *words], env=environment, capture_output=True, text=True, check=False, cwd=home
    )
    assert (done.returncode == 0) == succeeds, done.stdout + done.stderr
    return done.stdout + done.stderr


def tree(folder: Path) -> dict[str, str]:
    """What lies in a folder: files by their contents, links by their targets."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_symlink():
            found[name] = f"-> {path.readlink()}"
        else:
            found[name] = "folder" if path.is_dir() else path.read_bytes().hex()
    return found


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home that is in use."""
    made = tmp_path / ODD
    for name in (".config/pentimento", ".local/share/pentimento/packs", ".local/share/applications"):
        (made / name).mkdir(parents=True)
    (made / ".config/pentimento/settings.json").write_text("mine", encoding="utf-8")
    (made / ".local/share/applications/other.desktop").write_text(
        "[Desktop Entry]\nType=Application\nName=Other\nExec=other\n", encoding="utf-8"
    )
    if shutil.which("update-desktop-database"):
        subprocess.run(["update-desktop-database", "-q", made / ".local/share/applications"], check=True)
    return made


@pytest.fixture
def prefix(home: Path) -> Path:
    return home / ".local"


def install(program: Path, home: Path, prefix: Path, *, succeeds: bool = True) -> str:
    # By name: the tests may run as root, and for root it would be the system's folders.
    return run(program / "install.sh", home, "--prefix", str(prefix), succeeds=succeeds)


def test_it_can_be_started_by_the_command_and_by_the_desktop(program: Path, home: Path, prefix: Path) -> None:
    told = install(program, home, prefix)
    assert f"{prefix}/bin/pentimento" in told
    started = subprocess.run([prefix / "bin/pentimento", "a b"], capture_output=True, text=True, check=True)
    assert started.stdout == "stand-in: a b\n"
    installed = prefix / "share" / ENTRY
    checked = subprocess.run([tool("desktop-file-validate"), installed], capture_output=True, text=True, check=False)
    assert checked.stdout == ""
    line = next(line for line in installed.read_text(encoding="utf-8").splitlines() if line.startswith("Exec="))
    assert unquoted(line.removeprefix("Exec=").removesuffix(" %F")) == f"{prefix}/lib/pentimento/pentimento"
    assert not list((prefix / "lib").glob("pentimento.*"))


def unquoted(value: str) -> str:
    """A command as a desktop reads it: a string's escapes, then quotes, then field codes."""
    assert "\\\\" in value
    string = value.replace("\\\\", "\\")
    assert (string[0], string[-1]) == ('"', '"')
    read = []
    characters = iter(string[1:-1])
    for character in characters:
        assert character not in '"`$'
        read.append(next(characters) if character == "\\" else character)
    return "".join(read).replace("%%", "%")


def test_removing_leaves_what_was_there_before_and_says_so(program: Path, home: Path, prefix: Path) -> None:
    before = tree(home)
    install(program, home, prefix)
    told = run(prefix / "lib/pentimento/uninstall.sh", home)
    assert tree(home) == before
    assert f"{home}/.config/pentimento" in told
    assert f"{home}/.local/share/pentimento" in told
    assert f"{home}/.cache/pentimento" not in told


def test_installing_twice_is_installing_once(program: Path, home: Path, prefix: Path) -> None:
    install(program, home, prefix)
    once = tree(home)
    install(program, home, prefix)
    assert tree(home) == once


def test_a_newer_version_takes_the_place_of_the_older(program: Path, home: Path, prefix: Path) -> None:
    before = tree(home)
    old = program.parent / "old"
    shutil.copytree(program, old, symlinks=True)
    (old / "_internal" / "only-in-the-old-one").touch()
    (old / "share" / "man" / "man7").mkdir()
    (old / "share" / "man" / "man7" / "old.7").touch()
    install(old, home, prefix)
    assert (prefix / "share/man/man7/old.7").is_file()
    install(program, home, prefix)
    assert not (prefix / "lib/pentimento/_internal/only-in-the-old-one").exists()
    assert not (prefix / "share/man/man7/old.7").exists()
    run(prefix / "lib/pentimento/uninstall.sh", home)
    assert tree(home) == before


def test_leftovers_of_killed_installations_go_and_folders_of_others_stay(
    program: Path, home: Path, prefix: Path
) -> None:
    install(program, home, prefix)
    ours = prefix / "lib/pentimento"
    for name in ("old.12", "new.34", "old.backup", "old.backup.56", "new.", "oldest.78"):
        shutil.copytree(ours, ours.with_name(f"pentimento.{name}"), symlinks=True)
    (ours.with_name("pentimento.old.90")).mkdir()
    install(program, home, prefix)
    left = {path.name.removeprefix("pentimento.") for path in ours.parent.glob("pentimento.*")}
    assert left == {"old.backup", "old.backup.56", "new.", "oldest.78", "old.90"}


def test_what_a_killed_installation_had_copied_goes_too(program: Path, home: Path, prefix: Path) -> None:
    killing = home.parent / "tools"
    killing.mkdir()
    script = f'#!/bin/sh\ncase $1 in -RP) kill -KILL "$PPID"; exit ;; esac\nexec {shutil.which("cp")} "$@"\n'
    (killing / "cp").write_text(script, encoding="utf-8")
    (killing / "cp").chmod(0o755)
    environment = {"HOME": str(home), "PATH": f"{killing}:{os.environ['PATH']}"}
    words = ["sh", str(program / "install.sh"), "--prefix", str(prefix)]
    assert subprocess.run(words, env=environment, capture_output=True, check=False).returncode < 0
    assert list((prefix / "lib").glob("pentimento.new.*"))
    install(program, home, prefix)
    assert [path.name for path in (prefix / "lib").iterdir()] == ["pentimento"]


@pytest.mark.parametrize("place", ["applications/here", "share/applications"])
def test_any_name_of_a_folder_will_do(program: Path, home: Path, place: str) -> None:
    prefix = home / place
    prefix.mkdir(parents=True)
    before = tree(home)
    install(program, home, prefix)
    (prefix / "share/applications/mimeinfo.cache").write_text("made by the desktop's tools", encoding="utf-8")
    run(prefix / "lib/pentimento/uninstall.sh", home)
    assert tree(home) == before


def test_what_the_desktop_knows_of_programs_in_inner_folders_stays(program: Path, home: Path) -> None:
    prefix = home / "prefix"
    inner = prefix / "share/applications/wine/other.desktop"
    inner.parent.mkdir(parents=True)
    shutil.copy(home / ".local/share/applications/other.desktop", inner)
    install(program, home, prefix)
    cache = prefix / "share/applications/mimeinfo.cache"
    cache.touch()
    run(prefix / "lib/pentimento/uninstall.sh", home)
    assert cache.is_file()


def test_what_cannot_be_copied_leaves_the_installed_one(program: Path, home: Path, prefix: Path) -> None:
    install(program, home, prefix)
    before = tree(home)
    failing = home.parent / "tools"
    failing.mkdir()
    (failing / "cp").write_text("#!/bin/sh\necho 'cp: no space left on device' >&2\nexit 1\n", encoding="utf-8")
    (failing / "cp").chmod(0o755)
    environment = {"HOME": str(home), "PATH": f"{failing}:{os.environ['PATH']}"}
    words = ["sh", str(program / "install.sh"), "--prefix", str(prefix)]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "no space" in done.stderr
    assert tree(home) == before


def test_stopped_between_the_moves_the_old_one_comes_back(program: Path, home: Path, prefix: Path) -> None:
    install(program, home, prefix)
    before = tree(home)
    failing = home.parent / "tools"
    failing.mkdir()
    # The second move is the new folder's.
    (failing / "mv").write_text(
        f'#!/bin/sh\ncase "$*" in *.new.*) exit 1 ;; esac\nexec {shutil.which("mv")} "$@"\n', encoding="utf-8"
    )
    (failing / "mv").chmod(0o755)
    environment = {"HOME": str(home), "PATH": f"{failing}:{os.environ['PATH']}"}
    words = ["sh", str(program / "install.sh"), "--prefix", str(prefix)]
    assert subprocess.run(words, env=environment, capture_output=True, check=False).returncode != 0
    assert tree(home) == before


def test_another_program_of_that_name_is_left_alone(program: Path, home: Path, prefix: Path) -> None:
    (prefix / "bin").mkdir()
    (prefix / "bin/pentimento").write_text("somebody else's", encoding="utf-8")
    assert "is another program" in install(program, home, prefix, succeeds=False)
    assert (prefix / "bin/pentimento").read_text(encoding="utf-8") == "somebody else's"
    assert not (prefix / "lib/pentimento").exists()


def test_another_folder_of_that_name_is_left_alone(program: Path, home: Path, prefix: Path) -> None:
    (prefix / "lib/pentimento").mkdir(parents=True)
    (prefix / "lib/pentimento/theirs").touch()
    assert "was not made by this" in install(program, home, prefix, succeeds=False)
    assert (prefix / "lib/pentimento/theirs").exists()


def test_a_running_program_is_not_replaced_nor_removed(program: Path, home: Path, prefix: Path) -> None:
    shutil.copyfile(tool("sleep"), program / "pentimento")
    install(program, home, prefix)
    with subprocess.Popen([prefix / "bin/pentimento", "60"]) as running:
        try:
            exe = Path(f"/proc/{running.pid}/exe")
            while exe.resolve() != (prefix / "lib/pentimento/pentimento").resolve():
                time.sleep(0.01)
            assert "is running" in install(program, home, prefix, succeeds=False)
            assert "is running" in run(prefix / "lib/pentimento/uninstall.sh", home, succeeds=False)
        finally:
            running.kill()
    run(prefix / "lib/pentimento/uninstall.sh", home)


@pytest.mark.parametrize("words", [["--prefix"], ["--nonsense"]])
def test_wrong_words_change_nothing(program: Path, home: Path, words: list[str]) -> None:
    before = tree(home)
    assert "install.sh: " in run(program / "install.sh", home, *words, succeeds=False)
    assert tree(home) == before


def test_a_folder_that_is_not_the_archives_is_not_installed(program: Path, home: Path, prefix: Path) -> None:
    shutil.rmtree(program / "_internal")
    assert "unpack that again" in install(program, home, prefix, succeeds=False)


def test_an_unpacked_archive_is_not_removed_as_if_installed(program: Path, home: Path) -> None:
    assert "nothing is installed here" in run(program / "uninstall.sh", home, succeeds=False)
    assert (program / "pentimento").exists()


def test_a_relative_prefix_is_taken_from_the_current_folder(program: Path, home: Path) -> None:
    run(program / "install.sh", home, "--prefix=else where")
    assert (home / "else where/bin/pentimento").readlink() == home / "else where/lib/pentimento/pentimento"
    run(home / "else where/lib/pentimento/uninstall.sh", home)
    assert not (home / "else where").exists()
