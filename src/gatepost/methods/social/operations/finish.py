"""Take somebody back from a provider."""

import hashlib
import secrets as random
from datetime import timedelta
from typing import Any

import msgspec

from gatepost import conf
from gatepost.errors import Refused
from gatepost.flow.visit import Visit
from gatepost.ground import clock, keyring, secrets, tickets
from gatepost.ground.models import OneTimeSecret
from gatepost.ground.secrets import Purpose
from gatepost.methods.social.connection import Connection, named
from gatepost.methods.social.operations import begin, connect, failures, sign_up
from gatepost.methods.social.operations.enter import NATIVE, Ending
from gatepost.methods.social.operations.failures import CANCELLED, INVALID_STATE, MISSING_CODE
from gatepost.methods.social.operations.pipeline import Arrival
from gatepost.methods.social.protocol import authorization, exchange, metadata, profile
from gatepost.methods.social.protocol.authorization import Returned, Ticket
from gatepost.methods.social.protocol.exchange import Tokens
from gatepost.methods.social.protocol.fault import ProviderFault
from gatepost.methods.social.settings import SocialSettings

CODE_SEAL = "social-code"
CODE_SECONDS = 120
JTI_SECONDS = 86400


def ticket_of(state: str) -> tuple[OneTimeSecret, Ticket] | None:
    """What was remembered of somebody who was sent away; uses nothing up."""
    secret = tickets.find(Purpose.SOCIAL_STATE, state)
    if secret is None:
        return None
    return secret, msgspec.json.decode(keyring.unseal(begin.SEAL, secret.details, secret.target), type=Ticket)


def finish(visit: Visit, *, state: str, returned: Returned, provider: str = "", ending: Ending = NATIVE) -> Any:
    """Take the code that a provider gave, in the session that was sent there.

    Args:
        visit: The door; the session in which it began.
        state: What we sent along; used up, whatever follows.
        returned: What the provider says.
        provider: Id of the connection that the answer came in for, where the place tells.
        ending: How this wire lets people in.

    Returns:
        What the ending gives: for the native one LoggedIn or Pending.

    Raises:
        Refused: `invalid_state`, `cancelled`, `provider_failed`, `connected_other`, and as `enter_or_sign_up` does.
    """
    found = ticket_of(state)
    if found is None:
        raise Refused(INVALID_STATE)
    secret, ticket = found
    if not visit.handle or not random.compare_digest(ticket.handle, visit.handle):
        raise Refused(INVALID_STATE)
    if not secrets.consume(secret) or (provider and provider != ticket.connection) or ticket.challenge:
        raise Refused(INVALID_STATE)
    return complete(visit, ticket, returned, ending)


def complete(visit: Visit, ticket: Ticket, returned: Returned, ending: Ending = NATIVE) -> Any:
    """What follows when a state was found and used up.

    Raises:
        Refused: As `finish` does.
    """
    connection = named(ticket.connection)
    user = visit.user
    if connection is None or ticket.user != (str(user.pk) if user is not None else ""):
        raise Refused(INVALID_STATE)
    if returned.error or not returned.code:
        raise Refused(CANCELLED)
    try:
        arrival = _arrival(visit, connection, ticket, returned)
    except ProviderFault as fault:
        raise failures.refused(visit, connection, fault) from None
    if ticket.process == "connect":
        return connect.connect(arrival)
    return sign_up.enter_or_sign_up(arrival, ending)


def _arrival(visit: Visit, connection: Connection, ticket: Ticket, returned: Returned) -> Arrival:
    endpoints = metadata.endpoints(connection)
    authorization.check_return(connection, endpoints, returned)
    tokens = exchange.exchange(connection, endpoints, ticket, returned.code)
    person = profile.of_login(connection, endpoints, tokens, ticket.nonce or None, _extra(returned))
    return Arrival(visit=visit, connection=connection, person=person, tokens=tokens)


def _extra(returned: Returned) -> dict[str, Any]:
    """Apple posts the name the first time, by the browser: good for a name to show, and for nothing else."""
    try:
        said = msgspec.json.decode(returned.user)["name"]
        return {"user": {"name": f"{said.get('firstName', '')} {said.get('lastName', '')}".strip()}}
    except (msgspec.DecodeError, RecursionError, KeyError, TypeError, AttributeError):
        return {}


def by_code(
    visit: Visit,
    *,
    provider: str,
    code: str,
    redirect_uri: str = "",
    code_verifier: str = "",
    process: str = "login",
    ending: Ending = NATIVE,
) -> Any:
    """Take a code that a client got by a request of its own, which we know nothing of.

    For old clients that make the link themselves. There is no state, so that nothing protects them from a code that
    somebody else put into their hands; the operations with a state do.

    Raises:
        Refused: `unknown_provider`, `provider_failed`, and as `finish` does.
    """
    connection = begin.chosen(provider)
    uri = redirect_uri or connection.redirect_uri
    ticket = Ticket(connection=connection.id, redirect_uri=uri, verifier=code_verifier, nonce="", process=process)
    user = visit.user
    ticket = msgspec.structs.replace(ticket, user=str(user.pk) if user is not None else "")
    return complete(visit, ticket, Returned(code=code, iss=connection.issuer), ending)


