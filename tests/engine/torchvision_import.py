"""Imports torchvision beside a CPU build of torch.

A stock torchvision wheel registers kernels for operators whose schemas only its own extension declares; beside another
build of torch that extension cannot be loaded and the import fails with "operator torchvision::nms does not exist".
Declaring the schemas first lets it work; nothing here calls them.
"""

from __future__ import annotations

from typing import Any

import torch


def vgg_configurations() -> dict[str, list[int | str]]:
    """Torchvision's own table of VGG's variants."""
    try:
        from torchvision.models import vgg
    except RuntimeError:
        for name in ("nms", "qnms"):
            torch.library.define(f"torchvision::{name}", "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        from torchvision.models import vgg
    configurations: dict[str, Any] = vgg.cfgs
    return configurations
