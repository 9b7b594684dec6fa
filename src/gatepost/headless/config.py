"""The `config` response: what the settings enable for clients."""

from typing import Any, Literal

import msgspec

from gatepost import conf
from gatepost.accounts import name_limits
from gatepost.accounts.settings import AccountsSettings
from gatepost.api.endpoint import Endpoint
from gatepost.api.shapes import AuthenticatorType
from gatepost.door.endpoint import Call
from gatepost.features.social.shapes import ProvidersConfig
from gatepost.flow import factors, registry
from gatepost.sessions.settings import SessionsSettings
from gatepost.tokens.settings import TokensSettings


class AccountConfig(msgspec.Struct):
    """How accounts are created, verified and recovered."""

    login_methods: list[Literal["email", "phone", "username"]]
    is_open_for_signup: bool
    email_verification_by_code_enabled: bool
    login_by_code_enabled: bool
    password_reset_by_code_enabled: bool
    authentication_method: str | msgspec.UnsetType = msgspec.UNSET


class FactorsConfig(msgspec.Struct):
    """Second factors and passkeys; `trust_enabled` if browsers can be trusted to skip the second factor."""

    supported_types: list[AuthenticatorType] | msgspec.UnsetType = msgspec.UNSET
    passkey_login_enabled: bool | msgspec.UnsetType = msgspec.UNSET
    passkey_upgrade_enabled: bool | msgspec.UnsetType = msgspec.UNSET
    trust_enabled: bool | msgspec.UnsetType = msgspec.UNSET


class SessionsConfig(msgspec.Struct):
    """The list of sessions."""

    track_activity: bool


class KeysConfig(msgspec.Struct):
    """API keys; `longest_seconds` is the longest lifetime."""

    scopes: list[str]
    longest_seconds: int


class NameLimits(msgspec.Struct):
    r"""What a new name must be: `message` is the error for one that does not match the `pattern`.

    The pattern is a regular expression whose `\w` means letters and digits of every script.
    """

    max_length: int
    pattern: str | msgspec.UnsetType = msgspec.UNSET
    message: str | msgspec.UnsetType = msgspec.UNSET


class NamesConfig(msgspec.Struct):
    """The names that users can have."""

    email: NameLimits | msgspec.UnsetType = msgspec.UNSET
    username: NameLimits | msgspec.UnsetType = msgspec.UNSET
    phone: NameLimits | msgspec.UnsetType = msgspec.UNSET


class ConfigurationData(msgspec.Struct):
    """The configuration; disabled features are absent."""

    account: AccountConfig
    names: NamesConfig
    mfa: FactorsConfig | msgspec.UnsetType = msgspec.UNSET
    usersessions: SessionsConfig | msgspec.UnsetType = msgspec.UNSET
    keys: KeysConfig | msgspec.UnsetType = msgspec.UNSET
    socialaccount: ProvidersConfig | msgspec.UnsetType = msgspec.UNSET


class Configuration(msgspec.Struct):
    """The configuration by section."""

    status: Literal[200]
    data: ConfigurationData


class _Composed(msgspec.Struct):
    """The configuration as the features compose it: a project's own may add what `Configuration` doesn't list."""

    status: int
    data: dict[str, dict[str, Any]]


def _config(call: Call) -> _Composed:
    del call
    data: dict[str, dict[str, Any]] = {"account": {}}
    for feature in registry.features():
        for section, values in feature.config().items():
            data.setdefault(section, {}).update(values)
    if offered := factors.offered():
        data.setdefault("mfa", {})["supported_types"] = sorted(offered)
    asked = [entry.rstrip("*") for entry in conf.read(AccountsSettings).signup_fields]
    data["names"] = name_limits.of_model(asked)
    tokens = conf.read(TokensSettings)
    if tokens.keys:
        data["keys"] = {"scopes": list(tokens.scopes), "longest_seconds": tokens.key_seconds}
    settings = conf.read(SessionsSettings)
    if settings.listing:
        data["usersessions"] = {"track_activity": settings.track_activity}
    return _Composed(200, data)


ENDPOINTS = (
    Endpoint(verb="GET", path="config", summary="Get the configuration", answers={200: Configuration}, handler=_config),
)
