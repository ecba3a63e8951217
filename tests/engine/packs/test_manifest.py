from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import PackError
from engine.packs.manifest import Manifest, check_name
from engine.vgg import LEVELS
from tests.engine.packs.tiny import tiny_manifest
from tests.refusals import refused

WRITTEN = {"weights_bytes": 1234, "weights_sha256": "ab" * 32}


def written(**changes: Any) -> Manifest:
    return replace(tiny_manifest("tiny"), **{**WRITTEN, **changes})


def resealed(manifest: Manifest, **changes: Any) -> str:
    """A manifest as someone would forge it who knows how seals are made."""
    import hashlib

    data = {**json.loads(manifest.to_json()), **changes}
    data.pop("seal")
    canonical = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return json.dumps({**data, "seal": hashlib.sha256(canonical.encode()).hexdigest()})


@given(
    widths=st.tuples(*[st.integers(1, 600)] * 5),
    shared=st.booleans(),
    levels=st.sets(st.sampled_from(LEVELS), min_size=1),
    threshold=st.floats(0, 1e6, allow_nan=False),
    text=st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1),
)
def test_what_is_written_is_read_again(
    widths: tuple[int, ...], *, shared: bool, levels: set[Any], threshold: float, text: str
) -> None:
    manifest = replace(
        tiny_manifest("tiny", widths=widths, shared=shared, levels=tuple(levels)),
        eigenvalue_threshold=threshold,
        description=text,
        training={"steps": 7, "rate": 0.1, text: text},
        weights_bytes=1234,
        weights_sha256="ab" * 32,
    )
    again = Manifest.from_json(manifest.to_json(), "tiny")
    assert again == manifest
    assert again.sha256 == manifest.sha256 == json.loads(manifest.to_json())["seal"]


def test_the_order_of_levels_is_deep_to_shallow_and_does_not_change_the_identity() -> None:
    manifest = written()
    turned = replace(manifest, levels=dict(reversed(manifest.levels.items())))
    assert tuple(turned.levels) == LEVELS
    assert turned.sha256 == manifest.sha256


def test_whole_numbers_and_fractions_of_the_same_value_are_the_same_pack() -> None:
    matrix: Any = [[0, 0, 255], [0, 255, 0], [255, 0, 0]]
    assert written(input_matrix=matrix).sha256 == written().sha256


def test_every_change_changes_the_identity() -> None:
    manifest = written()
    changes: list[dict[str, Any]] = [
        {"weights_sha256": "cd" * 32},
        {"licence": "MIT"},
        {"decoders_end_with_relu": True},
        {"eigenvalue_threshold": 1e-4},
        {"training": {"steps": 1}},
    ]
    identities = {replace(manifest, **change).sha256 for change in changes} | {manifest.sha256}
    assert len(identities) == len(changes) + 1


def test_expected_tensors_follow_the_table_of_layers() -> None:
    shared = tiny_manifest("tiny", widths=(4, 6, 8, 8, 8), levels=("relu3_1", "relu1_1")).expected_tensors()
    assert shared["encoders.shared.conv1_1.weight"] == (4, 3, 3, 3)
    assert shared["encoders.shared.conv3_1.weight"] == (8, 6, 3, 3)
    assert shared["decoders.relu3_1.conv3_1.weight"] == (6, 8, 3, 3)
    assert shared["decoders.relu3_1.conv1_1.bias"] == (3,)
    assert shared["decoders.relu1_1.conv1_1.weight"] == (3, 4, 3, 3)
    assert not any("conv3_2" in name for name in shared)
    assert len(shared) == 2 * (5 + 5 + 1)
    own = tiny_manifest("tiny", shared=False, levels=("relu3_1", "relu1_1")).expected_tensors()
    assert own["encoders.relu1_1.conv1_1.bias"] == (4,)
    assert len(own) == 2 * (5 + 1 + 5 + 1)


