"""Run in a process of its own by `pentimento bench --window`: tells how long the import of torch takes."""

from __future__ import annotations

import sys
import time


def main() -> None:
    """Imports torch and prints the milliseconds that it took."""
    began = time.perf_counter()
    import torch  # noqa: F401

    sys.stdout.write(f"{1000 * (time.perf_counter() - began)}\n")


if __name__ == "__main__":
    main()
