import pytest
from tests.methods.social.visitor import Visitor

from gatepost.methods.social.protocol import metadata
from gatepost.testing.openid import OpenIdProvider


@pytest.fixture
def provider():
    metadata.forget()
    with OpenIdProvider() as running:
        yield running
    metadata.forget()


@pytest.fixture
def connected(provider, configure):
    """A connection named `test` to the provider; further settings of the section by keyword."""

    def change(**section):
        connection = section.pop("connection", {})
        configure(social=provider.settings(**connection) | section)

    change()
    return change


@pytest.fixture
def visitor(db, connected, provider):
    return Visitor("browser", provider)


@pytest.fixture
def phone(db, connected, provider):
    return Visitor("app", provider)
