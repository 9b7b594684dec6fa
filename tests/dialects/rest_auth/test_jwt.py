"""Contract: dj-rest-auth 2.9, line by line."""

import re

import pytest
from tests.dialects.rest import GOOD, Rest
from tests.factors import with_app
from tests.users import BOB, NEW, PASSWORD

from gatepost.accounts import lifecycle
from gatepost.dialects.rest_auth.access import Login, Logout
from gatepost.dialects.rest_auth.account import PasswordChange, User
from gatepost.dialects.rest_auth.authentication import JWTCookieAuthentication
from gatepost.dialects.rest_auth.registration import Register
from gatepost.sessions.models import Session
from gatepost.tokens.models import RefreshFamily, Token

ACCESS, REFRESH = "jwt-access", "jwt-refresh"
NAMED = {"jwt_auth_cookie": ACCESS, "jwt_auth_refresh_cookie": REFRESH}
OUT = {"detail": "Successfully logged out."}
NOT_VALID = {"detail": "Token is invalid", "code": "token_not_valid"}


@pytest.fixture(autouse=True)
def _mode(configure, monkeypatch):
    configure(rest_auth={"use_jwt": True, "session_login": False})
    for view in (Login, Logout, User, PasswordChange, Register):
        monkeypatch.setattr(view, "authentication_classes", [JWTCookieAuthentication])


@pytest.fixture
def mode(configure):
    return lambda **more: configure(rest_auth={"use_jwt": True, "session_login": False, **more})


def bearer(text):
    return {"Authorization": f"Bearer {text}"}


def log_in(rest, **more):
    answer = rest.post("login/", GOOD, **more)
    assert answer.status_code == 200, answer.content
    return answer


def test_a_login_gives_a_pair_and_one_s_record(rest, bob):
    answer = log_in(rest)
    told = answer.json()
    assert list(told) == ["access", "refresh", "user"]
    assert told["refresh"] == ""
    assert told["user"] == {"pk": bob.pk, "username": "bob", "email": BOB, "first_name": "", "last_name": ""}
    assert not answer.cookies
    assert Rest(**bearer(told["access"])).get("user/").json()["username"] == "bob"
    assert (Token.objects.count(), Session.objects.count(), RefreshFamily.objects.count()) == (0, 0, 1)


def test_the_refresh_token_is_in_the_body_where_scripts_may_see_it(rest, bob, mode):
    mode(jwt_auth_httponly=False, jwt_auth_return_expiration=True)
    told = log_in(rest).json()
    assert list(told) == ["access", "refresh", "user", "access_expiration", "refresh_expiration"]
    assert told["refresh"].count(".") == 2
    for name in ("access_expiration", "refresh_expiration"):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", told[name])


def test_a_session_is_opened_beside_it_by_setting(rest, bob, mode):
    mode(session_login=True)
    assert "sessionid" in log_in(rest).cookies


def test_cookies(rest, bob, mode):
    mode(**NAMED, jwt_auth_refresh_cookie_path="/api/", jwt_auth_samesite="Strict", jwt_auth_secure=True)
    answer = log_in(rest)
    access, refresh = answer.cookies[ACCESS], answer.cookies[REFRESH]
    assert access.value == answer.json()["access"]
    assert (access["path"], access["max-age"], access["httponly"]) == ("/", 300, True)
    assert (access["samesite"], access["secure"], access["domain"]) == ("Strict", True, "")
    assert (refresh["path"], refresh["max-age"], refresh["httponly"]) == ("/api/", 86400, True)
    assert "csrftoken" in answer.cookies


def test_the_cookie_lets_in_and_a_header_of_any_form_hides_it(rest, bob, mode):
    mode(**NAMED)
    log_in(rest)
    assert rest.get("user/").status_code == 200
    for header in ("Basic x", "Bearer", "Bearer x", "x"):
        answer = rest.get("user/", Authorization=header)
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="api"')


def test_a_stale_cookie_is_refused_where_somebody_must_be_logged_in_alone(rest, bob, mode):
    mode(**NAMED)
    rest.http.cookies[ACCESS] = "garbage"
    answer = rest.get("user/")
    assert (answer.status_code, answer.json()["code"]) == (401, "token_not_valid")
    assert log_in(rest).status_code == 200


