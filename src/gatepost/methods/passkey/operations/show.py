"""Log in with a key, take the second step with it, prove with it who one is."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.accounts import account as accounts
from gatepost.accounts import queries as account_queries
from gatepost.errors import Kind, Refusal, Refused
from gatepost.flow import engine, second_factor
from gatepost.flow.outcome import Done, LoggedIn, Pending
from gatepost.flow.reauthentication import user_of
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, database, keyring, limits, secrets, text
from gatepost.ground.secrets import Purpose
from gatepost.methods.passkey import queries
from gatepost.methods.passkey.models import Passkey
from gatepost.methods.passkey.operations import ceremony
from gatepost.methods.passkey.operations.keep import credential_of
from gatepost.methods.passkey.settings import PasskeySettings
from gatepost.sessions import issue

FLOW = "mfa_login_webauthn"
DECOY_LENGTHS = (16, 20, 32, 32, 64)
DECOYS_IN_PAIRS = 64  # of 256
INCORRECT = Refusal(Kind.WRONG, "incorrect_code", param="credential", text=_("This key's answer is not valid."))


def login_options(visit: Visit) -> Done:
    """A challenge that any discoverable key of ours may answer; tells nothing of anybody."""
    with database.atomic():
        session, opened = engine.handle_for(visit)
        public, state = ceremony.request([], verification=True)
        ceremony.remember(Purpose.PASSKEY_LOGIN, session.handle, None, state)
    return Done(data={"request_options": public}, opened=opened)


def named_options(visit: Visit, *, kind: str, name: str) -> Done:
    """A challenge for the keys of one user; made-up ones for who is unknown or has none.

    The same name gets the same ids each time, so that nobody learns from a change either.
    Source: WebAuthn Level 3, section 14.6.2.

    Raises:
        Refused: LIMITED.
    """
    canonical = text.canonical(kind, name) or ""
    limits.hit("code_address", f"{kind}:{canonical}")
    holders = account_queries.claims([(kind, canonical)])
    rows = queries.of_active(holders[0].user_id if holders else None)
    with database.atomic():
        session, opened = engine.handle_for(visit)
        public, state = ceremony.request(_ids(rows) or _decoys(kind, canonical), verification=True)
        owner = rows[0].authenticator.user_id if rows else None
        ceremony.remember(Purpose.PASSKEY_LOGIN, session.handle, owner, state)
    return Done(data={"request_options": public}, opened=opened)


def _ids(rows: Sequence[Passkey]) -> list[bytes]:
    return [credential_of(row).credential_id for row in rows]


def _decoys(kind: str, canonical: str) -> list[bytes]:
    """Ids as authenticators make them, in number and length; nothing but their digest decides on either."""
    drawn = bytes.fromhex(keyring.digest("passkey-decoy", kind, canonical, "shape"))
    count = 2 if drawn[0] < DECOYS_IN_PAIRS else 1
    length = DECOY_LENGTHS[drawn[1] % len(DECOY_LENGTHS)]
    found = [
        bytes.fromhex("".join(keyring.digest("passkey-decoy", kind, canonical, f"{one}.{half}") for half in (0, 1)))
        for one in range(count)
    ]
    return [one[:length] for one in found]


def log_in(visit: Visit, *, credential: dict[str, Any]) -> LoggedIn | Pending:
    """Log in with a key that verified its user; that is two factors at once.

    Raises:
        Refused: `incorrect_code`, LIMITED.
    """
    row = queries.by_digest(ceremony.raw_id(credential))
    handle = ceremony.user_handle_of(credential)
    waiting = ceremony.recall(Purpose.PASSKEY_LOGIN, visit.handle)
    named = waiting[0].user_id if waiting is not None else None
    if row is None or (handle is None and named is None):
        raise Refused(INCORRECT)
    if handle not in (None, row.user_handle) or named not in (None, row.authenticator.user_id):
        raise Refused(INCORRECT)
    _answer(visit, Purpose.PASSKEY_LOGIN, credential, [row])
    user = row.authenticator.user
    if not user.is_active:
        raise Refused(INCORRECT)
    with database.atomic():
        proof = second_factor.proof_of(row.authenticator, passwordless=True)
        if visit.session is not None and visit.session.user is not None and visit.session.user.pk == user.pk:
            return LoggedIn(session=issue.add_proof(visit.session, proof.told_as()))
        return engine.advance(visit, accounts.load(user), proof)


def step_options(visit: Visit) -> Done:
    """A challenge for the second step of a login.

    Raises:
        Refused: LOGIN_REQUIRED if no login waits for it.
    """
    return _options(visit, Purpose.PASSKEY_STEP, second_factor.pending(visit).user)


def take_step(visit: Visit, *, login: engine.Underway, credential: dict[str, Any]) -> LoggedIn | Pending:
    """Take the second step with a key.

    Args:
        visit: The door.
        login: What `second_factor.pending` found.
        credential: What the key answered.

    Raises:
        Refused: `incorrect_code`, `too_many_login_attempts`; CONFLICT if another request completed the login.
    """
    row = _own(visit, Purpose.PASSKEY_STEP, login.user, credential)
    return engine.resume(visit, login, second_factor.proof_of(row.authenticator), account=login.account)


def proof_options(visit: Visit) -> Done:
    """A challenge for a fresh proof."""
    return _options(visit, Purpose.PASSKEY_PROOF, user_of(visit)[1])


def reauthenticate(visit: Visit, *, credential: dict[str, Any]) -> LoggedIn:
    """Add a fresh proof to the session.

    Raises:
        Refused: `incorrect_code`, `too_many_login_attempts`.
    """
    session, user = user_of(visit)
    row = _own(visit, Purpose.PASSKEY_PROOF, user, credential)
    proof = second_factor.proof_of(row.authenticator, reauthenticated=True)
    audit.record("reauthentication", visit=visit, user_id=user.pk)
    return LoggedIn(session=issue.add_proof(session, proof.told_as()))


def _options(visit: Visit, purpose: Purpose, user: Any) -> Done:
    public, state = ceremony.request(_ids(queries.of_user(user.pk)), verification=False)
    ceremony.remember(purpose, visit.handle, user.pk, state)
    return Done(data={"request_options": public})


def _own(visit: Visit, purpose: Purpose, user: Any, credential: dict[str, Any]) -> Passkey:
    """One of the user's own keys that answered; a try is paid for before it is looked at."""
    refusal = second_factor.TOO_MANY_ATTEMPTS.at("credential")
    attempt = limits.attempt("factor_failed", str(user.pk), refusal)
    row = _answer(visit, purpose, credential, queries.of_user(user.pk))
    attempt.forgive()
    return row