def by_page(
    visit: Visit,
    *,
    provider: str,
    state: str,
    returned: Returned,
    redirect_uri: str,
    ending: Ending,
    needs_state: bool = False,
) -> Any:
    """Take what a page of the client got from a provider, with our state, or with one that the client made itself.

    Args:
        visit: The door.
        provider: Id of the connection.
        state: What came back with it. A session that was sent there by us takes nothing without its own state, and
            a wrong one uses up those that it has.
        returned: What the provider says.
        redirect_uri: The page.
        ending: How this wire lets people in.
        needs_state: Whether nothing is taken without a state of ours.

    Raises:
        Refused: `unknown_provider`, `invalid_state`, `cancelled`, `missing_code`, `provider_failed`,
            `connected_other`, and as `enter_or_sign_up` does.
    """
    connection = begin.chosen(provider)
    found = ticket_of(state)
    ours = found is not None and (found[1].connection, found[1].handle) == (connection.id, visit.handle)
    if not ours:
        waiting = {"purpose": Purpose.SOCIAL_STATE, "bound_to": visit.handle, "target": connection.id}
        held = bool(visit.handle) and secrets.drop(**waiting, used_at__isnull=True)
        if held or needs_state:
            raise Refused(INVALID_STATE)
    try:
        if ours:
            return finish(visit, state=state, returned=returned, provider=provider, ending=ending)
        code = "" if returned.error else returned.code
        process = "connect" if visit.user is not None else "login"
        return by_code(visit, provider=provider, code=code, redirect_uri=redirect_uri, process=process, ending=ending)
    except Refused as refused:
        if refused.refusals[0].code == CANCELLED.code and not returned.error:
            raise Refused(MISSING_CODE) from None
        raise


def hand_to_app(ticket: Ticket, secret: OneTimeSecret, returned: Returned) -> str:
    """A key that an app may exchange, once and soon, for what the provider answered to its browser.

    Raises:
        Refused: `invalid_state`.
    """
    if not secrets.consume(secret):
        raise Refused(INVALID_STATE)
    packed = msgspec.json.encode((ticket, returned))
    return tickets.issue(
        Purpose.SOCIAL_CODE,
        details=keyring.seal(CODE_SEAL, packed, ticket.handle),
        lifetime=timedelta(seconds=CODE_SECONDS),
        target=ticket.handle,
    )


def redeem(visit: Visit, *, code: str, code_verifier: str) -> Any:
    """An app comes back with what its deep link brought.

    Args:
        visit: The door; the app's session in which it began.
        code: The key of `hand_to_app`.
        code_verifier: Of the challenge that it began with (RFC 7636).

    Raises:
        Refused: `invalid_state`, and as `finish` does.
    """
    secret = tickets.find(Purpose.SOCIAL_CODE, code)
    if secret is None or not visit.handle or not random.compare_digest(secret.target, visit.handle):
        raise Refused(INVALID_STATE.at("code"))
    packed = keyring.unseal(CODE_SEAL, secret.details, visit.handle)
    ticket, returned = msgspec.json.decode(packed, type=tuple[Ticket, Returned])
    if not secrets.consume(secret):
        raise Refused(INVALID_STATE.at("code"))
    if not random.compare_digest(authorization.challenge(code_verifier), ticket.challenge):
        raise Refused(INVALID_STATE.at("code_verifier"))
    return complete(visit, ticket, returned)


def by_token(
    visit: Visit,
    *,
    provider: str,
    id_token: str = "",
    access_token: str = "",
    process: str = "login",
    ending: Ending = NATIVE,
) -> Any:
    """Take a token that another program got from the provider for one of our client ids.

    Args:
        visit: The door.
        provider: Id of the connection.
        id_token: Checked by signature and audience; used once, if it has an id.
        access_token: Taken alone only where the provider says for whom it was made.
        process: `login` or `connect`.
        ending: How this wire lets people in.

    Raises:
        Refused: `unknown_provider`, `invalid_token`, `connected_other`, and as `enter_or_sign_up` does.
    """
    connection = begin.chosen(provider)
    if process == "connect":
        connect.may(visit)
    tokens = Tokens(access=access_token, id_token=id_token)
    try:
        person, claims = profile.of_posted(connection, tokens)
    except ProviderFault as fault:
        raise failures.refused(visit, connection, fault, failures.INVALID_TOKEN) from None
    arrival = Arrival(visit=visit, connection=connection, person=person, tokens=tokens)
    if process == "connect":
        return connect.connect(arrival)
    if id_token and claims and not _first_use(id_token, claims):
        raise Refused(failures.INVALID_TOKEN)
    return sign_up.enter_or_sign_up(arrival, ending)


def _first_use(token: str, claims: dict[str, Any]) -> bool:
    """A token that names itself logs in once; one that does not, by setting."""
    if "jti" in claims:
        mark = f"{claims['iss']} {claims['jti']}"
    elif conf.read(SocialSettings).tokens_once:
        mark = hashlib.sha256(token.encode()).hexdigest()
    else:
        return True
    seconds = max(60.0, float(claims["exp"]) - clock.unix() + 60)
    return tickets.first_use(Purpose.SOCIAL_TOKEN, mark, timedelta(seconds=seconds))
