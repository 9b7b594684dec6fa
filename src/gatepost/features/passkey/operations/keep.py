"""The user's passkeys and security keys: add, rename, remove."""

import base64
from collections.abc import Sequence
from secrets import randbelow
from typing import Any

import msgspec
from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.accounts import accounts, authenticator_queries, columns
from gatepost.accounts import queries as account_queries
from gatepost.accounts.models import Authenticator
from gatepost.errors import Kind, Refusal, Refused
from gatepost.features.passkey import purposes, queries
from gatepost.features.passkey.models import Passkey
from gatepost.features.passkey.operations import ceremony, reading
from gatepost.features.passkey.settings import PasskeySettings
from gatepost.flow import enrolment, factors, notices, second_factor, sensitive
from gatepost.flow.outcome import Done, Enrolled
from gatepost.flow.reauthentication import user_of
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, database, keyring, secrets
from gatepost.ground.user_types import User

TYPE = "webauthn"
NAMES = ("Master key", "Backup key")
INCORRECT = Refusal(Kind.WRONG, "incorrect_code", text=_("The passkey's response is invalid."))
UNKNOWN = Refusal(Kind.INVALID, "invalid_choice", text=_("Unknown key."))
LAST = Refusal(
    Kind.INVALID,
    "cannot_remove_last_login",
    param="authenticators",
    text=_("This is the only way to log in to your account."),
)


class KnownKeys(msgspec.Struct, frozen=True):
    """A user's keys as browsers need them for password managers.

    Args:
        rp_id: The domain that the keys belong to.
        user: How the keys identify and name their user.
        credential_ids: The ids of the keys, oldest first.
    """

    rp_id: str
    user: ceremony.KeyUser
    credential_ids: list[bytes]


class Added(msgspec.Struct, frozen=True):
    """A new key.

    Args:
        enrolled: The key as a second factor.
        recovery_codes: Whether recovery codes were generated with it.
    """

    enrolled: Enrolled
    recovery_codes: bool


def options(visit: Visit, *, passwordless: bool) -> dict[str, Any]:
    """Create a challenge for a new key.

    Raises:
        Refused: `unverified_email`, PROOF_REQUIRED.
    """
    enrolling = enrolment.enrolling(visit)
    session, user = enrolling.session, enrolling.user
    enrolling.check(visit)
    known = queries.of_user(user.pk)
    known_keys = [ceremony.credential_of(row) for row in known]
    public, state = ceremony.creation(key_user(user, known), known_keys, passwordless=passwordless)
    ceremony.remember(purposes.ENROLMENT, session.handle, user.pk, state)
    return public


def key_user(user: User, known: Sequence[Passkey]) -> ceremony.KeyUser:
    """How keys identify their user, and the names under which password managers list them.

    The handle is the same for all keys of a user; a keyed digest, so that it does not identify the user.
    """
    shown = columns.display(user)
    name = getattr(accounts.load(user).primary("email"), "value", "") or shown
    return ceremony.KeyUser(handle=bytes.fromhex(_handle(user, known)), name=name, display_name=shown)


def _handle(user: User, known: Sequence[Passkey]) -> str:
    return known[0].user_handle if known else keyring.digest("passkey-user", str(user.pk))


def known(visit: Visit) -> KnownKeys:
    """What to tell browsers about the user's keys; only a login is needed, since none of it lets anyone in.

    Source: WebAuthn Level 3, section 5.1.10.
    """
    user = user_of(visit)[1]
    rows = queries.of_user(user.pk)
    return KnownKeys(
        rp_id=conf.read(PasskeySettings).relying_party(),
        user=key_user(user, rows),
        credential_ids=[ceremony.credential_of(row).credential_id for row in rows],
    )


