"""The backends of social-auth whose providers are here too, with what each stores as the id of a user.

An account can be moved if its `uid` is the value that the provider is known by here, or if that value is among what
the backend stored beside it. Source: the backends of social-auth-core 4.9 and 6.2.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec
from django.conf import settings
from django.utils.module_loading import import_string

UNCHECKED = "it isn't checked at each login whether the user is still a member; anyone with such an account can sign up"
KEYCLOAK = re.compile(r"(?P<server>https?://.+)/realms/(?P<realm>[^/]+)/.*")


class Backend(msgspec.Struct, frozen=True, kw_only=True):
    """A backend whose provider is here too.

    Args:
        provider: The provider here.
        subject: What a provider's answer calls the value by which a user is known here.
        stored: What version 5 stores as `uid`; the same if empty.
        openid: Whether `id` in the stored data, and `sub` in the stored id_token, are that value.
        options: The provider's options here, made from the backend's settings.
        note: What the backend did and isn't done here.
    """

    provider: str
    subject: str = "id"
    stored: str = ""
    openid: bool = False
    options: Callable[[str], dict[str, str]] = lambda name: {}  # noqa: ARG005
    note: str = ""

    @property
    def default(self) -> str:
        """What version 5 stores as `uid`, unless the settings say otherwise."""
        return self.stored or self.subject


def setting(name: str, key: str, default: object = None) -> Any:
    """A setting of a backend: its own, that of all backends, or the bare name, as social-auth looks it up."""
    own = re.sub(r"[^A-Z0-9]", "_", f"SOCIAL_AUTH_{name}_{key}".upper())
    for candidate in (own, f"SOCIAL_AUTH_{key}", key):
        if hasattr(settings, candidate):
            return getattr(settings, candidate)
    return default


def _server(key: str) -> Callable[[str], dict[str, str]]:
    def options(name: str) -> dict[str, str]:
        url = setting(name, key)
        return {"server": str(url).rstrip("/")} if url else {}

    return options


def _enterprise(name: str) -> dict[str, str]:
    api = setting(name, "API_URL")
    return {**_server("URL")(name), **({"api": str(api).rstrip("/")} if api else {})}


def _okta(name: str) -> dict[str, str]:
    url = str(setting(name, "API_URL", "")).rstrip("/")
    return {"issuer": url.removesuffix("/oauth2")} if url else {}


def _keycloak(name: str) -> dict[str, str]:
    found = KEYCLOAK.fullmatch(str(setting(name, "AUTHORIZATION_URL", "")))
    return found.groupdict() if found else {}


def _auth0(name: str) -> dict[str, str]:
    domain = setting(name, "DOMAIN")
    return {"domain": str(domain)} if domain else {}


def _apple(name: str) -> dict[str, str]:
    return {"team": str(setting(name, "TEAM", "")), "key_id": str(setting(name, "KEY", ""))}


def _tenant(name: str) -> dict[str, str]:
    tenant = setting(name, "TENANT_ID")
    return {"tenant": str(tenant)} if tenant else {}


def _issuer(name: str) -> dict[str, str]:
    url = setting(name, "OIDC_ENDPOINT") or getattr(_classes().get(name), "OIDC_ENDPOINT", "")
    return {"issuer": str(url).rstrip("/")} if url else {}


def _same(*names: str) -> dict[str, Backend]:
    return {name: Backend(provider=name) for name in names}


GOOGLE = Backend(provider="google", subject="sub", stored="email", openid=True)
GITHUB = Backend(provider="github")
OKTA = Backend(provider="okta", subject="sub", stored="preferred_username", openid=True, options=_okta)
MICROSOFT = Backend(provider="microsoft", subject="", stored="upn", options=_tenant)
OPENID = Backend(provider="openid", subject="sub", openid=True, options=_issuer)
BACKENDS: Mapping[str, Backend] = {
    **_same("box", "discord", "dribbble", "eventbrite", "facebook", "github", "kakao", "naver", "patreon"),
    **_same("reddit", "spotify", "strava", "twitch"),
    "amazon": Backend(provider="amazon", subject="user_id"),
    "apple-id": Backend(provider="apple", subject="sub", openid=True, options=_apple),
    "asana": Backend(provider="asana", subject="gid", stored="id"),
    "atlassian": Backend(provider="atlassian", subject="accountId"),
    "auth0": Backend(provider="auth0", subject="user_id", options=_auth0),
    "auth0_openidconnect": Backend(provider="auth0", subject="sub", openid=True, options=_auth0),
    "azuread-oauth2": MICROSOFT,
    "azuread-oauth2-v2": MICROSOFT,
    "azuread-tenant-oauth2": MICROSOFT,
    "azuread-v2-tenant-oauth2": MICROSOFT,
    "bitbucket-oauth2": Backend(provider="bitbucket", subject="uuid"),
    "cilogon-oauth2": Backend(provider="cilogon", subject="sub", stored="sub and issuer", openid=True),
    "cognito": Backend(
        provider="cognito", subject="sub", stored="username", note="set its options `region` and `pool`"
    ),
    "digitalocean": Backend(provider="digitalocean", subject="uuid"),
    "dropbox-oauth2": Backend(provider="dropbox", subject="account_id", stored="uid"),
    "facebook-app": Backend(provider="facebook"),
    "facebook-limited-login": Backend(provider="facebook", subject="sub"),
    "gitea": Backend(provider="gitea", options=_server("API_URL")),
    "github-app": GITHUB,
    "github-enterprise": Backend(provider="github", options=_enterprise),
    "github-enterprise-org": Backend(provider="github", options=_enterprise, note=UNCHECKED),
    "github-enterprise-team": Backend(provider="github", options=_enterprise, note=UNCHECKED),
    "github-org": Backend(provider="github", note=UNCHECKED),
    "github-team": Backend(provider="github", note=UNCHECKED),
    "gitlab": Backend(provider="gitlab", options=_server("API_URL")),
    "globus": Backend(provider="globus", subject="sub", openid=True),
    "google-oauth2": GOOGLE,
    "google-onetap": GOOGLE,
    "google-openidconnect": GOOGLE,
    "google-plus": GOOGLE,
    "hubspot": Backend(provider="hubspot", subject="user_id", stored="id"),
    "keycloak": Backend(provider="keycloak", subject="sub", stored="username", options=_keycloak),
    "line": Backend(provider="line", subject="userId"),
    "linkedin-openidconnect": Backend(provider="linkedin", subject="sub", openid=True),
    "microsoft-graph": Backend(provider="microsoft", subject="", stored="id", options=_tenant),
    "musicbrainz": Backend(provider="musicbrainz", subject="metabrainz_user_id"),
    "oidc": OPENID,
    "okta-oauth2": OKTA,
    "okta-openidconnect": OKTA,
    "openstreetmap-oauth2": Backend(provider="openstreetmap"),
    "orcid": Backend(provider="orcid", subject="orcid"),
    "paypal-oauth2": Backend(provider="paypal", subject="user_id"),
    "salesforce-oauth2": Backend(provider="salesforce"),
    "salesforce-oauth2-sandbox": Backend(
        provider="salesforce",
        options=lambda name: {"server": "https://test.salesforce.com"},  # noqa: ARG005
    ),
    "slack": Backend(provider="slack", subject=""),
    "twitter": Backend(provider="x"),
    "twitter-oauth2": Backend(provider="x"),
    "vimeo-oauth2": Backend(provider="vimeo", subject="uri", stored="id"),
    "weibo": Backend(provider="weibo", subject="uid"),
    "yahoo-oauth2": Backend(provider="yahoo", subject="sub", openid=True),
    "yandex-oauth2": Backend(provider="yandex"),
    "zoom-oauth2": Backend(provider="zoom"),
}
"""By their names. Not among them, because the stored id isn't the one by which we know a user: LinkedIn's old API,
MediaWiki, Mailchimp, SoundCloud, Battle.net; or because there is no such provider here."""


def _classes() -> dict[str, Any]:
    """The backends in AUTHENTICATION_BACKENDS that can be imported, by name."""
    found = {}
    for path in settings.AUTHENTICATION_BACKENDS:
        try:
            one = import_string(path)
        except ImportError:
            continue
        name = getattr(one, "name", "")
        if isinstance(name, str) and name and hasattr(one, "ID_KEY"):
            found[name] = one
    return found


def named(name: str) -> Backend | None:
    """The declaration of a backend; a project's own for OpenID Connect is a connection to its issuer."""
    if name in BACKENDS:
        return BACKENDS[name]
    one = _classes().get(name)
    return OPENID if one is not None and hasattr(one, "OIDC_ENDPOINT") and one.ID_KEY == "sub" else None


def used() -> Iterator[str]:
    """The names of the project's backends: those in AUTHENTICATION_BACKENDS, and those with a client id."""
    classes = _classes()
    yield from classes
    for name in BACKENDS:
        own = re.sub(r"[^A-Z0-9]", "_", f"SOCIAL_AUTH_{name}_KEY".upper())
        if name not in classes and hasattr(settings, own):
            yield name


def stored_key(name: str, backend: Backend) -> str:
    """What version 5 stores as `uid`."""
    if backend is GOOGLE:
        return "sub" if setting(name, "USE_UNIQUE_USER_ID", default=False) else GOOGLE.default
    if name == "bitbucket-oauth2" and setting(name, "USERNAME_AS_ID", default=False):
        return "username"
    return str(setting(name, "ID_KEY") or backend.default)
