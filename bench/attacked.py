"""Systems that `compare_attacks.py` attacks: a server with four processes on PostgreSQL, its mails, and its visitors."""

import base64
import contextlib
import email
import hmac
import http.client
import itertools
import json
import os
import re
import secrets
import socket
import struct
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
from aiosmtpd.controller import Controller

HERE = Path(__file__).resolve().parent
PROCESSES, RACERS = 4, 16
PASSWORD, NEW = "bob-Secret-77", "a-new-Secret-88"
CODE = re.compile(r"^\s*(?:.*code[^:\n]*:\s*)?([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", re.MULTILINE)
KEY = re.compile(r"gpv_[0-9A-Za-z]{49}|(?<=/reset/)[0-9a-z]+-\S+")
_number, _pool = itertools.count(1), ThreadPoolExecutor(RACERS)
_run = secrets.token_hex(3)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Mails:
    """A mail server that keeps what it gets."""

    def __init__(self):
        self.kept, self.lock = [], threading.Lock()
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content)
        parts = [part for part in message.walk() if part.get_content_type() == "text/plain"]
        text = parts[0].get_payload(decode=True).decode()
        with self.lock:
            self.kept.append((envelope.rcpt_tos[0].lower(), text))
        return "250 OK"

    def to(self, address, since=0):
        """The newest mail to an address; waits until there are more than `since`."""
        for _ in range(100):
            with self.lock:
                found = [text for to, text in self.kept if to == address.lower()]
            if len(found) > since:
                return found[-1]
            time.sleep(0.1)
        raise TimeoutError(f"no mail to {address}")

    def count(self, address):
        with self.lock:
            return sum(to == address.lower() for to, _ in self.kept)


