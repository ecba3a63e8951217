"""The shelf: the styles as cards, and the pad that mixes them."""
