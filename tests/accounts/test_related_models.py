"""Users who are written through another model than the user model: a proxy, or one that inherits from it."""

from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from tests.client import Api
from tests.settings import USER
from tests.users import BOB, PASSWORD, make_user

from gatepost import apps as own_apps
from gatepost.accounts.models import AccountRecord, Identifier, ReleasedName

OTHER = "other@example.org"
pytestmark = pytest.mark.django_db


def log_in(address):
    return Api("app").post("auth/login", {"email": address, "password": PASSWORD}).status


@pytest.fixture(scope="module")
def colleagues():
    """A proxy of the user model, as projects register it in their admin."""

    class Colleague(get_user_model()):
        class Meta:
            proxy = True
            app_label = "contenttypes"

    own_apps._follow(Colleague)
    yield Colleague.objects
    del apps.all_models["contenttypes"]["colleague"]
    apps.clear_cache()


def test_an_address_written_through_a_proxy_found_nobody(bob, colleagues):
    changed = colleagues.get(pk=bob.pk)
    setattr(changed, bob.get_email_field_name(), OTHER)
    changed.save()
    assert log_in(BOB) == 400
    assert log_in(OTHER) == 200


@pytest.mark.not_with("email_only", "handle", "phone", "employee", "bare", "short", "company")
def test_a_superuser_made_through_a_proxy_had_to_verify_an_address(colleagues, configure):
    configure(accounts={"email_verification": "mandatory"})
    eve = colleagues.create_superuser("eve", OTHER, PASSWORD)
    assert AccountRecord.objects.filter(user_id=eve.pk, adopted=True).exists()
    assert log_in(OTHER) == 200


def test_a_username_deleted_through_a_proxy_was_free_at_once(bob, colleagues):
    Identifier.objects.filter(user_id=bob.pk, kind="username").update(created_at=datetime(2020, 1, 1, tzinfo=UTC))
    colleagues.get(pk=bob.pk).delete()
    assert ReleasedName.objects.count() == 1


@pytest.mark.skipif(USER != "inherited", reason="set GATEPOST_TEST_USER=inherited")
@pytest.mark.parametrize("model", ["Person", "Clerk"])
def test_an_address_written_through_a_parent_or_child_found_nobody(model):
    made = apps.get_model("inherited", "Clerk").objects.create_user("eve", BOB, PASSWORD)
    changed = apps.get_model("inherited", model).objects.get(pk=made.pk)
    changed.email = OTHER
    changed.save()
    assert log_in(BOB) == 400
    assert log_in(OTHER) == 200


@pytest.mark.skipif(USER != "inherited", reason="set GATEPOST_TEST_USER=inherited")
def test_a_row_added_to_a_user_who_signed_up_adopts_nobody(configure):
    configure(accounts={"email_verification": "mandatory", "adopt_new": True})
    bob = make_user(verified=False)
    clerk = apps.get_model("inherited", "Clerk")(user_ptr_id=bob.pk, desk="a")
    clerk.__dict__.update({field.attname: getattr(bob, field.attname) for field in bob._meta.concrete_fields})
    clerk.save()
    assert not AccountRecord.objects.filter(user_id=bob.pk, adopted=True).exists()
    assert apps.get_model("inherited", "Person").objects.create_user("ann", OTHER, PASSWORD).pk != bob.pk
