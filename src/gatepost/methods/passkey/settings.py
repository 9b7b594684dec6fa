"""Settings of the passkey method."""

from typing import ClassVar, Literal

import msgspec


class AndroidApp(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A native app that may use the keys of the relying party.

    Args:
        package: Its name, as in `org.example.app`.
        fingerprints: SHA-256 of its signing certificates, in hex with colons.
    """

    package: str
    fingerprints: tuple[str, ...]


class PasskeySettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Passkeys and security keys.

    Args:
        enabled: Whether users may add them.
        login: Whether a passkey alone logs in.
        signup: Whether an account can be made with a passkey and no password.
        rp_id: The relying party: the domain that keys belong to. Changing it makes all keys useless.
        rp_name: The name that browsers show; `outbox.from_name` if empty.
        origins: Exact origins of the pages (and apps) that use keys; if empty, `https://<rp_id>`, and for `localhost`
            every port of it.
        android_apps: Apps for `/.well-known/assetlinks.json`, each with `package` and `fingerprints` (SHA-256 of its
            certificates, in hex with colons); they may use keys like the origins.
        apple_apps: Apps (`TEAM.bundle.id`) for `/.well-known/apple-app-site-association`.
        named_login: Whether a login may begin with a name and get the ids of that user's keys, for keys that don't
            know their user. Unknown names get made-up ids.
        challenge_seconds: How long a ceremony may take.
        sign_count: What happens to a key whose counter does not rise, which may mean a copy: `refuse` or `flag`.
    """

    section: ClassVar[str] = "passkey"

    enabled: bool = True
    login: bool = True
    signup: bool = False
    rp_id: str = "localhost"
    rp_name: str = ""
    origins: tuple[str, ...] = ()
    android_apps: tuple[AndroidApp, ...] = ()
    apple_apps: tuple[str, ...] = ()
    named_login: bool = False
    challenge_seconds: int = 300
    sign_count: Literal["refuse", "flag"] = "refuse"
