from __future__ import annotations

import csv
from statistics import fmean
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from engine.cli.evaluate import spread
from engine.images import read_picture
from tests.engine.packs.tiny import tiny_pack
from tests.engine.pictures import picture

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.engine.cli.conftest import Outcome

    Call = Callable[..., Outcome]

PAIR = ("--photos", "photo.png", "--styles", "brush.png")
SMALL = ("--size", 48)


def test_it_prints_the_figures_of_every_pack(call: Call, desk: Path) -> None:
    tiny_pack(desk.parent / "data" / "packs" / "other", seed=1)
    words = ("--photos", "photo.png", "--styles", "brush.png", "ink.jpg", "--packs", "other", "tiny")
    outcome = call("evaluate", *words, *SMALL, "--strength", 0.5, "--device", "cpu")
    assert outcome.status == 0, outcome.err
    assert outcome.out.startswith("1 photo × 2 styles, 48 pixels, strength 0.5, cpu float32.\n")
    told = " ".join(outcome.out.split())
    assert (
        "Style is measured in the features of other (relu5_1, relu4_1, relu3_1, relu2_1, relu1_1), "
        "content in those of other." in told
    )
    for words_shown in ("photo unchanged", "style unchanged", "content", "seconds", "SSIM", "relative to tiny"):
        assert words_shown in told
    rows = [line.split()[0] for line in outcome.out.splitlines() if line.strip()]
    assert rows.count("other") == 3
    assert rows.count("tiny") == 2
    assert "12 of 14, tiny: photo.png + brush.png" in outcome.err


def test_any_look_is_measured_and_said(call: Call, desk: Path) -> None:
    look = ("--photorealistic", "--colour", "matched", "--detail", 0.3, "--levels", "relu3_1,relu4_1")
    rest = ("--level-strength", "relu4_1=0.2", "--passes", 2, "--style-size", 40, "--refine")
    outcome = call("evaluate", *PAIR, *SMALL, *look, *rest, "--csv", "figures.csv", "--device", "cpu")
    assert outcome.status == 0, outcome.err
    assert outcome.out.startswith(
        "1 photo × 1 style, 48 pixels, strength 1.0, colour matched, detail 0.3, photorealistic, refined, "
        "levels relu4_1, relu3_1, relu4_1 0.2, 2 passes, style size 40, cpu float32.\n"
    )
    assert call("evaluate", *PAIR, *SMALL, "--csv", "plain.csv").status == 0
    figures, plain = ((desk / name).read_text().splitlines() for name in ("figures.csv", "plain.csv"))
    painted = [line for line in figures if line.startswith("tiny,") and "style distance" in line]
    assert len(painted) == 5, "it is measured at all levels, whichever were painted"
    assert not set(painted) & set(plain)
    unchanged = [line for line in figures if line.startswith("photo unchanged,")]
    assert set(unchanged) <= set(plain)


def test_the_photo_unchanged_has_lost_nothing(call: Call, desk: Path) -> None:
    outcome = call("evaluate", *PAIR, *SMALL)
    (row,) = [line.split() for line in outcome.out.splitlines() if "photo unchanged" in line]
    *content, gatys_content, gatys_style, seconds = row[-7:]
    assert [*content, gatys_content, seconds] == ["0.000", "0.000", "0.000", "0.000", "0.000", "–"]
    assert float(gatys_style) > 0
    assert "relative" not in outcome.out, "one pack has nothing to stand beside"
    assert "relu4_1" in outcome.out
    assert desk.exists()


def test_stripes_are_measured_where_a_photo_is_smooth(call: Call, desk: Path) -> None:
    grain = np.random.default_rng(0).integers(90, 95, (48, 64, 1))
    Image.fromarray((grain * np.array([1.0, 1.3, 2.2])).astype(np.uint8)).save(desk / "sky.png")
    pair = ("--photos", "sky.png", "photo.png", "--styles", "brush.png", "ink.jpg", "--size", 64)
    outcome = call("evaluate", *pair, "--csv", "figures.csv")
    assert outcome.status == 0, outcome.err
    lines = outcome.out.splitlines()
    assert any("where the photo is smooth: means over 2 of 4 pairs" in line for line in lines)
    assert "No photo is smooth" not in outcome.out
    with (desk / "figures.csv").open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if "smooth" in row["measure"] or "axis" in row["measure"]]
    assert {row["photo"] for row in rows} == {"sky.png"}
    shares = [float(row["value"]) for row in rows if row["result"] == "tiny" and "axis share in" in row["measure"]]
    (share,) = [line.split()[1] for line in lines if line.split()[:1] == ["tiny"] and len(line.split()) == 8]
    assert float(share) == pytest.approx(fmean(shares), abs=6e-4)
    for style, value in zip(("brush.png", "ink.jpg"), shares, strict=True):
        (line,) = [line.split() for line in lines if line.split()[:1] == [style]]
        own = {row["value"] for row in rows if row["measure"] == "axis share of the style" and row["style"] == style}
        assert [float(each) for each in line[1:]] == pytest.approx([float(*own), value], abs=6e-4)


def test_without_smooth_places_it_says_so(call: Call, desk: Path) -> None:
    outcome = call("evaluate", *PAIR, *SMALL)
    assert outcome.out.splitlines()[-1] == "No photo is smooth anywhere, so stripes were not measured."
    assert "axis" not in outcome.out
    assert desk.exists()


