"""Certificates for tests, made by OpenSSL when they are needed."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


def make_certificates(folder: Path) -> tuple[Path, Path, Path]:
    """Makes an authority and one certificate of it, valid for a day.

    Returns:
        The files for `--scheduler-tls`: the authority's certificate, the other certificate, and its key.
    """
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("OpenSSL's program is not installed here")
    folder.mkdir()
    authority, signer, asked = folder / "ca.pem", folder / "ca.key", folder / "asked.pem"
    certificate, key = folder / "me.pem", folder / "me.key"
    signing = ("-CA", authority, "-CAkey", signer, "-CAcreateserial", "-days", "1")
    for words in (
        ("req", "-x509", *NEW_KEY, "-subj", "/CN=authority", "-keyout", signer, "-out", authority, "-days", "1"),
        ("req", *NEW_KEY, "-subj", "/CN=machine", "-keyout", key, "-out", asked),
        ("x509", "-req", "-in", asked, *signing, "-out", certificate),
    ):
        subprocess.run([openssl, *words], check=True, capture_output=True)
    return authority, certificate, key
