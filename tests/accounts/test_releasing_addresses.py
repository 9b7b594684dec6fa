"""The owner of a mailbox gets it back from an account whose second factor they can't pass."""

import pytest
from django.contrib.auth import get_user_model
from tests.accounts.test_first_proof import WRITERS, by_code, by_provider
from tests.client import Api
from tests.users import BOB, NEW, PASSWORD, logged_in, made_by_staff, make_user

from gatepost.accounts import authenticator_queries, columns, identifiers
from gatepost.accounts import queries as account_queries
from gatepost.accounts.accounts import load
from gatepost.accounts.models import Authenticator, Identifier
from gatepost.ground import clock
from gatepost.ground.models import Event, OneTimeSecret
from gatepost.testing.totp import enrol

MINE = "mine@example.org"
RELEASE = "auth/2fa/release"


@pytest.fixture(autouse=True)
def _login_on_reset(configure):
    configure(password={"login_on_reset": True}, accounts={"login_methods": ["email", "username"]})


def by_reset(address, post, provider):
    api = Api("app")
    api.post("auth/password/request", {"email": address})
    return api, api.post("auth/password/reset", {"key": post.key(address), "password": NEW})


@pytest.fixture(params=[by_code, by_reset, by_provider], ids=lambda way: way.__name__)
def come(request, post, provider, connected):
    def came(address=MINE):
        return request.param(address, post, provider)

    came.resets = request.param is by_reset
    return came


def told(answer):
    return next((flow.get("releases") for flow in answer.flows if flow["id"] == "mfa_authenticate"), None)


def refreshed(user):
    return get_user_model().objects.get(pk=user.pk)


@pytest.fixture
def app(bob):
    return enrol(bob)


@pytest.fixture(params=WRITERS)
def written(request, bob, app):
    """Somebody else's address, which came to the account after the second factor."""
    request.param(bob, MINE)
    return bob


def test_the_owner_of_a_mailbox_takes_the_address_from_an_account_that_is_not_theirs(written, come):
    api, answer = come()
    assert (answer.pending, told(answer)) == (["mfa_authenticate"], MINE)
    assert told(api.get("auth/session")) == MINE
    released = api.post(RELEASE, {"address": MINE})
    assert (released.status, released.pending) == (401, [])
    assert not Identifier.objects.filter(canonical=MINE).exists()
    assert columns.value(refreshed(written), "email") != MINE
    assert Event.objects.get(kind="address_released").user_key == str(written.pk)
    assert api.post("auth/2fa/authenticate", {"code": "000000"}).status == 401
    assert api.post(RELEASE, {"address": MINE}).status == 401


def test_the_address_is_free_for_a_new_account(written, come, post):
    api, _ = come()
    api.post(RELEASE, {"address": MINE})
    answer = Api("app").post("auth/signup", {"email": MINE, "username": "me", "password": NEW})
    assert answer.status == 200
    assert answer.body["data"]["user"]["id"] != written.pk
    assert authenticator_queries.authenticators(written.pk)


def test_nothing_else_leaves_the_account(written, come):
    other = logged_in(written)
    names = set(Identifier.objects.exclude(canonical=MINE).values_list("canonical", flat=True))
    api, _ = come()
    api.post(RELEASE, {"address": MINE})
    left = Identifier.objects.filter(user=written).exclude(canonical__contains=".invalid")
    assert set(left.values_list("canonical", flat=True)) == names
    assert [held.type for held in authenticator_queries.authenticators(written.pk)]
    assert other.get("auth/session").status == (401 if come.resets else 200)


def test_every_other_verified_address_is_told_and_becomes_the_primary_one(bob, app, come, post):
    identifiers.confirm(identifiers.add(load(bob), "email", "second@example.org"))
    identifiers.add(load(bob), "email", "noted@example.org")
    WRITERS[0](bob, MINE)
    identifiers.confirm(identifiers.add(load(bob), "email", "third@example.org"))
    api, _ = come()
    api.post(RELEASE, {"address": MINE})
    for address in ("second@example.org", "third@example.org"):
        assert any("was removed from your account" in text and MINE in text for text in post.to(address)), address
    assert not post.to("noted@example.org")
    assert columns.value(refreshed(bob), "email") == "second@example.org"
    assert load(refreshed(bob)).primary("email").value == "second@example.org"


def test_what_was_mailed_there_is_void(written, post):
    api, _ = by_code(MINE, post, None)
    Api("app").post("auth/password/request", {"email": MINE})
    key = post.key(MINE)
    assert api.post(RELEASE, {"address": MINE}).status == 401
    assert not OneTimeSecret.objects.filter(target=MINE, user_id__isnull=False).exists()
    assert Api("app").post("auth/password/reset", {"key": key, "password": NEW}).status == 400


