from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import torch
from torch.nn import functional

from engine.errors import PackError
from engine.packs.importing import VGG_INPUT_MATRIX, VGG_INPUT_OFFSET, import_folder
from engine.packs.weights import load
from engine.vgg import LEVELS, Convolution, Layer, Level, Pooling, decoder_layers, encoder_layers, stage_of
from tests.engine.packs.foreign import MODELS, numbered_networks, write_named, write_numbered
from tests.refusals import refused

if TYPE_CHECKING:
    from engine.packs.manifest import Manifest
    from engine.packs.registry import Registry

needs_models = pytest.mark.skipif(not MODELS.is_dir(), reason="the public weights are not on this machine")


def compute(layers: tuple[Layer, ...], tensors: dict[str, torch.Tensor], prefix: str, x: torch.Tensor) -> torch.Tensor:
    for layer in layers:
        if isinstance(layer, Convolution):
            weight, bias = tensors[f"{prefix}.{layer.name}.weight"], tensors[f"{prefix}.{layer.name}.bias"]
            x = functional.conv2d(functional.pad(x, (1, 1, 1, 1), mode="reflect"), weight, bias)
            x = functional.relu(x) if layer.rectified else x
        elif isinstance(layer, Pooling):
            x = functional.max_pool2d(x, 2)
        else:
            x = functional.interpolate(x, scale_factor=2, mode="nearest")
    return x


def encode(manifest: Manifest, tensors: dict[str, torch.Tensor], level: Level, photo: torch.Tensor) -> torch.Tensor:
    matrix = torch.tensor(manifest.input_matrix)[:, :, None, None]
    x = functional.conv2d(photo, matrix, torch.tensor(manifest.input_offset))
    prefix = f"encoders.{manifest.levels[level]}"
    return compute(encoder_layers(level, manifest.widths(level)), tensors, prefix, x)


def decode(manifest: Manifest, tensors: dict[str, torch.Tensor], level: Level, x: torch.Tensor) -> torch.Tensor:
    layers = decoder_layers(level, manifest.widths(level), last_rectified=manifest.decoders_end_with_relu)
    return compute(layers, tensors, f"decoders.{level}", x)


def close(found: torch.Tensor, expected: torch.Tensor) -> None:
    torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-5 * float(expected.abs().max()))


PHOTO = torch.rand(1, 3, 32, 48, generator=torch.Generator().manual_seed(3))


@torch.no_grad()
def test_numbered_files_compute_the_same_after_import(tmp_path: Path, registry: Registry) -> None:
    networks = write_numbered(tmp_path / "files")
    manifest = import_folder(tmp_path / "files", "paper", registry)
    assert manifest.encoders == {"shared": (4, 5, 6, 7, 8)}
    assert tuple(manifest.levels) == LEVELS
    assert not manifest.decoders_end_with_relu
    assert manifest.eigenvalue_threshold == 1e-5
    assert manifest.input_matrix == VGG_INPUT_MATRIX
    assert manifest.input_offset == pytest.approx(VGG_INPUT_OFFSET)
    tensors = load(registry.find("paper"))
    for level in LEVELS:
        encoder, decoder = networks[stage_of(level)]
        features = encoder(PHOTO)
        assert torch.equal(encode(manifest, tensors, level, PHOTO), features)
        assert torch.equal(decode(manifest, tensors, level, features), decoder(features))


@torch.no_grad()
def test_named_files_compute_the_same_though_their_inputs_differ(tmp_path: Path, registry: Registry) -> None:
    networks = write_named(tmp_path / "files")
    manifest = import_folder(tmp_path / "files", "named", registry)
    assert manifest.encoders["relu2_1"] == (4, 5)
    assert manifest.levels == {level: level for level in LEVELS}
    assert manifest.decoders_end_with_relu
    assert (manifest.input_matrix, manifest.input_offset) == (VGG_INPUT_MATRIX, VGG_INPUT_OFFSET)
    tensors = load(registry.find("named"))
    for level in LEVELS:
        encoder, decoder = networks[stage_of(level)]
        features = encoder(PHOTO)
        close(encode(manifest, tensors, level, PHOTO), features)
        close(decode(manifest, tensors, level, features), functional.relu(decoder(features)))


def test_names_of_files_and_folders_do_not_matter(tmp_path: Path, registry: Registry) -> None:
    write_numbered(tmp_path / "files")
    expected = import_folder(tmp_path / "files", "one", registry)
    for number, path in enumerate(sorted((tmp_path / "files").iterdir())):
        parent = tmp_path / "renamed" / f"vgg19_{number % 3}"
        parent.mkdir(parents=True, exist_ok=True)
        path.rename(parent / f"{9 - number}.{'PTH' if number % 2 else 'pth'}")
    (tmp_path / "renamed" / "readme.txt").write_text("not weights", "utf-8")
    found = import_folder(tmp_path / "renamed", "two", registry)
    assert found.weights_sha256 == expected.weights_sha256
    assert found.licence == found.origin == "unknown (imported from renamed)"


