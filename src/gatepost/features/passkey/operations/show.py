"""Log in, complete a second factor and reauthenticate with a passkey."""

from collections.abc import Sequence
from typing import Any

import msgspec
from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.accounts import accounts, authenticator_queries
from gatepost.errors import Kind, Refusal, Refused
from gatepost.features.passkey import purposes, queries
from gatepost.features.passkey.models import Passkey
from gatepost.features.passkey.operations import ceremony, reading, upgrade
from gatepost.features.passkey.operations.reading import AuthenticatorResponse
from gatepost.features.passkey.settings import PasskeySettings
from gatepost.flow import engine, notices, pending_login, second_factor
from gatepost.flow.endings import INTERACTIVE
from gatepost.flow.outcome import LoggedIn, Pending
from gatepost.flow.reauthentication import user_of
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, database, keyring, limits, secrets, text
from gatepost.ground.secrets import Purpose
from gatepost.ground.user_types import User
from gatepost.sessions import issue
from gatepost.sessions.state import Opened

FLOW = "mfa_login_webauthn"
DECOY_LENGTHS = (16, 20, 32, 32, 64)
DECOYS_IN_PAIRS = 64  # of 256 accounts: a quarter have two keys
INCORRECT = Refusal(Kind.WRONG, "incorrect_code", param="credential", text=_("The passkey's response is invalid."))

UNKNOWN_CREDENTIAL = "unknown_credential"


class Challenge(msgspec.Struct, frozen=True):
    """A challenge for a login.

    Args:
        options: For `navigator.credentials.get`.
        opened: The session that was opened to remember it.
    """

    options: dict[str, Any]
    opened: Opened | None


def login_options(visit: Visit) -> Challenge:
    """Create a challenge for any discoverable key; depends on no account, so it reveals nothing."""
    with database.atomic():
        session, opened = engine.handle_for(visit)
        public, state = ceremony.request([], verification=True)
        ceremony.remember(purposes.LOGIN, session.handle, None, state)
    return Challenge(public, opened)


def named_options(visit: Visit, *, kind: str, name: str) -> Challenge:
    """Create a challenge for the passkeys of one account; unknown names and accounts without keys get decoy ids.

    A name gets the same decoy ids each time, since changing ids would reveal that they are not real.
    Source: WebAuthn Level 3, section 14.6.2.

    The limit is per name and network, so that others cannot use up the owner's attempts.

    Raises:
        Refused: LIMITED.
    """
    canonical = text.canonical(kind, name) or ""
    limits.hit("passkey_name", f"{text.limited_name(kind, name)}:{visit.network}")
    account = accounts.by_names((kind,), name, authenticators=False)
    rows = queries.of_active(account.id if account is not None else None)
    with database.atomic():
        session, opened = engine.handle_for(visit)
        public, state = ceremony.request(_ids(rows) or _decoys(kind, canonical), verification=True)
        owner = rows[0].authenticator.user_id if rows else None
        ceremony.remember(purposes.LOGIN, session.handle, owner, state)
    return Challenge(public, opened)


def _ids(rows: Sequence[Passkey]) -> list[bytes]:
    return [ceremony.credential_of(row).credential_id for row in rows]


def _decoys(kind: str, canonical: str) -> list[bytes]:
    """Credential ids with a realistic number and length, both derived from the name by a keyed digest."""
    drawn = bytes.fromhex(keyring.digest("passkey-decoy", kind, canonical, "shape"))
    count = 2 if drawn[0] < DECOYS_IN_PAIRS else 1
    length = DECOY_LENGTHS[drawn[1] % len(DECOY_LENGTHS)]
    found = [
        bytes.fromhex("".join(keyring.digest("passkey-decoy", kind, canonical, f"{one}.{half}") for half in (0, 1)))
        for one in range(count)
    ]
    return [one[:length] for one in found]


def log_in(visit: Visit, *, credential: dict[str, Any]) -> LoggedIn | Pending:
    """Log in with a key that verified its user, which counts as two factors if the key is a second factor.

    Raises:
        Refused: `incorrect_code`, with the reason `unknown_credential` if there is no such key; LIMITED.
    """
    try:
        row = _shown(visit, credential)
    except Refused:
        notices.login_failed(visit, hides="credential")
        raise
    user = row.authenticator.user
    with database.atomic():
        proof = upgrade.proof_of(row.authenticator)
        if visit.session is not None and visit.session.user is not None and visit.session.user.pk == user.pk:
            return LoggedIn(session=issue.add_proof(visit.session, proof.to_wire()))
        return INTERACTIVE.complete(visit, accounts.load(user), proof)


