"""Started by `pentimento bench --window` in a process of its own: opens a window, and tells when it was seen."""

from __future__ import annotations

import sys

from gui.app import make_studio, make_workbench
from gui.messages import install_hooks
from gui.trials.window_measures import Ticker


def main() -> int:
    """Opens the window and closes it once the engine is there.

    Prints a line when the window is seen, and one with the longest stall since, in milliseconds.

    Returns:
        The exit status.
    """
    app, workbench = make_workbench(make_studio)
    ticker = Ticker(workbench)

    def on_seen() -> None:
        sys.stdout.write("seen\n")
        sys.stdout.flush()
        ticker.begin()

    def on_ready() -> None:
        sys.stdout.write(f"{ticker.end()}\n")
        sys.stdout.flush()  # closing the window may end the process at once
        workbench.window.close()

    workbench.first_paint.happened.connect(on_seen)
    workbench.painter.ready.connect(on_ready)
    workbench.painter.start_failed.connect(on_ready)
    uninstall = install_hooks(workbench.messages)
    workbench.begin([])
    status = app.exec()
    uninstall()
    return status


if __name__ == "__main__":
    sys.exit(main())
