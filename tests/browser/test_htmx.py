"""`examples/htmx` as it stands there, in Chromium: Django's templates, and the web app for logins."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.browser.visitor import PASSWORD
from tests.live.test_server import free_port
from tests.npm_packages import find_npm
from tests.started import until_up

pytestmark = pytest.mark.live
ROOT = Path(__file__).resolve().parents[2]
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "GATEPOST", "PYTHONPATH"))}


@pytest.fixture
def project(built, tmp_path):
    """The address of the running example, with one user."""
    copy, port = tmp_path / "htmx", free_port()
    shutil.copytree(ROOT / "examples" / "htmx", copy, ignore=shutil.ignore_patterns("*.sqlite3", "static", ".gatepost"))
    settings = copy / "config" / "settings.py"
    settings.write_text(settings.read_text().replace("localhost:8000", f"localhost:{port}"))
    subprocess.run(
        [find_npm(), "install", "--no-save", "--no-audit", "--no-fund", "htmx.org@2"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    (copy / "static").mkdir()
    shutil.copy(tmp_path / "node_modules" / "htmx.org" / "dist" / "htmx.min.js", copy / "static")

    def manage(*words):
        done = subprocess.run(
            [sys.executable, "manage.py", *words], cwd=copy, env=CLEAN, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr

    manage("makemigrations", "--check", "--dry-run")
    manage("migrate", "-v", "0")
    manage("gatepost", "users", "create", "--email", "ann@example.org", "--password", PASSWORD)
    command = [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"]
    log = tmp_path / "log"
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=copy, env=CLEAN, stdout=output, stderr=output)
    try:
        until_up(process, f"http://127.0.0.1:{port}/account/login", log=log)
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(30)


def test_notes_are_written_after_a_login_and_a_session_that_ended_leads_to_the_login(project, meet):
    ann = meet(at=project)
    ann.go("/notes/").write("username", "ann@example.org").write("password", PASSWORD).submit()
    ann.sees_title("Notes of ann@example.org")
    ann.page.get_by_label("Note").fill("Buy <milk>")
    ann.press("Add")
    expect(ann.page.get_by_role("listitem")).to_have_text("Buy <milk>")

    ann.context.clear_cookies(name="sessionid")
    ann.press("Add")
    ann.sees_title("Log in to gatepost")
    ann.write("username", "ann@example.org").write("password", PASSWORD).submit()
    expect(ann.page.get_by_role("listitem")).to_have_text("Buy <milk>")
    ann.press("Log out")
    ann.sees_title("Log in to gatepost")
    ann.go("/notes/").sees_title("Log in to gatepost")
