"""How good packs are, in figures: every photo with every style."""
