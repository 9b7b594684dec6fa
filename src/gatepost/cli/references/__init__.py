"""`gatepost reference`: pages about commands, errors, audit events and limits, made from the code."""

from typing import Any

import click

from gatepost.cli import output
from gatepost.cli.references import commands, error_codes, events, limits
from gatepost.cli.startup import prepare

PAGES = {"cli": commands, "errors": error_codes, "events": events, "limits": limits}


@click.command(epilog="Example: gatepost reference errors")
@click.argument("page", type=click.Choice(list(PAGES)))
@click.pass_context
def reference(context: click.Context, page: str) -> None:
    """Print a reference: commands (cli), error codes (errors), audit events (events) or rate limits (limits)."""
    prepare()
    root: Any = context.find_root().command
    rows = PAGES[page].rows(root)
    if output.wants_json():
        click.echo(output.as_json(rows))
        return
    click.echo(PAGES[page].page(rows), nl=False)
