"""Row 8: nobody becomes somebody else by taking a username that was given up."""

from secrets import token_hex

import pytest
from django.contrib.auth import get_user_model
from django.core import serializers
from rest_framework.test import APIClient
from tests.client import Api
from tests.counted import Counted
from tests.users import BOB, NEW, PASSWORD, logged_in, make_user

from gatepost.accounts import columns, lifecycle, survey
from gatepost.accounts.models import ReleasedName
from gatepost.cli.maintenance import cleanup
from gatepost.errors import Refused
from gatepost.features.account.operations import names as own_account
from gatepost.flow.proof import Proof
from gatepost.flow.visit import Bearer, Visit
from gatepost.ground import keyring

pytestmark = pytest.mark.django_db
DAY = 86_400
TAKEN = "A user with that username already exists."


@pytest.fixture(autouse=True)
def _names(settings):
    settings.ROOT_URLCONF = "tests.dialects.urls"
    if columns.username_column() is None:
        pytest.skip("users have no name")


@pytest.fixture
def bob(clock):
    """A user who has had the name for a day."""
    user = make_user()
    clock.forward(DAY)
    return user


def posted(path, body, **headers):
    answer = APIClient().post(path, body, format="json", headers=headers)
    return answer.status_code, answer.json() if answer.content else None


def native(name):
    email = f"{token_hex(4)}@example.org"
    answer = Api().post("auth/signup", {"email": email, "username": name, "password": NEW})
    return "free" if answer.status in (200, 401) else answer.codes


def dj_rest_auth(name):
    body = {"username": name, "email": "eve@example.org", "password1": NEW, "password2": NEW}
    status, told = posted("/api/v1/dj-rest-auth/registration/", body)
    return "free" if status == 201 else told


def djoser(name):
    status, told = posted("/auth/users/", {"username": name, "email": "eve@example.org", "password": NEW})
    return "free" if status == 201 else told


def renaming(name):
    make_user("eve@example.org", "eve")
    key = posted("/auth/token/login/", {"username": "eve", "password": PASSWORD})[1]["auth_token"]
    body = {"new_username": name, "current_password": PASSWORD}
    status, told = posted("/auth/users/set_username/", body, Authorization=f"Token {key}")
    return "free" if status == 204 else told


def patching(name):
    make_user("eve@example.org", "eve")
    key = posted("/api/v1/dj-rest-auth/login/", {"username": "eve", "password": PASSWORD})[1]["key"]
    answer = APIClient().patch(
        "/api/v1/dj-rest-auth/user/", {"username": name}, format="json", headers={"Authorization": f"Token {key}"}
    )
    return "free" if answer.status_code == 200 else answer.json()


WAYS = {
    native: [("username_taken", "username")],
    dj_rest_auth: {"username": [TAKEN]},
    djoser: {"username": [TAKEN]},
    renaming: {"new_username": [TAKEN]},
    patching: {"username": [TAKEN]},
}


def rename(user, name):
    own_account.rename(Visit(bearer=Bearer(user=user)), Proof(method="password", at=0), username=name)


def by_saving(user, name="robert"):
    """As a project does, which knows nothing of us."""
    user = get_user_model().objects.get(pk=user.pk)
    setattr(user, columns.username_column(), name)
    user.save()


def by_update(user):
    get_user_model().objects.filter(pk=user.pk).update(**{columns.username_column(): "robert"})
    assert Api().post("auth/login", {"username": "robert", "password": PASSWORD}).status == 200


RELEASES = {
    "gatepost renames": lambda user: rename(user, "robert"),
    "the project saves": by_saving,
    "the project updates": by_update,
    "gatepost deletes": lambda user: lifecycle.delete(user.pk),
    "the project deletes": lambda user: user.delete(),
    "the project deletes a queryset": lambda user: get_user_model().objects.filter(pk=user.pk).delete(),
}


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("release", RELEASES)
def test_row_8_a_name_that_was_given_up_is_taken_on_every_wire_for_90_days(bob, clock, way, release):
    RELEASES[release](bob)
    clock.forward(89 * DAY)
    assert way("Bob") == WAYS[way]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_afterwards_it_is_free(bob, clock, way):
    rename(bob, "robert")
    clock.forward(91 * DAY)
    assert way("bob") == "free"


@pytest.mark.parametrize("delete", [lambda user: lifecycle.delete(user.pk), lambda user: user.delete()])
def test_a_name_that_an_update_wrote_and_nobody_noticed_is_reserved_once_the_account_is_deleted(bob, delete):
    get_user_model().objects.filter(pk=bob.pk).update(**{columns.username_column(): "robert"})
    delete(get_user_model().objects.get(pk=bob.pk))
    assert native("robert") == native("bob") == WAYS[native]


