"""Tests of what makes, tries and installs the frozen program; a folder named `packaging` would hide PyPI's."""
