"""Files of users in the formats of other systems: CSV, JSON Lines, Auth0's and Firebase's."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, BinaryIO

import msgspec

from gatepost.accounts import columns
from gatepost.accounts.columns import FALSE, TRUE
from gatepost.accounts.imported import OTHERS, ImportedUser, OtherName
from gatepost.features.password.foreign_hashes import formats

OWN = ("email", "email_verified", "username", "phone", "phone_verified", "password_hash", "mail_language", *OTHERS)
NOT_IMPORTED = ("id", "pk")
"""Fields of an exported user that the new database decides itself."""
Record = Mapping[str, Any]


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One user of a file.

    Args:
        number: The line in the file; in a file with one JSON document, the position of the user in it.
        user: The user; None if the line can't be read.
        password_hash: As it is stored; empty for a user without a password.
        faults: What can't be read: the field, empty for the whole line, and why.
    """

    number: int
    user: ImportedUser | None = None
    password_hash: str = ""
    faults: tuple[tuple[str, str], ...] = ()


class Unreadable(Exception):  # noqa: N818 - not an error of the program
    """A field can't be read; has its name and the reason."""


def read(file: BinaryIO, written: str) -> Iterator[Entry]:
    """Read users one by one.

    Args:
        file: The open file.
        written: The format: `csv`, `jsonl`, `auth0` or `firebase`.

    Raises:
        ValueError: The file as a whole is not in that format.
    """
    convert = _CONVERTERS.get(written, _from_fields)
    for number, record in _records(file, written):
        if isinstance(record, str):
            yield Entry(number=number, faults=(("", record),))
            continue
        try:
            user, password_hash = convert(record)
        except Unreadable as fault:
            yield Entry(number=number, faults=((str(fault.args[0]), str(fault.args[1])),))
            continue
        yield Entry(number=number, user=user, password_hash=password_hash)


def _records(file: BinaryIO, written: str) -> Iterator[tuple[int, Record | str]]:
    """The records of a file with their numbers; a text instead of one says why it can't be read."""
    if written == "csv":
        yield from _csv(file)
    elif written == "firebase" or (written == "auth0" and _starts_an_array(file)):
        yield from _decoded(enumerate(_document(file.read()), 1))
    else:
        yield from _decoded((number, line) for number, line in enumerate(file, 1) if line.strip())


def _starts_an_array(file: BinaryIO) -> bool:
    """Whether a file of Auth0's is one array, as its import takes, and not one user a line, as it exports."""
    start = file.read(64).lstrip()[:1]
    file.seek(0)
    return start == b"["


def _csv(file: BinaryIO) -> Iterator[tuple[int, Record | str]]:
    rows = csv.DictReader(io.TextIOWrapper(file, "utf-8-sig", newline=""), strict=True)
    if not rows.fieldnames:
        raise ValueError("the first line must name the columns")
    while True:
        try:
            record = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            raise ValueError(f"line {rows.line_num}: {error}") from None
        if None in record or None in record.values():
            yield rows.line_num, "the line has more or fewer fields than the first line names"
        else:
            yield rows.line_num, record


def _document(contents: bytes) -> list[msgspec.Raw]:
    try:
        if contents.lstrip()[:1] == b"{":
            return msgspec.json.decode(contents, type=dict[str, list[msgspec.Raw]])["users"]
        return msgspec.json.decode(contents, type=list[msgspec.Raw])
    except (msgspec.DecodeError, KeyError):
        raise ValueError("the file must contain a JSON array of users, or an object with one as `users`") from None


def _decoded(lines: Iterable[tuple[int, bytes | msgspec.Raw]]) -> Iterator[tuple[int, Record | str]]:
    for number, line in lines:
        try:
            yield number, msgspec.json.decode(line, type=dict[str, Any])
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            yield number, f"not a JSON object: {error}"


