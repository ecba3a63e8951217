"""Exports from the window in the photo's own colour space."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from engine.errors import JobError
from engine.images import Framing, Metadata, Picture, SaveOptions, read_picture, save_picture
from engine.images.libraries import vips
from gui.work.own_colours import in_own_colours
from tests.gui.made import picture, saved
from tests.gui.whole import TIMEOUT, at_work
from tests.refusals import refused

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from engine.job import Job
    from gui.app import Workbench

STRONGEST = (250, 10, 10)


def display_p3() -> bytes:
    return bytes(vips().Operation.call("profile_load", "p3"))


def p3_photo(folder: Path, suffix: str = ".png") -> Path:
    """A red that sRGB has not, with something else below."""
    pixels = np.full((48, 64, 3), STRONGEST, np.uint8)
    pixels[24:] = (90, 120, 60)
    photo = Picture(pixels, metadata=Metadata(profile=display_p3()))
    return save_picture(folder / f"photo{suffix}", photo, SaveOptions())


def job_of(workbench: Workbench) -> Job:
    make = workbench.document.jobs.export_maker()
    assert make is not None
    return make()


def test_an_export_in_the_photo_s_own_colours_keeps_what_srgb_has_not(
    workbench: Workbench, qtbot: QtBot, tmp_path: Path
) -> None:
    workbench.opening.open_photo(p3_photo(tmp_path))
    qtbot.waitUntil(lambda: workbench.document.state.photo is not None, timeout=TIMEOUT)
    qtbot.waitUntil(lambda: str(workbench.document.state.photo).count("photo.png") > 0, timeout=TIMEOUT)
    for own in (False, True):
        target = tmp_path / f"{own}.png"
        workbench.exports.add(target, SaveOptions(bits=8), None, own_colours=own)
        qtbot.waitUntil(target.is_file, timeout=TIMEOUT)
        qtbot.waitUntil(lambda: not at_work(workbench), timeout=TIMEOUT)
        assert read_picture(target, profile="own").metadata.profile == (display_p3() if own else None)


def test_photo_and_styles_are_in_the_same_space(workbench: Workbench, qtbot: QtBot, tmp_path: Path) -> None:
    path = p3_photo(tmp_path)
    workbench.opening.open_photo(path)
    qtbot.waitUntil(lambda: str(workbench.document.state.photo).count("photo.png") > 0, timeout=TIMEOUT)
    job = job_of(workbench)
    own = in_own_colours(job, path, Framing())
    assert own.photo.pixels[5, 5].tolist() == list(STRONGEST)
    assert job.photo.pixels[5, 5, 0] == 255
    assert own.recipe == job.recipe
    assert all(style.metadata.profile == display_p3() for style in own.styles)
    for before, after in zip(job.styles, own.styles, strict=True):
        # The same colours by other numbers: in P3 they are less far from grey.
        spread = [np.ptp(each.pixels.astype(int), axis=2).mean() for each in (before, after)]
        assert spread[1] < spread[0]


def test_a_crop_is_a_crop_of_the_same_place(workbench: Workbench, qtbot: QtBot, tmp_path: Path) -> None:
    path = p3_photo(tmp_path)
    workbench.opening.open_photo(path)
    qtbot.waitUntil(lambda: str(workbench.document.state.photo).count("photo.png") > 0, timeout=TIMEOUT)
    framing = replace(Framing(), bottom=0.5)
    workbench.document.set_framing_of_photo(framing)
    own = in_own_colours(job_of(workbench), path, framing)
    assert own.photo.height == 24
    assert np.all(own.photo.pixels == STRONGEST)


def test_a_photo_in_srgb_stays_as_it_is(workbench: Workbench, qtbot: QtBot, tmp_path: Path) -> None:
    path = saved(tmp_path, picture(1), "boat.png")
    workbench.opening.open_photo(path)
    qtbot.waitUntil(lambda: str(workbench.document.state.photo).count("boat.png") > 0, timeout=TIMEOUT)
    job = job_of(workbench)
    assert in_own_colours(job, path, Framing()) is job


def test_a_file_that_has_become_another_picture_is_refused(workbench: Workbench, qtbot: QtBot, tmp_path: Path) -> None:
    path = p3_photo(tmp_path)
    workbench.opening.open_photo(path)
    qtbot.waitUntil(lambda: str(workbench.document.state.photo).count("photo.png") > 0, timeout=TIMEOUT)
    job = job_of(workbench)
    other = Picture(np.zeros((10, 10, 3), np.uint8), metadata=Metadata(profile=display_p3()))
    save_picture(path, other, SaveOptions(existing="overwrite"))
    with refused(JobError, "'{name}' should be the photo that was opened, and it has changed: open it again."):
        in_own_colours(job, path, Framing())


@pytest.mark.parametrize("suffix", [".png", ".tif", ".jpg", ".webp", ".avif", ".jxl"])
def test_every_format_with_profiles_keeps_a_colour_outside_srgb(tmp_path: Path, suffix: str) -> None:
    back = read_picture(p3_photo(tmp_path, suffix), profile="own")
    assert back.metadata.profile is not None
    as_p3 = read_picture(tmp_path / f"photo{suffix}", profile=display_p3())
    assert as_p3.pixels[8, 30].astype(int) == pytest.approx(STRONGEST, abs=8)
