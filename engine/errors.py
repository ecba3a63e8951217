"""What can go wrong, in words for the person at the keyboard.

Every error here carries one sentence that says what was expected, what came, and what to do. The window and the
command line show that sentence; anything else that is raised is a defect of the program. Callers tell errors apart by
their classes, never by their words.
"""

from __future__ import annotations

from engine.sentences import Sentence


class PentimentoError(Exception):
    """The root of all errors that a user can cause or mend.

    Args:
        template: of the sentence, as in `Sentence`; or a whole sentence.
        values: for the template's places.

    Attributes:
        sentence: what the user reads.
    """

    def __init__(self, template: str, /, **values: object) -> None:
        self.sentence = template if isinstance(template, Sentence) else Sentence(template, **values)
        super().__init__(self.sentence)


class PictureError(PentimentoError):
    """A picture cannot be read or saved: missing, empty, truncated, too large, of an unknown kind, disk full."""


class UnknownKindError(PictureError):
    """A file holds something that is not read, or a picture of a kind that is not."""


class DamagedPictureError(PictureError):
    """A picture is not whole: damaged, cut short or empty."""


class JobError(PentimentoError):
    """A job or recipe asks for something outside what is possible: a strength of 3, no style, an unknown level."""


class PackError(PentimentoError):
    """A model pack is missing, damaged, altered, incomplete or made for another version."""


class DeviceError(PentimentoError):
    """A device, a number format or another machine is not there or has failed; another device may do."""


class OutOfMemoryError(PentimentoError):
    """There is not enough memory for a job: a smaller one may fit."""


class ScratchDiskError(PentimentoError):
    """The disk has no room for the temporary files of a job."""


class MissingLibraryError(PentimentoError):
    """A library that only some need is not installed."""
