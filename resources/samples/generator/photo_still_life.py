"""A still life: fruit and a vase on a wooden table in the light of a window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from resources.samples.generator.camera import developed, light_of, lights_of
from resources.samples.generator.noise import at, fractal_at
from resources.samples.generator.pixels import blurred, gradient, grid, mix, resized, smoothstep
from resources.samples.generator.still_life_shapes import BACK, FLOOR, THINGS, distances, hit_by, normals_of

if TYPE_CHECKING:
    from resources.samples.generator.pixels import Field, Numbers

EYE = np.array([-0.08, 1.32, -4.9], np.float32)
TARGET = np.array([-0.08, 0.70, 0.0], np.float32)
FOCUS = 1.95
LAMP = np.array([-3.4, 3.3, -1.7], np.float32)
"""The middle of the window."""

LAMPLIGHT = np.array([4.0, 3.5, 2.8], np.float32)
ROOMLIGHT = np.array([0.075, 0.09, 0.125], np.float32)
STRIP = 160_000
OVERSAMPLING = 1.3


def paint(width: int, height: int) -> Field:
    """Paints the picture at this size."""
    wide, high = round(width * OVERSAMPLING), round(height * OVERSAMPLING)
    flat = _rays(wide, high).reshape(-1, 3)
    light = np.empty_like(flat)
    for first in range(0, len(flat), STRIP):
        light[first : first + STRIP] = _seen(flat[first : first + STRIP])
    picture = resized(np.minimum(light, 3).reshape(high, wide, 3), width, height, Image.Resampling.BOX)
    # The wall is out of focus: only the lens knows where things end, so its softness is by height alone.
    soft = blurred(picture, 0.003 * height)
    _, y = grid(width, height)
    picture = mix(picture, soft, smoothstep(0.25, 0.0, y))
    return developed(picture, 241, exposure=1.0, bloom=0.07, vignette=0.4, noise=0.013)


def _rays(width: int, height: int) -> Field:
    x, y = grid(width, height)
    forward = TARGET - EYE
    forward = forward / np.linalg.norm(forward)
    right = np.cross(np.array([0.0, 1.0, 0.0]), forward)
    right = right / np.linalg.norm(right)
    up = np.cross(forward, right)
    across, rise = (x - width / height / 2)[..., None], (0.5 - y)[..., None]
    ways = forward * FOCUS + across * right + rise * up
    return np.asarray(ways / np.linalg.norm(ways, axis=-1, keepdims=True), np.float32)


def _seen(ways: Field) -> Field:
    """The light that comes along each ray."""
    far, thing = hit_by(np.broadcast_to(EYE, ways.shape), ways, steps=72, reach=12.0)
    places = EYE + ways * far[:, None]
    normals = np.zeros_like(ways)
    normals[thing == FLOOR] = (0, 1, 0)
    normals[thing == BACK] = (0, 0, -1)
    solid = thing >= 0
    normals[solid] = normals_of(places[solid], thing[solid])
    colours, gloss, bumps = _surfaces(places, thing)
    normals = normals + bumps
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    return _lit(places, normals, ways, (colours, gloss), thing)


def _surfaces(places: Field, thing: Numbers) -> tuple[Field, Field, Field]:
    """Colour, gloss and roughness of what is at each place."""
    colours = np.zeros_like(places)
    gloss = np.zeros(len(places), np.float32)
    bumps = np.zeros_like(places)
    for kind, painter in ((FLOOR, _table), (BACK, _wall)):
        mine = thing == kind
        if mine.any():
            colours[mine], gloss[mine], bumps[mine] = painter(places[mine])
    for number, item in enumerate(THINGS):
        mine = thing == number
        if mine.any():
            local = (places[mine] - np.array(item.place, np.float32)) / item.size
            colours[mine], gloss[mine], bumps[mine] = _SKINS[item.skin](local, number)
    return colours, gloss, bumps


def _table(place: Field) -> tuple[Field, Numbers, Field]:
    plank = np.floor((place[:, 2] + 5.13) / 0.52)
    shift = plank * 7.31
    rings = fractal_at(place[:, 0] * 0.55 + shift, place[:, 2] * 5.5, plank, 242, octaves=4)
    fibres = fractal_at(place[:, 0] * 3 + shift, place[:, 2] * 85, plank, 243, octaves=4, gain=0.65)
    grain = 0.5 + 0.5 * np.sin(rings * 15 + place[:, 2] * 9)
    tone = np.clip(0.42 + 0.2 * grain + 0.3 * fibres + 0.16 * np.sin(plank * 2.4), 0, 1)
    colours = gradient(tone, (0, 0.35, 0.7, 1), lights_of("#2c1a10", "#553520", "#7d5434", "#a67b52"))
    joint = np.abs(np.mod(place[:, 2] + 5.13, 0.52) - 0.26) > 0.254
    colours = colours * np.where(joint, 0.22, 1.0)[:, None]
    worn = smoothstep(0.1, 0.7, fractal_at(place[:, 0] * 1.7, place[:, 2] * 1.7, 0.0, 244, octaves=4))
    bumps = np.zeros_like(place)
    bumps[:, 2] = 0.10 * fibres
    bumps[:, 0] = 0.02 * fibres
    return colours, 0.30 + 0.35 * worn, bumps


def _wall(place: Field) -> tuple[Field, Numbers, Field]:
    clouds = fractal_at(place[:, 0] * 0.8, place[:, 1] * 0.8, 0.0, 245, octaves=6, gain=0.6)
    fine = fractal_at(place[:, 0] * 9, place[:, 1] * 9, 0.0, 246, octaves=4, gain=0.6)
    tone = np.clip(0.5 + 0.55 * clouds + 0.1 * fine, 0, 1)
    colours = gradient(tone, (0, 0.5, 1), lights_of("#3c4038", "#59594a", "#746c55"))
    bumps = np.zeros_like(place)
    bumps[:, 0], bumps[:, 1] = 0.10 * fine, 0.10 * clouds
    return colours, np.zeros(len(place)), bumps


def _apple(local: Field, number: int) -> tuple[Field, Numbers, Field]:
    turn = np.arctan2(local[:, 2], local[:, 0])
    streaks = fractal_at(turn * 9, local[:, 1] * 1.1, float(number), 247, octaves=4, gain=0.65)
    blush = fractal_at(local[:, 0] * 1.3 + number, local[:, 1] * 1.3, local[:, 2] * 1.3, 248, octaves=2)
    ripe = np.clip(
        0.62 + 0.5 * blush + 0.3 * streaks + 0.22 * local[:, 0] - 0.55 * smoothstep(0.45, 0.95, local[:, 1]), 0, 1
    )
    colours = gradient(ripe, (0, 0.3, 0.55, 1), lights_of("#b9b23e", "#d99a33", "#c0301f", "#7d0d14"))
    dots = smoothstep(0.42, 0.6, fractal_at(local[:, 0] * 22, local[:, 1] * 22, local[:, 2] * 22, 249, octaves=2))
    colours = mix(colours, light_of("#e8cf8a")[None], (dots * 0.2)[:, None])
    hollow = smoothstep(0.30, 0.05, np.hypot(local[:, 0], local[:, 2])) * (local[:, 1] > 0.3)
    colours = mix(colours, light_of("#6b5a22")[None], (hollow * 0.8)[:, None])
    return colours, np.full(len(local), 0.8), np.zeros_like(local)


def _pear(local: Field, number: int) -> tuple[Field, Numbers, Field]:
    patches = fractal_at(local[:, 0] * 1.6 + number, local[:, 1] * 1.6, local[:, 2] * 1.6, 250, octaves=4)
    ripe = np.clip(0.48 + 0.6 * patches - 0.35 * local[:, 0], 0, 1)
    colours = gradient(ripe, (0, 0.45, 0.75, 1), lights_of("#b4622c", "#cda53c", "#bcae45", "#8f9a3a"))
    specks = smoothstep(0.28, 0.55, fractal_at(local[:, 0] * 30, local[:, 1] * 30, local[:, 2] * 30, 251, octaves=2))
    colours = mix(colours, light_of("#6e4a1e")[None], (specks * 0.5)[:, None])
    return colours, np.full(len(local), 0.35), np.zeros_like(local)


def _orange(local: Field, number: int) -> tuple[Field, Numbers, Field]:
    broad = fractal_at(local[:, 0] * 2 + number, local[:, 1] * 2, local[:, 2] * 2, 252, octaves=3)
    tone = np.clip(0.5 + 0.5 * broad, 0, 1)
    colours = gradient(tone, (0, 1), lights_of("#d9690f", "#ef9420"))
    pores = [at(local[:, 0] * 27 + shift, local[:, 1] * 27, local[:, 2] * 27, 253) for shift in (0.0, 40.0, 80.0)]
    bumps = np.stack(pores, axis=1) * 0.075
    return colours * (0.9 + 0.12 * pores[0])[:, None], np.full(len(local), 0.5), bumps


def _grape(local: Field, number: int) -> tuple[Field, Numbers, Field]:
    bloom = fractal_at(local[:, 0] * 1.8 + number * 3, local[:, 1] * 1.8, local[:, 2] * 1.8, 254, octaves=4)
    base = mix(light_of("#3a1029")[None], light_of("#5b1a3d")[None], np.full((len(local), 1), number * 0.37 % 1))
    colours = mix(base, light_of("#8b84a8")[None], (np.clip(0.2 + 0.75 * bloom, 0, 0.7) * 0.55)[:, None])
    return colours, 0.9 - 0.5 * np.clip(0.3 + bloom, 0, 1), np.zeros_like(local)


def _vase(local: Field, number: int) -> tuple[Field, Numbers, Field]:
    turn = np.arctan2(local[:, 2], local[:, 0])
    tall = local[:, 1]
    glaze = fractal_at(turn * 1.2 + number, tall * 2.2, 0.0, 255, octaves=5)
    body = gradient(np.clip(0.5 + 0.6 * glaze, 0, 1), (0, 0.6, 1), lights_of("#bdb7a6", "#cfc9ba", "#dcd7ca"))
    brush = 0.5 + 0.35 * fractal_at(turn * 6, tall * 14, 0.0, 256, octaves=3)
    flower = _garland(turn, tall)
    bands = (np.abs(tall - 0.52) < 0.018) | (np.abs(tall - 0.46) < 0.007) | (np.abs(tall - 1.46) < 0.016)
    bands |= (np.abs(tall - 0.3 - 0.06 * np.sin(turn * 12)) < 0.014) | (np.abs(tall - 1.62) < 0.012)
    blue = light_of("#1c3f8f")[None] * (0.55 + 0.9 * brush)[:, None]
    colours = mix(body, blue, ((flower | bands) * np.clip(0.55 + 0.6 * brush, 0, 1))[:, None])
    wheel = 0.02 * np.sin(tall * 95 + glaze * 3)
    bumps = np.zeros_like(local)
    bumps[:, 1] = wheel
    return colours, np.full(len(local), 1.0), bumps


def _garland(turn: Numbers, tall: Numbers) -> Numbers:
    """A vine around the vase's belly, with leaves and flowers in its bends."""
    vine = np.abs(tall - 1.0 - 0.13 * np.sin(turn * 4)) < 0.014
    step = np.pi / 4
    bend = np.floor(turn / step)
    u = (np.mod(turn, step) - step / 2) * 0.66
    side = np.where(np.mod(bend, 2) == 0, -1.0, 1.0)
    v = (tall - 1.0) * side
    far, way = np.hypot(u, v - 0.05), np.arctan2(v - 0.05, u)
    flower = (far < 0.125 * (0.72 + 0.28 * np.cos(way * 6))) & ((far < 0.035) | (far > 0.05))
    flower &= np.abs(np.mod(way * 3 / np.pi, 1) - 0.5) < 0.42
    leaves = np.zeros(np.shape(turn), bool)
    for lean, out, rise in ((0.7, 0.15, 0.19), (-0.7, -0.15, 0.19), (0.3, 0.2, -0.03), (-0.3, -0.2, -0.03)):
        along = (u - out) * np.cos(lean) + (v - rise) * np.sin(lean)
        aside = (v - rise) * np.cos(lean) - (u - out) * np.sin(lean)
        leaf = np.abs(aside) < 0.04 * np.clip(1 - (along / 0.09) ** 2, 0, 1)
        leaves |= leaf & (np.abs(aside) > 0.005)
    dots = np.hypot(np.mod(turn * 0.66, 0.104) - 0.052, np.minimum(np.abs(tall - 1.33), np.abs(tall - 0.66))) < 0.016
    return np.asarray(vine | flower | leaves | dots)


