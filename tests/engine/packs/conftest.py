from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.packs.registry import Registry

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path / "data" / "packs", tmp_path / "bundled")
