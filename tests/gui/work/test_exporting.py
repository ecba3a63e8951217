from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QStandardPaths

from engine.errors import JobError, PictureError
from engine.images import SaveOptions, read_picture, read_recipe, save_picture
from engine.look.recipe_json import recipe_from_json
from engine.studio import Studio
from gui.work import exporting
from gui.work.exporting import Exported, default_target, export, suggested_name
from gui.work.worker import Lane, StyliseThread
from tests.engine.pictures import make_job, picture
from tests.gui.bench import EveryWork
from tests.gui.fakes import FakeStudio, fake_job
from tests.refusals import refused

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from engine.job import Job
    from engine.packs.registry import Registry
    from gui.work.handle import Handle


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".tif", ".webp"])
def test_the_file_holds_the_recipe(tmp_path: Path, suffix: str) -> None:
    job = fake_job(size=40)
    target = tmp_path / f"picture{suffix}"
    progress = list(export(job, target, SaveOptions())(FakeStudio()))
    fractions = [one.fraction for one in progress]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1
    assert [one.result is not None for one in progress] == [False] * (len(progress) - 1) + [True]
    result = progress[-1].result
    assert isinstance(result, Exported)
    assert result.saved == target
    text = read_recipe(target)
    assert text is not None
    assert recipe_from_json(text, target.name) == job.recipe
    saved = read_picture(target)
    assert (saved.width, saved.height) == result.plan.size


@pytest.mark.parametrize(("suffix", "told"), [(".jpg", True), (".bmp", True), (".png", False)])
def test_transparency_that_is_lost_is_told(tmp_path: Path, suffix: str, told: bool) -> None:
    job = fake_job(size=40)
    alpha = np.full(job.photo.pixels.shape[:2], 255, job.photo.pixels.dtype)
    alpha[:4] = 0
    job = replace(job, photo=replace(job.photo, alpha=alpha))
    *_, last = export(job, tmp_path / f"a{suffix}", SaveOptions())(FakeStudio())
    assert last.result is not None
    assert ["transparent in parts" in note for note in last.result.notes] == [True] * told


def test_the_job_may_be_read_in_the_thread(tmp_path: Path) -> None:
    save_picture(tmp_path / "photo.png", fake_job().photo, SaveOptions())
    began: list[str] = []

    def read() -> Job:
        began.append("reading")
        return fake_job()

    work = export(read, tmp_path / "new.png", SaveOptions())
    assert began == []
    list(work(FakeStudio()))
    assert (tmp_path / "new.png").is_file()


def test_what_could_not_be_saved_is_refused_before_the_work(tmp_path: Path) -> None:
    (tmp_path / "taken.jpg").write_bytes(b"old")
    studio = FakeStudio()
    for target, options in (
        (tmp_path / "taken.jpg", SaveOptions()),
        (tmp_path / "none" / "new.jpg", SaveOptions()),
        (tmp_path / "new.jpg", SaveOptions(bits=16)),
        (tmp_path / "new.txt", SaveOptions()),
    ):
        with pytest.raises(PictureError):
            next(export(fake_job(), target, options)(studio))
    assert studio.jobs == []
    assert (tmp_path / "taken.jpg").read_bytes() == b"old"


def test_it_does_not_replace_what_it_is_made_of(tmp_path: Path) -> None:
    photo = tmp_path / "photo.png"
    photo.write_bytes(b"precious")
    work = export(fake_job(), photo, SaveOptions(existing="overwrite"), sources=[tmp_path / "gone.png", photo])
    with refused(JobError, "The picture should not replace '{name}', which it is made of: choose another name."):
        next(work(FakeStudio()))
    assert photo.read_bytes() == b"precious"


def test_a_name_that_is_taken_meanwhile_is_numbered(tmp_path: Path) -> None:
    target = tmp_path / "new.png"
    steps = export(fake_job(), target, SaveOptions(existing="unique"))(FakeStudio())
    next(steps)
    target.write_bytes(b"another's")
    *_, last = steps
    assert isinstance(last.result, Exported)
    assert last.result.saved == tmp_path / "new (2).png"
    assert target.read_bytes() == b"another's"


def test_16_bits_are_painted_in_16_bits(tmp_path: Path) -> None:
    studio = FakeStudio()
    list(export(fake_job(), tmp_path / "deep.png", SaveOptions(bits=16))(studio))
    assert studio.jobs[0].bits == 16
    assert read_picture(tmp_path / "deep.png").bits == 16


def test_closing_it_leaves_no_file_and_closes_the_painting(tmp_path: Path) -> None:
    studio = FakeStudio()
    for steps_before in (1, 5, 17):
        steps = export(fake_job(), tmp_path / "new.jpg", SaveOptions())(studio)
        for _ in range(steps_before):
            next(steps)
        steps.close()
        assert list(tmp_path.iterdir()) == []
    assert len(studio.closed) == 3


