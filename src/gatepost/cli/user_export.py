"""`gatepost users export`: write users to a file that another system, or gatepost, can import."""

import csv
import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

import click
from rich.progress import Progress

from gatepost.cli import output
from gatepost.cli.user_import import FORMATS, SUFFIXES
from gatepost.ground.user_types import User

PAGE = 500


@click.command("export", epilog="Example: gatepost users export users.jsonl")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--format", "written", type=click.Choice(FORMATS), help="By the file's suffix if absent.")
@click.option("--without-hashes", is_flag=True, help="Don't write the password hashes.")
def export_users(*, file: Path, written: str | None, without_hashes: bool) -> None:
    """Write all users to a new file that only you can read.

    Contains names, what is verified, password hashes, the language of mails and the other columns of the user model,
    except those whose names look like secrets. Neither sessions nor second factors are exported.
    """
    chosen = written or SUFFIXES.get(file.suffix.lower())
    if chosen is None:
        raise click.UsageError(f"the suffix of {file.name} names no format; give --format {'|'.join(FORMATS)}")
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror}; an existing file is never overwritten") from None
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as opened:
            counts = _Export(opened, chosen, hashes=not without_hashes).write()
    except BaseException:
        file.unlink(missing_ok=True)
        raise
    said = f"Exported {counts['exported']} users to {file}."
    if counts["without_hash"]:
        said += f" {counts['without_hash']} have a password whose hash the format can't express."
    if counts["without_names"]:
        said += f" {counts['without_names']} have names that the format can't express."
    output.say(said, file=str(file), **counts)


class _Export:
    """One export to an open file."""

    def __init__(self, file: TextIO, written: str, *, hashes: bool) -> None:
        self.file, self.written, self.hashes = file, written, hashes
        self.exported = self.without_hash = self.without_names = 0

    def write(self) -> dict[str, int]:
        """Write every user; returns the counts."""
        {"csv": self._csv, "jsonl": self._lines}.get(self.written, self._document)()
        return {
            "exported": self.exported,
            "without_hash": self.without_hash,
            "without_names": self.without_names,
        }

    def _csv(self) -> None:
        rows = csv.DictWriter(self.file, ["id", *_OWN, *(field.name for field in _columns())], lineterminator="\n")
        rows.writeheader()
        rows.writerows({name: _cell(value) for name, value in record.items()} for record in self._records())

    def _lines(self) -> None:
        for record in self._records():
            self.file.write(_json(record) + "\n")

    def _document(self) -> None:
        convert = self._auth0 if self.written == "auth0" else self._firebase
        start, end = ("[", "]") if self.written == "auth0" else ('{"users": [', "]}")
        self.file.write(start)
        for number, record in enumerate(self._records()):
            self.file.write(("," if number else "") + "\n" + _json(convert(record)))
        self.file.write(f"\n{end}\n")

    def _records(self) -> Iterator[dict[str, Any]]:
        """The users in our own format, read page by page."""
        from gatepost.accounts import language_queries, queries  # noqa: PLC0415 - models exist once Django is set up

        with Progress(console=output.progress) as progress:
            task, after = progress.add_task("Users", total=queries.users().count()), None
            while page := queries.page_of_users(after, PAGE):
                after = page[-1].pk
                rows: dict[Any, list[Any]] = {user.pk: [] for user in page}
                for row in queries.of_users(list(rows)):
                    rows[row.user_id].append(row)
                languages = language_queries.languages(list(rows))
                for user in page:
                    yield self._record(user, rows[user.pk], languages.get(user.pk, ""))
                self.exported += len(page)
                progress.advance(task, len(page))

    def _record(self, user: User, rows: list[Any], language: str) -> dict[str, Any]:
        record: dict[str, Any] = {"id": user.pk}
        for kind in ("email", "username", "phone"):
            row = next((row for row in rows if row.kind == kind and row.primary), None)
            record[kind] = row.value if row is not None else ""
            if kind != "username":
                record[f"{kind}_verified"] = row is not None and row.verified_at is not None
        for field, kind in (("other_emails", "email"), ("other_phones", "phone")):
            record[field] = [
                {"value": row.value, "verified": row.verified_at is not None}
                for row in rows
                if row.kind == kind and not row.primary
            ]
        record["password_hash"] = user.password if self.hashes and user.has_usable_password() else ""
        record["mail_language"] = language
        return {**record, **{field.name: getattr(user, field.attname) for field in _columns()}}

    def _auth0(self, record: dict[str, Any]) -> dict[str, Any]:
        from gatepost.features.password.foreign_hashes import formats  # noqa: PLC0415

        password = formats.to_auth0(record["password_hash"])
        self.without_hash += bool(record["password_hash"]) and password is None
        self.without_names += bool(record["other_emails"] or record["other_phones"])
        found = {
            "user_id": str(record["id"]),
            "email": record["email"],
            "email_verified": record["email_verified"],
            "phone_number": record["phone"],
            "phone_verified": record["phone_verified"] if record["phone"] else None,
            "username": record["username"],
            "given_name": record.get("first_name"),
            "family_name": record.get("last_name"),
            "blocked": record.get("is_active") is False,
        }
        return {name: value for name, value in found.items() if value not in (None, "")} | (password or {})

    def _firebase(self, record: dict[str, Any]) -> dict[str, Any]:
        self.without_hash += bool(record["password_hash"])
        unverified = record["phone"] and not record["phone_verified"]
        others = record["other_emails"] or record["other_phones"]
        self.without_names += bool(record["username"] or unverified or others)
        names = (record.get("first_name"), record.get("last_name"))
        found = {
            "localId": str(record["id"]),
            "email": record["email"],
            "emailVerified": record["email_verified"],
            "phoneNumber": record["phone"] if record["phone_verified"] else "",
            "displayName": " ".join(name for name in names if name),
            "disabled": record.get("is_active") is False,
            "createdAt": _milliseconds(record.get("date_joined")),
            "lastSignedInAt": _milliseconds(record.get("last_login")),
        }
        return {name: value for name, value in found.items() if value not in (None, "")}


_OWN = (
    *("email", "email_verified", "username", "phone", "phone_verified"),
    *("other_emails", "other_phones", "password_hash", "mail_language"),
)


def _columns() -> list[Any]:
    """The columns of the user model beside its names, except what looks like a secret."""
    from django.contrib.auth import get_user_model  # noqa: PLC0415

    from gatepost.accounts import columns, user_fields  # noqa: PLC0415

    names = ("password", *columns.by_kind().values())
    return [
        field
        for field in get_user_model()._meta.concrete_fields  # noqa: SLF001 - Django's documented _meta
        if not field.primary_key
        and field.name not in names
        and not user_fields.secret(field.name)
        and user_fields.refused(field.name) is None
    ]


def _cell(value: object) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return _json(value) if value else ""
    return value.isoformat() if isinstance(value, datetime) else value


def _json(value: object) -> str:
    return json.dumps(
        value, ensure_ascii=False, default=lambda one: one.isoformat() if hasattr(one, "isoformat") else str(one)
    )


def _milliseconds(moment: datetime | None) -> str:
    return str(int(moment.timestamp() * 1000)) if moment is not None else ""
