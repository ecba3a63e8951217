"""What will be done, worked out before any work: sizes, tiles, memory, methods. No torch."""
