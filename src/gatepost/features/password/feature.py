"""Registers the feature: passwords."""

from collections.abc import Sequence
from typing import Any

import msgspec

from gatepost import conf
from gatepost.accounts.settings import AccountsSettings
from gatepost.features.password import purposes
from gatepost.features.password.api import ENDPOINTS
from gatepost.features.password.operations.recover import FLOW
from gatepost.features.password.operations.recover_by_link import invalidate_links
from gatepost.features.password.settings import PasswordSettings
from gatepost.features.password.shapes import LoginFlow, PasswordResetByCodeFlow, ReauthenticateFlow, SignupFlow
from gatepost.flow.feature import Feature
from gatepost.ground.links import Link
from gatepost.ground.user_types import User
from gatepost.sessions import strength


def _resets_by_code() -> bool:
    return conf.read(PasswordSettings).reset_by != "link"


def _flows(client: str) -> Sequence[msgspec.Struct]:
    del client
    settings = conf.read(AccountsSettings)
    if not settings.local:
        return []
    found: list[msgspec.Struct] = [LoginFlow()] if settings.login_methods else []
    if settings.signup_open:
        found.append(SignupFlow())
    return found


def _last_flows() -> Sequence[msgspec.Struct]:
    return [PasswordResetByCodeFlow()] if conf.read(AccountsSettings).local and _resets_by_code() else []


def _reauthenticates(user: User, level: int) -> Sequence[msgspec.Struct]:
    return [ReauthenticateFlow()] if level < strength.TWO_FACTORS and user.has_usable_password() else []


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


FEATURE = Feature(
    name="password",
    title="Passwords: sign-up, login, reset",
    place=10,
    settings=(PasswordSettings,),
    purposes=purposes.ALL,
    limits={
        "password_failed_session": ("5/300",),
        "password_failed_account": ("50/86400",),
        "reset_key_network": ("20/60",),
    },
    links=(
        Link("reset_password", "/account/password/reset/key/{key}", "The page that sets a new password."),
        Link("signup", "/account/signup", "The sign-up page, for addresses without an account."),
        Link(
            "request_reset",
            "/account/password/reset",
            "The page that starts a password reset, for sign-ups with a taken address.",
        ),
    ),
    amr={"password": ("pwd",)},
    endpoints=ENDPOINTS,
    shapes=(LoginFlow, SignupFlow, PasswordResetByCodeFlow, ReauthenticateFlow),
    flows=_flows,
    last_flows=_last_flows,
    flows_by_purpose={purposes.RESET: FLOW},
    reauthenticates=_reauthenticates,
    allows_login=lambda account: account.user.has_usable_password(),
    config=_config,
    revokes={"addresses_changed": invalidate_links},
)
