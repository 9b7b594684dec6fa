"""What ID tokens and userinfo say of a user, by the scopes of the grant.

A name that was not verified is left out, since apps link accounts by it.
Source: OpenID Connect Core, sections 5.1, 5.4 and 8.1.
"""

import base64
import functools
import hashlib
from collections.abc import Callable, Collection, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from gatepost import conf
from gatepost.accounts.columns import by_kind
from gatepost.features.provider.models import Grant, OAuthClient
from gatepost.features.provider.operations import scopes
from gatepost.features.provider.settings import ProviderSettings
from gatepost.ground import text
from gatepost.ground.user_types import User
from gatepost.tokens.settings import TokensSettings

OURS = frozenset(
    ("iss", "sub", "aud", "exp", "iat", "nbf", "jti", "nonce", "at_hash", "auth_time", "acr", "amr", "sid", "azp",
     "client_id", "scope", "cnf", "act", "grant_id", "events", "token_use")
)  # fmt: skip
NAMES = {"email": ("email", "email_verified"), "phone": ("phone_number", "phone_number_verified")}


def subject(client: OAuthClient, user: User) -> str:
    """A user's `sub` at a client."""
    public = str(getattr(user, conf.read(TokensSettings).subject_field))
    if client.subject_type != "pairwise":
        return public
    salt = conf.read(ProviderSettings).pairwise_secret
    if not salt:
        raise ImproperlyConfigured("provider.pairwise_secret is empty, but a client has pairwise subjects")
    hashed = hashlib.sha256("\n".join((sector(client), public, salt)).encode()).digest()
    return base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()


def sector(client: OAuthClient) -> str:
    """What clients share whose users have the same pairwise subjects: the host of their redirect URIs."""
    first = client.redirect_uris[0] if client.redirect_uris else ""
    return client.sector or urlsplit(first).hostname or client.client_id


def of_user(grant: Grant, client: OAuthClient, asked: Collection[str]) -> dict[str, Any]:
    """The claims of a grant's user, beside `sub`.

    Args:
        grant: As `queries` returns it, with the user's verified names.
        client: Its client.
        asked: The scopes.
    """
    user: Any = grant.user
    found = {
        claim: value for claim, field in scopes.fields(asked).items() if (value := _value(user, field)) is not None
    }
    for kind in asked & NAMES.keys() if isinstance(asked, frozenset) else set(asked) & NAMES.keys():
        found |= verified(grant, user, kind)
    path = conf.read(ProviderSettings).claims
    if path:
        own = _function(path)(user, frozenset(asked), client.client_id)
        if taken := OURS & own.keys():
            raise ImproperlyConfigured(f"provider.claims: {path} may not give {', '.join(sorted(taken))}")
        found |= own
    return found


def verified(grant: Grant, user: User, kind: str) -> dict[str, Any]:
    """The claims of the primary address (`email`) or number (`phone`), if the user verified it and the column has it.

    Args:
        grant: As `queries` returns it, with the user's verified names.
        user: Its user.
        kind: `email` or `phone`.
    """
    name = getattr(grant, f"verified_{kind}", None)
    if not name:
        return {}
    column = by_kind().get(kind)
    if column is not None and text.canonical(kind, str(getattr(user, column) or "")) != text.canonical(kind, name):
        return {}
    claim, verified = NAMES[kind]
    return {claim: name, verified: True}


def _value(user: User, field: str) -> Any:
    """The value at a dotted path of attributes; None if the user has none, or it is empty."""
    found: Any = user
    for part in field.split("."):
        found = getattr(found, part, None)
        found = found() if callable(found) else found
    if found is None or found == "":
        return None
    return found if isinstance(found, str | int | float | bool | list | dict) else str(found)


@functools.cache
def _function(path: str) -> Callable[[User, frozenset[str], str], Mapping[str, Any]]:
    found: Callable[[User, frozenset[str], str], Mapping[str, Any]] = import_string(path)
    return found
