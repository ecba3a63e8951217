"""Dialogs that ask for something before anything else can be done."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog


def accepted(dialog: QDialog) -> bool:
    """Shows a dialog until it is answered, and returns whether it was accepted.

    It is deleted when the event loop of the caller goes on, since as the window's child it would stay, with all that it
    holds, as long as the window. Until then it can still be asked what was chosen.
    """
    try:
        return dialog.exec() == QDialog.DialogCode.Accepted
    finally:
        dialog.deleteLater()
