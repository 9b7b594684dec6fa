"""Every entry point for users of every model that Django made, before gatepost was there and after.

Run with `GATEPOST_TEST_USER` set to a folder of `tests/projects`; `make matrix` runs all of them.
"""

import json

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.core.checks import run_checks
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from tests.client import Api
from tests.matrix.people import NEW, ORIGINS, OTHERS, PASSWORD, build, by_the_projects_code, names, write_raw, written
from tests.users import logged_in

from gatepost.accounts import columns
from gatepost.accounts.models import AccountRecord
from gatepost.accounts.settings import AccountsSettings
from gatepost.ground import database

EVERY = pytest.mark.django_db(databases="__all__")
NEEDS_FORM = django_settings.AUTH_USER_MODEL == "company.User"


@pytest.fixture(autouse=True)
def _mounted(settings, configure):
    settings.ROOT_URLCONF = "tests.dialects.urls"
    configure(
        accounts={
            "adopt_new": True,
            "email_verification": "mandatory",
            "login_methods": list(columns.by_kind()),
            "deletion": True,
        },
        rest_auth={"login_methods": [kind for kind in ("username", "email") if kind in columns.by_kind()]},
    )


@pytest.fixture(params=ORIGINS, ids=lambda origin: origin.__name__)
def eve(request, transactional_db_or_db):
    return request.param()


@pytest.fixture
def transactional_db_or_db(request):
    request.getfixturevalue("db")


def send(path, body, verb="POST", **headers):
    answer = Client().generic(verb, path, json.dumps(body), content_type="application/json", headers=headers)
    return answer.status_code, json.loads(answer.content) if answer.content[:1] in b"{[" and answer.content else None


def log_in(kind, name, password=PASSWORD):
    return Api("app").post("auth/login", {kind: name, "password": password})


def login_name():
    """What Django logs in by, and its text."""
    column = get_user_model().USERNAME_FIELD
    kind = next(kind for kind, own in columns.by_kind().items() if own == column)
    return column, kind, written(kind)


@EVERY
def test_the_user_logs_in_by_each_name(eve):
    for kind, name in names().items():
        answer = log_in(kind, name)
        assert (answer.status, answer.body["data"]["user"]["id"]) == (
            200,
            eve.pk if isinstance(eve.pk, int) else str(eve.pk),
        )
        assert log_in(kind, name, "wrong").status == 400


@EVERY
@pytest.mark.parametrize("wire", ["/api-token-auth/", "/auth/token/login/", "/token/", "/knox/login/"])
def test_the_user_logs_in_by_every_dialect(wire, eve):
    column, _, name = login_name()
    field = {"/auth/token/login/": column, "/token/": column}.get(wire, "username")
    status, body = send(wire, {field: name, "password": PASSWORD})
    assert status == 200, body
    assert send(wire, {field: name, "password": "wrong"})[0] in {400, 401, 403}


@EVERY
def test_the_user_logs_in_by_dj_rest_auth_and_the_cookie_dialect(eve):
    for kind in ("username", "email"):
        if kind in columns.by_kind():
            assert send("/api/v1/dj-rest-auth/login/", {kind: written(kind), "password": PASSWORD})[0] == 200
    if "email" in columns.by_kind():
        status, body = send("/api/login/", {"email": written("email"), "password": PASSWORD})
        assert status in {200, 403}, body


@EVERY
def test_djangos_own_form_logs_the_user_in(eve, client):
    column, _, name = login_name()
    if columns.has_column("is_superuser"):
        get_user_model()._base_manager.using(database.alias()).filter(pk=eve.pk).update(is_superuser=True)
    assert client.login(**{column: name, "password": PASSWORD})
    assert not client.login(**{column: name, "password": "wrong"})


@EVERY
def test_the_user_resets_the_password_by_mail(eve, post):
    if "email" not in columns.by_kind():
        return
    address = written("email")
    Api("app").post("auth/password/request", {"email": address})
    assert Api("app").post("auth/password/reset", {"key": post.key(address), "password": NEW}).status in {200, 401}
    assert log_in("email", address, NEW).status == 200
    assert log_in("email", address).status == 400


@EVERY
def test_the_user_logs_in_by_code(eve, post):
    if "email" not in columns.by_kind():
        return
    api, address = Api("app"), written("email")
    api.post("auth/code/request", {"email": address})
    assert api.post("auth/code/confirm", {"code": post.code(address)}).status == 200


@EVERY
def test_a_pair_of_tokens_is_renewed(eve):
    column, _, name = login_name()
    pair = send("/token/", {column: name, "password": PASSWORD})[1]
    assert send("/token/refresh/", {"refresh": pair["refresh"]})[0] == 200


