"""What cannot be run here, for macOS, Windows and the build service: at least it is read, and fits the rest."""

from __future__ import annotations

import os
import plistlib
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import freeze
import pytest
import smoke_test

import start
from engine.look.recipe_files import SUFFIX as RECIPE_SUFFIX
from gui.storage.project_file import SUFFIX as PROJECT_SUFFIX
from tests.packing.conftest import tool

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).parents[2]
PACKAGING = ROOT / "packaging"
SERVICE = ROOT / ".github"
INSTALLER = PACKAGING / "windows" / "pentimento.iss"


def read(path: Path) -> dict[str, Any]:
    yaml = pytest.importorskip("yaml", reason="PyYAML is not installed here")
    # YAML 1.1 reads the word `on` as true.
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8").replace("\non:\n", '\n"on":\n'))
    return found


@pytest.fixture
def steps() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read(SERVICE / "workflows" / "package.yml")["jobs"]["build"]["steps"]
    return found


def commands(lines: Iterable[str]) -> list[list[str]]:
    """The words after `python` of all lines that start it."""
    return [line.split()[1:] for line in lines if re.match(r"python3? \w", line)]


def of_workflow(steps: list[dict[str, Any]]) -> list[list[str]]:
    return commands(line for step in steps for line in step.get("run", "").splitlines())


def test_every_system_is_built_tried_and_kept(steps: list[dict[str, Any]]) -> None:
    assert [words[0] for words in of_workflow(steps)] == ["start.py", "packaging/smoke_test.py"]
    kept = steps[-1]["with"]["path"].split()
    assert {Path(pattern).suffix for pattern in kept} >= {".xz", ".deb", ".dmg", ".exe", ".json"}


def test_every_push_and_pull_request_is_checked_on_every_system() -> None:
    found = read(SERVICE / "workflows" / "check.yml")
    job = found["jobs"]["check"]
    assert found["on"] == {"push": {"branches": ["**"]}, "pull_request": None}
    assert [name.split("-")[0] for name in job["strategy"]["matrix"]["runner"]] == ["ubuntu", "macos", "windows"]
    last = job["steps"][-1]
    assert last["run"] == ".ci/run"
    assert "if" not in last
    assert os.access(ROOT / last["run"], os.X_OK)


def test_both_workflows_ask_for_few_rights_and_the_same_set_up() -> None:
    workflows = [read(path) for path in sorted((SERVICE / "workflows").iterdir())]
    assert len(workflows) == 2
    for workflow in workflows:
        assert workflow["permissions"] == {"contents": "read"}
        for job in workflow["jobs"].values():
            used = [step["uses"] for step in job["steps"] if "uses" in step]
            assert [name for name in used if name.startswith("./")] == ["./.github/actions/set-up"]
            assert job["timeout-minutes"]


def test_actions_of_others_are_pinned_by_hash_with_their_version_beside_it() -> None:
    files = sorted(SERVICE.rglob("*.yml"))
    uses = re.findall(r"uses: *(.+)", "\n".join(file.read_text(encoding="utf-8") for file in files))
    others = [use for use in uses if not use.startswith("./")]
    assert len(others) >= 4
    for use in others:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", use), use
    # One version of each.
    assert len({use.split("@")[0] for use in others}) == len(set(others))


