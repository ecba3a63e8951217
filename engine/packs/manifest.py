"""The manifest of a model pack: what its weights are, whose they are, and how an altered one is noticed.

No torch here: the window lists packs and plans are made from manifests alone.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

from engine.errors import PackError
from engine.files.versioning import NumberedFormat, refuse_unknown
from engine.sentences import Sentence
from engine.vgg import LEVELS, Level, convolutions, decoder_layers, encoder_layers, stage_of

if TYPE_CHECKING:
    from collections.abc import Iterable

Triple: TypeAlias = tuple[float, float, float]
Matrix: TypeAlias = tuple[Triple, Triple, Triple]

MANIFEST_FORMAT = NumberedFormat("format")
"""The format of manifests that this version writes."""

SHARED = "shared"
"""The key of an encoder that serves several levels."""

MANIFEST_FILE = "manifest.json"
WEIGHTS_FILE = "weights.safetensors"

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_DEVICE_NAME = re.compile(r"(con|prn|aux|nul|(com|lpt)[0-9])", re.IGNORECASE)
_SHA256 = re.compile(r"[0-9a-f]{64}")
_WIDEST = 4096


def check_name(name: str) -> None:
    """Refuses a pack name that leaves the folder of packs or is no folder's name on some system.

    Raises:
        PackError: the name holds other characters than letters, digits, - and _, is too long or reserved.
    """
    if not _NAME.fullmatch(name) or _DEVICE_NAME.fullmatch(name):
        raise PackError(
            "{name!r} cannot be the name of a model pack: use up to 64 letters (A to Z), digits, - and _, beginning "
            "with a letter or digit, and no name that Windows reserves.",
            name=name,
        )


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a model pack holds. It validates itself; an instance is always consistent.

    Attributes:
        name: letters, digits, - and _; also the name of the pack's folder.
        description: one line for the list of packs.
        licence: the licence of the weights.
        attribution: whose work the weights are.
        origin: an address, or words, that say where the weights came from.
        encoders: channels of each stage of each encoder; the key is "shared" or the one level that it serves.
        levels: the encoder's key for each level of the pack, deep to shallow.
        input_matrix: 3×3, applied to RGB of 0…1; with the offset it makes the network's input.
        input_offset: 3 values, added after the matrix.
        decoders_end_with_relu: whether a ReLU follows the last convolution of every decoder.
        eigenvalue_threshold: eigenvalues of a covariance under this are dropped (scale of the features).
        format: the format of the manifest itself.
        training: how the weights were made, as facts for the reader.
        weights_bytes: size of the file of weights; 0 before it is written.
        weights_sha256: SHA-256 of the file of weights; empty before it is written.
    """

    name: str
    description: str
    licence: str
    attribution: str
    origin: str
    encoders: dict[str, tuple[int, ...]]
    levels: dict[Level, str]
    input_matrix: Matrix
    input_offset: Triple
    decoders_end_with_relu: bool
    eigenvalue_threshold: float = 1e-5
    format: int = MANIFEST_FORMAT.newest
    training: dict[str, str | int | float] | None = None
    weights_bytes: int = 0
    weights_sha256: str = ""

    def __post_init__(self) -> None:
        """Checks every field and puts it in its canonical form.

        Raises:
            PackError: a field is not what it must be.
        """
        if self.format != MANIFEST_FORMAT.newest or isinstance(self.format, bool):
            self._refuse(f"format must be {MANIFEST_FORMAT.newest}, not {self.format!r}")
        check_name(self.name)
        self._check_texts()
        unknown = self.levels.keys() - set(LEVELS)
        if unknown or not self.levels:
            self._refuse(f"levels must be among {', '.join(LEVELS)}, not {sorted(self.levels)!r}")
        self._settle("encoders", {key: tuple(widths) for key, widths in sorted(self.encoders.items())})
        self._settle("levels", {level: self.levels[level] for level in LEVELS if level in self.levels})
        self._check_encoders()
        self._check_numbers()
        self._settle("input_matrix", tuple(tuple(float(value) for value in row) for row in self.input_matrix))
        self._settle("input_offset", tuple(float(value) for value in self.input_offset))
        self._settle("eigenvalue_threshold", float(self.eigenvalue_threshold))
        self._check_weights()

    @property
    def sha256(self) -> str:
        """The pack's identity: SHA-256 over the manifest's canonical JSON, the weights' hash included."""
        return hashlib.sha256(_canonical(asdict(self))).hexdigest()

    def widths(self, level: Level) -> tuple[int, ...]:
        """Channels of the stages of a level's encoder, from the first up to the level's own.

        Raises:
            PackError: the pack does not hold the level.
        """
        self.require((level,))
        return self.encoders[self.levels[level]][: stage_of(level)]

    def missing(self, levels: Iterable[Level]) -> tuple[Level, ...]:
        """Those among some levels that the pack does not hold, deep to shallow."""
        wanted = set(levels)
        return tuple(level for level in LEVELS if level in wanted and level not in self.levels)

    def require(self, levels: Iterable[Level]) -> None:
        """Refuses levels that the pack does not hold.

        Raises:
            PackError: at least one of the levels is not in the pack.
        """
        missing = self.missing(levels)
        if missing:
            raise PackError(
                "The pack {name!r} has no {missing}; it has {levels}: choose among these levels, or another pack.",
                name=self.name,
                missing=" and ".join(missing),
                levels=", ".join(self.levels),
            )

    def expected_tensors(self) -> dict[str, tuple[int, ...]]:
        """Names and shapes of all tensors of the pack.

        Names are `encoders.<key>.<convolution>.weight` and `.bias`, and
        `decoders.<level>.<convolution>.weight` and `.bias`. Weights are outputs × inputs × 3 × 3, biases are
        outputs. A shared encoder reaches to the deepest level that uses it.
        """
        shapes: dict[str, tuple[int, ...]] = {}
        for key, widths in self.encoders.items():
            layers = encoder_layers(self._deepest(key), widths)
            for convolution in convolutions(layers):
                name = f"encoders.{key}.{convolution.name}"
                shapes[f"{name}.weight"] = (convolution.outputs, convolution.inputs, 3, 3)
                shapes[f"{name}.bias"] = (convolution.outputs,)
        for level in self.levels:
            layers = decoder_layers(level, self.widths(level), last_rectified=self.decoders_end_with_relu)
            for convolution in convolutions(layers):
                name = f"decoders.{level}.{convolution.name}"
                shapes[f"{name}.weight"] = (convolution.outputs, convolution.inputs, 3, 3)
                shapes[f"{name}.bias"] = (convolution.outputs,)
        return shapes

    def to_json(self) -> str:
        """The manifest as the text of `manifest.json`, with the seal that tells an altered one.

        Raises:
            PackError: the weights have not been written yet, so their size and hash are not known.
        """
        if not self.weights_sha256:
            self._refuse("the size and hash of its weights are not known yet")
        return json.dumps({**asdict(self), "seal": self.sha256}, indent=2, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str, name: str) -> Manifest:
        """Reads a manifest.

        Args:
            text: the text of `manifest.json`.
            name: the name of the pack's folder, which the manifest must repeat.

        Raises:
            PackError: the text is no manifest, of a later format, altered, or for a pack of another name.
        """
        sealed = _parse(text, name)
        seal = sealed.pop("seal", None)
        data = MANIFEST_FORMAT.read(sealed, Sentence("The pack {name!r}", name=name), PackError)
        known = {field.name for field in fields(cls)}
        refuse_unknown(data, known, Sentence("The pack {name!r}", name=name), PackError)
        if lacking := known - data.keys():
            raise PackError(_damaged(name, Sentence("its manifest lacks {fields}", fields=", ".join(sorted(lacking)))))
        if seal != hashlib.sha256(_canonical(sealed)).hexdigest():
            raise PackError(_damaged(name, Sentence("its manifest was altered: the seal does not fit the contents")))
        try:
            manifest = cls(**data)
        except (AttributeError, TypeError, ValueError) as error:
            problem = Sentence("a value in its manifest is of the wrong kind ({error})", error=error)
            raise PackError(_damaged(name, problem)) from error
        if not manifest.weights_sha256:
            raise PackError(_damaged(name, Sentence("its manifest does not say the hash of its weights")))
        if manifest.name != name:
            raise PackError(
                "The folder {name!r} holds the pack {manifest_name!r}: give the folder that name again.",
                name=name,
                manifest_name=manifest.name,
            )
        return manifest

    def _deepest(self, key: str) -> Level:
        return next(level for level in LEVELS if self.levels.get(level) == key)

    def _settle(self, field: str, value: object) -> None:
        object.__setattr__(self, field, value)

    def _refuse(self, problem: str) -> NoReturn:
        raise PackError("The manifest of the pack {name!r} is not valid: {problem}.", name=self.name, problem=problem)

    def _check_texts(self) -> None:
        for field in ("description", "licence", "attribution", "origin"):
            text = getattr(self, field)
            if not isinstance(text, str) or not text or not text.isprintable():
                self._refuse(f"{field} must be one line of text, not {text!r}")
        for fact, value in (self.training or {}).items():
            sound = value.isprintable() if isinstance(value, str) else _is_finite(value)
            if not fact.isprintable() or not sound:
                self._refuse(f"training must hold lines of text and finite numbers, not {fact!r}: {value!r}")

    def _check_encoders(self) -> None:
        for level, key in self.levels.items():
            if key not in (SHARED, level) or key not in self.encoders:
                self._refuse(f"{level} must have an encoder of its own or the shared one, not {key!r}")
        for key, widths in self.encoders.items():
            if key not in self.levels.values():
                self._refuse(f"no level uses the encoder {key!r}")
            stages = stage_of(self._deepest(key))
            if len(widths) != stages or not all(_is_whole(width, 1, _WIDEST) for width in widths):
                self._refuse(f"the encoder {key!r} must have {stages} widths of 1 to {_WIDEST}, not {list(widths)!r}")

    def _check_numbers(self) -> None:
        rows = self.input_matrix
        if len(rows) != 3 or not all(len(row) == 3 and all(map(_is_finite, row)) for row in rows):
            self._refuse(f"input_matrix must be 3 rows of 3 finite numbers, not {rows!r}")
        if len(self.input_offset) != 3 or not all(map(_is_finite, self.input_offset)):
            self._refuse(f"input_offset must be 3 finite numbers, not {self.input_offset!r}")
        if not _is_finite(self.eigenvalue_threshold) or self.eigenvalue_threshold < 0:
            self._refuse(f"eigenvalue_threshold must be a number of at least 0, not {self.eigenvalue_threshold!r}")
        if not isinstance(self.decoders_end_with_relu, bool):
            self._refuse(f"decoders_end_with_relu must be true or false, not {self.decoders_end_with_relu!r}")

    def _check_weights(self) -> None:
        unwritten = (self.weights_bytes, self.weights_sha256) == (0, "")
        if unwritten:
            return
        if not _is_whole(self.weights_bytes, 1, 1 << 40):
            self._refuse(f"weights_bytes must be a size in bytes, not {self.weights_bytes!r}")
        if not isinstance(self.weights_sha256, str) or not _SHA256.fullmatch(self.weights_sha256):
            self._refuse(f"weights_sha256 must be 64 hexadecimal digits, not {self.weights_sha256!r}")


def _is_whole(value: object, lowest: int, highest: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and lowest <= value <= highest


def _is_finite(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _canonical(data: dict[str, Any]) -> bytes:
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode("ascii")


def _damaged(name: str, problem: Sentence) -> Sentence:
    return Sentence("The pack {name!r} is damaged: {problem}. Download or import it again.", name=name, problem=problem)


def _parse(text: str, name: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise PackError(_damaged(name, Sentence("its manifest is not JSON ({error})", error=error))) from error
    if not isinstance(data, dict):
        raise PackError(_damaged(name, Sentence("its manifest is not a JSON object")))
    return data