def _stalk(local: Field, number: int) -> tuple[Field, Numbers, Field]:
    bark = fractal_at(local[:, 0] * 9 + number, local[:, 1] * 3, local[:, 2] * 9, 257, octaves=3)
    return light_of("#4a321c")[None] * (1 + 0.5 * bark)[:, None], np.full(len(local), 0.1), np.zeros_like(local)


_SKINS = {"apple": _apple, "pear": _pear, "orange": _orange, "grape": _grape, "vase": _vase, "stalk": _stalk}


def _lit(places: Field, normals: Field, ways: Field, skin: tuple[Field, Field], thing: Numbers) -> Field:
    colours, gloss = skin
    to_lamp = LAMP - places
    reach = np.linalg.norm(to_lamp, axis=1)
    to_lamp = to_lamp / reach[:, None]
    facing = np.sum(normals * to_lamp, axis=1)
    shade = _shadow(places + normals * 0.006, to_lamp, thing)
    fall = 14.0 / reach**2
    # The window is wide, so light wraps a little around what it shines on.
    wrapped = np.clip((facing + 0.14) / 1.14, 0, 1) * shade * fall
    hollow = _hollow(places, normals)
    bounce = np.clip(-normals[:, 1] * 0.5 + 0.5, 0, 1) * np.exp(-np.clip(places[:, 1], 0, 3) * 1.4) * (thing >= 0)
    ambient = ROOMLIGHT * (0.55 + 0.45 * normals[:, 1:2]) * 2.0
    ambient = ambient + bounce[:, None] * np.array([0.30, 0.16, 0.07], np.float32)
    light = colours * (wrapped[:, None] * LAMPLIGHT * 0.62 + ambient * hollow[:, None])
    mirrored = ways - 2 * np.sum(ways * normals, axis=1, keepdims=True) * normals
    fresnel = 0.04 + 0.5 * np.clip(1 + np.sum(ways * normals, axis=1), 0, 1) ** 4
    window = _window(places, mirrored, gloss)
    room = 0.10 + 0.12 * np.clip(mirrored[:, 1], 0, 1)
    shiny = (window * 5.5 * shade + room * hollow) * fresnel * gloss
    return np.asarray(light + shiny[:, None] * np.array([1.0, 0.95, 0.86], np.float32), np.float32)


