"""`deploy/synapse_oidc.yaml` in a real Synapse: a user logs in from a Matrix client, whose token names the user."""

import subprocess
from urllib.parse import parse_qs, quote, urlsplit

import httpx
import pytest
from tests.browser.judges.conftest import log_in, running
from tests.live.test_server import free_port
from tests.moving_in import environment

pytestmark = pytest.mark.live
CONFIG = environment.ROOT / "deploy" / "synapse_oidc.yaml"
SECRET = "a-secret-of-more-than-32-characters"
FURTHER = """
public_baseurl: "{site}/"
listeners:
  - {{port: {port}, bind_addresses: ["127.0.0.1"], type: http, x_forwarded: false, resources: [{{names: [client]}}]}}
sso:
  client_whitelist: ["{site}/"]
trusted_key_servers: []
"""
WITHOUT_TLS = '    skip_verification: true  # for the address of the test, which has no TLS\n    issuer: "http:'


def test_a_user_logs_in_at_synapse(page, provide, tmp_path):
    python = environment.python("synapse", "matrix-synapse[oidc]==1.163.2")
    port = free_port()
    site = f"http://127.0.0.1:{port}"
    client = {"name": "Matrix", "secret": SECRET, "redirect_uris": [f"{site}/_synapse/client/oidc/callback"]}
    address = provide({"synapse": client})
    text = CONFIG.read_text().replace("https://auth.example.org", address).replace("the-secret-of-the-client", SECRET)
    (tmp_path / "oidc.yaml").write_text(text.replace('    issuer: "http:', WITHOUT_TLS))
    (tmp_path / "further.yaml").write_text(FURTHER.format(site=site, port=port))
    synapse = [python, "-m", "synapse.app.homeserver", "-c", "homeserver.yaml"]
    generate = ["--server-name", "matrix.example.org", "--generate-config", "--report-stats", "no"]
    options = {"cwd": tmp_path, "env": environment.CLEAN}
    subprocess.run([*synapse, *generate], check=True, capture_output=True, **options)
    command = [*synapse, "-c", "oidc.yaml", "-c", "further.yaml"]
    versions = f"{site}/_matrix/client/versions"
    with running(command, versions, tmp_path / "log", **options):
        flows = httpx.get(f"{site}/_matrix/client/v3/login").json()["flows"]
        assert {"id": "gatepost", "name": "gatepost"}.items() <= _sso(flows)[0].items()
        page.goto(f"{site}/_matrix/client/v3/login/sso/redirect/oidc-gatepost?redirectUrl={quote(versions, safe='')}")
        log_in(page, "Matrix")
        page.wait_for_url(lambda url: "loginToken=" in url)
        token = parse_qs(urlsplit(page.url).query)["loginToken"][0]
        answer = httpx.post(f"{site}/_matrix/client/v3/login", json={"type": "m.login.token", "token": token})
        assert answer.json()["user_id"] == "@ann:matrix.example.org"


def _sso(flows):
    found = next(one for one in flows if one["type"] == "m.login.sso")["identity_providers"]
    return [{**one, "id": one["id"].removeprefix("oidc-")} for one in found]
