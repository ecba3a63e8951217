"""BMP files that libvips does not read or write."""
