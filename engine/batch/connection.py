"""The connection to a Dask scheduler, encrypted where it should be. No torch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.errors import DeviceError, JobError

if TYPE_CHECKING:
    from pathlib import Path

SECONDS_TO_CONNECT = 15

ENCRYPTED = ("tls://", "wss://")
"""How addresses begin whose connections are encrypted."""


@dataclass(frozen=True)
class Certificates:
    """What this machine and a scheduler know each other by: files in PEM format.

    Attributes:
        authority: of the authority that signed the certificates of scheduler, workers and this machine.
        certificate: this machine's.
        key: the certificate's.
    """

    authority: Path
    certificate: Path
    key: Path


def connected(distributed: Any, address: str, certificates: Certificates | None) -> Any:
    """Connects to a scheduler that is running.

    Args:
        distributed: the library.
        address: like tcp://desk:8786, or tls://desk:8786 where the connection is encrypted.
        certificates: for an encrypted connection; None: those that Dask's own configuration names.

    Returns:
        Dask's client.

    Raises:
        DeviceError: no scheduler answers, or certificates cannot be used or are missing.
        JobError: certificates came for an address whose connection is not encrypted.
    """
    security = _security(distributed, address, certificates)
    try:
        return distributed.Client(address, security=security, timeout=SECONDS_TO_CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        certified = ", with a certificate of the same authority" if address.startswith(ENCRYPTED) else ""
        raise DeviceError(
            "A Dask scheduler was expected at '{address}', and none answers: look whether it runs{certified}, or "
            "correct the address, which is like tcp://desk:8786, or tls://desk:8786 where it is encrypted.",
            address=address,
            certified=certified,
        ) from error


def _security(distributed: Any, address: str, certificates: Certificates | None) -> Any:
    encrypted = address.startswith(ENCRYPTED)
    given: dict[str, Any] = {}
    if certificates is not None:
        if not encrypted:
            raise JobError(
                "With --scheduler-tls the address should be like tls://desk:8786, and '{address}' came: correct it, "
                "or leave --scheduler-tls out.",
                address=address,
            )
        for path in (certificates.authority, certificates.certificate, certificates.key):
            _check_readable(path)
        given = {
            "require_encryption": True,
            "tls_ca_file": str(certificates.authority),
            "tls_client_cert": str(certificates.certificate),
            "tls_client_key": str(certificates.key),
        }
    try:
        security = distributed.Security(**given)
        # The client would read them too, but fails halfway through, with threads that have begun.
        context = security.get_connection_args("client")["ssl_context"]
    except (OSError, ValueError) as error:
        what = "of --scheduler-tls" if given else "that Dask's configuration names"
        raise DeviceError(
            "The files {what} should be PEM files of an authority, of a certificate, and of that certificate's key, "
            "and they are not ({error}): name others.",
            what=what,
            error=error,
        ) from error
    if encrypted and context is None:
        raise DeviceError(
            "Certificates were expected for '{address}', and there are none: name them with --scheduler-tls CA "
            "CERTIFICATE KEY, or in Dask's configuration.",
            address=address,
        )
    if security.require_encryption and not encrypted:
        raise DeviceError(
            "Dask's configuration asks for encrypted connections, and '{address}' is none: name an address like "
            "tls://desk:8786.",
            address=address,
        )
    return security


def _check_readable(path: Path) -> None:
    try:
        path.open("rb").close()
    except OSError as error:
        raise DeviceError(
            "A file for --scheduler-tls should be at '{path}', and it cannot be read ({reason}): correct its name.",
            path=path,
            reason=error.strerror,
        ) from error
