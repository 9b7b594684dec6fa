"""Creating, disabling and deleting accounts."""

import secrets
from collections.abc import Mapping
from contextvars import ContextVar

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from gatepost.accounts import columns, conflicts, name_limits, new_names, project_validation, queries, reconciliation
from gatepost.accounts.accounts import Account
from gatepost.accounts.identifiers import new
from gatepost.errors import Kind, Refusal, Refused
from gatepost.ground import announce, clock, constraint_queries, database, text
from gatepost.ground.credentials import suffix
from gatepost.ground.user_types import User, UserId

KINDS = ("email", "username", "phone")
UNUSABLE_BYTES = 30
"""As 40 characters: links that contain a digest of the column can't be guessed. Django draws them one by one."""
NOT_UNIQUE = Refusal(Kind.INVALID, "unique", text=_("This value can't be used; another account may have it."))
NO_SWITCH = Refusal(
    Kind.CONFLICT,
    "no_is_active_column",
    text=_("The user model has no is_active column, so accounts can be neither disabled nor enabled."),
)
STILL_NEEDED = Refusal(
    Kind.CONFLICT,
    "account_still_needed",
    text=_("This account can't be deleted, because other data depends on it."),
)


def build(values: Mapping[str, str], password_hash: str) -> Account:
    """An account not yet written.

    Args:
        values: Identifiers by kind, and declared extra fields by name.
        password_hash: Encoded; an unusable one if there is no password.
    """
    user = get_user_model()(password=password_hash)
    for field in ("date_joined",):
        if columns.has_column(field):
            setattr(user, field, clock.now())
    names = {kind: value for kind, value in values.items() if kind in KINDS and value}
    if "username" not in names and columns.is_text(columns.field("username")):
        names["username"] = _generated_username(names)
    rows = tuple(new(kind, value, user=user, primary=True, claimed=True) for kind, value in names.items())
    for row in rows:
        if (column := columns.by_kind().get(row.kind)) is not None:
            setattr(user, column, row.value)
    for name in values.keys() - set(KINDS):
        extra = columns.by_name(name)
        setattr(user, extra.attname, new_names.converted(extra, values[name]))
    return Account(user=user, identifiers=rows, given=frozenset(values.keys() - set(KINDS)))


def _generated_username(names: Mapping[str, str]) -> str:
    """A username for a sign-up without one; random enough not to be taken, so that it needs no look-up."""
    start = (text.canonical_email(names.get("email", "")) or "user@").partition("@")[0]
    longest = min(20, name_limits.limits("username")["max_length"] - 7)
    plain = "".join(
        character for character in start if character.isascii() and (character.isalnum() or character in "._-")
    )[: max(longest, 0)]
    letters, end = "".join(character for character in plain if character.isalnum()), suffix()
    return new_names.first_valid([f"{plain or 'user'}-{end}", f"{letters or 'user'}{end}", end])


def insert(account: Account) -> bool:
    """Guard: write an account; False if one of its names is taken, and then nothing is written.

    Both inserts run in either case, so that a taken name takes as long as a free one.

    Raises:
        Refused: `unique` if a declared extra field violates a constraint, for example because another user has the
            value; the codes of the project's own validation.
        ConstraintViolated: Another constraint of the project is violated, which no input explains.
    """
    user, user_written = account.user, False
    insertion = _Insertion(user)
    token = _inserted.set(insertion)
    try:
        with database.open_savepoint():
            queries.insert_user(user)
            constraint_queries.check_unique()
            user_written = True
            changed = insertion.saved_again or not reconciliation.agree(user, account.identifiers)
            if changed:  # by the project's own save() or receivers
                user.refresh_from_db(using=database.alias(), fields=list(columns.by_kind().values()))
            for row in account.identifiers:
                row.user = user
                if changed and row.primary:
                    reconciliation.respell(row, columns.value(user, row.kind))
            queries.insert_identifiers(account.identifiers)
            if changed and not reconciliation.agree(user, account.identifiers):
                reconciliation.reconcile(user)
    except (database.ConstraintViolated, ValidationError) as error:
        if not any(columns.is_key(kind) for kind in columns.by_kind()):
            user.pk = None
        if not user_written:
            _refuse_what_is_not_taken(account, error)
        return False
    finally:
        _inserted.reset(token)
    return True


