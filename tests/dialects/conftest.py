import pytest
from rest_framework.test import APIClient
from tests.users import make_user


@pytest.fixture(autouse=True)
def _mounted(settings, request):
    """The dialects on REST framework; the one that stands without it has addresses of its own."""
    if "cookie" not in request.path.parts:
        settings.ROOT_URLCONF = "tests.dialects.urls"


@pytest.fixture
def client(db):
    """A client of REST framework's, which sends JSON and keeps cookies."""
    return APIClient(enforce_csrf_checks=True)


@pytest.fixture
def bob(db):
    return make_user()
