from __future__ import annotations

import os
import time
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from engine.batch.batch import Batch, BatchSettings, run_batch
from engine.batch.naming import Pattern
from engine.batch.plan import find_photos, plan_pieces
from engine.images import SaveOptions, read_picture
from engine.job import Look, PackReference, Recipe
from engine.job.styles import FileJobMaker, read_style
from tests.engine.negative import Negative
from tests.engine.pictures import picture

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from engine.batch.report import BatchProgress, BatchReport
    from engine.images import Picture
    from engine.job import Job, Progress


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    for number in range(4):
        Image.fromarray(picture(20 + number, 16, number).pixels).save(folder / f"{number}.png")
    (folder / "2.png").write_bytes((folder / "2.png").read_bytes()[:200])
    Image.fromarray(picture(9, 9).pixels).save(tmp_path / "style.png")
    return folder


def made(photos: Path, strength: float = 0.5, **settings: object) -> Batch:
    style = read_style(photos.parent / "style.png", 1.0, 10**9)
    maker = FileJobMaker(
        Recipe((style.reference,), Look(strength), pack=PackReference("tiny", "0" * 64)), (style,), 10**9
    )
    output = photos.parent / "out"
    found = find_photos([photos], output, recursive=True)
    pieces = plan_pieces(found, ["style"], output, Pattern("{name}"), suffix=None, sixteen_bits=False)
    return Batch(pieces, (maker,), BatchSettings(**settings))  # type: ignore[arg-type]


def run(studio: Negative, batch: Batch) -> tuple[BatchReport, list[BatchProgress]]:
    told = list(run_batch(studio, batch))
    assert [progress.report for progress in told[:-1]] == [None] * (len(told) - 1)
    assert told[-1].report is not None
    return told[-1].report, told


def how(report: BatchReport) -> list[str]:
    return [ending.how for ending in report.endings]


def test_all_are_painted_but_the_broken_one_which_is_listed(photos: Path) -> None:
    report, told = run(Negative(), made(photos))
    assert how(report) == ["painted", "painted", "failed", "painted"]
    (failed,) = report.of("failed")
    assert failed.piece.photo == photos / "2.png"
    assert failed.sentence.startswith("A whole picture was expected in '2.png'")
    for number in (0, 1, 3):
        out = read_picture(photos.parent / "out" / f"{number}.png").pixels
        assert np.array_equal(out, 255 - read_picture(photos / f"{number}.png").pixels)
    assert sorted(path.name for path in (photos.parent / "out").iterdir()) == ["0.png", "1.png", "3.png"]
    fractions = [progress.fraction for progress in told]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert [progress.ending.piece.number for progress in told if progress.ending] == [1, 2, 3, 4]
    assert told[-2].done == told[-2].total == 4
    assert any(progress.seconds_left for progress in told)


def test_what_is_finished_is_passed_over(photos: Path) -> None:
    studio = Negative()
    run(studio, made(photos))
    (photos.parent / "out" / "1.png").unlink()
    report, _ = run(studio, made(photos))
    assert how(report) == ["finished", "painted", "failed", "finished"]
    assert studio.painted == ["0.png", "1.png", "3.png", "1.png"]


def test_a_closed_batch_leaves_whole_pictures_only_and_goes_on(photos: Path) -> None:
    studio = Negative()
    with closing(run_batch(studio, made(photos))) as painting:
        for progress in painting:
            if progress.done == 1 and progress.piece is not None:
                break
    assert [path.name for path in (photos.parent / "out").iterdir()] == ["0.png"]
    assert how(run(studio, made(photos))[0]) == ["finished", "painted", "failed", "painted"]


@pytest.mark.parametrize(
    ("others", "ended", "whole"),
    [("refuse", "failed", False), ("keep", "kept", False), ("replace", "painted", True)],
)
def test_another_recipe_s_result_is_treated_as_asked(photos: Path, others: str, ended: str, *, whole: bool) -> None:
    studio = Negative()
    run(studio, made(photos))
    before = (photos.parent / "out" / "0.png").read_bytes()
    report, _ = run(studio, made(photos, strength=0.7, others=others))
    assert how(report) == [ended, ended, "failed", ended]
    assert ((photos.parent / "out" / "0.png").read_bytes() != before) == whole
    if others == "refuse":
        assert "'0.png' is there and was painted with another recipe" in report.endings[0].sentence


@pytest.mark.parametrize("content", [b"", b"precious", b"\x89PNG\r\n\x1a\n and no more"])
def test_a_file_that_is_no_result_is_not_replaced_unasked(photos: Path, content: bytes) -> None:
    target = photos.parent / "out" / "0.png"
    target.parent.mkdir()
    target.write_bytes(content)
    report, _ = run(Negative(), made(photos))
    assert "'0.png' is there and is no whole picture" in report.endings[0].sentence
    assert target.read_bytes() == content
    run(Negative(), made(photos, others="replace"))
    assert read_picture(target).width == 20


