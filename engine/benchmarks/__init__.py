"""Measurements, each printed as a table: time and memory beside the baseline, tiles, reuse, operators, looks."""
