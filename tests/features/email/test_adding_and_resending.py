"""Addresses of an account: when one may be added, mailed again, or changed while it waits."""

import pytest
from django.contrib.auth import get_user_model
from tests.exchanges import CODE, sign_up
from tests.factors import with_app
from tests.users import BOB, NEW, PASSWORD, logged_in, make_user

from gatepost.ground import secrets

ALICE, MORE = "alice@example.org", "more@example.org"
BY_CODE = {"verification_by": "code", "resends": 2}


@pytest.fixture
def off(configure):
    """Without limits, which have tests of their own."""
    configure(limits={"enabled": False})


# --- beside a second factor


@pytest.mark.parametrize("address", [ALICE, MORE])
def test_an_account_with_a_second_factor_adds_no_address(api, bob, address, post):
    make_user(ALICE, "alice")
    with_app(bob)
    api = logged_in(bob, api.client)
    assert api.post("account/email", {"email": address}).codes == [("add_email_blocked", "email")]
    assert [one["email"] for one in api.get("account/email").body["data"]] == [BOB]
    assert post.to(address) == []


@pytest.mark.parametrize(
    "changes", [{"email": {"verification_by": "code"}}, {"flow": {"factors_beside_unverified": True}}]
)
def test_an_address_is_added_beside_a_second_factor_where_that_is_allowed(api, bob, configure, changes):
    configure(**changes)
    with_app(bob)
    answer = logged_in(bob, api.client).post("account/email", {"email": MORE})
    assert (answer.status, len(answer.body["data"])) == (200, 2)


def test_a_factor_is_added_beside_an_unverified_address_where_that_is_allowed(api, db, configure):
    configure(flow={"factors_beside_unverified": True, "reauthentication_for_factors": False})
    api = logged_in(make_user(verified=False), api.client)
    for path in ("account/authenticators/totp", "account/authenticators/webauthn"):
        assert api.get(path).status in (200, 404)


# --- mailed again, by link


@pytest.mark.parametrize("verified", [True, False])
def test_an_address_is_mailed_again_by_link(api, off, post, verified):
    api = logged_in(make_user(verified=verified), api.client)
    for count in (1, 2):
        assert api.put("account/email", {"email": BOB}).body == {"status": 200}
        assert len(post.to(BOB)) == count
    answer = api.post("auth/email/verify", {"key": post.key(BOB)})
    assert answer.status == 200
    assert api.get("account/email").body["data"] == [{"email": BOB, "primary": True, "verified": True}]


@pytest.mark.parametrize("verified", [True, False])
def test_too_soon_by_link_is_forbidden(api, configure, clock, post, verified):
    configure(limits={"enabled": True})
    api = logged_in(make_user(verified=verified), api.client)
    assert api.put("account/email", {"email": BOB}).status == 200
    assert api.put("account/email", {"email": BOB}).body == {"status": 403}
    assert len(post.to(BOB)) == 1
    clock.forward(200)
    assert api.put("account/email", {"email": BOB}).status == 200
    assert len(post.to(BOB)) == 2


def test_somebody_elses_address_is_told_so_and_gets_no_key(api, off, bob, post):
    make_user(ALICE, "alice")
    api = logged_in(bob, api.client)
    api.post("account/email", {"email": ALICE})
    assert api.put("account/email", {"email": ALICE}).status == 200
    assert len(post.to(ALICE)) == 2
    assert "gpv_" not in "".join(post.to(ALICE))


# --- mailed again, by code


def test_without_resends_the_first_code_stays_valid(api, off, bob, configure, post):
    configure(email=BY_CODE | {"resends": 0})
    api = logged_in(bob, api.client)
    api.post("account/email", {"email": MORE})
    assert api.put("account/email", {"email": MORE}).body == {"status": 403}
    assert len(post.to(MORE)) == 1
    assert api.post("auth/email/verify", {"key": post.code(MORE)}).status == 200


def test_two_resends_and_not_a_third(api, off, bob, configure, post):
    configure(email=BY_CODE)
    api = logged_in(bob, api.client)
    api.post("account/email", {"email": MORE})
    assert [api.put("account/email", {"email": MORE}).status for _ in range(3)] == [200, 200, 403]
    assert len(post.to(MORE)) == 3
    assert api.post("auth/email/verify", {"key": post.code(MORE)}).status == 200
    assert [one["verified"] for one in api.get("account/email").body["data"]] == [True, True]


def test_too_soon_by_code_is_limited(api, configure, clock, post):
    configure(email=BY_CODE, limits={"enabled": True})
    bob = make_user()
    api = logged_in(bob, api.client)
    assert api.put("account/email", {"email": BOB}).status == 200
    answer = api.put("account/email", {"email": BOB})
    assert (answer.status, "Retry-After" in answer.headers) == (429, True)
    assert len(post.to(BOB)) == 1
    clock.forward(200)
    assert api.put("account/email", {"email": BOB}).status == 200


def test_an_address_is_not_added_again_with_a_login_that_is_not_recent(api, bob, configure, clock, post):
    configure(email=BY_CODE, limits={"enabled": False}, flow={"reauthentication_for_account": True})
    api = logged_in(bob, api.client)
    api.post("auth/reauthenticate", {"password": PASSWORD})
    assert api.post("account/email", {"email": MORE}).status == 200
    clock.forward(3600)
    before = len(post.to(MORE))
    answer = api.post("account/email", {"email": MORE})
    assert (answer.status, answer.flows) == (401, [{"id": "reauthenticate"}])
    assert len(post.to(MORE)) == before


