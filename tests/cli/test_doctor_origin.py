"""`gatepost doctor --origin`: what breaks a login from another page, and the line to change.

Each problem is set up in the project's settings, found by name with its line, and gone once the line is applied.
"""

import json

import pytest
from click.testing import CliRunner
from django.contrib.auth import get_user_model
from tests.users import make_user

from gatepost import cli
from gatepost.ground.models import Event, Message

pytestmark = pytest.mark.django_db
API, APP = "https://api.example.org", "https://app.example.org"
CORS = "corsheaders.middleware.CorsMiddleware"


@pytest.fixture
def project(settings, configure, monkeypatch):
    """A project at `API` that a page at `APP` can use."""
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.CSRF_COOKIE_DOMAIN = "example.org"
    settings.CSRF_TRUSTED_ORIGINS = [APP]
    configure(headless={"cors_origins": [APP]})
    settings.GATEPOST = {**settings.GATEPOST, "public_url": API}
    return settings


def run(origin=APP, *arguments):
    result = CliRunner().invoke(cli.gatepost, ["doctor", "--origin", origin, "--json", *arguments])
    found = json.loads(result.stdout)["findings"]
    assert not [one for one in found if one["level"] in ("note", "warning")]
    problems = [one for one in found if one["level"] == "problem"]
    assert result.exit_code == bool(problems), result.output
    return problems


def texts(problems):
    return [(one["text"], one["fix"]) for one in problems]


def test_a_project_that_works_is_called_so_and_nothing_is_left_of_the_trial(project):
    assert run() == []
    assert run(API) == []
    assert not get_user_model().objects.exists()
    assert not Event.objects.exists()
    assert not Message.objects.exists()


def test_a_mandatory_verification_is_no_problem(project, configure):
    configure(accounts={"email_verification": "mandatory"})
    assert run() == []


def test_a_page_of_another_site_gets_no_lax_cookies(project, configure):
    other = "https://app.example.com"
    configure(headless={"cors_origins": [other]})
    project.CSRF_TRUSTED_ORIGINS = [other]
    found = run(other)
    assert any(
        "sessionid is SameSite=Lax" in text and "SESSION_COOKIE_SAMESITE = 'None'" in fix for text, fix in texts(found)
    )
    assert any("no page of app.example.com can read it" in text for text, _ in texts(found))


@pytest.mark.parametrize("host", ["alice.github.io", "shop.co.uk"])
def test_two_names_below_a_public_suffix_are_two_sites(project, configure, host):
    page, server = f"https://app-{host}", f"https://{host}"
    project.ALLOWED_HOSTS = [host]
    project.CSRF_COOKIE_DOMAIN = None
    project.CSRF_TRUSTED_ORIGINS = [page]
    configure(headless={"cors_origins": [page]})
    assert any("is another site" in text for text, _ in texts(run(page, "--server", server)))


def test_a_cookie_domain_that_is_not_the_servers(project):
    project.SESSION_COOKIE_DOMAIN = "example.com"
    assert ("cookie not stored: sessionid is for example.com, to which api.example.org doesn't belong",
            "SESSION_COOKIE_DOMAIN = None") in [(text, fix) for text, fix in texts(run(API))]  # fmt: skip


def test_a_csrf_cookie_that_the_pages_host_cannot_read(project):
    project.CSRF_COOKIE_DOMAIN = None
    ((text, fix),) = texts(run())
    assert "csrftoken belongs to api.example.org, and no page of app.example.org can read it" in text
    assert fix == "CSRF_COOKIE_DOMAIN = 'example.org'"
    project.CSRF_COOKIE_DOMAIN = "example.org"
    assert run() == []


def test_a_host_prefix_with_a_domain(project):
    project.SESSION_COOKIE_NAME, project.SESSION_COOKIE_DOMAIN = "__Host-sessionid", "example.org"
    ((text, fix),) = texts(run())
    assert "__Host-sessionid must have no Domain" in text
    assert "SESSION_COOKIE_DOMAIN = None" in fix


def test_an_untrusted_origin(project):
    project.CSRF_TRUSTED_ORIGINS = []
    ((text, fix),) = texts(run())
    assert text == f"login is refused: {APP} is not trusted"
    assert fix == f"CSRF_TRUSTED_ORIGINS = [{APP!r}]"


def test_an_origin_that_cors_does_not_allow(project, configure):
    configure(headless={"cors_origins": []})
    ((text, fix),) = texts(run())
    assert (text, "cors_origins" in fix, APP in fix) == (f"CORS doesn't allow {APP}", True, True)


