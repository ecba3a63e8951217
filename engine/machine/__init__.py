"""Devices and number formats, all measured."""
