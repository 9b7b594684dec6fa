"""The way to the provider and back: what is put into the address, and what must come back. Asks nobody.

Source: RFC 6749, section 4.1; RFC 7636; RFC 9207; RFC 9700, sections 2.1, 4.4 and 4.7.
"""

import base64
import hashlib
import secrets
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import msgspec

from gatepost.methods.social.connection import Connection
from gatepost.methods.social.protocol.fault import ProviderFault, Reason
from gatepost.methods.social.protocol.metadata import Endpoints


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """What we remember of somebody whom we sent away.

    Args:
        connection: Where to.
        redirect_uri: Where the provider sends them back to.
        verifier: Of PKCE.
        nonce: To be found in the id_token.
        process: `login` or `connect`.
        callback_url: Where they go in the end; "" for a page that asks by itself.
        challenge: Of the app that began this, if it takes the end at a deep link.
        handle: Of the session in which it began.
        user: Key of the user who was logged in there, as text; "" for nobody.
    """

    connection: str
    redirect_uri: str
    verifier: str
    nonce: str
    process: str = "login"
    callback_url: str = ""
    challenge: str = ""
    handle: str = ""
    user: str = ""


class Returned(msgspec.Struct, frozen=True, kw_only=True):
    """What came back.

    Args:
        code: To be exchanged.
        iss: Who says so.
        error: In its place.
        user: What Apple adds the first time, as JSON.
    """

    code: str = ""
    iss: str = ""
    error: str = ""
    user: str = ""


def random_text() -> str:
    """256 bits, 43 signs of base64url: a nonce or a verifier (RFC 7636, section 4.1)."""
    return secrets.token_urlsafe(32)


def challenge(verifier: str) -> str:
    """S256. Source: RFC 7636, section 4.2."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def address(connection: Connection, endpoints: Endpoints, ticket: Ticket, state: str) -> str:
    """The page at the provider that somebody is sent to."""
    provider = connection.provider
    scopes = dict.fromkeys([*provider.scopes, *connection.chosen.scopes])
    ours = {
        "response_type": "code",
        "client_id": connection.client.id,
        "redirect_uri": ticket.redirect_uri,
        "scope": provider.scope_separator.join(scopes),
        "state": state,
    }
    if provider.openid:
        ours["nonce"] = ticket.nonce
    if provider.pkce:
        ours |= {"code_challenge": challenge(ticket.verifier), "code_challenge_method": "S256"}
    if provider.response_mode != "query":
        ours["response_mode"] = provider.response_mode
    ours = {provider.renamed.get(name, name): value for name, value in ours.items() if value}
    filled = {name: connection.filled(value) for name, value in provider.params.items()}
    parts = urlsplit(endpoints.authorize)
    query = dict(parse_qsl(parts.query)) | filled | connection.chosen.params | ours
    return urlunsplit(parts._replace(query=urlencode(query)))


def check_return(connection: Connection, endpoints: Endpoints, returned: Returned) -> None:
    """Look at what came back, before the code is shown to anybody.

    Raises:
        ProviderFault: Another issuer says so, or none where this one always does.
    """
    known = connection.issuer
    if not known or "{" in known:
        return
    if returned.iss != known and (returned.iss or endpoints.announces):
        raise ProviderFault(Reason.UNTRUE, "the answer is of another issuer, or of none (RFC 9207, section 2.4)")
