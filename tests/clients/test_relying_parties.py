"""Packages by which Django projects let their users log in elsewhere, with the provider of a running server."""

import subprocess
from pathlib import Path

import httpx
import pytest
from tests.clients.logged_in import EMAIL, User, provider
from tests.live.test_server import free_port, server
from tests.moving_in import environment
from tests.started import until_up

pytestmark = pytest.mark.live
PROJECT = Path(__file__).parent / "oauth" / "relying_party.py"
SECRET = "a-secret-of-more-than-32-characters"
PACKAGES = (
    "mozilla-django-oidc==5.0.2",
    "social-auth-app-django==8.0.0",
    "social-auth-core==7.0.0",
    "django-allauth[socialaccount]==65.21.1",
)
LOGINS = {
    "mozilla_django_oidc": ("GET", "/oidc/authenticate/", "/oidc/callback/"),
    "social_core": ("POST", "/social/login/oidc/", "/social/complete/oidc/"),
    "allauth": ("POST", "/allauth/oidc/gatepost/login/", "/allauth/oidc/gatepost/login/callback/"),
}
"""By package, how and where a login starts, and where the user comes back."""


@pytest.fixture(scope="module")
def project():
    return f"http://127.0.0.1:{free_port()}"


@pytest.fixture(scope="module")
def user(project, tmp_path_factory):
    callbacks = [project + callback for _, _, callback in LOGINS.values()]
    clients = {"judge": {"name": "Project", "secret": SECRET, "redirect_uris": callbacks, "native": True}}
    with server(tmp_path_factory.mktemp("provider"), **provider(clients)) as address:
        found = User(address.replace("127.0.0.1", "localhost"))
        yield found
        found.http.close()


@pytest.fixture(scope="module")
def running(project, user, tmp_path_factory):
    """The project's address, once it runs."""
    python = environment.python("relying-parties", *PACKAGES)
    given = {
        "ISSUER": user.address,
        "PORT": project.rpartition(":")[2],
        "SECRET": SECRET,
        "DATABASE": str(tmp_path_factory.mktemp("project") / "db.sqlite3"),
    }
    log = tmp_path_factory.mktemp("log") / "output"
    with log.open("w") as output:
        process = subprocess.Popen(
            [python, PROJECT], env={**environment.CLEAN, **given}, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        until_up(process, f"{project}/me", log=log)
        yield project, log
    finally:
        process.terminate()
        process.wait(30)


@pytest.mark.parametrize("package", LOGINS)
def test_a_user_of_a_django_project_logs_in(package, user, running):
    project, log = running
    with httpx.Client(base_url=project, timeout=30) as http:
        http.get("/me")
        verb, path, _ = LOGINS[package]
        started = http.request(verb, path, headers={"X-CSRFToken": http.cookies["csrftoken"]})
        assert started.status_code == 302, log.read_text()
        back = http.get(user.sent(started.headers["Location"]))
        assert (back.status_code, back.headers.get("Location")) == (302, "/me"), log.read_text()
        assert http.get("/me").json() == {"email": EMAIL, "by": package}
