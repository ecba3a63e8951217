"""A mountain lake at dawn: ridges in mist, their reflection, and pines on the near shore."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from resources.samples.generator.camera import developed, light_of, lights_of
from resources.samples.generator.noise import at, fractal, fractal_at
from resources.samples.generator.photo_pines import near_shore
from resources.samples.generator.pixels import gradient, grid, mix, sampled, smoothstep

if TYPE_CHECKING:
    from resources.samples.generator.pixels import Field, Numbers

HORIZON = 0.6
EYE = 0.035
"""Height of the camera above the water, in the terrain's unit, about a kilometre."""

FOCUS = 1.3
NEAR, FAR, SLICES = 1.1, 30.0, 620
SUN = np.array([-0.74, 0.33, 0.42]) / np.linalg.norm([-0.74, 0.33, 0.42])
SUNLIGHT = np.array([2.9, 1.72, 0.95], np.float32)
SKYLIGHT = np.array([0.30, 0.40, 0.62], np.float32)
# Peaks: x, z, height, breadth.
PEAKS = (
    (-2.6, 13.5, 3.3, 2.9),
    (1.3, 15.5, 4.0, 3.0),
    (4.9, 14.0, 3.1, 3.0),
    (-6.6, 12.0, 2.7, 2.6),
    (8.6, 12.5, 3.0, 2.6),
    (-3.9, 7.6, 0.95, 1.7),
    (4.1, 6.9, 1.1, 1.7),
    (0.4, 22.0, 3.6, 5.0),
)


def paint(width: int, height: int) -> Field:
    """Paints the picture at this size."""
    x, y = grid(width, height)
    x = (x - width / height / 2) / FOCUS
    rise = (HORIZON - y) / FOCUS
    depth = _depths(width, height)
    sky = _sky(x, rise)
    view = sky.copy()
    land = depth < FAR * 0.98
    view[land] = _ground(x[land], depth[land], rise[land])
    view = _misty(view, np.where(land, depth, 60.0), x, rise)
    view = _lake(view, x, y, width, height)
    view = near_shore(view, _reflected_light(sky))
    return developed(view, 201, exposure=1.12, bloom=0.12, vignette=0.25)


def _height(x: Numbers, z: Numbers, octaves: int = 8) -> Field:
    """The terrain's height above the water."""
    bend_x = x + 0.5 * fractal_at(x * 0.35, z * 0.35, 0.0, 202, octaves=3)
    bend_z = z + 0.5 * fractal_at(x * 0.35, z * 0.35, 4.0, 203, octaves=3)
    bulk = np.full(np.shape(x), -0.32, np.float32)
    for peak_x, peak_z, tall, breadth in PEAKS:
        away = np.hypot(bend_x - peak_x, (bend_z - peak_z) * 0.9) / breadth
        bulk = np.maximum(bulk, tall * np.clip(1.12 - away, 0, None) ** 1.15 - 0.32)
    # Shores close in at both sides.
    bulk = np.maximum(bulk, 0.5 * (np.abs(bend_x) - 0.34 * z - 0.35) - 0.25)
    bulk = np.maximum(bulk, 0.16 * (z - 6.2))
    total, weight, scale, carried = np.zeros(np.shape(x), np.float32), 0.5, 0.62, np.ones(np.shape(x), np.float32)
    for octave in range(octaves):
        ridge = (1 - np.abs(at(bend_x * scale, bend_z * scale, 0.0, 204 + octave))) ** 2
        total += weight * ridge * carried
        carried = np.clip(ridge * 1.3, 0.12, 1)
        weight *= 0.46
        scale *= 2.07
    solid = np.clip(bulk + 0.3, 0, 4)
    return np.asarray(bulk + (total - 0.42) * (0.1 + 0.5 * solid**0.8), np.float32)


