"""What of PyTorch goes into the program, in place of the hook that PyInstaller's community has for it.

That one takes every module, every data file and all of the source. Here the modules are those that the program's
imports reach, less those of `left_out.py`; of the source only what torch reads when it is imported.
"""

from __future__ import annotations

from PyInstaller.utils.hooks import PY_DYLIB_PATTERNS, collect_data_files, collect_dynamic_libs

# Its settings are modules whose comments count: they are read as text where they are imported.
SETTINGS = (
    "torch._dynamo.config",
    "torch._export.config",
    "torch._functorch.config",
    "torch._inductor.config",
    "torch.compiler.config",
    "torch.distributed.config",
    "torch.fx.experimental._config",
)
module_collection_mode = dict.fromkeys(SETTINGS, "pyz+py")

# A process that shares memory needs the manager, and the import of torch fails where the file is missing.
datas = collect_data_files("torch", includes=["bin/torch_shm_manager"])
binaries = collect_dynamic_libs("torch", search_patterns=[*PY_DYLIB_PATTERNS, "*.so.*"])

# Links to torch's libraries in the folder above would let it look for further ones there.
bindepend_symlink_suppression = ["**/torch/lib/*.so*"]
