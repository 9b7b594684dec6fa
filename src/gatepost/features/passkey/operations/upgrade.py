"""Passkeys that a password manager adds by itself, after a login with a password.

Rules:

- Only within minutes of the password, and where that login is recent enough to add a factor
  (`flow.fresh_login_counts`): otherwise a stolen session could add a key that outlives it.
- Only for a user without any passkey, and with a challenge for this purpose alone.
- Such a key is no second factor: its user need not have been present, and may not know of it. So it doesn't make logins
  require a second factor, completes no login that requires one, is no reauthentication, and a login with it is level 1,
  like one with the password.
- It is removed when the password changes, since anyone who knew the old one could have added it.
- With its owner's consent and reauthentication it becomes a second factor (`make_factor`).

Source: W3C Web Authentication Level 3, sections 5.1.3 and 7.1 (conditional mediation).
"""

from typing import Any

from gatepost import conf
from gatepost.accounts import authenticator_queries
from gatepost.accounts import queries as account_queries
from gatepost.accounts.models import Authenticator
from gatepost.errors import CONFLICT, Refused
from gatepost.features.passkey import purposes, queries
from gatepost.features.passkey.operations import ceremony, keep, reading
from gatepost.features.passkey.settings import PasskeySettings
from gatepost.flow import factors, notices, second_factor, sensitive
from gatepost.flow.outcome import Enrolled
from gatepost.flow.proof import Proof
from gatepost.flow.reauthentication import user_of
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, database, secrets
from gatepost.sessions.state import SessionState

METHOD = "passkey"
"""The proof by a key that is no second factor."""
AFTER_PASSWORD_SECONDS = 300


def enabled() -> bool:
    """Whether the settings allow it."""
    settings = conf.read(PasskeySettings)
    return settings.enabled and settings.login and settings.upgrade


def proof_of(shown: Authenticator) -> Proof:
    """The proof by a key that logged its user in."""
    if shown.is_factor:
        return second_factor.proof_of(shown, passwordless=True)
    return Proof(method=METHOD, at=clock.unix(), details={"id": shown.number, "passwordless": True})


def _admitted(visit: Visit) -> tuple[SessionState, Any]:
    """Session and user, if the user has just entered the password and may add a factor without entering it again.

    Raises:
        Refused: LOGIN_REQUIRED, PROOF_REQUIRED, `unverified_email`.
    """
    session, user = user_of(visit)
    entered = max((float(proof["at"]) for proof in session.proofs if proof.get("method") == "password"), default=0.0)
    if clock.unix() - entered >= AFTER_PASSWORD_SECONDS:
        raise Refused(sensitive.PROOF_REQUIRED)
    sensitive.require(visit, "change_factors")
    factors.may_enrol(user)
    return session, user


def options(visit: Visit) -> dict[str, Any] | None:
    """Create a challenge for a key that the browser creates without asking its user; None if no key may be added now.

    Raises:
        Refused: LOGIN_REQUIRED.
    """
    user_of(visit)
    try:
        session, user = _admitted(visit)
    except Refused:
        return None
    if queries.of_user(user.pk):
        return None
    public, state = ceremony.creation(keep.key_user(user, ()), [], passwordless=True, conditional=True)
    ceremony.remember(purposes.UPGRADE, session.handle, user.pk, state)
    return public


def add(visit: Visit, *, name: str | None, credential: dict[str, Any]) -> Authenticator:
    """Verify and store the key.

    Raises:
        Refused: `incorrect_code`; CONFLICT if the user has a passkey; PROOF_REQUIRED if the password is too long ago;
            `unverified_email`.
    """
    session, user = _admitted(visit)
    waiting = ceremony.recall(purposes.UPGRADE, session.handle)
    answer = reading.read(credential, reading.CREATION)
    shown = None
    if waiting is not None and answer is not None:
        shown = ceremony.registered(waiting[1], answer, conditional=True)
    if waiting is None or shown is None:
        raise Refused(keep.INCORRECT)
    with database.atomic():
        account_queries.lock(user.pk)
        if not secrets.consume(waiting[0]):
            raise Refused(keep.INCORRECT)
        if queries.of_user(user.pk):
            raise Refused(CONFLICT)
        row = keep.insert(user, name, shown, passwordless=True, is_factor=False)
        audit.record("passkey_added", visit=visit, user_id=user.pk)
        notices.notify(visit, user, "passkey/added", name=row.authenticator.name)
        return row.authenticator


def make_factor(visit: Visit, *, number: str) -> keep.Added:
    """Make a key that was added this way a second factor, which later logins then require.

    Raises:
        Refused: `invalid_choice` if it is one, or isn't the user's; PROOF_REQUIRED, `unverified_email`.
    """
    user = user_of(visit)[1]
    factors.may_enrol(user)
    sensitive.require(visit, "change_factors")
    rows = [row.authenticator for row in queries.of_user(user.pk) if str(row.authenticator.number) == number]
    with database.atomic():
        account_queries.lock(user.pk)
        if not rows or not authenticator_queries.make_factor(user.pk, rows[0].number):
            raise Refused(keep.UNKNOWN.at("id"))
        rows[0].is_factor = True
        made = factors.added(visit, user)
        audit.record("factor_added", visit=visit, user_id=user.pk, type=keep.TYPE)
        notices.notify(visit, user, "passkey/required", name=rows[0].name)
        return keep.Added(Enrolled(rows[0], None), made)
