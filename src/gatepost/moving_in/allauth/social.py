"""Accounts at providers, with their tokens, and the registrations themselves.

Identities are compared by the provider's own id of a user. Where allauth uses another one than we do, an identity can't
be moved: the user signs in with the provider again, and is recognized by the address or connects it in the account.
"""

import re
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec
from django.conf import settings

from gatepost.features.social.models import SocialAccount as Identity
from gatepost.features.social.operations import identity
from gatepost.features.social.protocol.exchange import Tokens
from gatepost.ground import text
from gatepost.moving_in import old_tables
from gatepost.moving_in.allauth.tables import SocialAccount, SocialApp, SocialToken
from gatepost.moving_in.package import Entry, Environment, Kind, Skipped, Source, Table

TENANT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SAME = {
    *("amazon", "apple", "atlassian", "auth0", "battlenet", "box", "cilogon", "digitalocean", "discord", "dropbox"),
    *("eventbrite", "facebook", "figma", "gitea", "github", "gitlab", "globus", "google", "gumroad", "hubspot"),
    *("kakao", "line", "mediawiki", "naver", "nextcloud", "okta", "openstreetmap", "orcid", "patreon", "paypal"),
    *("soundcloud", "spotify", "strava", "tiktok", "twitch", "weibo", "yahoo", "yandex", "zoho", "zoom"),
}
"""Providers that have the same name and the same ids of users here and there."""
RENAMED = {
    "amazon_cognito": "cognito",
    "openid_connect": "openid",
    "quickbooks": "intuit",
    "twitter": "x",
    "twitter_oauth2": "x",
}
OTHER_ID = (
    "gatepost knows the users of {} by another id, or doesn't have this provider; "
    "the user signs in another way and connects the account again"
)
TENANT_ID = (
    "allauth doesn't store the tenant of a Microsoft account, and without TENANT in its settings it is unknown; "
    "the user signs in another way and connects the account again"
)
ELSEWHERE = "the account at the provider is connected to another user here, who keeps it"
OPTIONS: dict[str, dict[str, tuple[str, Callable[[str], str]]]] = {
    "auth0": {"AUTH0_URL": ("domain", lambda url: url.removeprefix("https://").rstrip("/"))},
    "github": {"GITHUB_URL": ("server", str)},
    "gitlab": {"GITLAB_URL": ("server", str), "gitlab_url": ("server", str)},
    "gitea": {"GITEA_URL": ("server", str)},
    "microsoft": {"TENANT": ("tenant", str), "tenant": ("tenant", str)},
    "nextcloud": {"SERVER": ("server", str), "server": ("server", str)},
    "okta": {"OKTA_BASE_URL": ("issuer", lambda host: f"https://{host}")},
    "openid": {"server_url": ("issuer", lambda url: url.removesuffix("/.well-known/openid-configuration"))},
}
"""Settings of a provider there, and its options here."""


class App(msgspec.Struct, frozen=True, kw_only=True):
    """A registration, from the settings or the database.

    Args:
        id: What accounts call it.
        provider: The provider's name there.
        values: `client_id`, `secret`, `key`, `name` …
        settings: The registration's own settings, over those of the provider.
    """

    id: str
    provider: str
    values: Mapping[str, Any]
    settings: Mapping[str, Any]


def _providers() -> Mapping[str, Any]:
    found = getattr(settings, "SOCIALACCOUNT_PROVIDERS", None)
    return found if isinstance(found, dict) else {}


def apps() -> list[App]:
    """Every registration, those in the database first."""
    found = [
        App(
            id=row.provider_id or row.provider,
            provider=row.provider,
            values={"client_id": row.client_id, "secret": row.secret, "key": row.key, "name": row.name},
            settings={**_providers().get(row.provider, {}), **row.settings},
        )
        for row in old_tables.rows(SocialApp).order_by("pk")
    ]
    for name, options in _providers().items():
        for values in [*options.get("APPS", []), *([options["APP"]] if "APP" in options else [])]:
            own = {**options, **values.get("settings", {})}
            found.append(App(id=values.get("provider_id") or name, provider=name, values=values, settings=own))
    return found


def _ours(provider: str) -> str | None:
    return provider if provider in SAME else RENAMED.get(provider)


def _options(app: App, provider: str) -> dict[str, str]:
    known = OPTIONS.get(provider, {})
    return {ours: convert(app.settings[name]) for name, (ours, convert) in known.items() if name in app.settings}


