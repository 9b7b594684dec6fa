"""contracts/cookie-spa.md, section 1: bodies, fields, methods, CSRF, cookies."""

import json

import pytest
from tests.spa import Spa
from tests.users import BOB, NEW, PASSWORD, make_user

from gatepost.dialects.cookie.urls import ENDPOINTS

PATHS = {path.replace("<str:provider>", "github"): door for path, door in ENDPOINTS.items()}
POSTS = sorted(path for path, door in PATHS.items() if door.verb == "POST")
GETS = sorted(path for path, door in PATHS.items() if door.verb == "GET")
ALLOWED = {path: ", ".join([*door.verbs, "OPTIONS"]) for path, door in PATHS.items()}
WITH_BODY = sorted(path for path, door in ENDPOINTS.items() if door.fields and not door.login)
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=x"

MALFORMED = (400, {"detail": "Malformed JSON", "code": "parse_error"})
NO_OBJECT = (400, {"detail": "Expected a JSON object", "code": "parse_error"})
UNSUPPORTED = (415, {"detail": "Unsupported media type", "code": "unsupported_media_type"})
CREDENTIALS = (400, {"detail": "Invalid credentials", "code": "invalid_credentials"})
SUCCESS = (200, {"detail": "success"})


def invalid(**errors):
    return 400, {"detail": "Invalid input", "code": "invalid", "errors": {key: [text] for key, text in errors.items()}}


@pytest.fixture
def spa(db):
    make_user()
    return Spa()


BODIES = [
    ("application/json", b"", MALFORMED),
    ("application/json", b"  ", MALFORMED),
    ("application/json", b"{", MALFORMED),
    ("application/json", b"{'email': 1}", MALFORMED),
    ("application/json", b'{"email": NaN}', MALFORMED),
    ("application/json", b'{"email": "\xff"}', MALFORMED),
    ("application/json", '{"email": "a"}'.encode("utf-16"), MALFORMED),
    ("application/json", b'\xef\xbb\xbf{"email": "a"}', MALFORMED),
    ("application/json", b'{"email": "\\ud800"}', MALFORMED),
    ("application/json", b"[" * 100_00, MALFORMED),
    ("application/json", b"[]", NO_OBJECT),
    ("application/json", b"null", NO_OBJECT),
    ("application/json", b'"text"', NO_OBJECT),
    ("application/json", b"7", NO_OBJECT),
    ("application/json; charset=utf-8", b"[]", NO_OBJECT),
    ("text/plain", b"{}", UNSUPPORTED),
    ("text/html", b"", UNSUPPORTED),
    ("application/xml", b"<a/>", UNSUPPORTED),
    ("application/vnd.api+json", b"{}", UNSUPPORTED),
    ("", b"{}", UNSUPPORTED),
]


@pytest.mark.parametrize("path", WITH_BODY)
def test_a_body_is_a_json_object_or_a_form(path, spa):
    for kind, body, expected in BODIES:
        assert spa.send("POST", path, body, kind).said == expected, (kind, body[:20])


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", json.dumps({"email": BOB, "password": PASSWORD})),
        ("application/json", json.dumps({"email": f"  {BOB.upper()} ", "password": PASSWORD, "more": [{}]})),
        (FORM, f"email=ann%40example.org&email=bob%40example.org&password={PASSWORD}"),
        (
            MULTIPART,
            (
                f'--x\r\nContent-Disposition: form-data; name="email"\r\n\r\n{BOB}\r\n'
                f'--x\r\nContent-Disposition: form-data; name="password"\r\n\r\n{PASSWORD}\r\n--x--\r\n'
            ),
        ),
    ],
)
def test_json_form_and_multipart_log_in_alike(kind, body, spa):
    assert spa.send("POST", "login/", body, kind).said == SUCCESS


def test_an_answer_is_json_whatever_was_asked_for(spa):
    for path in GETS:
        for accept in ("text/html", "application/xml", "image/png", ""):
            assert spa.get(path, Accept=accept).headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, invalid(email="This field is required.", password="This field is required.")),
        (
            {"email": None, "password": None},
            invalid(email="This field is required.", password="This field is required."),
        ),
        ({"email": 7, "password": 7.5}, invalid(email="Not a valid string.", password="Not a valid string.")),
        ({"email": [], "password": {}}, invalid(email="Not a valid string.", password="Not a valid string.")),
        ({"email": True, "password": False}, invalid(email="Not a valid string.", password="Not a valid string.")),
        (
            {"email": "a\x00@example.org", "password": "\x00"},
            invalid(email="Null characters are not allowed.", password="Null characters are not allowed."),
        ),
        (
            {"email": " \t ", "password": ""},
            invalid(email="This field may not be blank.", password="This field may not be blank."),
        ),
        ({"email": "bob", "password": PASSWORD}, invalid(email="Enter a valid email address.")),
        ({"email": "bob@", "password": PASSWORD}, invalid(email="Enter a valid email address.")),
        ({"email": f"{'a' * 64}@{'b' * 190}.org", "password": PASSWORD}, invalid(email="Enter a valid email address.")),
        ({"email": "a@b@example.org", "password": PASSWORD}, invalid(email="Enter a valid email address.")),
        ({"email": BOB, "password": f" {PASSWORD}"}, CREDENTIALS),
        ({"email": BOB, "password": "   "}, CREDENTIALS),
        ({"email": BOB, "password": "x" * 257}, CREDENTIALS),
        (
            {"email": BOB, "password": "x" * 4097},
            invalid(password="Ensure this field has no more than 4096 characters."),
        ),
    ],
)
def test_each_field_is_told_one_fault(given, expected, spa):
    assert spa.post("login/", given).said == expected


