"""Settings: what is set comes back, and damaged files do no harm."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QByteArray

from engine.files.versioning import NumberedFormat
from gui.settings import MOST_RECENT, ExportChoices, Folder, Settings, save_options

exports = st.builds(
    ExportChoices,
    st.sampled_from([".png", ".jpg"]),
    st.integers(1, 100),
    st.sampled_from([8, 16]),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)


def again(settings: Settings) -> Settings:
    settings.sync()
    return Settings(settings.file)


def test_what_is_set_comes_back(tmp_path: Path) -> None:
    settings = Settings()
    assert settings.file.parent.name == "data"
    settings.theme = "dark"
    settings.language = "de"
    settings.window_geometry = QByteArray(bytes(range(256)))
    settings.window_state = QByteArray(b"\0\1")
    settings.set_folder(Folder.PHOTOS, tmp_path)
    settings.set_folder(Folder.EXPORTS, tmp_path / "gone")
    settings.set_flag("live", value=False)
    settings = again(settings)
    assert (settings.theme, settings.language) == ("dark", "de")
    assert bytes(settings.window_geometry.data()) == bytes(range(256))
    assert bytes(settings.window_state.data()) == b"\0\1"
    assert (settings.folder(Folder.PHOTOS), settings.folder(Folder.EXPORTS)) == (tmp_path, None)
    assert not settings.flag("live", default=True)
    assert settings.flag("other", default=True)


@given(choices=exports)
def test_export_choices_come_back(tmp_path_factory: pytest.TempPathFactory, choices: ExportChoices) -> None:
    settings = Settings(tmp_path_factory.mktemp("settings") / "settings.ini")
    settings.export_choices = choices
    assert again(settings).export_choices == choices
    assert save_options(choices).existing == "refuse"


def test_recent_files_are_listed_once_and_the_newest_first(tmp_path: Path) -> None:
    settings = Settings()
    for number in range(20):
        settings.add_recent_file(tmp_path / f"ä, {number}.png")
    settings.add_recent_file(tmp_path / "ä, 15.png")
    settings = again(settings)
    assert len(settings.recent_files) == MOST_RECENT
    assert [path.stem for path in settings.recent_files[:3]] == ["ä, 15", "ä, 19", "ä, 18"]
    settings.remove_recent_file(tmp_path / "ä, 15.png")
    assert settings.recent_files[0].stem == "ä, 19"
    settings.clear_recent_files()
    assert again(settings).recent_files == ()


def test_what_was_remembered_from_within_a_folder_is_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my").mkdir()
    settings = Settings()
    settings.add_recent_file(Path("my/face.jpg"))
    settings.add_recent_file(tmp_path / "boat.jpg")
    settings.add_picture_folder(Path("my"))
    settings.set_folder(Folder.PHOTOS, Path("my"))
    settings = again(settings)
    assert settings.recent_files == (tmp_path / "boat.jpg",)
    assert settings.picture_folders == ()
    assert settings.folder(Folder.PHOTOS) is None


VALUES = [
    b"@Invalid()",
    b"@ByteArray(\\x1)",
    b"[]",
    b"{",
    b"null",
    b"[1, null]",
    b'"\\"',
    b"@Variant(\\0\\0)",
    b"9" * 5000,
]


@pytest.mark.parametrize("value", VALUES)
def test_bad_values_fall_back(tmp_path: Path, value: bytes) -> None:
    file = tmp_path / "settings.ini"
    keys = (b"theme", b"language", b"window_geometry", b"window_state", b"recent_files", b"export")
    file.write_bytes(b"[General]\n" + b"".join(key + b"=" + value + b"\n" for key in keys))
    settings = Settings(file)
    assert settings.theme == "system"
    assert settings.recent_files == ()
    assert settings.export_choices == ExportChoices()
    assert isinstance(settings.window_geometry, QByteArray)
    assert len(settings.language) <= 16


@given(content=st.binary(max_size=300))
def test_damaged_files_do_no_harm(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    file = tmp_path_factory.mktemp("settings") / "settings.ini"
    file.write_bytes(b"[General]\n" + content)
    settings = Settings(file)
    assert settings.theme == "system"
    assert settings.recent_files == ()
    settings.theme = "light"
    assert again(settings).theme == "light"


def test_settings_of_a_later_program_stay_beside(tmp_path: Path) -> None:
    file = tmp_path / "settings.ini"
    for name in ("settings.ini.later", "settings.ini.later1"):
        later = f"[General]\nformat=2\ntheme=dark\n;{name}\n"
        file.write_text(later)
        settings = Settings(file)
        assert settings.is_later
        assert settings.set_aside == tmp_path / name
        assert settings.theme == "system"
        settings.theme = "light"
        assert again(settings).theme == "light"
        assert (tmp_path / name).read_text() == later


def test_settings_of_every_older_version_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "settings.ini"
    file.write_text("[General]\ntheme=dark\n[folders]\nopen=/pictures\n")
    old = Settings(file)
    assert old.theme == "dark"
    old.language = "de"
    old.sync()
    assert "format=1" in file.read_text()

    def renamed(document: dict[str, Any]) -> dict[str, Any]:
        document["theme"] = document.pop("colours")
        return document

    file.write_text(file.read_text().replace("theme=dark", "colours=dark"))
    monkeypatch.setattr("gui.settings.SETTINGS_FORMAT", NumberedFormat("format", 2, {1: renamed}, unnumbered=1))
    settings = Settings(file)
    assert (settings.theme, settings.language, settings.set_aside) == ("dark", "de", None)
    assert again(settings).theme == "dark"
    assert "format=2" in file.read_text()
    assert "folders" in file.read_text()
    # What cannot be brought up to date is kept beside.
    file.write_text("[General]\nformat=1\nlanguage=de\n")
    broken = Settings(file)
    assert broken.set_aside == tmp_path / "settings.ini.damaged"
    assert "language=de" in broken.set_aside.read_text()


def test_a_place_that_cannot_be_written_to_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    settings = Settings(tmp_path / "file" / "settings.ini")
    settings.theme = "dark"
    settings.sync()
    assert not settings.is_writable
    assert settings.theme == "dark"
