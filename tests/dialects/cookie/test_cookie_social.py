"""contracts/cookie-spa.md, section 5: logins at a provider that end at a page of the application."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.contrib.auth import get_user_model
from tests.client import Api
from tests.counted import Counted
from tests.factors import with_app
from tests.spa import Spa, reset_parts, verify_key
from tests.users import BOB, NEW, PASSWORD, make_user

from gatepost.accounts import lifecycle
from gatepost.accounts.models import Identifier
from gatepost.features.social.models import SocialAccount
from gatepost.features.social.protocol.authorization import challenge
from gatepost.ground.models import OneTimeSecret

JANE = "jane@example.org"
PAGE = "https://app.example.org/auth/{provider}/callback"
SUCCESS = (200, {"detail": "success"})


def no(status, code, detail):
    return status, {"detail": detail, "code": code}


UNKNOWN = no(404, "unknown_provider", "Unknown provider")
STATE = no(400, "invalid_state", "Invalid state")
DENIED = no(400, "social_denied", "Social login was cancelled")
MISSING = no(400, "missing_code", "Missing code")
FAILED = no(400, "social_failed", "Social login failed")
LINKED = no(409, "already_linked", "Already linked to another account")
NO_EMAIL = no(400, "email_required", "The provider gave no email address")
TAKEN = no(409, "email_taken", "An account with this email address already exists")
INACTIVE = no(403, "account_inactive", "Account disabled")
UNVERIFIED = no(403, "email_not_verified", "Email not verified")
NOT_LINKED = no(404, "not_linked", "Not linked")
ONLY_WAY = no(400, "last_login_method", "This is the only way to sign in")


@pytest.fixture
def spa(db, configure, provider):
    configure(
        accounts={"email_verification": "mandatory"},
        cookie={"social_callback": PAGE},
        social=provider.settings("github"),
    )
    return Spa()


def come_back(spa, answer, connection="github"):
    return spa.get(f"social/{connection}/?{urlencode(answer)}")


def log_in(spa, provider):
    """The way of clients that let the server begin."""
    return come_back(spa, provider.sign_in(spa.get("social/github/start/").body["authorize_url"]))


def own_link(provider, state="their own"):
    """The link of an old client, which knows neither nonce nor PKCE (the provider here demands it: of nothing)."""
    query = {
        "client_id": provider.client_id,
        "redirect_uri": PAGE.replace("{provider}", "github"),
        "response_type": "code",
        "scope": "openid email",
        "state": state,
        "code_challenge": challenge(""),
        "code_challenge_method": "S256",
    }
    return f"{provider.issuer}/authorize?{urlencode(query)}"


def old_log_in(spa, provider):
    return come_back(spa, provider.sign_in(own_link(provider)))


@pytest.fixture(params=[log_in, old_log_in], ids=["with state", "without"])
def way(request):
    """Both kinds of clients."""
    return request.param


def bob_at_provider(provider, *, verified=True):
    provider.claims.update(email=BOB, email_verified=verified)


def test_the_start_tells_where_to_go_and_keeps_the_state(spa, provider):
    csrf = spa.token()
    reply = spa.get("social/github/start/")
    assert reply.status == 200
    assert set(reply.body) == {"authorize_url", "state"}
    query = {key: value for key, (value,) in parse_qs(urlsplit(reply.body["authorize_url"]).query).items()}
    assert query["redirect_uri"] == "https://app.example.org/auth/github/callback"
    assert (query["state"], query["client_id"]) == (reply.body["state"], provider.client_id)
    assert query["code_challenge_method"] == "S256"
    assert reply.cookies["sessionid"]["httponly"]
    assert spa.token() == csrf
    assert reply.body["state"] not in str(list(OneTimeSecret.objects.values()))
    assert spa.get("session/").body == {"authenticated": False, "user": None}


@pytest.mark.parametrize("path", ["social/nowhere/start/", "social/nowhere/", "social/nowhere/?error=x&state=y"])
def test_an_unknown_provider_is_told_first(path, spa):
    assert spa.get(path).said == UNKNOWN


def test_a_new_user_is_signed_in(spa, provider, way, post):
    reply = way(spa, provider)
    assert reply.said == SUCCESS
    assert set(reply.cookies) >= {"sessionid", "csrftoken"}
    user = get_user_model().objects.get()
    assert not user.has_usable_password()
    told = {"id": user.pk, "email": JANE, "email_verified": True, "has_password": False, "social": ["github"]}
    assert spa.get("session/").body["user"] == told
    assert post.all() == []


def test_c1_a_login_takes_a_new_key(spa, provider):
    spa.get("social/github/start/")
    old = spa.http.cookies["sessionid"].value
    assert log_in(spa, provider).said == SUCCESS
    assert spa.http.cookies["sessionid"].value != old
    spa.http.cookies["sessionid"] = old
    assert not spa.signed_in


def test_who_was_here_before_comes_back_whatever_the_address_is_by_now(spa, provider, way):
    way(spa, provider)
    provider.claims.update(email="other@example.org", email_verified=False)
    other = Spa()
    assert way(other, provider).said == SUCCESS
    assert other.get("whoami/").body == {"email": JANE}
    assert get_user_model().objects.count() == 1


WRONG_STATES = [
    {"state": ""},
    {"state": "x"},
    {"state": "gpv_" + "0" * 49},
    {"state": None},
    {"error": "denied", "state": "x"},
]


@pytest.mark.parametrize("change", WRONG_STATES)
def test_e1_another_state_than_the_sessions_is_refused_and_uses_it_up(change, spa, provider):
    answer = provider.sign_in(spa.get("social/github/start/").body["authorize_url"])
    wrong = {key: value for key, value in {**answer, **change}.items() if value is not None}
    assert come_back(spa, wrong).said == STATE
    assert not spa.signed_in
    assert provider.count("/token") == 0
    assert come_back(spa, answer).said == STATE
    assert not spa.signed_in


def test_e1_a_state_belongs_to_one_session(spa, provider):
    answer = provider.sign_in(spa.get("social/github/start/").body["authorize_url"])
    victim = Spa()
    victim.get("social/github/start/")
    assert come_back(victim, answer).said == STATE
    assert not victim.signed_in


def test_e2_a_state_is_refused_at_the_page_of_another_provider(spa, provider, configure):
    both = provider.settings("github")["connections"] | provider.settings("gitlab")["connections"]
    configure(social=provider.settings("github") | {"connections": both})
    answer = provider.sign_in(spa.get("social/github/start/").body["authorize_url"])
    assert come_back(spa, answer, "gitlab").said == STATE
    assert not spa.signed_in
    assert provider.count("/token") == 0
    assert come_back(spa, answer).said == SUCCESS


BROWSERS = {
    "that was never here": lambda spa: None,  # noqa: ARG005
    "that holds a CSRF cookie": lambda spa: spa.token(),
    "that logged in by password": lambda spa: spa.log_in(BOB, PASSWORD),
    "that was sent to another provider": lambda spa: spa.get("social/nowhere/start/"),
}


@pytest.mark.parametrize("verb", ["GET", "POST"])
@pytest.mark.parametrize("browser", sorted(BROWSERS))
def test_a_state_that_was_issued_to_another_browser_logs_no_victim_in(browser, verb, spa, provider):
    make_user()
    answer = provider.sign_in(spa.get("social/github/start/").body["authorize_url"])
    victim = Spa()
    BROWSERS[browser](victim)
    before = victim.get("session/").body
    victim.token()
    assert victim.send(verb, f"social/github/?{urlencode(answer)}").said == STATE
    assert victim.get("session/").body == before
    assert provider.count("/token") == 0
    assert come_back(spa, answer).said == SUCCESS


def test_a_state_that_has_expired_is_still_one_of_ours(spa, provider, clock):
    answer = provider.sign_in(spa.get("social/github/start/").body["authorize_url"])
    clock.forward(7200)
    assert come_back(Spa(), answer).said == STATE
    assert come_back(spa, answer).said == STATE
    assert provider.count("/token") == 0


def test_a_code_may_be_posted_with_the_csrf_token(spa, provider):
    answer = provider.sign_in(spa.get("social/github/start/").body["authorize_url"])
    where = f"social/github/?{urlencode(answer)}"
    assert spa.call("POST", where).status == 403
    assert spa.post(where).said == SUCCESS
    assert spa.signed_in


def test_a_state_works_once(spa, provider):
    answer = provider.sign_in(spa.get("social/github/start/").body["authorize_url"])
    assert come_back(spa, answer).said == SUCCESS
    assert come_back(spa, answer).said == STATE


def test_e1_a_code_without_a_state_of_ours_can_be_refused_always(spa, provider, configure):
    configure(cookie={"social_require_state": True})
    assert old_log_in(spa, provider).said == STATE
    assert log_in(spa, provider).said == SUCCESS


def test_the_user_said_no(spa, provider, way):
    provider.faults.add("deny")
    assert way(spa, provider).said == DENIED


@pytest.mark.parametrize("query", [{}, {"code": ""}, {"code": "  "}, {"state": "their own"}])
def test_a_code_is_needed(query, spa):
    assert come_back(spa, query).said == MISSING


def test_a_code_is_needed_beside_a_good_state(spa):
    state = spa.get("social/github/start/").body["state"]
    assert come_back(spa, {"state": state}).said == MISSING


@pytest.mark.parametrize("fault", ["refuse_code", "error /token", "garbage /token", "no_id_token", "redirect /token"])
def test_a_provider_that_refuses_or_fails_is_told_as_one(fault, spa, provider, way):
    provider.faults.add(fault)
    reply = way(spa, provider)
    assert reply.said == FAILED
    assert "Retry-After" not in reply.headers


def test_a_provider_that_is_away_is_told_as_a_failure(spa, provider):
    provider.faults.add("error")
    assert spa.get("social/github/start/").said == FAILED


def test_an_address_that_both_sides_verified_links(spa, provider, way, post):
    make_user()
    bob_at_provider(provider)
    assert way(spa, provider).said == SUCCESS
    assert spa.get("whoami/").body == {"email": BOB}
    assert spa.get("session/").body["user"]["has_password"] is True
    assert len(post.to(BOB)) == 1


@pytest.mark.parametrize(("here", "there"), [(True, False), (False, True), (False, False)])
def test_f1_an_address_that_one_side_did_not_verify_is_taken(here, there, spa, provider, way):
    user = make_user(verified=here)
    bob_at_provider(provider, verified=there)
    assert way(spa, provider).said == TAKEN
    assert not spa.signed_in
    assert not SocialAccount.objects.exists()
    assert spa.log_in(BOB, PASSWORD).status == (200 if here else 403)
    assert get_user_model().objects.get() == user


@pytest.mark.parametrize("linked", [True, False])
def test_a_disabled_user_is_not_let_in(linked, spa, provider, way):
    if linked:
        log_in(Spa(), provider)
        user = get_user_model().objects.get()
    else:
        user = make_user()
        bob_at_provider(provider)
    lifecycle.set_active(user.pk, active=False)
    assert way(spa, provider).said == INACTIVE
    assert not spa.signed_in


def test_without_an_address_nobody_becomes_a_user(spa, provider, way, configure):
    configure(accounts={"signup_fields": ["email", "password"]})
    del provider.claims["email"]
    assert way(spa, provider).said == NO_EMAIL
    assert not get_user_model().objects.exists()


def test_f5_an_address_that_the_provider_did_not_verify_is_proved_by_mail(spa, provider, way, post):
    provider.claims["email_verified"] = False
    assert way(spa, provider).said == UNVERIFIED
    assert not spa.signed_in
    assert get_user_model().objects.count() == SocialAccount.objects.count() == 1
    assert Spa().post("signup/verify/", {"key": verify_key(post.to(JANE)[-1])}).said == SUCCESS
    assert way(spa, provider).said == SUCCESS
    assert Identifier.objects.get(kind="email").verified_at is not None


def test_until_then_nobody_gets_in_and_no_further_mail_goes_out(spa, provider, way, post):
    provider.claims["email_verified"] = False
    way(spa, provider)
    assert way(spa, provider).said == UNVERIFIED
    assert len(post.to(JANE)) == 1


def test_who_is_signed_in_links(spa, provider, way):
    make_user()
    spa.log_in(BOB, PASSWORD)
    reply = way(spa, provider)
    assert reply.said == SUCCESS
    assert set(reply.cookies) == {"sessionid", "csrftoken"}
    assert spa.get("session/").body["user"]["social"] == ["github"]
    assert spa.get("whoami/").body == {"email": BOB}
    assert way(spa, provider).said == SUCCESS
    other = Spa()
    assert way(other, provider).said == SUCCESS
    assert other.get("whoami/").body == {"email": BOB}


def test_what_is_somebody_elses_is_not_linked(spa, provider, way):
    way(Spa(), provider)
    make_user()
    spa.log_in(BOB, PASSWORD)
    assert way(spa, provider).said == LINKED
    assert spa.get("session/").body["user"]["social"] == []


def test_a_link_that_was_begun_by_nobody_links_nobody(spa, provider):
    answer = provider.sign_in(spa.get("social/github/start/").body["authorize_url"])
    make_user()
    spa.log_in(BOB, PASSWORD)
    assert come_back(spa, answer).said == STATE
    assert spa.get("session/").body["user"]["social"] == []


def test_a_login_takes_the_place_of_one_that_was_ended_from_elsewhere(spa, provider, way):
    user = make_user()
    bob_at_provider(provider)
    spa.log_in(BOB, PASSWORD)
    user.set_password(NEW)
    user.save()
    assert way(spa, provider).said == SUCCESS
    assert spa.get("whoami/").body == {"email": BOB}


def test_a_second_factor_is_asked_for_after_a_provider_too(spa, provider, way):
    user = make_user()
    totp = with_app(user)
    bob_at_provider(provider)
    reply = way(spa, provider)
    assert (reply.status, reply.body["code"]) == (403, "step_required")
    native = Api("browser")
    native.http = spa.http
    assert native.post("auth/2fa/authenticate", {"code": totp.code()}).status == 200
    assert spa.get("whoami/").body == {"email": BOB}


def test_who_came_by_a_provider_may_set_a_password(spa, provider, post):
    log_in(spa, provider)
    spa.post("logout/")
    spa.post("signup/", {"email": JANE, "password": "some-other-Secret-5"})
    assert spa.post("password-reset/confirm/", {**reset_parts(post.to(JANE)[-1]), "password": NEW}).said == SUCCESS
    assert spa.log_in(JANE, NEW).said == SUCCESS
    assert spa.get("session/").body["user"]["social"] == ["github"]
    assert log_in(Spa(), provider).said == SUCCESS


def test_who_came_by_a_provider_may_set_a_password_while_signed_in(spa, provider):
    log_in(spa, provider)
    assert spa.post("password-change/", {"new_password": NEW}).said == SUCCESS
    assert Spa().log_in(JANE, NEW).said == SUCCESS


def test_a_login_is_given_up_but_not_the_last_one(spa, provider):
    assert spa.post("social/github/disconnect/").body["code"] == "not_authenticated"
    log_in(spa, provider)
    assert spa.post("social/github/disconnect/").said == ONLY_WAY
    assert spa.post("social/nowhere/disconnect/").said == NOT_LINKED
    spa.post("password-change/", {"new_password": NEW})
    assert spa.post("social/github/disconnect/").said == SUCCESS
    assert spa.post("social/github/disconnect/").said == NOT_LINKED
    assert spa.get("session/").body["user"]["social"] == []


def test_where_signup_is_closed_nobody_becomes_a_user(spa, provider, way, configure):
    configure(accounts={"signup_open": False})
    assert way(spa, provider).said == no(403, "forbidden", "Not allowed")
    assert not get_user_model().objects.exists()


def test_the_callback_is_limited_by_network(spa, configure, clock):
    configure(limits={"enabled": True})
    statuses = [come_back(spa, {"state": "x"}).status for _ in range(61)]
    assert (statuses[:60], statuses[60]) == ([400] * 60, 429)


def test_the_statements_of_a_login_by_a_provider(spa, provider, configure):
    configure(limits={"enabled": True})
    log_in(Spa(), provider)
    with Counted() as counted:
        url = spa.get("social/github/start/").body["authorize_url"]
    assert len(counted.statements) <= 2, counted.statements
    answer = provider.sign_in(url)
    with Counted() as counted:
        assert come_back(spa, answer).said == SUCCESS
    assert len(counted.statements) <= 13, counted.statements
