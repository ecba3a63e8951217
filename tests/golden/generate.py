"""Makes the golden pictures, the tests' and the installed program's own: `python -m tests.golden.generate`.

A second implementation of the method, written from the paper and in float64 throughout, which shares nothing with the
engine but the pack's files. It is slow and plain on purpose. Run it anew when the bundled pack changes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from PIL import Image
from safetensors.torch import load_file
from torch.nn import functional

if TYPE_CHECKING:
    from torch import Tensor

HERE = Path(__file__).parent
RESOURCES = HERE.parents[1] / "resources"
PACK = RESOURCES / "packs" / "atelier"
NAMES = ("1_1", "1_2", "2_1", "2_2", "3_1", "3_2", "3_3", "3_4", "4_1", "4_2", "4_3", "4_4", "5_1")
PHOTO_SIZE, STYLE_SIZE = (240, 176), (192, 192)
PROGRAMS_OWN = RESOURCES / "golden"
PROGRAMS_CASE = {"content": "photo", "styles": ["style"], "weights": [1], "strength": 0.6, "levels": [5, 4, 3, 2, 1]}
PROGRAMS_SIZE = (160, 112)


class Reference:
    """The networks of a pack with one shared encoder, in float64."""

    def __init__(self, folder: Path) -> None:
        self.manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        weights = load_file(folder / "weights.safetensors")
        self.weights = {name: tensor.double() for name, tensor in weights.items()}

    def encode(self, picture: Tensor, level: int) -> Tensor:
        matrix = torch.tensor(self.manifest["input_matrix"], dtype=torch.float64)
        offset = torch.tensor(self.manifest["input_offset"], dtype=torch.float64)
        features = torch.einsum("oi,nihw->nohw", matrix, picture) + offset[:, None, None]
        for name in NAMES[: NAMES.index(f"{level}_1") + 1]:
            if name.endswith("_1") and name != "1_1":
                features = functional.max_pool2d(features, 2)
            features = self.convolve(features, f"encoders.shared.conv{name}").clamp(min=0)
        return features

    def decode(self, features: Tensor, level: int) -> Tensor:
        for name in reversed(NAMES[: NAMES.index(f"{level}_1") + 1]):
            features = self.convolve(features, f"decoders.relu{level}_1.conv{name}")
            if name != "1_1" or self.manifest["decoders_end_with_relu"]:
                features = features.clamp(min=0)
            if name.endswith("_1") and name != "1_1":
                features = features.repeat_interleave(2, dim=2).repeat_interleave(2, dim=3)
        return features

    def convolve(self, features: Tensor, name: str) -> Tensor:
        padded = functional.pad(features, (1, 1, 1, 1), mode="reflect")
        return functional.conv2d(padded, self.weights[f"{name}.weight"], self.weights[f"{name}.bias"])

    def coloured(self, content: Tensor, style: Tensor) -> Tensor:
        """Columns of features, shape (C, N), whitened and then given the style's moments."""
        threshold = self.manifest["eigenvalue_threshold"]
        centred = content - content.mean(dim=1, keepdim=True)
        values, vectors = torch.linalg.eigh(centred @ centred.T / (content.shape[1] - 1))
        kept = values > threshold
        whitened = vectors[:, kept] @ torch.diag(values[kept] ** -0.5) @ vectors[:, kept].T @ centred
        mean = style.mean(dim=1, keepdim=True)
        values, vectors = torch.linalg.eigh((style - mean) @ (style - mean).T / (style.shape[1] - 1))
        kept = values > threshold
        found: Tensor = vectors[:, kept] @ torch.diag(values[kept] ** 0.5) @ vectors[:, kept].T @ whitened + mean
        return found

    def paint(self, case: dict[str, Any], photo: Tensor, styles: list[Tensor], mask: Tensor | None) -> Tensor:
        """All levels of a case, one after the other."""
        picture = photo
        for level in case["levels"]:
            features = self.encode(picture, level)
            flat = features.flatten(2)[0]
            sides = [self.encode(style, level).flatten(2)[0] for style in styles]
            if mask is None:
                target = sum(
                    weight * self.coloured(flat, side) for weight, side in zip(case["weights"], sides, strict=True)
                )
            else:
                inside = functional.interpolate(mask, features.shape[2:], mode="nearest").flatten() > 0.5
                target = torch.empty_like(flat)
                for part, side in zip((inside, ~inside), sides, strict=True):
                    target[:, part] = self.coloured(flat[:, part], side)
            blended = case["strength"] * target + (1 - case["strength"]) * flat
            picture = self.decode(blended.reshape(features.shape), level)
        return picture.clamp(0, 1)


def main() -> None:
    """Writes the small photos and styles, the mask, and what is expected of each case."""
    torch.manual_seed(0)
    cases = json.loads((HERE / "cases.json").read_text(encoding="utf-8"))["cases"]
    for name in sorted({case["content"] for case in cases}):
        make_small(RESOURCES / "samples" / "photos" / f"{name}.jpg", PHOTO_SIZE, HERE / f"{name}.png")
    for name in sorted({style for case in cases for style in case["styles"]}):
        make_small(RESOURCES / "samples" / "styles" / f"{name}.jpg", STYLE_SIZE, HERE / f"{name}.png")
    across, down = np.meshgrid(np.arange(PHOTO_SIZE[0]), np.arange(PHOTO_SIZE[1]))
    inside = (across - 70) ** 2 + (down - 50) ** 2 < 40**2
    Image.fromarray(np.where(inside, 255, 0).astype(np.uint8)).save(HERE / "mask.png", optimize=True)
    reference = Reference(PACK)
    for case in cases:
        write_expected(reference, case, HERE, f"expected_{case['name']}")
    PROGRAMS_OWN.mkdir(exist_ok=True)
    make_small(RESOURCES / "samples" / "photos" / "harbour.jpg", PROGRAMS_SIZE, PROGRAMS_OWN / "photo.png")
    make_small(RESOURCES / "samples" / "styles" / "oil.jpg", PROGRAMS_SIZE, PROGRAMS_OWN / "style.png")
    write_expected(reference, PROGRAMS_CASE, PROGRAMS_OWN, "expected")


def write_expected(reference: Reference, case: dict[str, Any], folder: Path, name: str) -> None:
    """Paints a case and keeps the picture."""
    mask = read(folder, "mask")[:, :1] if case.get("mask") else None
    styles = [read(folder, style) for style in case["styles"]]
    with torch.no_grad():
        painted = reference.paint(case, read(folder, case["content"]), styles, mask)
    pixels = (painted[0].permute(1, 2, 0) * 255).round().to(torch.uint8).numpy()
    Image.fromarray(pixels).save(folder / f"{name}.png", optimize=True)


def make_small(source: Path, size: tuple[int, int], target: Path) -> None:
    """Keeps a sample picture in a small size, cropped to its proportions, so that the tests need no resizing."""
    picture = Image.open(source).convert("RGB")
    scale = max(size[0] / picture.width, size[1] / picture.height)
    reduced = picture.resize((round(picture.width * scale), round(picture.height * scale)), Image.Resampling.LANCZOS)
    left, top = (reduced.width - size[0]) // 2, (reduced.height - size[1]) // 2
    reduced.crop((left, top, left + size[0], top + size[1])).save(target, optimize=True)


def read(folder: Path, name: str) -> Tensor:
    """A picture of a folder, float64, shape (1, 3, H, W), 0…1."""
    pixels = np.asarray(Image.open(folder / f"{name}.png").convert("RGB"), dtype=np.float64) / 255
    return torch.from_numpy(pixels).permute(2, 0, 1)[None]


if __name__ == "__main__":
    main()
