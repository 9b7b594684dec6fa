"""Users delete their own accounts, where the settings let them."""

import pytest
from django.contrib.auth import get_user_model
from django.db.models import ProtectedError
from django.db.models.signals import pre_delete
from tests.users import PASSWORD, logged_in, make_user

from gatepost.ground.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["app", "browser"])
def bobs(request, configure):
    configure(accounts={"deletion": True})
    return logged_in(make_user(), request.param)


def test_nobody_can_unless_the_settings_say_so():
    assert logged_in(make_user()).delete("account").status == 404


def test_strangers_are_asked_to_log_in(api, configure):
    configure(accounts={"deletion": True})
    assert api.delete("account").status == 401


def test_it_takes_a_fresh_proof_and_ends_everything(bobs):
    refused = bobs.delete("account")
    assert (refused.status, "reauthenticate" in [flow["id"] for flow in refused.flows]) == (401, True)
    assert get_user_model().objects.count() == 1

    assert bobs.post("auth/reauthenticate", {"password": PASSWORD}).status == 200
    elsewhere = logged_in(get_user_model().objects.get())
    answer = bobs.delete("account")
    assert (answer.status, answer.body["meta"]["is_authenticated"]) == (401, False)
    assert get_user_model().objects.count() == 0
    assert bobs.get("auth/session").status in (401, 410)
    assert elsewhere.get("auth/session").status == 410
    assert Event.objects.filter(kind="account_deleted").count() == 1


def test_a_login_however_recent_is_no_fresh_proof(app, configure):
    configure(accounts={"deletion": True, "login_methods": ["email"]})
    make_user()
    assert app.post("auth/login", {"email": "bob@example.org", "password": PASSWORD}).status == 200
    assert app.delete("account").status == 401
    assert get_user_model().objects.count() == 1


def test_an_account_that_other_rows_protect_answered_with_a_server_error(bobs):
    def protect(instance, **_):
        raise ProtectedError("An invoice needs this user.", {instance})

    assert bobs.post("auth/reauthenticate", {"password": PASSWORD}).status == 200
    pre_delete.connect(protect, sender=get_user_model())
    try:
        answer = bobs.delete("account")
    finally:
        pre_delete.disconnect(protect, sender=get_user_model())
    assert (answer.status, answer.codes) == (409, [("account_still_needed", None)])
    assert bobs.get("auth/session").status == 200
    assert not Event.objects.filter(kind="account_deleted").exists()