def _depths(width: int, height: int) -> Field:
    """How far the terrain is in every pixel; beyond `FAR` there is only sky."""
    along = np.geomspace(NEAR, FAR, SLICES).astype(np.float32)
    across = ((np.arange(width) + 0.5) / height - width / height / 2) / FOCUS
    x = (along[:, None] * across[None]).astype(np.float32)
    z = np.broadcast_to(along[:, None], x.shape)
    tall = _height(x, z)
    tall = tall + _trees(x, z, tall)
    seen = HORIZON - (np.where(tall > 0, tall, -9) - EYE) / z * FOCUS
    skyline = np.minimum.accumulate(seen, axis=0)
    rows = (np.arange(height) + 0.5) / height
    depth = np.full((height, width), FAR, np.float32)
    for column in range(width):
        first = np.searchsorted(-skyline[:, column], -rows)
        behind, before = np.clip(first, 1, SLICES - 1), np.clip(first - 1, 0, SLICES - 2)
        # The ray meets the ground between two slices.
        fall = seen[before, column] - seen[behind, column]
        share = np.clip((seen[before, column] - rows) / np.maximum(fall, 1e-6), 0, 1)
        depth[:, column] = along[before] + (along[behind] - along[before]) * share
        depth[first >= SLICES, column] = FAR
    return depth


def _wooded(x: Numbers, z: Numbers, tall: Numbers) -> Field:
    """How densely trees stand: on low ground, thinning out upwards."""
    edge = 0.62 + 0.3 * fractal_at(x * 1.7, z * 1.7, 0.0, 215, octaves=3)
    return smoothstep(edge + 0.22, edge - 0.22, tall)


def _trees(x: Numbers, z: Numbers, tall: Numbers) -> Field:
    spikes = np.clip(at(x * 34, z * 9, 0.0, 216) * 0.7 + at(x * 75, z * 14, 0.0, 217) * 0.7, 0, 1)
    return np.asarray(0.075 * spikes * _wooded(x, z, tall) * (tall > 0.004), np.float32)


def _ground(x: Field, z: Field, rise: Field) -> Field:
    """The light that the terrain sends back: snow, rock and forest in low sun."""
    place = x * z
    tall = _height(place, z)
    step = 0.0028 * z
    slope_x = (_height(place + step, z) - tall) / step
    slope_z = (_height(place, z + step * 2) - tall) / (step * 2)
    length = np.sqrt(slope_x**2 + slope_z**2 + 1)
    facing = (-slope_x * SUN[0] + SUN[1] + slope_z * SUN[2]) / length
    lit = np.clip(facing, 0, 1) * _sunlit(place, z, tall)
    up = 1 / length
    ragged = fractal_at(place * 2.6, z * 2.6, 0.0, 218, octaves=5)
    snow = smoothstep(0.62, 0.78, up + 0.11 * ragged + 0.16 * (tall - 1.5)) * smoothstep(0.75, 1.6, tall + 0.5 * ragged)
    strata = 0.5 + 0.5 * np.sin(tall * 34 + 5 * ragged)
    rock = mix(light_of("#5d544f")[None], light_of("#8b7b6d")[None], (0.5 + 0.6 * ragged)[:, None])
    rock = rock * (0.75 + 0.35 * strata)[:, None]
    meadow = light_of("#6c6a3c")[None] * (0.8 + 0.4 * ragged)[:, None]
    ground = mix(rock, meadow, (smoothstep(0.7, 0.85, up) * smoothstep(1.2, 0.5, tall))[:, None])
    ground = mix(ground, np.broadcast_to(light_of("#f2f3f6"), ground.shape), snow[:, None])
    woods = _wooded(place, z, tall)
    crowns = (
        at(place * 62, rise * z * 46 + z * 3, 0.0, 219) * 0.6 + at(place * 130, rise * z * 90 + z * 7, 0.0, 220) * 0.5
    )
    leaves = mix(light_of("#1e2f22")[None], light_of("#4d5a2e")[None], np.clip(0.4 + 0.7 * crowns, 0, 1)[:, None])
    ground = mix(ground, leaves, woods[:, None])
    lit = np.where(woods > 0.5, lit * (0.55 + 0.75 * np.clip(crowns + 0.2, 0, 1)), lit)
    open_sky = 0.45 + 0.55 * up
    return np.asarray(ground * (lit[:, None] * SUNLIGHT + open_sky[:, None] * SKYLIGHT), np.float32)


def _sunlit(x: Field, z: Field, tall: Field) -> Field:
    """1 in the sun, 0 behind higher ground."""
    clear = np.ones(len(x), np.float32)
    for step in np.geomspace(0.06, 3.2, 11):
        ground = _height(x + SUN[0] * step, z - SUN[2] * step, octaves=4)
        over = tall + SUN[1] * step - ground
        clear = np.minimum(clear, smoothstep(-0.05, 0.09, over / step**0.5 + 0.02))
    return clear


