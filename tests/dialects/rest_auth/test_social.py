"""Contract: dj-rest-auth 2.10, line by line, against a provider on this machine."""

import json
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.contrib.auth import get_user_model
from tests.dialects.rest import Rest
from tests.factors import with_app
from tests.users import BOB, make_user

from gatepost.accounts import lifecycle
from gatepost.accounts.models import Identifier
from gatepost.features.social.models import SocialAccount
from gatepost.features.social.operations import begin
from gatepost.features.social.protocol import metadata
from gatepost.features.social.protocol.authorization import challenge
from gatepost.flow.visit import Visit
from gatepost.ground import clock as ground_clock
from gatepost.sessions.models import Session
from gatepost.testing.openid import OpenIdProvider
from gatepost.tokens.models import Token

PAT = "pat@example.org"
MUST = {"non_field_errors": ["Incorrect input. access_token or code is required."]}
WRONG = {"non_field_errors": ["Incorrect value"]}
FAILED = {"non_field_errors": ["Failed to exchange code for access token"]}
TAKEN = {"non_field_errors": ["User is already registered with this e-mail address."]}
UNABLE = {"non_field_errors": ["Unable to log in with provided credentials."]}


@pytest.fixture
def provider(configure):
    metadata.forget()
    with OpenIdProvider() as running:
        configure(social=running.settings("google"))
        running.claims.update(sub="pat-1", email=PAT, email_verified=True)
        yield running
    metadata.forget()


@pytest.fixture
def tokens(provider):
    """What a client of the provider holds."""
    return lambda **claims: {"access_token": "unlooked-at", "id_token": provider.id_token(**claims)}


def test_a_first_login_signs_up_and_a_second_one_finds_the_same_user(rest, tokens):
    answer = rest.post("google/", tokens())
    assert (answer.status_code, list(answer.json())) == (200, ["key"])
    assert re.fullmatch("[0-9a-f]{40}", answer.json()["key"])
    assert "sessionid" in answer.cookies
    again = Rest().post("google/", tokens())
    assert again.status_code == 200
    user = get_user_model().objects.get()
    assert (user.email, user.has_usable_password()) == (PAT, False)
    assert Rest(Authorization=f"Token {again.json()['key']}").get("user/").json()["email"] == PAT


def test_modes(rest, tokens, configure):
    configure(rest_auth={"token": False})
    assert rest.post("google/", tokens()).status_code == 204
    configure(rest_auth={"token": True, "session_login": False})
    answer = Rest().post("google/", tokens())
    assert (answer.status_code, answer.cookies) == (200, {})


INPUTS = [
    ({}, MUST),
    ({"id_token": "x"}, MUST),
    ({"access_token": "", "code": ""}, MUST),
    ({"access_token": "x", "id_token": "x"}, WRONG),
    ({"access_token": "x"}, WRONG),
    ({"code": "x"}, FAILED),
    ({"access_token": None}, {"access_token": ["This field may not be null."]}),
    ({"code": []}, {"code": ["Not a valid string."]}),
]


@pytest.mark.parametrize(("body", "told"), INPUTS)
def test_bad_input_is_told(rest, provider, body, told):
    answer = rest.post("google/", body)
    assert (answer.status_code, answer.json()) == (400, told)


@pytest.mark.parametrize(
    "claims", [{"aud": "somebody else"}, {"iss": "https://evil.example"}, {"exp": 1}, {"sub": None}]
)
def test_a_bad_id_token_is_no_fault_of_the_server(rest, tokens, claims):
    answer = rest.post("google/", tokens(**claims))
    assert (answer.status_code, answer.json()) == (400, WRONG)
    assert not get_user_model().objects.exists()


def test_unknown_providers(rest, provider):
    assert rest.post("nobody/", {"code": "x"}).status_code == 404
    assert rest.get("google/").status_code == 405


def test_an_account_with_the_address_is_never_linked_on_the_quiet(rest, bob, tokens):
    answer = rest.post("google/", tokens(email=BOB))
    assert (answer.status_code, answer.json()) == (400, TAKEN)
    assert not SocialAccount.objects.exists()


def test_c4_a_disabled_user_gets_nothing(rest, tokens):
    rest.post("google/", tokens())
    lifecycle.set_active(get_user_model().objects.get().pk, active=False)
    answer = Rest().post("google/", tokens())
    assert (answer.status_code, answer.json()) == (400, UNABLE)
    assert not Token.objects.exists()


