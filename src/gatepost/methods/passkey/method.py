"""How passkeys and security keys make themselves known."""

from typing import Any

from gatepost import conf
from gatepost.accounts.account import Account
from gatepost.flow.method import Factor, Method
from gatepost.methods.passkey.api import ENDPOINTS
from gatepost.methods.passkey.operations import keep, show, sign_up
from gatepost.methods.passkey.settings import PasskeySettings


def _flows(client: str) -> list[dict[str, Any]]:
    del client
    settings = conf.read(PasskeySettings)
    return [{"id": show.FLOW}] if settings.enabled and settings.login else []


def _config() -> dict[str, dict[str, Any]]:
    settings = conf.read(PasskeySettings)
    return {"mfa": {"passkey_login_enabled": settings.login}} if settings.enabled else {}


def _lets_in(account: Account) -> bool:
    settings = conf.read(PasskeySettings)
    keys = [row.gatepost_passkey for row in account.authenticators if row.type == keep.TYPE]
    return settings.enabled and settings.login and any(key.passwordless for key in keys)


METHOD = Method(
    name="passkey",
    endpoints=ENDPOINTS,
    steps=(sign_up.STEP,),
    flows=_flows,
    factor=Factor(
        type=keep.TYPE,
        check=None,
        tell=keep.tell,
        enough=True,
        joined="gatepost_passkey",
        enabled=lambda: conf.read(PasskeySettings).enabled,
    ),
    lets_in=_lets_in,
    config=_config,
)
