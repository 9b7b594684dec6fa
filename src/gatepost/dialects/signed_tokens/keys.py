"""The keys of this dialect's tokens."""

import functools

from django.core.signals import setting_changed

from gatepost import conf
from gatepost.dialects.signed_tokens.settings import SimpleJwtSettings
from gatepost.ground import keyring
from gatepost.tokens.signed.jwk import Key


@functools.cache
def keys() -> tuple[Key, tuple[Key, ...]]:
    """The signing key and the verifying keys.

    Raises:
        BadKey: The configured key does not fit the algorithm, or is weak.
    """
    settings = conf.read(SimpleJwtSettings)
    if settings.algorithm == "HS256":
        texts = [settings.signing_key] if settings.signing_key else keyring.digests("simple-jwt", "HS256")
        made = tuple(Key.of_secret(text.encode()) for text in texts)
        return made[0], made
    own = Key.of_pem(settings.algorithm, settings.signing_key.encode())
    public = Key.of_pem(settings.algorithm, settings.verifying_key.encode()) if settings.verifying_key else own
    return own, (public,)


def _forget(*, setting: str, **_: object) -> None:
    if setting == "GATEPOST":
        keys.cache_clear()


setting_changed.connect(_forget)