def _window(places: Field, ways: Field, gloss: Field) -> Field:
    """How much of the window, with its bars, is mirrored; blurred where the surface is dull."""
    facing = (LAMP - 0.0) / np.linalg.norm(LAMP)
    side = np.cross(facing, np.array([0.0, 1.0, 0.0]))
    side /= np.linalg.norm(side)
    up = np.cross(side, facing)
    along = np.sum(ways * facing, axis=1)
    travel = np.sum((LAMP - places) * facing, axis=1) / np.maximum(along, 0.05)
    at_window = places + ways * travel[:, None] - LAMP
    u, v = at_window @ side.astype(np.float32), at_window @ up.astype(np.float32)
    dull = 0.05 + 1.5 * np.clip(1 - gloss, 0, 1)
    pane = _step(1.15 - np.abs(u), dull) * _step(1.35 - np.abs(v), dull)
    bars = _step(np.abs(u) - 0.06, dull) * _step(np.abs(v - 0.25) - 0.06, dull)
    strength = 1 / (1 + 1.6 * np.clip(1 - gloss, 0, 1))
    return np.asarray(np.where(along > 0.05, pane * (0.35 + 0.65 * bars) * strength, 0), np.float32)


def _step(inside: Numbers, soft: Numbers) -> Numbers:
    return np.clip(inside / soft * 0.5 + 0.5, 0, 1)


