"""How a model pack is made: an encoder taught by another pack's, then a decoder for each level. Resumable."""
