"""Optional libraries: found, or missed in a sentence that fits how the program was installed."""

from __future__ import annotations

import sys

import pytest

from engine.errors import MissingLibraryError
from engine.system.optional_libraries import LIBRARIES, library
from tests.refusals import refused


@pytest.mark.parametrize("name", LIBRARIES)
def test_a_missing_library_is_told_as_it_can_be_helped(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setitem(sys.modules, name, None)  # as Python notes what cannot be imported
    with refused(MissingLibraryError, "This needs {library}, {what_to_do}"):
        library(name)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    with refused(MissingLibraryError, "This needs {library}, {what_to_do}"):
        library(name)
