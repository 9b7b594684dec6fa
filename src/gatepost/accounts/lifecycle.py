"""Making, disabling and deleting accounts."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError

from gatepost.accounts import queries
from gatepost.accounts.account import Account, email_column, username_column
from gatepost.accounts.identifiers import new
from gatepost.accounts.models import Identifier
from gatepost.ground import announce, clock, database, text
from gatepost.ground.credentials import suffix

KINDS = ("email", "username", "phone")


def build(values: Mapping[str, str], password_hash: str) -> Account:
    """An account not yet written.

    Args:
        values: Identifiers by kind, and declared extra fields by name.
        password_hash: Encoded; an unusable one where there is no password.
    """
    user = get_user_model()(password=password_hash)
    for field in ("date_joined",):
        if hasattr(user, field):
            setattr(user, field, clock.now())
    names = {kind: value for kind, value in values.items() if kind in KINDS and value}
    if (column := username_column()) is not None and "username" not in names:
        names["username"] = _made_up(names)
    rows = tuple(new(kind, value, user=user, primary=True, claimed=True) for kind, value in names.items())
    for row in rows:
        if (column := {"email": email_column(), "username": username_column()}.get(row.kind)) is not None:
            setattr(user, column, row.value)
    for name in values.keys() - set(KINDS):
        setattr(user, name, values[name])
    return Account(user=user, identifiers=rows)


def _made_up(names: Mapping[str, str]) -> str:
    """A user name for someone who gave none: unlikely to be taken, so that nothing must be looked up."""
    start = (text.canonical_email(names.get("email", "")) or "user@").partition("@")[0]
    plain = "".join(sign for sign in start if sign.isascii() and (sign.isalnum() or sign in "._-"))[:20]
    return f"{plain or 'user'}-{suffix()}"


def insert(account: Account) -> bool:
    """Guard: write an account; False if one of its names was taken, and then nothing is written.

    Both statements run in either case, so that a name which is taken costs the same as a free one.
    """
    try:
        with database.atomic():
            setattr(account.user, MIRRORED, True)
            queries.insert_user(account.user)
            for row in account.identifiers:
                row.user = account.user
            queries.insert_identifiers(account.identifiers)
    except IntegrityError:
        account.user.pk = None
        return False
    return True


MIRRORED = "_gatepost_mirrored"


def adopt(user: Any) -> None:
    """Give a user whom the host project made or changed the identifiers that the model's columns hold."""
    held = {row.kind: row for row in queries.of_user(user.pk) if row.primary or row.kind == "username"}
    for kind, column in (("email", email_column()), ("username", username_column())):
        value = str(getattr(user, column) or "") if column else ""
        canonical = text.canonical(kind, value)
        if not canonical or (kind in held and held[kind].canonical == canonical):
            continue
        with database.atomic():
            if kind in held:
                queries.delete_identifiers(user.pk, id=held[kind].id)
            row = new(kind, value, user=user, primary=True, claimed=True)
            row.adopted = True
            _take(row)


def adrift(user: Any) -> bool:
    """Whether the columns of the user model hold a name that does not lead to the user."""
    held = {(row.kind, row.canonical) for row in queries.of_user(user.pk)}
    for kind, column in (("email", email_column()), ("username", username_column())):
        canonical = text.canonical(kind, str(getattr(user, column) or "")) if column else None
        if canonical and (kind, canonical) not in held:
            return True
    return False


def _take(row: Identifier) -> None:
    try:
        with database.atomic():
            queries.insert_identifiers([row])
    except IntegrityError:
        row.claim = None
        queries.delete_identifiers(row.user_id, kind=row.kind, canonical=row.canonical)
        queries.insert_identifiers([row])


def set_active(user_id: Any, *, active: bool) -> int:
    """Let a user in again, or end everything that lets the user in now."""
    with database.atomic():
        changed = queries.set_columns(user_id, is_active=active)
        if changed and not active:
            announce.announce("account_disabled", user_id)
    return changed


def delete(user_id: Any) -> None:
    """Remove a user with all that hangs on it."""
    with database.atomic():
        announce.announce("account_deleted", user_id)
        get_user_model()._default_manager.filter(pk=user_id).delete()  # noqa: SLF001


def unusable_hash() -> str:
    """What stands in the place of a hash where there is no password."""
    return make_password(None)
