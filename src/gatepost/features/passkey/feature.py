"""Registers the feature: passkeys and security keys."""

from collections.abc import Sequence
from typing import Any

import msgspec

from gatepost import conf
from gatepost.accounts.accounts import Account
from gatepost.accounts.settings import AccountsSettings
from gatepost.features.passkey import purposes
from gatepost.features.passkey.api import ENDPOINTS
from gatepost.features.passkey.operations import keep, sign_up, upgrade
from gatepost.features.passkey.settings import PasskeySettings
from gatepost.features.passkey.shapes import PasskeyLoginFlow, PasskeySignupFlow, WebAuthnEntry
from gatepost.flow.feature import Factor, Feature


def _flows(client: str) -> Sequence[msgspec.Struct]:
    del client
    settings = conf.read(PasskeySettings)
    offered = settings.enabled and settings.login and conf.read(AccountsSettings).local
    return [PasskeyLoginFlow()] if offered else []


def _config() -> dict[str, dict[str, Any]]:
    settings = conf.read(PasskeySettings)
    if not settings.enabled:
        return {}
    return {"mfa": {"passkey_login_enabled": settings.login, "passkey_upgrade_enabled": upgrade.enabled()}}


def _allows_login(account: Account) -> bool:
    settings = conf.read(PasskeySettings)
    keys = [row.gatepost_passkey for row in account.authenticators if row.type == keep.TYPE]
    return settings.enabled and settings.login and any(key.passwordless for key in keys)


FEATURE = Feature(
    name="passkey",
    title="Passkeys and security keys",
    place=40,
    settings=(PasskeySettings,),
    purposes=purposes.ALL,
    limits={
        "passkey_failed": ("5/300",),
        "passkey_name": ("3/60",),
        "passkey_network": ("10/60",),
        "passkey_challenge_network": ("120/60",),
    },
    amr={"webauthn": ("pop", "mfa"), upgrade.METHOD: ("pop",)},
    endpoints=ENDPOINTS,
    shapes=(PasskeyLoginFlow, PasskeySignupFlow),
    steps=(sign_up.STEP,),
    flows=_flows,
    factor=Factor(
        shape=WebAuthnEntry,
        type=keep.TYPE,
        check=None,
        triggers_second_factor=True,
        joined="gatepost_passkey",
        enabled=lambda: conf.read(PasskeySettings).enabled,
    ),
    allows_login=_allows_login,
    config=_config,
)
