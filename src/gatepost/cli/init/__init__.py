"""`gatepost init`: adds gatepost to a Django project, or creates one with it."""

import difflib
from pathlib import Path

import click
from rich.console import Console
from rich.syntax import Syntax

from gatepost.cli import output
from gatepost.cli.init import login_components, plan, projects
from gatepost.cli.init.plan import FileEdit

EPILOG = """
\b
Example: gatepost init
         gatepost init shop --yes
         gatepost init --settings config.settings.base --component react
"""
NEXT = """Next: {prefix}python manage.py migrate && python manage.py gatepost doctor"""


@click.command(epilog=EPILOG)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=".")
@click.option("--settings", metavar="MODULE", help="The settings module to change; found from manage.py if absent.")
@click.option(
    "--component", type=click.Choice(login_components.NAMES), help="Also write a login form for the front end."
)
@click.option("--yes", is_flag=True, help="Write without asking.")
def init(*, folder: Path, settings: str | None, component: str | None, yes: bool) -> None:
    """Add gatepost to the Django project in FOLDER, or create one there if there is none.

    Shows what would change as a diff, and asks; with --json it writes only if --yes is given too. A second run finds
    nothing to do. Settings and URLs keep their formatting: lines are added, and of the others only an import from
    django.urls may change.
    """
    try:
        changes, notes = plan.changes(folder.resolve(), settings)
    except projects.Unclear as error:
        raise click.ClickException(str(error)) from None
    if component:
        changes += login_components.changes(folder.resolve(), component)
    if output.wants_json():
        _report(changes, notes, folder, written=yes)
    else:
        _propose(changes, notes, folder)
    if not changes or not (yes or _agrees(len(changes))):
        return
    _write(changes)
    prefix = "" if folder.resolve() == Path.cwd() else f"cd {folder} && "
    output.hint(f"Wrote {len(changes)} files. {NEXT.format(prefix=prefix)}")


def _report(changes: list[FileEdit], notes: list[str], folder: Path, *, written: bool) -> None:
    files = [
        {"path": str(one.path), "action": "create" if one.before is None else "change", "diff": _diff(one, folder)}
        for one in changes
    ]
    output.say("", files=files, notes=notes, written=written and bool(changes))


def _propose(changes: list[FileEdit], notes: list[str], folder: Path) -> None:
    for one in changes:
        _show(_diff(one, folder))
    if not changes:
        click.echo("Nothing to do: gatepost is in this project.")
        return
    for note in notes:
        output.hint(note)


def _agrees(number: int) -> bool:
    """Whether the user agrees; with `--json` no one is asked."""
    if output.wants_json():
        return False
    agreed = click.confirm(f"Write {number} files?", err=True)
    if not agreed:
        output.hint("Nothing was written.")
    return agreed


def _diff(change: FileEdit, folder: Path) -> str:
    """The unified diff of a file; a generated key is not shown."""
    after = change.after.replace(change.secret, "…") if change.secret else change.after
    name = change.path.relative_to(folder.resolve()).as_posix()
    old = "/dev/null" if change.before is None else f"a/{name}"
    lines = difflib.unified_diff((change.before or "").splitlines(), after.splitlines(), old, f"b/{name}", lineterm="")
    return "\n".join(lines) or f"--- {old}\n+++ b/{name}\n(empty)"


def _show(diff: str) -> None:
    console = Console(soft_wrap=True)
    if console.is_terminal:
        console.print(Syntax(diff, "diff", background_color="default"))
    else:
        click.echo(diff)


def _write(changes: list[FileEdit]) -> None:
    for one in changes:
        one.path.parent.mkdir(parents=True, exist_ok=True)
        with one.path.open("w", encoding="utf-8", newline="") as file:
            file.write(one.after)
        if one.mode:
            one.path.chmod(one.mode)
