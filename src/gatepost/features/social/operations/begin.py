"""Start a login at a provider."""

from datetime import timedelta
from typing import Any

import msgspec
from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.errors import Kind, Refusal, Refused
from gatepost.features.social import purposes
from gatepost.features.social.connections import Connection, named
from gatepost.features.social.operations import failures, targets
from gatepost.features.social.protocol import authorization, metadata
from gatepost.features.social.protocol.authorization import Ticket
from gatepost.features.social.protocol.fault import ProviderFault
from gatepost.features.social.settings import SocialSettings
from gatepost.flow import engine, sensitive
from gatepost.flow.reauthentication import user_of
from gatepost.flow.visit import Visit
from gatepost.ground import keyring, secrets
from gatepost.sessions.state import Opened

SEAL = "social-state"
PROCESSES = ("login", "connect")
UNKNOWN_PROVIDER = Refusal(Kind.INVALID, "unknown_provider", param="provider", text=_("Unknown provider."))
UNKNOWN_PROCESS = Refusal(Kind.INVALID, "invalid_choice", param="process", text=_("This is not one of the choices."))
INVALID_CHALLENGE = Refusal(
    Kind.INVALID, "invalid", param="code_challenge", text=_("`code_challenge` must be an S256 challenge.")
)
CHALLENGE_LENGTH = 43


class StartedLogin(msgspec.Struct, frozen=True):
    """Where to redirect the user.

    Args:
        url: The provider's authorization URL.
        state: The `state` that must come back.
        opened: The session that was opened for it, if the visitor had none.
    """

    url: str
    state: str
    opened: Opened | None


def chosen(provider: str) -> Connection:
    """The connection with an id.

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
) -> StartedLogin:
    """Start a login at a provider, or connect a provider account to the signed-in user.

    Args:
        visit: The request.
        provider: Id of the connection.
        process: `login` or `connect`.
        callback_url: The page or the app's deep link to return to in the end; not needed with `redirect_uri`.
        code_challenge: The challenge of an app that returns by deep link (RFC 7636, S256).
        redirect_uri: A page of the client to which the provider redirects, and which posts `code` and `state` to us.
            The caller has checked that it is listed.

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
    return StartedLogin(authorization.address(connection, endpoints, ticket, state), state, opened)


def _remember(ticket: Ticket) -> str:
    return secrets.issue_ticket(
        purposes.STATE,
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
    sensitive.require(visit, "change_providers")
    return user
