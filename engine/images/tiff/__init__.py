"""TIFF files that libvips reads wrongly or not at all, and the tags that it does not write."""
