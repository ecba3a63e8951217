from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional

from engine.benchmarks.baseline import run_plainly
from engine.networks.stepped import (
    build_encoders,
    build_networks,
    level_layers,
    number_format,
    pooled,
    rectified_and_padded,
)
from engine.packs.weights import load
from engine.transfer.transforms import AffineMap
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
def test_an_encoder_that_averages_pools_by_means(registry: Registry) -> None:
    pack = registry.find("tiny")
    tensors, picture = load(pack), torch.rand(1, 3, 32, 32, generator=torch.Generator().manual_seed(0))
    largest, means = (
        build_encoders(pack.manifest, tensors, ("relu2_1", "relu1_1"), CPU, averaging=averaging)[0].network
        for averaging in (False, True)
    )
    found = dict(means.steps(picture))
    before = dict(largest.steps(picture))["conv1_2"]
    assert torch.equal(found["conv1_2"], before)
    after = functional.relu(means.convolutions["conv2_1"](functional.avg_pool2d(before, 2)))
    torch.testing.assert_close(found["conv2_1"], after)
    identity, nothing = torch.eye(3), torch.zeros(3)
    torch.testing.assert_close(means.after(identity, nothing)(picture), means(picture))
    torch.testing.assert_close(means.with_fewer_multiplications()(picture), means(picture), rtol=1e-4, atol=1e-4)


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
    formats = [number_format(convolution) for convolution in networks.encoder.convolutions.values()]
    assert formats == [torch.float32, *[torch.bfloat16] * 3, torch.float32]
    with torch.inference_mode():
        assert networks.encoder(torch.rand(1, 3, 32, 32)).dtype == torch.float32


def test_half_formats_keep_what_whitening_amplifies_in_float32(registry: Registry) -> None:
    pack = registry.find("tiny")
    networks = build_networks(pack.manifest, load(pack), "relu5_1", CPU, torch.bfloat16)
    encoder, decoder = (
        {name: number_format(convolution) for name, convolution in network.convolutions.items()}
        for network in (networks.encoder, networks.decoder)
    )
    assert [name for name, used in encoder.items() if used == torch.float32] == [
        "conv1_1",
        "conv3_1",
        "conv3_2",
        "conv3_3",
        "conv3_4",
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


@pytest.mark.parametrize("level", LEVELS)
def test_a_picture_with_gradients_gives_the_same(registry: Registry, level: Level) -> None:
    """Without them borders are written beside what is rectified, which gradients do not allow."""
    pack = registry.find("tiny")
    networks = build_networks(pack.manifest, load(pack), level, CPU, torch.float32)
    picture = torch.rand(1, 3, 48, 64)
    with torch.inference_mode():
        expected = networks.decoder(networks.encoder(picture))
    followed = networks.decoder(networks.encoder(picture.clone().requires_grad_()))
    assert followed.requires_grad
    assert torch.equal(followed.detach(), expected)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", ["tiny", "tiny-separate"])
@torch.inference_mode()
def test_a_map_before_a_decoder_is_part_of_it(registry: Registry, name: str, level: Level) -> None:
    pack = registry.find(name)
    decoder = build_networks(pack.manifest, load(pack), level, CPU, torch.float32).decoder
    channels = next(iter(decoder.layers)).inputs  # type: ignore[union-attr]  # decoders begin with a convolution
    generator = torch.Generator().manual_seed(1)
    matrix, offset = (
        torch.randn(*shape, generator=generator, dtype=torch.float64) for shape in ((channels, channels), (channels,))
    )
    features = torch.rand(1, channels, 6, 4, generator=generator)
    mapped = AffineMap(matrix, offset).apply(features)
    torch.testing.assert_close(decoder.after(matrix, offset)(features), decoder(mapped), rtol=1e-3, atol=1e-3)
    unchanged = decoder.after(torch.eye(channels).double(), torch.zeros(channels).double())
    assert torch.equal(unchanged(features), decoder(features))


@given(st.integers(2, 9), st.integers(2, 9), st.integers(1, 5))
def test_rectified_and_padded_in_one_pass(height: int, width: int, channels: int) -> None:
    values = torch.randn(2, channels, height, width).contiguous(memory_format=torch.channels_last)
    before = values.clone()
    expected = functional.pad(values.relu(), (1, 1, 1, 1), mode="reflect")
    assert torch.equal(rectified_and_padded(values), expected)
    assert torch.equal(values, before)


@given(st.integers(2, 9), st.integers(2, 9))
def test_pooling_takes_the_largest(height: int, width: int) -> None:
    values = torch.randn(1, 3, height, width)
    assert torch.equal(pooled(values), functional.max_pool2d(values, 2))
