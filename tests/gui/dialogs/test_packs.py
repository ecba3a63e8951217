"""The dialog of model packs: with tools that work, fail, wait and are cancelled."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QInputDialog, QLabel, QMessageBox

from engine.errors import PackError
from engine.packs.registry import Registry, default_registry
from gui.dialogs.pack_work import PackTools, PackWork, engine_tools
from gui.dialogs.packs import PacksDialog
from gui.fields import FoldSection
from tests.engine.packs.tiny import tiny_pack

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from engine.packs.registry import InstalledPack

PATIENCE = 5_000
LEFT = Qt.MouseButton.LeftButton


@dataclass(frozen=True)
class Step:
    file: str
    number: int
    files: int
    done: int
    total: int | None


@dataclass
class Fakes:
    """Tools that do as they are told."""

    error: BaseException | None = None
    steps: int = 3
    waits: bool = False
    go_on: threading.Event = field(default_factory=threading.Event)
    begun: threading.Event = field(default_factory=threading.Event)
    calls: list[tuple[object, ...]] = field(default_factory=list)
    closed: bool = False

    def verify(self, installed: InstalledPack, /) -> None:
        self.calls.append(("verify", installed.manifest.name, threading.current_thread().name))
        self._act()

    def import_folder(self, folder: Path, name: str, registry: Registry, /, *, replace: bool) -> object:
        self.calls.append(("import", folder.name, name, replace))
        self._act()
        return tiny_pack(registry.user_folder / name)

    def download(
        self, name: str, registry: Registry, /, *, replace: bool, pause: Callable[[float], None]
    ) -> Generator[Step, None, object]:
        self.calls.append(("download", name, replace))
        return self._download(name, registry, pause)

    def _download(self, name: str, registry: Registry, pause: Callable[[float], None]) -> Generator[Step, None, object]:
        try:
            for number in range(1, self.steps + 1):
                yield Step(f"file{number}.pth", number, self.steps, 500_000, 1_000_000)
                self.begun.set()
                if self.waits:
                    pause(60)
                self._act()
                yield Step(f"file{number}.pth", number, self.steps, 1_000_000, 1_000_000)
            return tiny_pack(registry.user_folder / name)
        finally:
            self.closed = True

    def _act(self) -> None:
        if self.error is not None:
            raise self.error


@pytest.fixture
def fakes() -> Fakes:
    return Fakes()


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    tiny_pack(tmp_path / "packs" / "mine")
    tiny_pack(tmp_path / "packs" / "shallow", levels=("relu2_1", "relu1_1"), seed=1)
    tiny_pack(tmp_path / "bundled" / "atelier", seed=2)
    (tmp_path / "packs" / "broken").mkdir()
    return Registry(tmp_path / "packs", tmp_path / "bundled")


@pytest.fixture
def dialog(qtbot: QtBot, registry: Registry, fakes: Fakes) -> Iterator[PacksDialog]:
    made = PacksDialog(registry, tools=PackTools(fakes.verify, fakes.import_folder, fakes.download))
    qtbot.addWidget(made)
    made.show()
    yield made
    qtbot.waitUntil(lambda: not made.busy, timeout=PATIENCE)


def test_what_matters_is_seen_whole_and_technical_facts_are_folded(qtbot: QtBot, fakes: Fakes) -> None:
    dialog = PacksDialog(default_registry(), tools=PackTools(fakes.verify, fakes.import_folder, fakes.download))
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.list.choose("atelier")
    details, content = dialog.details, dialog.details.widget()
    assert content is not None
    qtbot.waitUntil(lambda: content.width() == details.viewport().width(), timeout=PATIENCE)
    (fold,) = details.findChildren(FoldSection)
    facts = [label for label in content.findChildren(QLabel) if not fold.isAncestorOf(label)]
    assert [label.text() for label in facts][2::2] == ["Licence", "Made by", "From", "Size", "Kept in"]
    for label in facts:
        assert label.isVisible()
        assert label.mapTo(details.viewport(), label.rect().topRight()).x() < details.viewport().width()
        assert label.heightForWidth(label.width()) <= label.height()
    assert fold.folded
    QTest.mouseClick(fold.header, LEFT)
    technical = fold.findChildren(QLabel)
    assert any("relu5_1" in label.text() for label in technical)
    qtbot.waitUntil(lambda: content.width() == details.viewport().width(), timeout=PATIENCE)


def names(dialog: PacksDialog) -> list[str]:
    return [dialog.list.item(row).text().partition("\n")[0] for row in range(dialog.list.count())]


def second_line(dialog: PacksDialog, name: str) -> str:
    return dialog.list.item(names(dialog).index(name)).text().partition("\n")[2]


def ended(qtbot: QtBot, dialog: PacksDialog) -> str:
    qtbot.waitUntil(lambda: not dialog.busy, timeout=PATIENCE)
    assert dialog.progress.isHidden()
    assert dialog.cancel_button.isHidden()
    return dialog.status.text()


def answering(text: str) -> list[str]:
    """Presses a button of the next question; the list gets what was asked."""
    asked: list[str] = []

    def press() -> None:
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox):
            QTimer.singleShot(10, press)
            return
        asked.append(f"{box.text()} {box.informativeText()}")
        wanted = [button for button in box.buttons() if text in button.text().replace("&", "")]
        QTest.mouseClick(wanted[0], LEFT)

    QTimer.singleShot(10, press)
    return asked


def test_all_packs_are_listed_with_what_matters(dialog: PacksDialog) -> None:
    assert names(dialog) == ["atelier", "mine", "shallow", "broken", "distilled16x", "vgg19"]
    assert second_line(dialog, "atelier").startswith("default · CC0-1.0 · ")
    assert "all levels" in second_line(dialog, "mine")
    assert "2 of 5 levels" in second_line(dialog, "shallow")
    assert second_line(dialog, "broken") == "damaged"
    assert second_line(dialog, "distilled16x") == "to download · MIT · 9.7 MB"


def test_details_and_what_can_be_done(dialog: PacksDialog) -> None:
    for name, words, download, remove, default in (
        ("atelier", "the program", False, False, False),
        ("mine", "relu5_1, relu4_1", False, True, True),
        ("broken", "no manifest.json", False, True, False),
        ("distilled16x", "Huan Wang", True, False, False),
    ):
        dialog.list.choose(name)
        assert words in dialog.details.text()
        assert dialog.download_button.isVisible() == download
        assert (dialog.remove_button.isVisible() and dialog.remove_button.isEnabled()) == remove
        assert (dialog.default_button.isVisible() and dialog.default_button.isEnabled()) == default


def test_keys_walk_through_the_list(dialog: PacksDialog) -> None:
    QTest.keyClick(dialog.list, Qt.Key.Key_Down)
    assert "mine" in dialog.details.text()


def test_a_sound_pack_is_verified_beside_the_window(qtbot: QtBot, dialog: PacksDialog, fakes: Fakes) -> None:
    dialog.list.choose("mine")
    QTest.mouseClick(dialog.verify_button, LEFT)
    assert not dialog.verify_button.isEnabled()
    assert ended(qtbot, dialog) == "mine is sound, byte for byte."
    assert fakes.calls == [("verify", "mine", "packs")]
    assert dialog.verify_button.isEnabled()


def test_a_damaged_pack_says_so(qtbot: QtBot, dialog: PacksDialog, fakes: Fakes) -> None:
    fakes.error = PackError("The pack 'mine' is damaged: other bytes.")
    dialog.list.choose("mine")
    QTest.mouseClick(dialog.verify_button, LEFT)
    assert ended(qtbot, dialog) == "The pack 'mine' is damaged: other bytes."
    dialog.list.choose("broken")
    QTest.mouseClick(dialog.verify_button, LEFT)
    assert "no manifest.json" in ended(qtbot, dialog)


def test_a_mistake_in_the_program_is_passed_on(qtbot: QtBot, dialog: PacksDialog, fakes: Fakes) -> None:
    fakes.error = ZeroDivisionError("oh")
    with qtbot.waitSignal(dialog.failed, timeout=PATIENCE) as told:
        QTest.mouseClick(dialog.verify_button, LEFT)
    assert told.args == [fakes.error]
    assert "not foreseen" in ended(qtbot, dialog)


def test_a_folder_is_imported(
    qtbot: QtBot, dialog: PacksDialog, fakes: Fakes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "my weights!"
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    suggested: list[str] = []

    def name(*_: object, text: str) -> tuple[str, bool]:
        suggested.append(text)
        return "new", True

    monkeypatch.setattr(QInputDialog, "getText", name)
    with qtbot.waitSignal(dialog.packs_changed, timeout=PATIENCE):
        QTest.mouseClick(dialog.import_button, LEFT)
    assert suggested == ["my-weights"]
    assert fakes.calls == [("import", "my weights!", "new", False)]
    assert ended(qtbot, dialog) == "new was imported."
    assert dialog.list.currentItem().text().startswith("new\n")


def test_an_import_is_refused_replaces_or_is_let_be(
    qtbot: QtBot, dialog: PacksDialog, fakes: Fakes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    dialog.import_folder()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: ("x", False))
    dialog.import_folder()
    for name in ("../x", "atelier"):
        monkeypatch.setattr(QInputDialog, "getText", lambda *_, name=name, **__: (name, True))
        dialog.import_folder()
        assert name.strip("./") in dialog.status.text()
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: ("mine", True))
    answering("Cancel")
    dialog.import_folder()
    assert not fakes.calls
    answering("Replace")
    fakes.error = PackError("The folder holds no .pth files.")
    dialog.import_folder()
    assert ended(qtbot, dialog) == "The folder holds no .pth files."
    assert fakes.calls == [("import", tmp_path.name, "mine", True)]


def test_a_download_asks_shows_its_progress_and_installs(qtbot: QtBot, dialog: PacksDialog, fakes: Fakes) -> None:
    dialog.list.choose("distilled16x")
    texts: list[str] = []
    asked = answering("Accept")
    with qtbot.waitSignal(dialog.packs_changed, timeout=PATIENCE):
        show = dialog.status.setText

        def noting(text: str) -> None:
            texts.append(text)
            show(text)

        dialog.status.setText = noting  # type: ignore[method-assign] # the label tells nobody of its text
        QTest.mouseClick(dialog.download_button, LEFT)
    assert "Licence: MIT" in asked[0]
    assert "Huan Wang" in asked[0]
    assert texts[0] == "Downloading distilled16x…"
    assert "File 2 of 3: file2.pth, 1.0 MB" in texts
    assert "Installing…" in texts
    assert ended(qtbot, dialog) == "distilled16x was downloaded and installed."
    assert fakes.calls == [("download", "distilled16x", False)]
    assert "default" not in second_line(dialog, "distilled16x")


def test_a_licence_that_is_not_accepted_downloads_nothing(dialog: PacksDialog, fakes: Fakes) -> None:
    dialog.list.choose("vgg19")
    answering("Cancel")
    QTest.mouseClick(dialog.download_button, LEFT)
    assert not dialog.busy
    assert not fakes.calls


def test_a_failed_download_says_why_and_can_be_tried_again(
    qtbot: QtBot, dialog: PacksDialog, fakes: Fakes, registry: Registry
) -> None:
    fakes.error = PackError("The server cannot be reached.")
    dialog.list.choose("vgg19")
    for _ in range(2):
        answering("Accept")
        QTest.mouseClick(dialog.download_button, LEFT)
        assert ended(qtbot, dialog) == "The server cannot be reached."
    fakes.error = None
    with qtbot.assertNotEmitted(dialog.packs_changed):
        dialog.list.choose("mine")
        QTest.mouseClick(dialog.verify_button, LEFT)
        ended(qtbot, dialog)
    assert "vgg19" not in registry.names()


def test_a_download_is_cancelled(qtbot: QtBot, dialog: PacksDialog, fakes: Fakes, registry: Registry) -> None:
    fakes.waits = True
    dialog.list.choose("vgg19")
    answering("Accept")
    QTest.mouseClick(dialog.download_button, LEFT)
    assert fakes.begun.wait(5)
    qtbot.waitUntil(lambda: dialog.progress.maximum() > 0, timeout=PATIENCE)
    assert dialog.cancel_button.isVisible()
    QTest.mouseClick(dialog.cancel_button, LEFT)
    assert "was stopped" in ended(qtbot, dialog)
    assert fakes.closed
    assert "vgg19" not in registry.names()


@pytest.mark.parametrize("way", ["escape", "close button", "window"])
def test_closing_during_a_download_cancels_and_waits(qtbot: QtBot, dialog: PacksDialog, fakes: Fakes, way: str) -> None:
    fakes.waits = True
    dialog.list.choose("vgg19")
    answering("Accept")
    QTest.mouseClick(dialog.download_button, LEFT)
    assert fakes.begun.wait(5)
    if way == "escape":
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
    elif way == "window":
        dialog.close()
    else:
        QTest.mouseClick(dialog.close_button, LEFT)
    assert dialog.isVisible()
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=PATIENCE)
    assert fakes.closed
    assert not dialog.busy


def test_escape_closes(dialog: PacksDialog) -> None:
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_another_default(qtbot: QtBot, dialog: PacksDialog) -> None:
    dialog.list.choose("mine")
    with qtbot.waitSignal(dialog.default_chosen, timeout=PATIENCE) as chosen:
        QTest.mouseClick(dialog.default_button, LEFT)
    assert chosen.args == ["mine"]
    assert second_line(dialog, "mine").startswith("default")
    assert not second_line(dialog, "atelier").startswith("default")


def test_a_default_that_is_gone_is_the_registrys(qtbot: QtBot, registry: Registry) -> None:
    for default, marked in (("mine", "mine"), ("gone", "atelier")):
        dialog = PacksDialog(registry, default=default)
        qtbot.addWidget(dialog)
        assert second_line(dialog, marked).startswith("default")


def test_removing_asks_and_removes(qtbot: QtBot, dialog: PacksDialog, registry: Registry) -> None:
    dialog.list.choose("mine")
    answering("Cancel")
    QTest.mouseClick(dialog.remove_button, LEFT)
    assert "mine" in registry.names()
    asked = answering("Delete")
    with qtbot.waitSignal(dialog.packs_changed, timeout=PATIENCE):
        QTest.mouseClick(dialog.remove_button, LEFT)
    assert "mine" in asked[0]
    assert "mine" not in registry.names()
    assert "mine" not in names(dialog)
    assert dialog.status.text() == "mine was removed."


def test_a_pack_that_cannot_be_removed_says_so(
    dialog: PacksDialog, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: str) -> None:
        raise PackError("The folder cannot be written to.")

    monkeypatch.setattr(registry, "remove", refuse)
    dialog.list.choose("mine")
    answering("Delete")
    dialog.remove()
    assert dialog.status.text() == "The folder cannot be written to."


def test_no_packs_at_all(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = PacksDialog(Registry(tmp_path / "a", tmp_path / "b"))
    qtbot.addWidget(dialog)
    assert names(dialog) == ["distilled16x", "vgg19"]


def test_the_engines_own_tools_verify_a_pack(registry: Registry) -> None:
    tools = engine_tools()
    tools.verify(registry.find("mine"))
    (registry.user_folder / "mine" / "weights.safetensors").write_bytes(b"x")
    with pytest.raises(PackError):
        tools.verify(registry.find("mine"))
    with pytest.raises(PackError):
        tools.import_folder(registry.user_folder, "new", registry, replace=False)
    with pytest.raises(PackError):
        tools.download("unknown", registry, replace=False, pause=lambda _: None)


@pytest.mark.parametrize(("work_of", "name"), [(lambda: None, "succeeded"), (lambda: 1 / 0, "failed")])
def test_each_work_has_one_outcome(qtbot: QtBot, work_of: Callable[[], None], name: str) -> None:
    work = PackWork()
    told: list[str] = []
    work.succeeded.connect(lambda *_: told.append("succeeded"))
    work.failed.connect(lambda *_: told.append("failed"))
    work.cancelled.connect(lambda *_: told.append("cancelled"))
    assert work.wait()
    work.run(work_of)
    qtbot.waitUntil(lambda: bool(told), timeout=PATIENCE)
    assert work.wait(5)
    assert told == [name]
