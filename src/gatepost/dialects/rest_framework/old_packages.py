"""A logout at the package that a token was moved from, while both packages are installed, ends the token here too."""

from typing import Any

from django.apps import apps
from django.conf import settings

from gatepost.ground import audit, database
from gatepost.tokens import forms, moved_tokens, opaque
from gatepost.tokens.models import Token


def _authtoken(text: str, _: str) -> tuple[str, dict[str, str]]:
    return "authtoken.Token", {"key": text}


def _knox(text: str, previous_hash: str) -> tuple[str, dict[str, str]]:
    given = getattr(settings, "REST_KNOX", {})
    model = str(given.get("TOKEN_MODEL") or getattr(settings, "KNOX_TOKEN_MODEL", "knox.AuthToken"))
    return model, {"digest": moved_tokens.hashed(text, previous_hash)}


APPS = {forms.AUTHTOKEN: ("rest_framework.authtoken", _authtoken), forms.KNOX: ("knox", _knox)}


def logged_out(row: Token, text: str, *, previous_hash: str = "") -> bool:
    """Whether the old package's row of a moved token is gone; then the token is revoked here.

    One query for moved tokens while the old package is in `INSTALLED_APPS`; none for others, and none without it.

    Args:
        row: A valid token.
        text: Its text.
        previous_hash: The hash with which the old package stored it, if it did.
    """
    if row.name != moved_tokens.NAME or row.kind not in APPS or not moved_tokens.ends_with_old_row(row):
        return False
    app, of = APPS[row.kind]
    if not apps.is_installed(app) or _exists(*of(text, previous_hash)):
        return False
    if opaque.end_one(row.user_id, row.id):
        audit.record("logout", user_id=row.user_id, by="old_package")
    return True


def _exists(model: str, where: dict[str, Any]) -> bool:
    """Whether the old row is there; True if its table isn't, which the project may have dropped."""
    try:
        with database.savepoint():
            return bool(apps.get_model(model)._base_manager.using(database.alias()).filter(**where).exists())  # noqa: SLF001 - documented
    except (database.Error, LookupError):
        return True