@pytest.mark.skipif(sys.platform != "linux", reason="these are Debian's packages")
def test_the_set_up_can_name_the_windows_libraries() -> None:
    script = read(SERVICE / "actions" / "set-up" / "action.yml")["runs"]["steps"][-1]["run"]
    asked = re.search(r'python -c "([^"]+)"', script)
    assert asked is not None
    # -S: before set-up no library is there.
    words = [sys.executable, "-S", "-c", asked[1]]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_processors_pytorch_is_asked_for_with_words_that_exist(started: list[list[str]]) -> None:
    steps = read(SERVICE / "workflows" / "check.yml")["jobs"]["check"]["steps"]
    ((_, *words),) = of_workflow(steps)
    assert words[0] == "--cpu"
    assert start.main(words) == 0
    assert started == [["-P", "-m", "gui", *words[1:]]]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What start.py would have run, had it set anything up."""
    found: list[list[str]] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        found.append(command[1:])
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(start, "prepare", lambda **_: None)

    def replaced(_: str, command: list[str]) -> int:
        return run(command).returncode

    monkeypatch.setattr("subprocess.run", run)
    monkeypatch.setattr("os.execv", replaced)
    return found


def test_the_build_service_says_words_that_exist(steps: list[dict[str, Any]], started: list[list[str]]) -> None:
    (_, *build), (_, *trial) = of_workflow(steps)
    assert start.main(build) == 0
    assert started[0][0] == freeze.__file__
    assert freeze.parser().parse_args(started[0][1:]).installers
    assert ROOT / smoke_test.parser().parse_args(trial).program == freeze.PROGRAM


def test_the_check_of_a_checkout_says_words_that_exist(started: list[list[str]]) -> None:
    script = ROOT / ".ci" / "run"
    if not script.is_file():
        pytest.skip("it is no part of this checkout")
    (_, *check), (_, *build), (_, *trial) = commands(
        line.removeprefix("exec ") for line in script.read_text(encoding="utf-8").splitlines()
    )
    assert start.main(check) == start.main(build) == 0
    assert started[-1][0] == freeze.__file__
    freeze.parser().parse_args(started[-1][1:])
    assert ROOT / smoke_test.parser().parse_args(trial).program == freeze.PROGRAM


def sections() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    lines = found.setdefault("", [])
    for line in INSTALLER.read_text(encoding="utf-8").splitlines():
        head = re.fullmatch(r"\[(\w+)\]", line)
        if head:
            lines = found.setdefault(head[1], [])
        elif line and not line.startswith((";", "#")):
            lines.append(line)
    return found


def test_windows_opens_our_files_with_the_program() -> None:
    registry = "\n".join(sections()["Registry"])
    for suffix, kind in ((PROJECT_SUFFIX, "Project"), (RECIPE_SUFFIX, "Recipe")):
        assert f'Subkey: "Software\\Classes\\{suffix}"; ValueType: string; ValueData: "Pentimento.{kind}"' in registry
        assert rf"Software\Classes\Pentimento.{kind}\shell\open\command" in registry
    assert "HKLM" not in registry


def test_the_installers_lines_are_whole() -> None:
    found = sections()
    assert {"Setup", "Languages", "Files", "Icons", "Registry", "Run", "Code"} <= set(found)
    for name in ("Languages", "Tasks", "InstallDelete", "Files", "Icons", "Registry", "Run"):
        for line in found[name]:
            fields = re.findall(r'(?:^|; )(\w+): (?:"(?:[^"]|"")*"|[^";]+)', line)
            assert "; ".join(re.findall(r'\w+: (?:"(?:[^"]|"")*"|[^";]+)', line)) == line
            assert len(fields) == len(set(fields))
    for line in found["Setup"]:
        assert re.fullmatch(r"\w+=\S.*", line)


def test_the_command_of_windows_can_be_found_where_that_is_wanted() -> None:
    found = sections()
    assert "ChangesEnvironment=yes" in found["Setup"]
    task = next(line for line in found["Tasks"] if line.startswith('Name: "path"'))
    assert "Flags: unchecked" in task
    code = "\n".join(found["Code"])
    assert "ChangePath(WizardIsTaskSelected('path'))" in code
    assert "if CurUninstallStep = usUninstall then\n    ChangePath(False)" in code
    messages = found["CustomMessages"]
    for message in set(re.findall(r"\{cm:(Project|Recipe|OnPath)\}", INSTALLER.read_text(encoding="utf-8"))):
        assert sum(line.startswith((f"en.{message}=", f"de.{message}=")) for line in messages) == 2


def test_the_uninstaller_of_windows_deletes_nothing_of_the_users() -> None:
    assert "UninstallDelete" not in sections()
    assert "DelTree" not in INSTALLER.read_text(encoding="utf-8")


def test_the_rights_that_macos_is_asked_for_are_few() -> None:
    asked = plistlib.loads((PACKAGING / "macos" / "entitlements.plist").read_bytes())
    assert asked == {
        "com.apple.security.cs.allow-unsigned-executable-memory": True,
        "com.apple.security.cs.disable-library-validation": True,
    }


def test_the_script_for_macos_is_checked_and_wants_an_application(tmp_path: Path) -> None:
    script = PACKAGING / "macos" / "make_dmg.sh"
    done = subprocess.run(["sh", script, tmp_path, tmp_path / "x.dmg"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "should be an application" in done.stderr
    subprocess.run([tool("shellcheck"), script], check=True)


def stand_in(folder: Path, name: str, script: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    (folder / name).chmod(0o755)


CODE = (
    "Frameworks/PySide6/Qt/lib/QtCore.framework/Versions/A/QtCore",
    "Frameworks/Python.framework/Versions/3.11/Python",
    "Frameworks/libz.dylib",
    "Frameworks/torch/bin/torch_shm_manager",
)
BUNDLES = ("Frameworks/PySide6/Qt/lib/QtCore.framework", "Frameworks/Python.framework")


@pytest.mark.skipif(os.name != "posix", reason="the stand-ins are shell scripts")
@pytest.mark.parametrize("identity", ["Developer ID Application: somebody", ""])
def test_all_code_of_macos_is_signed_from_the_inside_out(tmp_path: Path, identity: str) -> None:
    contents = tmp_path / "with spaces" / "Pentimento.app" / "Contents"
    for name in (*CODE, "MacOS/pentimento", "Resources/icon.icns", "Frameworks/Python.framework/Resources/Info.plist"):
        (contents / name).parent.mkdir(parents=True, exist_ok=True)
        kind = "Mach-O 64-bit" if name in CODE or name.startswith("MacOS") else "data"
        (contents / name).write_text(kind, encoding="utf-8")
    tools, log = tmp_path / "tools", tmp_path / "log"
    stand_in(tools, "file", 'shift $(($# - 1)); cat -- "$1"')
    stand_in(tools, "codesign", 'echo "$*" >>"$LOG"')
    for name in ("ditto", "hdiutil"):
        stand_in(tools, name, ":")
    environment = {"PATH": f"{tools}:{os.environ['PATH']}", "LOG": str(log), "CODESIGN_IDENTITY": identity}
    script = PACKAGING / "macos" / "make_dmg.sh"
    subprocess.run(["sh", script, contents.parent, tmp_path / "x.dmg"], env=environment, check=True)
    if not identity:
        assert not log.exists()
        return
    lines = log.read_text(encoding="utf-8").splitlines()
    signed = [line.partition(f"--sign {identity} {contents.parent}")[2] for line in lines[:-3]]
    assert sorted(signed) == sorted(f"/Contents/{name}" for name in (*CODE, *BUNDLES))
    for file in CODE:
        assert all(signed.index(f"/Contents/{file}") < signed.index(f"/Contents/{bundle}") for bundle in BUNDLES)
    assert all("--timestamp --options runtime" in line for line in lines[:-2])
    assert "entitlements.plist" in lines[-3]
    assert lines[-3].endswith(f" {contents.parent}")
    assert lines[-2:] == [
        f"--verify --deep --strict {contents.parent}",
        f"--force --timestamp --sign {identity} {tmp_path}/x.dmg",
    ]
