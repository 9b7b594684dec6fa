"""What revokes logins while one completes is tried again as a whole if it becomes a deadlock victim."""

import pytest
from django.db import OperationalError
from tests.factors import with_app
from tests.users import BOB, PASSWORD, logged_in, make_user

from gatepost.accounts import lifecycle
from gatepost.flow import everywhere, queries, support

NEW = "an0ther-l0ng-Secret"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def victim(monkeypatch):
    """Makes the statement that ends pending logins fail twice."""
    delete, left = queries.delete_of_user, [2]

    def fail(user_id):
        if left[0]:
            left[0] -= 1
            raise OperationalError("deadlock detected")
        return delete(user_id)

    monkeypatch.setattr(queries, "delete_of_user", fail)
    return left


def close(api, user):
    assert api.delete("account").status == 401
    assert not type(user).objects.exists()


def change_password(api, user):
    assert api.post("account/password/change", {"current_password": PASSWORD, "new_password": NEW}).status == 200
    user.refresh_from_db()
    assert user.check_password(NEW)


def log_out_everywhere(api, user):
    everywhere.revoke(user.pk)
    assert api.get("auth/session").status in (401, 410)


def disable(api, user):
    assert lifecycle.set_active(user.pk, active=False) == 1
    assert api.get("auth/session").status in (401, 410)


def set_password_by_staff(api, user):
    assert support.set_password(user, "!", by="command")
    assert api.get("auth/session").status in (401, 410)


def reset_factors(api, user):
    with_app(user)
    assert support.reset_factors(user, by="command", reason="lost") == 2  # app and recovery codes


@pytest.mark.parametrize(
    "revoke", [close, change_password, log_out_everywhere, disable, set_password_by_staff, reset_factors]
)
def test_a_revocation_that_met_a_deadlock_answered_503(revoke, victim, configure):
    configure(accounts={"deletion": True})
    user = make_user()
    api = logged_in(user)
    assert api.post("auth/reauthenticate", {"password": PASSWORD}).status == 200
    revoke(api, user)
    assert victim == [0]


def test_a_reset_that_met_a_deadlock_answered_503(victim, app, post):
    make_user()
    app.post("auth/password/request", {"email": BOB})
    key = post.key(BOB)
    assert app.post("auth/password/reset", {"key": key, "password": NEW}).status == 401
    assert victim == [0]
    assert app.post("auth/login", {"email": BOB, "password": NEW}).status == 200
