"""Small controls that the panels are made of."""

from gui.fields.choice import ChoiceBox
from gui.fields.fitting_label import FittingLabel
from gui.fields.fold import ROW_SPACE, FoldSection
from gui.fields.icon_button import IconButton
from gui.fields.optional_amount import OptionalAmount
from gui.fields.picture_menu import PictureMenu
from gui.fields.slider_field import SliderField, align_labels

__all__ = [
    "ROW_SPACE",
    "ChoiceBox",
    "FittingLabel",
    "FoldSection",
    "IconButton",
    "OptionalAmount",
    "PictureMenu",
    "SliderField",
    "align_labels",
]