def test_d3_the_cookie_needs_a_csrf_token_and_the_header_none(rest, bob, mode):
    mode(**NAMED)
    access = log_in(rest).json()["access"]
    refused = rest.call("PATCH", "user/", {"first_name": "x"})
    assert (refused.status_code, refused.json()) == (403, {"detail": "CSRF Failed: CSRF token missing."})
    assert rest.call("PATCH", "user/", {"first_name": "x"}, **rest.csrf).status_code == 200
    assert Rest(**bearer(access)).call("PATCH", "user/", {"first_name": "y"}).status_code == 200
    mode(**NAMED, jwt_auth_cookie_use_csrf=False)
    assert rest.call("PATCH", "user/", {"first_name": "z"}).status_code == 200


def test_csrf_of_the_anonymous_by_setting(rest, bob, mode):
    mode(**NAMED, jwt_auth_cookie_enforce_csrf_on_unauthenticated=True)
    assert rest.post("login/", GOOD).json() == {"detail": "CSRF Failed: CSRF cookie not set."}


def test_refreshing_by_cookie(rest, bob, mode):
    mode(**NAMED)
    old = log_in(rest).json()["access"]
    answer = rest.post("token/refresh/", {}, **rest.csrf)
    assert (answer.status_code, list(answer.json())) == (200, ["access", "access_expiration"])
    assert answer.cookies[ACCESS].value == answer.json()["access"] != old
    assert rest.get("user/").status_code == 200


@pytest.mark.parametrize("named", [NAMED, {"jwt_auth_refresh_cookie": REFRESH}])
def test_d2_refreshing_by_cookie_obeys_the_csrf_rule(rest, bob, mode, named):
    mode(**named)
    log_in(rest)
    missing = rest.post("token/refresh/", {})
    assert (missing.status_code, missing.json()) == (403, {"detail": "CSRF Failed: CSRF token missing."})
    assert not missing.cookies
    foreign = rest.post("token/refresh/", {}, Origin="https://evil.example", **rest.csrf)
    assert foreign.status_code == 403
    assert rest.post("token/refresh/", {"refresh": ""}, **rest.csrf).status_code == 400
    assert rest.post("token/refresh/", {}, **rest.csrf).status_code == 200
    assert rest.post("token/refresh/", {"refresh": rest.http.cookies[REFRESH].value}).status_code == 200
    mode(**named, jwt_auth_cookie_use_csrf=False)
    assert rest.post("token/refresh/", {}).status_code == 200


def test_d2_a_page_of_another_site_sets_no_token_cookies(rest, bob, mode):
    foreign = {"Origin": "https://evil.example"}
    for named in ({"jwt_auth_cookie": ACCESS}, {"jwt_auth_refresh_cookie": REFRESH}):
        mode(**named)
        answer = rest.post("login/", GOOD, **foreign)
        assert (answer.status_code, len(answer.cookies)) == (403, 0)
    mode(jwt_auth_cookie="", jwt_auth_refresh_cookie="")
    assert rest.post("login/", GOOD, **foreign).status_code == 200


def test_refreshing_by_body(rest, bob, mode, configure):
    mode(jwt_auth_httponly=False)
    configure(simple_jwt={"rotate_refresh_tokens": True})
    refresh = log_in(rest).json()["refresh"]
    answer = rest.post("token/refresh", {"refresh": refresh})
    assert list(answer.json()) == ["access", "access_expiration", "refresh", "refresh_expiration"]


def test_what_is_told_of_a_bad_refresh(rest, bob, mode):
    mode(**NAMED)
    told = {"detail": "No valid refresh token found.", "code": "token_not_valid"}
    answer = rest.post("token/refresh/", {})
    assert (answer.status_code, answer.json(), answer["WWW-Authenticate"]) == (401, told, 'Bearer realm="api"')
    log_in(rest)
    blank = rest.post("token/refresh/", {"refresh": ""})
    assert (blank.status_code, blank.json()) == (400, {"refresh": ["This field may not be blank."]})
    bad = rest.post("token/refresh/", {"refresh": "x"})
    assert (bad.status_code, bad.json()) == (401, NOT_VALID)
    wrong = rest.post("token/refresh/", {"refresh": rest.http.cookies[ACCESS].value})
    assert wrong.json()["detail"] == "Token has wrong type"


def test_verifying(rest, bob):
    access = log_in(rest).json()["access"]
    assert (rest.post("token/verify/", {"token": access}).status_code, rest.post("token/verify/", {}).status_code) == (
        200,
        400,
    )
    assert rest.post("token/verify/", {"token": "x"}).json() == NOT_VALID


