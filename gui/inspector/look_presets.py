"""Presets in the inspector: they are applied, kept under a name, removed and brought back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from engine.errors import PentimentoError
from gui.messages import Action
from gui.storage.presets import Preset, list_presets, remove_preset, save_preset

if TYPE_CHECKING:
    from gui.asking import Asker
    from gui.document.document import Document
    from gui.inspector.inspector import Inspector
    from gui.messages import Messages

BRING_BACK = "bring-back-preset"


class LookPresets(QObject):
    """Keeps the inspector's list in step with the presets that there are.

    Args:
        document: whose look is kept and changed.
        inspector: offers them.
        asker: asks for a name.
        messages: where errors go.
    """

    def __init__(self, document: Document, inspector: Inspector, asker: Asker, messages: Messages) -> None:
        super().__init__(inspector)
        self._document = document
        self._inspector = inspector
        self._asker = asker
        self._messages = messages
        self._presets: dict[str, Preset] = {}
        self._removed: Preset | None = None
        inspector.preset_chosen.connect(self._apply)
        inspector.save_preset_requested.connect(self._keep)
        inspector.remove_preset_requested.connect(self._remove)
        self._list()

    @Slot(object)
    def follow(self, action: Action) -> None:
        """Brings back the preset that was removed last, if a message offered that."""
        if action.name == BRING_BACK and self._removed is not None:
            self._save(self._removed.name, self._removed)

    @Slot(str)
    def _apply(self, title: str) -> None:
        preset = self._presets[title]
        self._document.apply_treatment(preset.treatment, preset.title)

    @Slot()
    def _keep(self) -> None:
        name = self._asker.preset_name()
        if name is not None:
            self._save(name, Preset(name, self._document.state.treatment))

    def _save(self, name: str, preset: Preset) -> None:
        try:
            kept = save_preset(name, preset.treatment)
        except PentimentoError as error:
            self._messages.report(error)
            return
        self._list()
        self._inspector.show_preset(kept.title, kept.treatment)
        self._messages.inform(self.tr("Kept the preset {name}.").format(name=kept.title))

    @Slot(str)
    def _remove(self, title: str) -> None:
        preset = self._presets[title]
        try:
            remove_preset(preset.name)
        except PentimentoError as error:
            self._messages.report(error)
            return
        self._removed = preset
        self._list()
        self._messages.inform(
            self.tr("Removed the preset {name}.").format(name=title), Action(BRING_BACK, self.tr("Bring it back"))
        )

    def _list(self) -> None:
        self._presets = {preset.title: preset for preset in list_presets()}
        self._inspector.set_presets(
            list(self._presets), own={title for title, preset in self._presets.items() if not preset.bundled}
        )
