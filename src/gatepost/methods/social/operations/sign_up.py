"""Somebody who was never here: an account at once, or first a question."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import msgspec
from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.accounts import lifecycle
from gatepost.accounts.account import Account
from gatepost.accounts.settings import AccountsSettings
from gatepost.errors import CONFLICT, Kind, Refusal, Refused
from gatepost.flow import engine
from gatepost.flow import sign_up as flow
from gatepost.flow.outcome import Done, LoggedIn, Pending, PendingStep
from gatepost.flow.visit import Visit
from gatepost.ground import clock, database, keyring, secrets, text, tickets
from gatepost.ground.models import OneTimeSecret
from gatepost.ground.secrets import Purpose
from gatepost.methods.social.connection import named
from gatepost.methods.social.operations import enter, identity, pipeline
from gatepost.methods.social.operations.enter import EMAIL_TAKEN, NATIVE, Ending
from gatepost.methods.social.operations.pipeline import Arrival, Verdict
from gatepost.methods.social.person import Person
from gatepost.methods.social.protocol.exchange import Tokens
from gatepost.methods.social.settings import SocialSettings

FLOW, LINK_FLOW = "provider_signup", "provider_link"
SEAL = "social-signup"
EMAIL_REQUIRED = Refusal(Kind.INVALID, "email_required", param="email", text=_("The provider gave no email address."))
SIGNUP_REQUIRED = Refusal(Kind.PROOF_REQUIRED, FLOW, text=_("This sign-up needs more than the provider told."))


class _LostError(Exception):
    """Somebody was faster with the same identity or name."""


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is asked for something before the account is made; sealed for the session."""

    connection: str
    person: Person
    access: str = ""
    refresh: str = ""
    expires_at: float | None = None

    def arrival(self, visit: Visit) -> Arrival:
        """The same person again.

        Raises:
            Refused: CONFLICT if the connection is gone.
        """
        connection = named(self.connection)
        if connection is None:
            raise Refused(CONFLICT)
        tokens = Tokens(access=self.access, refresh=self.refresh, expires_at=self.expires_at)
        return Arrival(visit=visit, connection=connection, person=self.person, tokens=tokens)


def _sealed(arrival: Arrival, row: str) -> str:
    tokens = arrival.tokens if arrival.connection.chosen.keep_tokens else Tokens()
    waiting = Waiting(
        connection=arrival.connection.id,
        person=arrival.person,
        access=tokens.access,
        refresh=tokens.refresh,
        expires_at=tokens.expires_at,
    )
    return keyring.seal(SEAL, msgspec.json.encode(waiting), row)


def unsealed(secret: OneTimeSecret, row: str) -> Waiting:
    """Who waits."""
    return msgspec.json.decode(keyring.unseal(SEAL, secret.details, row), type=Waiting)


def enter_or_sign_up(arrival: Arrival, ending: Ending = NATIVE) -> Any:
    """Decide what becomes of somebody who came back from a provider.

    Raises:
        Refused: `account_disabled`, FORBIDDEN where sign-up is closed; for wires that cannot ask also `email_taken`,
            `email_required`, and the code of a missing step.
    """
    return database.undisturbed(lambda: _decide(arrival, ending))


def _decide(arrival: Arrival, ending: Ending) -> Any:
    found = enter.known(arrival, ending)
    if found is not None:
        return found
    holder = enter.holder_of(arrival)
    if holder is not None:
        # Who holds the address may be the same person, whose first login was written between the two looks.
        found = enter.known(arrival, ending) or enter.linked(arrival, holder, ending)
        if found is Verdict.PROVE:
            return _ask_for_proof(arrival, holder)
        if found is not None:
            return found
    values = pipeline.step("new")(arrival)
    try:
        return _start(arrival, values, ending, taken=holder is not None)
    except _LostError:
        found = enter.known(arrival, ending)
        if found is None:
            raise Refused(EMAIL_TAKEN) from None
        return found


def _start(arrival: Arrival, values: dict[str, str], ending: Ending, *, taken: bool) -> Any:
    lacks, draft = _lacks(values, ending), flow.draft(values)
    if taken and not ending.seconds:
        if not ending.asks:
            raise Refused(EMAIL_TAKEN)
        if not arrival.person.verified and _silent() and conf.read(SocialSettings).auto_signup:
            return flow.in_vain(arrival.visit, draft)
    if ending.asks and (taken or lacks or not conf.read(SocialSettings).auto_signup):
        return _ask(arrival)
    if lacks:
        raise Refused(EMAIL_REQUIRED if "email" in lacks else SIGNUP_REQUIRED)
    if taken:
        _give_up_claim(draft.account)
    return _write(arrival, draft.account, ending)


