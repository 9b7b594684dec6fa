"""Connections: registrations of this site at providers, from the settings or the admin."""

import logging
import re
from collections.abc import Mapping
from typing import Any

import msgspec
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed

from gatepost import conf
from gatepost.features.social import providers, queries
from gatepost.features.social.models import SocialConnection
from gatepost.features.social.provider import Client, Provider, Tenants
from gatepost.features.social.settings import ConnectionSettings, SocialSettings
from gatepost.ground import clock, keyring
from gatepost.ground.guarded_http import address

log = logging.getLogger("gatepost")
SEAL = "social-connection"
ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
WORD = re.compile(r"[A-Za-z0-9._~-]{1,255}")
TENANT_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])")
SERVER = "server"
BASES = (SERVER, "api")
ADDRESSES = ("issuer", *BASES)
REREAD_SECONDS = 30


class Connection(msgspec.Struct, frozen=True, kw_only=True):
    """A validated connection.

    Args:
        id: Its public id.
        provider: The provider's definition.
        client: Our client id, secret and options there.
        chosen: The settings it was made from.
    """

    id: str
    provider: Provider
    client: Client
    chosen: ConnectionSettings

    @property
    def name(self) -> str:
        """The name to show: as set, or the provider's."""
        return self.chosen.name or self.provider.name

    @property
    def client_ids(self) -> tuple[str, ...]:
        """Every client id whose tokens are accepted."""
        return (self.client.id, *self.chosen.client_ids)

    @property
    def redirect_uri(self) -> str:
        """Where the provider redirects to; different for each connection, which prevents mix-up attacks.

        Source: RFC 9700, section 4.4.2.
        """
        return self.chosen.redirect_uri or conf.read(SocialSettings).callback.replace("{connection}", self.id)

    @property
    def vouches(self) -> bool:
        """Whether verified addresses are trusted; those of a self-hosted server only if the connection says so."""
        if self.chosen.vouches is not None:
            return self.chosen.vouches
        return self.provider.vouches and self.client.options.get(SERVER) == self.provider.options.get(SERVER)

    @property
    def takes_tokens(self) -> bool:
        """Whether it can be checked that a posted token was issued to us."""
        return self.provider.openid or self.provider.audience is not None

    def filled(self, template: str, **values: str) -> str:
        """Fill the connection's values into a URL, parameter or header."""
        return fill(template, {**self.client.options, **values})

    @property
    def issuer(self) -> str:
        """The issuer; may still contain `{claim:…}`."""
        return self.filled(self.provider.issuer)

    @property
    def discovery_url(self) -> str:
        """URL of the discovery document. Source: OpenID Connect Discovery 1.0, section 4."""
        return self.issuer.rstrip("/") + "/.well-known/openid-configuration"


def fill(template: str, values: Mapping[str, str]) -> str:
    """Fill values into a template; unknown placeholders stay."""
    for name, value in values.items():
        template = template.replace("{" + name + "}", value)
    return template


def make(name: str, chosen: ConnectionSettings) -> Connection:
    """Validate settings and make a connection of them.

    Raises:
        ImproperlyConfigured: Says what is missing or invalid.
    """
    where = f"GATEPOST['social']['connections'][{name!r}]"
    if not ID.fullmatch(name):
        raise ImproperlyConfigured(f"{where}: an id consists of lower-case letters, digits, - and _")
    try:
        provider = providers.named(chosen.provider)
    except KeyError:
        raise ImproperlyConfigured(f"{where}: no provider {chosen.provider!r}") from None
    unknown = set(chosen.options) - set(provider.options)
    if unknown:
        raise ImproperlyConfigured(f"{where}: {chosen.provider} has no option {min(unknown)!r}")
    options = _options(provider, chosen.options, where)
    if provider.tenants is not None:
        options["tenant"] = _tenant(options["tenant"], provider.tenants, where)
    reserved = RESERVED & set(chosen.params)
    if reserved:
        raise ImproperlyConfigured(f"{where}: params must not contain {min(reserved)!r}")
    client = Client(id=chosen.client_id, secret=chosen.secret, options=options)
    return Connection(id=name, provider=provider, client=client, chosen=chosen)


def _options(provider: Provider, chosen: Mapping[str, str], where: str) -> dict[str, str]:
    """The provider's options, overridden by the chosen ones and by those derived from a self-hosted server's URL.

    Raises:
        ImproperlyConfigured: One is missing or malformed.
    """
    options = {**provider.options, **chosen}
    options |= {name: value.rstrip("/") for name, value in options.items() if name in BASES}
    if options.get(SERVER) != provider.options.get(SERVER):
        options |= {name: fill(it, options) for name, it in provider.elsewhere.items() if name not in chosen}
    allowed = conf.read(SocialSettings).allowed_hosts
    for option, value in options.items():
        fault = address.fault_of_base(value, allowed, "social.allowed_hosts") if option in ADDRESSES else ""
        if fault or (option not in ADDRESSES and not WORD.fullmatch(value)):
            raise ImproperlyConfigured(f"{where}: option {option!r} {fault or 'is missing or malformed'}")
    return options


def _tenant(value: str, tenants: Tenants, where: str) -> str:
    """Normalize a tenant to lower case, as tokens and URLs spell it.

    Raises:
        ImproperlyConfigured: It is neither one of the provider's keywords, nor an id, nor a domain.
    """
    tenant, words = value.lower(), (tenants.every, tenants.organizations, tenants.personal)
    if tenant in words or TENANT_ID.fullmatch(tenant) or DOMAIN.fullmatch(tenant):
        return tenant
    raise ImproperlyConfigured(
        f"{where}: option 'tenant' is {value!r}, which is neither one of {', '.join(words)}, nor a tenant id "
        "(xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx), nor a domain (example.onmicrosoft.com)"
    )


RESERVED = {
    *("client_id", "client_secret", "redirect_uri", "response_type", "response_mode", "scope", "state", "nonce"),
    *("code_challenge", "code_challenge_method", "request", "request_uri"),
}
"""Parameters of the protocol itself, which settings cannot override."""

_known: dict[str, Any] = {}


def every() -> dict[str, Connection]:
    """All connections by id; those of the admin are reread every half minute, those of the settings win."""
    settings = conf.read(SocialSettings)
    if "set" not in _known:
        _known["set"] = {name: make(name, chosen) for name, chosen in settings.connections.items()}
    if not settings.admin:
        return dict(_known["set"])
    if clock.unix() - _known.get("read_at", 0.0) >= REREAD_SECONDS:
        _known["made"] = {row.name: made for row in queries.connections() if (made := _of_row(row)) is not None}
        _known["read_at"] = clock.unix()
    return {**_known["made"], **_known["set"]}


def named(name: str) -> Connection | None:
    """The connection with an id, if any."""
    return every().get(name)


def _of_row(row: SocialConnection) -> Connection | None:
    """A connection from the admin; None if a key or provider is missing, so that other connections still work."""
    try:
        return _made(row)
    except (ImproperlyConfigured, keyring.KeyringError, msgspec.ValidationError):
        log.exception("the connection %s cannot be used", row.name)
        return None


def _made(row: SocialConnection) -> Connection:
    secret = keyring.unseal(SEAL, row.sealed, row.id.hex).decode() if row.sealed else ""
    given = {**row.settings, "provider": row.provider, "client_id": row.client_id, "secret": secret}
    return make(row.name, msgspec.convert(given, ConnectionSettings))


def forget() -> None:
    """Drop the cache, so that connections are reread on next use."""
    _known.clear()


def _forget(*, setting: str, **_: object) -> None:
    if setting == "GATEPOST":
        forget()


setting_changed.connect(_forget)
