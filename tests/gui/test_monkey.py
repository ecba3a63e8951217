"""A monkey plays with the whole window: whatever it does, nothing breaks, nothing sticks and nothing piles up."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QFileDialog, QInputDialog, QMenu, QMessageBox

from engine.errors import OutOfMemoryError, PentimentoError
from engine.images import WHOLE, Framing, SaveOptions
from engine.vgg import LEVELS
from gui.app import make_studio
from gui.canvas import CompareMode
from gui.document.commands import Snapshot
from gui.document.history import UNDO_LIMIT
from gui.document.versions import MOST_UNPINNED, MOST_VERSIONS
from gui.messages import install_hooks
from tests.gui.fakes import FakeStudio
from tests.gui.hand import LEFT, NONE
from tests.gui.made import picture, saved
from tests.gui.whole import TIMEOUT, at_work, whole_program

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from engine.job import Engine
    from gui.app import Workbench
    from gui.messages import Message

ON_PURPOSE = "broken on purpose"
NOT_FOR_MONKEYS = {"quit"}
"""Actions that would end the game."""


@dataclass
class Monkey:
    """Does one thing after another, by chance.

    Attributes:
        workbench: its toy.
        chance: decides; the same seed plays the same game.
        folder: where its files are.
        studio: the fake engine; None: the real one.
        done: what it did, to tell when something broke.
    """

    workbench: Workbench
    chance: random.Random
    folder: Path
    studio: FakeStudio | None
    done: list[str] = field(default_factory=list)

    def play(self) -> None:
        """Does one thing."""
        name = self.chance.choice(sorted(name for name in dir(self) if name.startswith("do_")))
        self.done.append(name)
        try:
            getattr(self, name)()
        except PentimentoError:
            # What cannot be done is refused with a sentence, which whoever asked for it shows.
            self.done[-1] += " (refused)"

    def do_region(self) -> None:
        editing, tools = self.workbench.window.regions.editing, self.workbench.window.regions.tools
        if not editing.regions or self.chance.random() < 0.2:
            self.workbench.window.add_region()
            return
        key = self.chance.choice(editing.regions).key
        styles = self.workbench.document.state.styles
        chosen = tuple(style.key for style in styles if self.chance.random() < 0.5)
        self.chance.choice(
            [
                lambda: tools.select(key),
                lambda: editing.remove(key),
                lambda: editing.move(key, self.chance.randrange(4)),
                lambda: editing.set_visible(key, visible=self.chance.random() < 0.7),
                lambda: editing.set_styles(key, chosen),
                lambda: editing.set_keeps_photo(key, keeps=self.chance.random() < 0.3),
                lambda: editing.set_strength(key, self.chance.random()),
                tools.invert,
                tools.feather,
                tools.clear,
            ]
        )()

    def do_paint(self) -> None:
        canvas, tools = self.workbench.window.canvas, self.workbench.window.regions.tools
        tools.take(self.chance.choice(["brush", "lasso", "gradient", "fill", None]))
        tools.set_erases(self.chance.random() < 0.3)
        places = [QPoint(self.chance.randrange(canvas.width()), self.chance.randrange(canvas.height())) for _ in "abcd"]
        QTest.mousePress(canvas, LEFT, NONE, places[0])
        for place in places[1:]:
            QTest.mouseMove(canvas, place)
        if self.chance.random() < 0.2:
            self.workbench.document.undo()
        QTest.mouseRelease(canvas, LEFT, NONE, places[-1])

    def some_style(self) -> str | None:
        styles = self.workbench.document.state.styles
        return self.chance.choice(styles).key if styles else None

    def some_version(self) -> str | None:
        versions = self.workbench.document.versions.all
        return self.chance.choice(versions).key if versions else None

    def some_path(self) -> Path:
        return self.chance.choice(sorted(self.folder.glob("picture*.png")))

    def some_framing(self) -> Framing:
        left, top = self.chance.uniform(0, 0.4), self.chance.uniform(0, 0.4)
        cropped = Framing(left, top, left + 0.5, top + 0.5, self.chance.randrange(4), self.chance.random() < 0.5)
        return self.chance.choice([WHOLE, cropped])

    # The menus

    def do_action(self) -> None:
        actions = self.workbench.window.actions_by_name
        name = self.chance.choice(sorted(actions.keys() - NOT_FOR_MONKEYS))
        self.done[-1] = name
        actions[name].trigger()

    do_another_action = do_action

    def do_follow_a_message(self) -> None:
        bar = self.workbench.window.message_bar
        if bar.message is not None and bar.message.actions:
            bar.chosen.emit(self.chance.choice(bar.message.actions))

    def do_close_messages(self) -> None:
        self.workbench.window.message_bar.close_message()

    # The photo and the styles

    def do_open_photo(self) -> None:
        self.workbench.opening.open_photo(self.some_path())

    def do_open_what_is_no_picture(self) -> None:
        self.workbench.opening.open_photo(self.folder / self.chance.choice(["not there.png", "no picture.png"]))

    def do_paste_photo(self) -> None:
        self.workbench.document.set_photo(picture(self.chance.randrange(1000), 30, 20))

    def do_frame_photo(self) -> None:
        self.workbench.document.set_framing_of_photo(self.some_framing())

    def do_add_styles(self) -> None:
        count = self.chance.randrange(1, 3)
        self.workbench.opening.add_styles([self.some_path() for _ in range(count)], self.chance.choice([None, 0, 1]))

    def do_paste_style(self) -> None:
        self.workbench.document.styles.add([(picture(self.chance.randrange(1000)), None)])

    def do_change_style(self) -> None:
        key, document, chance = self.some_style(), self.workbench.document, self.chance
        if key is None:
            return
        changes: list[Callable[[], None]] = [
            lambda: document.styles.remove(key),
            lambda: document.styles.move(key, chance.randrange(4)),
            lambda: document.styles.set_weight(key, chance.uniform(0, 100)),
            lambda: document.styles.set_weights({style.key: chance.random() for style in document.state.styles}),
            lambda: document.styles.set_scale(key, chance.uniform(0.25, 4)),
            lambda: document.styles.set_enabled(key, chance.random() < 0.7),
            lambda: document.styles.set_framing(key, self.some_framing()),
            lambda: document.styles.set_solo(chance.choice([None, key])),
        ]
        chance.choice(changes)()

    do_change_another_style = do_change_style

    def do_replace_picture(self) -> None:
        key = self.some_style()
        if key is not None:
            self.workbench.document.styles.replace_picture(key, picture(self.chance.randrange(1000)), None)

    # The look

    def do_drag_slider(self) -> None:
        look = self.workbench.window.inspector.look
        slider = self.chance.choice([look.strength, look.stroke_size]).slider
        for _ in range(5):
            slider.setValue(self.chance.randint(slider.minimum(), slider.maximum()))

    def do_change_level(self) -> None:
        document, level = self.workbench.document, self.chance.choice(LEVELS)
        if self.chance.random() < 0.5:
            document.change_level(level, on=not document.state.treatment.levels[level].on)
        else:
            document.change_level(level, strength=self.chance.random())

    def do_change_colours(self) -> None:
        self.workbench.document.change_look(colour=self.chance.choice(["style", "photo"]))

    def do_change_quality(self) -> None:
        document, chance = self.workbench.document, self.chance
        document.change_quality(preview_size=chance.choice([128, 300, 768]))
        if self.studio is not None:
            document.change_quality(device=chance.choice(["auto", "cpu"]))
            document.change_quality(pack=chance.choice([None, None, None, "not-there"]))

    def do_presets(self) -> None:
        inspector = self.workbench.window.inspector
        known = [inspector.presets.itemData(place) for place in range(inspector.presets.count())]
        if known and self.chance.random() < 0.7:
            inspector.preset_chosen.emit(self.chance.choice(known))
        else:
            inspector.save_preset_requested.emit()

    # Undo, versions, the canvas

    def do_undo_and_redo(self) -> None:
        for _ in range(self.chance.randrange(8)):
            self.workbench.document.undo()
        for _ in range(self.chance.randrange(8)):
            self.workbench.document.redo()

    def do_keep_version(self) -> None:
        self.workbench.live.keep_version()

    def do_change_version(self) -> None:
        key, document, chance = self.some_version(), self.workbench.document, self.chance
        if key is None:
            return
        filmstrip, other = self.workbench.window.filmstrip, self.some_version() or key
        changes: list[Callable[[], object]] = [
            lambda: document.versions.rename(key, chance.choice(["", "a name", "ein Name"])),
            lambda: document.versions.pin(key, pinned=chance.random() < 0.5),
            lambda: document.versions.delete(key),
            lambda: filmstrip.version_chosen.emit(key),
            lambda: filmstrip.compare_requested.emit(key, other),
            filmstrip.compare_ended.emit,
        ]
        chance.choice(changes)()

    def do_look_at_a_level(self) -> None:
        self.workbench.window.filmstrip.level_chosen.emit(self.chance.choice([None, *LEVELS]))

    def do_canvas(self) -> None:
        canvas = self.workbench.window.canvas
        canvas.set_mode(self.chance.choice(list(CompareMode)))
        canvas.navigation.zoom_by(self.chance.choice([0.5, 0.9, 1.1, 2.0]))

    def do_arrange(self) -> None:
        window = self.workbench.window
        dock = self.chance.choice(list(window.docks.values()))
        changes: list[Callable[[], object]] = [
            window.showMaximized,
            window.showNormal,
            window.showFullScreen,
            lambda: window.resize(self.chance.randrange(3000), self.chance.randrange(2000)),
            lambda: window.move(self.chance.randrange(-3000, 3000), self.chance.randrange(-2000, 2000)),
            lambda: dock.setFloating(self.chance.random() < 0.5),
            lambda: dock.setVisible(self.chance.random() < 0.7),
            lambda: dock.move(self.chance.randrange(-3000, 3000), self.chance.randrange(-2000, 2000)),
            lambda: window.tabifyDockWidget(dock, window.docks["look"]),
        ]
        self.chance.choice(changes)()

    # Work

    def do_stop(self) -> None:
        self.workbench.window.stop()

    def do_export(self) -> None:
        target = self.folder / f"painted{self.chance.choice(['.png', '.jpg'])}"
        size = self.chance.choice([None, 16, 64])
        self.workbench.exports.add(target, SaveOptions(existing="unique"), size)

    def do_export_where_nothing_can_be_written(self) -> None:
        self.workbench.exports.add(self.folder / "no folder" / "painted.png", SaveOptions(), None)

    def do_save(self) -> None:
        self.workbench.document.set_file(self.folder / "work.pentimento")
        self.workbench.window.actions_by_name["save"].trigger()

    def do_open_project(self) -> None:
        if (self.folder / "work.pentimento").exists():
            self.workbench.opening.open_photo(self.folder / "work.pentimento")

    def do_break_the_engine(self) -> None:
        if self.studio is not None:
            self.studio.error = self.chance.choice(
                [OutOfMemoryError("There is not enough memory: choose less."), MemoryError(), RuntimeError(ON_PURPOSE)]
            )
            self.studio.error_at = self.chance.randrange(12)

    def do_mend_the_engine(self) -> None:
        if self.studio is not None:
            self.studio.error = None


@pytest.fixture
def _nothing_waits(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Dialogs and questions are answered at once, by chance too."""
    chance = random.Random(0)
    buttons = QMessageBox.StandardButton
    files = QFileDialog
    target = str(tmp_path / "asked.pentimento")
    found = str(tmp_path / "picture 1.png")
    monkeypatch.setattr(QDialog, "exec", lambda _: chance.choice([QDialog.DialogCode.Accepted, 0]))
    monkeypatch.setattr(QMessageBox, "question", lambda *_: chance.choice([buttons.Discard, buttons.Cancel]))
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: ("a name", chance.random() < 0.5))
    monkeypatch.setattr(files, "getOpenFileName", lambda *_: (chance.choice(["", found]), ""))
    monkeypatch.setattr(files, "getOpenFileNames", lambda *_: (chance.choice([[], [found]]), ""))
    monkeypatch.setattr(files, "getSaveFileName", lambda *_: (chance.choice(["", target]), ""))
    monkeypatch.setattr(QMenu, "popup", lambda *_: None)
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _: True)


