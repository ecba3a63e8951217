"""How near pictures and features are to each other."""
