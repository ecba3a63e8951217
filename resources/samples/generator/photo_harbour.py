"""A harbour by day: houses up a hillside, boats, and all of it again in the water."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from resources.samples.generator.camera import developed, light_of, lights_of
from resources.samples.generator.noise import at, fractal_at
from resources.samples.generator.pixels import blurred, gradient, grid, mix, resized, sampled, smoothstep
from resources.samples.generator.village_plan import village
from resources.samples.generator.village_shapes import (
    NOTHING,
    Hits,
    Solid,
    View,
    bounds,
    trace,
    turned_into,
    turned_out,
)
from resources.samples.generator.village_surfaces import surface

if TYPE_CHECKING:
    from resources.samples.generator.pixels import Field

EYE = np.array([0.0, 4.2, -2.0], np.float32)
FOCUS = 1.22
HORIZON = 0.635
SUN = np.array([-0.70, 0.56, -0.44], np.float32) / np.float32(np.linalg.norm([-0.70, 0.56, -0.44]))
SUNLIGHT = np.array([4.1, 3.35, 2.45], np.float32)
SKYLIGHT = np.array([0.24, 0.33, 0.50], np.float32)
SHADOW_SPAN = 105.0
OVERSAMPLING = 1.5


class _Shadows:
    """How far the sun's rays reach, seen from the sun."""

    def __init__(self, solids: list[Solid], size: int) -> None:
        self.size = size
        self.right = np.cross(np.array([0, 1, 0], np.float32), SUN).astype(np.float32)
        self.right /= np.linalg.norm(self.right)
        self.up = np.cross(SUN, self.right).astype(np.float32)
        self.middle = np.array([0, 8, QUAY_MIDDLE], np.float32)
        steps = ((np.arange(size, dtype=np.float32) + 0.5) / size - 0.5) * SHADOW_SPAN
        origin = self.middle + SUN * 80
        starts = origin + steps[None, :, None] * self.right + steps[:, None, None] * self.up
        spots = [self._raster(bounds(solid)) for solid in solids]
        view = View(starts.astype(np.float32), -SUN, np.stack([s[0] for s in spots]), np.stack([s[1] for s in spots]))
        self.far = trace(solids, view, (size, size)).far

    def _raster(self, places: Field) -> tuple[Field, Field]:
        offset = places - self.middle
        scale = self.size / SHADOW_SPAN
        return (offset @ self.right) * scale + self.size / 2, (offset @ self.up) * scale + self.size / 2

    def lit(self, places: Field) -> Field:
        """1 where the sun shines, 0 in shadow, with a narrow soft edge."""
        columns, rows = self._raster(places)
        depth = 80 - (places - self.middle) @ SUN - 0.12
        total = np.zeros(len(places), np.float32)
        for shift_x, shift_y in ((-0.9, -0.4), (0.4, -0.9), (0.9, 0.4), (-0.4, 0.9), (0, 0)):
            column = np.clip(columns + shift_x, 0, self.size - 1).astype(np.int32)
            row = np.clip(rows + shift_y, 0, self.size - 1).astype(np.int32)
            total += self.far[row, column] > depth
        return total / 5


QUAY_MIDDLE = 50.0


def paint(width: int, height: int) -> Field:
    """Paints the picture at this size."""
    light = _light(round(width * OVERSAMPLING), round(height * OVERSAMPLING))
    return developed(resized(light, width, height, Image.Resampling.BOX), 311, bloom=0.06, vignette=0.22, noise=0.011)


def _light(width: int, height: int) -> Field:
    solids = village()
    shadows = _Shadows(solids, round(1.6 * height))
    x, y = grid(width, height)
    across, rise = (x - width / height / 2) / FOCUS, (HORIZON - y) / FOCUS
    view = _seen(solids, shadows, across, rise, height, mirrored=False)
    mirror = _seen(solids, shadows, across, rise, height, mirrored=True)
    return np.minimum(_water(view, mirror, across, rise), 3)


def _seen(
    solids: list[Solid], shadows: _Shadows, across: Field, rise: Field, height: int, *, mirrored: bool
) -> tuple[Field, Field]:
    """Light and distance; if mirrored, as the level water shows them, at the pixels where it does."""
    sign = -1.0 if mirrored else 1.0
    eye = EYE * np.array([1, sign, 1], np.float32)
    shown = rise * sign
    ways = np.stack([across, shown, np.ones_like(across)], axis=-1).astype(np.float32)
    columns, rows = [], []
    for solid in solids:
        offset = bounds(solid) - eye
        deep = np.maximum(offset[:, 2], 0.5)
        columns.append((offset[:, 0] / deep * FOCUS + across.shape[1] / height / 2) * height)
        rows.append((HORIZON - sign * offset[:, 1] / deep * FOCUS) * height)
    view = View(eye, ways, np.stack(columns), np.stack(rows))
    hits = trace(solids, view, across.shape)
    light = _backdrop(across, shown, height)
    _shade(light, solids, shadows, hits, (eye, ways))
    haze = 1 - np.exp(-np.where(np.isfinite(hits.far), hits.far, 0) * 0.0019)
    return mix(light, light_of("#c6d4e2")[None, None], haze), hits.far


