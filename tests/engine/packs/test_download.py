from __future__ import annotations

import errno
import hashlib
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pytest

from engine.errors import PackError
from engine.packs import download as module
from engine.packs.download import DownloadProgress, download
from engine.packs.public import PublicFile, PublicPack, public_pack
from engine.packs.weights import verify
from tests.engine.packs.foreign import MODELS, write_numbered
from tests.engine.packs.server import Server, serving
from tests.refusals import refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.packs.manifest import Manifest
    from engine.packs.registry import Registry

BIG = "vgg_normalised_conv2_1.pth"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serving() as running:
        yield running


@pytest.fixture
def public(tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> PublicPack:
    """A public pack of two levels that the server holds, in blocks small enough for several steps a file."""
    write_numbered(tmp_path / "source", levels=(1, 2), widths=(24, 48))
    files = []
    for path in sorted((tmp_path / "source").iterdir()):
        data = path.read_bytes()
        server.files[f"files/{path.name}"] = data
        size, digest = len(data), hashlib.sha256(data).hexdigest()
        files.append(PublicFile(name=path.name, path=f"files/{path.name}", size=size, sha256=digest))
    pack = PublicPack(
        name="test", description="d", licence="l", attribution="a", origin="o", address="", files=tuple(files)
    )
    monkeypatch.setattr(module, "_BLOCK", 500)
    offer(pack, monkeypatch)
    return pack


class NearlyFull:
    """A file on a disk with room for 10000 bytes."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file

    def __enter__(self) -> NearlyFull:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def write(self, data: bytes) -> None:
        if self.file.tell() + len(data) > 10_000:
            raise OSError(errno.ENOSPC, "No space left on device")
        self.file.write(data)


def offer(pack: PublicPack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "public_pack", lambda _: pack)


def sizeless(pack: PublicPack) -> PublicPack:
    return replace(pack, files=tuple(replace(file, size=None) for file in pack.files))


def run(registry: Registry, server: Server, *, pauses: list[float] | None = None) -> list[DownloadProgress]:
    waited = [] if pauses is None else pauses
    return list(download("test", registry, address=server.address, pause=waited.append))


def refusal(registry: Registry, server: Server) -> str:
    with pytest.raises(PackError) as caught:
        run(registry, server)
    assert registry.names() == ()
    return str(caught.value)


def partial(registry: Registry, name: str = BIG) -> Path:
    return registry.downloads_folder / "test" / f"{name}.part"


def test_a_pack_is_downloaded_and_installed(registry: Registry, server: Server, public: PublicPack) -> None:
    steps = download("test", registry, address=server.address)
    seen = []
    while True:
        try:
            seen.append(next(steps))
        except StopIteration as end:
            manifest: Manifest = end.value
            break
    assert registry.find("test").manifest == manifest
    verify(registry.find("test"))
    assert [step.number for step in seen] == sorted(step.number for step in seen)
    for number, file in enumerate(public.files, start=1):
        own = [step for step in seen if step.number == number]
        assert {(step.file, step.files, step.total) for step in own} == {(file.name, 4, file.size)}
        assert [step.done for step in own] == sorted({step.done for step in own})
        assert own[-1].done == file.size
        assert own[0].done == 0
    assert len(seen) > 30
    assert not (registry.downloads_folder / "test").exists()
    assert {asked for _, asked in server.requests} == {None}


@pytest.mark.parametrize("sized", [True, False])
@pytest.mark.parametrize("known", [True, False])
def test_a_cut_connection_is_taken_up_again(
    registry: Registry,
    server: Server,
    public: PublicPack,
    monkeypatch: pytest.MonkeyPatch,
    *,
    sized: bool,
    known: bool,
) -> None:
    if not known:
        offer(sizeless(public), monkeypatch)
    server.sized = sized
    first = public.files[0]
    assert first.size is not None
    server.cuts = [1000, 500]
    if not known and not sized:
        # Nothing tells that the file is cut, but its hash.
        assert "with other bytes than expected and was deleted" in refusal(registry, server)
        return
    pauses: list[float] = []
    run(registry, server, pauses=pauses)
    verify(registry.find("test"))
    assert server.requests[:3] == [(first.path, None), (first.path, "bytes=1000-"), (first.path, "bytes=1500-")]
    assert pauses == [0.5, 0.5]


def test_fruitless_attempts_end_with_a_sentence(registry: Registry, server: Server, public: PublicPack) -> None:
    server.cuts = [1000] + [0] * 50
    pauses: list[float] = []
    with refused(
        PackError,
        "The file {name!r} could not be downloaded from {url}: {error}. What has arrived is kept; try again later.",
        error="the connection failed or was cut",
    ):
        run(registry, server, pauses=pauses)
    assert pauses == [0.5, 1.0, 2.0, 4.0, 8.0]
    assert partial(registry, public.files[0].name).stat().st_size == 1000


def test_a_server_that_cannot_be_reached(registry: Registry, public: PublicPack) -> None:
    assert public.name == "test"
    nowhere = Server(address="http://127.0.0.1:1/")
    assert "the connection failed or was cut" in refusal(registry, nowhere)


def test_a_busy_server_is_asked_again(registry: Registry, server: Server, public: PublicPack) -> None:
    server.statuses = [503, 429]
    run(registry, server)
    verify(registry.find("test"))
    server.statuses = [500] * 9
    registry.remove("test")
    assert "the server answered 500 Internal Server Error" in refusal(registry, server)
    assert len(server.requests) == 2 + len(public.files) + 5


def test_a_server_without_range_begins_anew(registry: Registry, server: Server, public: PublicPack) -> None:
    server.ranges = False
    server.cuts = [1500, 1000]
    run(registry, server)
    verify(registry.find("test"))
    assert server.requests[2] == (public.files[0].path, "bytes=1000-")


def test_a_server_without_range_that_always_cuts_is_given_up(
    registry: Registry, server: Server, public: PublicPack
) -> None:
    server.ranges = False
    server.cuts = [1500, 1000] * 50
    assert "the connection" in refusal(registry, server)
    assert len(server.requests) == 1 + 5
    assert public.files[0].path == server.requests[-1][0]


def test_a_cancelled_download_goes_on_where_it_was(registry: Registry, server: Server, public: PublicPack) -> None:
    steps = download("test", registry, address=server.address)
    for step in steps:
        if step.file == BIG and step.done >= 8192:
            break
    steps.close()
    kept = partial(registry).stat().st_size
    assert kept >= 8192
    assert registry.names() == ()
    server.requests.clear()
    run(registry, server)
    verify(registry.find("test"))
    assert [path for path, _ in server.requests] == [public.files[3].path]
    assert server.requests[0][1] == f"bytes={kept}-"


def test_wrong_bytes_are_deleted(registry: Registry, server: Server, public: PublicPack) -> None:
    path = f"files/{BIG}"
    good = server.files[path]
    server.files[path] = good[:-1] + bytes([good[-1] ^ 1])
    assert f"The file '{BIG}' arrived from {server.address}{path} with other bytes" in refusal(registry, server)
    assert not partial(registry).exists()
    server.files[path] = good
    run(registry, server)
    verify(registry.find("test"))
    assert len(public.files) == 4


def test_a_file_that_is_altered_while_it_waits_is_fetched_again(
    registry: Registry, server: Server, public: PublicPack
) -> None:
    server.files["files/" + BIG], good = b"", server.files["files/" + BIG]
    refusal(registry, server)
    complete = registry.downloads_folder / "test" / public.files[0].name
    complete.write_bytes(complete.read_bytes()[:-1] + b"x")
    server.files["files/" + BIG] = good
    server.requests.clear()
    run(registry, server)
    verify(registry.find("test"))
    assert [path for path, _ in server.requests] == [public.files[0].path, public.files[3].path]


def test_a_file_of_another_size_is_refused(registry: Registry, server: Server, public: PublicPack) -> None:
    size = public.files[3].size
    assert size is not None
    server.files[f"files/{BIG}"] += b"more"
    assert f"has {size + 4} bytes, expected {size}" in refusal(registry, server)
    server.sized = False
    assert f"larger than the {size} bytes expected" in refusal(registry, server)
    assert not partial(registry).exists()


def test_an_endless_file_is_refused(
    registry: Registry, server: Server, public: PublicPack, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer(sizeless(public), monkeypatch)
    monkeypatch.setattr(module, "_LARGEST_FILE", 10_000)
    server.sized = False
    seen: list[DownloadProgress] = []
    with refused(
        PackError, "The file {name!r} is larger than the {limit} bytes expected; it was not kept.", limit=10000
    ):
        seen.extend(download("test", registry, address=server.address))
    assert max(step.done for step in seen) <= 10_000, "it stops at the limit, not at the end of what comes"


def test_a_part_that_does_not_fit_is_thrown_away(
    registry: Registry, server: Server, public: PublicPack, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer(sizeless(public), monkeypatch)
    partial(registry).parent.mkdir(parents=True)
    partial(registry).write_bytes(bytes(len(server.files[f"files/{BIG}"]) + 10))
    run(registry, server)
    verify(registry.find("test"))
    assert [asked for path, asked in server.requests if path.endswith(BIG)][1:] == [None]


def test_a_complete_part_needs_no_second_transfer(
    registry: Registry, server: Server, public: PublicPack, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer(sizeless(public), monkeypatch)
    partial(registry).parent.mkdir(parents=True)
    partial(registry).write_bytes(server.files[f"files/{BIG}"])
    run(registry, server)
    verify(registry.find("test"))
    assert len([path for path, _ in server.requests if path.endswith(BIG)]) == 1


def test_a_part_beside_the_one_asked_for_is_not_appended(
    registry: Registry, server: Server, public: PublicPack
) -> None:
    server.cuts = [1000]
    server.shift = 7
    run(registry, server)
    verify(registry.find("test"))
    assert [asked for _, asked in server.requests[:3]] == [None, "bytes=1000-", None]
    assert len(public.files) == 4


def test_a_file_that_is_not_there(registry: Registry, server: Server, public: PublicPack) -> None:
    del server.files[f"files/{BIG}"]
    assert refusal(registry, server) == (
        f"The file '{BIG}' cannot be had from {server.address}files/{BIG}: the server answered 404 Not Found."
    )
    assert len(server.requests) == len(public.files), "it is not asked again for what is not there"


def test_a_full_disk_keeps_what_has_arrived(
    registry: Registry, server: Server, public: PublicPack, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.open

    def nearly_full(path: Path, *arguments: Any, **named: Any) -> Any:
        file = real(path, *arguments, **named)
        return NearlyFull(file) if path == partial(registry) else file

    monkeypatch.setattr(Path, "open", nearly_full)
    assert "The disk is full: " in refusal(registry, server)
    assert partial(registry).stat().st_size == 10_000
    monkeypatch.setattr(Path, "open", real)
    server.requests.clear()
    run(registry, server)
    verify(registry.find("test"))
    assert server.requests == [(public.files[3].path, "bytes=10000-")]


def test_a_folder_that_cannot_be_used(registry: Registry, server: Server, public: PublicPack) -> None:
    registry.downloads_folder.parent.mkdir(parents=True)
    registry.downloads_folder.write_text("", "utf-8")
    assert "cannot be used" in refusal(registry, server)
    assert server.requests == []
    assert public.name == "test"


def test_leftovers_of_an_earlier_version_are_not_imported(
    registry: Registry, server: Server, public: PublicPack
) -> None:
    folder = registry.downloads_folder / "test"
    folder.mkdir(parents=True)
    (folder / "old.pth").write_bytes(server.files[public.files[0].path])
    run(registry, server)
    verify(registry.find("test"))


def test_what_cannot_be_installed_is_refused_before_the_first_byte(
    registry: Registry, server: Server, public: PublicPack, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = download("test", registry, address=server.address)
    list(first)
    server.requests.clear()
    with refused(
        PackError,
        "There is already a pack {name!r}: choose another name, or have it replaced (--replace).",
        name="test",
    ):
        download("test", registry, address=server.address)
    list(download("test", registry, address=server.address, replace=True))
    assert len(server.requests) == len(public.files)
    monkeypatch.setattr(module, "public_pack", public_pack)
    with refused(PackError, "There is no pack {name!r} to download; there are {packs}.", name="other"):
        download("other", registry)


@pytest.mark.skipif(not MODELS.is_dir(), reason="the public weights are not on this machine")
def test_distilled16x_from_a_mirror(registry: Registry, server: Server) -> None:
    pack = public_pack("distilled16x")
    server.files = {file.path: (MODELS / "distilled16x" / file.name).read_bytes() for file in pack.files}
    list(download("distilled16x", registry, address=server.address))
    assert registry.find("distilled16x").manifest.licence == "MIT"
    assert registry.default_name() == "distilled16x"
