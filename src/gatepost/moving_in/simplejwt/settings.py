"""The settings of simplejwt, and ours. Source: the settings of djangorestframework-simplejwt 5.5.1."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, get_args

from django.conf import settings
from django.contrib.auth import get_user_model

from gatepost.dialects.signed_tokens.settings import Algorithm
from gatepost.moving_in.package import Expression, becomes, loses, only, without
from gatepost.moving_in.settings_table import ABSENT, given
from gatepost.tokens.signed.jwk import BadKey, Key

CLASSES = {"AccessToken": "access", "SlidingToken": "sliding"}
APP = "rest_framework_simplejwt.token_blacklist"
KEY = "SIMPLE_JWT_SIGNING_KEY"
VIEW = "Serializers of your own aren't called; `simple_jwt.claims` adds claims, and docs/extending.md names the hooks."
SERIALIZERS = {
    "TOKEN_OBTAIN_SERIALIZER": "TokenObtainPairSerializer",
    "TOKEN_REFRESH_SERIALIZER": "TokenRefreshSerializer",
    "TOKEN_VERIFY_SERIALIZER": "TokenVerifySerializer",
    "TOKEN_BLACKLIST_SERIALIZER": "TokenBlacklistSerializer",
    "SLIDING_TOKEN_OBTAIN_SERIALIZER": "TokenObtainSlidingSerializer",
    "SLIDING_TOKEN_REFRESH_SERIALIZER": "TokenRefreshSlidingSerializer",
}


def value(name: str, default: object) -> Any:
    """The project's value of a setting, or simplejwt's default."""
    found = given(f"SIMPLE_JWT.{name}")
    return default if found is ABSENT else found


def seconds(lifetime: timedelta) -> int:
    """A lifetime in whole seconds."""
    return int(lifetime.total_seconds())


def names_users_by_key() -> bool:
    """Whether `USER_ID_FIELD` is the primary key."""
    meta: Any = get_user_model()._meta  # noqa: SLF001 - documented
    return value("USER_ID_FIELD", "id") in ("pk", meta.pk.name, meta.pk.attname)


def key_fault() -> str:
    """Why gatepost can't verify tokens that simplejwt signed; empty if it can."""
    algorithm = value("ALGORITHM", "HS256")
    if value("JWK_URL", None):
        return "JWK_URL: keys are not fetched from an address; set `simple_jwt.verifying_key`."
    if algorithm not in get_args(Algorithm):
        return f"Tokens signed with {algorithm} are not accepted: their clients have to log in again."
    text = value("SIGNING_KEY", settings.SECRET_KEY)
    try:
        if algorithm == "HS256":
            Key.of_secret(str(text).encode())
        else:
            Key.of_pem(algorithm, str(text).encode())
    except BadKey as error:
        return f"SIGNING_KEY: {error}. Tokens signed with it are not accepted: their clients have to log in again."
    return ""


def movable() -> bool:
    """Whether tokens that simplejwt issued can stay valid."""
    return names_users_by_key() and not key_fault()


def _algorithm(name: str) -> str:
    if name not in get_args(Algorithm):
        raise ValueError(f"{name} is not supported; new tokens are signed with HS256, and old ones not accepted.")
    return name


def _signing_key(text: object) -> Expression:
    if fault := key_fault():
        raise ValueError(fault)
    return Expression("SECRET_KEY" if text in (None, settings.SECRET_KEY) else f'os.environ["{KEY}"]')


def _verifying_key(text: str | None) -> str:
    return "" if key_fault() or value("ALGORITHM", "HS256").startswith("HS") else text or ""


def _blacklists(on: object) -> bool:
    """Without its app, simplejwt's setting has no effect."""
    return bool(on) and APP in settings.INSTALLED_APPS


def _audience(found: str | Sequence[str] | None) -> tuple[str, ...]:
    return () if found is None else (found,) if isinstance(found, str) else tuple(found)


def _issuer(found: object) -> str:
    if found is not None and not isinstance(found, str):
        raise ValueError("Only one issuer is possible.")
    return found or ""


def _leeway(found: timedelta | float | None) -> float:
    return found.total_seconds() if isinstance(found, timedelta) else float(found or 0)


def _types(found: str | Sequence[str]) -> tuple[str, ...]:
    return (found,) if isinstance(found, str) else tuple(found)


def _header(name: str) -> str:
    return name.removeprefix("HTTP_").replace("_", "-").title()


def _classes(paths: Sequence[str | type]) -> tuple[str, ...]:
    names = [path.rpartition(".")[2] if isinstance(path, str) else path.__name__ for path in paths]
    if unknown := [name for name in names if name not in CLASSES]:
        raise ValueError(f"Token classes of your own are not called: {', '.join(unknown)}.")
    return tuple(CLASSES[name] for name in names)


