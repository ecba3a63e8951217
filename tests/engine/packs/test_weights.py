from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import torch
from safetensors.torch import save

from engine.errors import PackError
from engine.packs.registry import read_pack
from engine.packs.weights import load, verify, write
from tests.engine.packs.test_manifest import resealed
from tests.engine.packs.tiny import tiny_manifest, tiny_pack, tiny_tensors
from tests.refusals import refused

if TYPE_CHECKING:
    from pathlib import Path

NAME = "decoders.relu2_1.conv1_2.weight"


def write_unchecked(folder: Path, tensors: dict[str, torch.Tensor]) -> None:
    """A pack whose hashes fit, but whose tensors need not be those that the manifest describes."""
    import hashlib

    manifest = tiny_pack(folder)
    data = save(tensors)
    (folder / "weights.safetensors").write_bytes(data)
    digest = hashlib.sha256(data).hexdigest()
    text = resealed(manifest, weights_bytes=len(data), weights_sha256=digest)
    (folder / "manifest.json").write_text(text, "utf-8")


def refusal(folder: Path) -> str:
    with pytest.raises(PackError) as caught:
        load(read_pack(folder))
    with pytest.raises(PackError):
        verify(read_pack(folder))
    return str(caught.value)


@pytest.mark.parametrize("shared", [True, False])
def test_what_is_written_is_loaded_again(tmp_path: Path, *, shared: bool) -> None:
    manifest = tiny_pack(tmp_path / "tiny", shared=shared)
    installed = read_pack(tmp_path / "tiny")
    assert installed.manifest == manifest
    tensors = load(installed)
    assert {name: tuple(tensor.shape) for name, tensor in tensors.items()} == manifest.expected_tensors()
    for name, tensor in tiny_tensors(manifest).items():
        assert torch.equal(tensors[name], tensor)
        assert tensors[name].is_contiguous()


def test_the_same_weights_are_the_same_pack(tmp_path: Path) -> None:
    assert tiny_pack(tmp_path / "a" / "tiny").sha256 == tiny_pack(tmp_path / "b" / "tiny").sha256
    assert tiny_pack(tmp_path / "c" / "tiny", seed=1).sha256 != tiny_pack(tmp_path / "d" / "tiny").sha256


def test_half_precision_is_kept_in_the_file_and_loaded_as_single(tmp_path: Path) -> None:
    manifest = tiny_manifest("half")
    halves = {name: tensor.half() for name, tensor in tiny_tensors(manifest).items()}
    singles = write(tmp_path / "single", tiny_manifest("single"), tiny_tensors(manifest))
    manifest = write(tmp_path / "half", manifest, halves)
    assert manifest.weights_bytes < 0.6 * singles.weights_bytes
    tensors = load(read_pack(tmp_path / "half"))
    assert all(tensor.dtype == torch.float32 for tensor in tensors.values())
    assert torch.equal(tensors[NAME], halves[NAME].float())


def test_every_altered_byte_is_noticed(tmp_path: Path) -> None:
    tiny_pack(tmp_path / "tiny")
    path = tmp_path / "tiny" / "weights.safetensors"
    good = path.read_bytes()
    for at in (0, 20, len(good) // 2, len(good) - 1):
        path.write_bytes(good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :])
        assert "weights.safetensors was altered: its SHA-256 is not that of the manifest" in refusal(tmp_path / "tiny")
    path.write_bytes(good)
    verify(read_pack(tmp_path / "tiny"))


def test_a_file_of_another_size_is_refused(tmp_path: Path) -> None:
    manifest = tiny_pack(tmp_path / "tiny")
    path = tmp_path / "tiny" / "weights.safetensors"
    path.write_bytes(path.read_bytes()[:-1])
    size = manifest.weights_bytes
    assert f"has {size - 1} bytes, its manifest says {size}" in refusal(tmp_path / "tiny")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    tiny_pack(tmp_path / "tiny")
    (tmp_path / "tiny" / "weights.safetensors").unlink()
    assert "The pack 'tiny' is damaged: weights.safetensors is missing" in refusal(tmp_path / "tiny")


def test_weights_of_another_pack_are_refused(tmp_path: Path) -> None:
    tiny_pack(tmp_path / "one")
    tiny_pack(tmp_path / "two", seed=1)
    (tmp_path / "two" / "weights.safetensors").replace(tmp_path / "one" / "weights.safetensors")
    assert "was altered" in refusal(tmp_path / "one")


def test_tensors_that_are_not_those_described(tmp_path: Path) -> None:
    good = tiny_tensors(tiny_manifest("tiny"))
    nan, infinite = good[NAME].clone(), good[NAME].clone()
    nan[0, 0, 0, 0], infinite[0, 0, 0, 0] = float("nan"), float("inf")
    lacking = {name: tensor for name, tensor in good.items() if name != NAME}
    cases = {
        f"it lacks {NAME}.": lacking,
        "it holds the unknown extra.": {**good, "extra": torch.zeros(1)},
        f"{NAME} has the shape (4, 4, 3, 2), expected (4, 4, 3, 3)": {
            **good,
            NAME: good[NAME][..., :2].contiguous(),
        },
        f"{NAME} is torch.bfloat16, expected float16 or float32": {**good, NAME: good[NAME].bfloat16()},
        f"{NAME} is torch.int32, expected float16 or float32": {**good, NAME: good[NAME].int()},
        f"{NAME} is torch.float64, expected float16 or float32": {**good, NAME: good[NAME].double()},
        f"{NAME} holds values that are not finite numbers": {**good, NAME: nan},
        f"{NAME} holds values that are not finite": {**good, NAME: infinite},
        "and 83 more": {},
    }
    for sentence, tensors in cases.items():
        write_unchecked(tmp_path / "tiny", tensors)
        assert sentence in refusal(tmp_path / "tiny")
        with pytest.raises(PackError) as caught:
            write(tmp_path / "unwritten", tiny_manifest("unwritten"), tensors)
        assert sentence in str(caught.value)
    assert not (tmp_path / "unwritten").exists()


def test_a_file_that_is_no_safetensors_is_refused(tmp_path: Path) -> None:
    write_unchecked(tmp_path / "tiny", {})
    for data in (b"\xff" * 64, b"PK\x03\x04" + bytes(60)):
        import hashlib

        folder = tmp_path / "tiny"
        manifest = read_pack(folder).manifest
        (folder / "weights.safetensors").write_bytes(data)
        digest = hashlib.sha256(data).hexdigest()
        text = resealed(manifest, weights_bytes=len(data), weights_sha256=digest)
        (folder / "manifest.json").write_text(text, "utf-8")
        assert "weights.safetensors is no safetensors file" in refusal(folder)


def test_an_altered_manifest_is_refused(tmp_path: Path) -> None:
    tiny_pack(tmp_path / "tiny")
    path = tmp_path / "tiny" / "manifest.json"
    data = json.loads(path.read_text("utf-8"))
    data["decoders_end_with_relu"] = True
    path.write_text(json.dumps(data), "utf-8")
    with refused(PackError, "The pack {name!r} is damaged: {problem}. Download or import it again."):
        read_pack(tmp_path / "tiny")
