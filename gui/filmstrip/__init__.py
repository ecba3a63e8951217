"""The strip below the canvas: levels as they arrive, and versions."""
