"""Licences as SPDX names them: whether words are such a name, and whether they leave nothing but the GPL."""

from __future__ import annotations

from functools import cache
from typing import Any

from license_expression import (
    AND,
    OR,
    ExpressionError,
    LicenseSymbol,
    LicenseWithExceptionSymbol,
    Licensing,
    get_spdx_licensing,
)

FREE_NAMES = {"Apache Software License": "Apache-2.0", "MIT License": "MIT", "PSFL": "PSF-2.0"}
"""What some packages say in place of SPDX's name."""

OWN_NAMES = (
    "LicenseRef-Alliance-for-Open-Media-Patent-License-1.0",
    "LicenseRef-Intel-Simplified-Software-License-2022",
    "LicenseRef-Microsoft-Visual-Studio-Redistributable",
    "LicenseRef-Pillows-Image-Libraries",
)
"""How `parts.toml` calls terms that SPDX has no name for; somebody has read them."""

EXCEPTIONS = ("Bootloader-exception", "GCC-exception-3.1")
"""Whatever is built with something under the GPL and one of these may be under a licence of its own."""

GPL = ("GPL-", "AGPL-")


def spdx_name(words: str) -> str:
    """The name that SPDX has for what a package calls its licence, where that is known; otherwise the same words.

    Args:
        words: the package's.
    """
    return FREE_NAMES.get(words, words)


def is_gpl_only(terms: str) -> bool:
    """Whether a licence leaves nothing but the GPL, without an exception for what is built with it.

    Args:
        terms: an SPDX expression: of several licences joined by OR one is chosen, and by AND all hold.

    Raises:
        ValueError: it is no such expression.
    """
    try:
        parsed = _licensing().parse(terms, validate=True, strict=True)
    except ExpressionError as error:
        raise ValueError(f"'{terms}' is no SPDX expression: {error}") from error
    if parsed is None:
        raise ValueError("An SPDX expression was expected, and nothing came.")
    return _leaves_gpl(parsed)


def _leaves_gpl(term: Any) -> bool:
    if isinstance(term, OR):
        return all(map(_leaves_gpl, term.args))
    if isinstance(term, AND):
        return any(map(_leaves_gpl, term.args))
    if isinstance(term, LicenseWithExceptionSymbol):
        return _leaves_gpl(term.license_symbol) and term.exception_symbol.key not in EXCEPTIONS
    return bool(term.key.startswith(GPL))


@cache
def _licensing() -> Licensing:
    # The library also knows thousands of names of its makers' own, and what is under those nobody has read.
    known = [
        symbol for name, symbol in get_spdx_licensing().known_symbols.items() if not name.startswith("LicenseRef-")
    ]
    return Licensing([*known, *map(LicenseSymbol, OWN_NAMES)])