def _from_fields(record: Record) -> tuple[ImportedUser, str]:
    """A user of our own formats: names by kind or by the user model's columns, and other columns by their names."""
    kinds = {column: kind for kind, column in columns.by_kind().items()}
    given = {kinds.get(name, name): value for name, value in record.items()}
    user = ImportedUser(
        email=_text(given, "email"),
        email_verified=_flag(given, "email_verified"),
        username=_text(given, "username"),
        phone=_text(given, "phone"),
        phone_verified=_flag(given, "phone_verified"),
        columns={name: value for name, value in given.items() if name not in (*OWN, *NOT_IMPORTED)},
        other_emails=_others(given, "other_emails"),
        other_phones=_others(given, "other_phones"),
        mail_language=_text(given, "mail_language"),
    )
    written = _text(given, "password_hash")
    return user, _stored(lambda: formats.stored(written)) if written else ""


def _from_auth0(record: Record) -> tuple[ImportedUser, str]:
    user = ImportedUser(
        email=_text(record, "email"),
        email_verified=_flag(record, "email_verified"),
        username=_text(record, "username"),
        phone=_text(record, "phone_number"),
        phone_verified=_flag(record, "phone_verified"),
        columns=_existing(
            first_name=record.get("given_name"),
            last_name=record.get("family_name"),
            is_active=not _flag(record, "blocked"),
            date_joined=record.get("created_at"),
            last_login=record.get("last_login"),
        ),
    )
    if custom := record.get("custom_password_hash"):
        try:
            found = msgspec.convert(custom, formats.Auth0)
        except msgspec.ValidationError as error:
            raise Unreadable("custom_password_hash", error) from None
        return user, _stored(lambda: formats.from_auth0(found), "custom_password_hash")
    written = _text(record, "password_hash") or _text(record, "passwordHash")
    return user, _stored(lambda: formats.stored(written)) if written else ""


def _from_firebase(record: Record) -> tuple[ImportedUser, str]:
    first, _, last = _text(record, "displayName").partition(" ")
    user = ImportedUser(
        email=_text(record, "email"),
        email_verified=_flag(record, "emailVerified"),
        phone=_text(record, "phoneNumber"),
        phone_verified=bool(record.get("phoneNumber")),
        columns=_existing(
            first_name=first,
            last_name=last,
            is_active=not _flag(record, "disabled"),
            date_joined=_milliseconds(record, "createdAt"),
            last_login=_milliseconds(record, "lastSignedInAt"),
        ),
    )
    hashed, salt = _text(record, "passwordHash"), _text(record, "salt")
    return user, _stored(lambda: formats.from_firebase(salt, hashed), "passwordHash") if hashed else ""


_CONVERTERS: dict[str, Callable[[Record], tuple[ImportedUser, str]]] = {
    "auth0": _from_auth0,
    "firebase": _from_firebase,
}


def _existing(**given: object) -> dict[str, Any]:
    """The values whose columns the user model has; a disabled user can't be imported without `is_active`."""
    return {
        name: value
        for name, value in given.items()
        if columns.has_column(name) or (name, value) == ("is_active", False)
    }


def _text(record: Record, name: str) -> str:
    value = record.get(name)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise Unreadable(name, "must be a text")
    return str(value).strip() if name != "password_hash" else str(value)


def _flag(record: Record, name: str) -> bool:
    value = record.get(name)
    if isinstance(value, bool):
        return value
    written = str(value or "").strip().lower()
    if written in TRUE:
        return True
    if written in ("", *FALSE):
        return False
    raise Unreadable(name, "must be true or false")


def _others(record: Record, name: str) -> tuple[OtherName, ...]:
    """Names beside the primary one: a list of objects, or in CSV the same as JSON."""
    written = record.get(name)
    try:
        if isinstance(written, str):
            return msgspec.json.decode(written, type=tuple[OtherName, ...]) if written.strip() else ()
        return msgspec.convert(written, tuple[OtherName, ...]) if written is not None else ()
    except msgspec.DecodeError as error:
        raise Unreadable(name, f'must be like [{{"value": "…", "verified": true}}]: {error}') from None


def _milliseconds(record: Record, name: str) -> datetime | None:
    written = _text(record, name)
    try:
        return datetime.fromtimestamp(int(written) / 1000, UTC) if written else None
    except (ValueError, OverflowError, OSError):
        raise Unreadable(name, "must be a time in milliseconds") from None


def _stored(convert: Callable[[], str], field: str = "password_hash") -> str:
    try:
        return convert()
    except ValueError as error:
        raise Unreadable(field, error) from None
