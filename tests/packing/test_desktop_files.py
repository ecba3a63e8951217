"""What a desktop is told of the program: each file is read by the tool that reads such files."""

from __future__ import annotations

import configparser
import re
import subprocess
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import click
import pytest
from desktop_files import add_desktop_files
from manual_page import manual_page
from naming import PROJECT_TYPE, RECIPE_TYPE
from PIL import Image
from theme_icons import SIDES, SOURCES

from engine.cli.program import program as command_line
from engine.images.formats import READ_AS
from engine.look.recipe_files import SUFFIX as RECIPE_SUFFIX
from gui.qt_application import DESKTOP_ID
from gui.storage.project_file import SUFFIX as PROJECT_SUFFIX
from tests.packing.conftest import EPOCH, VERSION, tool

if TYPE_CHECKING:
    from pathlib import Path

TYPES = "{http://www.freedesktop.org/standards/shared-mime-info}"


def entry(program: Path) -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None, delimiters="=")
    parser.optionxform = str  # type: ignore[assignment, method-assign] # as the module's documentation has it
    parser.read(program / "share" / "applications" / f"{DESKTOP_ID}.desktop", encoding="utf-8")
    return parser["Desktop Entry"]


def run(*words: str | Path) -> str:
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_the_entry_is_valid(program: Path) -> None:
    told = run(tool("desktop-file-validate"), program / "share" / "applications" / f"{DESKTOP_ID}.desktop")
    assert told == ""


def test_the_entry_names_our_files_and_icon_and_speaks_german(program: Path) -> None:
    found = entry(program)
    kinds = set(found["MimeType"].rstrip(";").split(";"))
    assert {PROJECT_TYPE, RECIPE_TYPE, "image/jpeg", "image/png", "image/tiff", "image/webp", "image/jxl"} <= kinds
    assert len([kind for kind in kinds if kind.startswith("image/x-")]) == len(READ_AS["raw photos"])
    assert f"apps/{found['Icon']}" in SOURCES
    assert {f"{key}[de]" for key in ("GenericName", "Comment", "Keywords")} <= set(found)


def test_the_metadata_are_valid(program: Path) -> None:
    path = program / "share" / "metainfo" / f"{DESKTOP_ID}.metainfo.xml"
    run(tool("appstreamcli"), "validate", "--no-net", path)
    component = ET.parse(path).getroot()
    release = component.find("releases/release")
    assert release is not None
    assert release.attrib == {"version": VERSION, "date": "2026-09-21"}
    provided = {element.text for element in component.iterfind("provides/mediatype")}
    assert provided == set(entry(program)["MimeType"].rstrip(";").split(";"))


def test_file_types_have_our_suffixes_and_icons(program: Path) -> None:
    path = program / "share" / "mime" / "packages" / f"{DESKTOP_ID}.xml"
    kinds = ET.parse(path).getroot().findall(f"{TYPES}mime-type")
    globs = {kind.attrib["type"]: kind.find(f"{TYPES}glob") for kind in kinds}
    patterns = {name: glob.attrib["pattern"] for name, glob in globs.items() if glob is not None}
    assert patterns == {PROJECT_TYPE: f"*{PROJECT_SUFFIX}", RECIPE_TYPE: f"*{RECIPE_SUFFIX}"}
    icons = [kind.find(f"{TYPES}icon") for kind in kinds]
    assert all(icon is not None and f"mimetypes/{icon.attrib['name']}" in SOURCES for icon in icons)


def test_the_system_tells_our_files_by_their_names(program: Path) -> None:
    run(tool("update-mime-database"), program / "share" / "mime")
    told = (program / "share" / "mime" / "globs2").read_text(encoding="utf-8")
    assert {f"50:{PROJECT_TYPE}:*{PROJECT_SUFFIX}", f"50:{RECIPE_TYPE}:*{RECIPE_SUFFIX}"} <= set(told.splitlines())


def test_icons_have_their_sizes(program: Path) -> None:
    theme = program / "share" / "icons" / "hicolor"
    for name in SOURCES:
        assert (theme / "scalable" / f"{name}.svg").is_file()
        for side in SIDES:
            with Image.open(theme / f"{side}x{side}" / f"{name}.png") as picture:
                assert picture.size == (side, side)
                colours = picture.convert("RGB").getcolors(side * side)
                assert colours is not None
                assert len(colours) > 8, f"{name} is empty at {side}"


def test_the_same_time_gives_the_same_bytes(program: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    again.mkdir()
    add_desktop_files(again, VERSION, EPOCH)
    for path in again.rglob("*"):
        if path.is_file():
            assert path.read_bytes() == (program / path.relative_to(again)).read_bytes()


def commands(command: click.Command, path: str) -> dict[str, click.Command]:
    found = {path: command}
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            found |= commands(inner, f"{path} {name}")
    return found


def test_the_manual_page_has_every_command_and_option() -> None:
    page = manual_page(command_line, VERSION, EPOCH).replace("\\-", "-")
    for path, command in commands(command_line, "pentimento").items():
        if path == "pentimento":
            continue
        assert f"\n.SS {path}\n" in page
        section = page.partition(f"\n.SS {path}\n")[2].partition("\n.S")[0]
        if path.rpartition(" ")[2] != command.name:
            assert section == f"The same as {command.name}."
            continue
        for parameter in command.params:
            if isinstance(parameter, click.Option) and not parameter.hidden:
                shown = [line for line in section.splitlines() if line.startswith(".B ")]
                for name in parameter.opts + parameter.secondary_opts:
                    assert any(re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", line) for line in shown), name


def test_the_manual_page_is_set_without_a_warning(program: Path) -> None:
    page = program / "share" / "man" / "man1" / "pentimento.1"
    assert run(tool("groff"), "-k", "-man", "-ww", "-Tutf8", "-z", page) == ""
    assert "-h, --help" in run(tool("groff"), "-k", "-man", "-Tutf8", "-P-cbou", page)


def test_words_that_are_requests_to_man_are_shown_as_words() -> None:
    @click.command(help="First.\n\n.TH is no request, nor is \\fB, and 'this.")
    def odd() -> None: ...

    page = manual_page(click.Group("pentimento", {"odd": odd}, help="Does it.\n\nMore."), VERSION, EPOCH)
    assert "\n\\&.TH is no request, nor is \\efB, and 'this.\n" in page


@pytest.mark.parametrize("script", ["install.sh", "uninstall.sh", "refresh.sh"])
def test_scripts_are_checked(program: Path, script: str) -> None:
    run(tool("shellcheck"), program / script)
