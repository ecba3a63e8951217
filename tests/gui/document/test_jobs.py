"""What the document asks of the engine, and recipes that come back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.files.strict_json import Fields
from engine.images import Framing
from engine.job import DEFAULT_STRENGTH, Look, PackReference, Recipe, StyleReference
from engine.look.recipe import normalised_weights
from engine.look.recipe_json import recipe_from_json, recipe_to_json
from engine.vgg import LEVELS
from gui.document.document import Document
from gui.document.jobs import levels_of, mixes_alike, treatment_of, weights_of
from gui.regions.editing import RegionEditing
from gui.storage.state_json import state_from_fields, state_to_data
from gui.work.job_makers import document_job_maker
from gui.work.texture_maker import TextureWish, texture_maker
from tests.gui.made import disc, filled_document, hash_of, made_job, new_document, no_pack, picture

if TYPE_CHECKING:
    from engine.vgg import Level

pytestmark = pytest.mark.usefixtures("qapp")


def test_jobs() -> None:
    document = filled_document()
    assert new_document().jobs.preview_maker() is None
    document.set_framing_of_photo(Framing(right=0.5, quarter_turns=1))
    document.change_quality(preview_size=128)
    job = made_job(document.jobs.export_maker(bits=16))
    assert (job.photo.width, job.photo.height, job.bits) == (8, 24, 16)
    assert job.recipe.style_size == 24
    assert [style.pixel_hash for style in job.recipe.styles] == [hash_of(picture(1)), hash_of(picture(2))]
    preview = made_job(document.jobs.preview_maker())
    assert preview.size == 24
    for level in LEVELS:
        document.change_level(level, on=False)
    assert document.jobs.preview_maker() is None
    document.undo()
    assert new_document().jobs.export_maker() is None


def test_a_preview_is_made_of_reduced_pictures_that_the_engine_knows_by_their_own_hash() -> None:
    document = new_document()
    document.set_photo(picture(0, 1000, 500))
    document.styles.add([(picture(1, 900, 900), None)])
    document.change_quality(preview_size=200)
    job = made_job(document.jobs.preview_maker())
    assert (job.photo.width, job.size, job.recipe.style_size) == (231, 231, 231)
    assert (job.styles[0].width, job.recipe.styles[0].pixel_hash) == (256, hash_of(job.styles[0]))
    recipe = document.jobs.recipe()
    assert recipe is not None
    assert (recipe.style_size, recipe.styles[0].pixel_hash) == (1000, hash_of(picture(1, 900, 900)))
    document.set_framing_of_photo(Framing(right=0.5))
    job = made_job(document.jobs.preview_maker())
    # A half of the photo comes from a copy that is large enough for the preview's size.
    assert max(job.photo.width, job.photo.height) >= 200


def test_an_export_with_the_preview_s_look_is_planned_from_the_preview_s_size() -> None:
    document = new_document()
    document.set_photo(picture(0, 1000, 500))
    (key,) = document.styles.add([(picture(1, 900, 900), None)])
    document.change_quality(preview_size=201)
    document.set_stroke_size(0.5)
    finer, alike = made_job(document.jobs.export_maker()), made_job(document.jobs.export_maker(same_look=True))
    assert (finer.recipe.look_size, finer.recipe.style_size) == (None, 500)
    assert (alike.recipe.look_size, alike.recipe.style_size, alike.size) == (232, 116, None)
    # Who takes the saved picture's recipe gets the strokes that were chosen.
    assert treatment_of(alike.recipe, 1000).stroke_size == treatment_of(finer.recipe, 1000).stroke_size == 0.5
    assert (
        made_job(document.jobs.export_maker(232, same_look=True)).recipe
        == made_job(document.jobs.export_maker(232)).recipe
    )
    document.set_framing_of_photo(Framing(right=0.1))
    framed = made_job(document.jobs.export_maker(same_look=True))
    assert framed.recipe.look_size == 367
    document.styles.add([(picture(2, 300, 300), None)])
    document.styles.set_scale(key, 2.0)
    mixed = made_job(document.jobs.export_maker(same_look=True))
    # Styles of different stroke sizes come in the sizes in which the preview looks at them.
    assert mixed.recipe.style_size is None
    assert [style.width for style in mixed.styles] == [367, 184]


def test_a_job_can_be_made_later_of_the_document_as_it_was() -> None:
    document = filled_document()
    assert new_document().jobs.export_maker() is None
    make = document.jobs.export_maker(12)
    document.change_look(strength=0.1)
    document.close()
    assert make is not None
    job = make()
    assert (job.recipe.look.strength, job.size, len(job.styles)) == (DEFAULT_STRENGTH, 12, 2)


def test_a_recipe_comes_back_with_its_styles() -> None:
    document = filled_document()
    document.change_look(strength=0.5)
    document.change_level("relu4_1", strength=0.5)
    document.change_level("relu1_1", on=False)
    document.styles.set_weight(document.state.styles[0].key, 3)
    before = document.state
    recipe = document.jobs.recipe()
    assert recipe is not None
    document.styles.remove(before.styles[1].key)
    document.reset_treatment()
    assert document.apply_recipe(recipe) == ()
    assert document.state.treatment == before.treatment
    assert [style.picture_hash for style in document.state.styles] == [style.picture_hash for style in before.styles]
    assert [style.weight for style in document.state.styles] == [1, pytest.approx(1 / 3)]


def test_missing_styles_of_a_recipe_are_told_and_may_be_offered() -> None:
    document = filled_document(1)
    styles = document.state.styles
    reference = StyleReference("hat.png", hash_of(picture(7)), 1)
    recipe = Recipe((reference,), Look(0.3), style_size=48, pack=PackReference("atelier", "0" * 64))
    assert document.apply_recipe(recipe, 24) == (reference,)
    assert document.state.styles == styles
    assert (document.state.look.strength, document.state.treatment.stroke_size) == (0.3, 2.0)
    assert document.state.quality.pack == "atelier"
    assert document.apply_recipe(recipe, 24, [(picture(8), None), (picture(7), None)]) == ()
    assert [style.picture_hash for style in document.state.styles] == [hash_of(picture(7))]
    assert hash_of(picture(8)) not in document.pictures


def test_a_style_of_its_own_scale_is_brought_to_its_size() -> None:
    document = Document(pack_of=no_pack)
    document.set_photo(picture(0, 1000, 800))
    first, second = document.styles.add([(picture(1, 900, 600), None), (picture(2, 300, 600), None)])
    document.styles.set_scale(second, 0.5)
    job = made_job(document.jobs.export_maker())
    assert job.recipe.style_size is None
    assert [(style.width, style.height) for style in job.styles] == [(1000, 667), (250, 500)]
    assert job.recipe.styles[1].pixel_hash == hash_of(picture(2, 300, 600))
    # Larger than the engine would look at them: both are reduced alike.
    document.styles.set_scale(first, 4)
    job = made_job(document.jobs.export_maker())
    assert [max(style.width, style.height) for style in job.styles] == [1000, 125]
    document.styles.set_solo(second)
    job = made_job(document.jobs.export_maker())
    assert job.recipe.style_size == 500


DEEP, SHALLOW = LEVELS[:3], LEVELS[3:]


def test_composition_comes_from_one_style_and_colour_from_another() -> None:
    document = filled_document()
    first, second = (style.key for style in document.state.styles)
    document.styles.set_weight(second, 0.5)
    document.styles.set_levels(first, DEEP)
    document.styles.set_levels(second, tuple(reversed(SHALLOW)))
    recipe = made_job(document.jobs.preview_maker()).recipe
    assert [[style.weight_at(level) for level in LEVELS] for style in recipe.styles] == [
        [1, 1, 1, 0, 0],
        [0, 0, 0, 0.5, 0.5],
    ]
    assert [style.weight for style in recipe.styles] == [1, 0.5]
    assert recipe.levels == LEVELS
    stored = document.jobs.recipe()
    assert stored is not None
    read = recipe_from_json(recipe_to_json(stored), "it")
    document.styles.set_levels(first, LEVELS)
    document.styles.set_levels(second, LEVELS)
    assert document.apply_recipe(read) == ()
    assert [style.levels for style in document.state.styles] == [DEEP, SHALLOW]
    assert [style.weight for style in document.state.styles] == [1, 0.5]
    assert state_from_fields(Fields(state_to_data(document.state), "it")) == document.state


WEIGHTS = st.dictionaries(st.sampled_from(LEVELS), st.sampled_from([0.0, 0.5, 1.0]))


@given(
    st.lists(st.tuples(st.sampled_from([0.5, 1.0]), WEIGHTS), min_size=1, max_size=3), st.sampled_from([LEVELS, DEEP])
)
def test_a_recipe_that_the_document_cannot_mix_is_known(
    weights: list[tuple[float, dict[Level, float]]], levels: tuple[Level, ...]
) -> None:
    """The shares at each level of what the document makes of a recipe are the recipe's, unless it says otherwise."""
    styles = tuple(
        StyleReference(f"{number}", hash_of(picture(number)), weight, by_level)
        for number, (weight, by_level) in enumerate(weights)
    )
    assume(all(any(style.weight_at(level) for style in styles) for level in levels))
    recipe = Recipe(styles, levels=levels)
    made = weights_of(recipe)
    taken = tuple(
        replace(
            style,
            weight=made[style.pixel_hash],
            level_weights={level: 0.0 for level in LEVELS if level not in levels_of(style)},
        )
        for style in styles
    )
    alike = all(
        normalised_weights(taken, level) == pytest.approx(normalised_weights(styles, level)) for level in levels
    )
    assert mixes_alike(recipe) is alike


