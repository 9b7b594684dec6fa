"""Settings of passkeys."""

from typing import ClassVar, Literal
from urllib.parse import urlsplit

import msgspec

from gatepost import conf
from gatepost.ground import targets


class AndroidApp(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A native Android app that may use the relying party's keys.

    Args:
        package: The app's package name, such as `org.example.app`.
        fingerprints: SHA-256 fingerprints of its signing certificates, in hex with colons.
    """

    package: str
    fingerprints: tuple[str, ...]


class PasskeySettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Passkeys and security keys.

    Args:
        enabled: Whether users can add passkeys and security keys.
        login: Whether users can log in with a passkey alone.
        signup: Whether users can sign up with a passkey instead of a password.
        upgrade: Whether password managers may add a passkey after a password login, without a dialog, for users who
            have none. It logs its user in like the password, does not count as a second factor, and is removed when
            the password changes. Requires `login`.
        rp_id: The relying party: the domain that keys belong to. Changing it invalidates all keys. If empty, the host
            of `public_url`, or `localhost`.
        rp_name: The relying party's name as browsers show it; `outbox.from_name` if empty.
        origins: Exact origins of the pages (and apps) that use keys; if empty, `https://<rp_id>` and `public_url`, or
            any port of `localhost`.
        android_apps: Apps for `/.well-known/assetlinks.json`, each with `package` and `fingerprints` (SHA-256 of its
            certificates, in hex with colons); they may use keys as the origins may.
        apple_apps: Apps (`TEAM.bundle.id`) for `/.well-known/apple-app-site-association`.
        named_login: Whether a login may start with a name and get the ids of that user's keys, for keys that are not
            discoverable. Unknown names get decoy ids.
        challenge_seconds: Lifetime of a challenge.
        sign_count: What to do if a key's signature counter does not increase, which may mean a clone: `refuse` the
            login, or `flag` it in the audit log.
    """

    section: ClassVar[str] = "passkey"

    enabled: bool = True
    login: bool = True
    signup: bool = False
    upgrade: bool = True
    rp_id: str = ""
    rp_name: str = ""
    origins: tuple[str, ...] = ()
    android_apps: tuple[AndroidApp, ...] = ()
    apple_apps: tuple[str, ...] = ()
    named_login: bool = False
    challenge_seconds: int = 300
    sign_count: Literal["refuse", "flag"] = "refuse"

    def relying_party(self) -> str:
        """The domain that keys belong to: `rp_id`, or the host of the public URL."""
        host = urlsplit(conf.public_url()).hostname or ""
        return self.rp_id or ("localhost" if targets.is_loopback(host) else host) or "localhost"

    def own_origins(self) -> tuple[str, ...]:
        """The origins of pages that use keys; empty means any port of localhost."""
        domain = self.relying_party()
        if self.origins or domain == "localhost":
            return self.origins
        public = conf.public_url()
        host = urlsplit(public).hostname or ""
        ours = host == domain or host.endswith(f".{domain}")
        return tuple(dict.fromkeys((f"https://{domain}", public))) if ours else (f"https://{domain}",)
