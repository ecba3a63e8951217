"""That everything in the program is named, with its licence, and that nothing may be in it that must not."""

from __future__ import annotations

import json
import re
from importlib import metadata
from pathlib import Path

import pytest
from components import CHOSEN, Component, LicenceError, _python, components
from contents import Contents, ContentsError, canonical, contents, part_files
from left_out import is_left_out_module
from notices import NAME, RULE, text_of, write_notices
from parts import LICENCES, known_parts, licence

from gui.dialogs import licences
from gui.dialogs.licences import FROZEN_LIST, Library, full_text, libraries, licence_text
from tests.conftest import some_slow

SITE_PACKAGES = Path(str(metadata.distribution("numpy").locate_file("")))
SYSTEM = ("libpython3.11.so.1.0", "base_library.zip", "libssl.so.3", "libxcb-cursor.so.0")
MODULES = ("engine.job", "json", "click.core", "numpy", "_sysconfigdata__linux_x86_64-linux-gnu")


def bundled_libraries() -> list[Library]:
    """Those that the program needs, without those that are left out of it."""
    return [one for one in licences._installed_libraries() if not is_left_out_module(one.name.lower())]


def needed_files() -> list[str]:
    """The shared libraries of all packages that the program needs, and one more file of each, where they would lie."""
    found = []
    for library in bundled_libraries():
        files = [path.as_posix() for path in metadata.files(library.name) or []]
        found += [path for path in files if ".so" in path and not path.endswith(".py")]
        found += [path for path in files if "/__pycache__/" not in path and not path.startswith("..")][:1]
    return found


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A program with the shared libraries of all packages, empty ones."""
    program = tmp_path_factory.mktemp("bundle") / "pentimento"
    for name in (*needed_files(), *SYSTEM, "resources/icons/open.svg"):
        path = program / "_internal" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    pack = program / "_internal" / "resources" / "packs" / "atelier" / "manifest.json"
    pack.parent.mkdir(parents=True)
    pack.write_text(json.dumps({"name": "atelier", "licence": "MIT", "attribution": "us", "origin": "here"}))
    return program


@pytest.fixture(scope="module")
def found(bundle: Path) -> Contents:
    return contents(bundle, MODULES)


@pytest.fixture(scope="module")
def told(bundle: Path, found: Contents) -> list[Component]:
    return components(bundle, found)


def test_every_package_of_the_environment_is_named(told: list[Component]) -> None:
    names = {canonical(component.library.name) for component in told}
    assert {canonical(library.name) for library in bundled_libraries()} <= names
    assert {"python", "model pack atelier"} <= names
    assert "pentimento" not in names


def test_every_shared_library_in_a_wheel_is_of_a_part(bundle: Path, found: Contents) -> None:
    described = {path for part in found.parts for path in part_files(found, part)}
    inside = bundle / "_internal"
    bundled = {path.relative_to(inside).as_posix() for path in inside.glob("*.libs/*")}
    assert bundled
    assert bundled <= described
    assert {"torch/lib/libgomp.so.1", "libssl.so.3", "libxcb-cursor.so.0"} <= described


def test_libraries_that_are_compiled_in_come_with_their_package(found: Contents) -> None:
    names = {(part.name, part.within) for part in found.parts}
    assert {("cairo", "pyvips-binary"), ("librsvg", "pyvips-binary"), ("oneDNN", "torch")} <= names


@pytest.mark.parametrize("name", ["libreadline.so.8", "PIL/_stranger.so", "stranger/data.txt"])
def test_a_file_that_belongs_to_nobody_is_refused(bundle: Path, name: str) -> None:
    path = bundle / "_internal" / name
    path.parent.mkdir(exist_ok=True)
    path.touch()
    try:
        with pytest.raises(ContentsError, match=re.escape(name)):
            contents(bundle, ())
    finally:
        path.unlink()


def test_macos_frameworks_are_qts_and_pythons(tmp_path: Path) -> None:
    qts = "PySide6/Qt/lib/QtCore.framework/Versions/A/QtCore"
    for name in (qts, "Python.framework/Versions/3.11/Python", "Python.framework/Versions/3.11/Resources/Info.plist"):
        (tmp_path / "_internal" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "_internal" / name).touch()
    found = contents(tmp_path, (), "darwin")
    assert [path for files in found.files.values() for path in files] == [qts]


def test_the_start_of_the_program_is_pyinstallers(bundle: Path) -> None:
    pytest.importorskip("PyInstaller", reason="the tools that build the program are not installed here")
    told = components(bundle, contents(bundle, ["pyimod01_archive"]))
    start = next(component for component in told if component.library.name == "pyinstaller")
    assert start.library.licence == "GPL-2.0-or-later WITH Bootloader-exception"
    assert "Bootloader Exception" in start.notice


def test_a_module_that_belongs_to_nobody_is_refused(bundle: Path) -> None:
    with pytest.raises(ContentsError, match="stranger"):
        contents(bundle, ["stranger.inside"])


@pytest.mark.parametrize(
    "words",
    some_slow(["GNU General Public License v3"], ["BSD", "see its licence"]),
)
def test_words_that_are_no_licence_are_refused(
    bundle: Path, found: Contents, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    monkeypatch.setitem(CHOSEN, "click", words)
    with pytest.raises(LicenceError, match=f"says '{words}'"):
        components(bundle, found)


@pytest.mark.parametrize("place", ["Lib/LICENSE.txt", "LICENSE.txt"])
def test_pythons_licence_is_found_in_its_library_and_above(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    (tmp_path / "Lib").mkdir()
    (tmp_path / place).write_text("Python's terms\n", encoding="utf-8")
    monkeypatch.setattr("sysconfig.get_path", lambda _name: str(tmp_path / "Lib"))
    assert _python().notice == "Python's terms"


def test_a_package_under_the_gpl_is_refused(bundle: Path, found: Contents, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CHOSEN, "click", "GPL-3.0-only")
    with pytest.raises(LicenceError, match=r"click is under GPL-3\.0-only"):
        components(bundle, found)


def test_the_text_has_every_part_its_licence_and_how_to_replace_it(told: list[Component]) -> None:
    text = text_of(told)
    for component in told:
        assert f"\n{component.library.name}" in text
        assert component.library.licence in text
        assert component.notice in text
    replaceable = text.partition("how to replace them")[2].partition("What is in the program")[0]
    for name in ("Qt", "PySide6", "libvips", "libheif", "libde265"):
        assert re.search(rf"^{name} \(.*\):\n    \S", replaceable, re.MULTILINE), name
    for component in told:
        assert ("LGPL" in component.library.licence and component.kind == "part") == bool(component.sources)
        assert component.sources in replaceable
    qts = metadata.version("PySide6_Essentials")
    assert f"Qt (PySide6_Essentials):\n    https://code.qt.io/cgit/qt/qt5.git/tag/?h=v{qts}\n" in replaceable
    assert "{" not in replaceable
    for name in ("LGPL-3.0", "GPL-3.0"):
        head, _, rest = text.partition(f"\n{name}\nA licence that parts above are under\n")
        assert rest.partition(RULE)[2].lstrip().startswith(licence(name))
        assert name == "GPL-3.0" or licence(name) not in head


def test_texts_are_there_and_none_is_left_over() -> None:
    named = {name for system in ("linux", "win32") for part in known_parts(system) for name in part.texts}
    assert {path.stem for path in LICENCES.iterdir()} == named
    for part in known_parts("linux"):
        assert Component(Library(part.name, "", part.licence, ""), part.notice(), "part", texts=part.texts).text()


WORDS = {
    "Little CMS": "lcms2", "mozjpeg": "independent jpeg group", "OpenBLAS, with LAPACK": "openblas",
    "GCC's libgfortran": "libgfortran", "GCC's libquadmath": "libquadmath", "GCC's libgomp": "gcc runtime library",
    "libjpeg-turbo": "independent jpeg group", "LibTIFF": "tiff", "FreeType": "freetype project",
    "Pillow's image libraries": "jpeg",
}  # fmt: skip
"""What the text of a licence says of a part, where that is not its name."""


def test_a_text_that_is_said_to_be_elsewhere_is_there() -> None:
    parts = [part for part in known_parts("linux") if part.see]
    assert parts
    for part in parts:
        text = full_text(metadata.distribution(part.see)).lower()
        assert WORDS.get(part.name, part.name.lower().removeprefix("lib")) in text, part.name


def test_the_frozen_program_tells_of_the_same(
    bundle: Path, told: list[Component], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_notices(bundle, told)
    assert (bundle / NAME).read_text(encoding="utf-8") == text_of(told)
    folder = bundle / "_internal" / "resources"
    assert (folder / FROZEN_LIST).is_file()
    monkeypatch.setattr("importlib.resources.files", lambda _name: folder)
    licences._frozen_list.cache_clear()
    try:
        shown = libraries()
        assert shown == tuple(component.library for component in told if component.kind != "pack")
        assert len({library.name for library in shown}) == len(shown)
        assert licence_text().startswith("MIT License")
        assert "GNU LESSER GENERAL PUBLIC LICENSE" in licence_text("Qt (PySide6_Essentials)")
        assert "NumPy Developers" in licence_text("numpy")
        assert licence_text("no-such-library") == ""
    finally:
        licences._frozen_list.cache_clear()