def test_levels_without_a_style_are_left_out_and_without_any_nothing_is_painted() -> None:
    document = filled_document()
    first, second = (style.key for style in document.state.styles)
    for key in (first, second):
        document.styles.set_levels(key, SHALLOW)
    assert made_job(document.jobs.preview_maker()).recipe.levels == SHALLOW
    for level in SHALLOW:
        document.change_level(level, on=False)
    assert document.jobs.preview_maker() is None
    assert document_job_maker(document, same_look=False) is None
    document.styles.set_solo(second)
    document.styles.set_levels(second, ("relu3_1",))
    assert made_job(document.jobs.preview_maker()).recipe.levels == ("relu3_1",)


def test_a_region_is_painted_where_its_own_styles_count() -> None:
    document = filled_document()
    first, second = (style.key for style in document.state.styles)
    document.styles.set_levels(first, DEEP)
    editing = RegionEditing(document)
    key = editing.add()
    editing.set_mask(key, disc(24, 16, 6, 8, 4), "Paint {name}")
    editing.set_styles(key, (first,))
    job = made_job(document.jobs.preview_maker())
    assert (job.recipe.levels, job.regions[0].levels) == (LEVELS, DEEP)
    editing.set_styles(key, (second,))
    assert made_job(document.jobs.preview_maker()).regions[0].levels is None


def test_textures_are_made_of_styles_at_their_levels() -> None:
    document = filled_document()
    for style in document.state.styles:
        document.styles.set_levels(style.key, DEEP)
    recipe = texture_maker(document, TextureWish()).job(0).recipe
    assert recipe.levels == DEEP
    assert recipe.styles[0].weight_at("relu1_1") == 0


def test_what_a_recipe_weighs_by_level_is_taken_by_the_largest() -> None:
    styles = (
        StyleReference("a", "a" * 64, 0.0, {"relu5_1": 4.0}),
        StyleReference("b", "b" * 64, 1.0, {"relu5_1": 0.0}),
    )
    assert weights_of(Recipe(styles)) == {"a" * 64: 1, "b" * 64: 0.25}
    assert [levels_of(style) for style in styles] == [("relu5_1",), LEVELS[1:]]
