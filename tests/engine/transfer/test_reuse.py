from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.images import Picture
from engine.job import Job, Progress, Region
from engine.packs.weights import load
from engine.planning.methods import TRANSFORMS
from engine.planning.quiet import QUIET_PLACES
from engine.studio import Studio, run_to_end
from engine.stylist import Stylist
from engine.transfer import cascade
from engine.transfer.reuse import LARGEST_SHARE, Kept, fingerprint, size_of
from engine.transfer.transforms import Side
from engine.vgg import LEVELS, Level
from tests.conftest import some_slow
from tests.engine.counting import counted
from tests.engine.looks import changed as changed_recipe
from tests.engine.pictures import make_job, picture, reference

if TYPE_CHECKING:
    from engine.packs.registry import Registry

CPU = torch.device("cpu")
QUICK = ("whitening", "swap")
"""Of the transforms those that are tried each time: the usual one, and the one that keeps more of styles."""

NETWORKS_OF_A_RUN = 10
"""An encoder and a decoder at each of five levels; styles come on top."""


def stylist_of(registry: Registry, name: str = "tiny", limit: int | None = None) -> Stylist:
    pack = registry.find(name)
    kept = None if limit is None else Kept(limit)
    return Stylist(pack.manifest, load(pack), CPU, "float32", kept=kept)


def run(stylist: Stylist, job: Job) -> list[Progress]:
    return list(stylist.stylise(job, stylist.plan(job)))


def pixels(steps: list[Progress]) -> np.ndarray[Any, Any]:
    result = steps[-1].result
    assert result is not None
    return result.picture.pixels


def previews(steps: list[Progress]) -> list[tuple[int, Level | None, bytes]]:
    return [
        (step.pass_number, step.level, step.preview.tobytes() + repr(step.preview.shape).encode())
        for step in steps
        if step.preview is not None
    ]


PHOTO = picture(50, 40)
STYLES = (picture(32, 40, 1), picture(44, 30, 2))
MASK = np.zeros((40, 50), np.uint8)
MASK[:, 20:] = 255
SOFT = np.tile(np.linspace(0, 255, 50).astype(np.uint8), (40, 1))
IN_PHOTO_S_STYLE = Region(MASK, (reference(PHOTO),), (PHOTO,), edge="hard")
REGIONS = {
    "none": (),
    "hard": (IN_PHOTO_S_STYLE,),
    "other half": (replace(IN_PHOTO_S_STYLE, mask=255 - MASK),),
    "soft edge": (replace(IN_PHOTO_S_STYLE, edge="soft"),),
    "soft": (replace(IN_PHOTO_S_STYLE, mask=SOFT, edge="soft"),),
    "weaker": (replace(IN_PHOTO_S_STYLE, mask=SOFT, edge="soft", strength=0.2),),
    "part of the style": (replace(IN_PHOTO_S_STYLE, mask=SOFT, edge="soft", style_masks=(MASK,)),),
    "structure of its own": (replace(IN_PHOTO_S_STYLE, mask=SOFT, edge="soft", structure=0.9),),
    "photo kept": (Region(SOFT),),
    "two": (replace(IN_PHOTO_S_STYLE, mask=SOFT, edge="soft"), Region(MASK)),
    "two the other way round": (Region(MASK), replace(IN_PHOTO_S_STYLE, mask=SOFT, edge="soft")),
}


def cut_out(opaque: Picture) -> Picture:
    alpha = np.full(opaque.pixels.shape[:2], 255, np.uint8)
    alpha[:20, :20] = 0
    return Picture(opaque.pixels, alpha, opaque.name)