def _silent() -> bool:
    """Whether an answer that tells of a taken address would tell more than a sign-up with a password does."""
    return flow.hides("email") and conf.read(AccountsSettings).email_verification == "mandatory"


def _give_up_claim(account: Account) -> None:
    for row in account.identifiers:
        if row.kind == "email":
            row.claim = None


def _lacks(values: Mapping[str, str], ending: Ending) -> list[str]:
    """Required sign-up fields that nobody gave; a user name can be made up, and a password is not needed."""
    wanted = [name[:-1] for name in conf.read(AccountsSettings).signup_fields if name.endswith("*")]
    wanted += [name for name in ending.needs if name not in wanted]
    return [name for name in wanted if name not in ("password", "username") and not values.get(name)]


def _write(arrival: Arrival, account: Account, ending: Ending) -> Any:
    address = account.primary("email")
    for name, value in pipeline.step("fields")(arrival, account.user, fresh=True).items():
        setattr(account.user, name, value)
    person = arrival.person
    with database.atomic():
        if address is not None and person.verified and address.canonical == text.canonical_email(person.email):
            address.verified_at = clock.now() if address.claim is not None else None
        if not lifecycle.insert(account) or not identity.write(arrival, account.user):
            raise _LostError
        return ending.let_in(arrival.visit, account, enter.proof_of(arrival), "signup")


def _ask(arrival: Arrival) -> Pending:
    session, opened = engine.handle_for(arrival.visit)
    tickets.issue(
        Purpose.SOCIAL_SIGNUP,
        details=_sealed(arrival, session.handle),
        lifetime=timedelta(seconds=conf.read(SocialSettings).signup_seconds),
        target=arrival.connection.id,
        bound_to=session.handle,
        replaces=True,
    )
    details = {"provider": identity.told_connection(arrival.connection)}
    return Pending(steps=(PendingStep(FLOW, details),), opened=opened)


def _ask_for_proof(arrival: Arrival, holder: Account) -> Pending:
    """The holder of the address logs in the old way and then connects with this key."""
    key = tickets.issue(
        Purpose.SOCIAL_LINK,
        details=_sealed(arrival, str(holder.id)),
        lifetime=timedelta(seconds=conf.read(SocialSettings).signup_seconds),
        target=arrival.connection.id,
        user_id=holder.id,
    )
    details = {"provider": identity.told_connection(arrival.connection), "key": key}
    return Pending(steps=(PendingStep(LINK_FLOW, details),))


def waiting(secret: OneTimeSecret) -> dict[str, Any]:
    """What the wire tells of a sign-up that waits."""
    return {"provider": identity.told_connection(named(secret.target), secret.target)}


def expects(visit: Visit) -> tuple[OneTimeSecret, Arrival]:
    """The sign-up that waits in the visitor's session.

    Raises:
        Refused: CONFLICT if none does.
    """
    secret = secrets.bound(Purpose.SOCIAL_SIGNUP, visit.handle) if visit.handle and not visit.logged_in else None
    if secret is None:
        raise Refused(CONFLICT)
    return secret, unsealed(secret, visit.handle).arrival(visit)


def show(visit: Visit) -> Done:
    """What the provider told of somebody who is asked for more.

    Raises:
        Refused: CONFLICT if nobody is.
    """
    arrival = expects(visit)[1]
    person = arrival.person
    emails = [{"email": person.email, "primary": True, "verified": person.verified}] if person.email else []
    user = {"display": person.username or person.full_name or person.email, "has_usable_password": False}
    user |= {"username": person.username} if person.username else {}
    account = {
        "uid": person.subject,
        "display": person.email or person.full_name or person.subject,
        "provider": identity.told_connection(arrival.connection),
    }
    return Done(data={"email": emails, "account": account, "user": user})


def complete(visit: Visit, *, values: Mapping[str, str]) -> LoggedIn | Pending:
    """Make the account of somebody who was asked.

    Args:
        visit: The door.
        values: Identifiers and declared fields; the provider's are not taken for what is not given.

    Raises:
        Refused: `email_taken`, `username_taken`; FORBIDDEN where sign-up is closed; CONFLICT if none waits.
    """
    secret, arrival = expects(visit)
    draft = flow.draft(values)
    if faults := draft.faults():
        raise Refused(*faults)
    if not secrets.consume(secret):
        raise Refused(CONFLICT)
    if draft.taken and _silent():
        return flow.in_vain(visit, draft)
    if draft.taken:
        _give_up_claim(draft.account)
    try:
        outcome: LoggedIn | Pending = database.undisturbed(lambda: _write(arrival, draft.account, NATIVE))
    except _LostError:
        raise Refused(CONFLICT) from None
    return outcome
