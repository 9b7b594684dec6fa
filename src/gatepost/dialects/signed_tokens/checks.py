"""Checks of this dialect's settings."""

from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error, Warning  # noqa: A004 - Django's name

from gatepost import conf
from gatepost.dialects.mounted import mounted
from gatepost.dialects.signed_tokens import keys
from gatepost.dialects.signed_tokens.settings import SimpleJwtSettings
from gatepost.tokens.signed.jwk import BadKey

CLAIMING = (
    ("SIMPLE_JWT", "TOKEN_OBTAIN_SERIALIZER"),
    ("SIMPLE_JWT", "SLIDING_TOKEN_OBTAIN_SERIALIZER"),
    ("REST_AUTH", "JWT_TOKEN_CLAIMS_SERIALIZER"),
)
"""Settings of simplejwt and dj-rest-auth with a serializer whose `get_token` adds claims."""
THEIRS = ("rest_framework_simplejwt.", "dj_rest_auth.")


def messages() -> list[CheckMessage]:
    """Report invalid keys, and settings without effect."""
    try:
        keys.keys()
    except BadKey as error:
        return [Error(f'GATEPOST["simple_jwt"]["signing_key"] or its verifying_key: {error}', id="gatepost.E016")]
    settings = conf.read(SimpleJwtSettings)
    return [*_taking_over(settings), *_serializers(settings)]


def _taking_over(settings: SimpleJwtSettings) -> list[CheckMessage]:
    if settings.take_over and (field := _other_user_field()):
        return [
            Error(
                "simple_jwt.take_over: the tokens of simplejwt name their users by"
                f' "{field}" and not by the primary key, so that a token could be taken for another user\'s',
                hint="Remove simple_jwt.take_over; clients log in again.",
                id="gatepost.E075",
            )
        ]
    if settings.take_over and not settings.signing_key:
        return [
            Warning(
                "simple_jwt.take_over without signing_key: no refresh token of simplejwt's is recognised",
                hint="Set simple_jwt.signing_key to the key that simplejwt signed with: its SIGNING_KEY, by default"
                " SECRET_KEY",
                id="gatepost.W042",
            )
        ]
    return []


def _serializers(settings: SimpleJwtSettings) -> list[CheckMessage]:
    """Serializers of the project that add claims to tokens, and that nothing here calls."""
    if settings.claims or not any(map(mounted, ("simple_jwt", "djoser", "rest_auth"))):
        return []
    return [
        Warning(
            f"{setting}[{name!r}] is {path!r}, which gatepost doesn't call: tokens lack the claims that it adds",
            hint='GATEPOST = {"simple_jwt": {"claims": "…"}} names a function that returns these claims for a user:'
            " see 'Claims of your own' in rest-dialects.md",
            id="gatepost.W048",
        )
        for setting, name in CLAIMING
        if isinstance(path := (getattr(django_settings, setting, None) or {}).get(name), str)
        and not path.startswith(THEIRS)
    ]


def _other_user_field() -> str:
    """`USER_ID_FIELD` of simplejwt's settings, if it is not the primary key."""
    former = getattr(django_settings, "SIMPLE_JWT", None)
    field = former.get("USER_ID_FIELD", "id") if isinstance(former, dict) else "id"
    return "" if field in ("id", "pk", get_user_model()._meta.pk.attname) else str(field)  # noqa: SLF001
