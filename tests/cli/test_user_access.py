"""`gatepost users verify, set-password, unlock`."""

import json

import pytest
from click.testing import CliRunner
from django.contrib.auth import get_user_model
from tests.client import Api
from tests.users import BOB, NEW, PASSWORD, logged_in, make_user

from gatepost import cli
from gatepost.accounts.models import AccountRecord, Identifier
from gatepost.ground.models import Event

pytestmark = pytest.mark.django_db
LOGIN = {"email": BOB, "password": PASSWORD}


def run(*arguments):
    return CliRunner().invoke(cli.gatepost, [str(one) for one in arguments])


@pytest.fixture(autouse=True)
def _no_migration(monkeypatch):
    monkeypatch.setattr("gatepost.cli.users.migrate", lambda: None)


def adopted(number, email=None):
    user = get_user_model().objects.create_superuser(f"user{number}", email or f"user{number}@example.org", PASSWORD)
    assert AccountRecord.objects.get(user=user).adopted
    return user


def verified():
    return set(Identifier.objects.filter(kind="email", verified_at__isnull=False).values_list("value", flat=True))


def test_an_address_is_verified_by_itself_or_by_its_users_name():
    for number in range(3):
        adopted(number)
    assert verified() == set()
    result = run("users", "verify", "USER0@example.org", "user1", "--json")
    assert (result.exit_code, json.loads(result.stdout)) == (0, {"verified": 2, "already": 0, "refused": 0})
    assert verified() == {"user0@example.org", "user1@example.org"}
    assert Event.objects.filter(kind="email_verified").count() == 2
    again = run("users", "verify", "user0")
    assert (again.exit_code, "1 were already verified" in again.output) == (0, True)
    assert Event.objects.filter(kind="email_verified").count() == 2


def test_a_sign_up_that_was_never_verified_may_log_in_once_the_operator_vouches(configure):
    configure(accounts={"email_verification": "mandatory"}, email={"verification_by": "link"})
    signup = {"username": "ann", "email": "ann@example.org", "password": PASSWORD}
    assert Api("app").post("auth/signup", signup).status == 401
    login = {"email": "ann@example.org", "password": PASSWORD}
    assert Api("app").post("auth/login", login).status == 401
    assert run("users", "verify", "ann@example.org").exit_code == 0
    assert Api("app").post("auth/login", login).status == 200


def test_all_adopted_addresses_are_verified_and_no_others(configure):
    for number in range(3):
        adopted(number)
    Api("app").post("auth/signup", {"username": "ann", "email": "ann@example.org", "password": PASSWORD})
    result = run("users", "verify", "--adopted", "--json")
    assert (result.exit_code, json.loads(result.stdout)["verified"]) == (0, 3)
    assert verified() == {f"user{number}@example.org" for number in range(3)}
    assert json.loads(run("users", "verify", "--adopted", "--json").stdout)["verified"] == 0


def test_of_two_adopted_users_who_share_an_address_the_one_who_is_found_by_it_is_verified():
    first, second = adopted(0), adopted(1, "user0@example.org")
    result = run("users", "verify", "--adopted", "--json")
    assert result.exit_code == 1
    assert f"id {second.pk}" not in result.stdout
    assert "1 could not be verified" in result.stderr
    rows = Identifier.objects.filter(kind="email", verified_at__isnull=False)
    assert [row.user_id for row in rows] == [first.pk]


def test_an_unknown_name_verifies_nothing():
    adopted(0)
    assert run("users", "verify", "user0", "unknown").exit_code == 1
    assert verified() == set()


def test_verify_needs_names_or_adopted():
    assert run("users", "verify").exit_code == 2
    assert run("users", "verify", "x", "--adopted").exit_code == 2


def test_a_user_without_an_address_cannot_be_verified():
    get_user_model().objects.create_user("plain", "", PASSWORD)
    result = run("users", "verify", "plain")
    assert (result.exit_code, "no address or number" in result.output) == (1, True)


def test_a_password_is_set_and_everything_that_was_logged_in_ends(post):
    user = make_user()
    api = logged_in(user)
    key = run("tokens", "create", BOB, "--name", "x").stdout.strip()
    assert run("users", "set-password", BOB, "--password", "123").exit_code == 1
    assert api.get("auth/session").status == 200
    assert run("users", "set-password", BOB, "--password", NEW).exit_code == 0
    assert api.get("auth/session").status == 410
    assert key not in run("tokens", "list", BOB).output
    assert json.loads(run("tokens", "list", BOB, "--json").stdout) == []
    assert Api("app").post("auth/login", LOGIN).status == 400
    assert Api("app").post("auth/login", {**LOGIN, "password": NEW}).status == 200
    assert len(post.to(BOB)) == 1
    assert Event.objects.filter(kind="password_set").count() == 1


def test_a_password_is_prompted_for():
    make_user()
    prompted = CliRunner().invoke(cli.gatepost, ["users", "set-password", BOB, "--json"], input=f"{NEW}\n{NEW}\n")
    assert prompted.exit_code == 0
    assert json.loads(prompted.stdout)["id"]
    assert NEW not in prompted.output
    assert Api("app").post("auth/login", {**LOGIN, "password": NEW}).status == 200


def test_unlock_forgets_failed_attempts(configure, post):
    configure(limits={"enabled": True, "rates": {"login_failed": ["2/300"], "reset_address": ["1/300"]}})
    make_user()
    for _ in range(3):
        Api("app").post("auth/login", {**LOGIN, "password": "wrong"})
    Api("app").post("auth/password/request", {"email": BOB})
    assert Api("app").post("auth/password/request", {"email": BOB}).status == 429
    assert Api("app").post("auth/login", LOGIN).status != 200
    assert run("users", "unlock", BOB).exit_code == 0
    assert Api("app").post("auth/login", LOGIN).status == 200
    assert Api("app").post("auth/password/request", {"email": BOB}).status != 429
    assert Event.objects.filter(kind="account_unlocked").count() == 1


def test_unlock_says_that_a_user_is_disabled():
    make_user()
    run("users", "disable", BOB)
    assert "gatepost users enable" in run("users", "unlock", BOB).output


@pytest.mark.parametrize("filter_", ["--unverified", "--adopted"])
def test_lists_are_narrowed(filter_):
    adopted(0)
    make_user()
    names = [row["name"] for row in json.loads(run("users", "list", filter_, "--json").stdout)]
    assert names == ["user0"]