def _shadow(places: Field, to_lamp: Field, thing: Numbers) -> Field:
    """1 in the light, 0 in the shadow; softer the further what throws it is away (after Quilez)."""
    clear = np.ones(len(places), np.float32)
    active = np.flatnonzero((thing >= 0) | ((np.abs(places[:, 0]) < 4.5) & (places[:, 1] < 3.0)))
    far = np.full(len(active), 0.03, np.float32)
    for _ in range(44):
        gap = distances(places[active] + to_lamp[active] * far[:, None]).min(axis=0)
        clear[active] = np.minimum(clear[active], np.clip(0.5 + 0.5 * gap / (0.115 * far + 0.004), 0, 1))
        far = far + np.clip(gap, 0.022, 0.3)
        on = (far < 3.4) & (clear[active] > 0.01)
        active, far = active[on], far[on]
    return smoothstep(0, 1, clear)


def _hollow(places: Field, normals: Field) -> Field:
    """How much of the room's light gets in: less where things touch."""
    open_share = np.ones(len(places), np.float32)
    for step, weight in ((0.05, 3.2), (0.14, 1.5), (0.32, 0.6)):
        probe = places + normals * step
        gap = np.minimum(distances(probe).min(axis=0), np.minimum(probe[:, 1], 2.6 - probe[:, 2]))
        open_share -= weight * np.clip(step - gap, 0, None)
    return np.clip(open_share, 0.06, 1)
