"""What the tests' own children do when Ctrl-C is pressed, whoever started the tests."""

from __future__ import annotations

import signal


def let_children_be_interrupted() -> None:
    """Gives programs started from now on the default handler of SIGINT, and leaves this process as it is.

    A shell starts what runs in the background with SIGINT ignored. Children inherit that a signal is ignored, but not
    a handler, even if it does nothing.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, lambda *_: None)
