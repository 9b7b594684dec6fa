"""Row 30, step by step: an account is deleted between the check of its password and the rows of its login."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from tests.client import Api
from tests.exchanges import CODE
from tests.features.passkey.test_named_login import with_key
from tests.users import BOB, PASSWORD, logged_in, make_user

from gatepost.features.passkey.operations import ceremony
from gatepost.features.password import hashing

NAMED = {"username": "bob", "password": PASSWORD, "email": BOB}
PATHS = (
    "/_allauth/app/v1/auth/login",
    "/api-token-auth/",
    "/api/v1/dj-rest-auth/login/",
    "/token/",
    "/token/sliding/",
    "/auth/token/login/",
    "/auth/jwt/create/",
    "/knox/login/",
    "/api/login/",
)
PAGES = ("/admin/login/?next=/", "/api-auth/login/?next=/")


@pytest.fixture
def _deletes(settings, monkeypatch):
    settings.ROOT_URLCONF = "tests.dialects.urls"
    user = make_user()
    type(user).objects.filter(pk=user.pk).update(is_staff=True)
    verify = hashing.verify

    def verify_and_delete(*args, **named):
        form = verify(*args, **named)
        get_user_model().objects.filter(pk=user.pk).delete()
        return form

    monkeypatch.setattr(hashing, "verify", verify_and_delete)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_deletes")
@pytest.mark.parametrize("path", [*PATHS, *PAGES])
def test_a_login_of_an_account_that_is_deleted_meanwhile_is_refused(path):
    body = {name: NAMED[name] for name in ("email", "password")} if path.startswith(("/_allauth", "/api/lo")) else NAMED
    kind = {} if path in PAGES else {"content_type": "application/json"}
    client = Client()
    answer = client.post(path, body, **kind)
    assert answer.status_code in ((200, 302, 400) if path in PAGES else (400, 401, 403))
    assert client.get("/whoami/").content == b"AnonymousUser"
    assert not get_user_model().objects.exists()


@pytest.mark.django_db
def test_a_user_who_is_deleted_during_a_request_is_logged_out(monkeypatch):
    user = make_user()
    api = logged_in(user)
    # The session was read with its user; the columns are read again because the rows are gone.
    from gatepost.accounts import queries  # noqa: PLC0415 - only here

    of_user = queries.of_user

    def delete_first(user_id):
        get_user_model().objects.filter(pk=user_id).delete()
        return of_user(user_id)

    monkeypatch.setattr(queries, "of_user", delete_first)
    assert api.get("account/email").status == 401
    assert Api("app").get("auth/session").status == 401


def _delete_before(monkeypatch, user, owner, name):
    """Delete a user at the last moment before a function writes rows for them."""
    write = getattr(owner, name)

    def delete_first(*args, **kwargs):
        get_user_model().objects.filter(pk=user.pk).delete()
        return write(*args, **kwargs)

    monkeypatch.setattr(owner, name, delete_first)


@pytest.mark.django_db(transaction=True)
def test_the_challenge_for_an_account_that_is_deleted_meanwhile_is_refused(monkeypatch, configure):
    configure(passkey={"named_login": True})
    user = make_user()
    with_key(user)
    _delete_before(monkeypatch, user, ceremony, "remember")
    assert Api("app").post("auth/webauthn/options", {"email": BOB}).status == 401


@pytest.mark.django_db(transaction=True)
def test_the_challenge_of_a_sign_up_whose_account_is_deleted_meanwhile_is_refused(monkeypatch, configure, post):
    configure(**CODE)
    configure(passkey={"signup": True})
    app = Api("app")
    app.post("auth/webauthn/signup", {"email": BOB})
    app.post("auth/email/verify", {"key": post.code(BOB)})
    _delete_before(monkeypatch, get_user_model().objects.get(), ceremony, "remember")
    assert app.get("auth/webauthn/signup").status == 401
