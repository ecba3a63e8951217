"""The command line: `pentimento …`. Its words are a contract with scripts."""

from __future__ import annotations

import sys


def main() -> None:
    """Runs the command line; Ctrl-C is answered by the same sentence while the program is still loading."""
    try:
        from engine.cli.program import main as run_program
    except KeyboardInterrupt:
        sys.stderr.write("pentimento: interrupted.\n")
        sys.exit(130)
    run_program()
