"""The files in deploy/: nginx and Caddy run before a real server, the unit is verified, container files are linted."""

import contextlib
import os
import secrets
import shutil
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from tests import npm_packages
from tests.live.test_server import PASSWORD, free_port, run, server
from tests.started import until_up

from gatepost.cli.serve import THREADS

pytestmark = pytest.mark.live
ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
PATH = "/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin"
HOST = "auth.example.org"
NGINX = """
daemon off; master_process off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
  access_log off;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  {text}
}}
"""


def require(name):
    found = shutil.which(name, path=PATH)
    if found is None:
        npm_packages.missing(name)
    return found


def certificate(folder):
    command = f"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN={HOST}"
    paths = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    names = ["-addext", f"subjectAltName=DNS:{HOST}"]
    subprocess.run([*command.split(), *paths, *names], check=True, capture_output=True)


def nginx(folder, behind):
    """The file as it is, but for ports and the certificate's place."""
    https, http = free_port(), free_port()
    text = (DEPLOY / "nginx.conf").read_text()
    for old, new in (
        ("listen 443 ssl", f"listen 127.0.0.1:{https} ssl"),
        ("listen 80", f"listen 127.0.0.1:{http}"),
        ("127.0.0.1:8000;\n        proxy", f"127.0.0.1:{behind};\n        proxy"),
        ("/etc/ssl/auth.example.org.pem", str(folder / "cert.pem")),
        ("/etc/ssl/auth.example.org.key", str(folder / "key.pem")),
    ):
        assert old in text
        text = text.replace(old, new)
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, text=text))
    return https, [require("nginx"), "-p", str(folder), "-c", str(folder / "nginx.conf")]


