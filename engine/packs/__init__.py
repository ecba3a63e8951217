"""Model packs: their manifests, where they are kept, strict loading, import and download of public weights.

`manifest`, `registry` and `public` are free of torch, and so is this package itself: import what you need
from its modules.
"""
