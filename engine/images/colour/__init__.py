"""Colour spaces: profiles, code points, and pictures brought from one to another."""