def test_a_verified_address_gets_a_code(api, off, bob, configure, post):
    configure(email=BY_CODE)
    api = logged_in(bob, api.client)
    assert api.put("account/email", {"email": BOB}).status == 200
    assert api.post("auth/email/verify", {"key": post.code(BOB)}).status == 200
    assert api.get("account/email").body["data"] == [{"email": BOB, "primary": True, "verified": True}]


def test_somebody_elses_address_gets_no_code(api, off, bob, configure, post):
    configure(email=BY_CODE)
    make_user(ALICE, "alice")
    api = logged_in(bob, api.client)
    api.post("account/email", {"email": ALICE})
    assert [api.put("account/email", {"email": ALICE}).status for _ in range(3)] == [200, 200, 403]
    assert len(post.to(ALICE)) == 3
    assert len(set(post.to(ALICE))) == 1


# --- changed while it waits


def test_a_taken_address_is_no_change_where_that_may_be_told(api, off, configure, post):
    configure(**CODE | {"accounts": CODE["accounts"] | {"prevent_enumeration": False}})
    make_user(ALICE, "alice")
    sign_up(api)
    assert api.post("account/email", {"email": ALICE}).codes == [("email_taken", "email")]
    assert post.to(ALICE) == []
    answer = api.post("auth/email/verify", {"key": post.code(BOB)})
    assert (answer.status, answer.body["data"]["user"]["email"]) == (200, BOB)


def test_a_taken_address_is_a_change_like_any_other_where_that_may_not_be_told(api, off, configure, post):
    configure(**CODE)
    make_user(ALICE, "alice")
    sign_up(api)
    answer = api.post("account/email", {"email": ALICE})
    assert (answer.status, answer.body["data"][0]["email"]) == (200, ALICE)


# --- notices, and a first password


@pytest.mark.parametrize("kind", ["primary", "removed"])
def test_primary_and_removed_address_are_both_told(api, bob, configure, post, kind):
    configure(accounts={"notifications": True}, limits={"enabled": False})
    api = logged_in(bob, api.client)
    api.post("account/email", {"email": MORE})
    before = len(post.to(BOB)), len(post.to(MORE))
    assert api.delete("account/email", {"email": MORE}).status == 200
    told = {"primary": post.to(BOB)[before[0] :], "removed": post.to(MORE)[before[1] :]}
    assert (len(told[kind]), MORE in told[kind][0]) == (1, True)


def test_a_current_password_where_there_is_none(api, bob):
    bob.set_unusable_password()
    bob.save()
    api = logged_in(bob, api.client)
    body = {"current_password": PASSWORD, "new_password": NEW}
    assert api.post("account/password/change", body).codes == [("enter_current_password", "current_password")]
    assert api.post("account/password/change", {"new_password": NEW}).status == 200


def test_a_user_who_is_deleted_while_a_code_is_resent_gets_a_refusal(api, configure, clock, post, monkeypatch):
    configure(**CODE)
    sign_up(api)
    clock.forward(61)
    renew = secrets.renew

    def renewed_while_the_user_is_deleted(*args, **how):
        issued = renew(*args, **how)
        get_user_model().objects.all().delete()
        return issued

    monkeypatch.setattr(secrets, "renew", renewed_while_the_user_is_deleted)
    sent = len(post.to(BOB))
    assert api.post("auth/email/verify/resend").status == 409
    assert len(post.to(BOB)) == sent


# --- with codes, an address that was not verified


def verified(api):
    return {row["email"]: row["verified"] for row in api.get("account/email").body["data"]}


def test_an_address_whose_code_expired_could_not_be_added_again(configure, clock, post):
    configure(**CODE)
    api = logged_in(make_user())
    new = {"email": "new@example.org"}
    api.post("account/email", new)
    clock.forward(901)
    assert api.post("account/email", new).status == 200
    assert api.post("auth/email/verify", {"key": post.code("new@example.org")}).status == 200
    assert verified(api) == {BOB: True, "new@example.org": True}
    assert api.post("account/email", new).codes == [("duplicate_email", "email")]


def test_an_address_that_another_session_added_could_not_be_added(configure, post):
    configure(**CODE)
    bob, new = make_user(), {"email": "new@example.org"}
    first, second = logged_in(bob), logged_in(bob)
    first.post("account/email", new)
    assert second.post("account/email", new).status == 200
    assert second.post("auth/email/verify", {"key": post.code("new@example.org")}).status == 200
    assert verified(first) == {BOB: True, "new@example.org": True}


def test_an_address_was_left_behind_when_another_one_was_added_instead(configure, post):
    configure(**CODE)
    configure(accounts={"max_emails": 2})
    api = logged_in(make_user())
    for typed in ("tpyo@example.org", "typo@example.org"):
        assert api.post("account/email", {"email": typed}).status == 200
    assert verified(api) == {BOB: True, "typo@example.org": False}
    assert api.post("auth/email/verify", {"key": post.code("typo@example.org")}).status == 200
    assert api.post("account/email", {"email": "third@example.org"}).codes == [("max_email_addresses", "email")]


@pytest.mark.parametrize("by", ["link", "code"])
def test_ones_own_address_is_a_duplicate_also_where_addresses_are_replaced(db, configure, by):
    configure(email={"change_by_replacing": True, "verification_by": by})
    api = logged_in(make_user())
    for own in (BOB, BOB.upper()):
        assert api.post("account/email", {"email": own}).codes == [("duplicate_email", "email")]
