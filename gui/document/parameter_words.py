"""What the window says of the look's parameters: on their fields, in their tips, and in undo's texts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

if TYPE_CHECKING:
    from collections.abc import Mapping

_CONTEXT = "Parameters"


@dataclass(frozen=True)
class ParameterWords:
    """The words for a parameter, or for one of its choices.

    Attributes:
        label: what it is called.
        tip: what is seen of it.
        undo: what undo calls it, where that is not the label.
        choices: the words for each, of a parameter that has them.
    """

    label: str
    tip: str = ""
    undo: str = ""
    choices: Mapping[str, ParameterWords] = field(default_factory=dict)


_WORDS = {
    "strength": ParameterWords(
        str(QT_TRANSLATE_NOOP("Parameters", "Strength")),
        str(
            QT_TRANSLATE_NOOP(
                "Parameters",
                "How far the photo turns into a painting: at 0 % it is the photo, at 100 % little of it is left.",
            )
        ),
    ),
    "colour": ParameterWords(
        str(QT_TRANSLATE_NOOP("Parameters", "Colours")),
        choices={
            "style": ParameterWords(
                str(QT_TRANSLATE_NOOP("Parameters", "Style’s colours")),
                str(QT_TRANSLATE_NOOP("Parameters", "The picture takes on the colours of the styles.")),
            ),
            "photo": ParameterWords(
                str(QT_TRANSLATE_NOOP("Parameters", "Keep the photo’s colours")),
                str(
                    QT_TRANSLATE_NOOP(
                        "Parameters",
                        "Only light, shade and strokes are painted: every thing keeps the colour it has in the photo.",
                    )
                ),
            ),
            "matched": ParameterWords(
                str(QT_TRANSLATE_NOOP("Parameters", "Paint in the photo’s palette")),
                str(
                    QT_TRANSLATE_NOOP(
                        "Parameters",
                        "The styles are given the photo’s colours first: their strokes and light, in your palette.",
                    )
                ),
            ),
        },
    ),
    "colour_amount": ParameterWords(
        str(QT_TRANSLATE_NOOP("Parameters", "Colour amount")),
        str(QT_TRANSLATE_NOOP("Parameters", "How far the photo’s colours come back: at 0 % the style’s own stay.")),
        undo=str(QT_TRANSLATE_NOOP("Parameters", "Amount of the colours")),
    ),
    "saturation": ParameterWords(
        str(QT_TRANSLATE_NOOP("Parameters", "Saturation")),
        str(QT_TRANSLATE_NOOP("Parameters", "How colourful the picture is: at 0 % it is grey.")),
    ),
    "contrast": ParameterWords(
        str(QT_TRANSLATE_NOOP("Parameters", "Contrast")),
        str(QT_TRANSLATE_NOOP("Parameters", "Softer to the left, stronger light and dark to the right.")),
    ),
    "detail": ParameterWords(
        str(QT_TRANSLATE_NOOP("Parameters", "Detail")),
        str(
            QT_TRANSLATE_NOOP(
                "Parameters",
                "Faces, edges and fine detail of the photo come back; where it is smooth, strokes stay.",
            )
        ),
    ),
    "photorealistic": ParameterWords(
        str(QT_TRANSLATE_NOOP("Parameters", "Like a photo")),
        str(
            QT_TRANSLATE_NOOP(
                "Parameters",
                "The picture follows the photo’s edges: it looks like one, in the style’s colours and light.",
            )
        ),
    ),
    "transform": ParameterWords(
        str(QT_TRANSLATE_NOOP("Parameters", "Method")),
        str(
            QT_TRANSLATE_NOOP(
                "Parameters",
                "How the style is taken over. Full takes all of it; Gentle leaves more of the photo in place; "
                "Colours and contrast only keeps the photo’s shapes; Patches puts pieces of the style’s own shapes "
                "together.",
            )
        ),
        choices={
            "whitening": ParameterWords(str(QT_TRANSLATE_NOOP("Parameters", "Full"))),
            "transport": ParameterWords(str(QT_TRANSLATE_NOOP("Parameters", "Gentle"))),
            "adain": ParameterWords(str(QT_TRANSLATE_NOOP("Parameters", "Colours and contrast only"))),
            "swap": ParameterWords(str(QT_TRANSLATE_NOOP("Parameters", "Patches"))),
        },
    ),
    "structure": ParameterWords(
        str(QT_TRANSLATE_NOOP("Parameters", "Structure")),
        str(
            QT_TRANSLATE_NOOP(
                "Parameters",
                "How much of the photo’s drawing stays: lines, faces and letters keep their places under the style’s "
                "colours and strokes.",
            )
        ),
    ),
    "quiet_places": ParameterWords(
        str(QT_TRANSLATE_NOOP("Parameters", "Quiet places")),
        str(
            QT_TRANSLATE_NOOP(
                "Parameters",
                "What skies, walls and other smooth places get, where the photo has nothing to paint: the style’s "
                "strokes, or its motifs, such as its stars in your sky.",
            )
        ),
        choices={
            "leave": ParameterWords(str(QT_TRANSLATE_NOOP("Parameters", "Leave"))),
            "strokes": ParameterWords(str(QT_TRANSLATE_NOOP("Parameters", "Strokes"))),
            "motifs": ParameterWords(str(QT_TRANSLATE_NOOP("Parameters", "Motifs"))),
        },
    ),
    "quiet_amount": ParameterWords(
        str(QT_TRANSLATE_NOOP("Parameters", "Amount")),
        str(QT_TRANSLATE_NOOP("Parameters", "How far quiet places are filled.")),
        undo=str(QT_TRANSLATE_NOOP("Parameters", "Amount in quiet places")),
    ),
    "quiet_seed": ParameterWords(
        str(QT_TRANSLATE_NOOP("Parameters", "Variation")),
        str(QT_TRANSLATE_NOOP("Parameters", "Another number gives other strokes, and lays motifs elsewhere.")),
        undo=str(QT_TRANSLATE_NOOP("Parameters", "Variation in quiet places")),
    ),
    "motif_scale": ParameterWords(
        str(QT_TRANSLATE_NOOP("Parameters", "Motif size")),
        str(QT_TRANSLATE_NOOP("Parameters", "How large the style’s motifs are in quiet places.")),
        undo=str(QT_TRANSLATE_NOOP("Parameters", "Size of the motifs")),
    ),
    "motif_left": ParameterWords(
        str(QT_TRANSLATE_NOOP("Parameters", "Across")),
        str(QT_TRANSLATE_NOOP("Parameters", "How far motifs are moved to the right.")),
        undo=str(QT_TRANSLATE_NOOP("Parameters", "Move the motifs")),
    ),
    "motif_top": ParameterWords(
        str(QT_TRANSLATE_NOOP("Parameters", "Down")),
        str(QT_TRANSLATE_NOOP("Parameters", "How far motifs are moved downwards.")),
        undo=str(QT_TRANSLATE_NOOP("Parameters", "Move the motifs")),
    ),
    "motif_turn": ParameterWords(
        str(QT_TRANSLATE_NOOP("Parameters", "Turn")),
        str(QT_TRANSLATE_NOOP("Parameters", "How far motifs are turned clockwise.")),
        undo=str(QT_TRANSLATE_NOOP("Parameters", "Turn the motifs")),
        choices={
            "0": ParameterWords(str(QT_TRANSLATE_NOOP("Parameters", "Not turned"))),
            "90": ParameterWords(str(QT_TRANSLATE_NOOP("Parameters", "90°"))),
            "180": ParameterWords(str(QT_TRANSLATE_NOOP("Parameters", "180°"))),
            "270": ParameterWords(str(QT_TRANSLATE_NOOP("Parameters", "270°"))),
        },
    ),
    "motif_mirrored": ParameterWords(
        str(QT_TRANSLATE_NOOP("Parameters", "Mirrored")),
        str(QT_TRANSLATE_NOOP("Parameters", "Left and right of the motifs change places.")),
        undo=str(QT_TRANSLATE_NOOP("Parameters", "Mirror the motifs")),
    ),
    "refining": ParameterWords(str(QT_TRANSLATE_NOOP("Parameters", "Refining"))),
}


def parameter_words(name: str) -> ParameterWords:
    """The words for a parameter of a name, in the user's language."""
    return _translated(_WORDS[name])


def _translated(words: ParameterWords) -> ParameterWords:
    label, tip, undo = (
        text and QCoreApplication.translate(_CONTEXT, text) for text in (words.label, words.tip, words.undo)
    )
    choices = {choice: _translated(each) for choice, each in words.choices.items()}
    return ParameterWords(label, tip, undo or label, choices)
