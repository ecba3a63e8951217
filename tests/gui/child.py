"""A whole program in a process of its own, with a fake engine; it tells on its output what happens to it.

Run as `python -m tests.gui.child SCENARIO [WORDS]`.
"""

from __future__ import annotations

import faulthandler
import json
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QPoint, QTimer, Slot
from PySide6.QtWidgets import QMainWindow

import engine.packs.registry
import engine.system.process
from engine.images import SaveOptions
from gui import app
from gui.failed_start import FailedStart
from gui.main_window import MainWindow
from gui.starting import start
from gui.storage.seen_files import digest_of
from gui.work.exporting import Exported
from tests.engine.pictures import picture
from tests.gui.bench import EveryWork
from tests.gui.fakes import FakeStudio

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from gui.messages import Message

ROOT = Path(__file__).parents[2]
PATIENCE = 120
"""Seconds after which a child is taken for stuck; the machine may be busy."""

EDITS_EVERY = 50
"""Milliseconds between two edits."""


class Child(subprocess.Popen[str]):
    """A child as its parent sees it: to be used in a `with` statement."""

    def __init__(self, scenario: str, *words: str, env: dict[str, str]) -> None:
        command = [sys.executable, "-W", "error", "-m", "tests.gui.child", scenario, *words]
        super().__init__(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)

        self.told: list[Any] = []

    def wait_for(self, event: str) -> None:
        """Reads what it tells until a certain event comes."""
        while self._read():
            if self.told[-1][0] == event:
                return
        raise AssertionError(f"the child ended without {event!r}, after {self.told[-5:]}")

    def everything(self) -> list[Any]:
        """All it has told, once it has ended."""
        while self._read():
            pass
        return self.told

    def moments_of(self, event: str) -> dict[int, float]:
        """When the numbered events of a kind happened, once it has ended."""
        return {about[0]: about[1] for name, about in self.everything() if name == event}

    def _read(self) -> bool:
        assert self.stdout is not None
        line = self.stdout.readline()
        if line.endswith("\n"):
            self.told.append(json.loads(line))
        return bool(line)


def tell(event: str, about: object = None) -> None:
    sys.stdout.write(json.dumps([event, about]) + "\n")
    sys.stdout.flush()


class Observed(app.Workbench):
    """A program that tells its parent what happens."""

    scenario: Callable[[Observed], None]

    def begin(self, paths: Sequence[Path]) -> None:
        self.messages.message.connect(self._on_message)
        self.first_paint.happened.connect(lambda: tell("seen", faulthandler.is_enabled()))
        self.recovery.kept.connect(lambda: tell("kept"))
        QTimer.singleShot(PATIENCE * 1000, self, lambda: sys.exit(3))
        type(self).scenario(self)
        super().begin(paths)

    @Slot(object)
    def _on_message(self, message: Message) -> None:
        tell("message", [message.text, [action.name for action in message.actions]])

    @Slot()
    def fill(self) -> None:
        """Puts pictures in the place of the sample, large enough that saving them takes a moment."""
        self.document.set_photo(picture(600, 400, 0))
        self.document.styles.add([(picture(300, 300, 1), None)])


def look(workbench: Observed) -> None:
    """Closes the window as soon as there is something to look at."""
    workbench.live.painted.connect(lambda: tell("painted"))
    workbench.live.painted.connect(lambda: QTimer.singleShot(0, workbench.window, workbench.window.close))


def stay(workbench: Observed) -> None:
    """Stays open."""
    workbench.live.painted.connect(lambda: tell("painted"))


def measure(workbench: Observed) -> None:
    """Tells where the window, its panels and the button for exports are, and which part of the screen is free."""
    window = workbench.window

    def told() -> None:
        parts: dict[str, QWidget] = {**window.docks, "export": window.inspector.export}
        frames: dict[str, object] = {
            name: [*part.mapToGlobal(QPoint()).toTuple(), *part.size().toTuple()]
            for name, part in parts.items()
            if part.isVisible()
        }
        frames["window"] = window.frameGeometry().getRect()
        tell("measured", [window.screen().availableGeometry().getRect(), frames])
        window.close()

    workbench.live.painted.connect(lambda: QTimer.singleShot(0, window, told))