def _shown(visit: Visit, credential: dict[str, Any]) -> Passkey:
    """The key that logs its user in."""
    answer = reading.read(credential, reading.ASSERTION)
    row = queries.by_digest(answer.digest) if answer is not None else None
    waiting = ceremony.recall(purposes.LOGIN, visit.handle)
    named = waiting[0].user_id if waiting is not None else None
    if answer is not None and row is None and waiting is not None:
        raise Refused(_unmatched(answer.digest))
    if answer is None or row is None or (answer.user_handle is None and named is None):
        raise Refused(INCORRECT)
    if named not in (None, row.authenticator.user_id):
        raise Refused(INCORRECT)
    _answer(visit, purposes.LOGIN, answer, [row])
    if not row.authenticator.user.is_active:
        raise Refused(INCORRECT)
    return row


def _unmatched(digest: str) -> Refusal:
    """The refusal of a key that was not found; tells a browser to stop offering one that no row has.

    Not while logins may start with a name, since it would tell the decoys of `named_options` from real ids.
    Source: WebAuthn Level 3, section 5.1.10.1.
    """
    if conf.read(PasskeySettings).named_login or queries.exists(digest):
        return INCORRECT
    return msgspec.structs.replace(INCORRECT, reason=UNKNOWN_CREDENTIAL)


def step_options(visit: Visit) -> dict[str, Any]:
    """Get a challenge for a passkey as the second factor.

    Raises:
        Refused: LOGIN_REQUIRED if no login is waiting for a second factor.
    """
    return _options(visit, purposes.STEP, second_factor.pending(visit).user)


def take_step(visit: Visit, *, login: pending_login.PendingState, credential: dict[str, Any]) -> LoggedIn | Pending:
    """Complete a pending login with a key as the second factor.

    Args:
        visit: The request.
        login: The login that `second_factor.pending` found.
        credential: The key's answer.

    Raises:
        Refused: `incorrect_code`, `too_many_login_attempts`; CONFLICT if another request completed the login.
    """
    try:
        row = _own(visit, purposes.STEP, login.user, credential)
    except Refused:
        notices.login_failed(visit, username=login.user.get_username(), hides="credential")
        raise
    return INTERACTIVE.resume(visit, login, second_factor.proof_of(row.authenticator), account=login.account)


def proof_options(visit: Visit) -> dict[str, Any]:
    """Create a challenge to reauthenticate with."""
    return _options(visit, purposes.REAUTHENTICATION, user_of(visit)[1])


def reauthenticate(visit: Visit, *, credential: dict[str, Any]) -> LoggedIn:
    """Reauthenticate, and record it in the session.

    Raises:
        Refused: `incorrect_code`, `too_many_login_attempts`.
    """
    session, user = user_of(visit)
    row = _own(visit, purposes.REAUTHENTICATION, user, credential)
    proof = second_factor.proof_of(row.authenticator, reauthenticated=True)
    audit.record("reauthentication", visit=visit, user_id=user.pk)
    return LoggedIn(session=issue.add_proof(session, proof.to_wire()))


def _options(visit: Visit, purpose: Purpose, user: User) -> dict[str, Any]:
    public, state = ceremony.request(_ids(queries.factors_of(user.pk)), verification=False)
    ceremony.remember(purpose, visit.handle, user.pk, state)
    return public


def _own(visit: Visit, purpose: Purpose, user: User, credential: dict[str, Any]) -> Passkey:
    """Verify the answer of one of the user's own keys.

    The limit is applied after a failure only: a signature can't be guessed, and failures caused by others must not
    lock out the owner of a key.
    """
    try:
        return _answer(visit, purpose, reading.read(credential, reading.ASSERTION), queries.factors_of(user.pk))
    except Refused:
        limits.hit("passkey_failed", str(user.pk), second_factor.TOO_MANY_ATTEMPTS.at("credential"))
        raise


def _answer(visit: Visit, purpose: Purpose, answer: AuthenticatorResponse | None, keys: Sequence[Passkey]) -> Passkey:
    """Verify an answer to the session's challenge, use up the challenge, and return the key."""
    waiting = ceremony.recall(purpose, visit.handle)
    if answer is None or waiting is None:
        raise Refused(INCORRECT)
    row = {key.digest: key for key in keys}.get(answer.digest)
    if row is None or answer.user_handle not in (None, row.user_handle):
        raise Refused(INCORRECT)
    shown = ceremony.asserted(waiting[1], answer, ceremony.credential_of(row))
    if shown is None:
        raise Refused(INCORRECT)
    if not secrets.consume(waiting[0]):
        raise Refused(INCORRECT)
    _count(visit, row, shown.sign_count)
    return row


def _count(visit: Visit, row: Passkey, count: int) -> None:
    """Update the signature counter; one that does not increase may mean a cloned key.

    Source: WebAuthn Level 3, section 6.1.1.
    """
    held, now = row.authenticator, clock.now()
    if count and authenticator_queries.raise_counter(held.id, count, now):
        return
    if count or held.counter:
        audit.record("passkey_counter_fell", visit=visit, user_id=held.user_id)
        if conf.read(PasskeySettings).sign_count == "refuse":
            raise Refused(INCORRECT)
    authenticator_queries.record_use(held.id, now)
