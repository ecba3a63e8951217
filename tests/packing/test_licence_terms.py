"""Which licences leave nothing but the GPL, and which words are no licence at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from licence_terms import FREE_NAMES, is_gpl_only, spdx_name
from parts import known_parts

STRICT = ("GPL-2.0-only", "GPL-3.0-or-later", "AGPL-3.0-only")
FREE = ("MIT", "0BSD", "LGPL-3.0-only", "Apache-2.0 WITH LLVM-exception", "GPL-3.0-or-later WITH GCC-exception-3.1")


@pytest.mark.parametrize(
    ("terms", "refused"),
    [
        ("GPL-3.0-or-later", True),
        ("gpl-3.0", True),
        ("GPL-2.0+", True),
        ("AGPL-3.0-only", True),
        ("GPL-2.0-only OR GPL-3.0-only", True),
        ("MIT AND GPL-2.0-only", True),
        ("MIT AND GPL-3.0-only AND Apache-2.0 WITH LLVM-exception", True),
        ("(MIT OR GPL-3.0-only) AND GPL-2.0-only", True),
        ("GPL-3.0-only WITH Font-exception-2.0", True),
        ("LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only", False),
        ("(MIT OR GPL-3.0-only) AND BSD-3-Clause", False),
        ("GPL-3.0-or-later WITH GCC-exception-3.1", False),
        ("GPL-2.0-or-later WITH Bootloader-exception", False),
        ("LGPL-2.1-or-later", False),
        ("MIT", False),
    ],
)
def test_the_gpl_is_told_from_what_only_sounds_like_it(terms: str, *, refused: bool) -> None:
    assert is_gpl_only(terms) == refused


@pytest.mark.parametrize(
    "terms",
    [
        "GNU General Public License v3",
        "GNU Affero General Public License v3",
        "Apache Software License, GNU General Public License v2 (GPLv2)",
        "LicenseRef-scancode-gpl-2.0-adaptec",
        "BSD",
        "MIT AND",
        "MIT WITH GPL-3.0-only",
        "see its licence",
        "",
    ],
)
def test_what_is_no_name_of_spdx_is_refused(terms: str) -> None:
    with pytest.raises(ValueError, match="SPDX"):
        is_gpl_only(spdx_name(terms))


@given(st.lists(st.sampled_from(STRICT), min_size=1), st.sampled_from(FREE))
def test_one_free_choice_is_enough_and_one_strict_part_is_too_much(strict: list[str], free: str) -> None:
    assert is_gpl_only(" OR ".join(strict))
    assert not is_gpl_only(" OR ".join([*strict, free]))
    assert is_gpl_only(" AND ".join([free, *strict]))


@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
def test_all_parts_have_terms_that_can_be_read(system: str) -> None:
    for part in known_parts(system):
        assert not is_gpl_only(part.licence), part.name


def test_the_free_names_stand_for_names_of_spdx() -> None:
    for name in FREE_NAMES:
        assert not is_gpl_only(spdx_name(name))
