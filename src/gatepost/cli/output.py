"""Output of commands: text for people, or one JSON document with `--json`.

Nothing is truncated, because output is meant to be copied. Progress goes to standard error.
"""

import json
import shutil
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import click
from rich.cells import cell_len
from rich.console import Console

progress = Console(stderr=True)
GAP = "  "
_JSON = "gatepost.json"


def add_json(group: click.Group) -> None:
    """Add the option `--json` to every command of a group and its subgroups."""
    for command in group.commands.values():
        if isinstance(command, click.Group):
            add_json(command)
        elif not any(parameter.name == "json" for parameter in command.params):
            command.params.append(
                click.Option(["--json"], is_flag=True, expose_value=False, callback=_remember, help="Print JSON.")
            )


def _remember(context: click.Context, _: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click's signature
    context.meta[_JSON] = value


def wants_json() -> bool:
    """Whether the current command was called with `--json`."""
    context = click.get_current_context(silent=True)
    return context is not None and bool(context.meta.get(_JSON))


def say(text: str, **data: object) -> None:
    """Print the result of a command.

    Args:
        text: For people.
        data: The same result, for `--json`.
    """
    click.echo(as_json(data) if wants_json() else "\n".join(_visible(line) for line in text.splitlines()))


def hint(text: str) -> None:
    """Print a next step to standard error; silent with `--json`."""
    if not wants_json():
        click.echo(_visible(text), err=True)


def table(headings: Mapping[str, str], rows: Sequence[Mapping[str, Any]], *, empty: str = "None.") -> None:
    """Print rows as a table, as one block per row if the terminal is too narrow, or as JSON.

    Args:
        headings: Column headings by name. JSON uses the names and includes values without a heading.
        rows: Values by column name.
        empty: Text to print if there are no rows.
    """
    if wants_json():
        click.echo(as_json(rows))
        return
    if not rows:
        click.echo(empty)
        return
    lines = [[_visible(shown(row[name])) for name in headings] for row in rows]
    titles = list(headings.values())
    widths = [max(cell_len(line[column]) for line in [titles, *lines]) for column in range(len(titles))]
    if sum(widths) + len(GAP) * (len(widths) - 1) <= _width():
        for line in [titles, *lines]:
            cells = (cell + " " * (width - cell_len(cell)) for cell, width in zip(line, widths, strict=True))
            click.echo(GAP.join(cells).rstrip())
        return
    longest = max(map(len, titles))
    for number, line in enumerate(lines):
        click.echo("" if number == 0 else "\n", nl=False)
        for title, cell in zip(titles, line, strict=True):
            click.echo(f"{title:{longest}}{GAP}{cell}".rstrip())


def _width() -> int:
    """The width of the terminal; unlimited for a pipe or a file."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else sys.maxsize


def shown(value: object) -> str:
    """Format a value for people; times are in UTC."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:%F %T}" if isinstance(value, datetime) else str(value)


def _visible(text: str) -> str:
    """Replace control characters: some output is chosen by users, and a terminal would interpret escape sequences."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)


def as_json(data: object) -> str:
    """Serialize as JSON, with times in ISO 8601 and everything unknown as its `str()`."""
    return json.dumps(data, indent=1, ensure_ascii=False, default=_plain)


def _plain(value: object) -> Any:
    return value.isoformat() if isinstance(value, datetime) else str(value)