def test_widths_end_at_the_level() -> None:
    assert tiny_manifest("tiny").widths("relu3_1") == (4, 6, 8)


def test_levels_that_are_missing_are_named() -> None:
    manifest = tiny_manifest("x", levels=("relu1_1", "relu3_1", "relu2_1"))
    assert manifest.missing(("relu1_1", "relu4_1", "relu5_1")) == ("relu5_1", "relu4_1")
    manifest.require(("relu1_1", "relu3_1"))
    with pytest.raises(PackError) as caught:
        manifest.require(("relu4_1", "relu5_1", "relu1_1"))
    assert str(caught.value) == (
        "The pack 'x' has no relu5_1 and relu4_1; it has relu3_1, relu2_1, relu1_1: "
        "choose among these levels, or another pack."
    )
    with refused(
        PackError,
        "The pack {name!r} has no {missing}; it has {levels}: choose among these levels, or another pack.",
        missing="relu5_1",
    ):
        manifest.widths("relu5_1")


@pytest.mark.parametrize("name", ["a", "atelier", "distilled16x", "a-b_c", "0", "A" * 64])
def test_good_names(name: str) -> None:
    check_name(name)


BAD_NAMES = [
    *("", ".", "..", "../x", "a/b", "a\\b", "/etc", "C:x", ".hidden", "-rf", "_x", "a b", "a.b", "é", "a\n", "a\0"),
    *("CON", "nul", "com1", "A" * 65),
]


@pytest.mark.parametrize("name", BAD_NAMES)
def test_bad_names(name: str) -> None:
    with refused(
        PackError,
        "{name!r} cannot be the name of a model pack: use up to 64 letters (A to Z), digits, - and _, beginning with "
        "a letter or digit, and no name that Windows reserves.",
    ):
        check_name(name)
    with refused(
        PackError,
        "{name!r} cannot be the name of a model pack: use up to 64 letters (A to Z), digits, - and _, beginning with "
        "a letter or digit, and no name that Windows reserves.",
    ):
        tiny_manifest(name)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"format": 2}, "format must be 1, not 2"),
        ({"licence": ""}, "licence must be one line of text, not ''"),
        ({"origin": "two\nlines"}, "origin must be one line of text"),
        ({"description": "\x1b[31mred"}, "description must be one line of text"),
        ({"levels": {}}, "levels must be among relu5_1"),
        ({"levels": {"relu9_1": "shared"}}, "levels must be among relu5_1"),
        ({"levels": {"relu1_1": "relu2_1"}}, "relu1_1 must have an encoder of its own or the shared one"),
        ({"levels": {"relu1_1": "relu1_1"}}, "relu1_1 must have an encoder of its own or the shared one"),
        ({"encoders": {"shared": (4, 6, 8, 8, 8), "relu1_1": (4,)}}, "no level uses the encoder 'relu1_1'"),
        ({"encoders": {"shared": (4, 6, 8, 8)}}, "the encoder 'shared' must have 5 widths"),
        ({"encoders": {"shared": (4, 6, 8, 8, 0)}}, "the encoder 'shared' must have 5 widths of 1 to 4096"),
        ({"encoders": {"shared": (4, 6, 8, 8, 10**9)}}, "the encoder 'shared' must have 5 widths of 1 to 4096"),
        ({"input_matrix": ((1.0, 0.0, 0.0),)}, "input_matrix must be 3 rows of 3 finite numbers"),
        ({"input_matrix": ((float("nan"), 0, 0), (0, 1, 0), (0, 0, 1))}, "input_matrix must be 3 rows"),
        ({"input_offset": (0.0, float("inf"), 0.0)}, "input_offset must be 3 finite numbers"),
        ({"eigenvalue_threshold": -1.0}, "eigenvalue_threshold must be a number of at least 0"),
        ({"eigenvalue_threshold": float("nan")}, "eigenvalue_threshold must be a number of at least 0"),
        ({"decoders_end_with_relu": 1}, "decoders_end_with_relu must be true or false, not 1"),
        ({"training": {"loss": float("nan")}}, "training must hold lines of text and finite numbers"),
        ({"training": {"notes": "a\nb"}}, "training must hold lines of text and finite numbers"),
        ({"weights_bytes": 0}, "weights_bytes must be a size in bytes, not 0"),
        ({"weights_sha256": "xyz"}, "weights_sha256 must be 64 hexadecimal digits"),
        ({"weights_sha256": ""}, "weights_sha256 must be 64 hexadecimal digits"),
    ],
)
def test_values_that_are_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(PackError) as caught:
        written(**changes)
    assert sentence in str(caught.value)


