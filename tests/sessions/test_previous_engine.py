"""Sessions that Django's engines keep outside the database are taken over at their next request, once."""

from importlib import import_module

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from tests.client import Api
from tests.users import make_user

from gatepost.sessions import queries
from gatepost.sessions.models import Session

ENGINES = [f"django.contrib.sessions.backends.{name}" for name in ("cache", "file", "signed_cookies")]


@pytest.fixture(params=ENGINES)
def engine(request, db, settings, tmp_path, configure):
    settings.SESSION_FILE_PATH = str(tmp_path)
    configure(sessions={"previous_engine": request.param})
    return import_module(request.param)


def django_session(engine, user, **data):
    """The key of a session as Django's own login leaves it."""
    session = engine.SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.update(data)
    session.save()
    return session.session_key


def browser_with(key):
    api = Api("browser")
    api.http.cookies["sessionid"] = key
    return api


def whoami(api):
    return api.http.get("/whoami/").content.decode()


def test_a_browser_stays_signed_in_with_its_data_under_the_same_key(engine):
    user = make_user()
    key = django_session(engine, user, cart=[1])
    api = browser_with(key)
    assert whoami(api) == str(user)
    assert api.get("auth/session").body["data"]["user"]["id"] == user.pk
    assert api.http.cookies["sessionid"].value == key
    assert Session.objects.get().data == '{"cart": [1]}'
    assert [one["is_current"] for one in api.get("auth/sessions").body["data"]] == [True]


def test_an_app_stays_signed_in_by_its_token(engine):
    user = make_user()
    api = Api("app")
    api.token = django_session(engine, user)
    assert api.get("auth/session").body["data"]["user"]["id"] == user.pk
    assert Session.objects.get().client == "app"


def test_an_ended_session_is_not_taken_over_again(engine):
    key = django_session(engine, make_user())
    api = browser_with(key)
    assert api.get("auth/session").status == 200
    assert api.delete("auth/session").status == 401
    assert whoami(browser_with(key)) == "AnonymousUser"
    assert browser_with(key).get("auth/session").status == 401
    app = Api("app")
    app.token = key
    assert app.get("auth/session").status == 410


@pytest.mark.parametrize("how", ["password", "disabled", "deleted", "no_hash", "forged"])
def test_a_session_that_django_would_refuse_stays_dead(engine, how):
    user = make_user()
    key = django_session(engine, user, **({HASH_SESSION_KEY: ""} if how == "no_hash" else {}))
    if how == "password":
        user.set_password("another-Secret-99")
        user.save()
    elif how == "disabled":
        type(user).objects.update(is_active=False)
    elif how == "deleted":
        user.delete()
    elif how == "forged":
        key = key[:-1] + ("a" if key[-1] != "a" else "b")
    assert browser_with(key).get("auth/session").status == 401
    assert not Session.objects.exists()


def test_of_two_requests_at_once_both_are_signed_in(engine, monkeypatch):
    """The second request finds the row of the first, which won the race for the mark."""
    user = make_user()
    key = django_session(engine, user)
    mark = queries.mark_taken_over
    others = []

    def overtaken(digest, expires_at):
        if not others:
            others.append(None)
            assert browser_with(key).get("auth/session").status == 200
        return mark(digest, expires_at)

    monkeypatch.setattr(queries, "mark_taken_over", overtaken)
    assert browser_with(key).get("auth/session").status == 200
    assert Session.objects.count() == 1


def test_without_the_setting_a_foreign_key_is_nobody(db, django_assert_num_queries):
    make_user()
    with django_assert_num_queries(0):
        assert whoami(browser_with("x" * 31)) == "AnonymousUser"


@pytest.mark.parametrize("key", ["x", "x" * 9000, "a:b:c", "\u00e4" * 32, "../../etc/passwd", "." * 32])
def test_bad_keys_are_nobody(engine, key):
    assert whoami(browser_with(key)) == "AnonymousUser"
    app = Api("app")
    app.token = key.encode("ascii", "ignore").decode() or "x"
    assert app.get("auth/session").status == 410
