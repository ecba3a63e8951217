from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import torch

from engine.cli.program import run as run_program
from engine.errors import JobError, PackError
from engine.packs.registry import Registry, read_pack
from engine.packs.weights import load, write
from engine.training.continuation import ContinuedRun, levels_to_train
from engine.training.lessons import INPUT_MATRIX, INPUT_OFFSET
from engine.training.settings import ContinuationSettings
from tests.engine.packs.tiny import tiny_manifest, tiny_tensors
from tests.engine.training.made import CPU, finish, new_teachers, weights_of
from tests.refusals import refused

if TYPE_CHECKING:
    from pathlib import Path

    from engine.packs.manifest import Manifest
    from engine.packs.registry import InstalledPack

SETTINGS = ContinuationSettings("pupil", crop=32, batch=2, lessons=12, texture_steps=2, held_out=0.2)
FACTS: dict[str, str | int | float] = {"teacher": "somebody", "texture relu3_1: steps": 5, "before: teacher": "nobody"}


def own_manifest(**changes: object) -> Manifest:
    """Of a small pack that is built as training builds them, with some facts about its making."""
    own = {"input_matrix": INPUT_MATRIX, "input_offset": INPUT_OFFSET, "training": FACTS, "licence": "CC0-1.0"}
    return replace(tiny_manifest("pupil", levels=("relu4_1", "relu3_1", "relu2_1", "relu1_1")), **{**own, **changes})  # type: ignore[arg-type]  # fields by name


@pytest.fixture
def pupil(tmp_path: Path) -> InstalledPack:
    """Such a pack, installed."""
    manifest = own_manifest()
    halves = {name: tensor.half() for name, tensor in tiny_tensors(manifest).items()}
    write(tmp_path / "data" / "packs" / "pupil", manifest, halves)
    return read_pack(tmp_path / "data" / "packs" / "pupil")


def continued(
    folder: Path, album: Path, pupil: InstalledPack, settings: ContinuationSettings = SETTINGS
) -> ContinuedRun:
    return ContinuedRun(folder, photos_folder=album, pack=pupil, settings=settings, device=CPU)


def test_only_the_decoders_asked_for_learn_and_the_history_is_kept(
    tmp_path: Path, album: Path, pupil: InstalledPack
) -> None:
    told, manifest = finish(continued(tmp_path / "run", album, pupil, replace(SETTINGS, levels="relu2_1, relu3_1")))
    assert [(progress.stage, progress.step) for progress in told] == [
        (f"texture {level}", step) for level in ("relu3_1", "relu2_1") for step in (1, 2)
    ]
    before, after = load(pupil), weights_of(tmp_path / "run")
    changed = {name.rsplit(".", 2)[0] for name in before if not torch.equal(before[name], after[name])}
    assert changed == {"decoders.relu3_1", "decoders.relu2_1"}
    facts = manifest.training or {}
    assert facts["from_pack"] == "pupil"
    assert facts["from_pack's hash"] == pupil.manifest.sha256
    assert facts["levels"] == "relu3_1, relu2_1"
    assert facts["texture relu3_1: steps"] == 2
    assert {name: facts[f"before: {name}"] for name in FACTS} == FACTS
    assert replace(manifest, training=None, weights_bytes=0, weights_sha256="") == own_manifest(training=None)


def test_a_continued_run_that_was_stopped_ends_as_if_it_had_not_been(
    tmp_path: Path, album: Path, pupil: InstalledPack
) -> None:
    told, _ = finish(continued(tmp_path / "run", album, pupil))
    assert [progress.stage for progress in told] == ["texture relu4_1"] * 6 + ["texture relu3_1"] * 2 + [
        "texture relu2_1"
    ] * 2
    stopped = continued(tmp_path / "stopped", album, pupil).train("pupil")
    trained = (progress for progress in stopped if progress.stage != "lessons")
    for _ in range(7):
        next(trained)
    stopped.close()
    told, _ = finish(continued(tmp_path / "stopped", album, pupil))
    assert len(told) == 3
    whole, resumed = weights_of(tmp_path / "run"), weights_of(tmp_path / "stopped")
    assert all(torch.equal(whole[name], resumed[name]) for name in whole)


def test_the_order_in_which_levels_are_named_makes_no_other_run(
    tmp_path: Path, album: Path, pupil: InstalledPack
) -> None:
    for levels in ("relu2_1,relu3_1", "relu3_1, relu2_1", "relu2_1 , relu3_1,"):
        continued(tmp_path / "run", album, pupil, replace(SETTINGS, levels=levels))
    with refused(
        JobError,
        "The run in '{name}' should be resumed with its own settings and photos, and these differ: {changed}; use the "
        "same, or another folder.",
        changed="levels",
    ):
        continued(tmp_path / "run", album, pupil, replace(SETTINGS, levels="relu2_1"))


