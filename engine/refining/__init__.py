"""The losses of Gatys et al. made small, step by step."""
