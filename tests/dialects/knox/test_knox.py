"""Contract: django-rest-knox, line by line."""

import base64
import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from rest_framework.authentication import SessionAuthentication
from rest_framework.test import APIClient
from tests.counted import Counted
from tests.factors import with_app
from tests.users import NEW, PASSWORD, logged_in, make_user

from gatepost.dialects.authtoken.authentication import TokenAuthentication
from gatepost.dialects.knox.authentication import KnoxAuthentication
from gatepost.dialects.knox.views import LogIn
from gatepost.drf import BasicAuthentication
from gatepost.features.password.operations import change
from gatepost.flow.visit import Bearer, Visit
from gatepost.ground.models import Event
from gatepost.tokens.models import Token

LOGIN, LOGOUT, LOGOUT_ALL = "/knox/login/", "/knox/logout/", "/knox/logoutall/"
GOOD = {"username": "bob", "password": PASSWORD}
UNABLE = {"non_field_errors": ["Unable to log in with provided credentials."]}
NOT_PROVIDED = {"detail": "Authentication credentials were not provided."}
NOW = datetime.fromtimestamp(1_800_000_000, UTC)


@pytest.fixture(autouse=True)
def _project(monkeypatch, settings):
    settings.TIME_ZONE = "UTC"
    monkeypatch.setattr(LogIn, "authentication_classes", (BasicAuthentication, KnoxAuthentication))


def basic(name="bob", password=PASSWORD):
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


def call(path, header=None, body=None, verb="POST"):
    client = APIClient()
    if header is not None:
        client.credentials(HTTP_AUTHORIZATION=header)
    data = json.dumps(body) if body is not None else ""
    return client.generic(verb, path, data, content_type="application/json")


def log_in(header=None, body=None):
    answer = call(LOGIN, header or (None if body is not None else basic()), body)
    assert answer.status_code == 200, answer.content
    return answer.json()


@pytest.fixture
def token(bob):
    return log_in()["token"]


def alive(token, word="Token"):
    """Whether a token is taken; without ending it."""
    return call(LOGOUT, f"{word} {token}", verb="GET").status_code == 405


def test_a_login_by_basic_gives_a_token_and_its_end(bob, clock):
    answer = log_in()
    assert list(answer) == ["expiry", "token"]
    assert re.fullmatch("[0-9a-f]{64}", answer["token"])
    assert answer["expiry"] == (NOW + timedelta(hours=10)).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_the_end_has_microseconds(bob):
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", log_in()["expiry"])


def test_a_token_is_kept_as_a_digest(token):
    row = Token.objects.get()
    assert token not in (row.digest, row.nonce, row.hint, row.name)


@pytest.mark.parametrize("body", [None, [], {"unknown": 1}, "text"])
def test_with_credentials_in_the_header_the_body_is_not_looked_at(bob, body):
    assert call(LOGIN, basic(), body).status_code == 200
    assert APIClient(HTTP_AUTHORIZATION=basic()).post(LOGIN, "{", content_type="application/json").status_code == 200


REFUSED = [
    (None, "Authentication credentials were not provided."),
    ("Other x", "Authentication credentials were not provided."),
    ("Basic", "Invalid basic header. No credentials provided."),
    ("Basic a b", "Invalid basic header. Credentials string should not contain spaces."),
    ("Basic !!", "Invalid basic header. Credentials not correctly base64 encoded."),
    (basic(password="wrong"), "Invalid username/password."),
    (basic(name="nobody"), "Invalid username/password."),
    ("Token", "Invalid token header. No credentials provided."),
    ("Token a b", "Invalid token header. Token string should not contain spaces."),
    ("Token x", "Invalid token."),
    ("Token é", "Invalid token."),
    ("Token " + "0" * 64, "Invalid token."),
]


@pytest.mark.parametrize(("header", "text"), REFUSED)
def test_a_login_without_good_credentials(bob, header, text):
    answer = call(LOGIN, header)
    assert (answer.status_code, answer.json()) == (401, {"detail": text})
    assert answer["WWW-Authenticate"] == 'Basic realm="api"'


@pytest.mark.parametrize("verb", ["GET", "PUT", "DELETE"])
@pytest.mark.parametrize("path", [LOGIN, LOGOUT, LOGOUT_ALL])
def test_other_methods_ask_for_credentials_first(token, verb, path):
    assert call(path, verb=verb).status_code == 401
    answer = call(path, f"Token {token}", verb=verb)
    assert (answer.status_code, answer.json()) == (405, {"detail": f'Method "{verb}" not allowed.'})


@pytest.mark.parametrize(("body", "status"), [("{", 401), ("[]", 401), ("{}", 401), ('{"x": 1}', 401), ("\xff", 401)])
def test_a_body_without_a_name_is_no_credentials(db, body, status):
    answer = APIClient().post(LOGIN, body, content_type="application/json")
    assert (answer.status_code, answer.json()) == (status, NOT_PROVIDED)


BODIES = [
    ({"username": "bob"}, {"password": ["This field is required."]}),
    (
        {"username": "", "password": None},
        {"username": ["This field may not be blank."], "password": ["This field may not be null."]},
    ),
    ({**GOOD, "password": "wrong"}, UNABLE),
    ({**GOOD, "username": "nobody"}, UNABLE),
]