def connections() -> dict[str, dict[str, Any]]:
    """Our connections for the registrations, under the same ids; the secrets are to be set in the environment."""
    found: dict[str, dict[str, Any]] = {}
    for app in apps():
        provider = _ours(app.provider)
        if provider is None or app.id in found:
            continue
        chosen: dict[str, Any] = {"provider": provider, "client_id": app.values.get("client_id", "")}
        if app.values.get("secret"):
            chosen["secret"] = Environment(app.id)
        options = _options(app, provider)
        if provider == "apple":
            options |= {"team": str(app.values.get("key", "")), "key_id": str(app.values.get("secret", ""))}
            chosen["secret"] = Environment(app.id)
        if options:
            chosen["options"] = options
        if getattr(settings, "SOCIALACCOUNT_STORE_TOKENS", False):
            chosen["keep_tokens"] = True
        if app.settings.get("VERIFIED_EMAIL"):
            chosen["vouches"] = True
        found[app.id] = chosen
    return found


def unsupported() -> list[str]:
    """The registrations whose provider we don't have, or know by another id."""
    return sorted({app.id for app in apps() if _ours(app.provider) is None})


def _subject(account: Any, by_id: Mapping[str, App]) -> str | None:
    """Our subject of an account; None if it can't be known."""
    app = by_id.get(account.provider)
    provider = app.provider if app is not None else account.provider
    if provider == "microsoft":
        tenant = str(_options(app, provider).get("tenant", "")).lower() if app is not None else ""
        return f"{tenant}:{account.uid}" if TENANT.fullmatch(tenant) else None
    if provider == "slack":
        team, _, user = account.uid.partition("_")
        return f"{team}:{user}"
    if provider in ("openid_connect", "okta") and app is not None and app.settings.get("uid_field", "sub") != "sub":
        return None
    if provider == "battlenet" and account.uid.endswith("-cn"):
        return None
    return account.uid if _ours(provider) is not None else None


def _convert(sources: Sequence[Source]) -> list[Entry | Skipped]:
    by_id = {app.id: app for app in apps()}
    tokens = {
        token.account_id: token
        for token in old_tables.rows(SocialToken, account_id__in=[one.row.pk for one in sources]).order_by("pk")
    }
    subjects = [_subject(source.row, by_id) for source in sources]
    holders = _holders((one.row.provider, subject) for one, subject in zip(sources, subjects, strict=True) if subject)
    return [
        _one(source, subject, tokens.get(source.row.pk), holders)
        for source, subject in zip(sources, subjects, strict=True)
    ]


def _holders(wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Any]:
    found = Identity.objects.filter(subject__in=[subject for _, subject in wanted])
    return {(row.connection, row.subject): row.user_id for row in found}


def _one(source: Source, subject: str | None, token: Any, holders: Mapping[tuple[str, str], Any]) -> Entry | Skipped:
    old = source.row
    if subject is None:
        reason = TENANT_ID if old.provider == "microsoft" else OTHER_ID.format(old.provider)
        return Skipped(source=source.key, user_id=old.user_id, reason=reason)
    if (old.provider, subject) in holders:
        if holders[old.provider, subject] == old.user_id:
            return Entry(source=source.key, user_id=old.user_id)
        return Skipped(source=source.key, user_id=old.user_id, reason=ELSEWHERE)
    row = Identity(
        number=secrets.randbelow(2**52 - 1) + 1,
        user_id=old.user_id,
        connection=old.provider,
        subject=subject,
        created_at=old.date_joined,
        last_used_at=old.last_login,
        **_profile(old.extra_data if isinstance(old.extra_data, dict) else {}),
    )
    if token is not None and token.token:
        expires = token.expires_at.timestamp() if token.expires_at is not None else None
        kept = Tokens(access=token.token, refresh=token.token_secret, expires_at=expires)
        for name, value in identity.sealed(row, kept).items():
            setattr(row, name, value)
    return Entry(source=source.key, user_id=old.user_id, rows=(row,))


def _profile(data: Mapping[str, Any]) -> dict[str, str]:
    """Name, address and picture as most providers call them; the next login fills in the others."""
    data = {**data, **data["userinfo"]} if isinstance(data.get("userinfo"), dict) else data
    email, picture = data.get("email"), data.get("picture")
    return {
        "email": email if isinstance(email, str) and text.is_address(email) else "",
        "name": str(data.get("name") or "")[: identity.NAME_LENGTH],
        "picture": picture if isinstance(picture, str) and picture.startswith("https://") else "",
    }


KIND = Kind(
    name="social_accounts",
    title="Accounts at providers",
    tables=(Table(model=Identity, columns=("user", "connection", "subject")),),
    count=lambda: old_tables.rows(SocialAccount).count(),
    read=lambda after, size: old_tables.page(SocialAccount, after, size),
    convert=_convert,
)
