"""What a login from elsewhere costs, in statements."""

import pytest
from tests.counted import Counted
from tests.providers import Visitor, connected, provider

__all__ = ["connected", "provider"]


@pytest.mark.parametrize("logins", [1, 20])
def test_a_login_by_a_known_identity_does_not_grow_with_the_logins_of_its_user(
    db, provider, connected, configure, logins
):
    configure(limits={"enabled": True}, accounts={"notifications": False, "login_notifications": False})
    for _ in range(logins):
        assert Visitor("app", provider).post_token().status == 200
    visitor = Visitor("app", provider)
    with Counted() as counted:
        assert visitor.post_token().status == 200
    assert len(counted.statements) <= 9, counted.statements


def test_a_sign_up_is_at_most_eleven_statements(db, provider, connected, configure):
    configure(limits={"enabled": True})
    visitor = Visitor("app", provider)
    with Counted() as counted:
        assert visitor.post_token().status == 200
    assert len(counted.statements) <= 11, counted.statements


def test_ways_in_are_told_without_a_statement(db, provider, connected):
    with Counted() as counted:
        assert Visitor("app", provider).get("auth/session").status == 401
    assert counted.statements == []
