"""The moves of every package on PostgreSQL, and of four on MariaDB; the other tests of this folder use SQLite."""

import json
import os
import socket
import subprocess

import pytest
from tests.moving_in import environment
from tests.moving_in.conftest import ALLAUTH, Project
from tests.moving_in.test_allauth_idp import IdpProject
from tests.moving_in.test_django_oauth_toolkit import ToolkitProject
from tests.moving_in.test_knox import KnoxProject
from tests.moving_in.test_rest_apis import INSTALLED, DjoserProject, RestAuthProject
from tests.moving_in.test_simplejwt import SimplejwtProject
from tests.moving_in.test_social_auth import VERSIONS, SocialAuthProject

pytestmark = pytest.mark.live
USERS = 40
DRIVERS = ("psycopg[binary]", "mysqlclient")
DJANGO = "Django>=5.2,<6"
PORTS = {"postgresql": 5432, "mariadb": 3306}
COMMANDS = {
    "postgresql": ("psql", "-qh127.0.0.1", "-Upostgres", "-c"),
    "mariadb": ("mariadb", "-h127.0.0.1", "-uroot", "-e"),
}
KINDS = {
    "allauth": (Project, ALLAUTH),
    "knox": (KnoxProject, (KnoxProject.requirement, DJANGO)),
    "simplejwt": (SimplejwtProject, (SimplejwtProject.requirement, DJANGO)),
    "dj-rest-auth": (RestAuthProject, INSTALLED["dj-rest-auth"]),
    "djoser": (DjoserProject, INSTALLED["djoser"]),
    "social-auth": (SocialAuthProject, VERSIONS["7"]),
    "django-oauth-toolkit": (ToolkitProject, (ToolkitProject.requirement, "djangorestframework", DJANGO)),
    "allauth-idp": (IdpProject, (IdpProject.requirement, "djangorestframework", DJANGO)),
}


MARIADB = ("allauth", "simplejwt", "django-oauth-toolkit", "allauth-idp")
PAIRS = [*((package, "postgresql") for package in KINDS), *((package, "mariadb") for package in MARIADB)]


@pytest.fixture
def database(request, worker_id):
    """An empty database on a server; a fresh machine has none, CI must."""
    kind, name = request.param, f"gatepost_move_{worker_id}"
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", PORTS[kind])) and not os.environ.get("GATEPOST_CI"):
            pytest.skip(f"needs {kind} on 127.0.0.1:{PORTS[kind]}")
    for statement in (f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}"):
        subprocess.run([*COMMANDS[kind], statement], check=True)
    yield f"{kind}:{name}"
    subprocess.run([*COMMANDS[kind], f"DROP DATABASE {name}"], check=True)


@pytest.fixture
def project(request, database, tmp_path, provider):
    """A project with rows of the real package in that database, and with gatepost's tables."""
    kind, packages = KINDS[request.param]

    class OnServer(kind):
        def env(self, stage, **more):
            return {**super().env(stage, **more), "DATABASE": database}

    python = environment.python(f"{request.param}-servers", *packages, *DRIVERS)
    project = OnServer(tmp_path, {}, python, provider.issuer)
    module = project.settings.removesuffix("settings") + "create"
    environment.run(python, "-m", module, str(USERS), env=project.env("before"))
    project.manage("migrate", "--verbosity=0")
    return project


def moved(project):
    said = json.loads(project.migrate_from("--batch", "17", "--json").stdout)
    return {kind: counts["moved"] for kind, counts in said.items()}


@pytest.mark.parametrize(("project", "database"), PAIRS, indirect=True)
def test_a_move_its_check_and_its_undo_work_on_a_database_server(project):
    first = moved(project)
    assert sum(first.values()) >= USERS
    assert set(moved(project).values()) == {0}
    project.migrate_from("--check")
    project.migrate_from("--undo")
    assert moved(project) == first


def marks(project):
    """How many rows gatepost has written or changed."""
    count = "from gatepost.moving_in.models import MovedRow; print(MovedRow.objects.count())"
    return int(project.manage("shell", "-v0", "-c", count).stdout.split()[-1])


@pytest.mark.parametrize("database", ["postgresql", "mariadb"], indirect=True)
@pytest.mark.parametrize("project", ["knox", "allauth"], indirect=True)
def test_two_runs_at_once_move_every_row_once(project):
    runs = [project._start("--batch", "2") for _ in range(2)]
    assert 0 in [run.wait(60) for run in runs]
    moved(project)  # what the loser may have left
    together = marks(project)
    assert set(moved(project).values()) == {0}
    project.migrate_from("--check")
    project.migrate_from("--undo")
    moved(project)
    assert marks(project) == together > 0
