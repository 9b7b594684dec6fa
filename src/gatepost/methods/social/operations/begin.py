"""Send somebody to a provider."""

from datetime import timedelta
from typing import Any

import msgspec
from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.errors import Kind, Refusal, Refused
from gatepost.flow import engine, reauthentication
from gatepost.flow.outcome import Done
from gatepost.flow.reauthentication import user_of
from gatepost.flow.visit import Visit
from gatepost.ground import keyring, tickets
from gatepost.ground.secrets import Purpose
from gatepost.methods.social.connection import Connection, named
from gatepost.methods.social.operations import failures, targets
from gatepost.methods.social.protocol import authorization, metadata
from gatepost.methods.social.protocol.authorization import Ticket
from gatepost.methods.social.protocol.fault import ProviderFault
from gatepost.methods.social.settings import SocialSettings

SEAL = "social-state"
PROCESSES = ("login", "connect")
UNKNOWN_PROVIDER = Refusal(
    Kind.INVALID, "unknown_provider", param="provider", text=_("There is no such provider here.")
)
INVALID_CHALLENGE = Refusal(Kind.INVALID, "invalid", param="code_challenge", text=_("This is no challenge by S256."))
CHALLENGE_LENGTH = 43


class Sent(msgspec.Struct, frozen=True):
    """Where to send somebody.

    Args:
        url: The page at the provider.
        state: What must come back.
    """

    url: str
    state: str


def chosen(provider: str) -> Connection:
    """The connection of an id.

    Raises:
        Refused: `unknown_provider`.
    """
    found = named(provider)
    if found is None:
        raise Refused(UNKNOWN_PROVIDER)
    return found


def begin(
    visit: Visit,
    *,
    provider: str,
    process: str = "login",
    callback_url: str = "",
    code_challenge: str = "",
    redirect_uri: str = "",
) -> Done:
    """Begin a login at a provider, or add one to the account of who is logged in.

    Args:
        visit: The door.
        provider: Id of the connection.
        process: `login` or `connect`.
        callback_url: The page, or the deep link of an app, at which it ends; not needed with `redirect_uri`.
        code_challenge: Of an app that ends at a deep link (RFC 7636, S256).
        redirect_uri: A page of the client that the provider sends people to, which posts `code` and `state` back. The
            caller has checked that it is listed.

    Returns:
        `Done` with a `Sent`; a session that is new comes with it.

    Raises:
        Refused: `unknown_provider`, `invalid`, LOGIN_REQUIRED or PROOF_REQUIRED to connect; UNAVAILABLE.
    """
    connection = chosen(provider)
    user: Any = _who(visit) if process == "connect" else visit.user
    callback_url = _back(callback_url, code_challenge)
    try:
        endpoints = metadata.endpoints(connection)
    except ProviderFault as fault:
        raise failures.refused(visit, connection, fault) from None
    session, opened = engine.handle_for(visit)
    ticket = Ticket(
        connection=connection.id,
        redirect_uri=redirect_uri or connection.redirect_uri,
        verifier=authorization.random_text(),
        nonce=authorization.random_text(),
        process=process,
        callback_url=callback_url,
        challenge=code_challenge,
        handle=session.handle,
        user=str(user.pk) if user is not None else "",
    )
    state = _remember(ticket)
    return Done(data=Sent(authorization.address(connection, endpoints, ticket, state), state), opened=opened)


def _remember(ticket: Ticket) -> str:
    return tickets.issue(
        Purpose.SOCIAL_STATE,
        details=keyring.seal(SEAL, msgspec.json.encode(ticket), ticket.connection),
        lifetime=timedelta(seconds=conf.read(SocialSettings).state_seconds),
        target=ticket.connection,
        bound_to=ticket.handle,
    )


def _back(callback_url: str, code_challenge: str) -> str:
    if code_challenge and len(code_challenge) != CHALLENGE_LENGTH:
        raise Refused(INVALID_CHALLENGE)
    if code_challenge:
        return targets.deep_link(callback_url)
    return targets.page(callback_url) if callback_url else ""


def _who(visit: Visit) -> Any:
    user = visit.user if visit.session is None else user_of(visit)[1]
    if user is None:
        raise Refused(failures.LOGIN_REQUIRED)
    reauthentication.require(visit, "change_providers")
    return user