strengths = st.sampled_from([0.0, 0.4, 0.7])
changes = st.one_of(
    st.tuples(st.just("strength"), st.sampled_from(LEVELS), strengths),
    st.tuples(st.just("weights"), st.sampled_from([(1.0, 1.0), (1.0, 0.0), (0.2, 0.8)])),
    st.tuples(st.just("levels"), st.sampled_from([LEVELS, LEVELS[1:], LEVELS[:-1], ("relu3_1",)])),
    st.tuples(st.just("passes"), st.integers(1, 2)),
    st.tuples(st.just("colour"), st.sampled_from(["style", "photo"])),
    st.tuples(st.just("transform"), st.sampled_from(TRANSFORMS)),
    st.tuples(st.just("structure"), st.sampled_from([0.0, 0.3, 1.0])),
    st.tuples(st.just("quiet_places"), st.sampled_from(QUIET_PLACES)),
    st.tuples(st.just("quiet_amount"), st.sampled_from([0.0, 0.5, 1.0])),
    st.tuples(st.just("quiet_seed"), st.sampled_from([0, 1])),
    st.tuples(st.just("motif_scale"), st.sampled_from([1.0, 2.0])),
    st.tuples(st.just("motif_left"), st.sampled_from([0.0, 0.5])),
    st.tuples(st.just("motif_turn"), st.sampled_from(["0", "90"])),
    st.tuples(st.just("style_size"), st.sampled_from([None, 40])),
    st.tuples(st.just("photo"), st.sampled_from([PHOTO, cut_out(PHOTO), picture(40, 50, 3)])),
    st.tuples(st.just("level_weights"), st.sampled_from([{}, {"relu1_1": 0.5}, {"relu5_1": 0.0, "relu2_1": 3.0}])),
    st.tuples(st.just("regions"), st.sampled_from(list(REGIONS.values()))),
    st.tuples(st.just("size"), st.sampled_from([None, 45])),
    st.tuples(st.just("bits"), st.sampled_from([8, 16])),
)


def changed(job: Job, change: tuple[Any, ...]) -> Job:
    what, value = change[0], change[-1]
    recipe = job.recipe
    if what == "strength":
        recipe = replace(recipe, level_strengths={**recipe.level_strengths, change[1]: value})
    elif what == "weights":
        weighted = zip(recipe.styles, value, strict=True)
        recipe = replace(recipe, styles=tuple(replace(style, weight=weight) for style, weight in weighted))
    elif what == "level_weights":
        # Not of the first style, which is the one that always weighs something: no change may leave a level without.
        *others, last = recipe.styles
        recipe = replace(recipe, styles=(*others, replace(last, level_weights=value)))
    elif what in ("photo", "size", "bits", "regions"):
        return replace(job, **{what: value})
    else:
        recipe = changed_recipe(recipe, **{what: value})
    return replace(job, recipe=recipe)


@settings(max_examples=12)
@given(
    st.lists(st.tuples(changes, st.none() | st.integers(0, 60)), min_size=1, max_size=5),
    st.sampled_from([0, 40_000, 200_000, 1 << 30]),
    st.sampled_from(["tiny", "tiny-separate"]),
)
def test_what_came_before_never_shows(
    registry: Registry, sequence: list[tuple[Any, int | None]], limit: int, name: str
) -> None:
    """Any recipes one after the other, some given up midway: results, previews and their order are as if alone."""
    used, alone = stylist_of(registry, name, limit), stylist_of(registry, name, 0)
    job = make_job(used.manifest, PHOTO, *STYLES)
    for change, given_up_after in [(("bits", 8), None), *sequence]:
        job = changed(job, change)
        if given_up_after is not None:
            painting = used.stylise(job, used.plan(job))
            for _, _ in zip(range(given_up_after), painting, strict=False):
                pass
            painting.close()
            continue
        steps, expected = run(used, job), run(alone, job)
        assert np.array_equal(pixels(steps), pixels(expected))
        assert previews(steps) == previews(expected)
        fractions = [step.fraction for step in steps]
        assert fractions == sorted(fractions)
        assert fractions[-2] == pytest.approx(expected[-2].fraction)
        assert not any(step.preview.flags.writeable for step in steps if step.preview is not None)
        assert used._kept.held <= limit


