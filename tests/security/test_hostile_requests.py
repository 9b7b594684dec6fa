"""Bad input never causes a 5xx: not by its form, its charset, its headers, nor its address."""

import random
from io import BytesIO

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings as django_settings
from django.test import AsyncClient, Client
from tests.dialects import urls as dialects
from tests.hostile import LENGTHS, Hostile
from tests.users import logged_in, make_user

from gatepost.django_settings import completed

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.dialects.urls")]
BASE64 = (
    b"--x\r\nContent-Disposition: form-data; name=a; filename=b\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\nAAAAA\r\n--x--\r\n"
)
BROKEN = [
    ("multipart/form-data", b"junk"),
    ("multipart/form-data; boundary=\xe9", b"junk"),
    ("multipart/form-data; boundary=x", BASE64),
    ("application/x-www-form-urlencoded; charset=utf-7", b"a=b"),
    ("application/x-www-form-urlencoded; charset=rot13", b"a=b"),
    (
        "multipart/form-data; boundary=x; charset=hex",
        b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\nb\r\n--x--\r\n",
    ),
]
OURS = (
    "/_allauth/browser/v1/auth/login",
    "/_allauth/app/v1/auth/login",
    "/_allauth/app/v1/nowhere",
    "/_allauth/browser/v1/auth/provider/redirect",
    "/_allauth/openapi.json",
    "/.well-known/jwks.json",
    "/api/login/",
    "/api-token-auth/",
    "/auth/token/login/",
    "/api/v1/dj-rest-auth/login/",
    "/api/v1/dj-rest-auth/google/",
    "/token/",
)
THEIRS = ("/nowhere", "/admin/login/", "/admin/nowhere", "/whoami/")


def send(path, kind, body, verb="POST"):
    visitor = Client(enforce_csrf_checks=True)
    visitor.cookies["csrftoken"] = "c" * 32
    return visitor.generic(verb, path, body, content_type=kind)


@pytest.fixture
def guarded(settings):
    """The middleware that `gatepost.configure(globals())` gives a project."""
    settings.MIDDLEWARE = completed({"MIDDLEWARE": django_settings.MIDDLEWARE})["MIDDLEWARE"]


@pytest.mark.parametrize(("kind", "body"), BROKEN)
@pytest.mark.parametrize("path", OURS)
def test_a_broken_form_with_a_csrf_cookie_is_a_400_at_every_wire(path, kind, body):
    assert send(path, kind, body).status_code in (400, 404, 405), path


@pytest.mark.usefixtures("guarded")
@pytest.mark.parametrize(("kind", "body"), BROKEN)
@pytest.mark.parametrize("path", [*OURS, *THEIRS])
def test_with_the_middleware_it_is_a_400_at_every_address(path, kind, body):
    answer = send(path, kind, body)
    assert (answer.status_code, answer.json()["code"]) == (400, "parse_error")


@pytest.mark.usefixtures("guarded")
@pytest.mark.parametrize("path", ["/_allauth/app/v1/auth/session", "/admin/login/", "/api/session/", "/whoami/"])
def test_a_charset_that_is_no_text_encoding_is_a_400_without_a_body_too(path):
    for charset in ("rot13", "undefined", "utf-7", "idna"):
        assert send(path, f"text/plain; charset={charset}", b"x", verb="GET").status_code == 400


@pytest.mark.usefixtures("guarded")
def test_a_readable_form_still_reaches_its_view(db):
    make_user()
    body = b"--x\r\nContent-Disposition: form-data; name=email\r\n\r\nbob@example.org\r\n--x--\r\n"
    answer = send("/api/login/", "multipart/form-data; boundary=x", body)
    assert answer.status_code == 403  # the CSRF check read it
    answer = send("/api-token-auth/", "multipart/form-data; boundary=x", body)
    assert sorted(answer.json()) == ["password", "username"]


def test_a_form_is_not_taken_for_an_empty_body_by_the_native_api(db):
    body = b"--x\r\nContent-Disposition: form-data; name=csrfmiddlewaretoken\r\n\r\n" + b"c" * 32 + b"\r\n--x--\r\n"
    answer = send("/_allauth/browser/v1/auth/login", "multipart/form-data; boundary=x", body)
    assert answer.status_code == 400
    assert "required" not in answer.content.decode()


def as_server(answered, drawn, length=None):
    """Send what was drawn, as a server would hand it on: with whatever length the client claims."""
    verb, path, headers, body = drawn
    names = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    kind = names.pop("HTTP_CONTENT_TYPE")
    claimed = {} if length is None else {"CONTENT_LENGTH": length}
    return answered.generic(verb, path, body, content_type=kind, **names, **claimed, **{"wsgi.input": BytesIO(body)})


