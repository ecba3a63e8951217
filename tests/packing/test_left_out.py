"""What is left out of the frozen program, and what must never be."""

from __future__ import annotations

import ast
from importlib.util import find_spec
from pathlib import Path

import pytest
from left_out import FILES, MODULES, THE_SYSTEMS, is_left_out, is_left_out_module, is_the_systems
from libraries import needed

ROOT = Path(__file__).parents[2]
OPTIONAL = {"av", "distributed"}


def imported() -> set[str]:
    """All modules that the program imports anywhere, by their full names."""
    found = set()
    for room in ("engine", "gui"):  # the programs among the resources have done their work
        for file in (ROOT / room).rglob("*.py"):
            name = ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            if is_left_out_module(name):
                continue
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    found |= {alias.name for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module:
                    found.add(node.module)
    return found


@pytest.mark.slow
def test_nothing_that_the_program_imports_is_left_out() -> None:
    names = imported()
    assert {"torch", "engine.cli", "PySide6.QtWidgets", "numpy"} <= names
    assert {name.partition(".")[0] for name in names if is_left_out_module(name)} <= OPTIONAL


def test_each_has_a_reason_and_stands_once() -> None:
    tables = (*MODULES, *FILES, THE_SYSTEMS)
    names = [name for left in tables for name in left.names]
    assert len(names) == len(set(names))
    assert all(len(left.reason) >= 10 and not left.reason.endswith(".") for left in tables)


@pytest.mark.parametrize("package", ["torch", "sympy", "resources", "numpy"])
def test_modules_left_out_of_a_package_exist_in_it(package: str) -> None:
    """A name that is spelt wrongly would leave nothing out."""
    found = find_spec(package)
    assert found is not None
    assert found.origin is not None
    folder = Path(found.origin).parents[1]
    gone = {"numpy.distutils", "torch.utils.bottleneck"}  # until Python 3.11; until torch 2.12
    for name in (name for left in MODULES for name in left.names if name.startswith(f"{package}.")):
        path = folder.joinpath(*name.split("."))
        assert path.is_dir() or path.with_suffix(".py").is_file() or name in gone, name


@pytest.mark.parametrize(
    "path",
    [
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/Qt/plugins/platforms/libqwayland.so",
        "PySide6/Qt/plugins/imageformats/libqjpeg.so",
        "PySide6/Qt/plugins/imageformats/libqsvg.so",
        "PySide6/plugins/imageformats/qjpeg.dll",
        "PySide6/plugins/platforms/qwindows.dll",
        "PySide6/Qt/plugins/platformthemes/libqxdgdesktopportal.so",
        "PySide6/Qt/translations/qtbase_de.qm",
        "PySide6\\translations\\qtbase_en.qm",
        "resources/translations/pentimento_de.qm",
        "resources/packs/atelier/weights.safetensors",
        "resources/docs/guide.md",
        "torch/lib/libtorch_cpu.so",
        "torch/bin/torch_shm_manager",
        "pentimento-0.1.0.dist-info/METADATA",
        "click-8.5.1.dist-info/licenses/LICENSE.txt",
    ],
)
def test_what_the_program_needs_goes_along(path: str) -> None:
    assert not is_left_out(path)


@pytest.mark.parametrize(
    "path",
    [
        "PySide6/Qt/plugins/platforms/libqvnc.so",
        "PySide6\\plugins\\tls\\qopensslbackend.dll",
        "PySide6/Qt/lib/libQt6Network.so.6",
        "PySide6/Qt/plugins/imageformats/libqgif.so",
        "PySide6/Qt/plugins/imageformats/libqwebp.so",
        "PySide6/Qt/plugins/imageformats/libqtiff.so",
        "PySide6/Qt/plugins/imageformats/libqtga.so",
        "PySide6/Qt/translations/qtbase_fr.qm",
        "PySide6/Qt/translations/qt_help_de.qm",
        "numpy/_core/tests/data/a.npy",
        "torch/include/ATen/ATen.h",
        "pentimento-0.1.0.dist-info/direct_url.json",
        "numpy-2.4.6.dist-info/RECORD",
    ],
)
def test_what_nobody_needs_stays(path: str) -> None:
    assert is_left_out(path)


def test_the_system_s_libraries_are_those_of_the_system_only() -> None:
    assert all(is_the_systems(name) for name in ("libstdc++.so.6", "libX11.so.6", "libX11-xcb.so.1", "libxcb.so.1"))
    assert not any(is_the_systems(name) for name in ("libxcb-cursor.so.0", "libxkbcommon.so.0", "libssl.so.3"))


def test_libraries_stay_only_as_long_as_something_needs_them() -> None:
    links = {
        "/plugin": {"liba.so.1", "libstdc++.so.6"},
        "/a": {"libb.so.1"},
        "/lost": {"liba.so.1"},
        "/stdc": {"libonly.so.1"},
    }
    entries = [
        ("plugins/plugin.so", "/plugin", "BINARY"),
        ("liba.so.1", "/a", "BINARY"),
        ("libb.so.1", "/b", "BINARY"),
        ("liblost.so.1", "/lost", "BINARY"),
        ("libstdc++.so.6", "/stdc", "BINARY"),
        ("libonly.so.1", "/only", "BINARY"),
        ("libpython3.11.so.1.0", "/python", "BINARY"),
        ("_own.so", "/own", "EXTENSION"),
    ]
    kept = needed(entries, lambda file: links.get(file, set()))
    assert [path for path, _, _ in kept] == [
        "plugins/plugin.so",
        "liba.so.1",
        "libb.so.1",
        "libpython3.11.so.1.0",
        "_own.so",
    ]