EACH: list[tuple[tuple[Any, ...], tuple[Any, ...]]] = [
    *((("regions", before), ("regions", after)) for before, after in pairwise(REGIONS.values())),
    (("regions", REGIONS["hard"]), ("regions", ())),
    (("level_weights", {}), ("level_weights", {"relu1_1": 0.1})),
    (("photo", PHOTO), ("photo", cut_out(PHOTO))),
    (("weights", (1.0, 1.0)), ("weights", (0.2, 0.8))),
    (("style_size", 30), ("style_size", 40)),
    (("strength", "relu3_1", 0.2), ("strength", "relu3_1", 0.7)),
    (("structure", 0.0), ("structure", 0.2)),
    (("structure", 0.6), ("structure", 1.0)),
    (("quiet_places", "leave"), ("quiet_places", "strokes")),
    (("quiet_places", "strokes"), ("quiet_places", "motifs")),
    (("colour", "style"), ("colour", "photo")),
    (("levels", LEVELS), ("levels", LEVELS[:-1])),
]


@pytest.mark.parametrize(("before", "after"), EACH, ids=[change[0] for _, change in EACH])
def test_each_change_shows(registry: Registry, before: tuple[Any, ...], after: tuple[Any, ...]) -> None:
    stylist = stylist_of(registry)
    jobs = [changed(make_job(stylist.manifest, PHOTO, *STYLES), change) for change in (before, after)]
    expected = [pixels(run(stylist_of(registry, limit=0), job)) for job in jobs]
    assert not np.array_equal(expected[0], expected[1])
    for job, painted in zip(jobs, expected, strict=True):
        assert np.array_equal(pixels(run(stylist, job)), painted)


MOTIFS = {
    "motif_scale": 2.0,
    "motif_left": 0.5,
    "motif_top": -0.5,
    "motif_turn": "90",
    "motif_mirrored": True,
    "quiet_seed": 1,
}


@pytest.mark.parametrize(("quiet_places", "name"), [*(("motifs", name) for name in MOTIFS), ("strokes", "quiet_seed")])
def test_each_change_of_what_fills_quiet_places_shows(registry: Registry, quiet_places: str, name: str) -> None:
    stylist = stylist_of(registry)
    job = changed(make_job(stylist.manifest, PHOTO, *STYLES), ("quiet_places", quiet_places))
    before, after = pixels(run(stylist, job)), changed(job, (name, MOTIFS[name]))
    expected = pixels(run(stylist_of(registry, limit=0), after))
    assert not np.array_equal(before, expected)
    assert np.array_equal(pixels(run(stylist, after)), expected)


@pytest.mark.parametrize(("place", "level"), list(enumerate(LEVELS)))
def test_a_changed_strength_runs_again_from_its_level_only(registry: Registry, place: int, level: Level) -> None:
    stylist = stylist_of(registry)
    job = make_job(stylist.manifest, PHOTO, *STYLES)
    run(stylist, job)
    with counted() as ran:
        run(stylist, changed(job, ("strength", level, 0.1)))
    # That level's features are known too, so it begins with a decoder.
    expected = [
        network
        for later in LEVELS[place:]
        for network in (stylist.networks(later).encoder, stylist.networks(later).decoder)
    ]
    assert ran == expected[1:]


def test_a_changed_weight_encodes_neither_a_style_nor_the_photo(registry: Registry) -> None:
    stylist = stylist_of(registry)
    job = make_job(stylist.manifest, PHOTO, *STYLES)
    run(stylist, job)
    with counted() as ran:
        steps = run(stylist, changed(job, ("weights", (0.3, 0.7))))
    assert len(ran) == NETWORKS_OF_A_RUN - 1
    assert ran[0] is stylist.networks("relu5_1").decoder
    assert not any(step.stage == "style" for step in steps)


