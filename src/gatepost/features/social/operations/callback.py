"""A user comes back from a provider: identify, then connect the account or sign in or up, as the API ends a login."""

from typing import TypeVar

import msgspec

from gatepost.errors import Refused
from gatepost.features.social.connections import named
from gatepost.features.social.operations import begin, connect, failures, identify, states
from gatepost.features.social.operations.enter import enter
from gatepost.features.social.operations.failures import CANCELLED, INVALID_STATE, MISSING_CODE
from gatepost.features.social.operations.rules import Rules
from gatepost.features.social.operations.states import SentState
from gatepost.features.social.protocol.authorization import Returned, Ticket
from gatepost.features.social.protocol.exchange import Tokens
from gatepost.flow.endings import Ending
from gatepost.flow.visit import Visit
from gatepost.ground import secrets

Result = TypeVar("Result")
ANY = Rules()


def finish(
    visit: Visit,
    sent: SentState | None,
    returned: Returned,
    *,
    ending: Ending[Result],
    provider: str = "",
    rules: Rules = ANY,
) -> Result:
    """Redeem the provider's code in the session that started the login.

    Args:
        visit: The request, in the session that started the login.
        sent: The request that the provider answers; used up, whatever the result.
        returned: The provider's answer.
        ending: How this API ends the login.
        provider: Id of the connection from the callback's URL, if it contains one.
        rules: How this API treats new identities.

    Raises:
        Refused: `invalid_state`, `cancelled`, `provider_failed`, `connected_other`, and as `enter` does.
    """
    if sent is None:
        raise Refused(INVALID_STATE)
    ticket = sent.ticket
    states.check_session(visit, ticket)
    if not secrets.consume(sent.secret) or (provider and provider != ticket.connection) or ticket.challenge:
        raise Refused(INVALID_STATE)
    return _complete(visit, ticket, returned, ending, rules)


def _complete(visit: Visit, ticket: Ticket, returned: Returned, ending: Ending[Result], rules: Rules) -> Result:
    """Complete the login whose state was found and used up."""
    connection = named(ticket.connection)
    user = visit.user
    if ticket.process == "connect" and user is None:
        raise Refused(failures.PERMISSION_DENIED)
    if connection is None or ticket.user != (str(user.pk) if user is not None else ""):
        raise Refused(INVALID_STATE)
    if returned.error or not returned.code:
        raise Refused(CANCELLED)
    arrival = identify.by_code(visit, connection, ticket, returned)
    if ticket.process == "connect":
        return connect.connect(arrival, ending)
    return enter(arrival, ending, rules)


def by_code(
    visit: Visit,
    *,
    provider: str,
    code: str,
    ending: Ending[Result],
    redirect_uri: str = "",
    process: str = "login",
    rules: Rules = ANY,
) -> Result:
    """Redeem a code from an authorization request that the client made itself.

    For legacy clients. Without a state of ours, nothing protects them from a code injected by an attacker; the
    operations with a state do.

    Raises:
        Refused: `unknown_provider`, `provider_failed`, and as `finish` does.
    """
    connection = begin.chosen(provider)
    uri = redirect_uri or connection.redirect_uri
    ticket = Ticket(connection=connection.id, redirect_uri=uri, verifier="", nonce="", process=process)
    user = visit.user
    ticket = msgspec.structs.replace(ticket, user=str(user.pk) if user is not None else "")
    return _complete(visit, ticket, Returned(code=code, iss=connection.issuer), ending, rules)


def by_page(
    visit: Visit,
    *,
    provider: str,
    state: str,
    returned: Returned,
    redirect_uri: str,
    ending: Ending[Result],
    rules: Rules,
    needs_state: bool = False,
) -> Result:
    """Redeem an answer that the provider sent to a page of the client, with our state or one made by the client.

    Args:
        visit: The request.
        provider: Id of the connection.
        state: The `state` that came back. A session with pending states of ours accepts only those, and a wrong one
            uses them all up. A state in our form is only valid in the session that it was issued to, even after it
            was used or has expired: its code may be another user's.
        returned: The provider's answer.
        redirect_uri: URL of the page.
        ending: How this API ends the login.
        rules: How this API treats new identities.
        needs_state: Whether to require a state of ours.

    Raises:
        Refused: `unknown_provider`, `invalid_state`, `cancelled`, `missing_code`, `provider_failed`,
            `connected_other`, and as `enter` does.
    """
    connection = begin.chosen(provider)
    sent = _own(visit, connection.id, state)
    if sent is None and (states.drop_pending(visit, connection.id) or needs_state or states.issued_here(state)):
        raise Refused(INVALID_STATE)
    try:
        if sent is not None:
            return finish(visit, sent, returned, provider=provider, ending=ending, rules=rules)
        code = "" if returned.error else returned.code
        process = "connect" if visit.user is not None else "login"
        how = {"redirect_uri": redirect_uri, "process": process}
        return by_code(visit, provider=provider, code=code, ending=ending, rules=rules, **how)
    except Refused as refused:
        if refused.refusals[0].code == CANCELLED.code and not returned.error:
            raise Refused(MISSING_CODE) from None
        raise


def _own(visit: Visit, connection: str, state: str) -> SentState | None:
    """The request of a state, if this session sent it to this connection."""
    sent = states.find(state)
    own = sent is not None and (sent.ticket.connection, sent.ticket.handle) == (connection, visit.handle)
    return sent if own else None


def redeem(visit: Visit, *, code: str, code_verifier: str, ending: Ending[Result]) -> Result:
    """Redeem the key from an app's deep link.

    Args:
        visit: The request, in the app's session that started the login.
        code: The key that `states.hand_to_app` issued.
        code_verifier: The verifier of the challenge with which the login was started (RFC 7636).
        ending: How this API ends the login.

    Raises:
        Refused: `invalid_state`, and as `finish` does.
    """
    ticket, returned = states.take_over(visit, code=code, code_verifier=code_verifier)
    return _complete(visit, ticket, returned, ending, ANY)


def by_token(
    visit: Visit,
    *,
    provider: str,
    ending: Ending[Result],
    id_token: str = "",
    access_token: str = "",
    process: str = "login",
    rules: Rules = ANY,
) -> Result:
    """Log in with a token that another program got from the provider for one of our client ids.

    Args:
        visit: The request.
        provider: Id of the connection.
        ending: How this API ends the login.
        id_token: Verified by signature and audience; accepted once, if it has an id.
        access_token: Accepted alone only if the provider reveals the client it was issued to.
        process: `login` or `connect`.
        rules: How this API treats new identities.

    Raises:
        Refused: `unknown_provider`, `invalid_token`, `connected_other`, and as `enter` does; PERMISSION_DENIED to
            connect while signed out.
    """
    connection = begin.chosen(provider)
    connects = process == "connect"
    if connects:
        if visit.user is None:
            raise Refused(failures.PERMISSION_DENIED)
        connect.may(visit)
    tokens = Tokens(access=access_token, id_token=id_token)
    arrival = identify.by_token(visit, connection, tokens, once=not connects)
    return connect.connect(arrival, ending) if connects else enter(arrival, ending, rules)
