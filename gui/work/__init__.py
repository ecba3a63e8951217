"""What is done off the window's thread: painting, reading, exporting, batches, textures."""