def play(qtbot: QtBot, folder: Path, seed: int, games: int, studio: FakeStudio | None) -> None:
    """Lets the monkey play, and looks at what it leaves."""
    for number in range(3):
        saved(folder, picture(number, 40, 30), f"picture {number}.png")
    (folder / "no picture.png").write_text("no picture")
    make: Callable[[str, str], Engine] = make_studio if studio is None else lambda _device, _format: studio
    with whole_program(qtbot, make) as workbench:
        monkey = Monkey(workbench, random.Random(seed), folder, studio)
        unexpected: list[str] = []

        def on_message(message: Message) -> None:
            if message.unexpected and ON_PURPOSE not in message.detail:
                unexpected.append(message.detail)

        workbench.messages.message.connect(on_message)
        uninstall = install_hooks(workbench.messages)
        try:
            for _ in range(games):
                monkey.play()
                qtbot.wait(monkey.chance.choice([0, 0, 1, 5, 25]))
                assert not unexpected, (monkey.done[-20:], unexpected[0])
            monkey.do_mend_the_engine()
            workbench.window.stop()
            wait_until_idle(qtbot, workbench)
        finally:
            uninstall()
        check_bounds(workbench)
        # It paints as before.
        workbench.document.change_quality(pack=None, device="cpu")
        workbench.document.reset_treatment()
        workbench.document.set_photo(picture(5000))
        workbench.document.styles.add([(picture(5001), None)])
        qtbot.waitUntil(lambda: workbench.live.result is not None, timeout=TIMEOUT)
        wait_until_idle(qtbot, workbench)
        workbench.document.close()
        assert len(workbench.document.pictures) == 0
        assert workbench.document.versions.all == ()
        assert workbench.document.undo_stack.count() == 0
    # What it leaves behind opens again.
    with whole_program(qtbot) as workbench:
        qtbot.waitUntil(lambda: workbench.live.result is not None, timeout=TIMEOUT)


