"""`gatepost migrate-from`: take over the users, factors and sessions of another package, inside the user's project."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from gatepost import moving_in
from gatepost.cli import output
from gatepost.cli.moving_output import describe_changed, print_check, print_plan, print_settings, skipped_lines
from gatepost.cli.startup import prepare
from gatepost.moving_in.package import Kind, Package

EPILOG = """
\b
Example: gatepost migrate-from allauth --plan
         gatepost migrate-from allauth --settings
         gatepost migrate-from allauth
         gatepost migrate-from allauth --check
         gatepost migrate-from allauth --undo
In a project: python manage.py gatepost migrate-from …
"""


@click.command("migrate-from", epilog=EPILOG)
@click.argument("package", metavar="PACKAGE", type=click.Choice(moving_in.names()))
@click.option("--plan", "action", flag_value="plan", help="Show what would be done; writes nothing.")
@click.option("--settings", "action", flag_value="settings", help="Print the GATEPOST block and the lines of urls.py.")
@click.option("--check", "action", flag_value="check", help="Compare the tables; exits 1 if rows are missing here.")
@click.option("--undo", "action", flag_value="undo", help="Remove what was moved, and restore what was changed.")
@click.option("--reference", "action", flag_value="reference", help="Print the table of all settings, for the docs.")
@click.option("--batch", default=1000, show_default=True, type=click.IntRange(1, 10_000), help="Rows per transaction.")
def migrate_from(*, package: str, action: str | None, batch: int) -> None:
    """Import from PACKAGE: addresses, factors, connected accounts, sessions. Run it inside your project.

    Nothing of the old package is changed or deleted, so both can run side by side. The command may be interrupted,
    continues where it stopped, and moves what is new when it is run again.
    """
    prepare()
    chosen = moving_in.named(package)
    if action == "reference":
        from gatepost.moving_in import settings_table  # noqa: PLC0415 - models exist once Django is set up

        click.echo(settings_table.page(chosen), nl=False)
        return
    _require(chosen)
    chosen = moving_in.complete(chosen)
    if action == "settings":
        print_settings(chosen, _defaults())
    elif action == "plan":
        _plan(chosen, batch)
    else:
        _require_tables()
        {"check": _check, "undo": _undo, None: _move}[action](chosen, batch)


def _require(package: Package) -> None:
    """Refuse to run where there is nothing to take over.

    Raises:
        click.ClickException: The project doesn't have the package.
    """
    if not package.found():
        raise click.ClickException(
            f"neither {package.title} nor its tables are in this project; run the command inside the project that "
            f"has them: python manage.py gatepost migrate-from {package.name}"
        )


def _require_tables() -> None:
    """Refuse to run before gatepost's tables exist.

    Raises:
        click.ClickException: A migration is pending.
    """
    from gatepost.moving_in import queries  # noqa: PLC0415 - models exist once Django is set up

    if not queries.migrated():
        raise click.ClickException("gatepost's tables are missing or old: run `python manage.py migrate` first")


def _defaults() -> dict[str, dict[str, Any]]:
    """Our default settings, by section."""
    import msgspec  # noqa: PLC0415 - after Django is set up, like the next line

    from gatepost.checks import sections  # noqa: PLC0415

    return {getattr(one, "section"): msgspec.to_builtins(one()) for one in sections()}  # noqa: B009


@contextmanager
def _bars(kinds: Sequence[Kind], totals: Sequence[int]) -> Iterator[Callable[[Kind, int], None]]:
    """A progress bar with a rate for each kind, on standard error; yields a function that advances one."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=output.progress) as progress:
        tasks = {
            kind.name: progress.add_task(kind.title, total=total, rate="", start=False)
            for kind, total in zip(kinds, totals, strict=True)
        }

        def advance(kind: Kind, count: int) -> None:
            task = tasks[kind.name]
            progress.start_task(task)
            progress.advance(task, count)
            speed = progress.tasks[task].speed
            progress.update(task, rate=f"{speed:,.0f} rows/s" if speed else "")

        yield advance


