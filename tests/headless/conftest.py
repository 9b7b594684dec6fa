import pytest
from tests.users import logged_in, make_user


@pytest.fixture
def bob(db):
    return make_user()


@pytest.fixture
def bobs(bob):
    return logged_in(bob)
