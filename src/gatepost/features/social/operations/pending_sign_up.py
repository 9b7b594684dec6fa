"""Sign-ups that wait for values that the provider did not share, or for a login that proves an address."""

from datetime import timedelta

import msgspec

from gatepost import conf
from gatepost.accounts import queries as account_queries
from gatepost.accounts import taken as taken_names
from gatepost.accounts.accounts import Account
from gatepost.errors import CONFLICT, Refused
from gatepost.features.social import purposes
from gatepost.features.social.connections import Connection, named
from gatepost.features.social.operations.pipeline import Arrival
from gatepost.features.social.person import Person
from gatepost.features.social.protocol.exchange import Tokens
from gatepost.features.social.settings import SocialSettings
from gatepost.flow import engine
from gatepost.flow.outcome import Pending, PendingStep
from gatepost.flow.visit import Visit
from gatepost.ground import keyring, secrets, text
from gatepost.ground.models import OneTimeSecret

FLOW, LINK_FLOW = "provider_signup", "provider_link"
SEAL = "social-signup"


class PendingSignup(msgspec.Struct, frozen=True, kw_only=True):
    """A sign-up that needs more values before the account is created; stored sealed."""

    connection: str
    person: Person
    access: str = ""
    refresh: str = ""
    expires_at: float | None = None

    def arrival(self, visit: Visit) -> Arrival:
        """Restore the arrival at which the sign-up started.

        Raises:
            Refused: CONFLICT if the connection no longer exists.
        """
        connection = named(self.connection)
        if connection is None:
            raise Refused(CONFLICT)
        tokens = Tokens(access=self.access, refresh=self.refresh, expires_at=self.expires_at)
        return Arrival(visit=visit, connection=connection, person=self.person, tokens=tokens)


class SignupStep(PendingStep, frozen=True, kw_only=True):
    """The sign-up needs more values than the provider shared.

    Args:
        provider: The connection's id.
        connection: The connection; None if it was removed from the settings.
    """

    provider: str
    connection: Connection | None


class LinkStep(PendingStep, frozen=True, kw_only=True):
    """The holder of the address has to log in, and may then connect the account.

    Args:
        connection: Where the account is.
        key: The key to connect it with.
    """

    connection: Connection
    key: str

    def __repr__(self) -> str:
        return "<LinkStep>"


def _sealed(arrival: Arrival, row: str) -> str:
    tokens = arrival.tokens if arrival.connection.chosen.keep_tokens else Tokens()
    signup = PendingSignup(
        connection=arrival.connection.id,
        person=arrival.person,
        access=tokens.access,
        refresh=tokens.refresh,
        expires_at=tokens.expires_at,
    )
    return keyring.seal(SEAL, msgspec.json.encode(signup), row)


def unsealed(secret: OneTimeSecret, row: str) -> PendingSignup:
    """Unseal a pending sign-up; `row` is what it was sealed for: a session's handle, or a user's key."""
    return msgspec.json.decode(keyring.unseal(SEAL, secret.details, row), type=PendingSignup)


def ask(arrival: Arrival) -> Pending:
    """Keep the sign-up in the visitor's session until its missing values are given; only for endings that ask."""
    session, opened = engine.handle_for(arrival.visit)
    secrets.issue_ticket(
        purposes.SIGNUP,
        details=_sealed(arrival, session.handle),
        lifetime=timedelta(seconds=conf.read(SocialSettings).signup_seconds),
        target=arrival.connection.id,
        bound_to=session.handle,
        replaces=True,
    )
    step = SignupStep(FLOW, provider=arrival.connection.id, connection=arrival.connection)
    return Pending(steps=(step,), opened=opened)


def ask_for_proof(arrival: Arrival, holder: Account) -> Pending:
    """Issue a key with which the holder of the address connects the account after logging in by another method.

    Only for endings that ask.
    """
    key = secrets.issue_ticket(
        purposes.LINK,
        details=_sealed(arrival, str(holder.id)),
        lifetime=timedelta(seconds=conf.read(SocialSettings).signup_seconds),
        target=arrival.connection.id,
        user_id=holder.id,
    )
    return Pending(steps=(LinkStep(LINK_FLOW, connection=arrival.connection, key=key),))


def describe(secret: OneTimeSecret) -> SignupStep:
    """The pending sign-up of a secret."""
    return SignupStep(FLOW, provider=secret.target, connection=named(secret.target))


def require(visit: Visit) -> tuple[OneTimeSecret, Arrival]:
    """The pending sign-up of the session.

    Raises:
        Refused: CONFLICT if there is none.
    """
    secret = secrets.bound(purposes.SIGNUP, visit.handle) if visit.handle and not visit.logged_in else None
    if secret is None:
        raise Refused(CONFLICT)
    return secret, unsealed(secret, visit.handle).arrival(visit)


class Preview(msgspec.Struct, frozen=True):
    """A pending sign-up: what the provider shared, and the user that it would create.

    Args:
        connection: Where the user comes from.
        person: What the provider shared.
        display: The user as shown to others.
        username: The username; empty if the provider shared none.
    """

    connection: Connection
    person: Person
    display: str
    username: str = ""


def show(visit: Visit) -> Preview:
    """Preview the pending sign-up, with a generated name if another account has the address.

    If taken addresses are hidden, the result does not depend on whether an address is taken, unless the provider
    verified it: anyone can enter an unverified address at a provider to find out.

    Raises:
        Refused: CONFLICT if there is none.
    """
    arrival = require(visit)[1]
    person, made_up = arrival.person, _made_up_name(arrival)
    canonical = text.canonical_email(person.email)
    secret = not person.verified and taken_names.hides("email")
    if canonical and (secret or account_queries.claims([("email", canonical)])):
        return Preview(arrival.connection, person, made_up)
    display = person.username or person.full_name or person.email or made_up
    return Preview(arrival.connection, person, display, person.username)


def _made_up_name(arrival: Arrival) -> str:
    return "user-" + keyring.digest("made-up-name", arrival.connection.id, arrival.person.subject)[:6]