def test_a_second_factor_is_named(rest, tokens):
    rest.post("google/", tokens())
    with_app(get_user_model().objects.get())
    answer = Rest().post("google/", tokens())
    assert (answer.status_code, list(answer.json())) == (200, ["ephemeral_token", "mfa_required"])


def test_an_address_that_the_provider_does_not_vouch_for_must_be_proved_where_all_must(rest, tokens, links, configure):
    configure(accounts={"email_verification": "mandatory"})
    answer = rest.post("google/", tokens(email_verified=False))
    told = {"non_field_errors": ["E-mail is not verified."], "code": "verify_email"}
    assert (answer.status_code, answer.json()) == (400, told)
    assert (Token.objects.count(), Session.objects.count()) == (0, 0)
    assert "account-confirm-email" in links(PAT)[-1]
    key = links(PAT)[-1].rstrip("/").split("/")[-1]
    assert rest.post("registration/verify-email/", {"key": key}).status_code == 200
    assert rest.post("google/", tokens(email_verified=False)).status_code == 200


def test_connecting_listing_and_disconnecting(keyed, bob, tokens):
    assert keyed.get("socialaccounts/").json() == []
    answer = keyed.post("google/connect/", tokens())
    assert (answer.status_code, list(answer.json())) == (200, ["key"])
    (entry,) = keyed.get("socialaccounts/").json()
    assert (set(entry), entry["provider"], entry["uid"]) == (
        {"id", "provider", "uid", "last_login", "date_joined"},
        "google",
        "pat-1",
    )
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", entry["last_login"])
    login = Rest().post("google/", tokens())
    assert Rest(Authorization=f"Token {login.json()['key']}").get("user/").json()["username"] == "bob"
    gone = keyed.post(f"socialaccounts/{entry['id']}/disconnect/", **keyed.csrf)
    assert (gone.status_code, gone.json()) == (200, {})
    assert keyed.get("socialaccounts/").json() == []


def test_connecting_opens_a_session_as_a_login_does(keyed, bob, tokens):
    answer = keyed.post("google/connect/", tokens())
    assert set(answer.cookies) >= {"sessionid", "csrftoken"}
    session = Session.objects.get(wire="rest_auth", proofs__contains="pat-1")
    browser = Rest()
    browser.http.cookies = answer.cookies
    assert browser.get("user/").json()["pk"] == bob.pk
    key = answer.json()["key"]
    assert Rest(Authorization=f"Token {key}").post("logout/").status_code == 200
    assert not Session.objects.filter(pk=session.pk).exists(), "the login's key ends the login's session"


@pytest.mark.parametrize("ago", [0, 3600, None])
def test_a_session_from_connecting_is_no_newer_than_the_login_that_asked(ago, keyed, tokens, configure):
    configure(flow={"reauthentication_seconds": 10**10})
    at = datetime.fromtimestamp(1, UTC) if ago is None else ground_clock.now() - timedelta(seconds=ago)
    Token.objects.update(authenticated_at=at, wire="knox")
    assert keyed.post("google/connect/", tokens()).status_code == 200
    session = Session.objects.order_by("-created_at")[0]
    (proof,) = json.loads(session.proofs)
    assert (proof["method"], proof["uid"]) == ("socialaccount", "pat-1")
    assert abs(proof["at"] - at.timestamp()) < 1
    assert session.wire == "knox", "what a wire leaves open stays open to its own logins alone"


def test_a_browser_keeps_its_session_when_it_connects(rest, bob, tokens):
    rest.log_in()
    before = rest.http.cookies["sessionid"].value
    answer = rest.post("google/connect/", tokens(), **rest.csrf)
    assert (answer.status_code, list(answer.json())) == (200, ["key"])
    assert rest.http.cookies["sessionid"].value == before
    assert rest.post("google/connect/", tokens(), **rest.csrf).status_code == 200
    assert rest.post("google/connect/", tokens()).status_code == 403


@pytest.mark.parametrize("token", [True, False])
def test_connecting_opens_no_session_where_logins_open_none(token, keyed, tokens, configure):
    configure(rest_auth={"session_login": False, "token": token})
    answer = keyed.post("google/connect/", tokens())
    assert (answer.status_code, dict(answer.cookies)) == (200 if token else 204, {})


