"""Encrypts what a client registered to get encrypted: its ID tokens, logout tokens and userinfo, with its public key.

A client registers `ALGORITHM` or `ALGORITHM CONTENT`, such as `RSA-OAEP-256 A256GCM`. Without a key that fits, it gets
nothing instead of something in clear.
Source: OpenID Connect Core, sections 5.3.2 and 10.2; OpenID Connect Dynamic Client Registration 1.0, section 2; OpenID
Connect Back-Channel Logout 1.0, section 2.4.
"""

import logging
from collections.abc import Iterator

from gatepost.errors import UNAVAILABLE, Refused
from gatepost.features.provider.models import OAuthClient
from gatepost.features.provider.operations import client_assertions
from gatepost.ground.guarded_http.fault import RequestFault
from gatepost.tokens.signed import jwe
from gatepost.tokens.signed.jwe import CONTENT_ALGORITHMS, PUBLIC_ALGORITHMS, PublicKey

log = logging.getLogger("gatepost")
RESPONSES = {"id_token_encryption": "ID tokens", "userinfo_encryption": "userinfo"}
"""The columns of a client with its registered algorithms, and what is encrypted by them."""
CHOICES = tuple(f"{one} {content}" for one in PUBLIC_ALGORITHMS for content in CONTENT_ALGORITHMS)


def parts(registered: str) -> tuple[str, str]:
    """The algorithm for the key and the one for the content, which has a default; both empty for no encryption."""
    algorithm, _, content = registered.partition(" ")
    return algorithm, content or (CONTENT_ALGORITHMS[0] if algorithm else "")


def faults(row: OAuthClient) -> Iterator[str]:
    """What is wrong with a client's encryption, a sentence each."""
    for column, what in RESPONSES.items():
        registered = getattr(row, column)
        algorithm, _ = found = parts(registered)
        if not registered:
            continue
        if " ".join(found) not in CHOICES:
            yield f"There is no encryption {registered}; choose one of {', '.join(CHOICES)}."
        elif not row.jwks and not row.jwks_uri:
            yield f"A client with encrypted {what} needs jwks or jwks_uri."
        elif row.jwks and not row.jwks_uri and jwe.public_key(row.jwks, algorithm) is None:
            yield f"The jwks has no key for {algorithm}."


def prepare(client: OAuthClient) -> None:
    """Fetch the key for a client's ID tokens, if they are encrypted, so that no transaction has to wait for it.

    Raises:
        Refused: UNAVAILABLE.
    """
    if client.id_token_encryption:
        _key(client, parts(client.id_token_encryption)[0])


def sealed(client: OAuthClient, text: str, registered: str, **header: str) -> str:
    """A text as the client registered to get it; unchanged if that is not encrypted.

    Args:
        client: The client.
        text: A signed token, or JSON.
        registered: What it registered for this response.
        header: Further members of the header.

    Raises:
        Refused: UNAVAILABLE; its keys cannot be fetched, or none of them fits.
    """
    if not registered:
        return text
    algorithm, content = parts(registered)
    key = _key(client, algorithm)
    return jwe.encrypt_for(text, key, algorithm=algorithm, content=content, header=header)


def _key(client: OAuthClient, algorithm: str) -> PublicKey:
    try:
        document = client_assertions.key_sets(client.jwks_uri) if client.jwks_uri else client.jwks or {}
    except RequestFault as fault:
        log.warning("The keys of the OAuth client %s cannot be fetched: %s", client.client_id, fault)
        raise Refused(UNAVAILABLE) from None
    key = jwe.public_key(document, algorithm)
    if key is None:
        log.warning("The OAuth client %s has no key for %s", client.client_id, algorithm)
        raise Refused(UNAVAILABLE)
    return key
