"""The settings of knox, and ours. Source: the settings of django-rest-knox 5.1.0."""

from datetime import timedelta
from typing import Any, get_args, get_type_hints

from django.conf import settings

from gatepost.dialects.knox.settings import KnoxSettings
from gatepost.moving_in.package import becomes, loses
from gatepost.moving_in.settings_table import ABSENT, given

HASHES = frozenset(get_args(get_type_hints(KnoxSettings)["previous_hash"])) - {""}
LEAST, MOST = 32, 128
LENGTH = f"Tokens have {LEAST} to {MOST} digits; those of another length are not accepted, their clients log in again."


def value(name: str, default: object) -> Any:
    """The project's value of a setting, or knox's default."""
    found = given(f"REST_KNOX.{name}")
    return default if found is ABSENT else found


def token_model() -> str:
    """The model of knox's tokens, as `app.Model`."""
    found: str = value("TOKEN_MODEL", getattr(settings, "KNOX_TOKEN_MODEL", "knox.AuthToken"))
    return found


def previous_hash() -> str:
    """The name of knox's hash; empty if gatepost doesn't have it."""
    name = str(value("SECURE_HASH_ALGORITHM", "hashlib.sha512"))
    found = name.removeprefix("hashlib.")
    return found if name.startswith("hashlib.") and found in HASHES else ""


def length_fits() -> bool:
    """Whether gatepost accepts tokens of knox's length."""
    length: int = value("AUTH_TOKEN_CHARACTER_LENGTH", 64)
    return LEAST <= length // 2 * 2 <= MOST


def _seconds(lifetime: timedelta | None) -> int | None:
    return int(lifetime.total_seconds()) if lifetime is not None else None


def _digits(length: int) -> int:
    if not length_fits():
        raise ValueError(LENGTH)
    return length // 2 * 2


def _hash(_: object) -> str:
    if not (found := previous_hash()):
        raise ValueError("Tokens stored with this hash can't be moved; their clients log in again.")
    return found


def _serializer(path: str | None) -> str:
    ours = "gatepost.dialects.knox.views.UserSerializer"
    return ours if path == "knox.serializers.UserSerializer" else path or ""


def _format(found: str | None) -> str | None:
    return None if found == given("REST_FRAMEWORK.DATETIME_FORMAT") else found


SETTINGS = (
    becomes(
        "REST_KNOX.SECURE_HASH_ALGORITHM",
        "knox.previous_hash",
        "hashlib.sha512",
        _hash,
        note="Only to find moved tokens; new ones are stored as digests under a key of `KEYS`.",
    ),
    becomes("REST_KNOX.AUTH_TOKEN_CHARACTER_LENGTH", "knox.token_digits", 64, _digits),
    becomes("REST_KNOX.TOKEN_TTL", "knox.token_seconds", timedelta(hours=10), _seconds),
    becomes("REST_KNOX.USER_SERIALIZER", "knox.user_serializer", None, _serializer),
    becomes("REST_KNOX.TOKEN_LIMIT_PER_USER", "knox.tokens_per_user", None),
    becomes("REST_KNOX.AUTO_REFRESH", "knox.auto_refresh", default=False),
    becomes("REST_KNOX.AUTO_REFRESH_MAX_TTL", "knox.auto_refresh_max_seconds", None, _seconds),
    becomes("REST_KNOX.MIN_REFRESH_INTERVAL", "knox.min_refresh_seconds", 60),
    becomes("REST_KNOX.AUTH_HEADER_PREFIX", "knox.auth_header_prefix", "Token"),
    becomes(
        "REST_KNOX.EXPIRY_DATETIME_FORMAT",
        "knox.expiry_format",
        None,
        _format,
        note="By default the project's `DATETIME_FORMAT`.",
    ),
    loses("REST_KNOX.TOKEN_MODEL", "Rows of your model are moved, but columns of your own are not.", "knox.AuthToken"),
    loses("KNOX_TOKEN_MODEL", "Rows of your model are moved, but columns of your own are not.", "knox.AuthToken"),
    becomes("REST_KNOX.TOKEN_PREFIX", "knox.token_prefix", ""),
    loses(
        "REST_FRAMEWORK.DEFAULT_AUTHENTICATION_CLASSES",
        "Replace `knox.auth.TokenAuthentication` by the class in docs/rest-dialects.md.",
    ),
)
