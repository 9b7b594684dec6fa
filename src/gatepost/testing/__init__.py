"""Test tools for projects: a software passkey, an authenticator app, an OpenID provider, and a frozen clock.

All are available as pytest fixtures: `pytest_plugins = ["gatepost.testing.fixtures"]`.
"""

from typing import TYPE_CHECKING

from gatepost.exports import lazily

if TYPE_CHECKING:
    from gatepost.testing.authenticator import SoftwareAuthenticator
    from gatepost.testing.openid import OpenIdProvider
    from gatepost.testing.totp import TotpApp, enrol
else:
    __getattr__ = lazily(
        __name__,
        {
            "OpenIdProvider": "gatepost.testing.openid",
            "SoftwareAuthenticator": "gatepost.testing.authenticator",
            "TotpApp": "gatepost.testing.totp",
            "enrol": "gatepost.testing.totp",
        },
    )

__all__ = ["OpenIdProvider", "SoftwareAuthenticator", "TotpApp", "enrol"]
