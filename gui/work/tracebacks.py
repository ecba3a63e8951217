"""Errors that are kept: without what was at hand where they were raised."""

from __future__ import annotations

import traceback


def without_variables(error: BaseException) -> BaseException:
    """An error whose traceback keeps no variables alive, pictures and feature maps; its text stays.

    The frame in which it was caught goes altogether, since it is still at work.
    """
    if error.__traceback__ is not None:
        error.__traceback__ = error.__traceback__.tb_next
    known: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        link = waiting.pop()
        if link is not None and id(link) not in known:
            known.add(id(link))
            traceback.clear_frames(link.__traceback__)
            waiting += [link.__cause__, link.__context__]
    return error
