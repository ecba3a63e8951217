"""What start.py promises, without a network: pip and venv are replaced by a stand-in of a few lines."""

from __future__ import annotations

import ast
import os
import re
import shutil
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import start
from gui import window_libraries

REPOSITORY = Path(start.__file__).parent
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="links and exec are for POSIX systems")
PROGRAM = """
import os, sys, time
try:
    print(os.getcwd(), *sys.argv[1:], sep="|", flush=True)
    time.sleep(60 if "wait" in sys.argv else 0)
except KeyboardInterrupt:
    sys.exit(42)
sys.exit(7)
"""


class Runner:
    """Stands in for `start.run`: makes a bare environment as venv would, and notes what pip was told."""

    def __init__(self) -> None:
        self.commands: list[list[str]] = []
        self.failure: BaseException | None = None

    def __call__(self, command: list[str], _lock: object) -> None:
        self.commands.append(command)
        if "venv" in command:
            start.folder("purelib").mkdir(parents=True)
            start.tool("python").parent.mkdir(parents=True)
            start.tool("python").touch()
            (start.ENVIRONMENT / "pyvenv.cfg").write_text(f"home = {sys.base_prefix}\n", encoding="utf-8")
        elif self.failure is not None:
            raise self.failure

    @property
    def steps(self) -> list[str]:
        """The commands since the last look, by what they are for."""
        names = ["build" if "venv" in command else command[-1] for command in self.commands]
        self.commands.clear()
        return [Path(name).name for name in names]


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with the files that start.py reads, in which it then works."""
    root = tmp_path.resolve() / "house with spaces"
    (root / "requirements").mkdir(parents=True)
    for name in ("start.py", *start.LISTS):
        shutil.copy(REPOSITORY / name, root / name)
    (root / "gui").mkdir()
    for name in ("__init__.py", "window_libraries.py"):
        shutil.copy(REPOSITORY / "gui" / name, root / "gui" / name)
    shutil.copytree(REPOSITORY / "setting_up", root / "setting_up", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(start, "ROOT", root)
    monkeypatch.setattr(start, "ENVIRONMENT", root / ".venv")
    return root


@pytest.fixture
def runner(house: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    """The stand-in for pip and venv, at work in the house."""
    assert house.is_dir()
    runner = Runner()
    monkeypatch.setattr(start, "run", runner)
    monkeypatch.setattr(window_libraries, "loadable", lambda _library: True)
    return runner


def prepare(*, cpu: bool = False, development: bool = False) -> None:
    start.prepare(cpu=cpu, development=development)


BUILT = ["build", "program.txt", "house with spaces"]
UPDATED = BUILT[1:]


def test_old_python_can_read_the_file_and_gets_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    parts = (REPOSITORY / "setting_up").glob("*.py")
    for file in (Path(start.__file__), Path(window_libraries.__file__), *parts):
        ast.parse(file.read_text(encoding="utf-8"), feature_version=(3, 8))
    with monkeypatch.context() as patch:
        patch.setattr(sys, "version_info", (3, 8, 18))
        status = start.main([])
    assert status == 1
    assert capsys.readouterr().err.startswith("Pentimento needs Python 3.11 or newer, and this is 3.8.18: ")


def test_second_start_does_nothing(runner: Runner, capsys: pytest.CaptureFixture[str]) -> None:
    prepare()
    assert runner.steps == BUILT
    assert "downloaded" in capsys.readouterr().err
    prepare()
    assert runner.steps == []
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("name", start.LISTS)
def test_changed_list_is_installed_again(house: Path, runner: Runner, name: str) -> None:
    prepare()
    before = start.read_record()
    with (house / name).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    runner.commands.clear()
    prepare()
    assert runner.steps == UPDATED
    assert start.read_record()["packages"] != before["packages"]


@pytest.mark.parametrize("failure", [KeyboardInterrupt(), start.SetUpError("no"), OSError("no")])
def test_interrupted_set_up_is_built_anew(runner: Runner, failure: BaseException) -> None:
    runner.failure = failure
    with pytest.raises((KeyboardInterrupt, start.SetUpError)):
        prepare()
    half = start.folder("purelib") / "half_a_package.py"
    half.touch()
    runner.failure = None
    runner.commands.clear()
    prepare()
    assert runner.steps == BUILT
    assert not half.exists()


@pytest.mark.parametrize("changed", [False, True])
def test_failed_update_is_trusted_only_if_untouched(runner: Runner, *, changed: bool) -> None:
    prepare()
    runner.failure = start.SetUpError("no network", changed=changed)
    with pytest.raises(start.SetUpError):
        prepare(development=True)
    runner.failure = None
    runner.commands.clear()
    prepare()
    assert bool(runner.steps) == changed


@pytest.mark.parametrize("text", ["", "{", "[]", '{"done": true}'])
def test_record_that_says_too_little_is_not_trusted(runner: Runner, text: str) -> None:
    prepare()
    (start.ENVIRONMENT / start.RECORD).write_text(text, encoding="utf-8")
    runner.commands.clear()
    prepare()
    assert runner.steps == BUILT


def test_killed_before_the_first_record_is_no_hindrance(runner: Runner) -> None:
    start.ENVIRONMENT.mkdir()
    (start.ENVIRONMENT / f"{start.RECORD}.new").touch()
    prepare()
    assert runner.steps == BUILT


@POSIX
def test_lost_interpreter_is_noticed(runner: Runner) -> None:
    prepare()
    start.tool("python").unlink()
    start.tool("python").symlink_to("removed")
    runner.commands.clear()
    prepare()
    assert runner.steps == BUILT


def test_moved_environment_is_built_anew(house: Path, runner: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare()
    moved = house.rename(house.with_name("moved"))
    monkeypatch.setattr(start, "ROOT", moved)
    monkeypatch.setattr(start, "ENVIRONMENT", moved / ".venv")
    runner.commands.clear()
    prepare()
    assert "build" in runner.steps


def test_somebodys_own_environment_is_completed_and_never_emptied(runner: Runner) -> None:
    runner(["venv"], None)
    (start.folder("purelib") / "their_own.py").touch()
    runner.commands.clear()
    prepare()
    assert runner.steps == UPDATED
    (start.ENVIRONMENT / start.RECORD).unlink()
    start.tool("python").unlink()
    with pytest.raises(start.SetUpError, match=r"was not made by start\.py"):
        prepare()
    assert (start.folder("purelib") / "their_own.py").exists()


def test_tools_once_installed_stay(runner: Runner) -> None:
    prepare(development=True)
    assert runner.steps == ["build", "development.txt", "house with spaces"]
    prepare()
    assert runner.steps == []


def test_tools_of_both_kinds_are_kept(runner: Runner) -> None:
    prepare(development=True)
    runner.commands.clear()
    start.prepare(cpu=False, development=False, packaging=True)
    assert runner.steps == ["development.txt", "packaging.txt", "house with spaces"]
    prepare(development=True)
    assert runner.steps == []


@pytest.mark.parametrize("status", [0, 1])
def test_package_sets_up_and_builds(runner: Runner, monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    ran: list[list[str]] = []

    def run(command: list[str], *, check: bool) -> subprocess.CompletedProcess[str]:
        assert not check
        ran.append(command)
        return subprocess.CompletedProcess(command, status)

    monkeypatch.setattr("subprocess.run", run)
    monkeypatch.setattr(sys, "platform", "darwin")
    assert start.main(["package", "--again"]) == status
    assert runner.steps == ["build", "packaging.txt", "house with spaces"]
    assert ran == [[str(start.tool("python")), str(start.ROOT / "packaging" / "freeze.py"), "--again"]]


def test_cpu_build_comes_alone_from_its_index_and_stays(
    runner: Runner, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    prepare()
    assert "start.py --cpu" in capsys.readouterr().err
    runner.commands.clear()
    prepare(cpu=True)
    asked_index = [command for command in runner.commands if start.CPU_INDEX in command]
    assert [command[-2].partition("==")[0] for command in asked_index] == ["torch"]
    assert asked_index[0][-2].endswith("+cpu")
    assert "build" in runner.steps
    prepare()
    assert runner.steps == []


def test_cpu_build_from_the_users_own_settings_will_do(runner: Runner) -> None:
    prepare()
    (start.folder("purelib") / "torch-2.13.0+cpu.dist-info").mkdir()
    runner.commands.clear()
    prepare(cpu=True)
    assert runner.steps == []


@pytest.mark.parametrize("there", [False, True])
def test_package_takes_the_cpu_build_where_nothing_is_set_up_and_keeps_what_is(
    runner: Runner, monkeypatch: pytest.MonkeyPatch, *, there: bool
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr("subprocess.run", lambda command, **_: subprocess.CompletedProcess(command, 0))
    if there:
        prepare(development=True)
        runner.commands.clear()
    assert start.main(["package"]) == 0
    assert any(start.CPU_INDEX in command for command in runner.commands) == (not there)
    assert ("build" in runner.steps) == (not there)
    prepare(development=True)
    assert ("build" in runner.steps) is False


def test_missing_venv_module_names_the_package(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(start.SetUpError, match=r"sudo apt install python3\.\d+-venv$"):
        prepare()
    assert runner.steps == []


def test_unwritable_folder_gets_a_sentence(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (house / ".venv").touch()
    assert start.main([]) == 1
    assert f"{house / '.venv'} cannot be written (" in capsys.readouterr().err


def test_full_disk_gets_a_sentence(runner: Runner) -> None:
    runner.failure = OSError(28, "No space left on device")
    with pytest.raises(start.SetUpError, match="The disk is full: make room"):
        prepare()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere Qt brings all that it needs")
@pytest.mark.parametrize("allowed", [True, False])
def test_missing_window_libraries_are_installed_or_named(
    runner: Runner, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, allowed: bool
) -> None:
    monkeypatch.setattr(
        window_libraries, "loadable", lambda library: library not in {"libEGL.so.1", "libxcb-cursor.so.0"}
    )
    monkeypatch.setattr(os, "geteuid", lambda: 0 if allowed else 1000)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    prepare()
    install = ["apt-get", "install", "--yes", "--no-install-recommends", "libegl1", "libxcb-cursor0"]
    assert (install in runner.commands) == allowed
    assert (f"on Debian and Ubuntu: sudo {' '.join(install)}\n" in capsys.readouterr().err) == (not allowed)


def test_failing_step_says_its_last_lines_and_what_to_do(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = ["  Downloading a.whl.metadata (1 kB)", "  Downloading a.whl (1 MB)", "ERROR: no such host"]
    script = f"print({chr(10).join(lines)!r}); raise SystemExit(1)"
    with (
        (house / "lock").open("w") as lock,
        pytest.raises(start.SetUpError, match=r"(?s)ERROR: no such host.*start again") as raised,
    ):
        start.run([sys.executable, "-c", script], lock)
    assert not raised.value.changed
    assert capsys.readouterr().err == "  Downloading a.whl (1 MB)\n"


@POSIX
def test_steps_share_the_lock(house: Path) -> None:
    with (house / "lock").open("w") as lock:
        start.run([sys.executable, "-c", f"import os; os.fstat({lock.fileno()})"], lock)


def test_second_of_two_starts_waits(
    runner: Runner, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    start.ENVIRONMENT.mkdir()
    with (start.ENVIRONMENT / start.LOCK).open("w") as other:
        assert start.try_lock(other)
        monkeypatch.setattr("time.sleep", lambda _seconds: other.close())
        prepare()
        assert other.closed
    assert capsys.readouterr().err.startswith("Another start is setting up Pentimento")
    assert runner.steps == BUILT


@pytest.fixture
def program(house: Path, runner: Runner, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The command of a start with everything in place but a stand-in for the program."""
    prepare()
    assert runner.steps == BUILT
    (house / "gui" / "__main__.py").write_text(PROGRAM, encoding="utf-8")
    start.tool("python").unlink()
    start.tool("python").symlink_to(sys.executable)
    monkeypatch.setenv("PYTHONPATH", str(house))
    return [sys.executable, str(house / "start.py")]


