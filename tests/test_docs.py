"""What the documentation promises of formats, against what the program reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.images.formats import READ_AS

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("page", ["README.md", "docs/guide.md", "docs/command-line.md"])
def test_every_format_that_is_read_is_named(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    raw = {suffix.removeprefix(".").upper() for suffix in READ_AS["raw photos"]}
    missing = {name for name in {*READ_AS, *raw} if name not in text and name != "raw photos"}
    assert "raw photos" in text.lower()
    assert missing == set()
