"""The engine: universal style transfer as a library and a command line. It knows nothing of the window."""
