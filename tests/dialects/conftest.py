import pytest
from rest_framework.test import APIClient
from tests.users import make_user


@pytest.fixture(autouse=True)
def _mounted(settings):
    settings.ROOT_URLCONF = "tests.dialects.urls"


@pytest.fixture
def client(db):
    """A client of REST framework's, which sends JSON and keeps cookies."""
    return APIClient(enforce_csrf_checks=True)


@pytest.fixture
def bob(db):
    return make_user()
