"""The tables of a part of the proof, printed and kept for the page."""

import os
from pathlib import Path

from rich.console import Console
from rich.table import Table

KEPT = "GATEPOST_PROOF_TABLES"
"""The environment variable that names the file for a part's tables."""


def show(title, names, rows):
    """Print a table, and keep it for the page.

    Args:
        title: What it shows.
        names: The names of its columns.
        rows: Its rows, each with a value per column.
    """
    shown = Table(*names, title=title)
    for row in rows:
        shown.add_row(*map(str, row))
    Console(width=140).print(shown)
    if path := os.environ.get(KEPT):
        with Path(path).open("a") as file:
            file.write(markdown(title, names, rows))


def markdown(title, names, rows):
    """A table in Markdown."""
    lines = [names, ["---"] * len(names), *([str(cell).replace("|", "\\|") for cell in row] for row in rows)]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"{title}:\n\n{table}\n\n"
