"""A user model whose primary key is the address: run with `GATEPOST_TEST_USER=natural`."""

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.core.checks import run_checks
from django.db import connection
from tests.accounts.entrances import PASSWORD, send
from tests.client import Api
from tests.users import BOB, logged_in, make_user

from gatepost.accounts import identifiers
from gatepost.accounts.accounts import load
from gatepost.accounts.models import Identifier

pytestmark = pytest.mark.skipif(
    django_settings.AUTH_USER_MODEL != "natural.User", reason="set GATEPOST_TEST_USER=natural"
)
EVE, NEW = "eve@example.org", "new@example.org"
TWICE = {"password1": PASSWORD, "password2": PASSWORD}


@pytest.fixture(autouse=True)
def _mounted(settings, configure, transactional_db):
    settings.ROOT_URLCONF = "tests.dialects.urls"
    configure(
        accounts={
            "email_verification": "mandatory",
            "signup_fields": ["email*", "password*", "username", "badge"],
            "extra_fields": {"badge": {}},
            "deletion": True,
        },
        rest_auth={"signup_fields": ["email*"]},
    )


def sign_up(email=EVE, **values):
    return Api("app").post("auth/signup", {"email": email, "password": PASSWORD, **values})


def all_users():
    return sorted(get_user_model().objects.values_list("pk", flat=True))


def test_a_sign_up_with_an_address_that_is_a_primary_key_in_use_was_an_error_of_the_server(post):
    make_user()
    free = sign_up()
    taken = sign_up(email=BOB)
    assert (free.status, taken.status) == (401, 401)
    assert [sorted(answer.body["data"]) for answer in (free, taken)] == [["flows"], ["flows"]]
    assert send("/auth/users/", {"email": BOB, "password": PASSWORD})[0] == 400
    assert send("/api/v1/dj-rest-auth/registration/", {"email": BOB, **TWICE})[0] == 201
    assert all_users() == [BOB, EVE]
    assert get_user_model().objects.get(pk=BOB).check_password("bob-Secret-77")


def test_a_user_whom_the_project_made_keeps_an_address_that_is_the_primary_key(post):
    get_user_model().objects.bulk_create([get_user_model()(email=BOB)])
    assert sign_up(email=BOB).status == 401
    assert all_users() == [BOB]


def test_several_users_have_no_name(post):
    model = get_user_model()
    for email in (BOB, EVE):
        model(email=email, username=None).save(force_insert=True)
    assert Identifier.objects.filter(kind="username").count() == 0
    assert sign_up(email=NEW).status == 401


def test_changing_an_address_that_is_the_primary_key_looked_as_if_the_user_was_logged_out(post):
    user = make_user()
    identifiers.confirm(identifiers.add(load(user), "email", NEW))
    api = logged_in(user)
    answer = api.patch("account/email", {"email": NEW, "primary": True})
    assert (answer.status, answer.codes) == (400, [("unchangeable", "email")])
    token = send("/auth/token/login/", {"email": BOB, "password": "bob-Secret-77"})[1]["auth_token"]
    body = {"new_email": EVE, "current_password": "bob-Secret-77"}
    status, errors = send("/auth/users/set_email/", body, Authorization=f"Token {token}")
    assert (status, list(errors)) == (400, ["new_email"])
    assert api.get("auth/session").status == 200
    assert all_users() == [BOB]


def test_an_address_that_is_the_primary_key_is_not_replaced_by_a_new_one(configure, post):
    configure(email={"change_by_replacing": True})
    answer = logged_in(make_user()).post("account/email", {"email": NEW})
    assert answer.codes == [("unchangeable", "email")]
    assert post.to(NEW) == []


def test_a_check_says_that_users_keep_their_primary_key():
    found = [message.msg for message in run_checks(tags=["gatepost"]) if message.id == "gatepost.W063"]
    assert found == ["The primary key of User is email: no API lets users change it"]


@pytest.mark.skipif(
    not connection.features.supports_deferrable_unique_constraints, reason="the database defers no unique constraint"
)
class TestDeferred:
    def test_a_value_that_only_the_commit_refused_was_an_error_of_the_server(self):
        assert sign_up(badge="7").status == 401
        answer = sign_up(email=NEW, badge="7")
        assert (answer.status, answer.codes) == (400, [("unique", "badge")])
        assert all_users() == [EVE]

    def test_a_profile_with_such_a_value_is_refused(self):
        make_user(email=EVE)
        get_user_model().objects.filter(pk=EVE).update(badge="7")
        answer = logged_in(make_user(username="other")).patch("account/profile", {"badge": "7"})
        assert (answer.status, answer.codes) == (400, [("unique", "badge")])


def test_a_deletion_that_only_the_commit_refused_was_an_error_of_the_server():
    user = make_user()
    apps.get_model("natural", "Note").objects.create(user=user)
    api = logged_in(user)
    assert api.post("auth/reauthenticate", {"password": PASSWORD}).status == 200
    answer = api.delete("account")
    assert (answer.status, answer.codes) == (409, [("account_still_needed", None)])
    assert api.get("auth/session").status == 200
    assert all_users() == [BOB]
