"""What can go wrong, in words for the person at the keyboard.

Every error here carries one sentence that says what was expected, what came, and what to do. The window and the
command line show that sentence as it is; anything else that is raised is a defect of the program.
"""

from __future__ import annotations


class PentimentoError(Exception):
    """The root of all errors that a user can cause or mend; its text is one plain sentence."""


class PictureError(PentimentoError):
    """A picture cannot be read or saved: missing, empty, truncated, too large, of an unknown kind, disk full."""


class JobError(PentimentoError):
    """A job or recipe asks for something outside what is possible: a strength of 3, no style, an unknown level."""


class PackError(PentimentoError):
    """A model pack is missing, damaged, altered, incomplete or made for another version."""


class DeviceError(PentimentoError):
    """A device or number format is not there, or has not enough memory for the job."""
