"""Several servers of gatepost behind nginx, with the documented configuration, and users who write meanwhile."""

import contextlib
import re
import subprocess
from pathlib import Path

import httpx
from tests.failure.systems import listens, production, tool, until
from tests.failure.writers import NEW, Writer
from tests.live.test_server import COMMAND, free_port

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
FRAME = """
daemon off; master_process off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log info;
events {{ worker_connections 256; }}
http {{
  log_format tries '$request_method $uri $status $upstream_addr $upstream_status'; access_log {folder}/access.log tries;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  {text}
}}
"""


class Nginx:
    """The documented configuration, but for ports, the certificate and the name of the host."""

    def __init__(self, folder, ports):
        self.folder, self.port = folder, free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        text = (DEPLOY / "nginx-servers.conf").read_text()
        text = re.sub(r"listen 443 ssl;", f"listen 127.0.0.1:{self.port};", text)
        text = re.sub(r" *ssl_certificate\w* .*\n", "", text)
        # The servers take the public URL's host only.
        text = text.replace("auth.example.org", "127.0.0.1").replace("Host $host", "Host $http_host")
        for number, port in enumerate(ports, start=11):
            assert f"10.0.0.{number}:8000" in text
            text = text.replace(f"10.0.0.{number}:8000", f"127.0.0.1:{port}")
        assert "10.0.0." not in text
        (folder / "nginx.conf").write_text(FRAME.format(folder=folder, text=text))
        self.process = subprocess.Popen([tool("nginx"), "-p", str(folder), "-c", str(folder / "nginx.conf")])
        until(lambda: listens(self.port), "the start of nginx")

    def said(self):
        """What failed, for the message of a failed test."""
        failed = [line for line in (self.folder / "access.log").read_text().splitlines() if " 50" in line]
        errors = [line for line in (self.folder / "error.log").read_text().splitlines() if "[error]" in line]
        return "\n".join(failed[-10:] + errors[-10:])

    def close(self):
        self.process.terminate()
        self.process.wait(10)


class Fleet:
    """`size` servers in production on one database, one sender of mail, and nginx before them."""

    def __init__(self, folder, mail_url, database_url, *, size=4, command=(COMMAND,), **more):
        self.folder, self.ports = folder, [free_port() for _ in range(size)]
        self.log = (folder / "log").open("w")
        self.servers, self.sender = {}, None
        self.nginx = Nginx(folder, self.ports)
        self.address = self.nginx.address
        found = production(folder, self.address, mail_url, database_url)
        self.environment = {**found, "GATEPOST_TOKENS__STRATEGY": "opaque", **more}
        self.start(self.ports[0], command)  # it migrates
        for port in self.ports[1:]:
            self.begin(port, command)
        for port in self.ports:
            self.await_ready(port)
        self.start_sender(command)

    def start(self, port, command=(COMMAND,)):
        """Start one server, and wait until it is ready."""
        self.begin(port, command)
        self.await_ready(port)

    def begin(self, port, command=(COMMAND,)):
        self.servers[port] = self._run(command, "serve", "--production", "--port", str(port))

    def await_ready(self, port):
        until(lambda: self.ready(port), "the start of a server")

    def start_sender(self, command=(COMMAND,)):
        self.sender = self._run(command, "worker")

    def _run(self, command, *words):
        return subprocess.Popen(
            [*command, *words], cwd=self.folder, env=self.environment, stdout=self.log, stderr=subprocess.STDOUT
        )

    def ready(self, port):
        assert self.servers[port].poll() is None, self.said()
        with contextlib.suppress(httpx.TransportError):
            return httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200
        return False

    def stop(self, port):
        """Ask one server to stop, and wait until it has."""
        self.servers[port].terminate()
        assert self.servers[port].wait(60) == 0, self.said()

    def said(self):
        return (self.folder / "log").read_text()[-4000:] + self.nginx.said()

    def close(self):
        running = [process for process in (*self.servers.values(), self.sender) if process is not None]
        for process in running:
            process.terminate()
        for process in running:
            process.wait(60)
        self.nginx.close()
        self.log.close()


class Member(Writer):
    """A writer who also logs in again and refreshes tokens."""

    def user(self, email):
        super().user(email)
        if self.passwords.get(email) != {NEW}:
            return
        answer = self.client.call("POST", "auth/login", {"email": email, "password": NEW})
        for _ in range(3):
            if answer is None:
                return
            assert answer.status_code == 200, answer.text
            body = answer.json()
            token = body.get("meta", body["data"])["refresh_token"]
            answer = self.client.call("POST", "tokens/refresh", {"refresh_token": token})