def add(visit: Visit, *, name: str | None, credential: dict[str, Any]) -> Added:
    """Verify and store a new key; the user's first second factor comes with recovery codes.

    Raises:
        Refused: `incorrect_code`, `unverified_email`, PROOF_REQUIRED.
    """
    enrolling = enrolment.enrolling(visit)
    session, user = enrolling.session, enrolling.user
    enrolling.check(visit)
    waiting = ceremony.recall(purposes.ENROLMENT, session.handle)
    answer = reading.read(credential, reading.CREATION)
    shown = ceremony.registered(waiting[1], answer) if waiting is not None and answer is not None else None
    if waiting is None or shown is None:
        raise Refused(INCORRECT)
    secret, passwordless = waiting[0], bool(waiting[1]["passwordless"])

    def write() -> Added:
        account_queries.lock(user.pk)
        if not secrets.consume(secret):
            raise Refused(INCORRECT)
        row = insert(user, name, shown, passwordless=passwordless)
        made = factors.added(visit, user)
        audit.record("factor_added", visit=visit, user_id=user.pk, type=TYPE)
        notices.notify(visit, user, "passkey/added", name=row.authenticator.name)
        login = enrolling.finish(visit, second_factor.proof_of(row.authenticator))
        return Added(Enrolled(row.authenticator, login), made)

    return database.retry_transaction_on_deadlock(write)


def _default_name(held: int) -> str:
    return NAMES[held] if held < len(NAMES) else f"Key nr. {held + 1}"


def insert(
    user: User,
    name: str | None,
    shown: ceremony.VerifiedCredential,
    *,
    passwordless: bool,
    is_factor: bool = True,
) -> Passkey:
    """Insert a new key; the caller holds the user's lock.

    Raises:
        Refused: `incorrect_code` for a key that is already registered.
    """
    known = queries.of_user(user.pk)
    held = Authenticator(
        number=randbelow(2**52 - 1) + 1,
        user_id=user.pk,
        type=TYPE,
        name=name or _default_name(len(known)),
        created_at=clock.now(),
        counter=shown.sign_count,
        is_factor=is_factor,
    )
    authenticator_queries.insert_authenticator(held)
    row = Passkey(
        authenticator=held,
        digest=reading.digest(shown.credential.credential_id),
        credential=base64.urlsafe_b64encode(bytes(shown.credential)).decode(),
        user_handle=_handle(user, known),
        passwordless=passwordless,
    )
    if not queries.insert(row):
        raise Refused(INCORRECT)
    return row


def rename(visit: Visit, *, number: str, name: str) -> Authenticator:
    """Rename a key.

    Raises:
        Refused: `invalid_choice`, PROOF_REQUIRED.
    """
    user = user_of(visit)[1]
    rows = [row for row in queries.of_user(user.pk) if str(row.authenticator.number) == number]
    if not rows:
        raise Refused(UNKNOWN.at("id"))
    sensitive.require(visit, "change_factors")
    authenticator_queries.rename_authenticator(user.pk, rows[0].authenticator.number, name)
    rows[0].authenticator.name = name
    return rows[0].authenticator


def remove(visit: Visit, *, numbers: Sequence[int]) -> Done:
    """Remove keys, or none if one of the numbers is not the user's or the user could no longer log in.

    Raises:
        Refused: `invalid_choice`, `cannot_remove_last_login`, PROOF_REQUIRED.
    """
    user, wanted = user_of(visit)[1], set(numbers)
    mine = {row.authenticator.number for row in queries.of_user(user.pk)}
    if not wanted <= mine:
        raise Refused(UNKNOWN.at("authenticators"))
    sensitive.require(visit, "change_factors")
    with database.atomic():
        account_queries.lock(user.pk)
        account = accounts.load(user)
        authenticator_queries.delete_authenticators(user.pk, type=TYPE, number__in=wanted)
        stays = user.has_usable_password() or account.has_verified("email") or account.has_verified("phone")
        if not stays and not queries.of_user(user.pk):
            raise Refused(LAST)
        factors.removed(user)
        audit.record("factor_removed", visit=visit, user_id=user.pk, type=TYPE, count=len(wanted))
        notices.notify(visit, user, "passkey/removed")
    return Done()
