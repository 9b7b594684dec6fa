"""`gatepost users import`: create users from a file of another system."""

import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.progress import Progress

from gatepost.cli import output

if TYPE_CHECKING:
    from gatepost.accounts.imported import HeldNames, ImportedUser
    from gatepost.cli.user_files import Entry

BATCH = 500
SHOWN = 100
FORMATS = ("csv", "jsonl", "auth0", "firebase")
SUFFIXES = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl"}


@click.command("import", epilog="Example: gatepost users import users.csv --dry-run")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "written", type=click.Choice(FORMATS), help="By the file's suffix if absent.")
@click.option("--dry-run", is_flag=True, help="Check the file and the names in it; write nothing.")
@click.option("--skip-existing", is_flag=True, help="Skip users who already exist with all of their names.")
def import_users(*, file: Path, written: str | None, dry_run: bool, skip_existing: bool) -> None:
    """Create users from a file, with their password hashes and verified addresses.

    The whole file is checked first, and nothing is written if any line is wrong. Users are then created in batches,
    each in one transaction. If the command is interrupted, run it again with --skip-existing.

    CSV and JSON Lines have the fields email, email_verified, username, phone, phone_verified, password_hash,
    other_emails, other_phones, mail_language, and the columns of your user model.
    """
    chosen = written or SUFFIXES.get(file.suffix.lower())
    if chosen is None:
        raise click.UsageError(f"the suffix of {file.name} names no format; give --format {'|'.join(FORMATS)}")
    run = _Import(file, chosen, skip_existing=skip_existing)
    if not run.check():
        run.say_faults()
        click.get_current_context().exit(1)
    if dry_run:
        said = f"{run.checked - run.existing} users can be imported, {run.existing} exist already. Nothing was written."
        output.say(said, importable=run.checked - run.existing, existing=run.existing, imported=0)
        return
    started = time.monotonic()
    run.write()
    rate = round(run.imported / max(time.monotonic() - started, 0.001))
    said = f"Imported {run.imported} users ({rate} a second); {run.existing} existed already."
    output.say(said, imported=run.imported, existing=run.existing, per_second=rate)


class _Import:
    """One import: a first pass over the file that checks, and a second that writes."""

    def __init__(self, file: Path, written: str, *, skip_existing: bool) -> None:
        self.file, self.written, self.skip_existing = file, written, skip_existing
        self.checked = self.existing = self.imported = self.faulty = 0
        self.faults: list[dict[str, Any]] = []
        self.seen: dict[int, int] = {}
        self.place = "Line" if written in ("csv", "jsonl") else "User"

    def check(self) -> bool:
        """Whether every user of the file can be created."""
        from gatepost.accounts import imported  # noqa: PLC0415 - models exist once Django is set up

        for batch in self._batches("Checking"):
            held = iter(imported.held([entry.user for entry in batch if not entry.faults]))
            for entry in batch:
                found = list(entry.faults)
                if entry.user is not None:
                    found += imported.faults(entry.user)
                    found += self._names(entry.number, entry.user, next(held))
                self._remember(entry.number, found)
        return not self.faulty

    def _names(self, number: int, user: "ImportedUser", held: "HeldNames") -> Iterator[tuple[str, str]]:
        """Names that a user has, or an earlier line."""
        from gatepost.accounts import imported  # noqa: PLC0415

        if held.whole and self.skip_existing:
            self.existing += 1
        else:
            yield from ((field, imported.TAKEN) for field in held.fields)
        for field, *form in imported.forms(user):
            if (earlier := self.seen.setdefault(hash(tuple(form)), number)) != number:
                yield field, f"{self.place} {earlier} has the same."

    def _remember(self, number: int, found: list[tuple[str, str]]) -> None:
        self.checked += 1
        self.faulty += bool(found)
        if len(self.faults) < SHOWN:
            self.faults += [{"line": number, "field": field, "text": text} for field, text in found]

    def say_faults(self) -> None:
        """Print the first faults, by line, and how many lines are wrong."""
        if output.wants_json():
            output.say("", imported=0, faulty=self.faulty, faults=self.faults)
            return
        for one in self.faults:
            field = f"{one['field']}: " if one["field"] else ""
            click.echo(f"{self.place} {one['line']}: {field}{one['text']}", err=True)
        click.echo(f"{self.faulty} of {self.checked} users can't be imported; nothing was written.", err=True)

    def write(self) -> None:
        """Create the users, batch by batch.

        Raises:
            click.ClickException: Another user got a name in the meantime, or the user model refuses a row.
        """
        from gatepost.accounts import imported  # noqa: PLC0415
        from gatepost.ground import audit, database  # noqa: PLC0415

        self.existing = 0
        for batch in self._batches("Importing"):
            with database.atomic():
                users = [entry.user for entry in batch]
                wanted = [
                    entry
                    for entry, held in zip(batch, imported.held(users), strict=True)
                    if not (held.whole and self.skip_existing)
                ]
                for entry in wanted:
                    self._create(entry, entry.user)
                audit.record("users_imported", count=len(wanted), by="command")
            self.existing += len(batch) - len(wanted)
            self.imported += len(wanted)

    def _create(self, entry: "Entry", user: "ImportedUser") -> None:
        from gatepost.accounts import imported, lifecycle  # noqa: PLC0415

        try:
            account = imported.insert(user, entry.password_hash or lifecycle.unusable_hash())
        except ValueError as error:
            raise self._stopped(entry, f"{error}.") from None
        if account is None:
            raise self._stopped(entry, imported.TAKEN)

    def _stopped(self, entry: "Entry", why: str) -> click.ClickException:
        again = " Run it again with --skip-existing after the correction." if self.imported else ""
        return click.ClickException(
            f"{self.place.lower()} {entry.number}: {why} {self.imported} users of earlier lines were imported.{again}"
        )

    def _batches(self, title: str) -> Iterator[list[Any]]:
        """The users of the file, in batches, with a progress bar over its bytes.

        Raises:
            click.ClickException: The file is not in its format.
        """
        from gatepost.cli import user_files  # noqa: PLC0415

        with Progress(console=output.progress) as progress, progress.open(self.file, "rb", description=title) as file:
            entries = user_files.read(file, self.written)
            try:
                while batch := list(islice(entries, BATCH)):
                    yield batch
            except (ValueError, OSError) as error:
                raise click.ClickException(f"{self.file.name} is not in the format {self.written}: {error}") from None
