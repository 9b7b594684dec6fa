"""A tutorial that others wrote for REST framework, authtoken, dj-rest-auth and allauth, followed on `examples/blog`.

Its settings, addresses and what it says that one sees are taken over word for word; only the packages are gatepost's.
"""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect
from tests.live.test_server import free_port
from tests.started import until_up

pytestmark = pytest.mark.live
BLOG = Path(__file__).resolve().parents[2] / "examples" / "blog"
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "GATEPOST_"))}
PASSWORD = "testpass123"
SETTINGS = """
REST_FRAMEWORK = {
  'DEFAULT_PERMISSION_CLASSES': [
      'rest_framework.permissions.IsAuthenticated',
  ],
  'DEFAULT_AUTHENTICATION_CLASSES': [
      'rest_framework.authentication.SessionAuthentication',
      'rest_framework.authentication.BasicAuthentication'
  ],
}
"""
"""Of its fourth part."""
TOKENS = SETTINGS.replace("rest_framework.authentication.Basic", "gatepost.dialects.authtoken.authentication.Token")
"""Of its fifth, with the class that a check names instead of REST framework's."""
LAST_LINE = "gatepost.configure(globals())"


class Blog:
    def __init__(self, folder, settings):
        self.folder, self.port, self.console = folder, free_port(), folder / "console.log"
        shutil.copytree(BLOG, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.sqlite3", "__pycache__"))
        file = folder / "config" / "settings.py"
        text = file.read_text()
        assert text.count(LAST_LINE) == 1
        text = text.replace("127.0.0.1:8000", f"127.0.0.1:{self.port}")
        file.write_text(text.replace(LAST_LINE, f"{settings}\n{LAST_LINE}"))
        self.manage("migrate", "-v", "0")
        self.manage(
            *("gatepost", "users", "create", "--superuser", "--username", "wsv"),
            *("--email", "wsv@email.com", "--password", PASSWORD),
        )
        self.address = f"http://127.0.0.1:{self.port}"

    def manage(self, *command):
        run = [sys.executable, "manage.py", *command]
        done = subprocess.run(run, cwd=self.folder, env=CLEAN, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextlib.contextmanager
    def running(self):
        command = [sys.executable, "-u", "manage.py", "runserver", "--noreload", str(self.port)]
        with self.console.open("w") as console:
            process = subprocess.Popen(command, cwd=self.folder, env=CLEAN, stdout=console, stderr=subprocess.STDOUT)
        try:
            until_up(process, f"{self.address}/api/v1/", log=self.console, any_status=True)
            yield self
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


@pytest.fixture
def page(chromium):
    context = chromium.new_context()
    yield context.new_page()
    context.close()


def log_in(page, name):
    page.locator("input[name=username]").fill(name)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[type=submit]").click()


def test_basic_authentication_and_the_browsable_apis_session(page, tmp_path):
    with Blog(tmp_path, SETTINGS).running() as blog:
        posts = f"{blog.address}/api/v1/"
        assert httpx.get(posts).status_code == 403
        assert httpx.get(posts, auth=("wsv", "wrong")).status_code == 403
        found = httpx.get(posts, auth=("wsv", PASSWORD))
        assert (found.status_code, found.json()) == (200, [])
        page.goto(posts)
        page.get_by_role("link", name="Log in").click()
        log_in(page, "wsv")
        expect(page.get_by_text("HTTP 200 OK")).to_be_visible()
        page.locator("input[name=title]").first.fill("Hello")
        page.locator("textarea[name=body]").first.fill("A first post.")
        page.get_by_role("button", name="POST").first.click()
        expect(page.get_by_text("HTTP 201 Created")).to_be_visible()
        assert [post["author"] for post in httpx.get(posts, auth=("wsv", PASSWORD)).json()] == ["wsv"]


def test_basic_authentication_alone_answers_401_with_its_header(tmp_path):
    settings = re.sub(r" +'rest_framework\.authentication\.SessionAuthentication',\n", "", SETTINGS)
    with Blog(tmp_path, settings).running() as blog:
        refused = httpx.get(f"{blog.address}/api/v1/")
        assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, 'Basic realm="api"')
        assert httpx.get(f"{blog.address}/api/v1/", auth=("wsv", PASSWORD)).status_code == 200


def test_a_third_user_registers_and_gets_a_key(page, tmp_path):
    with Blog(tmp_path, TOKENS).running() as blog:
        dj_rest_auth = f"{blog.address}/api/v1/dj-rest-auth"
        for path in ("login/", "logout/", "password/reset", "password/reset/confirm", "registration/"):
            page.goto(f"{dj_rest_auth}/{path}")
            expect(page.get_by_role("button", name="POST").first).to_be_visible()
        for name, value in {
            "username": "testuser2",
            "email": "testuser2@email.com",
            "password1": PASSWORD,
            "password2": PASSWORD,
        }.items():
            page.locator(f"input[name={name}]").fill(value)
        page.get_by_role("button", name="POST").first.click()
        expect(page.get_by_text("HTTP 201 Created")).to_be_visible()
        key = re.search(r'"key": "([0-9a-f]{40})"', page.inner_text("body"))[1]
        assert "To: testuser2@email.com" in blog.console.read_text()
        page.context.clear_cookies()
        page.goto(f"{blog.address}/admin/")
        log_in(page, "wsv")
        page.get_by_role("link", name="Tokens", exact=True).first.click()
        expect(page.locator("#result_list")).to_contain_text("testuser2")
        page.context.clear_cookies()
        page.goto(f"{dj_rest_auth}/login/")
        page.locator("input[name=username]").fill("testuser2")
        page.locator("input[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="POST").first.click()
        expect(page.get_by_text("HTTP 200 OK")).to_be_visible()
        assert '"key": "' in page.inner_text("body")
        assert httpx.get(f"{blog.address}/api/v1/", headers={"Authorization": f"Token {key}"}).status_code == 200
