"""The window. It knows the engine's jobs, errors and pictures, and never a tensor."""
