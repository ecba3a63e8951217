"""A batch on other machines: on the workers of a Dask scheduler that is running already. No torch but on the workers.

Needs Dask distributed, an optional library. Each worker reads photos and styles and saves results itself, so all
folders must be at the same places everywhere, as on a network drive. A worker that dies costs nothing but time: its
picture is given to another. Orders and endings are pickles, so whoever can speak as the scheduler can run code on the
workers and here. Dask's only protection is encrypted connections with certificates.
"""

from __future__ import annotations

import hashlib
import os
import sys
import threading
import time
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from socket import gethostname
from typing import TYPE_CHECKING, Any

from engine.batch.batch import done_by_another, ended_before, paint_piece, read_photo, sentence_of, unfinished
from engine.batch.connection import connected
from engine.batch.report import Account, Ending
from engine.errors import DeviceError, JobError, PentimentoError
from engine.job import Progress, program_version
from engine.job.styles import FileJobMaker, read_found_style
from engine.look.recipe_json import recipe_from_json, recipe_to_json
from engine.sentences import Sentence
from engine.system.optional_libraries import library

if TYPE_CHECKING:
    from collections.abc import Generator

    from engine.batch.batch import Batch, BatchSettings
    from engine.batch.connection import Certificates
    from engine.batch.plan import Piece
    from engine.batch.report import BatchProgress
    from engine.job import Engine

SECONDS_BETWEEN_LOOKS = 0.5

SECONDS_WITHOUT_WORKERS = 5.0
"""How long workers may be missing before the user hears of it: they may just be starting."""

THREADS_SET_BY_NANNY = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")
"""What Dask's nanny sets to 1 for its worker, for programs that run many tasks at once, where nobody has set it."""

ENGINE = Path(__file__).parents[1]
"""The folder of all sources that paint."""

NOT_PAINTING = ("cli", "training", "evaluation", "benchmarks")
"""Rooms of the engine that have no part in what a result looks like."""

TRIES_AGAIN = 3
"""How often a picture is given out again that a worker could not begin with, for want of the program.

How many workers may die of a picture before it counts as failed is the scheduler's own setting, `allowed-failures`.
"""

_beginning = threading.Lock()
"""A worker's threads begin together, and one studio is to serve them all."""


@dataclass(frozen=True)
class Machines:
    """Other machines, and how they compute.

    Attributes:
        scheduler: the address, like tcp://desk:8786.
        device: as for `engine.studio.Studio`, on each machine.
        number_format: as there; auto is float32, since each machine would choose for itself.
        memory: as there, for each worker.
    """

    scheduler: str
    device: str = "auto"
    number_format: str = "auto"
    memory: int | None = None

    @property
    def common_format(self) -> str:
        """The number format in which all compute."""
        return "float32" if self.number_format == "auto" else self.number_format


@dataclass(frozen=True)
class Order:
    """What a worker needs to know to make one result, as plain data that can be sent.

    Attributes:
        piece: with absolute paths.
        recipe: as JSON.
        styles: the files of the recipe's styles, in its order; or the recipe's file, where that brings them along.
        settings: how.
        machines: how to compute.
        program: which program asks, from `program_identity`.
    """

    piece: Piece
    recipe: str
    styles: tuple[Path, ...]
    settings: BatchSettings
    machines: Machines
    program: str


class Workplace:
    """What a worker keeps from picture to picture: the studio, which paints one at a time."""

    def __init__(self, machines: Machines) -> None:
        use_cores_of_worker()

        from engine.packs.registry import default_registry
        from engine.studio import Studio

        self.studio: Engine = Studio(default_registry(), machines.device, machines.common_format, machines.memory)
        self.free = threading.Lock()


