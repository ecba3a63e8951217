"""Options that more than one command takes, declared once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import click

from engine.images import MAX_PIXELS
from engine.job import DEFAULT_LOOK_SIZE
from engine.look.look import PARAMETERS
from engine.look.parameters import Choice, Switch, Whole
from engine.vgg import LEVELS

PATH = click.Path(path_type=Path, readable=False)

Function: TypeAlias = Callable[..., int | None]

Declaration: TypeAlias = Callable[[Function], Function]
"""Adds something to a command's function."""


def together(*declarations: Declaration) -> Declaration:
    """Several options as one decorator, in the order in which the help shows them."""

    def declare(function: Function) -> Function:
        for declaration in reversed(declarations):
            function = declaration(function)
        return function

    return declare


def parameter_option(name: str) -> Declaration:
    """The option for a parameter of the look, as it is declared."""
    parameter, flag = PARAMETERS[name], f"--{name.replace('_', '-')}"
    kind = parameter.kind
    if isinstance(kind, Switch):
        return click.option(f"{flag}/--{kind.opposite}", name, default=None, help=parameter.help)
    if isinstance(kind, Choice):
        return click.option(flag, type=click.Choice(kind.words), help=parameter.help)
    return click.option(flag, type=int if isinstance(kind, Whole) else float, help=parameter.help)


levels_option = click.option("--levels", help=f"Levels to visit, with commas; if left out all: {','.join(LEVELS)}.")

level_strength_option = click.option(
    "--level-strength",
    "level_strengths",
    multiple=True,
    metavar="LEVEL=S",
    help="Strength at one level; repeatable.",
)

passes_option = click.option("--passes", type=int, help="How often the whole cascade is run, 1 to 5; 1 if left out.")

look_options = together(
    click.option(
        "--weight",
        "weights",
        type=float,
        multiple=True,
        help="Share of a style; once per style, only proportions count.",
    ),
    parameter_option("strength"),
    levels_option,
    level_strength_option,
    click.option(
        "--style-levels",
        multiple=True,
        metavar="LEVEL,…",
        help="Levels at which a style counts; once per style: composition from one, colour from another.",
    ),
    click.option(
        "--style-crop",
        "style_crops",
        multiple=True,
        metavar="L,T,R,B",
        help="The part of a style that is looked at: where its left, upper, right and lower edges lie, in pixels or "
        "in percent like 5%,5%,95%,95%; whole: all of it. Once per style.",
    ),
    click.option("--size", type=int, help="Long side of the result in pixels; the photo's own if left out."),
    click.option(
        "--style-size",
        type=int,
        help="Long side in pixels at which styles are looked at: smaller gives finer strokes. If left out, the style's "
        "own up to the result's, but not below the smaller of its own and 512.",
    ),
    click.option(
        "--same-look/--finer-strokes",
        default=None,
        help="Where the result is larger than the picture in which the look was chosen: look like that one, or have "
        "strokes as large in pixels, which is finer in proportion. The latter if left out, or as a recipe says.",
    ),
    click.option(
        "--look-size",
        type=int,
        help="With --same-look: long side of that picture in pixels. If left out, the recipe's, or "
        f"{DEFAULT_LOOK_SIZE}. Then --style-size is for that picture.",
    ),
    passes_option,
    *(parameter_option(name) for name in PARAMETERS if name != "strength"),
    click.option(
        "--refine/--no-refine",
        default=None,
        help="Refine the painted picture, as `pentimento refine` does, or not; as a recipe says if left out.",
    ),
    click.option(
        "--recipe",
        type=PATH,
        help="Apply the recipe of a saved picture, .pentimento-recipe or JSON file; other options replace its parts.",
    ),
    click.option("--pack", help="Model pack; see `pentimento packs list`."),
)
"""What the result looks like."""

region_options = together(
    click.option(
        "--mask",
        type=PATH,
        multiple=True,
        help="A picture whose light parts are painted in the style of --mask-style, with hard edges; repeatable.",
    ),
    click.option("--mask-style", type=PATH, multiple=True, help="The style for the light parts of --mask."),
    click.option(
        "--region",
        multiple=True,
        metavar="MASK[=STYLE,…]",
        help="A picture whose light parts are painted in styles of their own, grey ones in part; without a style the "
        "photo stays as it is there. Repeatable: later ones lie over earlier ones. sky.png makes the region sky.",
    ),
    click.option("--region-strength", multiple=True, metavar="NAME=S", help="Strength in a region."),
    click.option(
        "--region-structure",
        multiple=True,
        metavar="NAME=S",
        help="How much of the photo's drawing stays in a region.",
    ),
    click.option(
        "--region-level-strength", multiple=True, metavar="NAME=LEVEL=S", help="Strength at one level in a region."
    ),
    click.option("--region-levels", multiple=True, metavar="NAME=LEVEL,…", help="Levels at which a region is painted."),
    click.option(
        "--region-style-size",
        multiple=True,
        metavar="NAME=SIZE",
        help="Long side at which a region's styles are looked at.",
    ),
    click.option("--region-weights", multiple=True, metavar="NAME=W,…", help="Shares of a region's styles."),
    click.option("--region-edge", multiple=True, metavar="NAME=EDGE", help="soft (if left out) or hard."),
    click.option(
        "--labels",
        type=(PATH, PATH),
        metavar="PHOTO_LABELS STYLE_LABELS",
        help="Two label maps: what has a colour in the photo's gets the look of what has that colour in the style's.",
    ),
)
"""Parts of the photo with looks of their own."""

engine_options = together(
    click.option("--device", default="auto", show_default=True, help="cpu, cuda, mps or auto."),
    click.option(
        "--number-format",
        type=click.Choice(["auto", "float32", "bfloat16", "float16"]),
        default="auto",
        show_default=True,
        help="In what numbers to compute; auto measures once what is fast and right on this machine.",
    ),
    click.option(
        "--memory",
        metavar="AMOUNT",
        help="Memory that the program may take, like 2GB; larger pictures are painted in tiles. Three quarters of the "
        "machine's if left out.",
    ),
)
"""On what it is computed, and in which numbers."""

saving_options = together(
    click.option(
        "--quality", type=int, default=95, show_default=True, help="Of JPEG, WebP, AVIF and JPEG XL, 1 to 100."
    ),
    click.option(
        "--bits",
        type=click.Choice(["8", "16"]),
        help="Per channel, 16 in PNG, TIFF and JPEG XL only; if left out, the photo's where the output allows.",
    ),
    click.option(
        "--profile",
        type=click.Choice(["srgb", "photo"]),
        default="srgb",
        show_default=True,
        help="Colour space to work in and save in: sRGB, or the photo's own.",
    ),
    click.option("--strip-metadata", is_flag=True, help="Save neither the photo's metadata nor the recipe."),
    click.option("--keep-location", is_flag=True, help="Keep the GPS position, which is left out otherwise."),
    click.option(
        "--most-megapixels",
        type=float,
        default=MAX_PIXELS / 1e6,
        show_default=True,
        help="Refuse pictures larger than this.",
    ),
    click.option("--json", "as_json", is_flag=True, help="Print a summary for machines on stdout."),
)
"""How pictures are read and saved, and what is printed about it."""
