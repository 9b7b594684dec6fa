"""How passwords make themselves known."""

from typing import Any

from gatepost import conf
from gatepost.accounts.settings import AccountsSettings
from gatepost.flow.method import Method
from gatepost.ground.secrets import Purpose
from gatepost.methods.password.api import ENDPOINTS
from gatepost.methods.password.operations.recover import FLOW
from gatepost.methods.password.settings import PasswordSettings


def _resets_by_code() -> bool:
    return conf.read(PasswordSettings).reset_by != "link"


def _flows(client: str) -> list[dict[str, Any]]:
    del client
    settings = conf.read(AccountsSettings)
    found: list[dict[str, Any]] = [{"id": "login"}] if settings.login_methods else []
    if settings.signup_open:
        found.append({"id": "signup"})
    return found + _reset_flow()


def _reset_flow() -> list[dict[str, Any]]:
    return [{"id": FLOW, "is_pending": False}] if _resets_by_code() else []


def _reauthenticates(user: Any) -> list[dict[str, Any]]:
    return [*_reset_flow(), {"id": "reauthenticate"}] if user.has_usable_password() else []


def _config() -> dict[str, dict[str, Any]]:
    settings = conf.read(AccountsSettings)
    account: dict[str, Any] = {
        "login_methods": sorted(settings.login_methods),
        "is_open_for_signup": settings.signup_open,
        "password_reset_by_code_enabled": _resets_by_code(),
    }
    plain = [kind for kind in ("username", "email") if kind in settings.login_methods]
    if plain:
        account["authentication_method"] = "_".join(plain)
    return {"account": account}


METHOD = Method(
    name="password",
    endpoints=ENDPOINTS,
    flows=_flows,
    waits={Purpose.RESET_PASSWORD: FLOW},
    reauthenticates=_reauthenticates,
    lets_in=lambda account: account.user.has_usable_password(),
    config=_config,
)
