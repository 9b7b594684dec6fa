"""A connection: one registration at one provider, from the settings or from the admin."""

import logging
import re
from collections.abc import Mapping
from typing import Any

import msgspec
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed

from gatepost import conf
from gatepost.ground import clock, keyring
from gatepost.methods.social import providers, queries
from gatepost.methods.social.models import SocialConnection
from gatepost.methods.social.provider import Client, Provider
from gatepost.methods.social.settings import ConnectionSettings, SocialSettings

log = logging.getLogger("gatepost")
SEAL = "social-connection"
ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
WORD = re.compile(r"[A-Za-z0-9._~-]{1,255}")
ADDRESSES = ("issuer", "server")
REREAD_SECONDS = 30


class Connection(msgspec.Struct, frozen=True, kw_only=True):
    """A registration that is complete.

    Args:
        id: Its id on the wire.
        provider: What is known of the provider.
        client: What we are there.
        chosen: What was set.
    """

    id: str
    provider: Provider
    client: Client
    chosen: ConnectionSettings

    @property
    def name(self) -> str:
        """As shown."""
        return self.chosen.name or self.provider.name

    @property
    def client_ids(self) -> tuple[str, ...]:
        """Every client id whose tokens are taken."""
        return (self.client.id, *self.chosen.client_ids)

    @property
    def redirect_uri(self) -> str:
        """Where the provider sends people back to; its own for each connection.

        Source: RFC 9700, section 4.4.2.
        """
        return self.chosen.redirect_uri or conf.read(SocialSettings).callback.replace("{connection}", self.id)

    @property
    def takes_tokens(self) -> bool:
        """Whether a token that somebody else got can be checked to be for us."""
        return self.provider.openid or self.provider.audience is not None

    def filled(self, template: str, **values: str) -> str:
        """An address, parameter or header with our values in place."""
        return fill(template, {**self.client.options, **values})

    @property
    def issuer(self) -> str:
        """The issuer; may still hold `{claim:…}`."""
        return self.filled(self.provider.issuer)

    @property
    def discovery_url(self) -> str:
        """Source: OpenID Connect Discovery 1.0, section 4."""
        return self.issuer.rstrip("/") + "/.well-known/openid-configuration"


def fill(template: str, values: Mapping[str, str]) -> str:
    """A template with values in place; what is not known stays."""
    for name, value in values.items():
        template = template.replace("{" + name + "}", value)
    return template


def make(name: str, chosen: ConnectionSettings) -> Connection:
    """A connection from what was set.

    Raises:
        ImproperlyConfigured: Says what is missing or wrong.
    """
    where = f"GATEPOST['social']['connections'][{name!r}]"
    if not ID.fullmatch(name):
        raise ImproperlyConfigured(f"{where}: an id has lower case letters, digits, - and _")
    try:
        provider = providers.named(chosen.provider)
    except KeyError:
        raise ImproperlyConfigured(f"{where}: no provider {chosen.provider!r}") from None
    unknown = set(chosen.options) - set(provider.options)
    if unknown:
        raise ImproperlyConfigured(f"{where}: {chosen.provider} has no option {min(unknown)!r}")
    options = {**provider.options, **chosen.options}
    for option, value in options.items():
        if not (value.startswith(("https://", "http://")) if option in ADDRESSES else WORD.fullmatch(value)):
            raise ImproperlyConfigured(f"{where}: option {option!r} is missing or malformed")
    reserved = RESERVED & set(chosen.params)
    if reserved:
        raise ImproperlyConfigured(f"{where}: params may not hold {min(reserved)!r}")
    client = Client(id=chosen.client_id, secret=chosen.secret, options=options)
    return Connection(id=name, provider=provider, client=client, chosen=chosen)


RESERVED = {
    *("client_id", "client_secret", "redirect_uri", "response_type", "response_mode", "scope", "state", "nonce"),
    *("code_challenge", "code_challenge_method", "request", "request_uri"),
}
"""Parameters that nobody but the client itself sets."""

_known: dict[str, Any] = {}


def every() -> dict[str, Connection]:
    """All connections by id; those of the admin are read again after half a minute."""
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
    """The connection of an id, if there is one."""
    return every().get(name)


def _of_row(row: SocialConnection) -> Connection | None:
    """One that cannot be used, because a key or a provider's file is gone, takes no other one with it."""
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
    """Read them anew the next time."""
    _known.clear()


def _forget(*, setting: str, **_: object) -> None:
    if setting == "GATEPOST":
        forget()


setting_changed.connect(_forget)