def run_on_cluster(
    machines: Machines, batch: Batch, certificates: Certificates | None = None
) -> Generator[BatchProgress, None, None]:
    """Paints a batch on other machines; otherwise as `engine.batch.batch.run_batch`.

    Args:
        machines: where.
        batch: what; its styles must be files.
        certificates: for an encrypted connection to the scheduler; they stay on this machine.

    Raises:
        DeviceError: the scheduler cannot be reached, or its certificates cannot be used.
        MissingLibraryError: Dask is not installed.
        JobError: the photos are frames whose looks follow each other, which cannot be painted at once.
    """
    distributed = library("distributed")
    if batch.settings.smoothing:
        raise JobError("One of --smooth and --scheduler should be given, since frames wait for each other: leave one.")
    account = Account(len(batch.pieces))
    waiting = yield from unfinished(batch, account)
    client = connected(distributed, machines.scheduler, certificates)
    try:
        account.begin_painting()
        futures = {
            # Not pure: the key is new, since the scheduler gives other programs' results to whoever names their key.
            client.submit(carry_out, order_of(batch, piece, machines), pure=False, retries=TRIES_AGAIN): piece
            for piece in waiting
        }
        workers = Workers(client)
        try:
            while futures:
                for future in [future for future in futures if future.done()]:
                    piece = futures.pop(future)
                    yield account.ended(_ending_of(future, piece, batch, machines.scheduler))
                time.sleep(SECONDS_BETWEEN_LOOKS if futures else 0)
                begun = Progress(1, None, "prepare", 0.0, (0, 0, 0, 0))
                yield account.progress(begun, waiting=_waiting(machines.scheduler) if workers.are_missing() else "")
        finally:
            # Without a scheduler nobody is left to be told.
            if client.status == "running":
                client.cancel(list(futures))
    finally:
        client.close()
    yield account.report({piece: place for place, piece in enumerate(batch.pieces)})


def order_of(batch: Batch, piece: Piece, machines: Machines) -> Order:
    """What is sent to a worker."""
    maker = batch.makers[piece.maker]
    assert isinstance(maker, FileJobMaker), "others cannot be sent"
    there = replace(piece, photo=piece.photo.resolve(), target=piece.target.resolve())
    styles = tuple(style.path.resolve() for style in maker.styles)
    return Order(there, recipe_to_json(maker.recipe), styles, batch.settings, machines, program_identity())


class Workers:
    """Looks now and then whether a scheduler has workers.

    Args:
        client: Dask's.
    """

    def __init__(self, client: Any) -> None:
        self._client = client
        self._looked = self._seen = time.monotonic()

    def are_missing(self) -> bool:
        """Whether there has been none for some time."""
        now = time.monotonic()
        if now - self._looked >= min(1.0, SECONDS_WITHOUT_WORKERS / 2):
            self._looked = now
            try:
                if self._client.status != "running" or self._client.scheduler_info()["workers"]:
                    self._seen = now
            except OSError:
                self._seen = now  # it is the scheduler that is missing, which the pictures' endings tell
        return now - self._seen >= SECONDS_WITHOUT_WORKERS


@lru_cache(maxsize=1)
def program_identity() -> str:
    """The program's version, and a hash of all sources that decide what a result looks like."""
    digest = hashlib.sha256()
    for path in sorted(ENGINE.rglob("*.py")):
        within = path.relative_to(ENGINE).as_posix()
        if within.split("/")[0] not in NOT_PAINTING:
            # Lines may end otherwise on another system.
            digest.update(f"{within}\n".encode() + path.read_bytes().replace(b"\r\n", b"\n"))
    return f"{program_version()} ({digest.hexdigest()[:8]})"


def use_cores_of_worker() -> None:
    """Lets torch use as many cores as Dask gives threads to this worker, which paints one picture at a time.

    A nanny sets its worker to one thread, where nobody has set another number. What a user sets stays, and so does all
    of it where no nanny runs the worker.
    """
    distributed = sys.modules.get("distributed")
    try:
        worker = None if distributed is None else distributed.get_worker()
    except ValueError:
        worker = None
    if worker is None:
        return
    is_set_by_nanny = worker.nanny is not None and all(os.environ.get(name) == "1" for name in THREADS_SET_BY_NANNY)
    if is_set_by_nanny and "torch" not in sys.modules:
        # Torch then begins with the number with which it would on this machine without Dask.
        for name in THREADS_SET_BY_NANNY:
            del os.environ[name]
    import torch

    torch.set_num_threads(min(torch.get_num_threads(), worker.state.nthreads))


