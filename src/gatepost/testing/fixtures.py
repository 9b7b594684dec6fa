"""Fixtures for pytest.

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
    """A clock that stands still until it is moved.

    Args:
        now: Unix seconds.
    """

    def __init__(self, now: float) -> None:
        self.now = now

    def forward(self, seconds: float) -> None:
        """Move on."""
        self.now += seconds


@pytest.fixture
def gatepost_clock() -> Iterator[Clock]:
    """The clock that every expiry, limit and code of gatepost goes by."""
    standing = Clock(clock.unix())
    clock.set_source(lambda: standing.now)
    yield standing
    clock.set_source(None)


@pytest.fixture
def gatepost_authenticator() -> Callable[..., SoftwareAuthenticator]:
    """Makes passkeys in software; takes the arguments of `SoftwareAuthenticator`."""
    return SoftwareAuthenticator


@pytest.fixture
def gatepost_totp(db: None) -> Callable[[Any], TotpApp]:  # noqa: ARG001 - asks for the database
    """Gives a user an authenticator app."""
    return enrol


@pytest.fixture
def gatepost_provider() -> Iterator[OpenIdProvider]:
    """A provider of OpenID Connect on loopback; `gatepost_provider.settings()` is a section `social` with it."""
    with OpenIdProvider() as provider:
        yield provider