@EVERY
@pytest.mark.parametrize("kind", ["email", "username", "phone"])
def test_a_name_that_the_project_writes_takes_the_place_of_the_former(kind, eve):
    if kind not in columns.by_kind() or columns.is_key(kind):
        return
    fresh = get_user_model()._base_manager.using(database.alias()).get(pk=eve.pk)
    setattr(fresh, columns.by_kind()[kind], written(kind, OTHERS))
    fresh.save()
    assert log_in(kind, written(kind)).status == 400
    assert log_in(kind, written(kind, OTHERS)).status == 200


@EVERY
def test_the_user_changes_the_address(eve, post):
    if "email" not in columns.by_kind() or columns.is_key("email"):
        return
    api = logged_in(eve)
    assert api.post("auth/reauthenticate", {"password": PASSWORD}).status == 200
    assert api.post("account/email", {"email": OTHERS["email"]}).status == 200
    key = post.key(OTHERS["email"])
    assert Api("app").post("auth/email/verify", {"key": key}).status in {200, 401}
    assert api.patch("account/email", {"email": OTHERS["email"], "primary": True}).status == 200
    eve.refresh_from_db()
    assert getattr(eve, columns.email_column()) == OTHERS["email"]
    assert log_in("email", OTHERS["email"]).status == 200


@EVERY
def test_the_user_takes_another_name(eve):
    column, kind, name = login_name()
    if columns.is_key(kind):
        return
    token = send("/auth/token/login/", {column: name, "password": PASSWORD})[1]["auth_token"]
    body = {f"new_{column}": written(kind, OTHERS), "current_password": PASSWORD}
    status, answer = send(f"/auth/users/set_{column}/", body, Authorization=f"Token {token}")
    assert status == 204, answer
    taken = log_in(kind, written(kind, OTHERS))
    assert taken.status == 200 or taken.pending == [f"verify_{kind}"], taken
    assert log_in(kind, name).status == 400


@EVERY
def test_the_user_changes_the_password(eve):
    api = logged_in(eve)
    body = {"current_password": PASSWORD, "new_password": NEW}
    assert api.post("account/password/change", body).status == 200
    _, kind, name = login_name()
    assert log_in(kind, name, NEW).status == 200


@EVERY
def test_the_user_deletes_the_account(eve):
    api = logged_in(eve)
    assert api.post("auth/reauthenticate", {"password": PASSWORD}).status == 200
    assert api.delete("account").status in {200, 401}
    assert not get_user_model()._base_manager.using(database.alias()).filter(pk=eve.pk).exists()
    _, kind, name = login_name()
    assert log_in(kind, name).status == 400


@EVERY
def test_a_sign_up_fills_the_columns_of_the_model(db, post, configure):
    configure(accounts={"email_verification": "optional", **AccountsSettings.derived()})
    if NEEDS_FORM:
        assert "gatepost.E062" in {message.id for message in run_checks(tags=["gatepost"])}
        return
    body = {kind: written(kind, OTHERS) for kind in columns.by_kind()}
    answer = Api("app").post("auth/signup", {**body, "password": NEW})
    assert answer.status in {200, 401}, answer
    user = get_user_model()._base_manager.using(database.alias()).get()
    for kind, column in columns.by_kind().items():
        assert str(getattr(user, column)) == written(kind, OTHERS)
    if answer.status == 200:
        _, kind, _ = login_name()
        assert log_in(kind, written(kind, OTHERS), NEW).status == 200


@EVERY
def test_two_users_may_be_without_an_address_where_the_column_allows_it(db):
    if not columns.by_kind().get("email") or columns.empty("email") is not None:
        return
    first = by_the_projects_code()
    logged_in(first).post("auth/reauthenticate", {"password": PASSWORD})
    second = build()
    for kind in columns.by_kind():
        setattr(second, columns.by_kind()[kind], None if kind == "email" else written(kind, OTHERS))
    second.save()
    setattr(first, columns.email_column(), None)
    first.save()
    assert log_in("email", written("email")).status == 400


@pytest.mark.django_db(transaction=True, databases="__all__")
def test_the_switch_adopts_the_users_who_are_there():
    connection = connections[database.alias()]
    executor = MigrationExecutor(connection)
    executor.migrate([("gatepost", "0012_access_tokens")])
    try:
        user = build()
        user.password = make_password(PASSWORD)
        write_raw(user)
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
    assert AccountRecord.objects.using(database.alias()).filter(user_id=user.pk, adopted=True).exists()
    for kind, name in names().items():
        assert log_in(kind, name).status == 200