def edit(workbench: Observed) -> None:
    """Changes the strength again and again, while it is painted all the time."""
    count = 0

    def once() -> None:
        nonlocal count
        count += 1
        workbench.document.change_look(strength=count / 10_000)
        tell("edit", [count, time.time()])

    timer = QTimer(workbench)
    timer.setInterval(EDITS_EVERY)
    timer.timeout.connect(once)

    def begin() -> None:
        workbench.live.began.disconnect(begin)
        workbench.fill()
        timer.start()

    workbench.live.began.connect(begin)


def save(workbench: Observed) -> None:
    """Changes the strength and saves the project, again and again."""
    target = Path(sys.argv[2])
    count = 0

    def once() -> None:
        nonlocal count
        count += 1
        workbench.document.change_look(strength=count / 10_000)
        tell("saving", [count, time.time()])
        workbench.projects.save()

    def on_modified(modified: bool) -> None:
        if not modified and count:
            tell("saved", [count, time.time()])
            QTimer.singleShot(0, workbench, once)

    def begin() -> None:
        workbench.live.began.disconnect(begin)
        workbench.fill()
        workbench.document.set_file(target, digest_of(target))
        workbench.document.modified_changed.connect(on_modified)
        once()

    workbench.live.began.connect(begin)


def export(workbench: Observed) -> None:
    """Exports a picture over an older one again and again."""
    target = Path(sys.argv[2])

    def once() -> None:
        tell("exporting")
        workbench.exports.add(target, SaveOptions(existing="overwrite"), None)

    def on_succeeded(_work: object, result: object) -> None:
        if isinstance(result, Exported):
            tell("exported")
        once()

    every = EveryWork(workbench.painter)
    every.setParent(workbench)
    every.succeeded.connect(on_succeeded)


def fail(answer: str) -> None:
    """Has the window fail over any arrangement that is remembered, and answers the window that tells of it."""
    restore = QMainWindow.restoreState

    def break_over_any(window: QMainWindow, state: QByteArray, version: int = 0) -> bool:
        if not state.isEmpty():
            raise RuntimeError("somewhere it broke")
        return restore(window, state, version)

    def answered(box: FailedStart) -> int:
        tell("failed", box.text())
        box.open()
        button = box.fresh_button if answer == "again" else box.escapeButton()
        assert button is not None
        button.click()
        return 0

    setattr(MainWindow, "restoreState", break_over_any)  # noqa: B010
    setattr(FailedStart, "exec", answered)  # noqa: B010
    # The program that is started again is this child once more.
    own = [sys.executable, "-W", "error", "-m", "tests.gui.child", "fresh"]
    setattr(engine.system.process, "program_command", lambda _: own)  # noqa: B010


def main() -> int:
    scenario, _, answer = sys.argv[1].partition("-and-")
    if scenario == "fail":
        fail(answer)
    words = ("look" if scenario in {"fail", "fresh"} else sys.argv[1]).split("-without-")
    Observed.scenario = staticmethod(SCENARIOS[words[0]])
    # As a test's own monkeypatch would; this process ends soon.
    setattr(app, "Workbench", Observed)  # noqa: B010
    if words[1:] == ["pack"]:
        setattr(engine.packs.registry, "files", lambda _: Path("not there"))  # noqa: B010
    delay = 0.01 if words[0] in {"edit", "export"} else 0.0
    return start(
        [],
        fresh_window=scenario == "fresh",
        run=partial(app.run_window, make_studio=lambda _device, _format: FakeStudio(delay=delay)),
    )


SCENARIOS: dict[str, Callable[[Observed], None]] = {
    "look": look,
    "stay": stay,
    "measure": measure,
    "edit": edit,
    "save": save,
    "export": export,
}

if __name__ == "__main__":
    sys.exit(main())