def test_both_are_there_in_this_mode_alone(rest, mode):
    mode(use_jwt=False)
    assert [rest.post(path, {}).status_code for path in ("token/refresh/", "token/verify/")] == [404, 404]


def test_c3_a_logout_by_cookie_ends_access_and_refresh_and_takes_the_cookies(rest, bob, mode):
    mode(**NAMED, jwt_auth_refresh_cookie_path="/api/")
    access = log_in(rest).json()["access"]
    refresh = rest.http.cookies[REFRESH].value
    answer = rest.post("logout/", **rest.csrf)
    assert (answer.status_code, answer.json()) == (200, OUT)
    for name, path in ((ACCESS, "/"), (REFRESH, "/api/")):
        cookie = answer.cookies[name]
        assert (cookie.value, cookie["max-age"], cookie["path"]) == ("", 0, path)
        assert (cookie["httponly"], cookie["secure"]) == ("", "")
    assert Rest(**bearer(access)).get("user/").status_code == 401
    assert Rest().post("token/refresh/", {"refresh": refresh}).status_code == 401
    assert Rest().post("logout/").json() == OUT


def test_c3_a_logout_by_header_ends_the_login(rest, bob):
    access = log_in(rest).json()["access"]
    assert Rest(**bearer(access)).post("logout/").json() == OUT
    assert Rest(**bearer(access)).get("user/").status_code == 401
    assert not RefreshFamily.objects.exists()
    told = Rest().post("logout/").json()["detail"]
    assert told.startswith("Neither cookies or blacklist are enabled, so the token has not been deleted server side.")


@pytest.mark.parametrize(
    ("httponly", "body", "told"),
    [
        (True, {}, "Refresh token was not included in cookie data."),
        (True, {"refresh": "x"}, "Refresh token was not included in cookie data."),
        (False, {}, "Refresh token was not included in request data."),
        (False, {"refresh": None}, "Refresh token was not included in request data."),
        (False, {"refresh": "x"}, "Token is invalid"),
    ],
)
def test_a_logout_that_asks_for_the_refresh_token(rest, mode, httponly, body, told):
    mode(**NAMED, logout_needs_refresh=True, jwt_auth_httponly=httponly)
    answer = rest.post("logout/", body)
    assert (answer.status_code, answer.json()) == (401, {"detail": told})
    assert answer.cookies[ACCESS].value == ""


def test_a_logout_by_refresh_token_may_be_repeated(rest, bob, mode):
    mode(logout_needs_refresh=True, jwt_auth_httponly=False)
    refresh = log_in(rest).json()["refresh"]
    assert [rest.post("logout/", {"refresh": refresh}).status_code for _ in range(2)] == [200, 200]
    assert not RefreshFamily.objects.exists()


def test_a_registration_answers_as_a_login_does(rest, mode):
    mode(**NAMED)
    body = {"username": "ann", "email": "ann@example.org", "password1": PASSWORD, "password2": PASSWORD}
    answer = rest.post("registration/", body)
    assert (answer.status_code, list(answer.json())) == (201, ["access", "refresh", "user"])
    assert answer.json()["refresh"] == ""
    assert {ACCESS, REFRESH} <= set(answer.cookies)
    assert "sessionid" not in answer.cookies


def test_c5_a_change_of_the_password_ends_other_logins_and_the_cookie_goes_on(rest, bob, mode):
    mode(**NAMED)
    log_in(rest)
    other = log_in(Rest()).json()["access"]
    body = {"new_password1": NEW, "new_password2": NEW}
    assert rest.post("password/change/", body, **rest.csrf).status_code == 200
    assert Rest(**bearer(other)).get("user/").status_code == 401
    assert rest.get("user/").status_code == 200


def test_c4_a_disabled_user_has_no_token(rest, bob):
    access = log_in(rest).json()["access"]
    lifecycle.set_active(bob.pk, active=False)
    assert Rest(**bearer(access)).get("user/").status_code == 401
    assert rest.post("login/", GOOD).status_code == 400


def test_a_second_factor_is_named(rest, bob):
    with_app(bob)
    answer = rest.post("login/", GOOD)
    assert (answer.status_code, list(answer.json())) == (200, ["ephemeral_token", "mfa_required"])
    assert not RefreshFamily.objects.exists()