def test_some_levels_are_fine(tmp_path: Path, registry: Registry) -> None:
    write_named(tmp_path / "files", levels=(3, 1))
    assert tuple(import_folder(tmp_path / "files", "two", registry).levels) == ("relu3_1", "relu1_1")
    write_numbered(tmp_path / "single", levels=(2,))
    manifest = import_folder(tmp_path / "single", "one", registry)
    assert (manifest.levels, manifest.encoders) == ({"relu2_1": "relu2_1"}, {"relu2_1": (4, 5)})


def test_a_missing_half_is_said(tmp_path: Path, registry: Registry) -> None:
    write_named(tmp_path / "files", levels=(1, 2))
    (tmp_path / "files" / "d2.pth").unlink()
    with refused(
        PackError,
        "The {role} of {level} ({name!r}) has no {half} beside it: add that file, or take this one out of the folder.",
        role="encoder",
        level="relu2_1",
        name="e2.pth",
        half="decoder",
    ):
        import_folder(tmp_path / "files", "new", registry)
    write_named(tmp_path / "files", levels=(1, 2))
    (tmp_path / "files" / "e1.pth").unlink()
    with refused(
        PackError,
        "The {role} of {level} ({name!r}) has no {half} beside it: add that file, or take this one out of the folder.",
        role="decoder",
        level="relu1_1",
        name="d1.pth",
        half="encoder",
    ):
        import_folder(tmp_path / "files", "new", registry)


def test_two_files_of_the_same_network_are_refused(tmp_path: Path, registry: Registry) -> None:
    write_named(tmp_path / "files", levels=(1,))
    (tmp_path / "files" / "copies").mkdir()
    shutil.copy(tmp_path / "files" / "e1.pth", tmp_path / "files" / "copies" / "x.pth")
    with refused(
        PackError,
        "{first!r} and {second!r} both hold the {role} of {level}: keep one of them.",
        first="e1.pth",
        second="copies/x.pth",
        role="encoder",
        level="relu1_1",
    ):
        import_folder(tmp_path / "files", "new", registry)


def test_decoders_of_two_layouts_are_refused(tmp_path: Path, registry: Registry) -> None:
    write_named(tmp_path / "files", levels=(1,))
    write_numbered(tmp_path / "files", levels=(2,))
    with refused(
        PackError, "The folder mixes decoders of two layouts, which end differently: keep the files of one origin."
    ):
        import_folder(tmp_path / "files", "new", registry)


def test_halves_that_do_not_mirror_each_other_are_refused(tmp_path: Path, registry: Registry) -> None:
    write_named(tmp_path / "files", levels=(2,))
    write_named(tmp_path / "others", levels=(2,), widths=(4, 9))
    shutil.copy(tmp_path / "others" / "d2.pth", tmp_path / "files" / "d2.pth")
    with pytest.raises(PackError) as caught:
        import_folder(tmp_path / "files", "new", registry)
    assert str(caught.value) == (
        "The decoder of relu2_1 ('d2.pth') does not fit an encoder of the widths (4, 5): conv2_1.weight has the shape "
        "(4, 9, 3, 3), expected (4, 5, 3, 3)."
    )


def test_files_that_are_no_network_are_refused_by_name(tmp_path: Path, registry: Registry) -> None:
    state = numbered_networks(2)[0].state_dict()
    wide = torch.zeros(1).expand(10**6, 10**6)
    contents: list[object] = [
        *({}, [1, 2], torch.zeros(3), {"model": 3}, {**state, "99.weight": torch.zeros(1)}),
        {name: tensor for name, tensor in state.items() if name != "2.bias"},
        {**state, "0.weight": torch.zeros(3, 3, 3, 3)},
        {**state, "2.bias": "text"},
        {**state, "2.bias": torch.zeros(4, dtype=torch.int64)},
        {**state, "2.weight": wide},
        {**state, "2.weight": state["2.weight"].to_sparse()},
    ]
    write_numbered(tmp_path / "files", levels=(1,))
    for content in contents:
        torch.save(content, tmp_path / "files" / "odd.pth")
        with pytest.raises(PackError) as caught:
            import_folder(tmp_path / "files", "new", registry)
        assert "'odd.pth' is no encoder or decoder of a known layout" in str(caught.value), content
    assert registry.names() == ()


def test_weights_that_are_not_numbers_are_refused(tmp_path: Path, registry: Registry) -> None:
    for name in ("conv11.bias", "conv0.bias"):
        write_named(tmp_path / "files", levels=(1,))
        content = torch.load(tmp_path / "files" / "e1.pth", weights_only=True)
        content["model"][name][1] = float("nan")
        torch.save(content, tmp_path / "files" / "e1.pth")
        with refused(
            PackError, "The file {name!r} holds values that are not finite numbers: it is of no use.", name="e1.pth"
        ):
            import_folder(tmp_path / "files", "new", registry)
    assert registry.names() == ()