def test_a_continued_run_can_be_gone_on_from(tmp_path: Path, album: Path, pupil: InstalledPack) -> None:
    settings = replace(SETTINGS, levels="relu2_1")
    _, once = finish(continued(tmp_path / "once", album, pupil, settings))
    _, twice = finish(continued(tmp_path / "twice", album, read_pack(tmp_path / "once" / "pupil"), settings))
    facts = twice.training or {}
    assert facts["from_pack's hash"] == once.sha256
    assert facts["before: from_pack's hash"] == pupil.manifest.sha256
    assert facts["before: before: teacher"] == "somebody"


def test_a_run_is_not_resumed_from_another_pack(tmp_path: Path, album: Path, pupil: InstalledPack) -> None:
    continued(tmp_path / "run", album, pupil)
    write(tmp_path / "other" / "pupil", own_manifest(), tiny_tensors(own_manifest(), seed=3))
    with refused(
        JobError,
        "The run in '{name}' should be resumed with its own settings and photos, and these differ: {changed}; use the "
        "same, or another folder.",
        changed="from_pack's hash",
    ):
        continued(tmp_path / "run", album, read_pack(tmp_path / "other" / "pupil"))


def test_packs_of_another_kind_are_refused(tmp_path: Path, album: Path) -> None:
    teacher = new_teachers(tmp_path / "others").find("teacher")
    with refused(
        PackError,
        "The pack to go on from should be one that `pentimento train` has made, and {name!r} is of another kind: name "
        "such a one, or let this one be the teacher of a new pack.",
        name="teacher",
    ):
        continued(tmp_path / "run", album, teacher)
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("changes", [{"decoders_end_with_relu": True}, {"input_offset": (0.0, 0.0, 0.0)}])
def test_what_decides_whether_a_pack_is_of_the_own_kind(
    tmp_path: Path, album: Path, changes: dict[str, object]
) -> None:
    manifest = own_manifest(**changes)
    write(tmp_path / "pupil", manifest, tiny_tensors(manifest))
    with refused(
        PackError,
        "The pack to go on from should be one that `pentimento train` has made, and {name!r} is of another kind: name "
        "such a one, or let this one be the teacher of a new pack.",
        name="pupil",
    ):
        continued(tmp_path / "run", album, read_pack(tmp_path / "pupil"))


def test_levels_are_named_in_any_order_and_trained_from_deep_to_shallow() -> None:
    assert levels_to_train("relu2_1,relu4_1", own_manifest()) == ("relu4_1", "relu2_1")
    assert levels_to_train("", own_manifest()) == ("relu4_1", "relu3_1", "relu2_1")
    for names in ("relu1_1", "relu3_1, conv7"):
        with refused(
            JobError,
            "The levels should be among those whose decoders learn texture, {possible}, and '{names}' came: name one "
            "of these or more, with commas between them.",
            possible="relu5_1, relu4_1, relu3_1, relu2_1",
            names=names,
        ):
            levels_to_train(names, own_manifest())
    with refused(
        PackError,
        "The pack {name!r} has no {missing}; it has {levels}: choose among these levels, or another pack.",
        missing="relu5_1",
    ):
        levels_to_train("relu5_1", own_manifest())


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "One of --teacher and --from-pack should be given, and neither came"),
        (["--teacher", "pupil", "--from-pack", "pupil"], "and both came"),
        (["--teacher", "pupil", "--levels", "relu3_1"], "--levels says nothing beside --teacher"),
        (["--from-pack", "pupil", "--polish-steps", "3"], "--polish-steps says nothing beside --from-pack"),
    ],
)
def test_words_that_contradict_each_other_are_refused(
    words: list[str], sentence: str, album: Path, pupil: InstalledPack, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pupil.manifest.name == "pupil"
    assert run_program(["train", "run", "--photos", str(album), *words]) != 0
    assert sentence in " ".join(capsys.readouterr().err.split())


def test_the_command_line_goes_on_from_a_pack(
    tmp_path: Path, album: Path, pupil: InstalledPack, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["train", str(tmp_path / "run"), "--photos", str(album), "--from-pack", "pupil", "--levels", "relu2_1"]
    words += ["--crop", "32", "--batch", "2", "--lessons", "8", "--texture-steps", "1", "--name", "better"]
    assert run_program([*words, "--device", "cpu"]) == 0, capsys.readouterr().err
    manifest = Registry(tmp_path / "run", tmp_path / "none").find("better").manifest
    assert (manifest.training or {})["from_pack's hash"] == pupil.manifest.sha256
    assert (manifest.training or {})["levels"] == "relu2_1"