def caddy(folder, behind):
    tool = require("caddy")
    version = subprocess.run([tool, "version"], capture_output=True, text=True, check=True).stdout
    old_name = [("request_buffers 1MB", "buffer_requests")] if version.startswith("2.6.2") else []
    https, http = free_port(), free_port()
    text = (DEPLOY / "Caddyfile").read_text()
    found = f"\ntls {folder / 'cert.pem'} {folder / 'key.pem'}"
    for old, new in (
        (f"{HOST} {{", f"{HOST}:{https} {{{found}"),
        ("reverse_proxy 127.0.0.1:8000", f"reverse_proxy 127.0.0.1:{behind}"),
        *old_name,
    ):
        assert old in text
        text = text.replace(old, new)
    options = f"{{\nadmin off\nauto_https off\nhttp_port {http}\nhttps_port {https}\nstorage file_system {folder}\n}}\n"
    (folder / "Caddyfile").write_text(options + text)
    return https, [tool, "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]


@contextlib.contextmanager
def proxy(command, folder, port):
    """A started proxy. Gives a client for its address, which resolves the documented host to this machine."""
    with (folder / "proxy.log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env={"HOME": str(folder), "PATH": PATH})
    client = httpx.Client(
        base_url=f"https://127.0.0.1:{port}",
        headers={"Host": HOST},
        verify=False,  # the certificate is the one made above
    )
    client.timeout = 30
    # The name of the site goes into the TLS handshake, too.
    client.event_hooks = {"request": [lambda request: request.extensions.update(sni_hostname=HOST)]}
    try:
        until_up(process, "/livez", log=folder / "proxy.log", any_status=True, ask=client.get)
        yield client
    finally:
        client.close()
        process.terminate()
        process.wait(10)


def environment_of(folder):
    """The environment of a server behind a proxy, with an account."""
    found = {
        "GATEPOST_KEYS": run(folder, "keys", "generate").stdout.strip(),
        "GATEPOST_SECRET_KEY": secrets.token_urlsafe(50),
        "GATEPOST_PUBLIC_URL": f"https://{HOST}",
        "GATEPOST_BEHIND_PROXY": "1",
        "GATEPOST_HEADLESS__TRUSTED_PROXIES": "1",
        "DATABASE_URL": f"sqlite:///{folder / 'state' / 'db.sqlite3'}",
        "EMAIL_URL": "smtp://127.0.0.1:1",
    }
    run(folder, "users", "create", "--email", "ann@example.org", "--password", PASSWORD, **found)
    return found


@pytest.mark.parametrize("kind", [nginx, caddy])
def test_a_login_through_the_proxy_is_by_https_and_from_the_visitors_address(kind, tmp_path):
    behind = free_port()
    port, command = kind(tmp_path, behind)
    certificate(tmp_path)
    environment = environment_of(tmp_path)
    with server(tmp_path, "--production", port=behind, **environment), proxy(command, tmp_path, port) as visitor:
        forged = {"X-Forwarded-For": "198.51.100.7", "Origin": f"https://{HOST}"}
        given = visitor.get("/_allauth/browser/v1/config", headers=forged)
        assert given.headers["Strict-Transport-Security"]
        token = given.cookies["csrftoken"]
        answer = visitor.post(
            "/_allauth/browser/v1/auth/login",
            json={"email": "ann@example.org", "password": PASSWORD},
            headers={**forged, "X-CSRFToken": token, "Cookie": f"csrftoken={token}"},
        )
        assert answer.status_code == 200, answer.text
        assert all("Secure" in cookie for cookie in answer.headers.get_list("Set-Cookie"))
        cookie = f"sessionid={answer.cookies['sessionid']}"
        (session,) = visitor.get("/_allauth/browser/v1/auth/sessions", headers={"Cookie": cookie}).json()["data"]
        assert session["ip"] == "127.0.0.1"
        # Caddy 2.6 answers 502 to a body above its limit.
        assert visitor.post("/_allauth/browser/v1/auth/login", content=b"x" * 2_000_000).status_code in (413, 502)


SLOW = (
    b"POST /_allauth/app/v1/auth/login HTTP/1.1\r\nHost: auth.example.org\r\nContent-Type: application/json\r\n"
    b"Content-Length: 500\r\n\r\n{"
)


@pytest.mark.parametrize("kind", [nginx, caddy])
def test_k16_clients_that_send_slowly_keep_nobody_out(kind, tmp_path):
    """More of them than the server has threads, each with most of its body still to come."""
    behind = free_port()
    port, command = kind(tmp_path, behind)
    certificate(tmp_path)
    environment = environment_of(tmp_path)
    tls = ssl.create_default_context()
    tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE
    with (
        server(tmp_path, "--production", port=behind, **environment),
        proxy(command, tmp_path, port) as visitor,
        contextlib.ExitStack() as slow,
    ):
        for _ in range(2 * THREADS):
            plain = slow.enter_context(socket.create_connection(("127.0.0.1", port)))
            client = slow.enter_context(tls.wrap_socket(plain, server_hostname=HOST))
            client.sendall(SLOW)
        time.sleep(1)
        for _ in range(5):
            answer = visitor.post(
                "/_allauth/app/v1/auth/login", json={"email": "ann@example.org", "password": PASSWORD}, timeout=10
            )
            assert answer.status_code == 200, answer.text


def test_the_unit_is_valid(tmp_path):
    tool, command = require("systemd-analyze"), tmp_path / "gatepost"
    command.write_text("#!/bin/sh\n")
    command.chmod(0o755)
    unit = tmp_path / "gatepost.service"
    unit.write_text((DEPLOY / "gatepost.service").read_text().replace("/opt/gatepost/bin/gatepost", str(command)))
    done = subprocess.run([tool, "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.strip()) == (0, "")


def test_container_files_pass_their_linters_and_name_this_version():
    """They are not built: that takes a container engine."""
    done = subprocess.run(
        [Path(sys.executable).parent / "compose-lint", DEPLOY / "compose.yaml"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_COLOR": "1"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    source = (ROOT / "src" / "gatepost" / "__init__.py").read_text()
    version = source.partition('__version__ = "')[2].partition('"')[0]
    assert f"]=={version}" in (DEPLOY / "Dockerfile").read_text()
