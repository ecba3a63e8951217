"""Lets `python -m engine.cli` do what `pentimento` does."""

from engine.cli import main

if __name__ == "__main__":
    main()
