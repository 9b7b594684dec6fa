"""Checks of this dialect's settings."""

from django.core.checks import CheckMessage, Error, Warning  # noqa: A004 - Django's name

from gatepost import conf
from gatepost.dialects.signed_tokens import keys
from gatepost.dialects.signed_tokens.settings import SimpleJwtSettings
from gatepost.tokens.jwk import BadKey


def messages() -> list[CheckMessage]:
    """Report invalid keys, and settings without effect."""
    try:
        keys.keys()
    except BadKey as error:
        return [Error(f'GATEPOST["simple_jwt"]["signing_key"] or its verifying_key: {error}', id="gatepost.E016")]
    settings = conf.read(SimpleJwtSettings)
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
