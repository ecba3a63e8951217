from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from gui import message_views
from gui.message_views import MessageBar, UnexpectedDialog
from gui.messages import OF_THE_DOCUMENT, Action, Message, Messages, Severity, Topic

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

UNEXPECTED = Message(Severity.ERROR, "Sorry.", detail="Traceback: <b>deep</b> inside")


@pytest.fixture
def bar(qtbot: QtBot, tmp_path: Path) -> Iterator[MessageBar]:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(700, 300)
    made = MessageBar(tmp_path, window)
    column = QVBoxLayout(window)
    column.addWidget(QWidget(), 1)
    column.addWidget(made)
    window.show()
    qtbot.waitExposed(window)
    yield made
    window.close()


def buttons(bar: MessageBar) -> list[str]:
    return [button.text() for button in bar.findChildren(QPushButton) if button.isVisible()]


def wait_until_settled(bar: MessageBar, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bar.height() == bar.heightForWidth(bar.width()))


def dialogs(bar: MessageBar) -> list[UnexpectedDialog]:
    return [dialog for dialog in bar.window().findChildren(UnexpectedDialog) if dialog.isVisible()]


def test_it_takes_no_room_until_there_is_something_to_say(bar: MessageBar, qtbot: QtBot) -> None:
    assert not bar.isVisible()
    bar.show_message(Message(Severity.WARNING, "The style <wave> is small."))
    assert bar.isVisible()
    wait_until_settled(bar, qtbot)
    assert bar.accessibleDescription() == "The style <wave> is small."
    assert bar.accessibleName()
    assert not bar.window().isModal()


def test_esc_and_the_cross_close_it(bar: MessageBar, qtbot: QtBot) -> None:
    for by_key in (True, False):
        bar.show_message(Message(Severity.WARNING, "Mind this."))
        wait_until_settled(bar, qtbot)
        if by_key:
            QTest.keyClick(bar._text, Qt.Key.Key_Escape)
        else:
            QTest.mouseClick(bar._close, Qt.MouseButton.LeftButton)
        assert bar.message is None
        qtbot.waitUntil(lambda: not bar.isVisible())


def test_an_action_is_passed_on_and_closes_the_message(bar: MessageBar, qtbot: QtBot) -> None:
    action = Action("smaller-preview", "Smaller preview", 512)
    bar.show_message(Message(Severity.ERROR, "No memory.", actions=(action,)))
    assert buttons(bar) == ["Smaller preview"]
    wait_until_settled(bar, qtbot)
    button = next(found for found in bar.findChildren(QPushButton) if found.text() == "Smaller preview")
    with qtbot.waitSignal(bar.chosen) as heard:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert heard.args == [action]
    assert bar.message is None


def test_closing_uncovers_the_error_below_and_good_news_are_not_kept(bar: MessageBar) -> None:
    first, news, last = (
        Message(Severity.ERROR, "first", actions=(Action("a", "A"),)),
        Message(Severity.INFO, "news"),
        Message(Severity.WARNING, "last"),
    )
    for message in (first, news, last):
        bar.show_message(message)
    assert bar.message == last
    assert buttons(bar) == []
    bar.close_message()
    assert bar.message == first
    assert buttons(bar) == ["A"]


def test_messages_whose_topic_is_over_go_whether_they_are_seen_or_covered(bar: MessageBar) -> None:
    refused = Message(Severity.ERROR, "That is no picture.", topic=Topic.ATTEMPT)
    others = (
        Message(Severity.WARNING, "The settings begin anew."),
        Message(Severity.ERROR, "No memory.", actions=(Action("a", "A"),), topic=Topic.PREVIEW),
    )
    for message in (others[0], refused, others[1]):
        bar.show_message(message)
    bar.withdraw((Topic.ATTEMPT,))
    assert bar.message == others[1]
    bar.close_message()
    assert bar.message == others[0]
    bar.show_message(refused)
    bar.withdraw((Topic.ATTEMPT, Topic.PREVIEW))
    assert bar.message == others[0]


def test_what_was_withdrawn_can_be_told_again_at_once(bar: MessageBar) -> None:
    messages = Messages()
    messages.message.connect(bar.show_message)
    messages.withdrawn.connect(bar.withdraw)
    for _ in range(2):
        messages.warn("The file has gone.", topic=Topic.PROJECT_FILE)
        assert bar.message is not None
        messages.withdraw(Topic.PROJECT_FILE)
        assert bar.message is None


def test_an_unexpected_error_stays_whatever_it_happened_in(bar: MessageBar) -> None:
    messages = Messages()
    messages.message.connect(bar.show_message)
    messages.report(ValueError("no such thing"), Topic.ATTEMPT)
    bar.withdraw(OF_THE_DOCUMENT)
    assert bar.message is not None


def test_good_news_go_by_themselves(bar: MessageBar, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(message_views, "INFO_STAYS_MS", 10)
    bar.show_message(Message(Severity.INFO, "Saved."))
    qtbot.waitUntil(lambda: not bar.isVisible())


def test_a_message_that_comes_while_the_bar_slides_away_is_seen(bar: MessageBar, qtbot: QtBot) -> None:
    bar.show_message(Message(Severity.WARNING, "one"))
    bar.close_message()
    bar.show_message(Message(Severity.WARNING, "two"))
    qtbot.wait(400)
    assert bar.isVisible()
    wait_until_settled(bar, qtbot)


def test_the_unexpected_opens_one_dialog_that_blocks_nothing(bar: MessageBar, qtbot: QtBot) -> None:
    messages = Messages()
    messages.message.connect(bar.show_message)
    messages.report(ZeroDivisionError("one"))
    messages.report(ZeroDivisionError("two"))
    (dialog,) = dialogs(bar)
    assert not dialog.isModal()
    assert "one" in dialog.findChildren(QPlainTextEdit)[0].toPlainText()
    QTest.mouseClick(dialog.continue_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialogs(bar))
    bar.show_details()
    (dialog,) = dialogs(bar)
    assert "two" in dialog.findChildren(QPlainTextEdit)[0].toPlainText()
    bar.show_details()
    assert len(dialogs(bar)) == 1
    dialogs(bar)[0].close()
    assert bar.message is not None


def test_details_are_copied_and_the_log_s_folder_opens(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    dialog = UnexpectedDialog(UNEXPECTED, tmp_path)
    qtbot.addWidget(dialog)
    dialog.show()
    QTest.mouseClick(dialog.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == UNEXPECTED.detail
    QTest.mouseClick(dialog.folder_button, Qt.MouseButton.LeftButton)
    assert opened == [tmp_path.as_posix()]


def test_without_a_log_there_is_no_folder_to_open(qtbot: QtBot) -> None:
    dialog = UnexpectedDialog(UNEXPECTED)
    qtbot.addWidget(dialog)
    assert not dialog.folder_button.isEnabled()
    dialog.open_log_folder()