def _plan(package: Package, size: int) -> None:
    from gatepost.moving_in import queries, surveying  # noqa: PLC0415 - models exist once Django is set up

    kinds = package.kinds()
    if not queries.migrated():
        counts = [(kind, kind.count()) for kind in kinds]
        print_plan(package, [], counts, _defaults())
        return
    with _bars(kinds, [kind.count() for kind in kinds]) as advance:
        found = [surveying.survey(package.name, kind, size, lambda n, kind=kind: advance(kind, n)) for kind in kinds]  # type: ignore[misc]
    print_plan(package, found, [(one.kind, one.rows) for one in found], _defaults())


def _check(package: Package, size: int) -> None:
    """Compare the tables.

    Raises:
        click.ClickException: Rows are missing here.
    """
    from gatepost.moving_in import surveying  # noqa: PLC0415 - models exist once Django is set up

    kinds = package.kinds()
    with _bars(kinds, [kind.count() for kind in kinds]) as advance:
        found = [surveying.survey(package.name, kind, size, lambda n, kind=kind: advance(kind, n)) for kind in kinds]  # type: ignore[misc]
    print_check(package, found)
    again = f"run `gatepost migrate-from {package.name}`"
    if due := sum(one.due for one in found):
        raise click.ClickException(f"{due} rows are not moved yet: {again}")
    if ended := sum(one.ended for one in found):
        raise click.ClickException(f"{ended} rows were ended at the old package since: {again}, which ends them here")


def _move(package: Package, size: int) -> None:
    """Move every kind.

    Raises:
        click.ClickException: Another run is at work.
    """
    from gatepost.ground import audit  # noqa: PLC0415 - models exist once Django is set up
    from gatepost.moving_in import moving, surveying  # noqa: PLC0415

    kinds = package.kinds()
    results: dict[str, dict[str, Any]] = {}
    lines: list[str] = []
    with _bars(kinds, [kind.count() for kind in kinds]) as advance:
        for kind in kinds:
            read = written = ended = 0
            tally = surveying.Tally()
            try:
                for batch in moving.move(package.name, kind, size):
                    read, written, ended = read + batch.read, written + batch.written, ended + batch.ended
                    for one in batch.skipped:
                        tally.add(one)
                    advance(kind, batch.read)
            except moving.Conflict:
                raise click.ClickException("another run of this move is at work; wait until it has ended") from None
            skipped = dict(tally.counts)
            results[kind.name] = {"read": read, "moved": written, "skipped": skipped, "users": dict(tally.users)}
            lines += [f"{kind.title}: {read} read, {written} moved", *skipped_lines(tally)]
            if ended:
                results[kind.name]["ended"] = ended
                lines.append(f"  ended, because they were ended at the old package: {ended}")
    audit.record("moved_in", package=package.name, **{name: one["moved"] for name, one in results.items()})
    output.say("\n".join(lines), **results)
    output.hint(
        f"Next: put what `gatepost migrate-from {package.name} --settings` prints into your settings, then run "
        "`gatepost doctor`, and `--check` before you remove the old package. `--undo` takes everything back."
    )


def _undo(package: Package, size: int) -> None:
    from gatepost.ground import audit  # noqa: PLC0415 - models exist once Django is set up
    from gatepost.moving_in import queries, undoing  # noqa: PLC0415

    kinds = list(reversed(package.kinds()))
    results: dict[str, dict[str, Any]] = {}
    lines: list[str] = []
    with _bars(kinds, [queries.count_marks(package.name, kind.name) for kind in kinds]) as advance:
        for kind in kinds:
            removed = restored = gone = 0
            kept: list[tuple[str, str]] = []
            for batch in undoing.undo(package.name, kind, size):
                removed, restored, gone = removed + batch.removed, restored + batch.restored, gone + batch.gone
                kept += [(mark.user, mark.table) for mark in batch.kept]
                advance(kind, batch.removed + batch.restored + batch.gone + len(batch.kept))
            results[kind.name] = {"removed": removed, "restored": restored, "gone": gone, "kept": kept}
            lines += [f"{kind.title}: {removed} removed, {restored} restored", *describe_changed(kind, kept)]
    audit.record("moving_in_undone", package=package.name)
    output.say("\n".join(lines), **results)
