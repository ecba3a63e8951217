"""Where the frozen program begins: which words it takes for itself."""

from __future__ import annotations

import sys
from importlib.util import find_spec

import program
import pytest

from engine.system.process import OWN_MODULES, own_command


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What was run instead of modules and of the program itself."""
    ran: list[object] = []
    monkeypatch.setattr("runpy.run_module", lambda name, **_: ran.append((name, sys.argv[1:])))
    monkeypatch.setattr("gui.__main__.main", lambda: ran.append(sys.argv[1:]))
    return ran


@pytest.mark.parametrize("module", OWN_MODULES)
def test_it_runs_its_own_modules(ran: list[object], monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    assert find_spec(module) is not None
    assert own_command(module) == [sys.executable, "-P", "-m", module]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "argv", [*own_command(module), "a folder"])
    program.main()
    assert ran == [(module, ["a folder"])]


@pytest.mark.parametrize("words", [[], ["-m"], ["-m", "antigravity"], ["stylise", "-m", *OWN_MODULES]])
def test_all_else_goes_to_the_program(ran: list[object], monkeypatch: pytest.MonkeyPatch, words: list[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["pentimento", *words])
    program.main()
    assert ran == [words]


def test_without_a_console_nothing_fails_that_writes(ran: list[object], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["pentimento"])
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    program.main()
    for stream in (sys.stdout, sys.stderr):
        assert stream is not None
        assert stream.write("a sentence") == len("a sentence")
        stream.close()
    assert ran == [[]]
