"""A user's keys: add, name, remove."""

import base64
import secrets as random
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from fido2.webauthn import AttestedCredentialData

from gatepost.accounts import account as accounts
from gatepost.accounts import queries as account_queries
from gatepost.accounts.models import Authenticator
from gatepost.errors import Kind, Refusal, Refused
from gatepost.flow import enrolment, factors, notices, reauthentication, second_factor
from gatepost.flow.outcome import Done
from gatepost.flow.reauthentication import user_of
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, database, keyring, secrets
from gatepost.ground.secrets import Purpose
from gatepost.methods.passkey import queries
from gatepost.methods.passkey.models import Passkey
from gatepost.methods.passkey.operations import ceremony

TYPE = "webauthn"
INCORRECT = Refusal(Kind.WRONG, "incorrect_code", text=_("This key's answer is not valid."))
UNKNOWN = Refusal(Kind.INVALID, "invalid_choice", text=_("You have no such key."))
LAST = Refusal(
    Kind.INVALID, "cannot_remove_last_login", param="authenticators", text=_("This is the last way to log in.")
)


def credential_of(row: Passkey) -> AttestedCredentialData:
    """Id and public key, as the library wants them."""
    return AttestedCredentialData(base64.urlsafe_b64decode(row.credential))


def told(row: Passkey) -> dict[str, Any]:
    """A key in the words of the wire."""
    return second_factor.told(row.authenticator)


def tell(rows: Sequence[Authenticator]) -> dict[UUID, dict[str, Any]]:
    """What the list says of each."""
    return {
        row.id: {"id": row.number, "name": row.name, "is_passwordless": row.gatepost_passkey.passwordless}
        for row in rows
    }


def options(visit: Visit, *, passwordless: bool) -> Done:
    """A challenge for a new key.

    Raises:
        Refused: `unverified_email`, PROOF_REQUIRED.
    """
    enrolling = enrolment.enrolling(visit)
    session, user = enrolling.session, enrolling.user
    enrolling.check(visit)
    known = queries.of_user(user.pk)
    name = getattr(accounts.load(user).primary("email"), "value", "") or accounts.display(user)
    handle = bytes.fromhex(handle_of(user, known))
    public, state = ceremony.creation(handle, name, [credential_of(row) for row in known], passwordless=passwordless)
    ceremony.remember(Purpose.ENROL_PASSKEY, session.handle, user.pk, state)
    return Done(data={"creation_options": public})


def handle_of(user: Any, known: Sequence[Passkey]) -> str:
    """The same for all keys of a user, and nothing that could be traced to one."""
    return known[0].user_handle if known else keyring.digest("passkey-user", str(user.pk))


def add(visit: Visit, *, name: str | None, credential: dict[str, Any]) -> Done:
    """Take a new key.

    Raises:
        Refused: `incorrect_code`, `unverified_email`, PROOF_REQUIRED.
    """
    enrolling = enrolment.enrolling(visit)
    session, user = enrolling.session, enrolling.user
    enrolling.check(visit)
    waiting = ceremony.recall(Purpose.ENROL_PASSKEY, session.handle)
    shown = ceremony.registered(waiting[1], credential) if waiting is not None else None
    if waiting is None or shown is None:
        raise Refused(INCORRECT)
    with database.atomic():
        account_queries.lock(user.pk)
        if not secrets.consume(waiting[0]):
            raise Refused(INCORRECT)
        row = insert(user, name, shown, passwordless=bool(waiting[1]["passwordless"]))
        made = factors.added(visit, user)
        audit.record("factor_added", visit=visit, user_id=user.pk, type=TYPE)
        notices.tell(visit, user, "passkey/added", name=row.authenticator.name)
        done = Done(data=told(row), meta={"recovery_codes_generated": made})
        return enrolling.finish(visit, second_factor.proof_of(row.authenticator), done)


def insert(user: Any, name: str | None, shown: ceremony.Shown, *, passwordless: bool) -> Passkey:
    """Write a new key, under the lock of its user.

    Raises:
        Refused: `incorrect_code` for a key that somebody has already.
    """
    known = queries.of_user(user.pk)
    held = Authenticator(
        number=random.randbelow(2**52 - 1) + 1,
        user=user,
        type=TYPE,
        name=name or ("Backup key" if known else "Master key"),
        created_at=clock.now(),
        counter=shown.sign_count,
    )
    account_queries.insert_authenticator(held)
    row = Passkey(
        authenticator=held,
        digest=ceremony.digest(shown.credential.credential_id),
        credential=base64.urlsafe_b64encode(bytes(shown.credential)).decode(),
        user_handle=handle_of(user, known),
        passwordless=passwordless,
    )
    if not queries.insert(row):
        raise Refused(INCORRECT)
    return row


def rename(visit: Visit, *, number: str, name: str) -> Done:
    """Name a key.

    Raises:
        Refused: `invalid_choice`, PROOF_REQUIRED.
    """
    user = user_of(visit)[1]
    rows = [row for row in queries.of_user(user.pk) if str(row.authenticator.number) == number]
    if not rows:
        raise Refused(UNKNOWN.at("id"))
    reauthentication.require(visit, "change_factors")
    account_queries.rename_authenticator(user.pk, rows[0].authenticator.number, name)
    rows[0].authenticator.name = name
    return Done(data=told(rows[0]))


def remove(visit: Visit, *, numbers: Sequence[int]) -> Done:
    """Remove keys, or none if one of the numbers is not the user's, or if nothing were left to log in with.

    Raises:
        Refused: `invalid_choice`, `cannot_remove_last_login`, PROOF_REQUIRED.
    """
    user, wanted = user_of(visit)[1], set(numbers)
    mine = {row.authenticator.number for row in queries.of_user(user.pk)}
    if not wanted <= mine:
        raise Refused(UNKNOWN.at("authenticators"))
    reauthentication.require(visit, "change_factors")
    with database.atomic():
        account_queries.lock(user.pk)
        account = accounts.load(user)
        account_queries.delete_authenticators(user.pk, type=TYPE, number__in=wanted)
        stays = user.has_usable_password() or account.proved("email") or account.proved("phone")
        if not stays and not queries.of_user(user.pk):
            raise Refused(LAST)
        factors.removed(user)
        audit.record("factor_removed", visit=visit, user_id=user.pk, type=TYPE, count=len(wanted))
        notices.tell(visit, user, "passkey/removed")
    return Done()
