import json
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import contextmanager
from types import SimpleNamespace

import httpx
import pytest
from tests.live.test_server import free_port
from tests.moving_in import environment
from tests.started import until_up

from gatepost.testing.openid import OpenIdProvider

ALLAUTH = ("django-allauth[socialaccount,mfa,headless,idp-oidc]==65.22.1", "Django>=5.2,<6")
SETTINGS = "tests.moving_in.allauth_project.settings"
CROWD = 300


class Project:
    """A copy of the project's database, and its commands at each stage of the move."""

    package, settings = "allauth", SETTINGS

    def __init__(self, folder, facts, python, issuer):
        self.folder, self.facts, self._python, self._issuer = folder, facts, python, issuer

    def env(self, stage, **more):
        database = str(self.folder / "db.sqlite3")
        mail = str(self.folder / "mail")
        common = {"DATABASE": database, "MAIL": mail, "ISSUER": self._issuer, "DJANGO_SETTINGS_MODULE": self.settings}
        return {**common, "STAGE": stage, **more}

    def manage(self, *words, stage="beside", ok=True, **more):
        program = sys.executable if stage == "after" else self._python
        return environment.run(program, "-m", "django", *words, env=self.env(stage, **more), ok=ok)

    def migrate_from(self, *words, ok=True, stage="beside", **more):
        return self.manage("gatepost", "migrate-from", self.package, *words, stage=stage, ok=ok, **more)

    def _start(self, *words):
        env = {**environment.CLEAN, "PYTHONPATH": str(environment.ROOT), **self.env("beside"), "SYNCHRONOUS": "FULL"}
        command = [self._python, "-m", "django", "gatepost", "migrate-from", self.package, *words]
        return subprocess.Popen(
            command, cwd=environment.ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def killed_at(self, moved, *words):
        """Start a move, and kill it when so many rows have moved; True if it was still running."""
        process = self._start(*words)
        with sqlite3.connect(self.folder / "db.sqlite3") as connection:
            while process.poll() is None:
                if connection.execute("SELECT count(*) FROM gatepost_movedrow").fetchone()[0] >= moved:
                    break
                time.sleep(0.001)
        process.send_signal(signal.SIGKILL)
        return process.wait() == -signal.SIGKILL

    def rows(self, table, columns="*", where="1=1"):
        with sqlite3.connect(self.folder / "db.sqlite3") as connection:
            return sorted(connection.execute(f"SELECT {columns} FROM {table} WHERE {where}").fetchall(), key=repr)

    def everything(self):
        """Every row of every table; what sqlite counts by itself and what Django caches apart."""
        with sqlite3.connect(self.folder / "db.sqlite3") as connection:
            names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: self.rows(f'"{name}"') for name in names if not name.startswith("sqlite_")}

    @contextmanager
    def serving(self, stage="after", **more):
        """The project's development server, and a function that makes clients."""
        port = free_port()
        program = sys.executable if stage == "after" else self._python
        env = {**environment.CLEAN, "PYTHONPATH": str(environment.ROOT), **self.env(stage, **more)}
        command = [program, "-m", "django", "runserver", "--noreload", f"127.0.0.1:{port}"]
        with (self.folder / "log").open("w") as log:
            server = subprocess.Popen(command, cwd=environment.ROOT, env=env, stdout=log, stderr=log)
            try:
                until_up(server, f"http://127.0.0.1:{port}/me/", log=self.folder / "log", any_status=True)
                yield lambda **options: httpx.Client(base_url=f"http://127.0.0.1:{port}", **options)
            finally:
                server.send_signal(signal.SIGTERM)
                server.wait(10)


@pytest.fixture(scope="session")
def provider():
    with OpenIdProvider() as provider:
        yield provider


@pytest.fixture(scope="session")
def created(tmp_path_factory, provider):
    """A database full of allauth's rows, and what its users know."""
    folder, python = tmp_path_factory.mktemp("allauth"), environment.python("allauth", *ALLAUTH)
    project = Project(folder, {}, python, provider.issuer)
    create = "tests.moving_in.allauth_project.create"
    made = environment.run(python, "-m", create, str(CROWD), env=project.env("before"))
    project.facts = json.loads(made.stdout.splitlines()[-1])
    return project


def copy(source, folder):
    shutil.copytree(source.folder, folder, dirs_exist_ok=True)
    return type(source)(folder, source.facts, source._python, source._issuer)


@pytest.fixture(scope="session")
def beside(tmp_path_factory, created):
    """The same with gatepost's tables."""
    project = copy(created, tmp_path_factory.mktemp("beside"))
    project.manage("migrate", "--verbosity=0")
    return project


@pytest.fixture
def project(tmp_path, beside):
    """A project of one's own, in which both packages are installed and nothing has moved."""
    return copy(beside, tmp_path)


@pytest.fixture(scope="session")
def moved(tmp_path_factory, beside):
    """A project that has moved; its server runs without allauth."""
    project = copy(beside, tmp_path_factory.mktemp("moved"))
    project.migrate_from("--batch", "100")
    with project.serving() as client:
        yield SimpleNamespace(project=project, client=client, facts=project.facts)
