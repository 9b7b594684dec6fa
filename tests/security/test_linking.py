"""Rows F1 to F8 and F12: accounts and the logins that belong to them."""

import pytest
from django.contrib.auth import get_user_model
from tests.client import Api
from tests.passkeys import enrol as add_key
from tests.providers import BACK, Visitor, ended
from tests.users import BOB, NEW, PASSWORD, logged_in, make_user

from gatepost.accounts.accounts import load
from gatepost.features.social.models import SocialAccount
from gatepost.testing.authenticator import SoftwareAuthenticator
from gatepost.testing.totp import enrol

VICTIM = "jane@example.org"


def signed_up_by_a_stranger():
    """An account with the victim's address, made by somebody who cannot read mail there."""
    stranger = Api("app")
    body = {"email": VICTIM, "username": "stranger", "password": PASSWORD}
    assert stranger.post("auth/signup", body).status == 200
    return stranger


def connect(api, provider, **claims):
    token = {"client_id": "client", "id_token": provider.id_token(**claims)}
    return api.post("auth/provider/token", {"provider": "test", "process": "connect", "token": token})


def only_user():
    return get_user_model().objects.get()


def test_f1_an_account_made_with_a_strangers_address_goes_clean_to_its_owner(visitor, provider, post):
    stranger = signed_up_by_a_stranger()
    assert connect(stranger, provider, sub="strangers-own").status == 200
    assert visitor.log_in() == (BACK, {})
    session = visitor.get("auth/session")
    assert session.body["data"]["user"]["id"] == only_user().pk
    assert session.body["data"]["user"]["has_usable_password"] is False
    assert stranger.get("auth/session").status == 401
    assert Api("app").post("auth/login", {"username": "stranger", "password": PASSWORD}).status == 400
    assert [row.subject for row in SocialAccount.objects.all()] == [provider.claims["sub"]]
    assert Visitor("app", provider).post_token(sub="strangers-own", email="s@example.org").status == 200
    assert get_user_model().objects.count() == 2
    assert any("was connected to your account" in text for text in post.to(VICTIM))


def test_f1_two_verified_sides_are_not_linked_unless_the_setting_says_so(db, provider, connected, post):
    bob = make_user(email=VICTIM)
    visitor = Visitor("browser", provider)
    assert visitor.log_in() == (BACK, {})
    assert visitor.get("auth/session").pending == ["provider_signup"]
    answer = visitor.post("auth/provider/signup", {"email": VICTIM, "username": "x"})
    assert answer.codes == [("email_taken", "email")] or answer.pending == ["verify_email"]
    assert not SocialAccount.objects.exists()
    connected(link="verified")
    linked = Visitor("browser", provider)
    linked.log_in()
    assert linked.get("auth/session").body["data"]["user"]["id"] == bob.pk
    assert only_user().has_usable_password()
    assert any("was connected to your account" in text for text in post.to(VICTIM))


def test_f1_a_side_that_is_not_verified_is_never_linked(db, provider, connected):
    bob = make_user(email=VICTIM)
    connected(link="verified")
    visitor = Visitor("app", provider)
    for said in (False, None, "true"):
        assert visitor.post_token(email_verified=said).pending == ["provider_signup"]
    assert not SocialAccount.objects.filter(user=bob).exists()


def test_f1_whoever_must_prove_logs_in_the_old_way_first(db, provider, connected):
    bob = make_user(email=VICTIM)
    connected(link="prove")
    visitor = Visitor("app", provider)
    answer = visitor.post_token()
    flow = next(flow for flow in answer.flows if flow["id"] == "provider_link")
    assert answer.pending == ["provider_link"]
    stranger = logged_in(make_user("eve@example.org", "eve"))
    assert stranger.post("account/providers", {"key": flow["key"]}).status == 409
    assert visitor.post("account/providers", {"key": flow["key"]}).status == 401
    assert visitor.post("auth/login", {"email": VICTIM, "password": PASSWORD}).status == 200
    assert visitor.post("account/providers", {"key": flow["key"]}).status == 200
    assert visitor.post("account/providers", {"key": flow["key"]}).status == 409
    again = Visitor("app", provider)
    assert again.post_token().body["data"]["user"]["id"] == bob.pk


