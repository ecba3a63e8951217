"""`python -m tests.keep_formats`: keeps a file of each newest format in `tests/formats`, made of the one before it.

It is run when a format has gone up, as it does with each parameter of the look; what is new has its default there.
"""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.test_former_formats import FORMATS, KINDS, newest, written_preset, written_recipe, written_state

WRITTEN = {"recipe": (written_recipe, None), "preset": (written_preset, 1), "state": (written_state, 1)}
"""How a file is read and written again, and how far its JSON is indented."""


def main() -> None:
    for place, kind in KINDS.items():
        if kind not in WRITTEN:
            continue
        write, indent = WRITTEN[kind]
        for number in range(2, newest(place) + 1):
            path = FORMATS / f"{kind}-{number}.json"
            if not path.exists():
                with TemporaryDirectory() as folder:
                    document = write(FORMATS / f"{kind}-{number - 1}.json", Path(folder))
                path.write_text(json.dumps(document, indent=indent), encoding="utf-8")


if __name__ == "__main__":
    main()
