"""What of the installed packages does not go into the program, each with the reason.

A module that is left out is missed only where a function imports it, and then only by what nobody can ask the program
for. `packaging/smoke_test.py` tries what remains.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(frozen=True)
class LeftOut:
    """Things that are left out for one reason.

    Attributes:
        names: of modules, with all that is in them; or patterns of paths in the program's folder.
        reason: why nobody misses them.
    """

    names: tuple[str, ...]
    reason: str


MODULES = (
    LeftOut(
        ("torchvision",),
        "tests alone look into it, for VGG-19's table of layers",
    ),
    LeftOut(
        (
            "networkx",
            "jinja2",
            "torch._inductor.codegen",
            "torch._inductor.fx_passes",
            "torch._inductor.kernel",
            "torch._inductor.select_algorithm",
            "torch._vendor.quack",
            "torch.sparse._triton_ops_meta",
            "torch.ao.ns",
            "torch.ao.pruning",
            "torch.ao.quantization.fx",
        ),
        "compile networks to code of their own, or make them smaller; ours run as they are. What else torch has for"
        " that stays: the first optimiser that is made loads much of it",
    ),
    LeftOut(
        (
            "torch.testing._internal.common_methods_invocations",
            "torch.testing._internal.common_modules",
            "torch.testing._internal.common_nn",
            "torch.testing._internal.common_utils",
            "torch.testing._internal.distributed.distributed_test",
            "torch.testing._internal.distributed.rpc",
            "torch.testing._internal.generated",
            "torch.testing._internal.opinfo",
            "torch.utils.benchmark",
            "torch.utils.bottleneck",
        ),
        "test and measure torch itself",
    ),
    LeftOut(
        ("torch.utils.cpp_extension", "torch.utils.hipify", "torch.utils.model_dump", "torch.utils.tensorboard"),
        "build extensions of torch with a compiler, and show trainings in other programs",
    ),
    LeftOut(
        ("torch.distributed.elastic", "torch.distributed.launcher", "torch.distributed.pipelining"),
        "train one network on several machines",
    ),
    LeftOut(
        ("sympy.categories", "sympy.codegen", "sympy.parsing.autolev", "sympy.parsing.latex", "sympy.physics"),
        "torch reckons with sizes in symbols and needs no physics for that",
    ),
    LeftOut(
        ("av", "distributed", "dask", "tornado", "msgpack", "cloudpickle", "yaml"),
        "the extras `video` and `cluster`: PyAV brings x264, which is under the GPL, and Dask must be of one version on"
        " all machines",
    ),
    LeftOut(
        (
            "hypothesis",
            "pytest",
            "_pytest",
            "py",
            "pytestqt",
            "xdist",
            "mypy",
            "ruff",
            "importlinter",
            "grimp",
            "execnet",
        ),
        "developers' tools, which may lie in the same environment",
    ),
    LeftOut(
        ("setuptools", "pkg_resources", "_distutils_hack", "pip", "wheel", "ensurepip", "distutils", "lib2to3"),
        "install packages, and into the program none can be installed",
    ),
    LeftOut(
        ("IPython", "_tkinter", "curses", "idlelib", "matplotlib", "pandas", "readline", "scipy", "sqlite3", "tkinter"),
        "other windows, terminals and tools, which libraries ask for where they are there",
    ),
    LeftOut(
        ("PySide6.QtNetwork", "PySide6.QtDBus"),
        "Qt's own use of them needs no Python",
    ),
    LeftOut(
        ("rawpy.enhance",),
        "finds a sensor's bad pixels, with other libraries",
    ),
    LeftOut(
        ("numpy.f2py", "numpy.distutils"),
        "compile Fortran",
    ),
    LeftOut(
        (
            "resources.samples.generator",
            "resources.translations.__main__",
            "resources.translations.compiling",
            "resources.translations.gathering",
        ),
        "paint the sample pictures and gather the window's texts, before the program is built",
    ),
)

FILES = (
    LeftOut(
        ("*.pyi", "*/py.typed", "*/tests/*", "*/torch/include/*", "*.a", "*.lib", "*.h", "*.cmake"),
        "for those who write programs",
    ),
    LeftOut(
        tuple(f"*.dist-info/{name}" for name in ("RECORD", "INSTALLER", "REQUESTED", "WHEEL", "direct_url.json")),
        "how a package came into the environment of the build, with the names of its folders",
    ),
    LeftOut(
        ("*/libtorchbind_test*", "*/libjitbackend_test*", "*/libbackend_with_compiler*", "*/libaoti_custom_ops*"),
        "test torch",
    ),
    LeftOut(
        (
            "*/plugins/egldeviceintegrations/*",
            "*/plugins/generic/*",
            "*/plugins/platforms/*eglfs*",
            "*/plugins/platforms/*linuxfb*",
            "*/plugins/platforms/*minimal*",
            "*/plugins/platforms/*vkkhrdisplay*",
            "*/plugins/platforms/*vnc*",
            "*libQt6EglF*",
        ),
        "windows on screens without a desktop",
    ),
    LeftOut(
        (
            "*/plugins/networkinformation/*",
            "*/plugins/tls/*",
            "*Qt6Network.*",
            "*/plugins/platforminputcontexts/*virtualkeyboard*",
            "*Qt6Pdf.*",
            "*/plugins/imageformats/*qpdf*",
            "*Qt6Qml*",
            "*Qt6Quick*",
            "*Qt6VirtualKeyboard*",
        ),
        "Qt's network, keyboards on the screen, PDF and QML: the window has none of them",
    ),
    LeftOut(
        ("*/plugins/imageformats/*q[gtw][gi][af]*", "*/plugins/imageformats/*qwbmp*", "*/plugins/imageformats/*qwebp*"),
        "libvips reads the artist's pictures; Qt reads icons and the guide's",
    ),
    LeftOut(
        ("OpenImageIO/share/*", "OpenImageIO/bin/idiff*", "OpenImageIO/bin/maketx*", "OpenImageIO/bin/oiiotool*"),
        "OpenImageIO's own programs, and fonts to write on pictures",
    ),
    LeftOut(
        ("*.pyx", "rawpy/libraw_r.so", "rawpy/libraw_r.so.*.*"),
        "what rawpy was made from, and its library under further names",
    ),
    LeftOut(
        ("*/plugins/platformthemes/*gtk3*",),
        "it would bring half of GTK, and that crashes beside a system's other half; the portal theme asks the desktop",
    ),
)

LANGUAGES = ("en", "de")
"""Those of the window; Qt's own words come along in no others."""

