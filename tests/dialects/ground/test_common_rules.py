"""Contract 0: rules of every dialect on REST framework, on an endpoint that is open and one that is not."""

import json

import pytest
from django.conf import settings
from django.urls import resolve
from tests.dialects.rest import PREFIX, Rest
from tests.users import BOB, PASSWORD

LOGIN, USER, CHANGE, RESEND = "login/", "user/", "password/change/", "registration/resend-email/"
GOOD = {"username": "bob", "password": PASSWORD}
REQUIRED = {"password": ["This field is required."]}


def send(rest, data, kind="application/json", path=LOGIN, verb="POST", **headers):
    return rest.http.generic(verb, PREFIX + path, data, content_type=kind, headers={**rest.headers, **headers})


@pytest.mark.parametrize(
    "kind", ["application/json", "application/json; charset=utf-8", "application/json;charset=latin1"]
)
def test_json_of_any_charset_parameter(rest, bob, kind):
    assert send(rest, json.dumps(GOOD), kind).status_code == 200


def test_forms(rest, bob):
    assert send(rest, f"username=bob&password={PASSWORD}&x=y", "application/x-www-form-urlencoded").status_code == 200
    parts = [f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n' for name, text in GOOD.items()]
    assert send(Rest(), "".join([*parts, "--x--\r\n"]), "multipart/form-data; boundary=x").status_code == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/vnd.api+json", "application/xml", "x"])
def test_any_other_body_is_415_and_an_empty_one_is_an_empty_object(rest, kind):
    answer = send(rest, "{}", kind)
    assert (answer.status_code, answer.json()) == (415, {"detail": f'Unsupported media type "{kind}" in request.'})
    assert (send(rest, "", kind).status_code, send(rest, "", kind).json()) == (400, REQUIRED)


BROKEN = [
    (b"", REQUIRED),
    (b"{", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
    (b"x", "Expecting value: line 1 column 1 (char 0)"),
    (b'{"a": NaN}', "Out of range float values are not JSON compliant: 'NaN'"),
    (b'{"a": Infinity}', "Out of range float values are not JSON compliant: 'Infinity'"),
    (b'{"username": "\xff"}', "'utf-8' codec can't decode byte 0xff in position 14: invalid start byte"),
    (b"[" * 100_000, "maximum recursion depth exceeded"),
    (b'{"a": ' + b"9" * 5000 + b"}", "Exceeds the limit (4300 digits) for integer string conversion"),
]


@pytest.mark.parametrize(("data", "told"), BROKEN, ids=range(len(BROKEN)))
def test_broken_json(rest, data, told):
    answer = send(rest, data)
    assert answer.status_code == 400
    if isinstance(told, dict):
        assert answer.json() == told
    else:
        assert answer.json()["detail"].startswith(f"JSON parse error - {told}")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        *[
            (value, f"Invalid data. Expected a dictionary, but got {name}.")
            for value, name in (("[]", "list"), ('"x"', "str"), ("1", "int"), ("1.5", "float"), ("true", "bool"))
        ],
        ("null", "No data provided"),
    ],
)
@pytest.mark.parametrize("path", [LOGIN, "password/reset/", "password/reset/confirm/", "registration/", RESEND])
def test_json_that_is_no_object(rest, data, told, path):
    answer = send(rest, data, path=path)
    assert (answer.status_code, answer.json()) == (400, {"non_field_errors": [told]})


