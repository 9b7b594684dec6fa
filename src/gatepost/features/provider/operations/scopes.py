"""The scopes that clients may request, and the claims that each adds. Pure, except for the settings.

Source: OpenID Connect Core, sections 5.4 and 11.
"""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.features.provider.settings import ProviderSettings

OPENID, OFFLINE = "openid", "offline_access"
STANDARD = {
    OPENID: _("Know who you are"),
    "profile": _("See your name"),
    "email": _("See your email address"),
    "phone": _("See your phone number"),
    OFFLINE: _("Keep access while you are away"),
}
"""OpenID's scopes, in words."""
FIELDS = {
    "profile": {
        "name": "get_full_name",
        "given_name": "first_name",
        "family_name": "last_name",
        "preferred_username": "username",
    }
}
"""Maps a scope to its claims, each with the user's attribute; those that a user model lacks are left out."""


def known() -> list[str]:
    """Every scope that a client may be registered for."""
    return [*STANDARD, *(name for name in conf.read(ProviderSettings).scopes if name not in STANDARD)]


def text(scope: str) -> str:
    """What a scope allows, in words; its name if the settings have none."""
    own = conf.read(ProviderSettings).scopes.get(scope)
    return (own.text if own is not None else "") or str(STANDARD.get(scope, scope))


def fields(scopes: Iterable[str]) -> dict[str, str]:
    """The claims of these scopes, each with the user's attribute."""
    declared = conf.read(ProviderSettings).scopes
    found: dict[str, str] = {}
    for scope in scopes:
        found |= FIELDS.get(scope, {})
        found |= declared[scope].claims if scope in declared else {}
    return found
