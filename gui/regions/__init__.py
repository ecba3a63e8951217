"""Regions in the window: listed, painted on the canvas, changed."""
