"""The manual page, written from the commands themselves, so that it tells of every option and of no others."""

from __future__ import annotations

import inspect
import re
import time
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

FILES = """\
.SH FILES
.TP
.I ~/.local/share/pentimento
Model packs, presets and unsaved work.
.TP
.I ~/.config/pentimento
Settings.
.TP
.I ~/.local/state/pentimento/log
The log.
.TP
.I ~/.cache/pentimento
What can be worked out again; it may be deleted at any time.
.SH ENVIRONMENT
.TP
.B PENTIMENTO_DATA_FOLDER
A folder for model packs, presets, unsaved work, settings and log, in place of those above.
.TP
.B PENTIMENTO_CACHE_FOLDER
A folder for what can be worked out again, in place of the one above.
"""


def manual_page(program: click.Group, version: str, epoch: int) -> str:
    """The page `pentimento(1)` in the language of `man`.

    Args:
        program: the root of the command line.
        version: of the program.
        epoch: seconds since 1970; the page's date.
    """
    date = time.strftime("%Y-%m-%d", time.gmtime(epoch))
    context = click.Context(program, info_name="pentimento", **program.context_settings)
    about, _, more = _paragraphs(program.help or "").partition(".PP\n")
    parts = [
        f'.TH PENTIMENTO 1 "{date}" "Pentimento {_text(version)}" "User Commands"\n',
        f".SH NAME\npentimento \\- {about[0].lower()}{about[1:].strip().rstrip('.')}\n",
        ".SH SYNOPSIS\n.B pentimento\n.RI [ file ...]\n.br\n.B pentimento\n.I command\n.RI [ words ...]\n",
        f".SH DESCRIPTION\n{about}.PP\n{more}",
        f".SH OPTIONS\n{_options(program, context)}",
        ".SH COMMANDS\n",
        *_commands(program, context),
        FILES,
        f".SH EXIT STATUS\n{_text((program.epilog or '').removeprefix('Exit status:').strip())}\n",
    ]
    return "".join(parts)


def _commands(group: click.Group, context: click.Context) -> Iterator[str]:
    for name in sorted(group.commands):
        command = group.commands[name]
        inner = click.Context(command, info_name=name, parent=context)
        same = group.commands.get(command.name or "")
        if same is not command and same is not None:
            yield f".SS {_text(inner.command_path)}\n{_text(command.get_short_help_str(200))}\n"
            continue
        words = " ".join(command.collect_usage_pieces(inner))
        yield f".SS {_text(inner.command_path)}\n.B {_text(inner.command_path)}\n{_text(words)}\n.PP\n"
        yield _paragraphs(command.help or "")
        yield _options(command, inner)
        if isinstance(command, click.Group):
            yield from _commands(command, inner)


def _options(command: click.Command, context: click.Context) -> str:
    records = (parameter.get_help_record(context) for parameter in command.get_params(context))
    return "".join(f".TP\n.B {_text(names)}\n{_text(told)}\n" for names, told in filter(None, records) if told)


def _paragraphs(told: str) -> str:
    """A command's own words: paragraphs that are filled, and those indented or after a backspace, that are not."""
    parts = []
    for paragraph in re.split(r"\n\s*\n", inspect.cleandoc(told)):
        if paragraph.startswith(("\b\n", "    ")):
            lines = inspect.cleandoc("\n" + paragraph.removeprefix("\b\n")).splitlines()
            parts.append(".RS 4\n.nf\n" + "".join(f"{_text(line)}\n" for line in lines) + ".fi\n.RE\n")
        else:
            parts.append(_text(" ".join(paragraph.split())) + "\n")
    return ".PP\n".join(parts)


def _text(words: str) -> str:
    """Words for a line that is no request; a hyphen that is typed must stay one."""
    escaped = words.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped
