"""What is done by itself when the device that paints fails: the processor goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from engine.errors import DeviceError

if TYPE_CHECKING:
    from gui.document.document import Document
    from gui.messages import Messages
    from gui.work.handle import Handle
    from gui.work.worker import StyliseThread

PROCESSOR = "cpu"


class ProcessorFallback(QObject):
    """Goes over to the processor when another device fails, and says so; whoever wants can choose the device again.

    Args:
        document: whose quality names the device.
        thread: tells what failed.
        messages: told to the user.
        parent: the Qt parent.
    """

    def __init__(
        self, document: Document, thread: StyliseThread, messages: Messages, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._messages = messages
        thread.start_failed.connect(self._on_failed)
        thread.submitted.connect(self._watch)

    @Slot(object)
    def _watch(self, work: Handle) -> None:
        work.failed.connect(self._on_failed)

    @Slot(object)
    def _on_failed(self, error: BaseException) -> None:
        # Too little memory, or a full disk, is no failure of the device.
        if not isinstance(error, DeviceError) or self._document.state.quality.device == PROCESSOR:
            return
        self._document.change_quality(device=PROCESSOR)
        self._messages.warn(
            self.tr("The device that painted failed, so the processor paints from now on. Quality lets you choose.")
        )
