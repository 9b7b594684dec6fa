import pytest
from tests.users import make_user


@pytest.fixture
def rest(settings, db):
    """The host project of `views.py`."""
    settings.ROOT_URLCONF = "tests.integrations.views"


@pytest.fixture
def bob(db):
    return make_user()
