"""Where the frozen program begins: the window and the command line, and the processes that they start of themselves."""

from __future__ import annotations

import multiprocessing
import os
import runpy
import sys

from engine.system.process import OWN_MODULES


def main() -> None:
    """Runs one of the program's modules where a process of ours asks for it, and otherwise the program."""
    for name in ("stdout", "stderr"):
        # Windows gives a program without a console no streams, and whoever wrote a sentence would fail over that.
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123 - as long as the process
    if sys.argv[1:2] == ["-m"] and sys.argv[2:3] and sys.argv[2] in OWN_MODULES:
        # As after `python -m`: the module's words follow its name.
        del sys.argv[:2]
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
        return
    from gui.__main__ import main as program

    program()


if __name__ == "__main__":
    multiprocessing.freeze_support()
    main()
