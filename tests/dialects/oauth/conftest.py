import pytest
from tests.oauth import RESOURCE, App
from tests.users import logged_in


@pytest.fixture(autouse=True)
def _provider(configure):
    configure(provider={"enabled": True, "resources": [RESOURCE], "scopes": {"read": {"text": "Read your notes"}}})


@pytest.fixture
def wiki(db):
    """A confidential client."""
    return App()


@pytest.fixture
def phone(db):
    """A public client."""
    return App(public=True)


@pytest.fixture
def browsing(bob):
    """A browser in which Bob is logged in."""
    return logged_in(bob, "browser")