def _answer(visit: Visit, purpose: Purpose, credential: dict[str, Any], keys: Sequence[Passkey]) -> Passkey:
    """The key that gave a good answer to the challenge of this session, which is used up by it."""
    waiting = ceremony.recall(purpose, visit.handle)
    row = {key.digest: key for key in keys}.get(ceremony.raw_id(credential))
    handle = ceremony.user_handle_of(credential)
    shown = ceremony.asserted(waiting[1], credential, credential_of(row)) if waiting is not None and row else None
    if waiting is None or row is None or shown is None or handle not in (None, row.user_handle):
        raise Refused(INCORRECT)
    if not secrets.consume(waiting[0]):
        raise Refused(INCORRECT)
    _count(visit, row, shown.sign_count)
    return row


def _count(visit: Visit, row: Passkey, count: int) -> None:
    """A counter that does not rise may mean a copied key. Source: WebAuthn Level 3, section 6.1.1."""
    held, now = row.authenticator, clock.now()
    if count and account_queries.count_up(held.id, count, now):
        return
    if count or held.counter:
        audit.record("passkey_counter_fell", visit=visit, user_id=held.user_id)
        if conf.read(PasskeySettings).sign_count == "refuse":
            raise Refused(INCORRECT)
    account_queries.used_authenticator(held.id, now)
