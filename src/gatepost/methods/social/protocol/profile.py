"""From tokens to a person: check what can be checked, ask what must be asked.

Source: OpenID Connect Core 1.0, sections 3.1.3.7 and 5.3.2; RFC 9700, section 4.6 (tokens made for others).
"""

from typing import Any
from urllib.parse import quote

from gatepost.methods.social import person
from gatepost.methods.social.connection import Connection
from gatepost.methods.social.person import NobodyError, Person, look
from gatepost.methods.social.protocol import id_token, metadata
from gatepost.methods.social.protocol.exchange import OK, Tokens
from gatepost.methods.social.protocol.fault import ProviderFault, Reason
from gatepost.methods.social.protocol.fetch import fetch
from gatepost.methods.social.protocol.id_token import Expected
from gatepost.methods.social.protocol.metadata import Endpoints
from gatepost.methods.social.provider import STANDARD_CLAIMS, Ask


def of_login(
    connection: Connection, endpoints: Endpoints, tokens: Tokens, nonce: str | None, extra: dict[str, Any]
) -> Person:
    """Who logged in at the provider, after a code was exchanged.

    Args:
        connection: Where.
        endpoints: Of the connection.
        tokens: What the exchange gave.
        nonce: What the id_token must hold; None where the client made the request itself.
        extra: Answers that came by the browser; nothing that decides is read from them.

    Raises:
        ProviderFault: Something does not hold, or nobody is named.
    """
    answers: dict[str, Any] = {**extra, "token": tokens.said}
    if connection.provider.openid:
        # The nonce is of our making: a token without one, or without any id_token, is no answer to our request.
        expected = Expected(client_ids=(connection.client.id,), nonce=nonce, access=tokens.access)
        answers[STANDARD_CLAIMS] = id_token.verify(tokens.id_token, connection, endpoints, expected)
    return _read(connection, endpoints, tokens.access, answers)


def of_posted(connection: Connection, tokens: Tokens) -> tuple[Person, dict[str, Any]]:
    """Who somebody is whose tokens another program got and posted; with the claims of the id_token.

    Raises:
        ProviderFault: A token is not for us, or does not hold.
    """
    endpoints = metadata.endpoints(connection)
    provider, answers = connection.provider, dict[str, Any](token={"access_token": tokens.access})
    claims: dict[str, Any] = {}
    if tokens.id_token and provider.openid:
        expected = Expected(client_ids=connection.client_ids, access=tokens.access)
        claims = answers[STANDARD_CLAIMS] = id_token.verify(tokens.id_token, connection, endpoints, expected)
    elif tokens.access:
        subject = _check_audience(connection, tokens.access)
        if provider.openid:
            answers[STANDARD_CLAIMS] = _userinfo(endpoints, tokens.access, subject)
        found = _read(connection, endpoints, tokens.access, answers)
        if subject and found.subject != subject:
            raise ProviderFault(Reason.UNTRUE, "the access token is of another person")
        return found, claims
    else:
        raise ProviderFault(Reason.UNTRUE, "no token that can be checked")
    return _read(connection, endpoints, "", answers), claims


def _read(connection: Connection, endpoints: Endpoints, access: str, answers: dict[str, Any]) -> Person:
    claims = answers.get(STANDARD_CLAIMS)
    if claims is not None and access and endpoints.userinfo and "email" not in claims:
        answers[STANDARD_CLAIMS] = {**_userinfo(endpoints, access, claims["sub"]), **claims}
    for ask in connection.provider.asks if access else ():
        answers[ask.name] = _ask(connection, ask, access, answers)
    try:
        return person.read(connection.provider, answers, vouches=connection.chosen.vouches)
    except NobodyError as fault:
        raise ProviderFault(Reason.UNTRUE, str(fault)) from None


def _userinfo(endpoints: Endpoints, access: str, subject: str) -> dict[str, Any]:
    """Claims from the userinfo endpoint; only of the same subject (Core, section 5.3.2)."""
    if not endpoints.userinfo:
        raise ProviderFault(Reason.UNTRUE, "no userinfo endpoint to ask")
    answer = fetch("GET", endpoints.userinfo, headers={"Authorization": f"Bearer {access}"})
    if answer.status not in OK or not isinstance(answer.value, dict):
        raise ProviderFault(Reason.REFUSED, f"the userinfo endpoint answers {answer.status}")
    said = answer.value.get("sub")
    if type(said) is not str or (subject and said != subject):
        raise ProviderFault(Reason.UNTRUE, "userinfo of another subject")
    return answer.value


def _ask(connection: Connection, ask: Ask, access: str, answers: dict[str, Any]) -> Any:
    client = connection.client
    told = answers.get("token", {})
    values = {
        "client_id": client.id,
        "client_secret": client.secret,
        "access_token": access,
        "uid": str(told.get("uid") or told.get("user_id") or ""),
    }
    headers = {name: connection.filled(value, **values) for name, value in ask.headers.items()}
    if ask.login == "bearer":
        headers["Authorization"] = f"Bearer {access}"
    answer = fetch(
        ask.verb,
        connection.filled(ask.url, **{name: quote(value, safe="") for name, value in values.items()}),
        params={name: connection.filled(value, **values) for name, value in ask.params.items()} or None,
        body={name: connection.filled(value, **values) for name, value in ask.body.items()} or None,
        headers=headers,
        basic=(client.id, client.secret) if ask.login == "basic" else None,
    )
    if answer.status not in OK:
        raise ProviderFault(Reason.REFUSED, f"the request for {ask.name} is answered by {answer.status}")
    return answer.value


def _check_audience(connection: Connection, access: str) -> str:
    """The subject of an access token that was made for one of our clients; "" if the provider does not say.

    Source: RFC 9700, section 4.6.
    """
    audience = connection.provider.audience
    if audience is None:
        raise ProviderFault(Reason.UNTRUE, "the provider cannot say for whom an access token was made")
    answers = {audience.ask.name: _ask(connection, audience.ask, access, {})}
    client_id = look(answers, audience.client_id)
    if type(client_id) not in (str, int) or str(client_id) not in connection.client_ids:
        raise ProviderFault(Reason.UNTRUE, "the access token was made for somebody else")
    if audience.valid and look(answers, audience.valid) is not True:
        raise ProviderFault(Reason.UNTRUE, "the access token is not valid")
    if not audience.subject:
        return ""
    try:
        return person.subject(look(answers, audience.subject))
    except NobodyError:
        raise ProviderFault(Reason.UNTRUE, "the access token is nobody's") from None
