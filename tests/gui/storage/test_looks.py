"""What is declared of a look's parameters holds in the window's files, too: in projects' states and in presets."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import JobError
from engine.files.strict_json import parse_object, to_text
from engine.look.look import LOOK_EDITION, PARAMETERS, Look
from gui.document.state import State, Treatment
from gui.storage.presets import PRESET_FORMAT, read_preset
from gui.storage.state_json import state_from_fields, state_to_data, treatment_to_data
from tests.engine.looks import looks, parameters, wrong_values
from tests.refusals import refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class StateFile:
    """The state of a project, a version or an autosave."""

    def written(self, treatment: Treatment) -> Any:
        return state_to_data(State(treatment=treatment))

    def read(self, document: object) -> Treatment:
        return state_from_fields(parse_object(to_text(document), "The project")).treatment


class PresetFile:
    """A preset."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def written(self, treatment: Treatment) -> Any:
        return {PRESET_FORMAT.key: PRESET_FORMAT.newest, "name": "Blue", "look": treatment_to_data(treatment)}

    def read(self, document: object) -> Treatment:
        path = self._folder / "blue.json"
        path.write_text(to_text(document))
        return read_preset(path).treatment


File = StateFile | PresetFile


@pytest.fixture(scope="module", params=["state", "preset"])
def file(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> File:
    return StateFile() if request.param == "state" else PresetFile(tmp_path_factory.mktemp("presets"))


def with_look(document: Any, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Any:
    return {**document, "look": change(document["look"])}


@given(looks)
def test_a_look_comes_back(file: File, look: Look) -> None:
    assert file.read(file.written(Treatment(look))) == Treatment(look)


@given(st.data(), looks, parameters)
def test_an_impossible_value_is_refused_by_name(file: File, data: Any, look: Look, name: str) -> None:
    value = data.draw(wrong_values(PARAMETERS[name]))
    wrong = with_look(file.written(Treatment(look)), lambda told: {**told, name: value})
    with pytest.raises(JobError) as caught:
        file.read(wrong)
    values = caught.value.sentence.values
    assert f"look.{name}" in str(values.get("place")) or values.get("what") == PARAMETERS[name].title


@given(looks, st.integers(0, LOOK_EDITION))
def test_what_a_later_edition_brought_has_its_default_in_a_file_of_before(file: File, look: Look, edition: int) -> None:
    later = {name: each.nothing for name, each in PARAMETERS.items() if each.since > edition}
    old = with_look(
        file.written(Treatment(look)),
        lambda told: {name: value for name, value in told.items() if name not in later},
    )
    assert file.read(old) == Treatment(replace(look, **later))


@given(looks, parameters.filter(lambda name: PARAMETERS[name].since == 0))
def test_what_was_always_there_is_missed(file: File, look: Look, name: str) -> None:
    old = with_look(
        file.written(Treatment(look)), lambda told: {other: value for other, value in told.items() if other != name}
    )
    with refused(JobError, "{source} should say {place}, and it does not: save it again.", place=f"look.{name}"):
        file.read(old)
