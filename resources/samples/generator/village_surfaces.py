"""What the harbour's solids are made of: plaster with windows, tiles, stone, leaves and painted wood."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from resources.samples.generator.camera import light_of, lights_of
from resources.samples.generator.noise import at, fractal_at
from resources.samples.generator.pixels import gradient, mix, smoothstep

if TYPE_CHECKING:
    from resources.samples.generator.pixels import Field, Numbers
    from resources.samples.generator.village_shapes import Solid

PLASTERS = lights_of(
    "#e3b05e",
    "#d98d5b",
    "#efd9b0",
    "#cf6f50",
    "#f2e6cf",
    "#e8bf86",
    "#d9a08c",
    "#f0cf7d",
    "#c98a4b",
    "#e9e1d3",
    "#dd7f62",
)
SHUTTERS = lights_of("#2f5d46", "#3b6a86", "#5a3d2a", "#27474f", "#7c8f6a", "#6f2f2a")
PAINTS = lights_of("#f1efe8", "#1f4f8f", "#b5362b", "#2f7d6a", "#e8c14a", "#20324f")
AWNINGS = lights_of("#b8402f", "#2f6a54", "#d8a03a", "#34508a")
STOREY = 2.7


def surface(solid: Solid, own: Field, plane: Numbers) -> tuple[Field, Field, Field, Field]:
    """Colour, direction, openness to the sky (0 to 1) and gloss at places on a solid, in its own axes."""
    if solid.kind == "crown":
        return _leaves(solid, own)
    normals = np.array(solid.planes[plane, :3], np.float32)
    if solid.kind in {"wall", "church"}:
        return _wall(solid, own, normals)
    if solid.kind == "roof":
        return _tiles(solid, own, normals)
    if solid.kind in {"terrace", "quay"}:
        return _stones(solid, own, normals)
    return _painted(solid, own, normals)


def _face(own: Field, normals: Field) -> tuple[Field, Field]:
    """Where a place lies on its face: sideways, and upwards (or inwards on level faces)."""
    sideways = np.where(np.abs(normals[:, 0]) > 0.7, own[:, 2], own[:, 0])
    upwards = np.where(np.abs(normals[:, 1]) > 0.7, own[:, 2], own[:, 1])
    return sideways, upwards


def _wall(solid: Solid, own: Field, normals: Field) -> tuple[Field, Field, Field, Field]:
    plaster = light_of("#e6d3ae") if solid.kind == "church" else _plaster_of(solid)
    side, up = _face(own, normals)
    seed = solid.seed % 97
    broad = fractal_at(side * 0.5 + seed, up * 0.5, 0.0, 331, octaves=5, gain=0.6)
    fine = fractal_at(side * 5 + seed, up * 5, 0.0, 332, octaves=3)
    runs = fractal_at(side * 3.2 + seed, up * 0.22, 0.0, 333, octaves=4)
    tone = 0.88 + 0.28 * broad + 0.12 * fine - 0.34 * smoothstep(0.1, 0.7, runs) * smoothstep(-0.4, 0.5, broad)
    colours: Field = plaster[None] * tone[:, None]
    bare = smoothstep(0.42, 0.5, fractal_at(side * 0.8 + seed * 3, up * 0.8, 0.0, 334, octaves=5)) * 0.7
    colours = mix(colours, light_of("#a58a6c")[None] * (0.8 + 0.3 * fine)[:, None], bare[:, None])
    top = 2 * solid.half[1]
    damp = smoothstep(2.6, 1.4, up) * 0.4
    colours = colours * (1 - damp * (0.5 + 0.5 * broad))[:, None]
    hollow = np.clip(0.4 + 0.6 * smoothstep(0.0, 0.7, top - up), 0, 1) * (0.65 + 0.35 * smoothstep(1.0, 4.0, up))
    gloss: Field = np.zeros(len(own), np.float32)
    level = np.abs(normals[:, 1]) > 0.7
    colours, gloss = _windows(solid, side, np.asarray(top - up, np.float32), (colours, gloss), level)
    return np.asarray(colours, np.float32), normals, np.asarray(hollow, np.float32), gloss


def _windows(
    solid: Solid, side: Field, down: Field, layers: tuple[Field, Field], level: Numbers
) -> tuple[Field, Field]:
    """Rows of windows with frames, panes, sills and shutters, some of them closed."""
    colours, gloss = layers
    shutter = SHUTTERS[solid.seed % len(SHUTTERS)]
    span = 2 * solid.half[0]
    count = max(1, round(span / 1.75))
    pitch = span / count
    column = np.floor((side + span / 2) / pitch)
    u = np.mod(side + span / 2, pitch) - pitch / 2
    storey = np.floor((down - 0.35) / STOREY)
    v = np.mod(down - 0.35, STOREY) - 1.25
    if solid.kind == "church":
        u, v, half, tall = side, down - 2.2, 0.5, 1.2
        column, storey = np.zeros_like(side), np.zeros_like(side)
    else:
        half, tall = 0.40, 0.66
    pick = at(column * 3.7 + solid.seed % 89, storey * 5.1, 0.0, 335) * 0.5 + 0.5
    here = (pick > 0.13) & (down > 0.3) & ~level & (np.abs(side) < span / 2 - 0.1) & (down < 2 * solid.half[1] - 1.6)
    arch = np.where(v < -tall + 0.35, np.hypot(u / half * 0.35, np.minimum(v + tall - 0.35, 0)) < 0.35, v < tall)
    opening = here & (np.abs(u) < half) & (v > -tall) & (arch if solid.kind == "church" else v < tall)
    frame = here & (np.abs(u) < half + 0.09) & (np.abs(v) < tall + 0.09) & ~opening
    sill = here & (np.abs(u) < half + 0.16) & (np.abs(v - tall - 0.1) < 0.055)
    colours = mix(colours, light_of("#efe6d4")[None], (frame * 0.75)[:, None])
    glass = light_of("#1a242c")[None] * (0.5 + 1.3 * (0.5 - v / tall * 0.5) * pick)[:, None]
    bars = (np.abs(u) < 0.028) | (np.abs(v + 0.15) < 0.025)
    shaded = smoothstep(0.2, 0.0, v + tall) * 0.75 + smoothstep(0.12, 0.0, u + half) * 0.5
    glass = np.where(bars[:, None], light_of("#d9d2c2"), glass) * (1 - np.clip(shaded, 0, 0.9))[:, None]
    colours = np.where(opening[:, None], glass, colours)
    gloss = np.where(opening & ~bars, 0.16 * pick, gloss)
    if solid.kind != "church":
        louvres = 0.75 + 0.25 * np.sign(np.sin(v * 62))
        closed = opening & (pick < 0.36)
        leaf = here & (np.abs(np.abs(u) - half - 0.23) < 0.2) & (np.abs(v) < tall) & (pick >= 0.36)
        colours = np.where((closed | leaf)[:, None], shutter[None] * (louvres * (0.8 + 0.4 * pick))[:, None], colours)
        under = here & (pick >= 0.36) & (np.abs(u - half - 0.47) < 0.05) & (np.abs(v - 0.05) < tall)
        colours = np.where(under[:, None], colours * 0.6, colours)
        gloss = np.where(closed | leaf, 0, gloss)
    colours = np.where(sill[:, None], light_of("#d9cfbd"), colours)
    drop = here & (np.abs(u) < half + 0.16) & (np.abs(v - tall - 0.26) < 0.11)
    colours = np.where(drop[:, None], colours * 0.72, colours)
    return np.asarray(colours, np.float32), np.asarray(gloss, np.float32)


def _tiles(solid: Solid, own: Field, normals: Field) -> tuple[Field, Field, Field, Field]:
    steep = np.abs(normals[:, 2]) > np.abs(normals[:, 0])
    across, along = np.where(steep, own[:, 0], own[:, 2]), np.where(steep, own[:, 2], own[:, 0])
    round_tile = np.sin(across * 2 * np.pi / 0.24)
    row = np.floor(along / 0.42)
    step = np.mod(along / 0.42, 1)
    each = at(np.floor(across / 0.24) * 3.1 + solid.seed % 83, row * 2.3, 0.0, 336)
    moss = fractal_at(own[:, 0] * 0.9 + solid.seed % 83, own[:, 2] * 0.9, 0.0, 337, octaves=5)
    tone = np.clip(0.5 + 0.42 * each + 0.3 * moss, 0, 1)
    colours = gradient(tone, (0, 0.4, 0.75, 1), lights_of("#6f3a26", "#a9583a", "#c97d52", "#dba67a"))
    colours = mix(colours, light_of("#6d6a4a")[None], (smoothstep(0.25, 0.8, moss) * 0.5)[:, None])
    sloped = normals[:, 1] > 0.2
    groove = np.where(sloped, 0.62 + 0.38 * smoothstep(-1, 0.4, round_tile), 1.0)
    lip = np.where(sloped & (step < 0.12), 0.75, 1.0)
    normals = normals.copy()
    bump = np.where(sloped, 0.42 * np.cos(across * 2 * np.pi / 0.24), 0)
    normals[:, 0] += np.where(steep, bump, 0)
    normals[:, 2] += np.where(steep, 0, bump)
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    colours = np.where(
        sloped[:, None], colours * (groove * lip)[:, None], _plaster_of(solid) * (0.9 + 0.2 * moss)[:, None]
    )
    return np.asarray(colours, np.float32), normals, groove, np.zeros(len(own), np.float32)


def _plaster_of(solid: Solid) -> Field:
    """The plaster of a house, by the seed that its walls and its roof share."""
    return np.asarray(PLASTERS[np.random.default_rng(solid.seed).integers(0, len(PLASTERS))], np.float32)


def _stones(solid: Solid, own: Field, normals: Field) -> tuple[Field, Field, Field, Field]:
    side, up = _face(own, normals)
    row = np.floor(up / 0.34)
    shift = at(row * 7.7, row * 0 + solid.seed, 0.0, 338)
    u = side / 0.62 + shift * 3
    each = at(np.floor(u) * 5.3, row * 3.9 + solid.seed % 31, 0.0, 339)
    joint = (np.mod(u, 1) < 0.06) | (np.mod(up / 0.34, 1) < 0.1)
    rough = fractal_at(side * 4, up * 4, 0.0, 340, octaves=4, gain=0.6)
    tone = np.clip(0.5 + 0.35 * each + 0.35 * rough, 0, 1)
    colours = (
        gradient(tone, (0, 0.5, 1), lights_of("#6a6053", "#958974", "#c0b59c")) * np.where(joint, 0.6, 1.0)[:, None]
    )
    level = normals[:, 1] > 0.7
    if solid.kind == "terrace":
        grass = gradient(np.clip(0.5 + 0.8 * rough, 0, 1), (0, 0.5, 1), lights_of("#2f3d20", "#566432", "#938a52"))
        ivy = smoothstep(0.05, 0.3, fractal_at(side * 0.7 + solid.seed, up * 0.7, 0.0, 341, octaves=5) + 0.05)
        colours = mix(colours, grass, np.where(level, 1.0, ivy * 0.9)[:, None])
    else:
        wet = smoothstep(1.35, 1.0, own[:, 1]) * ~level
        colours = colours * (1 - 0.55 * wet)[:, None]
        colours = mix(colours, light_of("#3d4a2c")[None], (wet * smoothstep(-0.2, 0.5, rough) * 0.6)[:, None])
    hollow = np.clip(0.7 + 0.3 * rough, 0, 1)
    return np.asarray(colours, np.float32), normals, np.asarray(hollow, np.float32), np.zeros(len(own), np.float32)


def _painted(solid: Solid, own: Field, normals: Field) -> tuple[Field, Field, Field, Field]:
    side, up = _face(own, normals)
    worn = fractal_at(side * 3 + solid.seed % 71, up * 3, 0.0, 342, octaves=4)
    gloss = np.zeros(len(own), np.float32)
    if solid.kind == "ledge":
        colours = light_of("#cdb798")[None] * (0.9 + 0.3 * worn)[:, None]
    elif solid.kind == "awning":
        stripe = np.mod(own[:, 0], 0.5) < 0.25
        cloth = AWNINGS[solid.seed % len(AWNINGS)]
        colours = np.where(stripe[:, None], light_of("#f2ead8"), cloth) * (0.95 + 0.1 * worn)[:, None]
    elif solid.kind == "mast":
        colours = light_of("#a5753f")[None] * (0.9 + 0.3 * worn)[:, None]
    elif solid.kind == "sail":
        colours = light_of("#e9dfca")[None] * (0.85 + 0.3 * np.sin(own[:, 0] * 9))[:, None]
    elif solid.kind == "cabin":
        window = (np.abs(own[:, 1] - 1.25 * solid.half[1]) < 0.33 * solid.half[1]) & (np.mod(side, 0.42) > 0.1)
        colours = np.where(window[:, None], light_of("#1d2a33"), light_of("#f1ede2") * (0.95 + 0.1 * worn)[:, None])
        gloss = np.where(window, 0.4, 0.03).astype(np.float32)
    else:
        colours, gloss = _hull(solid, own, normals, worn)
    hollow = np.full(len(own), 0.85, np.float32)
    return np.asarray(colours, np.float32), normals, hollow, gloss


def _hull(solid: Solid, own: Field, normals: Field, worn: Field) -> tuple[Field, Field]:
    paint = PAINTS[solid.seed % len(PAINTS)]
    trim = PAINTS[(solid.seed * 5 + 2) % len(PAINTS)]
    top = solid.half[1]
    up = own[:, 1] / top
    colours = paint[None] * (0.92 + 0.2 * worn)[:, None] * np.where(np.mod(up * 6, 1) < 0.08, 0.8, 1.0)[:, None]
    colours = np.where((up > 0.84)[:, None], trim[None], colours)
    colours = np.where(((up > 0.70) & (up < 0.76))[:, None], light_of("#f4efe2"), colours)
    colours = np.where((up < 0.16)[:, None], light_of("#7a2a20") * 0.8, colours)
    level = normals[:, 1] > 0.7
    planks = 0.75 + 0.25 * smoothstep(0.04, 0.1, np.mod(own[:, 2], 0.22))
    inner = np.min([solid.planes[number, 3] - own @ solid.planes[number, :3] for number in range(5)], axis=0)
    deck = (
        light_of("#8a6240")[None]
        * (planks * (0.85 + 0.3 * worn) * (0.35 + 0.65 * smoothstep(0.08, 0.4, inner)))[:, None]
    )
    deck = np.where((inner < 0.09)[:, None], trim[None], deck)
    return np.where(level[:, None], deck, colours), np.where(level, 0, 0.05).astype(np.float32)


def _leaves(solid: Solid, own: Field) -> tuple[Field, Field, Field, Field]:
    half = np.array(solid.half, np.float32)
    out = (own - np.array([0, half[1], 0], np.float32)) / half
    normals = out / half
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-6)
    clumps = [
        fractal_at(own[:, 0] * 3 + shift, own[:, 1] * 3, own[:, 2] * 3 + solid.seed, 343, octaves=4)
        for shift in (0, 50, 90)
    ]
    normals = normals + 1.5 * np.stack(clumps, axis=1)
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-6)
    tone = np.clip(0.45 + 0.7 * clumps[0], 0, 1)
    slim = half[1] > 2 * half[0]
    shades = lights_of("#16241a", "#2b3f27", "#56663a") if slim else lights_of("#26361c", "#4d602c", "#8c9350")
    hollow = np.clip(0.55 + 0.35 * out[:, 1] + 0.6 * clumps[1], 0.12, 1)
    colours = gradient(tone, (0, 0.5, 1), shades)
    return colours, np.asarray(normals, np.float32), np.asarray(hollow, np.float32), np.zeros(len(own), np.float32)
