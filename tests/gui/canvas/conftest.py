"""What the tests of the canvas share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.gui.canvas.on_canvas import shown_canvas

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.canvas import Canvas


@pytest.fixture
def canvas(qtbot: QtBot) -> Canvas:
    """A canvas that can be seen, with nothing on it that a test has not put there."""
    return shown_canvas(qtbot)
