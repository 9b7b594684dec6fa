"""Whoever Django's own backend let in yesterday can sign in today."""

import importlib
import re

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import AsyncClient
from tests.client import Api
from tests.settings import DATABASE
from tests.users import BOB, PASSWORD, made_by_staff, make_user

from gatepost.accounts.models import AccountRecord, Identifier
from gatepost.ground import clock, text

# MariaDB's default collation keeps spellings apart that differ in more than the case of letters; only SQLite stores
# more than a column holds.
PAIRS = [("straße", "strasse")] if DATABASE == "mariadb" else [("Ann", "ann"), ("straße", "strasse"), ("ann", "Ann")]
LENGTHS = [151, 319, 320, 400] if DATABASE == "sqlite" else [150]


def bulk_created(*users):
    """Users whom no signal told of: a table that was filled by SQL, or before gatepost was there."""
    model = get_user_model()
    made = [model(password=make_password(password), **names) for password, names in users]
    return model.objects.bulk_create(made)


def log_in(name, password=PASSWORD, kind="username"):
    return Api("app").post("auth/login", {kind: name, "password": password})


@pytest.mark.django_db
@pytest.mark.parametrize("verification", ["mandatory", "optional", "none"])
@pytest.mark.parametrize("kind", ["username", "email"])
def test_a_superuser_made_by_createsuperuser_can_log_in(kind, verification, monkeypatch, configure, client):
    configure(accounts={"email_verification": verification})
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", username="root", email=BOB, interactive=False, verbosity=0)
    assert log_in({"username": "root", "email": BOB}[kind], kind=kind).status == 200
    body = {"username": "root", "password": PASSWORD}
    assert client.post("/admin/login/?next=/admin/", body).status_code == 302


def sent_as_shown(client, path, **changes):
    """Fill in a form of the admin and send it with the fields that it shows."""
    page = client.get(path).content.decode()
    fields = dict(re.findall(r'<input type="(?:hidden|text|email)" name="([^"]+)"(?: value="([^"]*)")?', page))
    return client.post(path, {**fields, **changes})


class ByAsgi(AsyncClient):
    """A client whose requests an ASGI handler answers, for tests that aren't coroutines themselves."""

    def get(self, *given):
        return async_to_sync(super().get)(*given)

    def post(self, *given):
        return async_to_sync(super().post)(*given)


