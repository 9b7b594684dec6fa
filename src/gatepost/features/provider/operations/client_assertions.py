"""`private_key_jwt`: a client proves who it is by a JWT that it signs with its private key.

Source: RFC 7523, sections 2.2 and 3; OpenID Connect Core 1.0, section 9.
"""

import logging
from collections.abc import Callable, Collection
from datetime import timedelta

from gatepost import conf
from gatepost.features.provider.models import OAuthClient
from gatepost.features.provider.settings import ProviderSettings
from gatepost.ground import clock, secrets
from gatepost.ground.guarded_http import client as http
from gatepost.ground.guarded_http.documents import Document, Documents
from gatepost.ground.guarded_http.fault import RequestFault, Unavailable
from gatepost.ground.secrets import Purpose
from gatepost.tokens.signed import jwt, remote_keys
from gatepost.tokens.signed.jwk import Key
from gatepost.tokens.signed.jwt import BadToken, Policy, Reason
from gatepost.tokens.signed.remote_keys import RemoteKeys

log = logging.getLogger("gatepost")
TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ALGORITHMS = ("ES256", "ES384", "EdDSA", "RS256", "PS256")
"""What assertions may be signed with, as discovery announces it."""
LONGEST_SECONDS = 600
"""How far in the future an assertion may expire; its `jti` is remembered until then."""
LONGEST_ID = 256
USED = Purpose("client-assertion")
OK = 200


def client_id_in(assertion: str) -> str:
    """The client that an assertion names, not verified, so that its keys can be found; "" if it names none."""
    subject = jwt.unverified(assertion).get("sub")
    return subject if isinstance(subject, str) else ""


def verify(assertion: str, client: OAuthClient, audiences: Collection[str]) -> None:
    """Verify an assertion of a client, and remember its id, so that it is accepted once.

    Args:
        assertion: A JWT.
        client: The client that it names.
        audiences: This server's issuer, and the URLs of the endpoint by which clients may name it.

    Raises:
        BadToken: It is invalid, expires too late, was used before, or the client's keys cannot be fetched.
    """
    policy = Policy(
        keys=_keys(client),
        types=("", "jwt", "client-authentication+jwt"),
        issuers=(client.client_id,),
        audiences=tuple(audiences),
        required=("exp", "sub", "jti"),
    )
    claims = jwt.verify(assertion, policy)
    if claims.subject != client.client_id:
        raise BadToken(Reason.MALFORMED, "sub")
    if len(claims.audience) != 1:  # one for several servers could be sent on by any of them
        raise BadToken(Reason.AUDIENCE, "aud")
    remaining = (claims.expires_at or 0) - clock.unix()
    if remaining > LONGEST_SECONDS + policy.leeway:
        raise BadToken(Reason.MALFORMED, "exp")
    if not 0 < len(claims.id) <= LONGEST_ID:
        raise BadToken(Reason.MALFORMED, "jti")
    lifetime = timedelta(seconds=remaining + policy.leeway)
    if not secrets.first_use(USED, client.client_id, claims.id, lifetime=lifetime):
        raise BadToken(Reason.ENDED, "jti")


def _keys(client: OAuthClient) -> Callable[[str], Key | None]:
    remote = RemoteKeys(key_sets, client.jwks_uri, ALGORITHMS)

    def find(kid: str) -> Key | None:
        if not client.jwks_uri:
            return remote_keys.pick(kid, client.jwks or {}, ALGORITHMS)
        try:
            return remote(kid)
        except RequestFault as fault:
            log.warning("The keys of the OAuth client %s cannot be fetched: %s", client.client_id, fault)
            return None

    return find


def _read(url: str) -> Document:
    settings = conf.read(ProviderSettings)
    answer = http.fetch("GET", url, allowed=settings.allowed_hosts, ca_file=settings.ca_file)
    if answer.status != OK or not isinstance(answer.value, dict):
        raise Unavailable(f"no key set at {url}")
    return answer.value


key_sets = Documents(_read, RequestFault)
"""The key set at a client's `jwks_uri`."""
