"""A login ends any other login that is pending in the visitor's session."""

import pytest
from tests.client import Api
from tests.factors import with_app
from tests.users import BOB, PASSWORD, make_user

from gatepost.flow.models import PendingLogin

pytestmark = pytest.mark.django_db
ANN = "ann@example.org"


@pytest.mark.parametrize("client", ["browser", "app"])
def test_a_login_leaves_no_other_pending_login_behind(client):
    with_app(make_user())
    make_user(ANN, "ann")
    api = Api(client)
    assert api.post("auth/login", {"email": BOB, "password": PASSWORD}).status == 401
    assert PendingLogin.objects.count() == 1
    assert api.post("auth/login", {"email": ANN, "password": PASSWORD}).status == 200
    assert not PendingLogin.objects.exists()
