"""The method: moments, affine maps and the cascade, executed in one piece or over tiles."""
