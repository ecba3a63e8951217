"""Masks: painted, made from shapes, pictures and label maps, changed as a whole, laid on each other."""