def test_a_password_that_was_set_on_the_way_opens_nothing_afterwards(written, post):
    api, _ = by_reset(MINE, post, None)
    api.post(RELEASE, {"address": MINE})
    assert not refreshed(written).has_usable_password()


def test_a_login_by_code_leaves_the_password(written, post):
    api, _ = by_code(MINE, post, None)
    api.post(RELEASE, {"address": MINE})
    assert refreshed(written).check_password(PASSWORD)


def test_an_address_from_before_the_second_factor_is_never_released(bob, app, post):
    api, answer = by_code(BOB, post, None)
    assert (answer.pending, told(answer)) == (["mfa_authenticate"], None)
    assert api.post(RELEASE, {"address": BOB}).status == 409
    assert load(refreshed(bob)).primary("email").value == BOB
    assert api.post("auth/2fa/authenticate", {"code": app.code()}).status == 200


def test_nor_one_that_was_not_verified_before_the_factor(db, come, configure):
    configure(password={"login_on_reset": True}, flow={"factors_beside_unverified": True})
    bob = make_user(verified=False)
    account_queries.record_owner(bob.pk, clock.now())
    enrol(bob)
    api, answer = come(BOB)
    assert told(answer) is None
    assert api.post(RELEASE, {"address": BOB}).status in (401, 409)
    assert Identifier.objects.filter(user=bob, canonical=BOB).exists()


def test_one_that_the_account_verified_later_is_never_released(bob, app, post):
    WRITERS[0](bob, MINE)
    api, _ = by_code(MINE, post, None)
    assert api.post("auth/2fa/authenticate", {"code": app.code()}).status == 200
    assert load(refreshed(bob)).called("email", MINE).verified_at is not None
    api, answer = by_code(MINE, post, None)
    assert told(answer) is None
    assert api.post(RELEASE, {"address": MINE}).status == 409


@pytest.mark.not_with("email_only")
def test_the_addresses_of_an_adopted_account_stay(db, post):
    bob = made_by_staff()
    enrol(bob)
    Authenticator.objects.update(created_at="2020-01-01T00:00:00Z")
    api, answer = by_code(BOB, post, None)
    assert told(answer) is None
    assert api.post(RELEASE, {"address": BOB}).status == 409


@pytest.mark.not_with("email_only")
def test_an_address_that_came_to_an_adopted_account_later_is_released(db, post, clock):
    bob = made_by_staff()
    enrol(bob)
    clock.forward(60)
    WRITERS[0](bob, MINE)
    api, answer = by_code(MINE, post, None)
    assert told(answer) == MINE
    assert api.post(RELEASE, {"address": MINE}).status == 401
    assert not Identifier.objects.filter(canonical=MINE).exists()


@pytest.mark.parametrize("address", ["", "other@example.org", BOB, "MINE@example.org", "x" * 500])
def test_another_address_than_the_one_that_was_told_is_refused(written, post, address):
    api, _ = by_code(MINE, post, None)
    assert api.post(RELEASE, {"address": address}).status in (400, 409)
    assert api.post(RELEASE, {}).status == 400
    assert Identifier.objects.filter(user=written, canonical=MINE).exists()
    assert told(api.get("auth/session")) == MINE


def test_a_login_by_password_or_without_any_releases_nothing(written):
    api = Api("app")
    answer = api.post("auth/login", {"email": MINE, "password": PASSWORD})
    assert (answer.pending, told(answer)) == (["mfa_authenticate"], None)
    assert api.post(RELEASE, {"address": MINE}).status == 409
    assert Api("app").post(RELEASE, {"address": MINE}).status == 401
    assert logged_in(written).post(RELEASE, {"address": MINE}).status == 401


def test_a_login_by_password_with_a_required_code_shows_the_mailbox(written, post, configure):
    configure(code={"required": True})
    api = Api("app")
    assert api.post("auth/login", {"email": MINE, "password": PASSWORD}).pending == ["login_by_code"]
    answer = api.post("auth/code/confirm", {"code": post.code(MINE)})
    assert told(answer) == MINE
    assert api.post(RELEASE, {"address": MINE}).status == 401


def test_what_the_pending_login_told_is_looked_at_again(written, post):
    api, _ = by_code(MINE, post, None)
    WRITERS[0](written, "another@example.org")
    assert api.post(RELEASE, {"address": MINE}).status in (401, 409)
    assert columns.value(refreshed(written), "email") == "another@example.org"
