"""What lies side by side at a level for its maps to take: the picture's features, the photo's, and fields that fill."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import TYPE_CHECKING

import torch

from engine.transfer.areas import squares_of, with_support
from engine.transfer.mixing import Layout
from engine.transfer.transforms import Moments, moments

if TYPE_CHECKING:
    from torch import Tensor

    from engine.planning.plan import Step
    from engine.transfer.areas import Coverage
    from engine.transfer.filling import Field

FieldsOf = Callable[[int, "Step"], Generator[object, None, "Sequence[Field]"]]
"""Gives the fields that fill quiet places in an area, by its number, at a step: one for each style, or one for all."""


def joined(parts: Sequence[Tensor]) -> Tensor:
    """Features of the same positions side by side, float32, shape (1, K, H, W), channels last."""
    together = torch.cat([part.float() for part in parts], dim=1)
    return together.contiguous(memory_format=torch.channels_last)


@dataclass
class Inputs:
    """All features over a part of a level, to be taken side by side.

    Attributes:
        features: of the picture, shape (1, C, H, W). Never changed.
        photo: of the photo, of the same shape, where they are mixed in somewhere; None: nowhere.
        missing: how much of the fields is wanted at each position, shape (H, W); None: there are none.
        fields: for each area those that fill it.
        values: what gives a field's values over the part.
    """

    features: Tensor
    photo: Tensor | None = None
    missing: Tensor | None = None
    fields: Sequence[Sequence[Field]] = ()
    values: Callable[[Field], Tensor] | None = None
    _joint: dict[int, Tensor] = field(default_factory=dict, init=False)

    def of(self, area: int) -> Tensor:
        """All that the map of an area may take, shape (1, K, H, W), channels last."""
        own = self.fields[area] if self.fields else ()
        if self.photo is None and not own:
            return self.features
        number = area if own else -1
        if number not in self._joint:
            # Of one area at a time.
            self._joint.clear()
            parts = [self.features] if self.photo is None else [self.features, self.photo]
            if own:
                assert self.missing is not None
                assert self.values is not None
                parts += [self.values(each) * self.missing for each in own]
            self._joint[number] = joined(parts)
        return self._joint[number]

    def layout(self, area: int) -> Layout:
        """What lies side by side for an area."""
        own = self.fields[area] if self.fields else ()
        return Layout(self.features.shape[1], self.photo is not None, len(own))


@dataclass
class Gathering:
    """Moments of all areas' inputs, gathered over the parts of a picture.

    Where areas have fields of their own, what lies side by side differs between them. Then each is looked at with the
    weights of the whole picture too, since a small area leans on that: see `engine.transfer.areas`.

    Attributes:
        coverage: where the areas are.
        own_fields: whether areas have fields of their own.
    """

    coverage: Coverage
    own_fields: bool
    _parts: list[list[Moments]] = field(default_factory=list, init=False)
    _squares: float = field(default=0.0, init=False)

    def add(self, inputs: Inputs, weights: Sequence[Tensor | None]) -> Generator[None, None, None]:
        """Adds a part, in steps.

        Args:
            inputs: over the part.
            weights: from `Coverage.weights`, of the same positions.
        """
        self._squares += squares_of(weights)
        looks = [(min(number, self.coverage.areas - 1), weight) for number, weight in enumerate(weights)]
        if self._apart:
            there = [weight for weight in weights if weight is not None]
            total = torch.stack(there).sum(dim=0)
            looks = [look for area, own in looks[: self.coverage.areas] for look in ((area, own), (area, total))]
        self._parts = self._parts or [[] for _ in looks]
        for (area, weight), sums in zip(looks, self._parts, strict=True):
            sums.append(moments(inputs.of(area), weight))
            yield

    def fitted(self) -> list[Moments]:
        """The moments to fit each area's map to."""
        gathered = [reduce(Moments.merged, sums) for sums in self._parts]
        if not self._apart:
            return self.coverage.supported(gathered, self._squares)
        if self.coverage.hard:
            return gathered[::2]
        wholes = [Moments(whole.weight, self._squares, whole.mean, whole.scatter) for whole in gathered[1::2]]
        return [with_support(own, whole) for own, whole in zip(gathered[::2], wholes, strict=True)]

    @property
    def _apart(self) -> bool:
        return self.own_fields and self.coverage.areas > 1