def test_a_failing_save_leaves_nothing_and_is_the_outcome(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> Path:
        raise PictureError("'new.jpg' cannot be saved: the disk is full.")

    monkeypatch.setattr(exporting, "save_picture", full)
    thread = StyliseThread(FakeStudio)
    thread.start()
    work = thread.submit(export(fake_job(), tmp_path / "new.jpg", SaveOptions()))
    with qtbot.waitSignal(work.failed, timeout=5000) as heard:
        pass
    assert thread.shut_down(5000)
    assert heard.args is not None
    assert isinstance(heard.args[0], PictureError)
    assert list(tmp_path.iterdir()) == []


def test_previews_go_on_while_it_is_painted(tmp_path: Path, qtbot: QtBot) -> None:
    studio = FakeStudio(stepwise=True)
    thread = StyliseThread(lambda: studio)
    every = EveryWork(thread)
    ended: list[Handle] = []
    every.succeeded.connect(lambda work, _: ended.append(work))
    thread.start()
    exported = thread.submit(export(fake_job(), tmp_path / "new.jpg", SaveOptions()))
    with qtbot.waitSignal(exported.progressed, timeout=5000):
        studio.allow()
    previewed = thread.submit(fake_job(1), Lane.PREVIEW)
    studio.allow(100)
    qtbot.waitUntil(lambda: len(ended) == 2, timeout=5000)
    assert thread.shut_down(5000)
    assert ended == [previewed, exported]
    assert (tmp_path / "new.jpg").is_file()


def test_the_real_engine_s_picture_is_saved(tmp_path: Path, qtbot: QtBot, registry: Registry) -> None:
    job = make_job(registry.find("tiny").manifest, picture(64, 48), picture(50, 50, 1), size=80)
    thread = StyliseThread(lambda: Studio(registry, "cpu", "float32"))
    thread.start()
    work = thread.submit(export(job, tmp_path / "new.png", SaveOptions()))
    with qtbot.waitSignal(work.succeeded, timeout=20_000) as heard:
        pass
    assert thread.shut_down(5000)
    assert heard.args is not None
    result = heard.args[0]
    assert np.array_equal(read_picture(result.saved).pixels, result.picture.pixels)
    text = read_recipe(result.saved)
    assert text is not None
    assert recipe_from_json(text, "here") == job.recipe


def test_the_name_is_that_of_photo_and_styles_and_beside_the_photo(tmp_path: Path) -> None:
    photo = tmp_path / "harbour.heic"
    target = default_target(photo, ["wave"])
    assert target == tmp_path / "harbour in the style of wave.jpg"
    target.touch()
    assert default_target(photo, ["wave"]) == target, "a number belongs to the file, not to the name"
    assert default_target(photo, ["wave"], ".png").suffix == ".png"


def test_without_a_folder_beside_it_pictures_go_to_the_user_s(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pictures = tmp_path / "Pictures"
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _: str(pictures))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert default_target(Path(), ["wave"]).parent == tmp_path
    pictures.mkdir()
    assert default_target(Path(), ["wave"]) == pictures / "Picture in the style of wave.jpg"
    assert default_target(Path("Mountain lake"), []) == pictures / "Mountain lake.jpg"
    assert default_target(tmp_path / "gone" / "photo.jpg", []) == pictures / "photo.jpg"
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _: "")
    assert default_target(Path(), []).parent == tmp_path
    monkeypatch.setenv("HOME", str(tmp_path / "nowhere"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "nowhere"))
    with pytest.raises(PictureError):
        default_target(Path(), [])


@pytest.mark.parametrize(
    ("photo", "styles", "name"),
    [
        ("a", ["b", "c"], "a in the style of b and c"),
        ("a", ["b", "c", "d"], "a in the style of b, c and d"),
        ("a", ["b", "c", "d", "e"], "a in the style of b, c and others"),
        ('a/b\\c:d*e?"', ["<f>|\n"], "a_b_c_d_e__ in the style of _f___"),
        ("con", [], "_con"),
        ("Lpt1.x", [], "_Lpt1.x"),
        (".hidden", [], "_.hidden"),
        ("ends. ", [], "ends"),
        ("...", [], "Pentimento"),
        ("", [], "Picture"),
        ("{photo}", ["{0}"], "{photo} in the style of {0}"),
    ],
)
def test_the_name_is_one_that_every_system_takes(photo: str, styles: list[str], name: str) -> None:
    assert suggested_name(photo, styles) == name


def test_a_long_name_is_cut_between_characters() -> None:
    name = suggested_name("ä" * 300, ["ö" * 300])
    assert len(name.encode()) <= 180
    assert name == "ä" * 90
    assert suggested_name("lone \ud800", []) == "lone ?"
