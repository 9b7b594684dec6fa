"""A project as `startproject` makes it, with the two lines of the README: a running server, asked as users do."""

import contextlib
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from tests.live.test_server import free_port
from tests.started import until_up

pytestmark = pytest.mark.live
PASSWORD = "a-l0ng-Secret"
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "GATEPOST", "PYTHONPATH"))}
CLEAN["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
LINES = "\nimport gatepost\n\ngatepost.configure(globals())\n"
CONSOLE = '\nEMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"\n'
URLS = '    path("", include("gatepost.urls")),\n'


def run(project, *words, ok=True, **env):
    done = subprocess.run(words, cwd=project, env={**CLEAN, **env}, capture_output=True, text=True, check=False)
    assert not ok or done.returncode == 0, done.stdout + done.stderr
    return done


def manage(project, *words, ok=True, **env):
    return run(project, sys.executable, "manage.py", *words, ok=ok, **env)


@pytest.fixture
def project(tmp_path):
    """A new project, before gatepost is added."""
    run(tmp_path, sys.executable, "-m", "django", "startproject", "config", ".")
    urls = tmp_path / "config" / "urls.py"
    urls.write_text(urls.read_text().replace("import path", "import include, path").replace("]\n", f"{URLS}]\n"))
    return tmp_path


@contextlib.contextmanager
def serving(project):
    port = free_port()
    command = [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"]
    with (project / "log").open("w") as log:
        server = subprocess.Popen(command, cwd=project, env=CLEAN, stdout=log, stderr=log)
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", follow_redirects=True) as client:
                until_up(server, "/admin/login/", log=project / "log", any_status=True, ask=client.get)
                yield client
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(10)


def form(client, where, **fields):
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(where).text)[1]
    return client.post(where, data={"csrfmiddlewaretoken": token, **fields})


def test_two_lines_are_enough(project):
    settings = project / "config" / "settings.py"
    settings.write_text(settings.read_text() + LINES)
    assert "no issues" in manage(project, "check").stdout
    manage(project, "migrate", "-v0")
    names = ("--username", "root", "--email", "root@example.org")
    manage(project, "createsuperuser", "--noinput", *names, DJANGO_SUPERUSER_PASSWORD=PASSWORD)
    found = manage(project, "gatepost", "doctor", ok=False)
    assert "localhost:25 can't be used" in found.stdout
    assert "1 problem found" in found.stderr
    settings.write_text(settings.read_text() + CONSOLE)
    assert manage(project, "gatepost", "doctor").stdout.strip().endswith("No problems found.")
    with serving(project) as client:
        assert (
            "Site administration" in form(client, "/admin/login/?next=/admin/", username="root", password=PASSWORD).text
        )
        session = client.get("/_allauth/browser/v1/auth/session")
        assert (session.status_code, session.json()["data"]["user"]["username"]) == (200, "root")
        client.cookies.clear()
        client.get("/_allauth/browser/v1/config")
        headers = {"X-CSRFToken": client.cookies["csrftoken"]}
        body = {"username": "root", "password": PASSWORD}
        assert client.post("/_allauth/browser/v1/auth/login", json=body, headers=headers).status_code == 200
        assert "Site administration" in client.get("/admin/").text
        assert client.get("/.well-known/jwks.json").status_code == 404


def test_users_whom_the_project_had_before_log_in_as_ever(project):
    """Made with Django's hasher and session engine, before gatepost is added."""
    urls = project / "config" / "urls.py"
    with_line = urls.read_text()
    urls.write_text(with_line.replace(URLS, ""))
    manage(project, "migrate", "-v0")
    names = ("--username", "old", "--email", "old@example.org")
    manage(project, "createsuperuser", "--noinput", *names, DJANGO_SUPERUSER_PASSWORD=PASSWORD)
    settings = project / "config" / "settings.py"
    settings.write_text(settings.read_text() + LINES)
    urls.write_text(with_line)
    manage(project, "migrate", "-v0")
    with serving(project) as client:
        assert (
            "Site administration" in form(client, "/admin/login/?next=/admin/", username="old", password=PASSWORD).text
        )
    script = "from django.contrib.auth.models import User; print(User.objects.get().password[:7])"
    assert manage(project, "shell", "-v0", "-c", script).stdout.strip() == "argon2$"


def test_the_lines_that_doctor_prints_do_the_same_by_hand(project):
    settings = project / "config" / "settings.py"
    fresh = settings.read_text()
    named = {"DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONPATH": str(project)}
    printed = run(project, "gatepost", "doctor", "--settings", **named).stdout
    by_hand, urls = printed.split("# urls.py\n")
    assert urls == 'urlpatterns += [path("", include("gatepost.urls"))]\n'
    keys = run(project, "gatepost", "keys", "generate").stdout.strip()
    settings.write_text(f"{fresh}\nimport os\n\n{by_hand}")
    assert "no issues" in manage(project, "check", GATEPOST_KEYS=keys).stdout
    assert manage(project, "gatepost", "doctor", "--settings", GATEPOST_KEYS=keys).stdout == printed
    settings.write_text(fresh + LINES)
    assert manage(project, "gatepost", "doctor", "--settings", GATEPOST_KEYS=keys).stdout == printed


def test_production_needs_a_key(project):
    settings = project / "config" / "settings.py"
    fresh = settings.read_text().replace("DEBUG = True", "DEBUG = False")
    settings.write_text(fresh + LINES)
    done = run(project, sys.executable, "manage.py", "check", ok=False)
    assert done.returncode == 1
    assert 'GATEPOST["KEYS"] is empty: run `gatepost keys generate`' in done.stderr
    assert not (project / ".gatepost").exists()


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('"FEATURES": ["shop.nothing"]', 'GATEPOST["FEATURES"]: there is no module'),
        ('"PROVIDERS": ["config"]', "it has no PROVIDER"),
        ('"SMS": "nothing"', "GATEPOST[\"SMS\"]: 'nothing' is neither"),
    ],
)
def test_a_bad_path_is_an_error_of_manage_py_check(project, lines, said):
    settings = project / "config" / "settings.py"
    settings.write_text(f"{settings.read_text()}\nGATEPOST = {{{lines}}}\n{LINES}")
    done = run(project, sys.executable, "manage.py", "check", ok=False)
    assert done.returncode == 1
    assert said in done.stderr
    assert "HINT" in done.stderr
    assert "Traceback" not in done.stderr
