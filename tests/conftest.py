"""What all tests share: packs with random weights, and the folder of real pictures where it is there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import torch
from hypothesis import settings

from engine.packs.registry import Registry
from tests.engine.packs.tiny import tiny_pack
from tests.interrupts import let_children_be_interrupted

if TYPE_CHECKING:
    from collections.abc import Iterable

SHARED = Path(__file__).parents[2] / "shared"


def some_slow(in_short: Iterable[Any], slow: Iterable[Any]) -> list[Any]:
    """Values for `parametrize`: the first are tried each time, the others with the slow tests."""
    return [*in_short, *(pytest.param(value, marks=pytest.mark.slow) for value in slow)]


def pytest_configure() -> None:
    """Settles what would make tests slow or fickle on a busy machine."""
    # Examples are timed by nothing: a busy machine is no defect.
    settings.register_profile("explore", deadline=None)
    # Many more of the same: for what a change has touched, beside `-m slow`.
    settings.register_profile("thorough", deadline=None, derandomize=True, max_examples=200)
    # The same examples each time: what passes here passes elsewhere. `--hypothesis-profile explore` seeks others.
    settings.register_profile("pentimento", deadline=None, derandomize=True, max_examples=25)
    settings.load_profile("pentimento")
    # On tiny pictures threads wait for each other longer than they work: tenfold on a busy machine.
    torch.set_num_threads(1)


@pytest.fixture(scope="session", autouse=True)
def _children_as_in_the_foreground() -> None:
    """Where tests run, not in `pytest_configure`: its workers are children too."""
    let_children_be_interrupted()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with real weights, pictures and golden cases, which is no part of the project."""
    if not SHARED.is_dir():
        pytest.skip("the folder ../shared with real weights and pictures is not here")
    return SHARED


@pytest.fixture(scope="session")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    """A registry with three small random packs: one shared encoder, an encoder per level, three levels only."""
    folder = tmp_path_factory.mktemp("packs")
    tiny_pack(folder / "tiny")
    tiny_pack(folder / "tiny-separate", shared=False, seed=1)
    tiny_pack(folder / "tiny-shallow", levels=("relu3_1", "relu2_1", "relu1_1"), seed=2)
    return Registry(folder, folder.parent / "none-bundled")


@pytest.fixture(scope="session")
def real_registry(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Registry:
    """A registry with the public packs imported from the shared folder."""
    from engine.packs.importing import import_folder

    folder = tmp_path_factory.mktemp("real-packs")
    found = Registry(folder, folder.parent / "none-bundled")
    import_folder(shared / "models" / "distilled16x", "distilled16x", found)
    import_folder(shared / "models" / "vgg19-levels-1-3", "vgg19-levels-1-3", found)
    return found


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the user's own packs and caches."""
    monkeypatch.setenv("PENTIMENTO_DATA_FOLDER", str(tmp_path / "data"))
    monkeypatch.setenv("PENTIMENTO_CACHE_FOLDER", str(tmp_path / "cache"))
