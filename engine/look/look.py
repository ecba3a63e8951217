"""The look: what the engine's recipes and the window's state share of how a picture is painted. No torch.

A parameter is declared here and nowhere else. Its checks, its place in files and the command line's option follow from
that; the window adds its words for it, and the engine what it does.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from engine.errors import JobError
from engine.look.parameters import AMOUNT, FACTOR, PARAMETER, Choice, Number, Parameter, Switch, Whole, declared
from engine.planning.methods import TRANSFORMS, Transform
from engine.planning.quiet import LARGEST_SEED, QUIET_PLACES, TURNS, Filling, Placement, QuietPlaces, Turn
from engine.sentences import Sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.look.refining import Refining

DEFAULT_STRENGTH = 1.0

DEFAULT_STRUCTURE = 0.5

DEFAULT_QUIET_PLACES: QuietPlaces = "strokes"

ColourSource: TypeAlias = Literal["style", "photo", "matched"]


@dataclass(frozen=True)
class Look:
    """How a picture is painted, whatever the photo and the styles.

    Attributes:
        strength: how much of the transformed features is taken at each level.
        colour: whose colours the result has: the style's; the photo's with the painted lightness; or those of styles
            whose colours were first matched to the photo's.
        colour_amount: how far that goes from the style's colours.
        saturation: a factor on how colourful the result is.
        contrast: how steep its lightness is around middle grey.
        detail: how much of the photo's fine detail is put back where it has structure.
        photorealistic: whether the result is smoothed along the photo's edges until it looks like a photo again.
        transform: how features are given a style: see `engine.planning.methods`.
        structure: how much of the photo's drawing stays: see `engine.planning.structure`.
        quiet_places: what places are filled with where the photo has nothing to paint: see `engine.transfer.filling`.
        quiet_amount: how far.
        quiet_seed: another one gives other strokes, and lays motifs elsewhere: see `engine.planning.quiet`.
        motif_scale: how large motifs are, beside the style as it is looked at.
        motif_left, motif_top: where the first copy begins, in parts of the picture's width and height.
        motif_turn: how far motifs are turned clockwise, in degrees.
        motif_mirrored: whether their left and right are exchanged first.
        refining: how the painted picture is refined; None: not at all.
    """

    strength: float = declared(
        Parameter(
            title=Sentence("The strength"),
            kind=AMOUNT,
            default=DEFAULT_STRENGTH,
            since=0,
            help=f"How far to go from photo to style, 0 to 1; {DEFAULT_STRENGTH} if left out. 0 is the networks' copy.",
        )
    )
    colour: ColourSource = declared(
        Parameter(
            title=Sentence("The colour"),
            kind=Choice(get_args(ColourSource)),
            default="style",
            since=1,
            help="Whose colours the result has: the style's (if left out); the photo's with the painted lightness; or "
            "those of the style after it was given the photo's palette.",
            from_photo=True,
        )
    )
    colour_amount: float = declared(
        Parameter(
            title=Sentence("The amount of the colour"),
            kind=AMOUNT,
            default=1.0,
            since=1,
            help="How far --colour goes from the style's colours, 0 to 1; 1 if left out.",
        )
    )
    saturation: float = declared(
        Parameter(
            title=Sentence("The saturation"),
            kind=FACTOR,
            default=1.0,
            since=1,
            help="How colourful the result is made, 0 to 2; 1 (if left out) is as painted.",
            finishing=True,
        )
    )
    contrast: float = declared(
        Parameter(
            title=Sentence("The contrast"),
            kind=FACTOR,
            default=1.0,
            since=1,
            help="How much contrast it gets, 0 to 2; 1 (if left out) is as painted.",
            finishing=True,
        )
    )
    detail: float = declared(
        Parameter(
            title=Sentence("The detail"),
            kind=AMOUNT,
            default=0.0,
            since=1,
            help="How much of the photo's faces, edges and fine detail is kept, 0 (if left out) to 1.",
            from_photo=True,
            finishing=True,
        )
    )
    photorealistic: bool = declared(
        Parameter(
            title=Sentence("The photorealistic mode"),
            kind=Switch(opposite="painted"),
            default=False,
            since=1,
            help="Follow the photo's edges everywhere, so that the result looks like a photo in the style's colours.",
            from_photo=True,
            finishing=True,
        )
    )
    transform: Transform = declared(
        Parameter(
            title=Sentence("The transform"),
            kind=Choice(TRANSFORMS),
            default="whitening",
            since=1,
            help="How the style is taken over: whitening (if left out) takes all of it, transport moves the photo "
            "less, adain takes colours and contrast alone, swap puts the style's own shapes in place.",
        )
    )
    structure: float = declared(
        Parameter(
            title=Sentence("The structure"),
            kind=AMOUNT,
            default=DEFAULT_STRUCTURE,
            since=2,
            help="How much of the photo's drawing stays, 0 to 1: lines, faces and letters keep their places under the "
            f"style's colours and strokes; {DEFAULT_STRUCTURE} if left out.",
            from_photo=True,
            idle=0.0,
        )
    )
    quiet_places: QuietPlaces = declared(
        Parameter(
            title=Sentence("What fills quiet places"),
            kind=Choice(QUIET_PLACES),
            default=DEFAULT_QUIET_PLACES,
            since=2,
            help="What skies, walls and other smooth places of the photo get, where there is nothing to paint: nothing "
            "(leave), the style's strokes (if left out), or its motifs.",
            from_photo=True,
            idle="leave",
        )
    )
    quiet_amount: float = declared(
        Parameter(
            title=Sentence("The amount in quiet places"),
            kind=AMOUNT,
            default=1.0,
            since=2,
            help="How far --quiet-places goes, 0 to 1; 1 if left out.",
        )
    )
    quiet_seed: int = declared(
        Parameter(
            title=Sentence("The seed of quiet places"),
            kind=Whole(0, LARGEST_SEED),
            default=0,
            since=2,
            help=f"Another number, 0 (if left out) to {LARGEST_SEED}, gives other strokes, and lays motifs elsewhere.",
            from_photo=True,
        )
    )
    motif_scale: float = declared(
        Parameter(
            title=Sentence("The scale of the motifs"),
            kind=Number(0.25, 4.0),
            default=1.0,
            since=2,
            help="How large motifs are, 0.25 to 4; 1 (if left out) is as the style is looked at.",
            from_photo=True,
        )
    )
    motif_left: float = declared(
        Parameter(
            title=Sentence("The place of the motifs from the left"),
            kind=Number(-1.0, 1.0),
            default=0.0,
            since=2,
            help="Where motifs begin, from the left edge, in parts of the picture's width, -1 to 1; 0 if left out.",
            from_photo=True,
        )
    )
    motif_top: float = declared(
        Parameter(
            title=Sentence("The place of the motifs from the top"),
            kind=Number(-1.0, 1.0),
            default=0.0,
            since=2,
            help="The same from the top, in parts of the picture's height.",
            from_photo=True,
        )
    )
    motif_turn: Turn = declared(
        Parameter(
            title=Sentence("The turn of the motifs"),
            kind=Choice(TURNS),
            default="0",
            since=2,
            help="How far motifs are turned clockwise, in degrees; 0 if left out.",
            from_photo=True,
        )
    )
    motif_mirrored: bool = declared(
        Parameter(
            title=Sentence("The mirroring of the motifs"),
            kind=Switch(opposite="motif-unmirrored"),
            default=False,
            since=2,
            help="Exchange left and right of the motifs, before they are turned.",
            from_photo=True,
        )
    )
    refining: Refining | None = None

    def __post_init__(self) -> None:
        """Refuses what is impossible."""
        for name, parameter in PARAMETERS.items():
            parameter.check(getattr(self, name))

    @classmethod
    def plain(cls, strength: float) -> Look:
        """The plain cascade of the paper: all parameters but the strength do nothing."""
        return cls(**{**{name: each.nothing for name, each in PARAMETERS.items()}, "strength": strength})

    def check_without_photo(self) -> None:
        """Refuses what a texture cannot have.

        Raises:
            JobError: something is to be taken from a photo.
        """
        for name, parameter in PARAMETERS.items():
            if parameter.from_photo and getattr(self, name) not in (parameter.default, parameter.nothing):
                raise JobError(
                    "{title} takes something from a photo, and a texture has no photo: leave it out.",
                    title=parameter.title,
                )

    @property
    def filling(self) -> Filling | None:
        """What quiet places are filled with, at those levels where they are; None: they are left."""
        if self.quiet_places == "leave" or self.quiet_amount == 0:
            return None
        if self.quiet_places == "strokes":
            return Filling("strokes", self.quiet_amount, self.quiet_seed)
        turns = TURNS.index(self.motif_turn)
        own = Placement(self.motif_scale, self.motif_left, self.motif_top, turns, self.motif_mirrored)
        return Filling("motifs", self.quiet_amount, placement=own.shuffled(self.quiet_seed))

    @property
    def without_photo(self) -> Look:
        """The same, but for what would be taken from a photo."""
        return replace(self, **{name: each.nothing for name, each in PARAMETERS.items() if each.from_photo})

    @property
    def unfinished(self) -> Look:
        """The same, but for what is done after the last level and after refining, where that is to be done later."""
        colour: ColourSource = "style" if self.colour == "photo" else self.colour
        later = {name: each.nothing for name, each in PARAMETERS.items() if each.finishing}
        return replace(self, colour=colour, refining=None, **later)


PARAMETERS: Mapping[str, Parameter] = MappingProxyType(
    {each.name: each.metadata[PARAMETER] for each in fields(Look) if PARAMETER in each.metadata}
)
"""All parameters by name, in the order in which files and the command line have them."""

LOOK_EDITION = max(each.since for each in PARAMETERS.values())
"""Goes up with the parameters; it is part of the formats of all files that hold a look."""
