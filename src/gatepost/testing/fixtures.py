"""Pytest fixtures.

# conftest.py
pytest_plugins = ["gatepost.testing.fixtures"]
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from gatepost.ground import clock
from gatepost.testing.authenticator import SoftwareAuthenticator
from gatepost.testing.openid import OpenIdProvider
from gatepost.testing.totp import TotpApp, enrol


class Clock:
    """A frozen clock that only moves when told to.

    Args:
        now: Unix time in seconds.
    """

    def __init__(self, now: float) -> None:
        self.now = now

    def forward(self, seconds: float) -> None:
        """Advance the clock."""
        self.now += seconds


@pytest.fixture
def gatepost_clock() -> Iterator[Clock]:
    """Freeze the clock that all of gatepost's expiry times, rate limits and codes use."""
    frozen = Clock(clock.unix())
    clock.set_source(lambda: frozen.now)
    yield frozen
    clock.set_source(None)


@pytest.fixture
def gatepost_authenticator() -> Callable[..., SoftwareAuthenticator]:
    """A factory of software passkeys; takes the arguments of `SoftwareAuthenticator`."""
    return SoftwareAuthenticator


@pytest.fixture
def gatepost_totp(db: None) -> Callable[[Any], TotpApp]:  # noqa: ARG001 - requests the database
    """A function that enrols an authenticator app for a user, `enrol`."""
    return enrol


@pytest.fixture
def gatepost_provider() -> Iterator[OpenIdProvider]:
    """A running OpenID Connect provider; `gatepost_provider.settings()` returns a `social` section that uses it."""
    with OpenIdProvider() as provider:
        yield provider
