"""The bill of materials: valid by CycloneDX's own schema, whole, and the same each time."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from gui.dialogs.licences import Library
from tests.packing.conftest import EPOCH

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("cyclonedx", reason="the tools that build the program are not installed here")

from bill_of_materials import write_bill
from components import Component

COMPONENTS = [
    Component(Library("Python", "3.11.7", "PSF-2.0", "https://www.python.org"), "text", "python"),
    Component(Library("pi_heif", "1.4.0", "BSD-3-Clause", ""), "text", "package"),
    Component(Library("Odd.._one", "1", "Apache Software License", "https://odd.example"), "text", "package"),
    Component(Library("libheif (pi_heif)", "", "LGPL-3.0-or-later", ""), "text", "part", "pi-heif", ("a/b.so",)),
    Component(Library("libffi", "", "MIT", ""), "text", "part", "system", ("libffi.so",)),
    Component(Library("Model pack atelier", "", "MIT", ""), "text", "pack"),
]


@pytest.fixture
def bill(tmp_path: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(write_bill(tmp_path / "bill.json", COMPONENTS, EPOCH).read_text(encoding="utf-8"))
    return read


def test_it_is_valid(tmp_path: Path) -> None:
    pytest.importorskip("jsonschema")
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    text = write_bill(tmp_path / "bill.json", COMPONENTS, EPOCH).read_text(encoding="utf-8")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text.replace("library", "librarian")) is not None


def test_it_has_all_and_says_what_came_with_what(bill: dict[str, Any]) -> None:
    assert bill["metadata"]["component"]["name"] == "pentimento"
    assert {entry["name"] for entry in bill["components"]} == {component.library.name for component in COMPONENTS}
    assert {entry["purl"] for entry in bill["components"] if "purl" in entry} == {
        "pkg:pypi/pi-heif@1.4.0",
        "pkg:pypi/odd-one@1",
    }
    needs = {entry["ref"]: entry.get("dependsOn", []) for entry in bill["dependencies"]}
    assert needs["package:pi_heif"] == ["part:libheif (pi_heif)"]
    assert "part:libffi" in needs["program:pentimento"]
    assert "part:libheif (pi_heif)" not in needs["program:pentimento"]


def test_the_same_components_give_the_same_bytes(tmp_path: Path) -> None:
    first = write_bill(tmp_path / "1.json", COMPONENTS, EPOCH).read_bytes()
    assert write_bill(tmp_path / "2.json", COMPONENTS, EPOCH).read_bytes() == first
    other = write_bill(tmp_path / "3.json", COMPONENTS[:-1], EPOCH).read_text(encoding="utf-8")
    assert json.loads(other)["serialNumber"] != json.loads(first)["serialNumber"]