def test_a_refused_connection_opens_nothing(keyed, provider, tokens):
    Rest().post("google/", tokens())
    before = Session.objects.count()
    for body in ({}, {"code": "x"}, {"access_token": "x"}, tokens()):
        answer = keyed.post("google/connect/", body)
        assert (answer.status_code, dict(answer.cookies)) == (400, {})
    assert Session.objects.count() == before


def test_a_page_of_another_site_connects_nothing(keyed, tokens):
    answer = keyed.post("google/connect/", tokens(), Origin="https://evil.example")
    assert answer.status_code == 403
    assert not SocialAccount.objects.exists()


def test_a_login_of_somebody_else_is_not_connected(keyed, tokens):
    Rest().post("google/", tokens())
    answer = keyed.post("google/connect/", tokens())
    assert answer.status_code == 400
    assert list(answer.json()) == ["non_field_errors"]
    assert keyed.get("socialaccounts/").json() == []


def test_who_may_connect_and_disconnect(rest, keyed, tokens):
    other = Rest().post("google/", tokens())
    stranger = Rest(Authorization=f"Token {other.json()['key']}")
    (entry,) = stranger.get("socialaccounts/").json()
    for number in (entry["id"], 5):
        answer = keyed.post(f"socialaccounts/{number}/disconnect/")
        assert (answer.status_code, answer.json()) == (404, {"detail": "Not found."})
    assert rest.post("google/connect/", tokens()).status_code == 403
    assert rest.get("socialaccounts/").status_code == 403


def test_the_last_way_in_stays(tokens, db):
    key = Rest().post("google/", tokens()).json()["key"]
    pat = Rest(Authorization=f"Token {key}")
    (entry,) = pat.get("socialaccounts/").json()
    answer = pat.post(f"socialaccounts/{entry['id']}/disconnect/")
    assert (answer.status_code, list(answer.json())) == (400, ["non_field_errors"])
    assert len(pat.get("socialaccounts/").json()) == 1


def test_a_code_of_a_request_of_the_client_s_own(rest, provider, db):
    asked = urlsplit(begin.begin(Visit(client="app"), provider="google").url)
    own = {name: value for name, value in parse_qsl(asked.query) if name not in ("nonce", "state")}
    back = provider.sign_in(asked._replace(query=urlencode({**own, "code_challenge": challenge("")})).geturl())
    answer = rest.post("google/", {"code": back["code"]})
    assert (answer.status_code, answer.json()) == (200, {"key": answer.json().get("key")})
    assert rest.post("google/", {"code": back["code"]}, **rest.csrf).json() == FAILED


def test_an_account_that_nobody_proved_is_not_taken_over(rest, tokens, db):
    make_user(email=PAT, username="eve", verified=False)
    assert rest.post("google/", tokens()).json() == TAKEN


def test_github_enterprise_logs_in_at_its_own_address(rest, provider, configure):
    folder = f"{provider.issuer}/ghe"
    own = {"provider": "github", "client_id": "client", "secret": "s", "options": {"server": folder}}
    configure(social={"connections": {"github": own}})
    provider.answers |= {
        "/ghe/login/oauth/access_token": {"access_token": "a", "token_type": "bearer"},
        "/ghe/api/v3/user": {"login": "pat", "id": 7, "name": "Pat"},
        "/ghe/api/v3/user/emails": [{"email": PAT, "verified": True, "primary": True}],
    }
    answer = rest.post("github/", {"code": "x"})
    assert (answer.status_code, list(answer.json())) == (200, ["key"])
    assert [path for _, path, _, _ in provider.seen] == list(provider.answers)
    (row,) = SocialAccount.objects.all()
    assert (row.subject, row.email) == ("7", PAT)
    assert not Identifier.objects.get(kind="email").verified_at, "administrators there can write any address"


@pytest.mark.not_with("email_only")
def test_the_sign_up_fields_of_the_native_api_refused_a_person_without_an_address(rest, tokens, configure):
    assert rest.post("google/", tokens(email=None)).status_code == 200
    assert get_user_model().objects.get().email == ""
    configure(rest_auth={"signup_fields": ["email*", "username*"]})
    answer = Rest().post("google/", tokens(sub="pat-2", email=None))
    assert (answer.status_code, list(answer.json())) == (400, ["non_field_errors"])
    assert get_user_model().objects.count() == 1
