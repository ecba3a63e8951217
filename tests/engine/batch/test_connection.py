from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from engine.batch.connection import Certificates, connected
from engine.errors import DeviceError, JobError
from tests.engine.batch.certificates import make_certificates
from tests.refusals import refused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

distributed = pytest.importorskip("distributed", reason="Dask is not installed: pip install distributed")
dask = pytest.importorskip("dask")

NOWHERE = "tls://127.0.0.1:9"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("certificates")


@pytest.fixture(scope="module")
def ours(folder: Path) -> Certificates:
    return Certificates(*make_certificates(folder / "ours"))


@pytest.fixture(scope="module")
def strangers(folder: Path) -> Certificates:
    """Good ones, of another authority."""
    return Certificates(*make_certificates(folder / "strangers"))


@pytest.fixture(scope="module")
def address(folder: Path, ours: Certificates) -> Iterator[str]:
    """A scheduler with a certificate of our authority, without workers."""
    file = folder / "scheduler.json"
    words = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", file, "--protocol", "tls")
    tls = ("--tls-ca-file", ours.authority, "--tls-cert", ours.certificate, "--tls-key", ours.key)
    process = subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_scheduler", *words, *tls],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while not file.exists() or not file.stat().st_size:
        assert process.poll() is None
        time.sleep(0.05)
    found: str = json.loads(file.read_text(encoding="utf-8"))["address"]
    yield found
    process.terminate()
    process.wait(20)


def test_a_scheduler_of_the_same_authority_is_connected_to(address: str, ours: Certificates) -> None:
    assert address.startswith("tls://")
    client = connected(distributed, address, ours)
    try:
        assert client.status == "running"
    finally:
        client.close()


def test_the_certificates_of_dask_s_configuration_do_as_well(address: str, ours: Certificates) -> None:
    client_files = {"cert": str(ours.certificate), "key": str(ours.key)}
    tls = {"ca-file": str(ours.authority), "client": client_files}
    with dask.config.set({"distributed.comm.tls": {**dask.config.get("distributed.comm.tls"), **tls}}):
        client = connected(distributed, address, None)
    client.close()


def test_a_scheduler_of_another_authority_is_refused_in_one_sentence(
    address: str, ours: Certificates, strangers: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.batch.connection.SECONDS_TO_CONNECT", 1)
    spy = Certificates(ours.authority, strangers.certificate, strangers.key)
    for certificates in (strangers, spy):
        with refused(
            DeviceError,
            "A Dask scheduler was expected at '{address}', and none answers: look whether it runs{certified}, or "
            "correct the address, which is like tcp://desk:8786, or tls://desk:8786 where it is encrypted.",
            certified=", with a certificate of the same authority",
        ):
            connected(distributed, address, certificates)
    with refused(
        DeviceError,
        "A Dask scheduler was expected at '{address}', and none answers: look whether it runs{certified}, or correct "
        "the address, which is like tcp://desk:8786, or tls://desk:8786 where it is encrypted.",
    ):
        connected(distributed, address.replace("tls:", "tcp:"), None)


def begun(*_: object, **__: object) -> Any:
    raise AssertionError("a client has begun")


@pytest.fixture
def _no_client(monkeypatch: pytest.MonkeyPatch) -> None:
    """What can be refused beforehand is: a client that fails halfway leaves threads behind."""
    monkeypatch.setattr(distributed, "Client", begun)


@pytest.mark.usefixtures("_no_client")
def test_an_encrypted_address_without_certificates_is_refused() -> None:
    with refused(
        DeviceError,
        "Certificates were expected for '{address}', and there are none: name them with --scheduler-tls CA "
        "CERTIFICATE KEY, or in Dask's configuration.",
        address="tls://127.0.0.1:9",
    ):
        connected(distributed, NOWHERE, None)


@pytest.mark.usefixtures("_no_client")
@pytest.mark.parametrize("address", ["tcp://desk:1", "desk:1", "inproc://x"])
def test_certificates_are_never_ignored(address: str, ours: Certificates) -> None:
    with refused(
        JobError,
        "With --scheduler-tls the address should be like tls://desk:8786, and '{address}' came: correct it, or leave "
        "--scheduler-tls out.",
        address=address,
    ):
        connected(distributed, address, ours)


@pytest.mark.usefixtures("_no_client")
def test_dask_s_wish_for_encryption_is_kept() -> None:
    with (
        dask.config.set({"distributed.comm.require-encryption": True}),
        refused(
            DeviceError,
            "Dask's configuration asks for encrypted connections, and '{address}' is none: name an address like "
            "tls://desk:8786.",
        ),
    ):
        connected(distributed, "tcp://desk:1", None)


@pytest.mark.usefixtures("_no_client")
@pytest.mark.parametrize("part", ["authority", "certificate", "key"])
def test_unusable_files_are_told(part: str, ours: Certificates, strangers: Certificates, tmp_path: Path) -> None:
    files = {name: getattr(ours, name) for name in ("authority", "certificate", "key")}
    missing = tmp_path / "not there.pem"
    with refused(
        DeviceError,
        "A file for --scheduler-tls should be at '{path}', and it cannot be read ({reason}): correct its name.",
        path=str(missing),
    ):
        connected(distributed, NOWHERE, Certificates(**{**files, part: missing}))
    (tmp_path / "text.pem").write_text("no certificate\n", encoding="utf-8")
    with refused(
        DeviceError,
        "The files {what} should be PEM files of an authority, of a certificate, and of that certificate's key, and "
        "they are not ({error}): name others.",
        what="of --scheduler-tls",
    ):
        connected(distributed, NOWHERE, Certificates(**{**files, part: tmp_path / "text.pem"}))
    if part == "key":
        with refused(
            DeviceError,
            "The files {what} should be PEM files of an authority, of a certificate, and of that certificate's key, "
            "and they are not ({error}): name others.",
        ):
            connected(distributed, NOWHERE, Certificates(**{**files, part: strangers.key}))
    with (
        dask.config.set({"distributed.comm.tls.ca-file": str(missing), "distributed.comm.tls.client.cert": "x"}),
        refused(
            DeviceError,
            "The files {what} should be PEM files of an authority, of a certificate, and of that certificate's key, "
            "and they are not ({error}): name others.",
            what="that Dask's configuration names",
        ),
    ):
        connected(distributed, NOWHERE, None)