class Payload:
    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.marker,)


@pytest.mark.parametrize("zipped", [True, False])
def test_a_malicious_pickle_is_refused_and_not_run(tmp_path: Path, registry: Registry, *, zipped: bool) -> None:
    write_numbered(tmp_path / "files", levels=(1,))
    marker = tmp_path / "marker"
    torch.save({"x": Payload(marker)}, tmp_path / "files" / "odd.pth", _use_new_zipfile_serialization=zipped)
    with refused(
        PackError,
        "The file {name!r} is damaged or holds more than weights; nothing in it was run. Get it again from its "
        "makers, or take it out of the folder.",
        name="odd.pth",
    ):
        import_folder(tmp_path / "files", "new", registry)
    assert not marker.exists()
    torch.load(tmp_path / "files" / "odd.pth", weights_only=False)
    assert marker.exists(), "the payload works, so its not being run says something"


def test_damaged_files_are_refused_with_a_sentence(tmp_path: Path, registry: Registry) -> None:
    write_named(tmp_path / "files", levels=(1,))
    chance = random.Random(5)
    for path in (tmp_path / "files" / "e1.pth", tmp_path / "files" / "d1.pth"):
        good = path.read_bytes()
        refused = 0
        for _ in range(150):
            data = bytearray(good)
            if chance.random() < 0.3:
                del data[chance.randrange(len(data)) :]
            for _ in range(3):
                if data:
                    data[chance.randrange(len(data))] = chance.randrange(256)
            path.write_bytes(data)
            try:
                import_folder(tmp_path / "files", "new", registry, replace=True)
            except PackError:
                refused += 1
        path.write_bytes(good)
        assert refused > 30


def test_folders_without_weights(tmp_path: Path, registry: Registry) -> None:
    with refused(PackError, "The folder {folder!r} cannot be read: {reason}.", folder=str(tmp_path / "absent")):
        import_folder(tmp_path / "absent", "new", registry)
    with refused(PackError, "The folder {folder!r} holds no .pth files, nor do the folders in it."):
        import_folder(tmp_path, "new", registry)


def test_a_name_that_is_taken_is_refused_before_reading(tmp_path: Path, registry: Registry) -> None:
    write_numbered(tmp_path / "files", levels=(1,))
    first = import_folder(tmp_path / "files", "new", registry)
    with refused(
        PackError, "There is already a pack {name!r}: choose another name, or have it replaced (--replace).", name="new"
    ):
        import_folder(tmp_path / "absent", "new", registry)
    assert import_folder(tmp_path / "files", "new", registry, replace=True) == first


@needs_models
@torch.no_grad()
def test_distilled16x(registry: Registry) -> None:
    manifest = import_folder(MODELS / "distilled16x", "distilled16x", registry)
    assert manifest.encoders["relu1_1"] == (24,)
    assert manifest.encoders["relu5_1"] == (16, 32, 64, 128, 128)
    assert manifest.decoders_end_with_relu
    assert manifest.licence == "MIT"
    assert "Huan Wang" in manifest.attribution
    assert "4a269dc90020721ef9b279b2926c62f5bcd6d209" in manifest.origin
    tensors = load(registry.find("distilled16x"))
    for level in LEVELS:
        theirs = torch.load(MODELS / "distilled16x" / f"encoder{level[4]}.pth", map_location="cpu", weights_only=True)
        state = theirs["model"]
        x = functional.conv2d(PHOTO, state["conv0.weight"], state["conv0.bias"])
        own = {f"e.conv{name[4]}_{name[5:]}": tensor for name, tensor in state.items() if "aux" not in name}
        close(
            encode(manifest, tensors, level, PHOTO),
            compute(encoder_layers(level, manifest.widths(level)), own, "e", x),
        )


@needs_models
def test_the_first_three_levels_of_the_paper(registry: Registry) -> None:
    manifest = import_folder(MODELS / "vgg19-levels-1-3", "vgg19", registry)
    assert manifest.encoders == {"shared": (64, 128, 256)}
    assert not manifest.decoders_end_with_relu
    assert manifest.missing(LEVELS) == ("relu5_1", "relu4_1")
    assert "CC BY 4.0" in manifest.licence
    assert "e87e72f9f8612062431a82289b758ef570da52c3" in manifest.origin
    assert len(load(registry.find("vgg19"))) == 2 * (5 + 5 + 3 + 1)


@needs_models
def test_one_altered_file_is_no_longer_the_public_pack(tmp_path: Path, registry: Registry) -> None:
    shutil.copytree(MODELS / "distilled16x", tmp_path / "files", copy_function=shutil.copyfile)
    path = tmp_path / "files" / "encoder1.pth"
    content = torch.load(path, map_location="cpu", weights_only=True)
    torch.save(content, path)
    manifest = import_folder(tmp_path / "files", "new", registry)
    assert manifest.licence == manifest.attribution == "unknown (imported from files)"