class System:
    """A project, served by four processes.

    Args:
        name: For the table, and of the database.
        python: The interpreter of its environment.
        settings: The module of its settings.

    Attributes:
        failed: How many requests were answered with 5xx.
    """

    def __init__(self, name, python, settings):
        self.name, self.python, self.mails = name, str(python), Mails()
        self.failed = 0
        self.database = f"gatepost_attacked_{settings.rpartition('_')[2]}"
        self.dsn = f"host=127.0.0.1 user=postgres dbname={self.database}"
        self.environment = {**os.environ, "DJANGO_SETTINGS_MODULE": settings, "BENCH_DATABASE": self.database}

    @contextlib.contextmanager
    def served(self):
        with psycopg.connect("host=127.0.0.1 user=postgres dbname=postgres", autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {self.database} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {self.database}")
        self.mails.controller.start()
        self.environment["BENCH_MAIL_PORT"] = str(self.mails.controller.port)
        subprocess.run(
            [self.python, "-m", "django", "migrate", "--verbosity=0"], cwd=HERE, env=self.environment, check=True
        )
        self.port = free_port()
        command = [
            self.python,
            "-m",
            "granian",
            "--interface",
            "wsgi",
            "--port",
            str(self.port),
            "--log-level",
            "error",
        ]
        command += ["--workers", str(PROCESSES), "--blocking-threads", "8", "wsgi_application:application"]
        process = subprocess.Popen(command, cwd=HERE, env=self.environment)
        try:
            self._wait()
            yield self
        finally:
            process.terminate()
            process.wait(60)
            self.mails.controller.stop()
            with psycopg.connect("host=127.0.0.1 user=postgres dbname=postgres", autocommit=True) as connection:
                connection.execute(f"DROP DATABASE IF EXISTS {self.database} WITH (FORCE)")

    def _wait(self):
        for _ in range(300):
            with contextlib.suppress(OSError):
                if Visitor(self).get("config").status == 200:
                    return
            time.sleep(0.1)
        raise TimeoutError(f"{self.name} does not start")

    def query(self, sql, *values):
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            found = connection.execute(sql, values)
            return found.fetchall() if found.description else []

    def forget_limits(self):
        """Empty what counts requests, in whichever place the system counts them."""
        if self.query("SELECT to_regclass('gatepost_bucket')")[0][0]:
            self.query("TRUNCATE gatepost_bucket")
        with socket.create_connection(("127.0.0.1", 6379)) as connection:
            connection.sendall(b"SELECT 9\r\nFLUSHDB\r\n")
            connection.recv(100)

    def dump(self):
        """All tables as text."""
        command = ["pg_dump", "--data-only", "--inserts", "-h", "127.0.0.1", "-U", "postgres", self.database]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout


class Answer:
    def __init__(self, status, content):
        self.status = status
        self.body = json.loads(content) if content[:1] == b"{" else {}

    def __repr__(self):
        return f"{self.status} {self.body}"

    @property
    def codes(self):
        return [error["code"] for error in self.body.get("errors", [])]


class Visitor:
    """An app with a session token of its own."""

    def __init__(self, system, token=None):
        self.system, self.token = system, token
        self.connection = http.client.HTTPConnection("127.0.0.1", system.port, timeout=60)

    def call(self, verb, path, body=None, **headers):
        if not path.startswith("/"):
            path = f"/_allauth/app/v1/{path}"
        headers["Content-Type"] = "application/json"
        if self.token:
            headers["X-Session-Token"] = self.token
        try:
            self.connection.request(verb, path, json.dumps(body) if body is not None else None, headers)
            response = self.connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            self.connection.close()
            self.connection.request(verb, path, json.dumps(body) if body is not None else None, headers)
            response = self.connection.getresponse()
        answer = Answer(response.status, response.read())
        self.system.failed += answer.status >= 500
        self.token = answer.body.get("meta", {}).get("session_token") or self.token
        return answer

    def get(self, path):
        return self.call("GET", path)

    def post(self, path, body=None):
        return self.call("POST", path, body)


class Person:
    """A user with a verified address and a session."""

    def __init__(self, system, **more):
        self.system, self.email = system, address()
        self.visitor = Visitor(system)
        answer = self.visitor.post("auth/signup", {"email": self.email, "password": PASSWORD, **more})
        assert answer.status == 401, answer
        answer = self.visitor.post("auth/email/verify", {"key": code_of(system, self.email)})
        assert answer.status == 200, answer

    def with_app(self):
        """Enrol an authenticator app; keeps its secret and the recovery codes."""
        assert self.visitor.post("auth/reauthenticate", {"password": PASSWORD}).status == 200
        self.secret = self.visitor.get("account/authenticators/totp").body["meta"]["secret"]
        settle()
        answer = self.visitor.post("account/authenticators/totp", {"code": totp(self.secret)})
        assert answer.status == 200, answer
        self.codes = self.visitor.get("account/authenticators/recovery-codes").body["data"]["unused_codes"]
        return self

    def log_in(self, password=PASSWORD):
        """A new visitor, and the answer."""
        visitor = Visitor(self.system)
        return visitor, visitor.post("auth/login", {"email": self.email, "password": password})

    def first_steps(self, count):
        """Visitors who have given the password and must give a second factor."""
        found = []
        for _ in range(count):
            visitor, answer = self.log_in()
            assert answer.status == 401, answer
            found.append(visitor)
        return found


def address():
    return f"user{next(_number)}-{_run}@example.org"


def code_of(system, to, since=0):
    return CODE.findall(system.mails.to(to, since))[-1]


def key_of(system, to, since=0):
    return KEY.findall(system.mails.to(to, since))[-1]


def totp(secret):
    """What an app shows now, by RFC 6238 with its defaults."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, struct.pack(">Q", int(time.time()) // 30), "sha1")
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def settle():
    """Wait for the next time step if this one ends soon."""
    if (left := 30 - time.time() % 30) < 6:
        time.sleep(left)


def strangers(system, count=RACERS):
    return [Visitor(system) for _ in range(count)]


def same(visitor, count=RACERS):
    """Several windows of one visitor."""
    return [Visitor(visitor.system, visitor.token) for _ in range(count)]


def race(visitors, act):
    """Call `act(visitor, n)` for all at once."""
    barrier = threading.Barrier(len(visitors))

    def run(n):
        visitors[n].connection.connect()
        barrier.wait()
        return act(visitors[n], n)

    return list(_pool.map(run, range(len(visitors))))
