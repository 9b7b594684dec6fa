import pytest
from tests.providers import provider

__all__ = ["provider"]


@pytest.fixture(autouse=True)
def _mounted(settings):
    """As the server mounts it, without the dialects that have an `api/whoami/` of their own."""
    settings.ROOT_URLCONF = "tests.urls"