@pytest.mark.django_db(transaction=True)
def test_a_user_whom_staff_made_in_the_admin_by_asgi_needs_no_verification():
    client = ByAsgi()
    client.force_login(get_user_model().objects.create_superuser("root", "root@example.org", PASSWORD))
    passwords = {"password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}
    assert sent_as_shown(client, "/admin/auth/user/add/", username="ann", **passwords).status_code == 302
    assert AccountRecord.objects.get(user__username="ann").adopted


def test_a_user_whom_staff_made_in_the_admin_can_log_in(db, configure, client):
    configure(accounts={"email_verification": "mandatory"})
    boss = get_user_model().objects.create_superuser("root", "root@example.org", PASSWORD)
    client.force_login(boss)
    passwords = {"password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}
    assert sent_as_shown(client, "/admin/auth/user/add/", username="ann", **passwords).status_code == 302
    ann = get_user_model().objects.get(username="ann")
    assert AccountRecord.objects.get(pk=ann.pk).adopted
    assert sent_as_shown(client, f"/admin/auth/user/{ann.pk}/change/", email=BOB, is_active="on").status_code == 302
    assert log_in("ann").status == log_in(BOB, kind="email").status == 200
    get_user_model().objects.create_user("eve", "eve@example.org", PASSWORD)
    assert not AccountRecord.objects.filter(user__username="eve").exists()


def test_what_the_projects_code_makes_must_verify_unless_the_setting_adopts_it(db, configure):
    configure(accounts={"email_verification": "mandatory"})
    get_user_model().objects.create_user("ann", "ann@example.org", PASSWORD)
    assert log_in("ann").pending == ["verify_email"]
    configure(accounts={"email_verification": "mandatory", "adopt_new": True})
    get_user_model().objects.create_user("bob", BOB, PASSWORD)
    assert log_in("bob").status == 200
    bulk_created((PASSWORD, {"username": "cat", "email": "cat@example.org"}))
    assert log_in("cat").status == 200


def test_somebody_who_signed_up_must_verify_whatever_is_written_to_the_address_later(db, configure, post):
    configure(accounts={"email_verification": "mandatory"})
    Api("app").post("auth/signup", {"email": BOB, "username": "bob", "password": PASSWORD})
    bob = get_user_model().objects.get()
    bob.email = "robert@example.org"
    bob.save()
    assert log_in("bob").pending == ["verify_email"]


@pytest.mark.parametrize("address", ["bob@corp.local", "carl@localhost", "dora@[192.0.2.1]", "jörg@example.org"])
def test_an_address_that_a_public_sign_up_would_refuse_logs_in_and_resets(address, db, post):
    made_by_staff("bob", address)
    assert log_in(address, kind="email").status == 200
    Api("app").post("auth/password/request", {"email": address})
    key = post.key(address)
    assert Api("app").post("auth/password/reset", {"key": key, "password": "a-new-Secret-88"}).status in {200, 401}
    assert log_in(address, "a-new-Secret-88", kind="email").status == 200


@pytest.mark.parametrize("length", LENGTHS)
def test_a_long_user_name_logs_in(length, db, monkeypatch):
    name = "n" * length
    bulk_created((PASSWORD, {"username": name, "email": ""}))
    assert log_in(name).status == 200
    assert Api("app").http.get("/admin/").status_code == 302


@pytest.mark.parametrize(("first", "second"), PAIRS)
@pytest.mark.parametrize("same_password", [True, False])
def test_two_names_of_one_normal_form_each_log_in_by_their_own_spelling(first, second, same_password, db):
    passwords = [PASSWORD, PASSWORD if same_password else "other-Secret-99"]
    bulk_created((passwords[0], {"username": first}), (passwords[1], {"username": second}))
    users = {user.username: user for user in get_user_model().objects.all()}
    for name, password in zip((first, second), passwords, strict=True):
        answer = log_in(name, password)
        assert answer.body["data"]["user"]["id"] == users[name].pk
    for spelling in {first.upper(), first.title(), second.title(), second.lower()} - {first, second}:
        assert log_in(spelling).status == 400, spelling


def test_a_new_user_may_not_take_the_normal_form_of_a_pair(db):
    first, second = PAIRS[0]
    bulk_created((PASSWORD, {"username": first}), (PASSWORD, {"username": second}))
    log_in(first)
    log_in(second)
    answer = Api("app").post("auth/signup", {"email": BOB, "username": first.upper(), "password": PASSWORD})
    assert ("username_taken", "username") in answer.codes


def test_a_user_name_with_the_form_of_an_address_comes_before_anothers_address(db, settings):
    settings.ROOT_URLCONF = "tests.dialects.urls"
    named = made_by_staff("ann@example.org", "private@example.org", "anns-Secret-11")
    make_user("ann@example.org", "bob")
    body = {"username": "ann@example.org", "password": "anns-Secret-11"}
    assert Api("app").http.post("/api-token-auth/", body).status_code == 200
    body = {"username": "private@example.org", "password": "anns-Secret-11"}
    assert Api("app").http.post("/api-token-auth/", body).status_code == 200
    assert named.pk


# --- the switch


@pytest.fixture
def before(transactional_db):
    executor = MigrationExecutor(connection)
    executor.migrate([("gatepost", "0012_access_tokens")])
    yield executor.loader.project_state([("gatepost", "0012_access_tokens")]).apps
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def switch():
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def test_users_of_before_are_adopted_and_found_by_name_and_address(before, configure):
    configure(accounts={"email_verification": "mandatory"})
    users = before.get_model(django_settings.AUTH_USER_MODEL)._base_manager
    for name, address in (("ann", "Ann@Example.org"), ("bob", "bob@corp.local"), ("Cat", "")):
        users.create(username=name, email=address, password=make_password(PASSWORD))
    switch()
    assert AccountRecord.objects.filter(adopted=True).count() == 3
    for kind, name in (("email", "ann@example.org"), ("email", "bob@corp.local"), ("username", "cat")):
        assert log_in(name, kind=kind).status == 200, name


@pytest.mark.parametrize("pair", PAIRS)
def test_users_of_before_with_one_normal_form_keep_their_spellings(pair, before):
    users = before.get_model(django_settings.AUTH_USER_MODEL)._base_manager
    for name in pair:
        users.create(username=name, email=f"{name}@example.org", password=make_password(f"{name}-Secret-1"))
    switch()
    for name in pair:
        assert log_in(name, f"{name}-Secret-1").status == 200
        assert log_in(f"{name}@example.org", f"{name}-Secret-1", kind="email").status == 200
    neither = pair[0].upper()
    assert {log_in(neither, f"{name}-Secret-1").status for name in pair} == {400}


def test_users_who_signed_up_before_the_upgrade_keep_what_they_verified(before, configure):
    configure(accounts={"email_verification": "mandatory"})
    user_model = before.get_model(django_settings.AUTH_USER_MODEL)
    rows = before.get_model("gatepost", "Identifier").objects
    for name, verified in (("ann", clock.now()), ("bob", None)):
        user = user_model._base_manager.create(
            username=name, email=f"{name}@example.org", password=make_password(PASSWORD)
        )
        for kind, value in (("email", f"{name}@example.org"), ("username", name)):
            rows.create(
                user_id=user.pk,
                kind=kind,
                value=value,
                canonical=value,
                claim=value,
                primary=True,
                verified_at=verified if kind == "email" else None,
                created_at=clock.now(),
            )
    switch()
    assert list(AccountRecord.objects.values_list("user__username", "adopted")) == [("ann", False)]
    assert log_in("ann").status == 200
    assert log_in("bob").pending == ["verify_email"]


def test_users_whom_allauth_held_back_stay_held_back(before, settings, configure):
    configure(accounts={"email_verification": "mandatory"})
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    users = before.get_model(django_settings.AUTH_USER_MODEL)._base_manager
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE account_emailaddress (user_id integer, verified boolean)")
        try:
            for name, verified in (("ann", True), ("bob", False)):
                user = users.create(username=name, email=f"{name}@example.org", password=make_password(PASSWORD))
                cursor.execute("INSERT INTO account_emailaddress VALUES (%s, %s)", [user.pk, verified])
            switch()
        finally:
            cursor.execute("DROP TABLE account_emailaddress")
    assert log_in("ann").status == 200
    assert log_in("bob").pending == ["verify_email"]


def test_a_migration_that_was_interrupted_continues_where_it_ended(before, monkeypatch):
    move = importlib.import_module("gatepost.migrations.0014_adopt_existing_users")
    monkeypatch.setattr(move, "BATCH", 2)
    users = before.get_model(django_settings.AUTH_USER_MODEL)._base_manager
    for number in range(5):
        users.create(username=f"u{number}", email=f"u{number}@example.org", password=make_password(PASSWORD))
    remember, calls = move.remember, []

    def dies(*args):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        remember(*args)

    monkeypatch.setattr(move, "remember", dies)
    with pytest.raises(KeyboardInterrupt):
        switch()
    switch()
    assert AccountRecord.objects.filter(adopted=True).count() == 5
    assert all(log_in(f"u{number}@example.org", kind="email").status == 200 for number in range(5))


@pytest.mark.parametrize("batch", [1, 2, 1000])
def test_names_that_differ_in_case_lead_to_their_users_whatever_batch_they_are_in(before, batch, monkeypatch):
    move = importlib.import_module("gatepost.migrations.0014_adopt_existing_users")
    monkeypatch.setattr(move, "BATCH", batch)
    users = before.get_model(django_settings.AUTH_USER_MODEL)._base_manager
    names = ["Ann", "ann", "ANN", "bob"] if DATABASE != "mariadb" else ["straße", "strasse", "bob"]
    made = {name: users.create(username=name, email="one@example.org", password=make_password(name)) for name in names}
    switch()
    for name, user in made.items():
        assert log_in(name, name).body["data"]["user"]["id"] == user.pk
    assert log_in(names[0].swapcase(), names[0]).status == 400
    claims = set(Identifier.objects.filter(kind="username").values_list("value", "claim", "exact_only"))
    first = names[0], text.canonical_username(names[0]), True
    assert claims == {first, *((name, f" {name}", False) for name in names[1:-1]), ("bob", "bob", False)}
    assert Identifier.objects.filter(kind="email", claim__isnull=False).count() == 1


def test_a_name_that_is_written_during_the_migration_is_left_to_its_new_owner(before, monkeypatch):
    move = importlib.import_module("gatepost.migrations.0014_adopt_existing_users")
    users = before.get_model(django_settings.AUTH_USER_MODEL)._base_manager
    late, ann, bob = (users.create(username=name, password=make_password(PASSWORD)) for name in ("late", "ann", "bob"))
    claimed, calls = move.claimed, []

    def raced(identifiers, given, now):
        calls.append(len(given))
        rows = claimed(identifiers, given, now)
        if len(calls) == 1:
            rows[0].append(identifiers.model(
                user_id=late.pk, kind="username", value="ann", canonical="other", claim="ann", created_at=now
            ))  # fmt: skip
        return rows

    monkeypatch.setattr(move, "claimed", raced)
    switch()
    assert calls == [3, 1, 1, 1]
    assert [log_in(name).status for name in ("late", "ann", "bob")] == [200, 200, 200]
    assert {row.user_id for row in Identifier.objects.filter(kind="username", claim__isnull=False)} == {
        late.pk, ann.pk, bob.pk,
    }  # fmt: skip
