"""Adding, proving and removing the names of a user.

Rules: a name belongs to whoever proved it, and before that to whoever signed up with it first; the user
model's own columns always equal the primary names.
"""

from typing import Any

from django.db import IntegrityError

from gatepost.accounts import queries
from gatepost.accounts.account import Account, email_column, username_column
from gatepost.accounts.models import Identifier
from gatepost.ground import announce, clock, database, secrets, text


def new(kind: str, value: str, *, user: Any = None, primary: bool = False, claimed: bool = False) -> Identifier:
    """An identifier not yet written; `value` has a normal form."""
    canonical = text.canonical(kind, value) or ""
    stored = canonical if kind == "phone" else text.stored_email(value) if kind == "email" else value.strip()
    return Identifier(
        user=user,
        kind=kind,
        value=stored,
        canonical=canonical,
        claim=canonical if claimed else None,
        primary=primary,
        created_at=clock.now(),
    )


def add(account: Account, kind: str, value: str) -> Identifier:
    """Note a name that the user wants; it leads nobody here until it is proved."""
    row = new(kind, value, user=account.user)
    queries.insert_identifiers([row])
    return row


def confirm(row: Identifier, *, replaces: bool = False) -> bool:
    """Guard: a name is proved. False if somebody else proved it before.

    Args:
        row: The identifier.
        replaces: Other names of the kind go, and this one becomes the primary one.

    What was attached to the account by somebody who could not read this mailbox dies: sessions made before
    the first proof of the account, and other addresses that were never proved (see the attack "pre-hijack").
    """
    try:
        with database.atomic():
            queries.release_unproved(row.kind, row.canonical, row.user_id)
            if not queries.confirm(row.id, row.canonical, clock.now()):
                return False
            if replaces:
                _replace_by(row)
    except IntegrityError:
        return False
    return True


def _replace_by(row: Identifier) -> None:
    for other in queries.of_user(row.user_id):
        if other.kind == row.kind and other.id != row.id:
            secrets.drop(user_id=row.user_id, target=other.value)
            queries.delete_identifiers(row.user_id, id=other.id)
    make_primary(row)


def make_primary(row: Identifier) -> None:
    """One name of a kind is the primary one, in our table and in the user model's column."""
    with database.atomic():
        queries.set_primary(row.user_id, row.kind, row.id)
        mirror(row.user_id, row.kind, row.value)


def replace(user: Any, kind: str, value: str, *, shared: bool = False) -> bool:
    """Guard: the user gives up the primary name of a kind for another one, not proved. False if that is taken.

    Args:
        user: Whose name; the instance follows.
        kind: `email` or `username`.
        value: As typed; it has a normal form.
        shared: Where it is taken, the user gets it all the same, without being found by it.
    """
    wanted = new(kind, value, user=user, primary=True, claimed=True)
    with database.atomic():
        queries.lock(user.pk)
        held = [row for row in queries.of_user(user.pk) if row.kind == kind]
        known = next((row for row in held if row.canonical == wanted.canonical), None)
        if known is not None:
            queries.respell(known.id, wanted.value)
            queries.set_primary(user.pk, kind, known.id)
        elif not _insert(wanted, shared=shared):
            return False
        for row in held:
            if row.primary and row is not known:
                secrets.drop(user_id=user.pk, target=row.value)
                queries.delete_identifiers(user.pk, id=row.id)
        mirror(user.pk, kind, wanted.value)
    if (column := {"email": email_column(), "username": username_column()}[kind]) is not None:
        setattr(user, column, wanted.value)
    return True


def _insert(row: Identifier, *, shared: bool) -> bool:
    for claim in (row.claim, None) if shared else (row.claim,):
        row.claim = claim
        try:
            with database.atomic():
                queries.insert_identifiers([row])
        except IntegrityError:
            continue
        return True
    return False


def mirror(user_id: Any, kind: str, value: str) -> None:
    """Keep the user model's own column equal."""
    column = {"email": email_column(), "username": username_column()}.get(kind)
    if column is not None:
        queries.set_columns(user_id, **{column: value})


def remove(row: Identifier) -> None:
    """Forget a name and every secret mailed to it."""
    with database.atomic():
        secrets.drop(user_id=row.user_id, target=row.value)
        queries.delete_identifiers(row.user_id, id=row.id)
        if row.primary:
            mirror(row.user_id, row.kind, "")


def give_up(user: Any, kind: str) -> None:
    """Forget the primary name of a kind; the user's instance follows."""
    for row in queries.of_user(user.pk):
        if row.kind == kind and row.primary:
            remove(row)
    if (column := {"email": email_column(), "username": username_column()}[kind]) is not None:
        setattr(user, column, "")


def proved_by_owner(account: Account) -> None:
    """The first proof that this account's mailbox or phone is the user's.

    Whoever signed up may have been somebody else: names added without proof go, and the listeners end
    sessions, factors and tokens made so far.
    Source: Sudhodanan and Paverd, "Pre-hijacked accounts", 2022.
    """
    for row in account.identifiers:
        if row.kind != "username" and row.verified_at is None and not row.primary:
            remove(row)
    announce.announce("address_proved", account.id)


def move(user: Any, old_value: str, row: Identifier) -> bool:
    """Guard: give up an address that was never proved for another one. False if that is taken."""
    try:
        with database.atomic():
            queries.delete_identifiers(user.pk, kind="email", value=old_value, verified_at=None)
            queries.insert_identifiers([row])
            mirror(user.pk, "email", row.value)
    except IntegrityError:
        return False
    return True
