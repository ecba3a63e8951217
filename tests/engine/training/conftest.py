"""What the tests of training share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engine.training.made import new_album, new_teachers

if TYPE_CHECKING:
    from pathlib import Path

    from engine.packs.registry import Registry


@pytest.fixture
def album(tmp_path: Path) -> Path:
    """A folder of small photos."""
    return new_album(tmp_path / "photos")


@pytest.fixture
def teachers(tmp_path: Path) -> Registry:
    """A registry with a teacher of three levels."""
    return new_teachers(tmp_path / "data")
