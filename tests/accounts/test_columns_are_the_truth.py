"""Whatever writes a name to the user model: from the next request the old name opens nothing, the new one its user."""

import json
import re

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from tests.client import CODE, KEY, Api
from tests.users import BOB, NEW, PASSWORD, logged_in, make_user

from gatepost.accounts import accounts, columns
from gatepost.ground.models import Event

MOVED = "moved@example.org"
DJOSER_LINK = re.compile(r"/([\w-]+)/([0-9a-z]{6}-[0-9a-f]{32})")


def save(user, column, value, tmp_path):
    fresh = get_user_model().objects.get(pk=user.pk)
    setattr(fresh, column, value)
    fresh.save()


def update(user, column, value, tmp_path):
    get_user_model().objects.filter(pk=user.pk).update(**{column: value})


def bulk_update(user, column, value, tmp_path):
    fresh = get_user_model().objects.get(pk=user.pk)
    setattr(fresh, column, value)
    get_user_model().objects.bulk_update([fresh], [column])


def sql(user, column, value, tmp_path):
    model = get_user_model()
    field = model._meta.get_field(column)
    key = model._meta.pk.get_db_prep_value(user.pk, connection)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {connection.ops.quote_name(field.model._meta.db_table)} SET {field.column} = %s WHERE id = %s",
            [value, key],
        )


def loaddata(user, column, value, tmp_path):
    file = tmp_path / "fixtures" / "users.json"
    file.parent.mkdir(exist_ok=True)
    call_command("dumpdata", get_user_model()._meta.label, output=str(file), verbosity=0)
    rows = json.loads(file.read_text())
    for row in rows:
        if str(row["pk"]) == str(user.pk):
            row["fields"][column] = value
    file.write_text(json.dumps(rows))
    call_command("loaddata", str(file), verbosity=0)


WRITERS = (save, update, bulk_update, sql, loaddata)


@pytest.fixture(params=WRITERS, ids=lambda writer: writer.__name__)
def write(request, tmp_path):
    return lambda user, column, value: request.param(user, column, value, tmp_path)


def log_in(kind, name, password=PASSWORD):
    return Api("app").post("auth/login", {kind: name, "password": password}).status


@pytest.mark.parametrize("value", [MOVED, "", "moved@corp.local", "Moved@Example.ORG"])
def test_an_address_that_a_column_no_longer_holds_opens_nothing(write, value, db, post, configure):
    bob = make_user()
    write(bob, columns.email_column(), value)
    assert log_in("email", BOB) == 400
    Api("app").post("auth/password/request", {"email": BOB})
    Api("app").post("auth/code/request", {"email": BOB})
    assert not any(KEY.search(text) or CODE.search(text) for text in post.to(BOB)), post.to(BOB)
    assert accounts.load(get_user_model().objects.get(pk=bob.pk)).called("email", BOB) is None


def test_the_new_address_leads_to_its_user(write, db, post):
    bob = make_user()
    write(bob, columns.email_column(), MOVED)
    assert log_in("username", "bob") == 200
    assert log_in("email", MOVED) == 200
    Api("app").post("auth/password/request", {"email": MOVED})
    key = post.key(MOVED)
    assert Api("app").post("auth/password/reset", {"key": key, "password": NEW}).status in {200, 401}
    assert log_in("email", MOVED, NEW) == 200


def test_the_new_user_name_leads_to_its_user_at_once_and_the_old_one_to_nobody(write, db):
    bob = make_user()
    write(bob, columns.username_column(), "robert")
    assert log_in("username", "bob") == 400
    assert log_in("username", "robert") == 200
    assert log_in("username", "ROBERT") == 200


def mailed_reset(post):
    Api("app").post("auth/password/request", {"email": BOB})
    key = post.key(BOB)
    return lambda: Api("app").post("auth/password/reset", {"key": key, "password": NEW})


def mailed_code(post):
    api = Api("app")
    api.post("auth/code/request", {"email": BOB})
    code = post.code(BOB)
    return lambda: api.post("auth/code/confirm", {"code": code})


def mailed_verification(post):
    user = get_user_model().objects.get()
    user.gatepost_identifiers.filter(kind="email").update(verified_at=None)
    logged_in(user).put("account/email", {"email": BOB})
    key = post.key(BOB)
    return lambda: Api("app").post("auth/email/verify", {"key": key})


@pytest.mark.parametrize("mailed", [mailed_reset, mailed_code, mailed_verification])
@pytest.mark.parametrize("value", [MOVED, ""])
def test_a_secret_that_was_mailed_to_the_former_address_is_void(write, mailed, value, db, post):
    bob = make_user()
    use = mailed(post)
    write(bob, columns.email_column(), value)
    assert use().status in {400, 409}
    assert log_in("username", "bob", NEW) == 400
    assert not bob.gatepost_identifiers.filter(canonical=BOB).exists()


def test_a_djoser_link_that_was_mailed_to_the_former_address_is_void(write, db, post, client, settings):
    settings.ROOT_URLCONF = "tests.dialects.urls"
    bob = make_user()
    client.post("/auth/users/reset_password/", {"email": BOB}, content_type="application/json")
    uid, token = DJOSER_LINK.findall(post.to(BOB)[-1])[-1]
    write(bob, columns.email_column(), MOVED)
    body = {"uid": uid, "token": token, "new_password": NEW}
    path = "/auth/users/reset_password_confirm/"
    assert client.post(path, body, content_type="application/json").status_code == 400
    assert log_in("username", "bob", NEW) == 400


def test_the_former_address_learns_of_the_change_and_an_event_is_kept(write, db, post):
    bob = make_user()
    write(bob, columns.email_column(), MOVED)
    logged_in(get_user_model().objects.get(pk=bob.pk)).get("account/email")
    assert any("no longer belongs to your account" in text for text in post.to(BOB))
    assert Event.objects.filter(kind="name_changed_by_project", user_key=str(bob.pk)).count() == 1


def test_other_verified_addresses_stay_and_one_that_is_written_keeps_its_verification(write, db):
    bob = make_user()
    second = "second@example.org"
    bob.gatepost_identifiers.create(
        kind="email",
        value=second,
        canonical=second,
        claim=second,
        verified_at=bob.gatepost_identifiers.first().created_at,
        created_at=bob.gatepost_identifiers.first().created_at,
    )
    write(bob, columns.email_column(), second)
    assert log_in("email", second) == 200
    rows = logged_in(get_user_model().objects.get(pk=bob.pk)).get("account/email").body["data"]
    assert rows == [{"email": second, "primary": True, "verified": True}]
    write(bob, columns.email_column(), "")
    assert log_in("email", second) == 400


def test_a_column_is_never_rewritten_to_our_spelling(write, db):
    bob = make_user()
    write(bob, columns.email_column(), "BOB@Example.ORG")
    assert log_in("email", "bob@example.org") == 200
    assert getattr(get_user_model().objects.get(pk=bob.pk), columns.email_column()) == "BOB@Example.ORG"
    assert accounts.by_name("email", BOB).has_verified("email")


def test_an_address_that_the_project_writes_is_not_taken_for_verified(write, db, configure):
    configure(accounts={"email_verification": "mandatory"})
    bob = make_user()
    write(bob, columns.email_column(), MOVED)
    answer = Api("app").post("auth/login", {"username": "bob", "password": PASSWORD})
    assert (answer.status, answer.pending) == (401, ["verify_email"])
