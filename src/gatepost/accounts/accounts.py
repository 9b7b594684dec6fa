"""A user with all identifiers and second factors, and how names are resolved to users."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

import msgspec
from django.contrib.auth import get_user_model
from django.core.exceptions import MultipleObjectsReturned, ObjectDoesNotExist, ValidationError

from gatepost import conf
from gatepost.accounts import authenticator_queries, columns, name_queries, queries, reconciliation
from gatepost.accounts.models import Authenticator, Identifier
from gatepost.accounts.name_queries import Name
from gatepost.accounts.reconciliation import SPELLED
from gatepost.accounts.settings import AccountsSettings
from gatepost.errors import LOGIN_REQUIRED, Refused
from gatepost.ground import decisions, text
from gatepost.ground.models import OneTimeSecret
from gatepost.ground.user_types import User, UserId


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A user with everything that logins depend on.

    Args:
        user: The user's model instance.
        identifiers: Addresses, usernames and numbers, oldest first.
        authenticators: Second factors and passkeys, oldest first.
        adopted: Whether the project created the account, not a sign-up.
        established_at: When the owner was first verified; None as long as a stranger may have signed up.
        language: The stored language of mails; empty if there is none.
        must_enrol: Whether the rules require a second factor now, and the user has none.
        given: For an account that is not yet written: the columns of declared extra fields that were filled in.
    """

    user: Any
    identifiers: tuple[Identifier, ...]
    authenticators: tuple[Authenticator, ...] = ()
    adopted: bool = False
    established_at: datetime | None = None
    language: str = ""
    must_enrol: bool = False
    given: frozenset[str] = frozenset()

    id = property(attrgetter("user.pk"), doc="The user's primary key.")

    @property
    def factors(self) -> tuple[Authenticator, ...]:
        """The authenticators that count as second factors, oldest first."""
        return tuple(row for row in self.authenticators if row.is_factor)

    def all_of(self, kind: str) -> tuple[Identifier, ...]:
        """The identifiers of one kind, oldest first."""
        return tuple(row for row in self.identifiers if row.kind == kind)

    def one(self, kind: str, canonical: str | None) -> Identifier | None:
        """The identifier with this normal form, if the user has it."""
        return next((row for row in self.all_of(kind) if row.canonical == canonical), None)

    def primary(self, kind: str) -> Identifier | None:
        """The primary identifier of a kind, or else the oldest."""
        rows = self.all_of(kind)
        return next((row for row in rows if row.primary), rows[0] if rows else None)

    def has_verified(self, kind: str) -> bool:
        """Whether an identifier of this kind is verified."""
        return any(row.verified_at is not None for row in self.all_of(kind))

    @property
    def unverified(self) -> bool:
        """Whether no address is verified although a sign-up gave one; never for accounts that the project created."""
        rows = self.all_of("email")
        return not self.adopted and bool(rows) and not any(row.verified_at is not None for row in rows)

    def holds(self, target: str) -> bool:
        """Whether an address or number that a secret was sent to still belongs to the user."""
        return any(self.called(kind, target) is not None for kind in ("email", "phone"))

    def called(self, kind: str, typed: str) -> Identifier | None:
        """The identifier that a typed name refers to: by exact spelling first, then by normal form."""
        exact = next((row for row in self.identifiers if row.kind == kind and row.value == typed), None)
        if exact is None and columns.value(self.user, kind) == typed:
            exact = reconciliation.mirror(kind, self.identifiers)
        return exact or self.one(kind, text.canonical(kind, typed))


def load(user: User) -> Account:
    """The account of a loaded user; one query, or two for a user with authenticators."""
    return _of(user, queries.of_user(user.pk))


def _of(user: Any, rows: Sequence[Identifier], *, authenticators: bool = True) -> Account:
    if not reconciliation.agree(user, rows):
        if not reconciliation.reconcile(user):
            raise Refused(LOGIN_REQUIRED)
        rows = queries.of_user(user.pk)
    if not rows:
        record = queries.record(user.pk)
        adopted, established_at = (record.adopted, record.established_at) if record is not None else (False, None)
    else:
        adopted, established_at = bool(getattr(rows[0], "adopted")), getattr(rows[0], "established_at")  # noqa: B009
    for row in rows:
        row.user = user
    may_have = authenticators and (not rows or getattr(rows[0], "has_authenticators", True))
    held = authenticator_queries.authenticators(user.pk) if may_have else ()
    return Account(
        user=user,
        identifiers=tuple(rows),
        authenticators=tuple(held),
        adopted=adopted,
        established_at=established_at,
        language=getattr(rows[0], "language", "") or "" if rows else "",
    )