def test_a_sheet_and_every_figure_are_saved(call: Call, desk: Path) -> None:
    (desk / "photos").mkdir()
    for name in ("b.png", "a.png", ".hidden.png", "notes.txt"):
        Image.fromarray(picture(48, 32).pixels).save(desk / "photos" / name, "PNG")
    outputs = ("--sheet", "sheet.png", "--csv", "figures.csv")
    outcome = call("evaluate", "--photos", "photos", "--styles", "brush.png", *SMALL, *outputs)
    assert outcome.status == 0, outcome.err
    assert outcome.out.startswith("2 photos × 1 style, ")
    assert outcome.out.endswith("Saved figures.csv.\nSaved sheet.png.\n")
    sheet = read_picture(desk / "sheet.png")
    assert sheet.width > 3 * 48
    assert sheet.height > 2 * 32
    with (desk / "figures.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["result"] for row in rows} == {"tiny", "photo unchanged", "style unchanged"}
    assert {row["photo"] for row in rows} == {"a.png", "b.png"}
    counts = {measure: [row["measure"] for row in rows].count(measure) for measure in {row["measure"] for row in rows}}
    assert counts == {
        "style distance": 30,
        "content loss": 12,
        "content loss sum": 6,
        "Gatys content loss": 6,
        "Gatys style loss": 6,
        "seconds": 2,
        "PSNR": 10,
        "SSIM": 10,
    }
    assert all(float(row["value"]) >= -1 for row in rows)


def test_what_is_there_is_replaced_only_when_asked(call: Call, desk: Path) -> None:
    for name in ("sheet.png", "figures.csv"):
        (desk / name).write_bytes(b"precious")
        option = "--sheet" if name.endswith("png") else "--csv"
        assert call("evaluate", *PAIR, *SMALL, option, name).status == 2
        assert (desk / name).read_bytes() == b"precious"
    both = ("--sheet", "sheet.png", "--csv", "figures.csv", "--overwrite")
    assert call("evaluate", *PAIR, *SMALL, *both).status == 0
    assert (desk / "figures.csv").read_text().startswith("result,photo,style,measure,level,value")


def test_an_interrupted_evaluation_leaves_nothing(call: Call, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("engine.evaluation.evaluation.run_to_end", interrupted)
    before = sorted(desk.iterdir())
    outcome = call("evaluate", *PAIR, *SMALL, "--sheet", "sheet.png", "--csv", "figures.csv")
    assert outcome.status == 130
    assert "Traceback" not in outcome.err
    assert sorted(desk.iterdir()) == before


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--photos", "empty", "--styles", "brush.png"], "Pictures for --photos should be in 'empty', and there are"),
        (["--photos", "photo.png", "--styles", "empty"], "Pictures for --styles should be in 'empty', and there are"),
        (["--photos", "nowhere.png", "--styles", "brush.png"], "nowhere.png"),
        (["--photos", "photo.png"], "Missing option '--styles'"),
        (["--photos", "--styles", "brush.png"], "Option '--photos' needs one value or more."),
        ([*PAIR, "--packs"], "Option '--packs' needs one value or more."),
        ([*PAIR, "--packs", "missing"], "There is no model pack 'missing'"),
        ([*PAIR, "--reference", "missing"], "There is no model pack 'missing'"),
        ([*PAIR, "--reference", "shallow"], "One reference at least should have relu3_1 and relu4_1"),
        ([*PAIR, "--size", "31"], "--size should be at least 32 pixels, and it is 31"),
        ([*PAIR, "--strength", "2"], "The strength should be within 0 and 1, and it is 2.0"),
        ([*PAIR, "--detail", "2"], "The detail should be within 0 and 1, and it is 2.0"),
        ([*PAIR, "--passes", "6"], "The passes should be 1 to 5, and they are 6"),
        ([*PAIR, "--style-size", "0"], "The style size should be at least 1 pixel"),
        ([*PAIR, "--levels", "relu6_1"], "A level should be one of"),
        ([*PAIR, "--packs", "shallow", "--levels", "relu5_1"], "The pack 'shallow' has no relu5_1"),
        ([*PAIR, "--levels", "relu2_1", "--level-strength", "relu1_1=1"], "for a level that is visited, and relu1_1"),
        ([*PAIR, "--level-strength", "relu1_1"], "--level-strength should look like relu4_1=0.5"),
        ([*PAIR, "--device", "abacus"], "'abacus' was asked for"),
        ([*PAIR, "--sheet", "sheet.xyz"], ".xyz"),
        ([*PAIR, "--sheet", "no/folder/sheet.png"], "folder"),
        ([*PAIR, "--csv", "no/folder/figures.csv"], "should be a file in a folder that is there"),
        ([*PAIR, "--sheet", "photo.png", "--overwrite"], "'photo.png' is one of the pictures and should stay"),
        ([*PAIR, "--sheet", "one.png", "--csv", "one.png"], "--sheet and --csv should be two files"),
        (["photo.png", "brush.png"], "Missing option"),
    ],
)
def test_bad_input_gets_one_sentence_and_status_2(call: Call, desk: Path, words: list[str], sentence: str) -> None:
    (desk / "empty").mkdir()
    (desk / "empty" / "notes.txt").write_text("no picture")
    tiny_pack(desk.parent / "data" / "packs" / "shallow", levels=("relu2_1", "relu1_1"))
    before = sorted(desk.iterdir())
    outcome = call("evaluate", *words)
    assert outcome.status == 2
    assert sentence in outcome.err
    assert "Traceback" not in outcome.err
    assert outcome.out == ""
    assert sorted(desk.iterdir()) == before
    assert len(outcome.err.strip().splitlines()) == 1


def test_several_values_follow_a_repeatable_option() -> None:
    words = ["-v", "--photos", "a", "b", "--size", "3", "--photos", "c", "--photos=d", "--styles", "e"]
    assert list(spread(words, ("--photos", "--styles"))) == [
        *("-v", "--photos", "a", "--photos", "b", "--size", "3", "--photos", "c", "--photos=d", "--styles", "e")
    ]