def test_another_port(project, configure):
    configure(headless={"cors_origins": [f"{APP}:8443"]})
    ((text, _),) = texts(run())
    assert text == f"CORS allows {APP}:8443, which differs from {APP} in its port"


def test_a_secure_cookie_over_http(project):
    project.ALLOWED_HOSTS = ["api.example.org"]
    project.GATEPOST = {**project.GATEPOST, "public_url": "http://api.example.org"}
    found = texts(run("http://api.example.org"))
    assert any("sessionid is Secure" in text and "SESSION_COOKIE_SECURE = False" in fix for text, fix in found)


def test_an_encrypted_page_and_an_unencrypted_server(project):
    found = texts(run(APP, "--server", "http://api.example.org"))
    assert any("browsers block unencrypted requests of encrypted pages" in text for text, _ in found)


def test_a_host_that_is_not_allowed(project):
    project.ALLOWED_HOSTS = ["other.example.org"]
    ((text, fix),) = texts(run())
    assert (text, "'api.example.org'" in fix) == ("ALLOWED_HOSTS lacks api.example.org", True)


def test_a_redirect_to_https_because_the_proxys_header_is_unknown(project):
    project.SECURE_SSL_REDIRECT = True
    ((text, fix),) = texts(run("http://api.example.org", "--server", "http://api.example.org"))
    assert "is redirected to https://api.example.org" in text
    assert "SECURE_SSL_REDIRECT = False" in fix
    project.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert run() == []


def test_the_native_api_without_browsers(project, configure):
    configure(headless={"clients": ["app"]})
    ((text, fix),) = texts(run())
    assert (text, "clients" in fix) == ("config is not found", True)


def test_a_project_without_our_urls(project):
    project.ROOT_URLCONF = "tests.cli.no_urls"
    ((text, fix),) = texts(run())
    assert (text, "include" in fix) == ("the API is not mounted", True)


class Cors:
    """A project with django-cors-headers."""

    @pytest.fixture
    def cors(self, project, configure):
        configure(headless={"cors_origins": []})
        project.MIDDLEWARE = [CORS, *project.MIDDLEWARE]
        project.CORS_ALLOWED_ORIGINS = [APP]
        project.CORS_ALLOW_CREDENTIALS = True
        return project


@pytest.mark.usefixtures("cors")
class TestCorsHeaders(Cors):
    def test_that_works(self):
        assert run() == []

    def test_an_origin_that_is_missing(self, cors):
        cors.CORS_ALLOWED_ORIGINS = []
        ((text, fix),) = texts(run())
        assert (text, fix) == (
            f"CORS doesn't allow {APP}",
            f"CORS_ALLOWED_ORIGINS = [{APP!r}]; CORS_ALLOW_CREDENTIALS = True",
        )

    def test_no_cookies(self, cors):
        cors.CORS_ALLOW_CREDENTIALS = False
        ((text, fix),) = texts(run())
        assert (text, fix) == (f"CORS allows {APP} no cookies", "CORS_ALLOW_CREDENTIALS = True")

    def test_a_header_that_is_not_allowed(self, cors):
        cors.CORS_ALLOW_HEADERS = ["content-type"]
        ((text, fix),) = texts(run())
        assert (text, "'x-csrftoken'" in fix) == ("CORS allows no header x-csrftoken", True)

    def test_the_middleware_is_missing(self, cors):
        cors.MIDDLEWARE = [one for one in cors.MIDDLEWARE if one != CORS]
        assert any(CORS in fix for _, fix in texts(run()))

    def test_the_middleware_comes_after_one_that_answers(self, cors):
        others = [one for one in cors.MIDDLEWARE if one != CORS]
        cors.MIDDLEWARE = ["tests.cli.test_doctor_origin.answers_preflights", *others, CORS]
        ((text, fix),) = texts(run())
        assert text == "the preflight request is answered with 405"
        assert fix.startswith(f"move {CORS}")


def answers_preflights(get_response):
    """The project's own middleware, which answers what is no view's."""
    from django.http import HttpResponseNotAllowed  # noqa: PLC0415

    return lambda request: HttpResponseNotAllowed(["GET"]) if request.method == "OPTIONS" else get_response(request)


@pytest.mark.parametrize("origin", ["app.example.org", "https://app.example.org/path", "ftp://x", ""])
def test_what_is_no_origin(origin):
    result = CliRunner().invoke(cli.gatepost, ["doctor", "--origin", origin])
    assert result.exit_code == 2
    assert "is not an origin" in result.output


def test_an_existing_user_is_not_touched(project):
    user = make_user()
    run()
    assert get_user_model().objects.get() == user