def test_a_manifest_without_weights_cannot_be_written() -> None:
    with refused(
        PackError,
        "The manifest of the pack {name!r} is not valid: {problem}.",
        problem="the size and hash of its weights are not known yet",
    ):
        tiny_manifest("tiny").to_json()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "its manifest is not JSON"),
        ("{", "its manifest is not JSON"),
        ("[" * 100_000, "its manifest is not JSON"),
        ("[]", "its manifest is not a JSON object"),
        ("{}", "The pack 'tiny' should say the number of its format"),
        ('{"format": 2}', "should be of format 1 or older, and it is of format 2: update the program"),
        ('{"format": true}', "should say the number of its format"),
        ('{"format": 1, "name": "tiny"}', "its manifest lacks attribution"),
    ],
)
def test_texts_that_are_no_manifest(text: str, sentence: str) -> None:
    with pytest.raises(PackError) as caught:
        Manifest.from_json(text, "tiny")
    assert sentence in str(caught.value)


def test_an_altered_manifest_is_noticed() -> None:
    text = written().to_json()
    for found, put in [("CC0-1.0", "MIT"), ('"weights_bytes": 1234', '"weights_bytes": 1235'), ("1e-05", "1e-04")]:
        assert found in text
        with refused(PackError, "The pack {name!r} is damaged: {problem}. Download or import it again."):
            Manifest.from_json(text.replace(found, put), "tiny")


def test_a_manifest_with_an_unknown_field_is_refused() -> None:
    with refused(
        PackError,
        "{source} should hold nothing that this version of the program does not know, and it holds '{fields}': it is "
        "damaged or of a later version; update the program, or use another.",
        fields="colour",
    ):
        Manifest.from_json(resealed(written(), colour="red"), "tiny")


@pytest.mark.parametrize(
    "changes", [{"encoders": []}, {"levels": 3}, {"encoders": {"shared": 3}}, {"input_matrix": 3}, {"training": 3}]
)
def test_values_of_the_wrong_kind_are_refused(changes: dict[str, Any]) -> None:
    with refused(PackError, "The pack {name!r} is damaged: {problem}. Download or import it again."):
        Manifest.from_json(resealed(written(), **changes), "tiny")


def test_a_sealed_manifest_is_still_checked() -> None:
    with refused(PackError, "The manifest of the pack {name!r} is not valid: {problem}."):
        Manifest.from_json(resealed(written(), decoders_end_with_relu="no"), "tiny")
    with refused(PackError, "The pack {name!r} is damaged: {problem}. Download or import it again."):
        Manifest.from_json(resealed(written(), weights_bytes=0, weights_sha256=""), "tiny")


def test_a_pack_in_a_folder_of_another_name_is_refused() -> None:
    with refused(
        PackError,
        "The folder {name!r} holds the pack {manifest_name!r}: give the folder that name again.",
        name="other",
        manifest_name="tiny",
    ):
        Manifest.from_json(written().to_json(), "other")


def test_packs_are_listed_without_torch() -> None:
    code = (
        "import engine.packs, engine.packs.manifest, engine.packs.registry, engine.packs.public, engine.cli.packs, sys;"
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