def test_a_weight_changed_at_one_level_runs_again_from_there_only(registry: Registry) -> None:
    stylist = stylist_of(registry)
    job = make_job(stylist.manifest, PHOTO, *STYLES)
    run(stylist, job)
    with counted() as ran:
        run(stylist, changed(job, ("level_weights", {"relu1_1": 0.1})))
    assert ran == [stylist.networks("relu1_1").decoder]


def test_a_changed_mask_encodes_neither_a_style_nor_the_photo(registry: Registry) -> None:
    stylist = stylist_of(registry)
    job = changed(make_job(stylist.manifest, PHOTO, *STYLES), ("regions", REGIONS["soft edge"]))
    run(stylist, job)
    with counted() as ran:
        steps = run(stylist, changed(job, ("regions", REGIONS["soft"])))
    assert len(ran) == NETWORKS_OF_A_RUN - 1
    assert ran[0] is stylist.networks("relu5_1").decoder
    assert not any(step.stage == "style" for step in steps)


def test_a_style_seen_before_costs_the_same_as_a_changed_weight(registry: Registry) -> None:
    stylist = stylist_of(registry)
    one, other = (make_job(stylist.manifest, PHOTO, style) for style in STYLES)
    run(stylist, one)
    run(stylist, other)
    run(stylist, changed(one, ("strength", "relu5_1", 0.1)))
    with counted() as ran:
        steps = run(stylist, changed(other, ("strength", "relu5_1", 0.2)))
    assert len(ran) == NETWORKS_OF_A_RUN - 1
    assert not any(step.stage == "style" for step in steps)


@pytest.mark.parametrize("change", [("colour", "photo"), ("bits", 8)])
def test_nothing_is_run_again_for_other_colours_or_for_nothing_at_all(
    registry: Registry, change: tuple[Any, ...]
) -> None:
    stylist = stylist_of(registry)
    job = make_job(stylist.manifest, PHOTO, *STYLES)
    run(stylist, job)
    with counted() as ran:
        steps = run(stylist, changed(job, change))
    assert not ran
    assert [step.level for step in steps if step.preview is not None] == list(LEVELS)


