"""From tokens to a person: verify the tokens, then fetch the profile.

Source: OpenID Connect Core 1.0, sections 3.1.3.7 and 5.3.2; RFC 9700, section 4.6 (tokens issued to other clients).
"""

from typing import Any
from urllib.parse import quote

from gatepost.features.social import person
from gatepost.features.social.connections import Connection
from gatepost.features.social.person import NobodyError, Person, look
from gatepost.features.social.protocol import id_token, metadata
from gatepost.features.social.protocol.exchange import OK, Tokens
from gatepost.features.social.protocol.fault import FaultReason, ProviderFault
from gatepost.features.social.protocol.fetch import fetch
from gatepost.features.social.protocol.id_token import Expected
from gatepost.features.social.protocol.metadata import Endpoints
from gatepost.features.social.provider import STANDARD_CLAIMS, Ask


def of_login(
    connection: Connection, endpoints: Endpoints, tokens: Tokens, nonce: str | None, extra: dict[str, Any]
) -> Person:
    """The user who logged in at the provider, after the code was exchanged.

    Args:
        connection: The connection.
        endpoints: Its endpoints.
        tokens: The result of the exchange.
        nonce: The required nonce of the id_token; None if the client made the authorization request itself.
        extra: Unsigned answers that came through the browser; only used for display.

    Raises:
        ProviderFault: Verification failed, or the answers identify no user.
    """
    answers: dict[str, Any] = {**extra, "token": tokens.said}
    if connection.provider.openid:
        # We sent a nonce: an answer without it, or without any id_token, does not belong to our request.
        expected = Expected(client_ids=(connection.client.id,), nonce=nonce, access=tokens.access)
        answers[STANDARD_CLAIMS] = id_token.verify(tokens.id_token, connection, endpoints, expected)
    return _read(connection, endpoints, tokens.access, answers)


def of_posted(connection: Connection, tokens: Tokens) -> tuple[Person, dict[str, Any]]:
    """The user of tokens that another program got and posted, with the claims of the id_token.

    Raises:
        ProviderFault: A token was not issued to us, or failed verification.
    """
    endpoints = metadata.endpoints(connection)
    provider, answers = connection.provider, dict[str, Any](token={"access_token": tokens.access})
    claims: dict[str, Any] = {}
    if tokens.id_token and provider.openid:
        expected = Expected(client_ids=connection.client_ids, access=tokens.access, names_key=True)
        claims = answers[STANDARD_CLAIMS] = id_token.verify(tokens.id_token, connection, endpoints, expected)
    elif tokens.access:
        subject = _check_audience(connection, tokens.access)
        if provider.openid:
            answers[STANDARD_CLAIMS] = _userinfo(endpoints, tokens.access, subject)
        found = _read(connection, endpoints, tokens.access, answers)
        if subject and found.subject != subject:
            raise ProviderFault(FaultReason.UNTRUE, "the access token belongs to another user")
        return found, claims
    else:
        raise ProviderFault(FaultReason.UNTRUE, "no token that can be verified")
    return _read(connection, endpoints, "", answers), claims


def _read(connection: Connection, endpoints: Endpoints, access: str, answers: dict[str, Any]) -> Person:
    claims = answers.get(STANDARD_CLAIMS)
    if claims is not None and access and endpoints.userinfo and "email" not in claims:
        answers[STANDARD_CLAIMS] = {**_userinfo(endpoints, access, claims["sub"]), **claims}
    for ask in connection.provider.asks if access else ():
        answers[ask.name] = _ask(connection, ask, access, answers)
    try:
        return person.read(connection.provider, answers, vouches=connection.vouches)
    except NobodyError as fault:
        raise ProviderFault(FaultReason.UNTRUE, str(fault)) from None


def _userinfo(endpoints: Endpoints, access: str, subject: str) -> dict[str, Any]:
    """Claims from the userinfo endpoint; they must have the same subject (Core, section 5.3.2)."""
    if not endpoints.userinfo:
        raise ProviderFault(FaultReason.UNTRUE, "the issuer has no userinfo endpoint")
    answer = fetch("GET", endpoints.userinfo, headers={"Authorization": f"Bearer {access}"})
    if answer.status not in OK or not isinstance(answer.value, dict):
        raise ProviderFault(FaultReason.REFUSED, f"the userinfo endpoint answered {answer.status}")
    said = answer.value.get("sub")
    if type(said) is not str or (subject and said != subject):
        raise ProviderFault(FaultReason.UNTRUE, "the userinfo answer has another subject")
    return answer.value


def _ask(connection: Connection, ask: Ask, access: str, answers: dict[str, Any]) -> Any:
    client = connection.client
    token = answers.get("token", {})
    values = {
        "client_id": client.id,
        "client_secret": client.secret,
        "access_token": access,
        "uid": str(token.get("uid") or token.get("user_id") or ""),
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
        raise ProviderFault(FaultReason.REFUSED, f"the request {ask.name} was answered with {answer.status}")
    return answer.value


def _check_audience(connection: Connection, access: str) -> str:
    """Require an access token issued to one of our clients, and return its subject; "" if the provider has none.

    Source: RFC 9700, section 4.6.
    """
    audience = connection.provider.audience
    if audience is None:
        raise ProviderFault(FaultReason.UNTRUE, "the provider cannot tell to which client an access token was issued")
    answers = {audience.ask.name: _ask(connection, audience.ask, access, {})}
    client_id = look(answers, audience.client_id)
    if type(client_id) not in (str, int) or str(client_id) not in connection.client_ids:
        raise ProviderFault(FaultReason.UNTRUE, "the access token was issued to another client")
    if audience.valid and look(answers, audience.valid) is not True:
        raise ProviderFault(FaultReason.UNTRUE, "the access token is invalid")
    if not audience.subject:
        return ""
    try:
        return person.subject(look(answers, audience.subject))
    except NobodyError:
        raise ProviderFault(FaultReason.UNTRUE, "the access token has no subject") from None
