from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch
from torch.nn import functional

from engine.baseline import run_plainly
from engine.networks import build_networks, level_layers
from engine.packs.weights import load
from engine.vgg import LEVELS, Level

if TYPE_CHECKING:
    from engine.packs.registry import Registry

CPU = torch.device("cpu")


@pytest.mark.parametrize("name", ["tiny", "tiny-separate"])
@pytest.mark.parametrize("level", LEVELS)
@torch.inference_mode()
def test_folding_the_input_normalisation_changes_nothing(registry: Registry, name: str, level: Level) -> None:
    pack = registry.find(name)
    tensors = load(pack)
    manifest = pack.manifest
    picture = torch.rand(1, 3, 48, 32, generator=torch.Generator().manual_seed(0))
    matrix = torch.tensor(manifest.input_matrix)[:, :, None, None]
    normalised = functional.conv2d(picture, matrix, torch.tensor(manifest.input_offset))
    layers = level_layers(manifest, level)
    networks = build_networks(manifest, tensors, level, CPU, torch.float32)
    expected = run_plainly(layers.encoder, tensors, f"encoders.{manifest.levels[level]}", normalised)
    features = networks.encoder(picture)
    torch.testing.assert_close(features, expected, rtol=1e-4, atol=1e-4)
    decoded = run_plainly(layers.decoder, tensors, f"decoders.{level}", expected)
    torch.testing.assert_close(networks.decoder(features), decoded, rtol=1e-4, atol=1e-4)


@torch.inference_mode()
def test_there_is_a_step_for_each_convolution_and_the_input_is_left_alone(registry: Registry) -> None:
    pack = registry.find("tiny")
    networks = build_networks(pack.manifest, load(pack), "relu3_1", CPU, torch.float32)
    picture = torch.rand(1, 3, 32, 32)
    before = picture.clone()
    assert [name for name, _ in networks.encoder.steps(picture)] == [
        "conv1_1",
        "conv1_2",
        "conv2_1",
        "conv2_2",
        "conv3_1",
    ]
    assert torch.equal(picture, before)


def test_half_formats_keep_both_ends_in_float32(registry: Registry) -> None:
    pack = registry.find("tiny")
    networks = build_networks(pack.manifest, load(pack), "relu3_1", CPU, torch.bfloat16)
    formats = [convolution.weight.dtype for convolution in networks.encoder.convolutions.values()]
    assert formats == [torch.float32, *[torch.bfloat16] * 3, torch.float32]
    with torch.inference_mode():
        assert networks.encoder(torch.rand(1, 3, 32, 32)).dtype == torch.float32


def test_half_formats_keep_what_whitening_amplifies_in_float32(registry: Registry) -> None:
    pack = registry.find("tiny")
    networks = build_networks(pack.manifest, load(pack), "relu5_1", CPU, torch.bfloat16)
    encoder, decoder = (
        {name: convolution.weight.dtype for name, convolution in network.convolutions.items()}
        for network in (networks.encoder, networks.decoder)
    )
    assert [name for name, used in encoder.items() if used == torch.float32] == [
        "conv1_1",
        "conv4_1",
        "conv4_2",
        "conv4_3",
        "conv4_4",
        "conv5_1",
    ]
    assert [name for name, used in decoder.items() if used == torch.float32] == ["conv5_1", "conv1_1"]


def test_gradients_flow_through_the_networks(registry: Registry) -> None:
    """Refining optimises a picture through them."""
    pack = registry.find("tiny")
    networks = build_networks(pack.manifest, load(pack), "relu2_1", CPU, torch.float32)
    picture = torch.rand(1, 3, 32, 32, requires_grad=True)
    networks.decoder(networks.encoder(picture)).sum().backward()
    assert picture.grad is not None
    assert bool(torch.isfinite(picture.grad).all())
    assert all(not parameter.requires_grad for parameter in networks.encoder.parameters())