def test_previews_in_other_colours_are_made_once(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    stylist = stylist_of(registry)
    job = make_job(stylist.manifest, PHOTO, *STYLES)
    run(stylist, job)
    run(stylist, changed(job, ("colour", "photo")))
    made = []
    usual = cascade.preview_of

    def noting(*words: Any) -> Any:
        made.append(words)
        return usual(*words)

    monkeypatch.setattr(cascade, "preview_of", noting)
    run(stylist, changed(changed(job, ("colour", "photo")), ("strength", "relu1_1", 0.1)))
    assert len(made) == 1


@pytest.mark.parametrize("level", LEVELS[1:])
def test_a_cancelled_job_s_finished_levels_are_not_run_again(registry: Registry, level: Level) -> None:
    stylist = stylist_of(registry)
    job = make_job(stylist.manifest, PHOTO, *STYLES)
    painting = stylist.stylise(job, stylist.plan(job))
    while next(painting).level != level:
        pass
    painting.close()
    with counted() as ran:
        run(stylist, job)
    assert stylist.networks(LEVELS[LEVELS.index(level) - 1]).decoder not in ran
    assert stylist.networks(level).decoder in ran


def test_jobs_that_take_turns_use_what_the_other_found(registry: Registry) -> None:
    stylist = stylist_of(registry)
    job = make_job(stylist.manifest, PHOTO, *STYLES)
    expected = pixels(run(stylist_of(registry, limit=0), job))
    ahead, behind = (stylist.stylise(job, stylist.plan(job)) for _ in range(2))
    while next(ahead).level != "relu3_1":
        pass
    with counted() as ran:
        found = list(behind)
    assert stylist.networks("relu4_1").decoder not in ran
    assert np.array_equal(pixels(found), expected)
    assert np.array_equal(pixels(list(ahead)), expected)


def test_stylists_that_share_what_they_keep_do_not_mix_it_up(registry: Registry) -> None:
    kept = Kept(1 << 30)
    for name in ("tiny", "tiny-separate"):
        for number_format in ("float32", "bfloat16"):
            pack = registry.find(name)
            job = make_job(pack.manifest, PHOTO, *STYLES)
            sharing, alone = (
                Stylist(pack.manifest, load(pack), CPU, number_format, kept=shared) for shared in (kept, Kept(0))
            )
            assert np.array_equal(pixels(run(sharing, job)), pixels(run(alone, job)))


def test_another_threshold_is_another_pack(registry: Registry) -> None:
    one = stylist_of(registry)
    job = make_job(one.manifest, PHOTO, *STYLES)
    run(one, job)
    manifest = replace(one.manifest, eigenvalue_threshold=0.5)
    other = Stylist(manifest, one._tensors, CPU, "float32", kept=one._kept)
    with counted() as ran:
        run(other, job)
    assert len(ran) >= NETWORKS_OF_A_RUN


class TestStudio:
    def test_it_keeps_within_what_the_job_leaves_of_its_memory(self, registry: Registry) -> None:
        job = make_job(registry.find("tiny").manifest, PHOTO, *STYLES)
        need = stylist_of(registry).plan(job).memory
        for spare in (0, 100_000, 1 << 30):
            studio = Studio(registry, "cpu", "float32", need + spare)
            for strength in (0.1, 0.2, 0.3):
                run_to_end(studio.stylise(changed(job, ("strength", "relu1_1", strength))))
            assert studio._kept.held <= spare
            assert (studio._kept.held > 0) == (spare > 0)

    def test_forgetting_photos_runs_all_levels_again(self, registry: Registry) -> None:
        job = make_job(registry.find("tiny").manifest, PHOTO, *STYLES)
        studio = Studio(registry, "cpu", "float32")
        run_to_end(studio.stylise(job))
        studio.forget_photos()
        with counted() as ran:
            run_to_end(studio.stylise(job))
        assert len(ran) == NETWORKS_OF_A_RUN

    @pytest.mark.parametrize(
        "how",
        [
            *(("transform", transform) for transform in QUICK),
            ("quiet_places", "motifs"),
            *some_slow([], [("transform", transform) for transform in sorted({*TRANSFORMS} - {*QUICK})]),
        ],
    )
    def test_what_the_last_jobs_need_stays_and_older_results_go(self, registry: Registry, how: tuple[str, str]) -> None:
        usual = make_job(registry.find("tiny").manifest, PHOTO, *STYLES)
        older, draft, last = (
            changed(replace(usual, photo=photo, size=size), how)
            for photo, size in ((picture(201, 140), None), (PHOTO, 32), (PHOTO, None))
        )
        alone = Studio(registry, "cpu", "float32")
        for job in (draft, last):
            run_to_end(alone.stylise(job))
        studio = Studio(registry, "cpu", "float32")
        for job in (older, draft, last):
            run_to_end(studio.stylise(job))
        studio.forget_older_photos()
        assert studio._kept.held == alone._kept.held
        for level in LEVELS[::2]:
            for job in (draft, last):
                moved = changed(job, ("strength", level, 0.3))
                with counted() as here:
                    run_to_end(studio.stylise(moved))
                with counted() as there:
                    run_to_end(alone.stylise(moved))
                assert len(here) == len(there)
        with counted() as ran:
            run_to_end(studio.stylise(older))
        assert len(ran) >= NETWORKS_OF_A_RUN

    def test_kept_0_keeps_nothing(self, registry: Registry) -> None:
        job = make_job(registry.find("tiny").manifest, PHOTO, *STYLES)
        studio = Studio(registry, "cpu", "float32", kept=0)
        run_to_end(studio.stylise(job))
        assert studio._kept.held == 0

    def test_when_memory_runs_out_what_is_kept_goes_first(
        self, registry: Registry, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        job = make_job(registry.find("tiny").manifest, PHOTO, *STYLES)
        studio = Studio(registry, "cpu", "float32")
        run_to_end(studio.stylise(job))
        held = []
        usual = Stylist.plan

        def noting(self: Stylist, *words: Any) -> Any:
            held.append(studio._kept.held)
            return usual(self, *words)

        def failing(*_: object) -> None:
            raise MemoryError

        monkeypatch.setattr(Stylist, "plan", noting)
        monkeypatch.setattr("engine.stylist.prepare", failing)
        run_to_end(studio.stylise(replace(job, photo=picture(201, 140))))
        assert held[0] > 0
        assert held[1] == 0


keys = st.integers(0, 9)


@given(st.lists(st.tuples(keys, st.integers(0, 120)), max_size=40), st.integers(0, 100))
def test_the_budget_is_kept_and_the_least_used_goes_first(puts: list[tuple[int, int]], limit: int) -> None:
    kept = Kept(limit)
    model: dict[int, int] = {}
    for key, size in puts:
        if size % 3 == 0:
            found = kept.get((key,), np.ndarray)
            assert (found is not None) == (key in model)
            if key in model:
                model[key] = model.pop(key)
            continue
        kept.put((key,), np.zeros(size, np.uint8))
        model.pop(key, None)
        if size <= LARGEST_SHARE * limit:
            model[key] = size
        while sum(model.values()) > limit:
            model.pop(next(iter(model)))
        assert kept.held == sum(model.values()) <= limit
        assert len(kept) == len(model)
    kept.limit_to(limit // 2)
    assert kept.held <= limit // 2
    kept.clear()
    assert (kept.held, len(kept)) == (0, 0)


def test_a_value_counts_with_all_that_it_holds_in_memory() -> None:
    whole = torch.zeros(10, 10)
    assert size_of(whole[:1]) == 400
    assert size_of(Side(torch.zeros(4, dtype=torch.float64), torch.zeros(4, 4, dtype=torch.float64))) == 160
    assert size_of(np.zeros((3, 5), np.uint8)) == 15


def test_a_value_of_another_kind_is_not_given() -> None:
    kept = Kept(1000)
    kept.put(("key",), np.zeros(3))
    assert kept.get(("key",), torch.Tensor) is None


facts = st.one_of(st.text(), st.floats(allow_nan=False), st.integers(), st.none(), st.tuples(st.text(), st.integers()))


@settings(max_examples=30)
@given(st.lists(facts, max_size=4), st.lists(facts, max_size=4))
def test_names_differ_exactly_where_facts_do(one: list[Any], other: list[Any]) -> None:
    written = [[repr(fact) for fact in facts] for facts in (one, other)]
    assert (fingerprint(*one) == fingerprint(*other)) == (written[0] == written[1])


def test_pixels_are_named_by_shape_type_and_values() -> None:
    pixels = np.arange(12, dtype=np.uint8).reshape(2, 6)
    others = [pixels.reshape(3, 4), pixels.view(np.int8), pixels + np.uint8(1), None]
    assert len({fingerprint(array) for array in (pixels, *others)}) == 5
    assert fingerprint(np.asfortranarray(pixels)) == fingerprint(pixels)


def test_masks_of_8_bits_leave_no_trace_in_16(registry: Registry) -> None:
    """They are resized in the result's bits, so what was painted before with the coarser ones must not be used."""
    used, alone = stylist_of(registry), stylist_of(registry, limit=0)
    mask = np.random.default_rng(0).integers(0, 256, (40, 50), np.uint8)
    region = replace(IN_PHOTO_S_STYLE, mask=mask, edge="soft")
    job = replace(make_job(used.manifest, PHOTO, *STYLES), regions=(region,), size=25)
    run(used, job)
    fine = replace(job, bits=16)
    assert np.array_equal(pixels(run(used, fine)), pixels(run(alone, fine)))
