"""Raw photos, through LibRaw."""
