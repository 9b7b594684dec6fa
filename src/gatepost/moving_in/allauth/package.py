"""What moves from allauth, in which order."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.apps import apps

from gatepost.moving_in import django_sessions, old_tables
from gatepost.moving_in.allauth import accounts, addresses, factors, phones, sessions, social
from gatepost.moving_in.allauth.account_settings import SETTINGS as ACCOUNT
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
    return KINDS


def _block() -> Mapping[str, Mapping[str, Any]]:
    block: dict[str, dict[str, Any]] = {"accounts": {"refuse_unknown_fields": False}}
    connections = social.connections()
    if connections:
        block["social"] = {"connections": connections}
    block |= django_sessions.block()
    if signs_tokens():
        block["tokens"] = {"form": "headless"}
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
    return found


PACKAGE = Package(
    name="allauth",
    title="django-allauth",
    found=_found,
    settings=(*ACCOUNT, *HEADLESS, *MFA, *SOCIAL, *USERSESSIONS),
    kinds=_kinds,
    urls=('path("", include("gatepost.urls")),  # instead of allauth.urls and allauth.headless.urls',),
    advice=_advice,
    block=_block,
)