def by_request(bob):
    logged_in(bob).get("account/email")


def by_an_attempt_at_the_old_name(bob):
    assert Api().post("auth/login", {"username": "bob", "password": PASSWORD}).status == 400


def by_an_attempt_at_the_new_name(bob):
    assert Api().post("auth/login", {"username": "robert", "password": "wrong"}).status == 400


def by_the_worker(bob):
    assert survey.reconcile_page(None) == bob.pk


@pytest.mark.parametrize(
    "notice", [by_request, by_an_attempt_at_the_old_name, by_an_attempt_at_the_new_name, by_the_worker]
)
def test_a_name_that_an_update_gave_up_is_taken_before_and_after_it_is_noticed(bob, notice, clock):
    get_user_model().objects.filter(pk=bob.pk).update(**{columns.username_column(): "robert"})
    assert native("bob") == WAYS[native]
    notice(get_user_model().objects.get(pk=bob.pk))
    assert ReleasedName.objects.count() == 1
    assert native("bob") == WAYS[native]
    clock.forward(89 * DAY)
    assert native("bob") == WAYS[native]
    clock.forward(2 * DAY)
    assert native("bob") == "free"


@pytest.mark.parametrize("days", [0, 10])
def test_the_days_are_a_setting(bob, clock, configure, days):
    configure(accounts={"released_username_days": days})
    rename(bob, "robert")
    clock.forward(days * DAY - 1 if days else 0)
    assert native("bob") == (WAYS[native] if days else "free")
    clock.forward(2)
    assert native("bobby") == "free"


def test_a_name_that_was_held_for_less_than_a_day_is_free_at_once(clock):
    user = make_user()
    clock.forward(DAY - 1)
    rename(user, "robert")
    assert not ReleasedName.objects.exists()
    assert native("bob") == "free"


def test_the_former_holder_may_take_it_back_and_nobody_else(bob, clock):
    rename(bob, "robert")
    assert renaming("bob") == WAYS[renaming]
    rename(bob, "bob")
    assert columns.value(get_user_model().objects.get(pk=bob.pk), "username") == "bob"
    assert native("bob") == WAYS[native]
    clock.forward(DAY)
    rename(bob, "rob")
    assert native("bob") == WAYS[native]


def test_what_the_project_writes_wins(bob):
    rename(bob, "robert")
    user = get_user_model()(**{columns.username_column(): "bob"})
    user.set_password(PASSWORD)
    user.save()
    assert Api().post("auth/login", {"username": "bob", "password": PASSWORD}).status == 200


def test_the_latest_holder_is_the_former_holder(bob, clock):
    rename(bob, "robert")
    eve = make_user("eve@example.org", "eve")
    by_saving(eve, "bob")
    clock.forward(DAY)
    rename(eve, "eve2")
    rename(eve, "bob")
    clock.forward(DAY)
    rename(eve, "eve3")
    with pytest.raises(Refused, match="username_taken"):
        rename(bob, "bob")


def test_only_keyed_digests_are_kept_and_they_outlast_the_account(bob):
    key = str(bob.pk)
    lifecycle.delete(bob.pk)
    text = serializers.serialize("json", ReleasedName.objects.all())
    assert ReleasedName.objects.get().digest == keyring.digest("released-name", "bob")
    assert '"bob"' not in text
    assert f'"{key}"' not in text


def test_an_address_that_was_given_up_is_not_reserved(bob):
    own_account.readdress(Visit(bearer=Bearer(user=bob)), bob, email="robert@example.org")
    assert Api().post("auth/signup", {"email": BOB, "username": "eve", "password": NEW}).status in (200, 401)
    assert not ReleasedName.objects.exists()


def test_a_sign_up_costs_the_same_for_a_free_a_held_and_a_released_name(bob):
    rename(bob, "robert")
    counts = []
    for number, name in enumerate(("free", "robert", "bob")):
        with Counted() as counted:
            Api().post("auth/signup", {"email": f"e{number}@example.org", "username": name, "password": NEW})
        counts.append([one for one in counted.statements if "released" in one])
    assert [len(one) for one in counts] == [1, 1, 1]
    assert all("gatepost_identifier" in one[0] for one in counts)


def test_cleanup_removes_what_is_free_again(bob, clock, monkeypatch):
    monkeypatch.setattr("gatepost.cli.maintenance.prepare", lambda: None)
    monkeypatch.setattr("gatepost.cli.maintenance.migrate", lambda: None)
    rename(bob, "robert")
    cleanup.callback()
    assert ReleasedName.objects.count() == 1
    clock.forward(91 * DAY)
    cleanup.callback()
    assert not ReleasedName.objects.exists()