def _required(found: str | None) -> str:
    if not found:
        raise ValueError("The claim is always there.")
    return found


def _becomes(name: str, ours: str, default: object, convert: Callable[[Any], Any] | None = None, note: str = "") -> Any:
    return becomes(f"SIMPLE_JWT.{name}", f"simple_jwt.{ours}", default, convert, note=note)


def _only(name: str, default: object, note: str) -> Any:
    return only(f"SIMPLE_JWT.{name}", default, note)


SETTINGS = (
    _becomes("ACCESS_TOKEN_LIFETIME", "access_seconds", timedelta(minutes=5), seconds),
    _becomes("REFRESH_TOKEN_LIFETIME", "refresh_seconds", timedelta(days=1), seconds),
    _becomes("ROTATE_REFRESH_TOKENS", "rotate_refresh_tokens", default=False),
    _becomes(
        "BLACKLIST_AFTER_ROTATION",
        "blacklist_after_rotation",
        default=False,
        convert=_blacklists,
        note="Using a token a second time revokes its login. Without the app `token_blacklist` it has no effect.",
    ),
    without("SIMPLE_JWT.UPDATE_LAST_LOGIN", "A login always sets `last_login`.", default=False),
    _becomes("ALGORITHM", "algorithm", "HS256", _algorithm, "HS384, HS512, PS384, PS512 and ES512 are not supported."),
    _becomes(
        "SIGNING_KEY",
        "signing_key",
        None,
        _signing_key,
        "By default `SECRET_KEY`. At least 32 bytes for HS256, 2,048 bits for RSA.",
    ),
    _becomes("VERIFYING_KEY", "verifying_key", "", _verifying_key),
    _becomes("AUDIENCE", "audience", None, _audience),
    _becomes("ISSUER", "issuer", None, _issuer),
    _only("JSON_ENCODER", None, "Claims are plain JSON; convert values in the function of `simple_jwt.claims`."),
    _only("JWK_URL", None, "Keys are not fetched from an address; set `simple_jwt.verifying_key`."),
    _becomes("LEEWAY", "leeway", 0, _leeway),
    _becomes("AUTH_HEADER_TYPES", "auth_header_types", ("Bearer",), _types),
    _becomes("AUTH_HEADER_NAME", "auth_header_name", "HTTP_AUTHORIZATION", _header),
    loses(
        "SIMPLE_JWT.USER_ID_FIELD",
        "Tokens name users by their primary key. With another field, tokens issued before are not accepted.",
        "id",
    ),
    _becomes("USER_ID_CLAIM", "user_id_claim", "user_id", _required),
    _only(
        "USER_AUTHENTICATION_RULE",
        "rest_framework_simplejwt.authentication.default_user_authentication_rule",
        "A rule of your own isn't called: a check of a login takes its place, see docs/extending.md.",
    ),
    _becomes("AUTH_TOKEN_CLASSES", "auth_token_classes", ("AccessToken",), _classes),
    _becomes("TOKEN_TYPE_CLAIM", "token_type_claim", "token_type", _required),
    _becomes("JTI_CLAIM", "jti_claim", "jti", _required),
    _only(
        "TOKEN_USER_CLASS",
        "rest_framework_simplejwt.models.TokenUser",
        "Users are loaded from the database, also with `simple_jwt.stateless`.",
    ),
    _only("SLIDING_TOKEN_REFRESH_EXP_CLAIM", "refresh_exp", "The claim is always `refresh_exp`."),
    _becomes("SLIDING_TOKEN_LIFETIME", "sliding_seconds", timedelta(minutes=5), seconds),
    _becomes("SLIDING_TOKEN_REFRESH_LIFETIME", "sliding_refresh_seconds", timedelta(days=1), seconds),
    *(_only(name, f"rest_framework_simplejwt.serializers.{one}", VIEW) for name, one in SERIALIZERS.items()),
    _becomes("CHECK_REVOKE_TOKEN", "check_revoke_token", default=False),
    _becomes("REVOKE_TOKEN_CLAIM", "revoke_token_claim", "hash_password"),
    loses("SIMPLE_JWT.CHECK_USER_IS_ACTIVE", "Disabled users are always refused.", default=True),
    loses(
        "REST_FRAMEWORK.DEFAULT_AUTHENTICATION_CLASSES",
        "Replace simplejwt's class by the one in docs/rest-dialects.md; for `JWTStatelessUserAuthentication` set "
        "`simple_jwt.stateless` too.",
    ),
)
