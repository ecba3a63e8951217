"""A decoder's stage: one level's features back to a picture, on the frozen encoder.

In front of the first convolution the features are whitened by the average moments of photos, which makes the problem
far better conditioned; the whitening is a pointwise map and is folded into that convolution afterwards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.networks import SteppedNetwork, place
from engine.training.encoder import initialise, normalised, relative_error
from engine.transforms import Moments, moments, symmetric_power, whitening_colouring
from engine.vgg import Level, decoder_layers

if TYPE_CHECKING:
    from engine.training.photos import Photos
    from engine.training.settings import TrainingSettings

MEASURED_BATCHES = 16
"""Batches from which the average moments of a level's features are measured."""

WHITENING_FLOOR = 1e-4
"""Eigenvalues under this share of the mean are not amplified further."""

TRANSFORMED_LEVELS = ("relu5_1", "relu4_1")
"""Levels whose decoders also learn on whitened and coloured features; it hurts the shallow ones."""


class DecoderStage:
    """Trains the decoder of one level.

    Losses, x the photo, F the encoder up to the level, D the decoder:

    - pixels: |D(F(x)) - x|², times 100, so that 20 dB weigh 1;
    - re-encoding: |F(D(F(x))) - F(x)|² / Var F;
    - transformed, at the deep levels: |F(D(g)) - g|² / Var F with g the features of a photo coloured as another's.

    Args:
        level: which.
        encoder: the shared encoder, frozen, up to this level.
        widths: its channels up to this level's stage.
        photos: to train on.
        settings: of the run.
        device: where to train.
    """

    def __init__(
        self,
        level: Level,
        *,
        encoder: SteppedNetwork,
        widths: tuple[int, ...],
        photos: Photos,
        settings: TrainingSettings,
        device: torch.device,
    ) -> None:
        self.name = f"decoder {level}"
        self.level: Level = level
        self.steps = settings.decoder_steps
        self._encoder = encoder
        self._photos = photos
        self._settings = settings
        self._device = device
        average = self._measure()
        decoder = SteppedNetwork(decoder_layers(level, widths, last_rectified=False))
        initialise(decoder, settings.seed)
        # Pictures begin at mid grey.
        nn.init.constant_(decoder.convolutions["conv1_1"].get_parameter("bias"), 0.5)
        self.network = WhitenedDecoder(average, decoder)
        place(self.network, device)
        self._variance = (average.covariance.diagonal().float() + 1e-12).to(device)

    def losses(self, step: int) -> dict[str, Tensor]:
        """The losses for the crops of a step."""
        settings = self._settings
        crops = self._crops(self.name, step)
        features = self._encode(crops)
        decoded = self.network(features)
        found = {"pixels": 100 * (decoded - crops).square().mean()}
        if settings.reencoding > 0:
            error = relative_error(self._encoder(normalised(decoded)), features, self._variance)
            found["re-encoding"] = settings.reencoding * error
        if settings.transformed > 0 and self.level in TRANSFORMED_LEVELS:
            coloured = self._coloured(features)
            error = relative_error(self._encoder(normalised(self.network(coloured))), coloured, self._variance)
            found["transformed"] = settings.transformed * error
        return found

    def validate(self, crops: Tensor) -> float:
        """Mean squared error of the decoded pixels on given crops, clamped to 0…1 as pictures are."""
        with torch.no_grad():
            crops = crops.to(self._device)
            return float((self.network(self._encode(crops)).clamp(0, 1) - crops).square().mean())

    def _crops(self, stage: str, step: int) -> Tensor:
        settings = self._settings
        return self._photos.crops(settings.seed, stage, step, settings.batch, settings.crop).to(self._device)

    def _encode(self, crops: Tensor) -> Tensor:
        with torch.no_grad():
            features: Tensor = self._encoder(normalised(crops))
            return features

    def _measure(self) -> Moments:
        found = None
        for batch in range(MEASURED_BATCHES):
            part = moments(joined(self._encode(self._crops(f"measure {self.name}", batch))))
            found = part if found is None else found.merged(part)
        assert found is not None, "at least one batch is measured"
        return found

    def _coloured(self, features: Tensor) -> Tensor:
        """Each picture's features with the moments of the next one's."""
        styles = features.roll(1, dims=0)
        threshold = 1e-3 * float(self._variance.mean())
        with torch.no_grad():
            return torch.cat(
                [
                    whitening_colouring(moments(content), moments(style), threshold).apply(content)
                    for content, style in zip(torch.split(features, 1), torch.split(styles, 1), strict=True)
                ]
            )


class WhitenedDecoder(nn.Module):
    """A decoder that whitens its features by average moments first.

    Args:
        average: moments of the level's features over many photos.
        decoder: the decoder proper.
    """

    def __init__(self, average: Moments, decoder: SteppedNetwork) -> None:
        super().__init__()
        covariance = average.covariance
        floor = WHITENING_FLOOR * float(covariance.diagonal().mean())
        matrix = symmetric_power(covariance + floor * torch.eye(len(covariance), dtype=covariance.dtype), -0.5, 0.0)
        self.decoder = decoder
        self.register_buffer("matrix", matrix.float())
        self.register_buffer("offset", (-matrix @ average.mean).float())
        self.matrix: Tensor
        self.offset: Tensor

    def forward(self, features: Tensor) -> Tensor:
        """Features of shape (N, C, H, W) as pictures, not clamped."""
        whitened = functional.conv2d(features, self.matrix[:, :, None, None], self.offset)
        decoded: Tensor = self.decoder(whitened)
        return decoded

    def folded(self) -> dict[str, Tensor]:
        """The decoder's tensors with the whitening inside its first convolution, float32 on the CPU."""
        tensors = {
            f"{name}.{part}": tensor.detach().cpu().float()
            for name, convolution in self.decoder.convolutions.items()
            for part, tensor in convolution.state_dict().items()
        }
        first = next(iter(self.decoder.convolutions))
        weight = tensors[f"{first}.weight"].double()
        matrix, offset = self.matrix.cpu().double(), self.offset.cpu().double()
        tensors[f"{first}.weight"] = torch.einsum("oihw,ij->ojhw", weight, matrix).float()
        tensors[f"{first}.bias"] = (tensors[f"{first}.bias"].double() + weight.sum(dim=(2, 3)) @ offset).float()
        return tensors


def joined(features: Tensor) -> Tensor:
    """A batch's features, shape (N, C, H, W), as one picture's, shape (1, C, N H, W)."""
    return features.permute(1, 0, 2, 3).flatten(1, 2)[None]
