"""contracts/cookie-spa.md, section 2: login, logout, session, who one is."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import path
from rest_framework.authentication import SessionAuthentication
from rest_framework.decorators import api_view, authentication_classes, permission_classes
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from tests import urls
from tests.client import Api
from tests.dialects_alike import observed
from tests.factors import with_app
from tests.hashers import CountingHasher
from tests.spa import Spa
from tests.users import BOB, NEW, PASSWORD, made_by_staff, make_user

from gatepost.accounts import lifecycle
from gatepost.sessions.models import Session

ANN = "ann@example.org"
SUCCESS = (200, {"detail": "success"})
CREDENTIALS = (400, {"detail": "Invalid credentials", "code": "invalid_credentials"})
UNVERIFIED = (403, {"detail": "Email not verified", "code": "email_not_verified"})
THROTTLED = (429, {"detail": "Too many attempts", "code": "throttled"})
ANONYMOUS = (403, {"detail": "Authentication credentials were not provided.", "code": "not_authenticated"})
NOBODY = {"authenticated": False, "user": None}


@pytest.fixture
def spa(db, configure):
    configure(accounts={"email_verification": "mandatory"})
    return Spa()


@pytest.fixture
def bob(spa):
    return make_user()


def in_state(state):
    """A user of whom something is special, all with the same password."""
    if state == "made elsewhere":
        return made_by_staff()
    user = make_user(verified=state != "unverified")
    if state == "inactive":
        lifecycle.set_active(user.pk, active=False)
    if state == "without password":
        user.set_unusable_password()
        user.save()
    return user


@pytest.mark.parametrize(
    ("state", "password", "expected"),
    [
        ("usual", PASSWORD, SUCCESS),
        ("made elsewhere", PASSWORD, SUCCESS),
        ("usual", "wrong", CREDENTIALS),
        ("inactive", PASSWORD, CREDENTIALS),
        ("without password", PASSWORD, CREDENTIALS),
        ("unverified", "wrong", CREDENTIALS),
        ("unverified", PASSWORD, UNVERIFIED),
        ("made elsewhere", "wrong", CREDENTIALS),
    ],
)
def test_a_login_answers_by_the_state_of_the_user(state, password, expected, spa, post):
    in_state(state)
    reply = spa.log_in(BOB.upper(), password)
    assert reply.said == expected
    assert ("sessionid" in reply.cookies) == (expected == SUCCESS) == spa.signed_in
    assert post.all() == []


def test_where_no_address_is_ever_proved_none_is_asked_for(spa, configure):
    configure(accounts={"email_verification": "none"})
    in_state("unverified")
    assert spa.log_in(BOB, PASSWORD).said == SUCCESS


def test_b1_b2_a_login_does_the_same_in_every_state(spa, configure):
    configure(limits={"enabled": True})
    make_user(ANN, "ann")
    seen = [observed("login/", {"email": ANN, "password": "wrong"})]
    for state in ("unknown", "inactive", "without password", "unverified"):
        if state != "unknown":
            in_state(state)
        seen.append(observed("login/", {"email": BOB, "password": "wrong"}))
        get_user_model().objects.filter(email=BOB).delete()
    assert all(one == seen[0] for one in seen)
    assert seen[0].hashes == 1


@pytest.mark.parametrize("known", [True, False])
def test_a1_after_five_failures_for_an_address_nothing_is_checked(known, spa, configure, clock):
    configure(limits={"enabled": True})
    make_user(BOB if known else ANN, "somebody")
    for spelling in (BOB, BOB.upper(), f" {BOB}", "bOb@Example.org", "ｂｏｂ@example.org"):
        assert Spa().log_in(spelling, "wrong").said == CREDENTIALS
    before = CountingHasher.calls
    for password in ("wrong", PASSWORD):
        reply = Spa().log_in(BOB, password)
        assert (reply.said, reply.headers["Retry-After"]) == (THROTTLED, "300")
    assert CountingHasher.calls == before
    clock.forward(301)
    assert Spa().log_in(BOB, PASSWORD).said == (SUCCESS if known else CREDENTIALS)


def test_the_number_of_attempts_is_a_setting(spa, bob, configure, clock):
    configure(limits={"enabled": True, "rates": {"login_failed": ("2/60",)}})
    assert [Spa().log_in(BOB, "wrong").status for _ in range(3)] == [400, 400, 429]
    assert Spa().log_in(BOB, PASSWORD).headers["Retry-After"] == "60"


def test_a4_a_login_clears_its_own_count_only(spa, bob, configure, clock):
    configure(limits={"enabled": True})
    make_user(ANN, "ann")
    for _ in range(4):
        Spa().log_in(BOB, "wrong")
    assert Spa().log_in(ANN, PASSWORD).said == SUCCESS
    assert Spa().log_in(BOB, "wrong").said == CREDENTIALS
    assert Spa().log_in(BOB, PASSWORD).said == THROTTLED
    clock.forward(301)
    for _ in range(3):
        assert [Spa().log_in(BOB, "wrong").status for _ in range(4)] == [400] * 4
        assert Spa().log_in(BOB, PASSWORD).said == SUCCESS


def test_a6_a_network_is_limited_whatever_the_addresses(spa, configure, clock):
    configure(limits={"enabled": True})
    statuses = [spa.log_in(f"u{number}@example.org", "wrong").status for number in range(31)]
    assert (statuses[:30], statuses[30]) == ([400] * 30, 429)


def test_a7_an_owner_gets_in_on_a_browser_that_was_used_before(spa, bob, configure, clock):
    configure(limits={"enabled": True})
    spa.log_in(BOB, PASSWORD)
    spa.post("logout/")
    for _ in range(6):
        Spa().log_in(BOB, "wrong")
    assert Spa().log_in(BOB, PASSWORD).said == THROTTLED
    assert spa.log_in(BOB, PASSWORD).said == SUCCESS


def test_somebody_else_may_log_in_where_somebody_is_logged_in(spa, bob):
    make_user(ANN, "ann")
    spa.log_in(BOB, PASSWORD)
    old = spa.http.cookies["sessionid"].value
    assert spa.log_in(ANN, PASSWORD).said == SUCCESS
    assert spa.get("whoami/").said == (200, {"email": ANN})
    spa.http.cookies["sessionid"] = old
    assert not spa.signed_in


def test_c3_after_a_logout_the_old_key_is_dead(spa, bob):
    spa.log_in(BOB, PASSWORD)
    key = spa.http.cookies["sessionid"].value
    reply = spa.post("logout/")
    assert reply.said == SUCCESS
    assert reply.cookies["sessionid"].OutputString() == (
        'sessionid=""; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/; SameSite=Lax'
    )
    assert Session.objects.count() == 0
    spa.http.cookies["sessionid"] = key
    assert spa.get("session/").said == (200, NOBODY)


def test_a_logout_needs_nobody_and_no_body(spa):
    assert spa.send("POST", "logout/", "x", "text/plain").said == SUCCESS
    assert "sessionid" not in spa.post("logout/").cookies
    spa.http.cookies["sessionid"] = "junk"
    assert spa.post("logout/").cookies["sessionid"]["max-age"] == 0


def test_the_session_tells_who_is_logged_in(spa, bob):
    assert spa.get("session/").said == (200, NOBODY)
    assert "sessionid" not in spa.get("session/").cookies
    spa.log_in(BOB, PASSWORD)
    user = {"id": bob.pk, "email": BOB, "email_verified": True, "has_password": True, "social": []}
    assert spa.get("session/").said == (200, {"authenticated": True, "user": user})
    assert spa.get("whoami/").said == (200, {"email": BOB})


def test_an_address_that_staff_typed_lets_its_user_in_and_is_not_called_verified(spa):
    in_state("made elsewhere")
    spa.log_in(BOB, PASSWORD)
    assert spa.get("session/").body["user"]["email_verified"] is False


@pytest.mark.parametrize(("verb", "path"), [("GET", "whoami/"), ("POST", "password-change/")])
def test_nobody_is_told_to_log_in_before_the_body_is_looked_at(verb, path, spa):
    assert spa.send(verb, path, "{").said == ANONYMOUS


@pytest.mark.parametrize("how", ["password", "disabled", "age", "deleted"])
def test_c5_a_session_that_was_ended_from_elsewhere_leaves_the_browser(how, spa, bob, clock):
    spa.log_in(BOB, PASSWORD)
    if how == "password":
        bob.set_password(NEW)
        bob.save()
    if how == "disabled":
        lifecycle.set_active(bob.pk, active=False)
    if how == "age":
        clock.forward(14 * 86400 + 1)
    if how == "deleted":
        lifecycle.delete(bob.pk)
    reply = spa.get("session/")
    assert reply.said == (200, NOBODY)
    assert reply.cookies["sessionid"]["max-age"] == 0
    assert spa.get("whoami/").said == ANONYMOUS


def test_a_password_changed_in_another_browser_ends_this_one(spa, bob):
    other = Spa()
    for one in (spa, other):
        one.log_in(BOB, PASSWORD)
    assert other.post("password-change/", {"old_password": PASSWORD, "new_password": NEW}).said == SUCCESS
    reply = spa.get("whoami/")
    assert (reply.said, reply.cookies["sessionid"]["max-age"]) == (ANONYMOUS, 0)
    assert other.signed_in


def test_a_new_login_takes_the_place_of_one_that_was_ended_from_elsewhere(spa, bob):
    spa.log_in(BOB, PASSWORD)
    other = Spa()
    other.log_in(BOB, PASSWORD)
    other.post("password-change/", {"old_password": PASSWORD, "new_password": NEW})
    assert spa.log_in(BOB, NEW).said == SUCCESS
    assert spa.signed_in


def test_one_session_serves_the_admin_plain_views_and_the_native_api(spa, db):
    user = make_user()
    user.is_staff = user.is_superuser = True
    user.save()
    spa.log_in(BOB, PASSWORD)
    assert spa.http.get("/admin/").status_code == 200
    assert spa.http.get("/whoami/").content == str(user).encode()
    native = Api("browser")
    native.http = spa.http
    assert native.get("auth/session").status == 200
    assert native.delete("auth/session").status == 401
    assert not spa.signed_in


@api_view(["GET", "POST"])
@authentication_classes([SessionAuthentication])
@permission_classes([IsAuthenticated])
def framework_view(request):
    return Response({"user": str(request.user)})


urlpatterns = [path("api/mine/", framework_view), *urls.urlpatterns]


def test_views_of_rest_framework_share_the_session_and_the_csrf_token(spa, bob, settings):
    settings.ROOT_URLCONF = __name__
    assert spa.get("mine/").said == (403, {"detail": ANONYMOUS[1]["detail"]})
    spa.log_in(BOB, PASSWORD)
    assert spa.get("mine/").said == (200, {"user": str(bob)})
    assert spa.post("mine/").status == 200
    assert spa.call("POST", "mine/").body == {"detail": "CSRF Failed: CSRF token missing."}


@pytest.mark.parametrize("engine", ["cache", "file", "signed_cookies"])
def test_another_session_engine_may_keep_the_session(engine, spa, bob, settings, tmp_path):
    settings.SESSION_FILE_PATH = str(tmp_path)
    settings.SESSION_ENGINE = f"django.contrib.sessions.backends.{engine}"
    assert spa.log_in(BOB, PASSWORD).said == SUCCESS
    assert spa.get("whoami/").said == (200, {"email": BOB})
    assert spa.post("password-change/", {"old_password": PASSWORD, "new_password": NEW}).said == SUCCESS
    key = spa.http.cookies["sessionid"].value
    reply = spa.post("logout/")
    assert (reply.said, reply.cookies["sessionid"]["max-age"]) == (SUCCESS, 0)
    spa.http.cookies["sessionid"] = key
    assert spa.get("session/").said == (200, NOBODY)


def test_a_second_factor_is_asked_for_and_taken_by_the_native_api_in_the_same_session(spa, bob):
    totp = with_app(bob)
    reply = spa.log_in(BOB, PASSWORD)
    assert (reply.status, reply.body["code"]) == (403, "step_required")
    assert reply.body["detail"] == "Another step is required"
    assert [flow["id"] for flow in reply.body["flows"]] == ["mfa_authenticate"]
    assert not spa.signed_in
    native = Api("browser")
    native.http = spa.http
    assert native.post("auth/2fa/authenticate", {"code": totp.code()}).status == 200
    assert spa.get("whoami/").said == (200, {"email": BOB})


def test_a_login_that_waits_ends_the_login_of_before(spa, bob):
    make_user(ANN, "ann")
    with_app(bob)
    spa.log_in(ANN, PASSWORD)
    key = spa.http.cookies["sessionid"].value
    assert spa.log_in(BOB, PASSWORD).status == 403
    assert not spa.signed_in
    spa.http.cookies["sessionid"] = key
    assert not spa.signed_in


def test_a_waiting_login_survives_a_look_at_the_session(spa, bob):
    totp = with_app(bob)
    spa.log_in(BOB, PASSWORD)
    assert "sessionid" not in spa.get("session/").cookies
    assert "sessionid" not in spa.get("whoami/").cookies
    native = Api("browser")
    native.http = spa.http
    assert native.post("auth/2fa/authenticate", {"code": totp.code()}).status == 200


def test_a_database_that_is_away_is_told_as_such(spa, bob, monkeypatch):
    from django.db import OperationalError  # noqa: PLC0415 - only here

    def away(*_, **__):
        raise OperationalError

    monkeypatch.setattr("gatepost.accounts.name_queries.candidates", away)
    reply = spa.log_in(BOB, PASSWORD)
    assert reply.said == (503, {"detail": "Temporarily unavailable", "code": "unavailable"})
    assert reply.headers["Retry-After"] == "5"
