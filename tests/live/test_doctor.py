"""`gatepost doctor` and `explain` of the standalone server, as an operator and a developer use them."""

import os
import re
import subprocess

import httpx
import pytest
from tests.live.test_production import production
from tests.live.test_server import COMMAND, server

__all__ = ["production"]
pytestmark = pytest.mark.live


def page(address, origin):
    return httpx.get(f"{address}/dev/doctor", params={"origin": origin}, timeout=60)


def run(folder, *arguments):
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "GATEPOST"))}
    return subprocess.run([COMMAND, *arguments], cwd=folder, env=clean, capture_output=True, text=True, check=False)


def test_the_page_tries_a_login_and_the_line_that_it_names_is_enough(tmp_path):
    other = "http://localhost:5173"
    with server(tmp_path) as address:
        local = address.replace("127.0.0.1", "localhost")
        assert "ok: a login works" in page(local, local).text
        found = page(local, other).text
        assert f"CORS doesn&#x27;t allow {other}" in found
        line = re.search(r"\[headless\]\ncors_origins = .*", found)[0].replace("&quot;", '"')
        assert "not an origin" in page(local, "<script>").text
        refused = httpx.post(
            f"{local}/_allauth/app/v1/auth/login", json={"email": "a@example.org", "password": "x" * 9}
        )
    (tmp_path / "gatepost.toml").write_text(line)
    with server(tmp_path) as address:
        local = address.replace("127.0.0.1", "localhost")
        assert "ok: a login works" in page(local, other).text
    explained = run(tmp_path, "explain", refused.headers["X-Request-ID"])
    assert (explained.returncode, "no user has this email" in explained.stdout) == (0, True), explained.stderr


def test_production_has_no_such_page(production, tmp_path):
    port, environment = production
    with server(tmp_path, "--production", port=port, **environment) as address:
        host = environment["GATEPOST_PUBLIC_URL"].split("//")[1]
        response = httpx.get(f"{address}/dev/doctor", params={"origin": "https://x.example"}, headers={"Host": host})
    assert "Does a login work" not in response.text


def test_an_empty_folder_has_no_problems(tmp_path):
    done = run(tmp_path, "doctor")
    assert (done.returncode, done.stdout.strip().endswith("No problems found.")) == (0, True), done.stdout + done.stderr