def taken_kinds(account: Account) -> list[str]:
    """The kinds of names that violate the user model's own constraints; called after the database refused the row."""
    names = {column: kind for kind, column in columns.by_kind().items() if account.all_of(kind)}
    return [names[column] for column in sorted(conflicts.refused(account.user, names))]


def _refuse_what_is_not_taken(account: Account, error: database.ConstraintViolated | ValidationError) -> None:
    """Refuse a row that database or project refused, unless only because its names are taken."""
    if isinstance(error, ValidationError) and not project_validation.only_duplicates(error):
        raise project_validation.refused(error) from error
    if taken_kinds(account) or (isinstance(error, ValidationError) and project_validation.names_taken(error)):
        return
    if found := conflicts.refused(account.user, account.given):
        raise Refused(*(NOT_UNIQUE.at(name) for name in sorted(found))) from error
    raise project_validation.refused(error) if isinstance(error, ValidationError) else error


class _Insertion:
    """A user being inserted; the project's signal handlers may save the row again before the names are written."""

    def __init__(self, user: User) -> None:
        self.user, self.saved_again = user, False


_inserted: ContextVar[_Insertion | None] = ContextVar("gatepost_inserted_user", default=None)


def saved(user: User, *, created: bool, adopts: bool) -> None:
    """Handle a saved user: update its names, unless `insert` is just writing them itself.

    Args:
        user: The instance that was saved.
        created: Whether the row is new.
        adopts: Whether the account needs no verification before a login.
    """
    insertion = _inserted.get()
    if insertion is None or user.pk is None or user.pk != insertion.user.pk:
        sync_names(user, adopts=adopts)
    elif not created:
        insertion.saved_again = True


def sync_names(user: User, *, adopts: bool) -> None:
    """Update the identifiers of a user whom the project created or changed from the model's columns.

    Args:
        user: The instance that was saved.
        adopts: Whether the account needs no verification before a login.
    """
    with database.atomic():
        if adopts:
            queries.record_owner(user.pk, clock.now(), adopted=True)
        if not reconciliation.agree(user, queries.of_user(user.pk)):
            reconciliation.reconcile(user)


def set_active(user_id: UserId, *, active: bool) -> int:
    """Enable an account, or disable it and revoke everything that grants access to it.

    Raises:
        Refused: `no_is_active_column` if the user model can't represent a disabled account.
    """
    if not columns.has_column("is_active"):
        raise Refused(NO_SWITCH)

    def write() -> int:
        changed = queries.set_columns(user_id, is_active=active)
        if changed and not active:
            announce.announce("account_disabled", user_id)
        return changed

    return database.retry_transaction_on_deadlock(write)


def delete(user_id: UserId) -> None:
    """Delete a user with everything that belongs to it.

    Raises:
        Refused: `account_still_needed` if rows of the project forbid it, as with `on_delete=PROTECT`.
    """

    def write() -> None:
        queries.lock(user_id)  # a concurrent login either completes first, or finds no user
        announce.announce("account_deleted", user_id)
        get_user_model()._default_manager.filter(pk=user_id).delete()  # noqa: SLF001
        constraint_queries.check_references()

    try:
        database.retry_transaction_on_deadlock(write)
    except database.ConstraintViolated as violated:
        raise Refused(STILL_NEEDED) from violated


def unusable_hash() -> str:
    """The password column's value for a user without a password; no password matches it."""
    return UNUSABLE_PASSWORD_PREFIX + secrets.token_urlsafe(UNUSABLE_BYTES)
