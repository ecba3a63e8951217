"""Lets `python -m engine.cli` do what `pentimento` does."""

from engine.cli.program import main

if __name__ == "__main__":
    main()