def carry_out(order: Order) -> Ending:
    """Makes one result, on a worker."""
    begun = time.monotonic()
    try:
        check_program(order)
        maker = _maker(order.recipe, order.styles, order.settings.max_pixels)
        # A worker before this one may have died between saving and saying so.
        before = ended_before(maker, order.piece, order.settings, seen_free=order.settings.others != "replace")
        if before is not None:
            return replace(before, how="painted") if before.how == "finished" else before
        with _beginning:
            workplace = _workplace(order.machines)
        with workplace.free:
            photo = read_photo(order.piece, order.settings)
            painting = paint_piece(workplace.studio, maker, order.piece, photo, order.settings)
            try:
                notes: tuple[Sentence, ...] = _outcome_of(painting)
            except PentimentoError:
                done = done_by_another(maker, order.piece, order.settings)
                if done is None:
                    raise
                return done
    except Exception as error:  # noqa: BLE001 - whatever it is, it must not cost the other photos
        return Ending(order.piece, "failed", sentence_of(error), seconds=time.monotonic() - begun)
    return Ending(order.piece, "painted", notes=notes, seconds=time.monotonic() - begun)


def check_program(order: Order) -> None:
    """Refuses an order of another program, which would paint another picture.

    Raises:
        DeviceError: it is one.
    """
    # Orders of earlier versions have no such field.
    asking, own = getattr(order, "program", "an older version"), program_identity()
    if asking != own:
        raise DeviceError(
            "All machines should have the same version of the program, and {asking} asks while '{host}' has {own}: "
            "install the same everywhere.",
            asking=asking,
            host=gethostname(),
            own=own,
        )


def _outcome_of(painting: Generator[Progress, None, tuple[Sentence, ...]]) -> tuple[Sentence, ...]:
    while True:
        try:
            next(painting)
        except StopIteration as done:
            notes: tuple[Sentence, ...] = done.value
            return notes


@lru_cache(maxsize=1)
def _workplace(machines: Machines) -> Workplace:
    """A worker's own: loading torch and a pack for each picture would take longer than painting."""
    return Workplace(machines)


@lru_cache(maxsize=16)
def _maker(recipe: str, styles: tuple[Path, ...], max_pixels: int) -> FileJobMaker:
    found = recipe_from_json(recipe, "the order")
    read = [read_found_style(path, style, max_pixels) for path, style in zip(styles, found.styles, strict=True)]
    return FileJobMaker(found, tuple(read), max_pixels)


def _waiting(address: str) -> str:
    return f"waiting for workers: the scheduler at {address} has none; start some, or end this with Ctrl-C"


def _ending_of(future: Any, piece: Piece, batch: Batch, address: str) -> Ending:
    """How a piece ended, as the worker tells it, or as Dask does where the worker cannot."""
    if future.status == "finished":
        ending: Ending = replace(future.result(), piece=piece)
        return ending
    if future.status != "error":
        # Where the scheduler is gone, all futures are cancelled; what a worker had finished is there all the same.
        before = ended_before(batch.makers[piece.maker], piece, batch.settings, seen_free=True)
        if before is not None and before.how == "finished":
            return replace(before, how="painted")
        return Ending(
            piece,
            "failed",
            Sentence(
                "The scheduler at '{address}' should be there until the batch has ended, and it is gone: start it "
                "again, and then the batch with the same words.",
                address=address,
            ),
        )
    error = future.exception()
    if type(error).__name__ == "KilledWorker":
        return Ending(
            piece,
            "failed",
            Sentence(
                "A machine should paint '{name}', and each that tried has died or been lost: look whether it has "
                "enough memory.",
                name=piece.photo.name,
            ),
        )
    return Ending(
        piece,
        "failed",
        Sentence(
            "All machines should have the same version of the program, and one has none or another ({kind}: {error}): "
            "install the same everywhere.",
            kind=type(error).__name__,
            error=error,
        ),
    )