def test_a_file_is_no_text(spa):
    body = '--x\r\nContent-Disposition: form-data; name="email"; filename="a"\r\n\r\na\r\n--x--\r\n'
    assert spa.send("POST", "signup/resend/", body, MULTIPART).said == invalid(email="Not a valid string.")


@pytest.mark.parametrize("body", ["--x\r\nno part", "nonsense"])
def test_a_broken_form_is_refused(body, spa):
    assert spa.send("POST", "login/", body, "multipart/form-data").status == 400
    assert spa.send("POST", "login/", body, MULTIPART).status == 400


def test_a_form_in_another_encoding_is_refused(spa):
    reply = spa.send("POST", "login/", b"email=a", f"{FORM}; charset=latin-1")
    assert reply.said == (400, {"detail": "Malformed form", "code": "parse_error"})


@pytest.mark.parametrize("kind", ["application/json", FORM, MULTIPART])
def test_i9_a_body_of_more_than_64_kib_is_refused(kind, spa):
    reply = spa.send("POST", "login/", b" " * 65537, kind)
    assert reply.said == (413, {"detail": "Request body too large", "code": "too_large"})


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("verb", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
def test_other_methods_than_post_are_told_which_to_use(path, verb, spa):
    reply = spa.send(verb, path)
    assert (reply.status, reply.headers["Allow"]) == (405, "POST, OPTIONS")
    assert "Cache-Control" not in reply.headers
    if verb != "HEAD":
        assert reply.body == {"detail": f'Method "{verb}" not allowed.', "code": "method_not_allowed"}


@pytest.mark.parametrize(
    ("path", "verb"),
    [
        (path, verb)
        for path in GETS
        for verb in ("POST", "HEAD", "PUT", "PATCH", "DELETE")
        if verb not in PATHS[path].verbs
    ],
)
def test_other_methods_than_get_are_told_which_to_use(path, verb, spa):
    reply = spa.send(verb, path)
    assert (reply.status, reply.headers["Allow"]) == (405, ALLOWED[path])


@pytest.mark.parametrize("path", sorted(PATHS))
def test_options_tell_the_methods_and_nothing_else(path, spa):
    reply = spa.call("OPTIONS", path)
    assert (reply.status, reply.response.content) == (204, b"")
    assert reply.headers["Allow"] == ALLOWED[path]
    assert "Content-Type" not in reply.headers
    assert not reply.cookies


def test_a_path_without_its_final_slash_is_redirected(spa):
    reply = spa.http.get("/api/session")
    assert (reply.status_code, reply["Location"]) == (301, "/api/session/")


def test_another_host_gets_the_headers_it_needs(configure, settings, db):
    origin = "https://app.example.org"
    configure(headless={"cors_origins": [origin]})
    settings.CSRF_TRUSTED_ORIGINS = [origin]
    spa = Spa(Origin=origin)
    asked = spa.call("OPTIONS", "login/", **{"Access-Control-Request-Method": "POST"})
    assert asked.headers["Access-Control-Allow-Origin"] == origin
    assert "x-csrftoken" in asked.headers["Access-Control-Allow-Headers"]
    assert spa.post("logout/").headers["Access-Control-Allow-Credentials"] == "true"
    stranger = Spa(Origin="https://evil.example").get("session/")
    assert "Access-Control-Allow-Origin" not in stranger.headers


NO_COOKIE = "CSRF cookie not set."
NO_TOKEN = "CSRF token missing."
WRONG = "CSRF token from the 'X-Csrftoken' HTTP header incorrect."
LENGTH = "CSRF token from the 'X-Csrftoken' HTTP header has incorrect length."
ORIGIN = "Origin checking failed - https://evil.example does not match any trusted origins."
CSRF = [
    (False, {}, NO_COOKIE),
    (False, {"X-CSRFToken": "a" * 32}, NO_COOKIE),
    (True, {}, NO_TOKEN),
    (True, {"X-CSRFToken": "a" * 32}, WRONG),
    (True, {"X-CSRFToken": "a" * 64}, WRONG),
    (True, {"X-CSRFToken": "short"}, LENGTH),
    (True, {"Origin": "https://evil.example"}, ORIGIN),
]


@pytest.mark.parametrize(("cookie", "headers", "reason"), CSRF)
@pytest.mark.parametrize("path", sorted(PATHS))
def test_d1_d2_every_unsafe_request_needs_the_token_first_of_all(cookie, headers, reason, path, spa):
    if cookie:
        spa.token()
    for verb in ("POST", "DELETE", "PUT"):
        for kind, data in (("application/json", "{"), ("text/plain", "x"), (FORM, "a=b")):
            reply = spa.call(verb, path, data, kind, **headers)
            assert reply.said == (403, {"detail": f"CSRF Failed: {reason}", "code": "csrf_failed"})
            assert "Cache-Control" not in reply.headers
            assert "sessionid" not in reply.cookies


def test_d1_a_user_who_is_signed_in_needs_it_too(spa):
    spa.log_in(BOB, PASSWORD)
    body = json.dumps({"old_password": PASSWORD, "new_password": NEW})
    assert spa.call("POST", "password-change/", body).body["code"] == "csrf_failed"
    assert spa.call("POST", "logout/").body["code"] == "csrf_failed"
    assert spa.signed_in


def test_a_form_may_hold_the_token(spa):
    form = f"csrfmiddlewaretoken={spa.token()}&email={BOB}&password={PASSWORD}"
    assert spa.call("POST", "login/", form, FORM).said == SUCCESS


def test_the_csrf_cookie_is_readable_by_scripts_and_lives_a_year(db):
    spa = Spa()
    reply = spa.get("login-set-cookie/")
    assert reply.said == (200, {"detail": "CSRF cookie set"})
    cookie = reply.cookies["csrftoken"]
    assert (cookie["path"], cookie["samesite"], cookie["max-age"]) == ("/", "Lax", 31449600)
    assert not cookie["httponly"]
    assert not cookie["secure"]
    again = spa.get("login-set-cookie/").cookies["csrftoken"]
    assert (again.value, again["max-age"]) == (cookie.value, 31449600)
    assert set(reply.cookies) == {"csrftoken"}


def test_a_csrf_cookie_of_a_wrong_form_is_replaced(db):
    spa = Spa()
    spa.http.cookies["csrftoken"] = "junk"
    assert len(spa.get("login-set-cookie/").cookies["csrftoken"].value) == 32


def test_c1_c7_a_login_gives_both_cookies_anew(spa):
    before = spa.token()
    reply = spa.log_in(BOB, PASSWORD)
    session = reply.cookies["sessionid"]
    assert (session["path"], session["samesite"], session["max-age"]) == ("/", "Lax", 1209600)
    assert session["httponly"]
    assert reply.cookies["csrftoken"].value != before
    again = spa.log_in(BOB, PASSWORD)
    assert again.cookies["sessionid"].value != session.value
    spa.http.cookies["sessionid"] = session.value
    assert not spa.signed_in


def test_c7_names_domain_and_secure_follow_django(spa, settings):
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SESSION_COOKIE_DOMAIN = settings.CSRF_COOKIE_DOMAIN = "example.org"
    settings.SESSION_COOKIE_NAME = "__Secure-sessionid"
    reply = spa.log_in(BOB, PASSWORD)
    for name in ("__Secure-sessionid", "csrftoken"):
        assert (reply.cookies[name]["secure"], reply.cookies[name]["domain"]) == (True, "example.org")


def test_a_host_without_csrf_middleware_is_guarded_and_gets_the_cookies(spa, settings):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "Csrf" not in name]
    assert spa.call("POST", "login/").body["detail"] == f"CSRF Failed: {NO_COOKIE}"
    old = spa.token()
    assert spa.log_in(BOB, PASSWORD).cookies["csrftoken"].value != old


def test_d10_no_answer_is_kept_by_a_cache(spa):
    replies = [spa.get(path) for path in GETS] + [spa.post(path) for path in POSTS]
    assert {reply.headers["Cache-Control"] for reply in replies} == {"no-store"}
    assert {reply.headers["X-Content-Type-Options"] for reply in replies} == {"nosniff"}


@pytest.mark.parametrize("path", ["login/", "signup/", "signup/resend/", "password-reset/"])
def test_an_address_of_more_than_254_signs_is_none_at_every_door(path, spa):
    domain = ".".join(["b" * 61] * 3)
    for length, told in ((254, True), (255, False), (300, False), (5000, False)):
        address = f"{'a' * (length - len(domain) - 5)}@{domain}.org"
        assert len(address) == length
        said = spa.post(path, {"email": f" {address} ", "password": PASSWORD}).said
        assert told or said == invalid(email="Enter a valid email address."), (length, said)