@pytest.mark.parametrize(("body", "errors"), BODIES)
def test_a_login_by_body_tells_what_is_wrong(bob, body, errors):
    answer = call(LOGIN, body=body)
    assert (answer.status_code, answer.json()) == (400, errors)


def test_a_login_by_body_gives_the_same_answer(bob):
    assert list(log_in(body=GOOD)) == ["expiry", "token"]


def test_a_login_by_body_can_be_switched_off(bob, configure):
    configure(knox={"body_login": False})
    assert call(LOGIN, body=GOOD).status_code == 401


def test_a_second_factor_is_named_and_no_token_is_given(bob):
    with_app(bob)
    answer = call(LOGIN, body=GOOD)
    assert (answer.status_code, answer.json()) == (400, {**UNABLE, "code": "mfa_authenticate"})
    assert call(LOGIN, basic()).status_code == 401
    assert not Token.objects.exists()


def test_a_disabled_user_gets_nothing_and_is_told_of_a_token(token):
    get_user_model().objects.update(is_active=False)
    assert call(LOGIN, basic()).json() == {"detail": "Invalid username/password."}
    assert call(LOGIN, body=GOOD).json() == UNABLE
    assert call(LOGOUT, f"Token {token}").json() == {"detail": "User inactive or deleted."}


def test_a1_tries_are_limited_by_account_whatever_the_way(bob, configure):
    configure(limits={"enabled": True})
    wrong = {**GOOD, "password": "wrong"}
    for _ in range(5):
        assert call(LOGIN, body=wrong).status_code == 400
    assert call(LOGIN, body=wrong).status_code == 429
    assert call(LOGIN, basic()).status_code in (401, 429)


def test_a_browser_that_is_signed_in_gets_a_token_with_the_csrf_token(bob, monkeypatch):
    monkeypatch.setattr(LogIn, "authentication_classes", (SessionAuthentication,))
    http = logged_in(bob, "browser").http
    assert http.post(LOGIN).status_code == 403
    http.get("/_allauth/browser/v1/config")
    answer = http.post(LOGIN, headers={"X-CSRFToken": http.cookies["csrftoken"].value})
    assert (answer.status_code, alive(answer.json()["token"])) == (200, True)


def test_a_valid_token_buys_another_that_does_not_outlive_it(bob, clock):
    first = log_in()
    clock.forward(3600)
    second = log_in(f"Token {first['token']}")
    assert second["token"] != first["token"]
    assert second["expiry"] == first["expiry"]
    assert Event.objects.filter(kind="token_opened").count() == 2


def test_a_user_serializer_adds_the_user(bob, configure):
    configure(knox={"user_serializer": "gatepost.dialects.knox.views.UserSerializer"})
    answer = log_in()
    assert (list(answer), answer["user"]) == (["expiry", "token", "user"], {"username": "bob"})


@pytest.mark.parametrize(("form", "expiry"), [("%Y", "2027"), ("iso-8601", "2027-01-15T18:00:00Z")])
def test_the_form_of_the_end_is_a_setting(bob, clock, configure, form, expiry):
    configure(knox={"expiry_format": form})
    assert log_in()["expiry"] == expiry


def test_a_token_without_end(bob, clock, configure):
    configure(knox={"token_seconds": None})
    answer = log_in()
    assert answer["expiry"] is None
    clock.forward(10 * 365 * 86400)
    assert alive(answer["token"])


def test_a_token_ends(token, clock):
    clock.forward(36001 + datetime.now(UTC).timestamp() - clock.now)
    assert call(LOGOUT, f"Token {token}").json() == {"detail": "Invalid token."}


def test_too_many_tokens_are_refused_and_dead_ones_do_not_count(bob, clock, configure):
    configure(knox={"tokens_per_user": 2})
    log_in()
    log_in(body=GOOD)
    for answer in (call(LOGIN, basic()), call(LOGIN, body=GOOD)):
        assert answer.status_code == 403
        assert answer.json() == {"error": "Maximum amount of tokens allowed per user exceeded."}
    clock.forward(36001)
    log_in()


def test_use_prolongs_a_token_up_to_an_end(bob, clock, configure):
    configure(knox={"auto_refresh": True, "token_seconds": 600, "auto_refresh_max_seconds": 1500})
    token = log_in()["token"]
    for _ in range(2):
        clock.forward(590)
        assert alive(token)
    clock.forward(321)
    assert not alive(token)


def test_a_prolonged_token_is_written_now_and_then(bob, clock, configure):
    configure(knox={"auto_refresh": True, "token_seconds": 600, "min_refresh_seconds": 60})
    token = log_in()["token"]
    assert alive(token)
    clock.forward(59)
    with Counted() as counted:
        assert alive(token)
    assert len(counted.statements) == 1
    clock.forward(2)
    with Counted() as counted:
        assert alive(token)
    assert len(counted.statements) == 2


