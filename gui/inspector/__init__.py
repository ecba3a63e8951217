"""The inspector: how strong, how large, which levels, which colours."""
