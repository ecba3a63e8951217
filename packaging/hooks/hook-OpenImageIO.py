"""What of OpenImageIO goes into the program: its libraries, and not its own programs and fonts.

On Windows they lie in a folder that only its `__init__` names, so PyInstaller would not find them by itself.
"""

from __future__ import annotations

from PyInstaller.utils.hooks import collect_dynamic_libs

binaries = collect_dynamic_libs("OpenImageIO", search_patterns=["*.dll", "*.dylib", "*.so.*"])