PROFILES = {
    "defaults": {},
    "everything": {
        "accounts": {"login_methods": ["email", "phone", "username"], "deletion": True},
        "tokens": {"keys": True, "strategy": "jwt", "browser_cookies": True},
        "passkey": {"signup": True, "named_login": True},
        "social": {"connections": {"google": {"provider": "google", "client_id": "client"}}},
    },
    "codes": {
        "accounts": {"email_verification": "mandatory", "prevent_enumeration": "strict"},
        "email": {"verification_by": "code", "resends": 2},
        "password": {"reset_by": "code"},
        "code": {"enabled": True, "link": True},
        "flow": {"proof_on_every_wire": True, "reauthentication_for_account": True, "trust_browser": True},
    },
    "tokens": {
        "rest_auth": {"use_jwt": True, "jwt_auth_cookie": "access", "jwt_auth_refresh_cookie": "refresh"},
        "knox": {"body_login": True},
        "simple_jwt": {"stateless": True},
        "tokens": {"strategy": "opaque", "form": "headless"},
        "accounts": {"user_fields": ["first_name", "last_login"]},
    },
}
REQUESTS, LOGIN_EACH = 1250, 100


# Django leaves the temporary files of a form with too many of them to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.usefixtures("guarded")
@pytest.mark.parametrize("profile", PROFILES)
def test_five_thousand_hostile_requests_over_all_addresses_cause_no_5xx(configure, profile):
    configure(**PROFILES[profile])
    seed = random.SystemRandom().randrange(2**32)
    print(f"seed {seed}")  # noqa: T201 - shown where the test fails
    hostile = Hostile(seed, dialects.urlpatterns)
    for number in range(REQUESTS):
        if number % LOGIN_EACH == 0:
            hostile.know(*people(number))
        drawn = hostile.draw()
        length = hostile.random.choice(LENGTHS) if hostile.random.random() < 0.05 else None
        status = no_exception(as_server, Client(enforce_csrf_checks=True), drawn, length, told=(seed, number))
        assert status < 500, (seed, number, drawn[:3], drawn[3][:200], length)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.usefixtures("guarded")
def test_some_hundred_hostile_requests_over_asgi_cause_no_5xx(configure):
    configure(**PROFILES["everything"])
    seed = random.SystemRandom().randrange(2**32)
    print(f"seed {seed}")  # noqa: T201 - shown where the test fails
    hostile = Hostile(seed, dialects.urlpatterns)
    hostile.know(*people(0))
    for number in range(300):
        drawn = hostile.draw()
        status = no_exception(over_asgi, AsyncClient(enforce_csrf_checks=True), drawn, told=(seed, number))
        assert status < 500, (seed, number, drawn[:3], drawn[3][:200])


def over_asgi(answered, drawn):
    verb, path, headers, body = drawn
    sent = {name: value.encode("utf-8").decode("latin-1") for name, value in headers.items()}
    kind = sent.pop("Content-Type")
    return asked(answered, verb, path, body, content_type=kind, headers=sent)


@async_to_sync
async def asked(answered, *args, **more):
    return await answered.generic(*args, **more)


def no_exception(send, *args, told):
    """The status; a request that makes the server raise is shown, with its seed."""
    try:
        return send(*args).status_code
    except Exception as error:
        raise AssertionError((told, str(args[1:])[:900])) from error


@pytest.mark.parametrize("query", ["", "?a=b", "?a=%ff"])
@pytest.mark.parametrize("path", [*OURS, *THEIRS])
@pytest.mark.parametrize("charset", ["rot13", "hex", "idna", "undefined", "punycode", "utf-7"])
def test_a_charset_that_decodes_no_text_never_keeps_django_from_making_the_request(path, query, charset):
    """Also in a project without the middleware: such a request used to be a 500 that no view or log saw."""
    for kind in (f"application/json; charset={charset}", f"text/plain; charset*=undefined''{charset}%41"):
        for verb in ("GET", "POST"):
            assert send(path + query, kind, b"{}", verb=verb).status_code < 500, (kind, verb)


@pytest.mark.parametrize("kind", ["application/json; charset=rot13", "text/plain; charset*=undefined''%41"])
def test_the_same_over_asgi(kind):
    for path in ("/_allauth/app/v1/auth/login?a=b", "/nowhere?a=b"):
        answer = asked(AsyncClient(), "POST", path, b"{}", content_type=kind)
        assert answer.status_code in (400, 404)


@pytest.mark.parametrize("length", LENGTHS)
def test_a_length_that_is_no_number_is_a_400(length):
    drawn = ("POST", OURS[0], {"Content-Type": "application/json"}, b'{"email": "x"}')
    answer = as_server(Client(), drawn, length)
    assert answer.status_code in (400, 413)


def people(number):
    """The cookies and headers of somebody who may do everything, logged in anew: requests may end a login."""
    user = make_user(f"staff{number}@example.org", f"staff{number}")
    user.is_staff = user.is_superuser = True
    user.save()
    browser, app = logged_in(user, "browser"), logged_in(user)
    cookies = {"sessionid": browser.http.cookies["sessionid"].value, "csrftoken": "c" * 32}
    return cookies, {"X-Session-Token": app.token}


@pytest.mark.usefixtures("guarded")
@pytest.mark.parametrize("charset", ["rot13", "undefined", "utf-7"])
def test_a_page_of_an_unknown_method_reads_no_body_twice(charset):
    headers = {
        "Content-Type": f"multipart/form-data; boundary*={charset}''%41",
        "Cookie": "csrftoken=a",
        "Accept": "text/html",
    }
    drawn = ("X-Y", "/knox/login/", headers, b"a" * 200_000)
    assert as_server(Client(enforce_csrf_checks=True), drawn).status_code < 500
