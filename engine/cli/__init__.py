"""The command line: `pentimento …`. Its words are a contract with scripts."""

from engine.cli.program import main

__all__ = ["main"]