THE_SYSTEMS = LeftOut(
    (
        "ld-linux*",
        "libX11*",
        "libXau.so*",
        "libXdmcp.so*",
        "libXext.so*",
        "libXrender.so*",
        "libdbus-1.so*",
        "libexpat.so*",
        "libfontconfig.so*",
        "libfreetype.so*",
        "libgcc_s.so*",
        "libgio-2.0.so*",
        "libglib-2.0.so*",
        "libgmodule-2.0.so*",
        "libgobject-2.0.so*",
        "libgthread-2.0.so*",
        "libstdc++.so*",
        "libwayland-*.so*",
        "libxcb.so*",
        "libz.so*",
    ),
    "every desktop has them, and they must fit what else is loaded from there: a graphics driver wants a libstdc++ as"
    " new as itself, fonts and the message bus belong to the running system",
)
"""Libraries of a Linux system that PyInstaller would take along."""


def excluded_modules() -> list[str]:
    """The modules that the import graph stops at."""
    return [name for left in MODULES for name in left.names]


def is_left_out_module(name: str) -> bool:
    """Whether a module, or one that it is part of, does not go along."""
    return any(name == left or name.startswith(f"{left}.") for left in excluded_modules())


def is_left_out(path: str) -> bool:
    """Whether a file does not go along.

    Args:
        path: in the program's folder.
    """
    path = path.replace("\\", "/")
    if "/translations/q" in path and path.startswith("PySide6"):
        return path.rpartition("/")[2] not in {f"qtbase_{language}.qm" for language in LANGUAGES}
    return any(fnmatchcase(path, pattern) for left in FILES for pattern in left.names)


def is_the_systems(path: str) -> bool:
    """Whether a library must be the one that the user's Linux has.

    Args:
        path: in the program's folder, where those that PyInstaller took from the system have no folder of their own.
    """
    return any(fnmatchcase(path, pattern) for pattern in THE_SYSTEMS.names)
