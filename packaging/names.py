"""What systems call the program: in one place, for whoever publishes it under a name of their own."""

from __future__ import annotations

from gui.app import DESKTOP_ID

__all__ = ["DESKTOP_ID", "PROJECT_TYPE", "RECIPE_TYPE"]

PROJECT_TYPE = "application/x-pentimento"
RECIPE_TYPE = "application/x-pentimento-recipe"
