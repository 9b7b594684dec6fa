"""What moves from allauth, in which order."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.apps import apps

from gatepost import conf
from gatepost.moving_in import django_sessions, oauth_keys, old_tables
from gatepost.moving_in.allauth import accounts, addresses, factors, phones, sessions, social
from gatepost.moving_in.allauth.account_settings import SETTINGS as ACCOUNT
from gatepost.moving_in.allauth.idp import clients, tokens
from gatepost.moving_in.allauth.idp import settings as idp_settings
from gatepost.moving_in.allauth.other_settings import HEADLESS, MFA, SOCIAL, USERSESSIONS, signs_tokens
from gatepost.moving_in.allauth.tables import EmailAddress
from gatepost.moving_in.package import Kind, Package

KINDS = (accounts.KIND, addresses.KIND, phones.KIND, social.KIND, *factors.KINDS, sessions.KIND)

TRUST = (
    "Trusted browsers have to be trusted again: allauth's cookie is a digest of the password's hash, which the first "
    "login here upgrades, and of the ids of rows in the old table."
)


def _found() -> bool:
    return apps.is_installed("allauth.account") or old_tables.exists(EmailAddress)


def _kinds() -> Sequence[Kind]:
    keys = (oauth_keys.kind(idp_settings.signing_pems),) if idp_settings.signing_pems() else ()
    return (*KINDS, *keys, clients.KIND, *tokens.KINDS) if clients.exists() else (*KINDS, *keys)


def _provider() -> dict[str, dict[str, Any]]:
    """The provider, and tokens that stay valid as long as before."""
    if not idp_settings.found():
        return {}
    resources = dict.fromkeys((conf.public_url() or conf.WITHOUT_PUBLIC_URL, *tokens.resources()))
    own: dict[str, Any] = {"enabled": True, "moved_tokens": True, "resources": tuple(resources)}
    if texts := idp_settings.scope_texts(clients.scopes()):
        own["scopes"] = texts
    longest = idp_settings.setting("REFRESH_TOKEN_EXPIRES_IN", None) or 0
    return {"provider": own, "tokens": {"refresh_absolute_seconds": max(idp_settings.YEAR, longest)}}


def _block() -> Mapping[str, Mapping[str, Any]]:
    block: dict[str, dict[str, Any]] = {"accounts": {"refuse_unknown_fields": False}}
    connections = social.connections()
    if connections:
        block["social"] = {"connections": connections}
    block |= django_sessions.block() | _provider()
    if signs_tokens():
        block["tokens"] = {**block.get("tokens", {}), "form": "headless"}
    return block


def _advice() -> list[str]:
    found = [
        "The host of `public_url` must be the one under which passkeys were registered, or `passkey.rp_id` name it.",
        TRUST,
        "Mailed links and codes that are pending have to be asked for again.",
    ]
    for connection, values in social.connections().items():
        callback = f"/_allauth/social/{connection}/callback"
        secret = f", and set {values['secret'].name}" if "secret" in values else ""
        found.append(f"{connection}: register <public_url>{callback} as a redirect URI at the provider{secret}.")
    found += [f"{one}: has no connection here; see the accounts that can't be moved." for one in social.unsupported()]
    found += django_sessions.advice()
    return found + (_advice_of_provider() if idp_settings.found() else [])


def _advice_of_provider() -> list[str]:
    return [
        "Put the printed settings in place before you move: they decide how long moved tokens of clients stay valid.",
        "Replace the URLs of allauth.idp in one deployment, and move again after it, for the logins in between.",
        *clients.losses(),
    ]


PROVIDER_URL = 'path("", include(gatepost.urls.patterns(web_app=True, dialects={"oauth_allauth": ""}))),'
URLS = (
    'path("", include("gatepost.urls")),  # instead of allauth.urls and allauth.headless.urls',
    f"{PROVIDER_URL}  # in place of the line above, if the project has allauth.idp.urls",
)
PACKAGE = Package(
    name="allauth",
    title="django-allauth",
    found=_found,
    settings=(*ACCOUNT, *HEADLESS, *MFA, *SOCIAL, *USERSESSIONS, *idp_settings.SETTINGS),
    kinds=_kinds,
    urls=URLS,
    advice=_advice,
    block=_block,
)
