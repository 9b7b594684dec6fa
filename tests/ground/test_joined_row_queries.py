"""Columns of a row to which no foreign key leads, read in one statement."""

from django.db.models import F
from tests.users import BOB, make_user

from gatepost.accounts.models import Identifier
from gatepost.features.provider.models import OAuthClient
from gatepost.features.provider.operations import clients
from gatepost.ground.joined_row_queries import beside


def test_a_row_is_read_beside_another_with_all_kinds_of_columns(db, django_assert_num_queries):
    make_user()
    made = clients.make(by="command", name="App", grant_types=["client_credentials"], audiences=["https://api.test"])
    rows = Identifier.objects.filter(value=BOB)
    names = ("id", "name", "audiences", "created_at")
    with django_assert_num_queries(1):
        found = beside(rows, OAuthClient, "client_id", made.row.client_id, names, prefix="app_").get()
    assert (found.app_id, found.app_name, found.app_audiences) == (made.row.id, "App", ["https://api.test"])
    assert found.app_created_at == made.row.created_at


def test_a_row_without_another_is_still_found(db):
    make_user()
    rows = Identifier.objects.filter(value=BOB)
    found = beside(rows, OAuthClient, "client_id", "nobody", ("id", "name"), prefix="app_").get()
    assert (found.value, found.app_id, found.app_name) == (BOB, None, None)


def test_the_other_model_may_be_joined_by_a_foreign_key_as_well(db):
    make_user()
    for name in ("one", "two"):
        clients.make(by="command", client_id=name, name=name, grant_types=["client_credentials"])
    found = beside(OAuthClient.objects.all(), OAuthClient, "client_id", "two", ("name",), prefix="other_")
    pairs = found.filter(name=F("client_id")).order_by("name").values_list("name", "other_name")
    assert list(pairs) == [("one", "two"), ("two", "two")]
