"""The keys of this wire's tokens."""

import functools

from django.core.signals import setting_changed

from gatepost import conf
from gatepost.dialects.simple_jwt.settings import SimpleJwtSettings
from gatepost.ground import keyring
from gatepost.tokens.jwk import Key


@functools.cache
def keys() -> tuple[Key, tuple[Key, ...]]:
    """The key that signs, and those that verify.

    Raises:
        BadKey: What is configured is no key of that algorithm, or a weak one.
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
