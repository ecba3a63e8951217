from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QObject


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="from Python 3.12 on None is never deallocated")
def test_this_pyside_does_not_lose_count_of_none() -> None:
    """PySide6 6.12.0 does, once for every call that returns nothing: Python 3.11 aborts when none are left."""
    called = QObject()
    before = sys.getrefcount(None)
    for _ in range(1000):
        called.setObjectName("name")
    assert abs(sys.getrefcount(None) - before) < 100
