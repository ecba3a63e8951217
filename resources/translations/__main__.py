"""`python -m resources.translations [CODE …]`: brings the translations up to date with the program's sources.

A code of a language that there is no file of yet begins one. Translate what is marked as unfinished in the `.ts` file,
take the mark away, and run this again.
"""

from __future__ import annotations

from pathlib import Path

import click

from resources.translations import FOLDER, SOURCE, compiled_file, sentences_file, source_file
from resources.translations.compiling import compile_translations
from resources.translations.gathering import gather, gather_sentences
from resources.translations.sentences import read_sentences
from resources.translations.ts_file import merge, read_translations, write_translations

PROGRAM = FOLDER.parents[1]
SOURCES = PROGRAM / "gui"


@click.command()
@click.argument("codes", nargs=-1)
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), default=FOLDER, help="With the files.")
def main(codes: tuple[str, ...], folder: Path) -> None:
    """Gather all texts, keep the translations of CODES (by default all there are), and compile them."""
    for code in codes or sorted(path.stem.partition("_")[2] for path in folder.glob(f"*{SOURCE}")):
        bring_up_to_date(code, folder)
        gone = vanished_sentences(sentences_file(code, folder))
        click.echo(f"{sentences_file(code).name}: {len(gone)} sentences that no source says any more")
        for sentence in gone:
            click.echo(f"  {sentence!r}")


def bring_up_to_date(code: str, folder: Path) -> None:
    """Writes and compiles one language's texts, and names those that are to be translated."""
    path = source_file(code, folder)
    known = read_translations(path)
    merged = merge(gather(SOURCES), known)
    write_translations(path, code, merged)
    compile_translations(path, compiled_file(code, folder))
    here = {(made.context, made.text) for made in merged}
    gone = sum((old.context, old.text) not in here for old in known)
    unfinished = [made for made in merged if not made.finished]
    click.echo(f"{path.name}: {len(merged)} texts, {gone} dropped, {len(unfinished)} unfinished")
    for made in unfinished:
        click.echo(f"  {made.context}: {made.text!r} ({made.file.rpartition('../')[2]})")


def vanished_sentences(file: Path) -> list[str]:
    """The sentences of a file that stand in no source any more, which is why nobody asks for them."""
    said = gather_sentences(path for room in ("engine", "gui") for path in (PROGRAM / room).rglob("*.py"))
    return [sentence for sentence in read_sentences(file) if sentence not in said]


if __name__ == "__main__":
    main()