def test_a_body_that_is_too_large_is_413_and_a_million_signs_are_read(rest, bob):
    assert send(rest, json.dumps({**GOOD, "password": "x" * 1_000_000})).status_code == 400
    assert send(rest, b'{"a": "' + b"x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE + b'"}').status_code == 413
    assert send(rest, b"x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1), Accept="text/html").status_code == 413
    big = "password=" + "x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    assert send(rest, big, "application/x-www-form-urlencoded").status_code == 413
    many = "&".join(f"f{number}=1" for number in range(2000))
    assert send(rest, many, "application/x-www-form-urlencoded").status_code == 400
    assert send(rest, b"--x\r\n\r\n", "multipart/form-data; boundary=x").status_code == 400
    assert send(rest, b"junk", "multipart/form-data").status_code == 400


def test_authentication_runs_first_then_method_then_body(rest):
    assert send(rest, "{", path=USER, verb="DELETE").status_code == 403
    assert send(rest, "{", path=CHANGE, verb="GET").status_code == 403
    assert send(rest, "{", "text/plain", path=CHANGE).status_code == 403
    assert send(rest, "{", verb="PUT").status_code == 405
    assert send(rest, "{", Authorization="Token x").status_code == 403


@pytest.mark.parametrize("verb", ["PUT", "DELETE", "PATCH", "TRACE", "GET", "HEAD", "FOO"])
def test_a_wrong_method(rest, verb):
    answer = send(rest, "", verb=verb)
    assert answer.status_code == 405
    assert answer["Allow"] == "POST, OPTIONS"
    if verb != "HEAD":
        assert answer.json() == {"detail": f'Method "{verb}" not allowed.'}


def test_head_is_allowed_where_get_is(keyed):
    answer = send(keyed, "", path=USER, verb="HEAD")
    assert (answer.status_code, answer.content) == (200, b"")


def test_headers_of_every_answer(rest, keyed):
    for answer in (send(keyed, "", path=USER, verb="GET"), send(rest, "{}")):
        assert answer["Content-Type"] == "application/json"
        assert {"Accept", "Cookie"} <= set(answer["Vary"].split(", "))
        assert "Allow" in answer
        assert b": " not in answer.content
        assert answer["Cache-Control"] == "no-store"


def test_negotiation(rest):
    answer = send(rest, "{}", Accept="application/xml")
    assert (answer.status_code, answer.json()) == (406, {"detail": "Could not satisfy the request Accept header."})
    assert answer["Content-Type"] == "application/json"
    answer = send(rest, "{}", path="login/?format=xml")
    assert (answer.status_code, answer.json()) == (404, {"detail": "Not found."})
    assert send(rest, "{}", path="login/?format=json", Accept="text/html").json() == REQUIRED
    answer = send(rest, "{}", Accept="application/json; indent=4")
    assert answer["Content-Type"] == "application/json"
    assert answer.content.startswith(b'{\n    "password"')


def test_the_browsable_page_has_the_same_status_forms_and_a_csrf_cookie(rest, keyed):
    answer = send(rest, "{}", Accept="text/html")
    text = answer.content.decode()
    assert answer.status_code == 400
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert 'name="username"' in text
    assert "_content_type" in text
    page = send(rest, "", verb="GET", Accept="text/html")
    assert (page.status_code, 'name="password"' in page.content.decode()) == (405, True)
    own = send(keyed, "", path=USER, verb="GET", Accept="text/html")
    assert own.status_code == 200
    assert "csrftoken" in own.cookies
    assert "csrfmiddlewaretoken" in own.content.decode()
    refused = send(rest, "", path=USER, verb="GET", Accept="text/html")
    assert (refused.status_code, 'name="first_name"' in refused.content.decode()) == (403, False)


def test_what_was_typed_never_breaks_the_browsable_page(rest):
    for text in ("\ud800", "\0", "<script>alert(1)</script>", "x" * 10_000, 5, None, [], {}):
        answer = send(rest, json.dumps({"username": text, "email": text, "password": ""}), Accept="text/html")
        assert answer.status_code == 400
        assert b"<script>alert(1)" not in answer.content


def test_an_empty_answer_is_a_page_with_text(rest, bob, configure):
    configure(rest_auth={"token": False})
    answer = send(rest, json.dumps(GOOD), Accept="text/html")
    assert (answer.status_code, b"HTTP 204" in answer.content) == (200, True)


def test_options(rest, keyed):
    answer = send(rest, "", verb="OPTIONS").json()
    assert set(answer) == {"name", "description", "renders", "parses", "actions"}
    assert answer["renders"] == ["application/json", "text/html"]
    assert answer["parses"] == ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"]
    field = answer["actions"]["POST"]["password"]
    assert (field["type"], field["required"], field["read_only"], field["label"]) == ("string", True, False, "Password")
    assert "actions" not in send(rest, "", verb="OPTIONS", path="logout/").json()
    assert send(rest, "", verb="OPTIONS", path=USER).status_code == 403
    put = send(keyed, "", verb="OPTIONS", path=USER).json()["actions"]["PUT"]
    assert (put["username"]["required"], put["email"]["read_only"], put["first_name"]["max_length"]) == (
        True,
        True,
        150,
    )


def test_options_need_no_csrf_token(rest, bob):
    rest.log_in()
    assert send(rest, "", verb="OPTIONS").status_code == 200


def test_unknown_paths_and_final_slashes(rest):
    answer = rest.http.get(PREFIX + "nothing/")
    assert (answer.status_code, answer["Content-Type"].startswith("text/html")) == (404, True)
    answer = send(rest, "{}", path="registration")
    assert (answer.status_code, answer["Location"]) == (301, PREFIX + "registration/")


UNTRUSTED = "does not match any trusted origins."
REASONS = [
    ({}, "CSRF token missing."),
    ({"X-CSRFToken": "x" * 32}, "CSRF token from the 'X-Csrftoken' HTTP header incorrect."),
    ({"X-CSRFToken": "x" * 64}, "CSRF token from the 'X-Csrftoken' HTTP header incorrect."),
    ({"X-CSRFToken": "x"}, "CSRF token from the 'X-Csrftoken' HTTP header has incorrect length."),
    ({"Origin": "https://evil.example"}, f"Origin checking failed - https://evil.example {UNTRUSTED}"),
]


@pytest.mark.parametrize(("headers", "reason"), REASONS)
@pytest.mark.parametrize("path", [LOGIN, "logout/", CHANGE, "password/reset/", "registration/", RESEND])
def test_d1_csrf_of_a_signed_in_browser(rest, bob, path, headers, reason):
    rest.log_in()
    answer = send(rest, "{}", path=path, **headers)
    assert (answer.status_code, answer.json()) == (403, {"detail": f"CSRF Failed: {reason}"})


def test_d1_without_the_cookie_and_in_a_form(rest, bob):
    rest.log_in()
    token = rest.csrf["X-CSRFToken"]
    form = "application/x-www-form-urlencoded"
    assert send(rest, "csrfmiddlewaretoken=" + "x" * 32, form, path="logout/").json() == {
        "detail": "CSRF Failed: CSRF token from POST incorrect."
    }
    del rest.http.cookies["csrftoken"]
    answer = send(rest, "{}", path="logout/")
    assert answer.json() == {"detail": "CSRF Failed: CSRF cookie not set."}
    rest.http.cookies["csrftoken"] = token
    assert send(rest, f"csrfmiddlewaretoken={token}", form, path="logout/").status_code == 200


def test_a_browser_that_shows_somebody_else_s_token_is_the_session_s_user(rest, keyed, bob):
    rest.log_in()
    assert rest.get(USER, **keyed.headers).json()["email"] == BOB
    assert send(rest, "{}", path="logout/", **keyed.headers).status_code == 403


def test_a_session_of_who_was_disabled_ends(rest, bob):
    rest.log_in()
    type(bob).objects.filter(pk=bob.pk).update(is_active=False)
    answer = rest.get(USER)
    assert answer.status_code == 403
    assert answer.cookies["sessionid"].value == ""


@pytest.mark.parametrize(
    "path", [LOGIN, "logout/", CHANGE, "password/reset/", "password/reset/confirm/", "registration/"]
)
def test_the_throttle_scope_of_the_old_package_still_counts(path):
    found = resolve(PREFIX + path).func.cls
    assert found.throttle_scope == "dj_rest_auth"
