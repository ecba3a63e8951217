"""The engine as a library: its names, what they cost, and that the page about it is true."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import engine
from engine import Job, JobError, Look, Picture, Recipe, Region, Style, save_picture
from engine.errors import PentimentoError
from tests.engine.pictures import picture

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "library.md"
EXAMPLE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_page_s_examples_run_in_its_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for seed, name in enumerate(("photo", "painting", "ink")):
        save_picture(tmp_path / f"{name}.jpg", picture(120, 90, seed))
    monkeypatch.chdir(tmp_path)
    examples = EXAMPLE.findall(PAGE.read_text("utf-8"))
    assert len(examples) > 5
    names: dict[str, object] = {"__name__": "example"}
    for example in examples:
        exec(compile(example, str(PAGE), "exec"), names)
    assert {path.name for path in tmp_path.glob("*.*g")} >= {"painted.png", "with its recipe.png", "grey.jpg"}
    assert engine.Recipe.__name__ == "Recipe"


def test_the_page_names_everything_that_is_offered() -> None:
    page = PAGE.read_text("utf-8")
    missing = {name for name in engine.__all__ if not re.search(rf"\b{name}\b", page)}
    assert missing <= {"Progress", "Result"}, "these are what generators and studios give"


@pytest.mark.parametrize("name", engine.__all__)
def test_every_name_is_there_once(name: str) -> None:
    assert getattr(engine, name) is getattr(engine, name)
    assert name in dir(engine)


def test_another_name_is_none_of_it() -> None:
    with pytest.raises(AttributeError) as caught:
        engine.nonsense  # noqa: B018
    assert caught.value.name == "nonsense"


def test_all_errors_that_users_can_mend_are_offered() -> None:
    errors = importlib.import_module("engine.errors")
    kinds = {kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, PentimentoError)}
    assert kinds <= {getattr(engine, name) for name in engine.__all__}


def test_only_a_studio_loads_torch() -> None:
    names = ", ".join(name for name in engine.__all__ if name != "Studio")
    code = f"import sys, engine\nearly = set(sys.modules)\nfrom engine import {names}\n"
    code += "print('numpy' in early, 'torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"


def test_it_is_typed() -> None:
    assert (ROOT / "engine" / "py.typed").is_file()


def test_a_style_checks_its_weight() -> None:
    with pytest.raises(JobError):
        Style(picture(4, 4), -1.0)


def test_a_region_without_a_style_keeps_the_photo() -> None:
    mask = picture(8, 6).pixels[..., 0]
    style = Style(Picture(picture(5, 5).pixels, name="ink"), 0.5, {"relu1_1": 0.25})
    assert Region.of(mask).keeps_photo
    region = Region.of(mask, [style], strength=0.2, name="sky")
    assert region.styles == (style.reference,)
    assert region.pictures == (style.picture,)
    assert (region.strength, region.name) == (0.2, "sky")


@pytest.mark.parametrize("value", ["0.8", None, True, float("nan"), [1]])
def test_a_look_of_anything_but_numbers_is_refused_as_a_user_s_mistake(value: Any) -> None:
    with pytest.raises(JobError):
        Look(strength=value)


def test_a_job_takes_the_recipe_s_other_parts_by_name() -> None:
    photo, style = picture(20, 10), Style(picture(8, 8, 1))
    job = Job.of(
        photo, [style], levels=("relu1_1", "relu3_1"), level_strengths={"relu3_1": 0.2}, passes=2, style_size=9
    )
    assert job.recipe == Recipe((style.reference,), Look(), {"relu3_1": 0.2}, ("relu3_1", "relu1_1"), 2, 9)
    assert (job.photo, job.styles) == (photo, (style.picture,))


def test_looks_are_the_engine_s_own() -> None:
    assert Look is importlib.import_module("engine.look.look").Look