def test_f1_a_browser_that_must_prove_finds_the_key_in_the_address_of_its_page(db, provider, connected):
    bob = make_user(email=VICTIM)
    connected(link="prove")
    visitor = Visitor("browser", provider)
    assert visitor.log_in() == (BACK, {})
    handed = visitor.fragment
    assert (handed["provider"], sorted(handed)) == ("test", ["provider", "provider_link"])
    assert visitor.get("auth/session").status == 401
    assert visitor.post("auth/login", {"email": VICTIM, "password": PASSWORD}).status == 200
    assert visitor.post("account/providers", {"key": handed["provider_link"]}).status == 200
    again = Visitor("browser", provider)
    assert again.log_in() == (BACK, {})
    assert again.get("auth/session").body["data"]["user"]["id"] == bob.pk


def test_f1_an_account_of_staff_is_not_had_by_an_address_that_nobody_proved(db, provider, connected):
    boss = make_user(email=VICTIM, verified=False)
    for name in ("is_staff", "is_superuser"):
        get_user_model().objects.update(**{"is_staff": False, "is_superuser": False, name: True})
        assert Visitor("app", provider).post_token().pending == ["provider_signup"]
    boss.refresh_from_db()
    assert boss.has_usable_password()
    assert not SocialAccount.objects.exists()


def test_f2_a_session_from_before_the_proof_ends(visitor, provider):
    stranger = signed_up_by_a_stranger()
    for _ in range(3):
        assert stranger.get("auth/session").status == 200
    visitor.log_in()
    assert stranger.get("auth/session").status in (401, 410)


def test_f3_a_login_that_a_stranger_added_goes_when_the_owner_proves_the_address(db, provider, connected, post):
    stranger = signed_up_by_a_stranger()
    assert connect(stranger, provider, sub="strangers-own").status == 200
    owner = Api("app")
    owner.post("auth/password/request", {"email": VICTIM})
    assert owner.post("auth/password/reset", {"key": post.key(VICTIM), "password": NEW}).status == 401
    assert not SocialAccount.objects.exists()
    back = Visitor("app", provider)
    assert back.post_token(sub="strangers-own", email="s@example.org").status == 200
    assert back.get("auth/session").body["data"]["user"]["email"] == "s@example.org"


def test_f3_the_same_by_a_mailed_login_code(db, provider, connected, post):
    stranger = signed_up_by_a_stranger()
    assert connect(stranger, provider, sub="strangers-own").status == 200
    owner = Api("app")
    owner.post("auth/code/request", {"email": VICTIM})
    assert owner.post("auth/code/confirm", {"code": post.code(VICTIM)}).status == 200
    assert not SocialAccount.objects.exists()


def test_f4_a_change_of_address_that_a_stranger_began_dies(visitor, provider, post, configure):
    stranger = signed_up_by_a_stranger()
    stranger.post("account/email", {"email": "evil@example.org"})
    key = post.key("evil@example.org")
    visitor.log_in()
    assert Api("app").post("auth/email/verify", {"key": key}).status == 400
    assert [row.value for row in load(only_user()).all_of("email")] == [VICTIM]


@pytest.mark.parametrize("said", [None, False, "true"])
def test_f5_a_provider_that_does_not_verify_never_links_and_the_address_must_be_proved(
    provider, connected, configure, post, said
):
    stranger = signed_up_by_a_stranger()
    connected(link="verified")
    provider.claims["email_verified"] = said
    assert Visitor("app", provider).post_token().pending == ["provider_signup"]
    assert stranger.get("auth/session").status == 200
    configure(accounts={"email_verification": "mandatory"})
    visitor = Visitor("app", provider)
    assert visitor.post_token(email="new@example.org").pending == ["verify_email"]
    assert visitor.get("auth/session").status == 401
    assert post.key("new@example.org")


def test_f5_a_taken_address_is_not_told_to_somebody_who_only_says_it(db, provider, connected, configure, post):
    make_user(email=VICTIM)
    configure(accounts={"email_verification": "mandatory"})
    provider.claims["email_verified"] = False
    assert Visitor("app", provider).post_token().pending == ["verify_email"]
    assert Visitor("app", provider).post_token(sub="2", email="free@example.org").pending == ["verify_email"]


def test_f6_no_factor_before_the_address_is_proved(db, provider, connected):
    provider.claims["email_verified"] = False
    visitor = Visitor("app", provider)
    assert visitor.post_token().status == 200
    assert visitor.get("account/authenticators/totp").status == 409


