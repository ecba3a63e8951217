"""A server on this machine that can misbehave in the ways that real ones do."""

from __future__ import annotations

import re
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass
class Server:
    """What the server holds and how it behaves.

    Attributes:
        files: bytes by path.
        ranges: whether it knows Range.
        cuts: for each coming request with a body, the bytes after which the connection is cut; then none is.
        statuses: for each coming request, the error that is answered; then none is.
        sized: whether it says the size of what it sends.
        shift: how far the parts that it sends are beside those asked for.
        requests: path and Range of each request that came.
        address: where it is.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    ranges: bool = True
    cuts: list[int] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    sized: bool = True
    shift: int = 0
    requests: list[tuple[str, str | None]] = field(default_factory=list)
    address: str = ""


@contextmanager
def serving() -> Iterator[Server]:
    """Runs a server until the end of the block."""
    server = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self, server)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        server.address = f"http://127.0.0.1:{listening.server_port}/"
        try:
            yield server
        finally:
            listening.shutdown()
            thread.join()


def answer(request: BaseHTTPRequestHandler, server: Server) -> None:
    path, wanted = request.path.removeprefix("/"), request.headers.get("Range")
    server.requests.append((path, wanted))
    if server.statuses:
        request.send_error(server.statuses.pop(0))
        return
    if path not in server.files:
        request.send_error(404)
        return
    data = server.files[path]
    start = 0
    if wanted and server.ranges:
        found = re.fullmatch(r"bytes=(\d+)-", wanted)
        assert found
        start = int(found[1])
        if start >= len(data):
            request.send_error(416)
            return
        start += server.shift
        request.send_response(206)
        request.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
    else:
        request.send_response(200)
    if server.sized:
        request.send_header("Content-Length", str(len(data) - start))
    request.end_headers()
    end = start + server.cuts.pop(0) if server.cuts else len(data)
    try:
        request.wfile.write(data[start:end])
    except OSError:
        request.close_connection = True  # the client cancelled