def wait_until_idle(qtbot: QtBot, workbench: Workbench) -> None:
    """Waits until nothing is done any more and the window says so."""

    def is_idle() -> bool:
        return not (at_work(workbench) or workbench.painter._works or workbench.window.status_line.busy)

    qtbot.waitUntil(is_idle, timeout=TIMEOUT)


def check_bounds(workbench: Workbench) -> None:
    """Nothing has grown beyond its limit, and no picture is kept that nobody can come back to."""
    document = workbench.document
    stack = document.undo_stack
    assert stack.count() <= UNDO_LIMIT
    assert len(document.versions.all) <= MOST_VERSIONS
    assert sum(not version.pinned for version in document.versions.all) <= MOST_UNPINNED
    states = [document.state, *(version.state for version in document.versions.all)]
    for command in map(stack.command, range(stack.count())):
        if isinstance(command, Snapshot):
            states += [command.before, command.after]
        else:
            states.append(command.before.state)  # type: ignore[attr-defined]  # the only other command there is
    assert document.pictures.whole_pictures().keys() <= {name for state in states for name in state.picture_hashes}


@pytest.mark.usefixtures("_nothing_waits")
def test_100_operations_break_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    play(qtbot, tmp_path, 1, 100, FakeStudio(delay=0.001))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 10))
@pytest.mark.usefixtures("_nothing_waits")
def test_more_monkeys_break_nothing(qtbot: QtBot, tmp_path: Path, seed: int) -> None:
    play(qtbot, tmp_path, seed, 500, FakeStudio(delay=0.001))


@pytest.mark.slow
@pytest.mark.usefixtures("_nothing_waits")
def test_a_monkey_breaks_nothing_of_the_real_engine(qtbot: QtBot, tmp_path: Path) -> None:
    play(qtbot, tmp_path, 1, 500, None)
