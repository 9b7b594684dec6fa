"""The systems that a test breaks, each its own: PostgreSQL, Redis, a mail server, gatepost's server and worker."""

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

import httpx
import psycopg
import pytest
from aiosmtpd.controller import Controller
from tests import started
from tests.live.test_server import COMMAND, free_port, run

PATIENCE = 120
"""How many seconds a condition may take on a busy machine."""


def until(holds, what, seconds=PATIENCE):
    """Wait for a condition; returns how many seconds it took."""
    began = time.monotonic()
    started.until(holds, what, seconds=seconds)
    return time.monotonic() - began


def tool(name, package=None):
    """The path of a server's program, wherever Debian has it; skips without it, or fails where nothing may be missing.

    Args:
        name: The program, or the path of a library.
        package: Debian's package, if its name is another.
    """
    found = shutil.which(name) or next(map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{name}")), None)
    found = found or next((str(path) for path in (Path("/usr/sbin", name), Path(name)) if path.is_file()), None)
    if found is None:
        if os.environ.get("GATEPOST_CI"):
            raise FileNotFoundError(f"needs {name}, of Debian's package {package or name}")
        pytest.skip(f"needs {name}, of Debian's package {package or name}")
    return found


class Postgres:
    """A server on a port and in a folder of its own, as a user other than root, which PostgreSQL refuses."""

    def __init__(self, folder=None, *options):
        self.port, self.folder = free_port(), folder or Path(tempfile.mkdtemp(prefix="gatepost-failure-"))
        self.binary = Path(tool("initdb", "postgresql")).resolve().parent
        self._as = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self._as:
            shutil.chown(self.folder, "postgres", "postgres")
        self.prepare(*options)
        self.start()
        self.create()

    def prepare(self, *options):
        self._call("initdb", "-D", self.data, "-A", "trust", "-U", "postgres", "--no-sync", "-E", "UTF8", *options)

    def create(self):
        with psycopg.connect(f"{self.dsn} dbname=postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE gatepost")

    @property
    def data(self):
        return str(self.folder / "data")

    @property
    def dsn(self):
        return f"host=127.0.0.1 port={self.port} user=postgres"

    @property
    def url(self):
        return f"postgres://postgres@127.0.0.1:{self.port}/gatepost"

    def _call(self, name, *arguments):
        command = [*self._as, str(self.binary / name), *arguments]
        done = subprocess.run(
            command, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False
        )
        assert done.returncode == 0, done.stderr

    def start(self):
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder}"
        self._call("pg_ctl", "-D", self.data, "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop_hard(self):
        """Kill every process at once, as a power failure would; the log is replayed at the next start."""
        main = int((self.folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        for process in (*children(main), main):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        until(lambda: not Path(f"/proc/{main}").exists() or state(main) == "Z", "the end of PostgreSQL")

    def query(self, sql):
        with psycopg.connect(f"{self.dsn} dbname=gatepost", autocommit=True) as connection:
            return connection.execute(sql).fetchall()

    def nothing_due(self):
        """Whether every message was sent or given up."""
        return self.query("SELECT count(*) FROM gatepost_message WHERE due_at IS NOT NULL") == [(0,)]

    def close(self):
        with contextlib.suppress(AssertionError):
            self._call("pg_ctl", "-D", self.data, "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)


class Redis:
    """A Redis on a port of its own."""

    def __init__(self, *given, options=lambda _port: ()):
        self.port = free_port()
        self._options = (*given, *options(self.port))
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self):
        command = [tool("redis-server"), "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", *self._options]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=tempfile.gettempdir())
        until(lambda: listens(self.port), "the start of Redis")

    def stop(self):
        self.process.kill()
        self.process.wait()


class Mails:
    """A mail server that keeps what it accepts; `refuses` gets each message and may return an error's line."""

    def __init__(self, refuses=lambda _: None, port=None):
        self.refuses, self.kept, self.lock = refuses, [], threading.Lock()
        self.controller = Controller(self, hostname="127.0.0.1", port=port or free_port())
        self.controller.start()
        self.url = f"smtp://127.0.0.1:{self.controller.port}"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name
        text = envelope.content.decode()
        if (refusal := self.refuses(text)) is not None:
            return refusal
        with self.lock:
            self.kept.append((envelope.rcpt_tos[0], text))
        return "250 OK"

    def to(self, address, marker=""):
        with self.lock:
            return [text for to, text in self.kept if to == address and marker in text]

    def counted(self):
        """How many mails each recipient got, by recipient and subject."""
        with self.lock:
            return Counter((to, text.partition("Subject: ")[2].partition("\n")[0].strip()) for to, text in self.kept)

    def close(self):
        self.controller.stop()


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def state(process):
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    return "Z"


def children(process):
    """The processes that one has started."""
    found = []
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for task in Path(f"/proc/{process}/task").iterdir():
            found += map(int, (task / "children").read_text().split())
    return found


def answering(port):
    """The processes of gatepost's server on a port that answer requests."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            words = (folder / "cmdline").read_text().split("\0")
            if "serve" in words and str(port) in words:
                found += [one for one in children(int(folder.name)) if _answers(one)]
    return sorted(found)


def _answers(process):
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return "resource_tracker" not in Path(f"/proc/{process}/cmdline").read_text() and state(process) != "Z"
    return False


def production(folder, address, mail_url, database_url):
    """The environment of a server in production, and of its sender of mail."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("DJANGO", "GATEPOST", "PYTHONPATH"))}
    return {
        **clean,
        "GATEPOST_KEYS": run(folder, "keys", "generate").stdout.strip(),
        "GATEPOST_SECRET_KEY": secrets.token_urlsafe(50),
        "GATEPOST_PUBLIC_URL": address,
        "GATEPOST_OUTBOX__DELIVERY": "worker",
        "GATEPOST_OUTBOX__LOOPBACK_LINKS": "1",
        "GATEPOST_ACCOUNTS__EMAIL_VERIFICATION": "optional",
        "GATEPOST_LIMITS__NETWORK_FACTOR": "100000",
        "DATABASE_URL": database_url,
        "EMAIL_URL": mail_url,
    }


class Gatepost:
    """A server in production, with two workers and a sender of mail."""

    def __init__(self, folder, mail_url, database_url, **more):
        self.port, self.folder = free_port(), folder
        self.address = f"http://127.0.0.1:{self.port}"
        self.environment = production(folder, self.address, mail_url, database_url) | more
        self.log = (folder / "log").open("w")
        self.processes = []
        self.server = self._start("serve", "--production", "--workers", "2", "--port", str(self.port))
        until(self.healthy, "the start of the server")
        self.sender = self._start("worker")

    def _start(self, *words):
        process = subprocess.Popen(
            [COMMAND, *words], cwd=self.folder, env=self.environment, stdout=self.log, stderr=subprocess.STDOUT
        )
        self.processes.append(process)
        return process

    def respawn_sender(self):
        self.sender = self._start("worker")

    def healthy(self):
        assert self.server.poll() is None, self.said()
        with contextlib.suppress(httpx.TransportError):
            return httpx.get(f"{self.address}/health").status_code == 200
        return False

    def workers(self):
        """The processes that answer requests."""
        return [one for one in children(self.server.pid) if _answers(one)]

    def said(self):
        return (self.folder / "log").read_text()[-4000:]

    def close(self):
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(60)
        self.log.close()