def of_rows(rows: Sequence[Identifier]) -> Account:
    """The account of identifiers that were read with their user; one query if the user has authenticators."""
    return _of(rows[0].user, rows)


def by_id(user_id: UserId) -> Account | None:
    """The account of a user's id; one query, one more for a user with authenticators, and two without identifiers."""
    if rows := queries.of_user_with_user(user_id):
        return of_rows(rows)
    user = queries.user(user_id)
    return load(user) if user is not None else None


def of_secret(secret: OneTimeSecret) -> Account | None:
    """The account of a mailed secret; None if it is disabled, or no longer has the address that the secret went to."""
    account = by_id(secret.user_id) if secret.user_id is not None else None
    return account if account is not None and account.user.is_active and account.holds(secret.target) else None


def by_name(kind: str, typed: str) -> Account | None:
    """The account that a name refers to; one query, even for malformed input.

    Args:
        kind: `email`, `username` or `phone`.
        typed: As typed; the exact spelling is tried first, the normal form second.
    """
    return by_names((kind,), typed)


def by_names(kinds: Sequence[str], typed: str, *, authenticators: bool = True) -> Account | None:
    """The account that a name of one of several kinds refers to; the first kind that matches decides.

    Args:
        kinds: In order of precedence.
        typed: As typed.
        authenticators: Whether to load them too, which costs a second query for users who have any.
    """
    if not text.clean(typed):
        typed = ""
    names = [Name(kind, (text.canonical(kind, typed) or "", SPELLED + typed), typed) for kind in kinds]
    found = [_of(one.user, one.rows, authenticators=authenticators) for one in name_queries.candidates(names)]
    own = columns.natural_key_lookup()
    for name in names:
        if own is not None and columns.by_kind().get(name.kind) == get_user_model().USERNAME_FIELD:
            chosen = _by_natural_key(own, name.typed, found)
        else:
            chosen = _choose(name, found)
        if chosen is not None:
            decisions.note("lookup", f"found by {name.kind}", user=str(chosen.id))
            return chosen
    decisions.note("lookup", f"no user has this {' or '.join(kinds)}")
    return None


def kinds_of(name: str, methods: Collection[str] | None = None) -> tuple[str, ...]:
    """The kinds of name that a text in a single login field may be, in order of precedence.

    The kind of Django's `USERNAME_FIELD` comes first, whatever the settings say; others only apply if it doesn't match.

    Args:
        name: As typed.
        methods: The kinds that a login accepts besides; None for those of the settings.
    """
    if methods is None:
        methods = conf.read(AccountsSettings).login_methods
    login = columns.login_kind()
    likely = {"email": "@" in name, "phone": name.strip().startswith("+"), "username": True}
    return (login, *(kind for kind in methods if kind != login and likely.get(kind)))


def _by_natural_key(own: Callable[[str], User], typed: str, found: Sequence[Account]) -> Account | None:
    """The account that the project's own manager finds, as it would for Django's backend."""
    try:
        user = own(typed)
    except (ObjectDoesNotExist, MultipleObjectsReturned, ValueError, TypeError):
        return None
    return next((account for account in found if account.id == user.pk), None) or load(user)


def _choose(name: Name, found: Sequence[Account]) -> Account | None:
    """The account that a name refers to: by exact spelling, or else by a normal form that no other user shares.

    A stranger's unverified spelling of an address does not take precedence over the same address verified by another.
    """
    if not name.typed:
        return None
    exact, folded = [], []
    for account in found:
        by_column = columns.searchable(name.kind) is not None and columns.value(account.user, name.kind) == name.typed
        claimed = [row for row in account.all_of(name.kind) if row.claim is not None]
        row = next((row for row in claimed if row.value == name.typed), None)
        if row is not None or by_column:
            exact.append((account, row or reconciliation.mirror(name.kind, account.identifiers)))
        folded += [(account, row) for row in claimed if row.claim == name.claims[0]]
    verified = next((account for account, row in folded if row.verified_at is not None), None)
    if name.kind == "email" and verified is not None and not any(_trusted(*pair) for pair in exact):
        return verified
    exact.sort(key=lambda pair: pair[1] is None or pair[1].claim is None)
    return next((account for account, row in [*exact, *((a, r) for a, r in folded if not r.exact_only)]), None)


def _trusted(account: Account, row: Identifier | None) -> bool:
    return account.adopted or (row is not None and row.verified_at is not None)


def read_key(shown: str) -> Any:
    """Parse a user's primary key; None if no user can have it."""
    field = get_user_model()._meta.pk  # noqa: SLF001
    try:
        key = field.to_python(shown)
        field.run_validators(key)
    except (ValidationError, ValueError):
        return None
    return key if text.clean(shown) else None