def _sky(x: Field, rise: Field) -> Field:
    stops = lights_of("#f6d3a2", "#f3bd93", "#d9aeb0", "#9fb0cf", "#6f93c4", "#4f76b0")
    sky = gradient(rise + 0.02 * x, (0.0, 0.07, 0.15, 0.27, 0.4, 0.55), stops)
    glow = np.exp(-(((x + 0.52) / 0.42) ** 2) - ((rise - 0.1) / 0.16) ** 2)
    sky = sky + glow[..., None] * light_of("#ffb765") * 0.85
    # Clouds lie in sheets that narrow towards the horizon.
    far = 0.35 / (np.clip(rise, 0.004, 1) + 0.12)
    veil = fractal_at(x * far * 1.6 + 3, far * 3.4, 0.0, 221, octaves=7, gain=0.56)
    wisps = fractal_at(x * far * 2.2 + rise * 3, far * 8, 0.0, 222, octaves=6, gain=0.6)
    cover = smoothstep(-0.12, 0.55, veil * 1.5 + 0.45 * wisps) * smoothstep(0.02, 0.12, rise)
    thick = smoothstep(0.25, 0.95, veil * 1.5 + 0.35 * wisps)
    bright = mix(light_of("#ffd9b0")[None, None] * 1.25, light_of("#a9a3b8")[None, None], thick)
    bright = bright + glow[..., None] * light_of("#ff9a55") * 0.7
    return mix(sky, bright, cover * 0.78)


def _misty(view: Field, depth: Field, x: Field, rise: Field) -> Field:
    """Air that lightens with distance, and mist that lies on the water."""
    height, width = depth.shape
    tall = np.clip(rise * depth + EYE, 0, None)
    haze = 1 - np.exp(-depth * 0.030 * np.exp(-tall * 0.32))
    air = mix(light_of("#9fb2d0")[None, None], light_of("#f4cfa6")[None, None], np.exp(-(((x + 0.5) / 0.5) ** 2)))
    view = mix(view, air, np.where(depth > FAR, 0, haze))
    drift = fractal(width, height, 4, 223, octaves=6, stretch=3.5)
    for base, thick, strength, near in ((0.02, 0.05, 0.85, 3.5), (0.34, 0.13, 0.62, 6.5), (0.95, 0.16, 0.42, 10.0)):
        layer = np.exp(-(((tall - base - 0.16 * drift * (0.3 + base)) / thick) ** 2)) * smoothstep(
            near * 0.6, near * 1.25, depth
        )
        mist = strength * layer * np.clip(0.62 + 0.75 * drift, 0, 1) * (depth < FAR)
        view = mix(view, light_of("#f3dcc6")[None, None] * 0.92, mist)
    return view


def _lake(view: Field, x: Field, y: Field, width: int, height: int) -> Field:
    """Still water with a breath of wind on it."""
    below = np.clip((y - HORIZON) / FOCUS, 1e-4, None)
    far = EYE / below
    ripple = at(x * far * 60, far * 190, 0.0, 224) * 0.6 + at(x * far * 150, far * 420, 0.0, 225) * 0.4
    swell = fractal(width, height, 18, 226, octaves=4, stretch=8)
    wind = smoothstep(0.0, 0.7, fractal(width, height, 3.2, 227, octaves=5, stretch=5) + 0.1)
    move = (ripple * (0.25 + wind) * 0.7 + swell * 0.55) * (0.0025 + below * 0.035)
    mirror_y = (2 * HORIZON - y) + move * 1.6 - 0.004
    mirror_x = (x * FOCUS + width / height / 2 + move * 0.3) * height
    mirror = sampled(view, mirror_x, np.clip(mirror_y, 0, HORIZON - 0.004) * height)
    # Seen steeply, water shows less of the sky and more of its own depth.
    fresnel = np.clip(0.93 - below * 1.35 + 0.1 * ripple * wind, 0.25, 1)
    water = mirror * fresnel[..., None] + light_of("#1d3f49") * (1 - fresnel)[..., None]
    sheen = wind * smoothstep(0.0, 0.03, below) * smoothstep(0.2, 0.05, below) * (0.45 + 0.3 * ripple)
    water = mix(water, light_of("#c9c4cf")[None, None], sheen * 0.3)
    shore = smoothstep(0.0, 0.0016, y - HORIZON - 0.0012)
    return mix(view, water, shore)


def _reflected_light(sky: Field) -> Field:
    return np.asarray(sky.mean(axis=(0, 1)), np.float32)
