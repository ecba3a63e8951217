"""A look as JSON and back: what recipes, projects and presets say of it, in a document of their own. No torch."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, cast

from engine.look.look import PARAMETERS, Look
from engine.look.recipe import check_level
from engine.look.refining import Refining

if TYPE_CHECKING:
    from engine.files.strict_json import Fields
    from engine.look.refining import Optimiser, Start


def look_to_data(look: Look) -> dict[str, Any]:
    """A look's fields as what JSON holds."""
    return {
        **{name: getattr(look, name) for name in PARAMETERS},
        "refining": look.refining and asdict(look.refining),
    }


def look_from_fields(fields: Fields) -> Look:
    """Takes a look's fields out of a document.

    Raises:
        JobError: one is missing that was always there, is damaged or out of range.
    """
    given: dict[str, Any] = {
        # Documents of before there was a parameter say nothing of it.
        name: parameter.nothing if parameter.since and name not in fields.names else parameter.kind.read(fields, name)
        for name, parameter in PARAMETERS.items()
    }
    refining = fields.optional_nested("refining") if "refining" in fields.names else None
    return Look(**given, refining=None if refining is None else _refining(refining))


def _refining(fields: Fields) -> Refining:
    level = fields.optional_text("content_level")
    refining = Refining(
        fields.whole("steps"),
        fields.number("ratio"),
        cast("Start", fields.text("start")),
        cast("Optimiser", fields.text("optimiser")),
        None if level is None else check_level(level),
        fields.whole("seed"),
    )
    fields.finish()
    return refining