def _shade(light: Field, solids: list[Solid], shadows: _Shadows, hits: Hits, rays: tuple[Field, Field]) -> None:
    eye, ways = rays
    for number in np.unique(hits.solid[hits.solid != NOTHING]):
        solid = solids[number]
        mine = hits.solid == number
        way = ways[mine]
        places = eye + way * hits.far[mine][:, None]
        own = turned_into(solid, places - np.array(solid.place, np.float32))
        plane = hits.plane[mine]
        colours, normals, hollow, gloss = surface(solid, own, plane)
        normals = turned_out(solid, normals)
        facing = np.clip(normals @ SUN, 0, 1)
        sun = facing * shadows.lit(places + normals * 0.05)
        sky = (0.5 + 0.5 * normals[:, 1]) * hollow
        warm = np.array([0.22, 0.155, 0.095], np.float32) * (0.5 - 0.35 * normals[:, 1:2]) * hollow[:, None]
        total = colours * (sun[:, None] * SUNLIGHT * 0.5 + sky[:, None] * SKYLIGHT * 0.9 + warm)
        light[mine] = total + (gloss * hollow)[:, None] * light_of("#a9c4e0") * 0.5


def _backdrop(across: Field, rise: Field, height: int) -> Field:
    """The sky with summer clouds, and hills behind the village."""
    stops = lights_of("#dbe6ee", "#b4d0ea", "#7fb0e2", "#4f8bd0", "#3a75c2")
    sky = gradient(rise, (0.0, 0.1, 0.25, 0.42, 0.62), stops)
    far = 0.55 / (np.clip(rise, 0.02, 1) + 0.22)
    puffs = fractal_at(across * far * 2.1 + 11, far * 5.2 + rise * 2, 0.0, 312, octaves=8, gain=0.53)
    lit = fractal_at(across * far * 2.1 + 11 - 0.12, far * 5.2 + rise * 2 - 0.16, 0.0, 312, octaves=6, gain=0.53)
    cover = smoothstep(0.03, 0.3, puffs + 0.05) * smoothstep(0.05, 0.2, rise)
    shade = np.clip(0.72 + 1.3 * (puffs - lit), 0.35, 1.25)
    cloud = light_of("#fbf6ef")[None, None] * shade[..., None] + light_of("#8fa5c4")[None, None] * 0.16
    sky = mix(sky, cloud, cover * 0.9)
    for base, tall, bumps, seed, air in ((0.235, 0.10, 1.7, 313, 0.62), (0.15, 0.13, 2.6, 314, 0.22)):
        ridge = fractal_at(across[0] * bumps + seed, np.zeros_like(across[0]), 0.0, seed, octaves=7)
        crest = base + tall * ridge + (0.10 if seed == 314 else 0.03) * np.exp(-(((across[0] + 0.25) / 0.4) ** 2))
        depth = crest - rise
        crowns = fractal_at(across * 55, rise * 75, 0.0, seed + 3, octaves=4, gain=0.6)
        fields = fractal_at(across * 7, rise * 16, 0.0, seed + 5, octaves=4)
        green = gradient(0.5 + 0.75 * crowns + 0.25 * fields, (0, 0.5, 1), lights_of("#26331f", "#4d5f33", "#8c8a4f"))
        hill = mix(green * 1.5, light_of("#a9bfd6")[None, None], np.full_like(rise, air))
        sky = mix(sky, hill, smoothstep(0.0, 2.2 / height, depth + 0.006 * crowns))
    return sky


def _water(view: tuple[Field, Field], mirror: tuple[Field, Field], across: Field, rise: Field) -> Field:
    height, width = rise.shape
    below = np.clip(-rise, 1e-4, None)
    far = EYE[1] / below
    x, z = across * far, far
    chop = (
        at(x * 1.1, z * 0.9, 0.0, 315) * 0.5
        + at(x * 2.6 + 5, z * 2.1, 0.0, 316) * 0.32
        + at(x * 6, z * 4.6, 0.0, 317) * 0.2
    )
    swell = at(x * 0.35, z * 0.3, 0.0, 318) * 0.5
    calm = smoothstep(0.5, -0.3, fractal_at(x * 0.05, z * 0.09, 0.0, 319, octaves=4))
    rough = (chop + swell) * (0.45 + 0.55 * (1 - calm)) * np.clip(1.25 - far / 70, 0.15, 1)
    move_y = rough * (0.004 + 0.055 * below)
    rows = (HORIZON + FOCUS * (below + move_y)) * height
    columns = (across * FOCUS + width / height / 2 + 0.35 * move_y * at(x * 1.7, z * 1.3, 0.0, 320)) * height
    shown = sampled(mirror[0], columns, rows)
    fresnel = np.clip(0.28 + 0.72 * np.exp(-below * 4.3) + 0.35 * rough * below, 0.12, 0.97)
    depth = mix(light_of("#0c4a58")[None, None], light_of("#1d7076")[None, None], np.clip(0.5 + 0.6 * rough, 0, 1))
    water = shown * fresnel[..., None] * np.array([0.9, 0.97, 0.98], np.float32) + depth * (1 - fresnel)[..., None]
    glints = smoothstep(0.62, 0.85, at(x * 9, z * 5, 0.0, 321) * 0.55 + rough) * np.exp(-below * 2)
    water = water + glints[..., None] * light_of("#fff3dc") * 0.5
    open_water = (EYE[1] / below < view[1]) & (rise < 0)
    cover = blurred(open_water.astype(np.float32), 0.0004 * height)
    ripple = 1 - 0.35 * np.exp(-(((view[1] * below - EYE[1]) / 0.12) ** 2)) * open_water
    return mix(view[0], water * ripple[..., None], cover)