@POSIX
@pytest.mark.parametrize("words", [[], ["stylise", "my photo.jpg", "$HOME", "*", ""], ["--help"], ["a", "--cpu"]])
def test_words_folder_and_status_are_the_programs(program: list[str], tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "random.py").write_text("raise SystemExit('taken from the folder of photos')", encoding="utf-8")
    done = subprocess.run([*program, *words], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout.rstrip("\n").split("|") == [str(tmp_path.resolve()), *words]
    assert (done.returncode, done.stderr) == (7, "")


@POSIX
def test_interrupt_reaches_the_program(program: list[str]) -> None:
    with subprocess.Popen([*program, "wait"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 42


@pytest.mark.parametrize("failing", [None, "ruff", "pytest"])
def test_check_runs_every_step_and_pytest_last(
    runner: Runner,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    failing: str | None,
) -> None:
    ran: list[list[str]] = []

    def run(command: list[str], *, cwd: Path, check: bool) -> subprocess.CompletedProcess[str]:
        assert (cwd, check) == (start.ROOT, False)
        ran.append([Path(command[0]).stem, *command[1:]])
        return subprocess.CompletedProcess(command, int(ran[-1][0] == failing))

    monkeypatch.setattr("subprocess.run", run)
    assert start.main(["test", "-k", "two words"]) == (1 if failing else 0)
    assert "development.txt" in runner.steps
    assert [words[0] for words in ran] == ["ruff", "ruff", "mypy", "lint-imports", "pytest"]
    assert ran[-1][-2:] == ["-k", "two words"]
    last_line = capsys.readouterr().err.splitlines()[-1]
    assert last_line.startswith(f"Failed: {failing}" if failing else "== pytest")


def pins(name: str) -> dict[str, str]:
    """The packages and versions in a lock file."""
    text = (REPOSITORY / "requirements" / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==([\w.]+)", text, re.MULTILINE))


def test_locks_hold_what_the_project_names() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = {re.split(r"[^\w-]", line)[0].lower() for line in project["dependencies"]}
    tools = {re.split(r"[^\w-]", line)[0].lower() for line in project["optional-dependencies"]["dev"]}
    program, development, packaging = pins("program.txt"), pins("development.txt"), pins("packaging.txt")
    assert named <= program.keys()
    assert tools <= development.keys()
    assert "pyinstaller" in packaging
    assert program.items() <= development.items()
    assert program.items() <= packaging.items()
    both = development.keys() & packaging.keys()
    assert {name: development[name] for name in both} == {name: packaging[name] for name in both}


@pytest.mark.parametrize("name", ["program.txt", "development.txt", "packaging.txt"])
def test_locks_hold_versions_and_nothing_else(name: str) -> None:
    text = (REPOSITORY / "requirements" / name).read_text(encoding="utf-8")
    assert re.search(r"://|--hash|--\w*index|/home/|/tmp/|nvidia|cuda-|triton|\+cpu", text) is None
    assert all(re.match(r"#|\s+#|[a-z0-9-]+==[\w.]+( |$)", line) for line in text.splitlines())
