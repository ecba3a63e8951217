"""Encoders and decoders as torch networks, and pictures as they take them."""
