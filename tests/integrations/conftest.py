import pytest


@pytest.fixture
def rest(settings, db):
    """The host project of `views.py`."""
    settings.ROOT_URLCONF = "tests.integrations.views"
