"""The redirect to the provider and back: the parameters sent, and the check of those returned. Makes no requests.

Source: RFC 6749, section 4.1; RFC 7636; RFC 9207; RFC 9700, sections 2.1, 4.4 and 4.7.
"""

import base64
import hashlib
import secrets
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import msgspec

from gatepost.features.social.connections import Connection
from gatepost.features.social.protocol.fault import FaultReason, ProviderFault
from gatepost.features.social.protocol.metadata import Endpoints


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """A pending login at a provider.

    Args:
        connection: Id of the connection.
        redirect_uri: Where the provider redirects to.
        verifier: The PKCE verifier.
        nonce: The nonce that the id_token must contain.
        process: `login` or `connect`.
        callback_url: Where to redirect in the end; "" for a page that posts the answer itself.
        challenge: The challenge of an app that returns by deep link; "" otherwise.
        handle: Handle of the session that started the login.
        user: Key of the user signed in there, as text; "" if there was none.
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
    """The parameters that the provider returned.

    Args:
        code: The authorization code.
        iss: The issuer (RFC 9207).
        error: The error, instead of a code.
        user: The name that Apple adds at the first login, as JSON.
    """

    code: str = ""
    iss: str = ""
    error: str = ""
    user: str = ""


def random_text() -> str:
    """A nonce or a verifier: 256 random bits in 43 characters of base64url (RFC 7636, section 4.1)."""
    return secrets.token_urlsafe(32)


def challenge(verifier: str) -> str:
    """The S256 challenge of a verifier. Source: RFC 7636, section 4.2."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def address(connection: Connection, endpoints: Endpoints, ticket: Ticket, state: str) -> str:
    """The provider's authorization URL, to which the user is redirected."""
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
    """Check the issuer of the answer before the code is sent anywhere, which prevents mix-up attacks.

    Raises:
        ProviderFault: It is another issuer's, or names none although this issuer always does.
    """
    known = connection.issuer
    if not known or "{" in known:
        return
    if returned.iss != known and (returned.iss or endpoints.announces):
        raise ProviderFault(FaultReason.UNTRUE, "the answer names another issuer, or none (RFC 9207, section 2.4)")