def test_results_of_another_size_or_an_older_photo_are_not_finished(photos: Path) -> None:
    run(Negative(), made(photos))
    report, _ = run(Negative(), made(photos, size=8))
    assert "has 20 × 16 pixels instead of 8 × 6" in report.endings[0].sentence
    os.utime(photos / "1.png", (2**31, 2**31))
    report, _ = run(Negative(), made(photos))
    assert how(report) == ["finished", "failed", "failed", "finished"]
    assert "'1.png' is there and is older than its photo" in report.endings[1].sentence


def test_without_metadata_nothing_can_be_recognised_but_it_can_be_kept(photos: Path) -> None:
    run(Negative(), made(photos, saving=SaveOptions(strip_metadata=True)))
    report, _ = run(Negative(), made(photos))
    assert "'0.png' is there and holds no recipe" in report.endings[0].sentence
    assert how(run(Negative(), made(photos, others="keep"))[0]) == ["kept", "kept", "failed", "kept"]


def test_a_defect_on_one_photo_costs_no_other(photos: Path, caplog: pytest.LogCaptureFixture) -> None:
    studio = Negative()
    studio.fails = ZeroDivisionError("a defect")
    report, _ = run(studio, made(photos))
    assert how(report) == ["failed"] * 4
    assert report.endings[0].sentence.endswith("a defect of the program: ZeroDivisionError: a defect")
    assert "ZeroDivisionError" in caplog.text


def test_a_folder_that_cannot_be_made_is_one_sentence_each(photos: Path) -> None:
    (photos.parent / "out").write_text("a file")
    report, _ = run(Negative(), made(photos))
    assert how(report) == ["failed"] * 4
    assert report.endings[0].sentence.startswith("A folder should be made at")


def test_a_photo_is_read_once_for_all_looks(photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Path] = []

    def counted(path: Path, **options: Any) -> Picture:
        read.append(path)
        return read_picture(path, **options)

    monkeypatch.setattr("engine.batch.batch.read_picture", counted)
    batch = made(photos)
    maker = batch.makers[0]
    assert isinstance(maker, FileJobMaker)
    other = replace(maker, recipe=maker.recipe.with_look(strength=1.0))
    pieces = tuple(
        replace(piece, maker=place, target=piece.target.with_stem(f"{piece.target.stem} {place}"))
        for piece in batch.pieces
        for place in (0, 1)
    )
    report, _ = run(Negative(), Batch(pieces, (maker, other), batch.settings))
    assert how(report).count("painted") == 6
    assert read.count(photos / "0.png") == 1


def test_the_time_that_is_left_follows_what_was_painted_alone(photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(1000))
    monkeypatch.setattr("engine.batch.report.time.monotonic", lambda: next(clock))
    (photos / "0.png").write_bytes(b"broken")
    _, told = run(Negative(), made(photos))
    first, second = (next(one for one in told if one.ending and one.ending.piece.number == number) for number in (1, 2))
    assert first.seconds_left is None
    assert second.seconds_left is not None
    assert second.seconds_left > 1


def test_what_has_ended_is_news(photos: Path) -> None:
    _, told = run(Negative(), made(photos))
    assert [progress.is_news for progress in told] == [
        progress.ending is not None or progress.report is not None for progress in told
    ]


def test_what_a_killed_program_left_is_removed_after_a_day(photos: Path) -> None:
    output = photos.parent / "out"
    output.mkdir()
    for name, age in (("old", 90_000), ("new", 60)):
        path = output / f".pentimento-{name}.part"
        path.write_bytes(b"half a picture")
        os.utime(path, (time.time() - age,) * 2)
    run(Negative(), made(photos))
    assert [path.name for path in output.glob(".*")] == [".pentimento-new.part"]


class Twin(Negative):
    """A studio beside which another program paints the same batch, from a picture on."""

    def __init__(self, batch: Batch, begin: int) -> None:
        super().__init__()
        self._batch, self._begin = batch, begin

    def stylise(self, job: Job) -> Generator[Progress, None, None]:
        if len(self.painted) == self._begin:
            run(Negative(), self._batch)
        yield from super().stylise(job)


@pytest.mark.parametrize("begin", [0, 1, 2])
@pytest.mark.parametrize("smoothing", [0.0, 0.5])
@pytest.mark.parametrize("saving", [SaveOptions(), SaveOptions(strip_metadata=True)])
@pytest.mark.parametrize("others", ["refuse", "keep", "replace"])
def test_what_another_program_paints_meanwhile_counts_as_finished(
    photos: Path, begin: int, smoothing: float, saving: SaveOptions, others: str
) -> None:
    batch = made(photos, smoothing=smoothing, saving=saving, others=others)
    report, _ = run(Twin(batch, begin), batch)
    before = ["painted"] * begin
    after = ["painted" if others == "replace" and smoothing else "finished"] * (3 - begin)
    if others == "replace" and not smoothing:
        after[0] = "painted"  # it was at work already, and may replace what is there
    (*ends, last) = (*before, *after)
    assert how(report) == [*ends, "failed", last]
    assert how(run(Negative(), made(photos, smoothing=smoothing, saving=saving, others="keep"))[0]).count("failed") == 1


def test_another_picture_that_comes_meanwhile_is_no_result(photos: Path) -> None:
    other = made(photos, strength=0.9)
    report, _ = run(Twin(other, 0), made(photos))
    assert how(report) == ["failed"] * 4
