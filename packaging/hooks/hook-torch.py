"""What of PyTorch goes into the program, in place of the hook that PyInstaller's community has for it.

That one takes every module, every data file and all of the source. Here the modules are those that the program's
imports reach, less those of `left_out.py`; of the source only what torch reads when it is imported.
"""

from __future__ import annotations

from PyInstaller.utils.hooks import PY_DYLIB_PATTERNS, collect_data_files, collect_dynamic_libs, collect_submodules

# Settings whose comments count, and functions of several signatures: torch reads them as text when it is imported.
READ_AS_TEXT = (
    "torch._dynamo.config",
    "torch._export.config",
    "torch._functorch.config",
    "torch._inductor.config",
    "torch.compiler.config",
    "torch.distributed.config",
    "torch.functional",
    "torch.fx.experimental._config",
    "torch.nn.functional",
    "torch.nn.modules.rnn",
    "torch.utils.serialization.config",
)
module_collection_mode = dict.fromkeys(READ_AS_TEXT, "pyz+py")

# The first optimiser that is made imports these by names of which there is a list.
hiddenimports = [*collect_submodules("torch._dynamo.polyfills"), "torch.onnx.operators"]

# A process that shares memory needs the manager, and the import of torch fails where the file is missing.
datas = collect_data_files("torch", includes=["bin/torch_shm_manager"])
binaries = collect_dynamic_libs("torch", search_patterns=[*PY_DYLIB_PATTERNS, "*.so.*"])

# Links to torch's libraries in the folder above would let it look for further ones there.
bindepend_symlink_suppression = ["**/torch/lib/*.so*"]
