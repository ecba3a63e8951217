from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.batch.report import Account
from engine.cli import progress
from engine.job import Progress

if TYPE_CHECKING:
    from collections.abc import Generator

    from engine.batch.report import BatchProgress


def test_a_batch_that_is_interrupted_while_it_is_shown_tidies_up_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    tidied: list[str] = []

    def painting() -> Generator[BatchProgress, None, None]:
        try:
            yield Account(1).progress(Progress(1, None, "prepare", 0.0, (0, 0, 0, 0)))
        finally:
            tidied.append("up")

    def interrupted(_: BatchProgress) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(progress, "describe_batch", interrupted)
    work = painting()
    with pytest.raises(KeyboardInterrupt):
        progress.follow_batch(work)
    assert tidied == ["up"]
