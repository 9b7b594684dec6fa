"""A user with a passkey."""

import pytest
from tests.passkeys import enrol, prove
from tests.users import logged_in

from gatepost.testing.authenticator import SoftwareAuthenticator


@pytest.fixture
def key(bob):
    """Bob's key, which may log in alone."""
    made = SoftwareAuthenticator()
    assert enrol(prove(logged_in(bob)), made).status == 200
    return made