def test_without_refresh_use_prolongs_nothing(bob, clock, configure):
    configure(knox={"token_seconds": 600})
    token = log_in()["token"]
    clock.forward(590)
    assert alive(token)
    clock.forward(11)
    assert not alive(token)


def test_word_prefix_and_digits_are_settings(bob, configure):
    configure(knox={"auth_header_prefix": "Knox", "token_prefix": "app_", "token_digits": 32})
    token = log_in()["token"]
    assert re.fullmatch("app_[0-9a-f]{32}", token)
    assert alive(token, "kNOX")
    answer = call(LOGOUT, f"Token {token}")
    assert (answer.status_code, answer.json(), answer["WWW-Authenticate"]) == (401, NOT_PROVIDED, "Knox")


@pytest.mark.parametrize("value", [{"token_prefix": "elevensigns"}, {"token_digits": 31}, {"token_digits": 16}])
def test_impossible_settings_are_refused(configure, value, db):
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415

    configure(knox=value)
    with pytest.raises(ImproperlyConfigured):
        call(LOGIN)


def test_a_logout_ends_this_token_alone(token):
    other = log_in()["token"]
    answer = call(LOGOUT, f"Token {token}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert (alive(token), alive(other)) == (False, True)
    assert call(LOGOUT, f"Token {token}").json() == {"detail": "Invalid token."}


def test_a_logout_everywhere_ends_all(token):
    other = log_in()["token"]
    assert call(LOGOUT_ALL, f"Token {other}").status_code == 204
    assert (alive(token), alive(other)) == (False, False)


@pytest.mark.parametrize("path", [LOGOUT, LOGOUT_ALL])
@pytest.mark.parametrize("header", [None, basic()])
def test_logouts_take_a_token_alone(bob, path, header):
    answer = call(path, header)
    assert (answer.status_code, answer.json(), answer["WWW-Authenticate"]) == (401, NOT_PROVIDED, "Token")


def test_h12_a_token_in_another_spelling_is_none(token):
    for text in (token.upper(), token[:-1], token + "0", f"x{token}"):
        if text != token:
            assert call(LOGOUT, f"Token {text}").json() == {"detail": "Invalid token."}


def test_a_token_of_another_kind_is_none(bob, monkeypatch, token):
    monkeypatch.setattr(LogIn, "authentication_classes", (TokenAuthentication,))
    assert call(LOGIN, f"Token {token}").json() == {"detail": "Invalid token."}


def test_c5_a_new_password_ends_tokens(token, bob):
    change.change(Visit(bearer=Bearer(user=bob)), current=PASSWORD, new=NEW)
    assert not alive(token)


def test_a_user_sees_and_ends_tokens(token, bob):
    other = log_in()["token"]
    rows = call("/knox/tokens/", f"Token {token}", verb="GET").json()
    assert [list(row) for row in rows] == [["id", "device", "created", "expiry", "last_used", "current"]] * 2
    assert [row["current"] for row in rows] == [False, True]
    path = f"/knox/tokens/{rows[0]['id']}/"
    assert call(path, f"Token {token}", verb="DELETE").status_code == 204
    assert call(path, f"Token {token}", verb="DELETE").status_code == 404
    assert (alive(token), alive(other)) == (True, False)


def test_a_stranger_ends_nobodys_token(token):
    number = Token.objects.get().number
    make_user("amy@example.org", "amy")
    strangers = call(LOGIN, basic("amy")).json()["token"]
    assert call(f"/knox/tokens/{number}/", f"Token {strangers}", verb="DELETE").status_code == 404
    assert call("/knox/tokens/", verb="GET").status_code == 401
    assert alive(token)


def test_statements(bob, configure):
    configure(limits={"enabled": True})
    token = log_in(body=GOOD)["token"]
    alive(token)
    with Counted() as counted:
        assert alive(token)
    assert len(counted.statements) == 1
    with Counted() as counted:
        log_in(body=GOOD)
    assert len(counted.statements) <= 7, counted.statements
    with Counted() as counted:
        call(LOGOUT, f"Token {token}")
    assert len(counted.statements) <= 3, counted.statements


@pytest.mark.parametrize("remembered", [0, 300])
def test_a_login_by_basic_counted_its_network_twice(bob, configure, remembered):
    configure(
        limits={"enabled": True, "rates": {"login_network": ["4/60"]}}, password={"remembered_seconds": remembered}
    )
    assert [call(LOGIN, basic()).status_code for _ in range(5)] == [200, 200, 200, 200, 429]


def test_a_wrong_password_by_basic_counts_its_network_once(bob, configure):
    configure(limits={"enabled": True, "rates": {"login_network": ["4/60"]}})
    assert [call(LOGIN, basic(password="wrong-Secret-1")).status_code for _ in range(5)] == [401] * 4 + [429]


@pytest.mark.parametrize("content_type", ["text/plain", "application/json; " + "a=b; " * 500, "application/json"])
def test_a_login_that_reads_no_body_shows_a_browser_its_page_whatever_was_sent(bob, content_type):
    answer = APIClient().generic(
        "POST", LOGIN, b"a=1&a=1", content_type, HTTP_AUTHORIZATION=basic(), HTTP_ACCEPT="text/html"
    )
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/html; charset=utf-8")
