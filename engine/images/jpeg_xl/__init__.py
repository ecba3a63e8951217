"""JPEG XL files."""
