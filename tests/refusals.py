"""What a test expects to be refused: by the class of the error, its sentence's template, and values in it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.errors import PentimentoError


@contextmanager
def refused(kind: type[PentimentoError], template: str, /, **values: object) -> Iterator[pytest.ExceptionInfo[Any]]:
    """Something in here is refused.

    Args:
        kind: the class of the error.
        template: of its sentence, as it stands in the source.
        values: of the sentence; those that are not named may be any.
    """
    with pytest.raises(kind) as caught:
        yield caught
    sentence = caught.value.sentence
    assert type(caught.value) is kind
    assert sentence.template == template
    assert {name: sentence.values.get(name) for name in values} == values