def test_f7_a_login_is_added_by_its_own_user_alone(db, provider, connected, configure):
    bob, eve = make_user(), make_user("eve@example.org", "eve")
    victim, attacker = Visitor("browser", provider), Visitor("browser", provider)
    for visitor, user in ((victim, bob), (attacker, eve)):
        visitor.http.cookies["sessionid"] = logged_in(user, "browser").http.cookies["sessionid"].value
    page = visitor.http.post("/_allauth/browser/v1/auth/provider/redirect", {"provider": "test", "process": "connect"})
    assert page.status_code == 403
    attackers = provider.sign_in(attacker.leave(process="connect")["Location"])
    assert ended(victim.come_back(attackers))[1]["error_code"] == "invalid_state"
    assert not SocialAccount.objects.exists()
    configure(flow={"reauthentication_for_account": True})
    assert ended(victim.leave(process="connect"))[1]["error"] == "reauthentication_required"
    assert victim.post("auth/reauthenticate", {"password": PASSWORD}).status == 200
    assert victim.log_in(process="connect") == (BACK, {})
    assert [row.user_id for row in SocialAccount.objects.all()] == [bob.pk]
    configure(flow={"reauthentication_for_account": False})
    assert attacker.log_in(process="connect") == (BACK, {"error": "connected_other", "error_process": "connect"})


def test_f8_the_last_way_in_stays(db, provider, connected):
    visitor = Visitor("app", provider)
    assert visitor.post_token().status == 200
    body = {"provider": "test", "account": provider.claims["sub"]}
    assert visitor.delete("account/providers", body).codes == [("no_password", None)]
    assert connect(visitor, provider, sub="second").status == 200
    assert visitor.delete("account/providers", body).status == 200
    assert visitor.delete("account/providers", body).codes == [("account_not_found", None)]
    second = {"provider": "test", "account": "second"}
    assert visitor.delete("account/providers", second).codes == [("no_password", None)]
    assert visitor.post("account/password/change", {"new_password": PASSWORD}).status == 200
    visitor.token = logged_in(only_user()).token
    assert visitor.delete("account/providers", second).body["data"] == []


def test_f8_a_passkey_that_logs_in_is_a_way_in(db, provider, connected):
    visitor = Visitor("app", provider)
    assert visitor.post_token().status == 200
    body = {"provider": "test", "account": provider.claims["sub"]}
    assert visitor.delete("account/providers", body).codes == [("no_password", None)]
    add_key(visitor, SoftwareAuthenticator(), passwordless=True)
    assert visitor.delete("account/providers", body).status == 200


def test_f12_no_way_of_a_provider_leads_past_a_second_factor(db, provider, connected):
    bob = make_user(email=VICTIM)
    enrol(bob)
    connected(link="verified", redirects=["https://app.example.org"])
    redirected = Visitor("browser", provider)
    redirected.log_in()
    posted, owning = Visitor("app", provider), Visitor("app", provider)
    assert posted.post_token().pending == ["mfa_authenticate"]
    start = owning.post("auth/provider/start", {"provider": "test", "callback_url": "https://app.example.org/"})
    back = provider.sign_in(start.body["data"]["authorize_url"])
    assert owning.post("auth/provider/callback", back).pending == ["mfa_authenticate"]
    for visitor in (redirected, posted, owning):
        answer = visitor.get("auth/session")
        assert (answer.status, answer.pending) == (401, ["mfa_authenticate"])


def test_c2_a_login_at_a_provider_ends_the_one_before_it_even_while_it_waits(db, provider, connected):
    bob = make_user(email=VICTIM)
    enrol(bob)
    connected(link="verified")
    eve = logged_in(make_user("eve@example.org", "eve"))
    visitor = Visitor("app", provider)
    visitor.token = before = eve.token
    assert visitor.post_token().pending == ["mfa_authenticate"]
    assert visitor.token != before
    assert visitor.get("auth/session").pending == ["mfa_authenticate"]
    assert eve.get("auth/session").status == 410


def test_c2_proofs_of_one_user_do_not_stay_for_the_next(db, provider, connected):
    bob = make_user()
    enrol(bob)
    visitor = Visitor("browser", provider)
    assert visitor.post("auth/login", {"email": BOB, "password": PASSWORD}).pending == ["mfa_authenticate"]
    assert visitor.log_in() == (BACK, {})
    methods = visitor.get("auth/session").body["data"]["methods"]
    assert [method["method"] for method in methods] == ["socialaccount"]
