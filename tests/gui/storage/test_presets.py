"""Presets: bundled ones, the user's own, damaged files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from engine.errors import JobError
from engine.job import Look
from gui.document.state import Treatment
from gui.storage.presets import (
    BUNDLED,
    PRESET_FORMAT,
    list_presets,
    presets_folder,
    read_preset,
    remove_preset,
    save_preset,
)
from tests.gui.made import new_document, treatments
from tests.refusals import refused

if TYPE_CHECKING:
    from pathlib import Path


def test_the_bundled_presets() -> None:
    assert [preset.name for preset in list_presets()] == [
        "Painterly",
        "Faithful",
        "Portrait",
        "Bold",
        "Texture only",
        "Large shapes",
    ]
    assert len({str(preset.treatment) for preset in BUNDLED}) == 6
    assert all(preset.treatment.active_levels for preset in BUNDLED)


@given(treatment=treatments)
def test_a_preset_comes_back(tmp_path_factory: pytest.TempPathFactory, treatment: Treatment) -> None:
    folder = tmp_path_factory.mktemp("presets") / "new"
    kept = save_preset(" Mein: / Blau? ", treatment, folder)
    assert kept.name == "Mein: / Blau?"
    assert list_presets(folder)[len(BUNDLED) :] == (kept,)
    remove_preset("mein: / blau?", folder)
    assert list_presets(folder) == BUNDLED


def test_a_preset_of_the_same_name_is_replaced() -> None:
    save_preset("Blue", Treatment(Look(0.1)))
    save_preset("blue", Treatment(Look(0.2)))
    save_preset("Art", Treatment(Look(0.3)))
    assert [(preset.name, preset.treatment.look.strength) for preset in list_presets()[len(BUNDLED) :]] == [
        ("Art", 0.3),
        ("blue", 0.2),
    ]


def test_a_preset_is_applied_by_name(qapp: object) -> None:  # noqa: ARG001 (undo needs an application)
    document = new_document()
    document.apply_treatment(BUNDLED[2].treatment, BUNDLED[2].title)
    assert document.state.treatment == BUNDLED[2].treatment
    assert document.undo_stack.undoText() == f"Apply {BUNDLED[2].title}"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (f'"pentimento_preset": {PRESET_FORMAT.newest}', '"pentimento_preset": 99', "update the program to open it"),
        (
            '"colour": "style"',
            '"colour": "style", "grain": 1',
            "holds 'look.grain': it is damaged or of a later version",
        ),
        ("}", "", "cannot be read as such"),
    ],
)
def test_a_preset_of_a_later_program_is_passed_over_and_never_replaced(
    tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    save_preset("Blue", Treatment(Look(0.1)), tmp_path)
    (file,) = tmp_path.iterdir()
    assert old in file.read_text()
    later = file.read_text().replace(old, new)
    file.write_text(later)
    assert list_presets(tmp_path) == BUNDLED
    with pytest.raises(JobError, match=sentence):
        read_preset(file)
    with refused(
        JobError,
        "The preset '{name}' is there already, damaged or of a later version of the program, and stays: choose "
        "another name, or update the program.",
    ):
        save_preset("blue", Treatment(Look(0.2)), tmp_path)
    assert file.read_text() == later


@pytest.mark.parametrize("name", ["", "   ", "a" * 61, "Bold", "bold"])
def test_impossible_names_are_refused(name: str) -> None:
    with pytest.raises(JobError):
        save_preset(name, Treatment())


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff", b"[]", b'{"pentimento_preset":99}', b'{"pentimento_preset":1,"name":"a","look":{"strength":9}}'],
)
def test_damaged_files_are_passed_over(content: bytes) -> None:
    save_preset("Blue", Treatment(Look(0.1)))
    damaged = presets_folder() / "damaged.json"
    damaged.write_bytes(content)
    assert [preset.name for preset in list_presets()[len(BUNDLED) :]] == ["Blue"]
    with pytest.raises(JobError) as caught:
        read_preset(damaged)
    values = caught.value.sentence.values
    assert values.get("source", values.get("title")) == "The preset 'damaged.json'"


def test_a_folder_that_cannot_be_made_ends_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with refused(JobError, "The preset '{name}' cannot be saved: the system says '{reason}'."):
        save_preset("Blue", Treatment(), tmp_path / "file")
    with refused(JobError, "The preset '{name}' cannot be removed: the system says '{reason}'."):
        remove_preset("Blue", tmp_path)
