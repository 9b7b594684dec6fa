"""Time `gatepost migrate-from` with many users; prints a table of rows a second and the memory at the peak of each run.

    python bench/moving.py                                        # all packages, with 10,000 and 100,000 users
    python bench/moving.py --package knox --users 1000
    python bench/moving.py --package allauth --database postgresql:bench_move    # it exists, and is empty

Uses the projects of tests/moving_in, each with its package in an environment of its own.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]
from tests.moving_in import environment
from tests.moving_in.conftest import ALLAUTH, Project
from tests.moving_in.test_allauth_idp import IdpProject
from tests.moving_in.test_django_oauth_toolkit import ToolkitProject
from tests.moving_in.test_knox import KnoxProject
from tests.moving_in.test_rest_apis import INSTALLED, DjoserProject, RestAuthProject
from tests.moving_in.test_simplejwt import SimplejwtProject
from tests.moving_in.test_social_auth import VERSIONS, SocialAuthProject


class AuthtokenProject(Project):
    package, settings = "authtoken", "tests.moving_in.authtoken_project.settings"


DJANGO = "Django>=5.2,<6"
PACKAGES = {
    "allauth": (Project, ALLAUTH, "allauth_project"),
    "allauth.idp": (IdpProject, (IdpProject.requirement, "djangorestframework", DJANGO), "idp_project"),
    "authtoken": (AuthtokenProject, ("djangorestframework", DJANGO), "authtoken_project"),
    "dj-rest-auth": (RestAuthProject, INSTALLED["dj-rest-auth"], "rest_project"),
    "django-oauth-toolkit": (
        ToolkitProject,
        (ToolkitProject.requirement, "djangorestframework", DJANGO),
        "toolkit_project",
    ),
    "djoser": (DjoserProject, INSTALLED["djoser"], "rest_project"),
    "knox": (KnoxProject, (KnoxProject.requirement, DJANGO), "tokens_project"),
    "simplejwt": (SimplejwtProject, (SimplejwtProject.requirement, DJANGO), "tokens_project"),
    "social-auth": (SocialAuthProject, VERSIONS["5"], "social_auth_project"),
}
MEBIBYTE = 1024  # the unit of ru_maxrss is 1 KiB


def measured(project, stage, output, *words):
    """Run Python with these words in the project; its seconds and its memory at the peak, in MiB.

    The peak of a process starts with the memory of the one that forked it, so this one must stay small: it holds no
    output of a command.
    """
    env = {**environment.CLEAN, "PYTHONPATH": str(ROOT), **project.env(stage)}
    start = time.perf_counter()
    process = subprocess.Popen([project._python, "-m", *words], cwd=ROOT, env=env, stdout=output)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(words)} failed, for {project.package}.")
    return time.perf_counter() - start, usage.ru_maxrss / MEBIBYTE


def row(package, users, database):
    """One line of the table."""
    kind, requirements, folder = PACKAGES[package]
    with tempfile.TemporaryDirectory() as temporary:
        python = environment.python(f"bench-{package}", *requirements, *(["psycopg[binary]"] if database else []))
        project = kind(Path(temporary), {}, python, "http://127.0.0.1:1")
        if database:
            own = project.env
            project.env = lambda stage, **more: {**own(stage, **more), "DATABASE": database}
        create = f"tests.moving_in.{folder}.create"
        measured(project, "before", subprocess.DEVNULL, create, str(users))
        measured(project, "beside", subprocess.DEVNULL, "django", "migrate", "--verbosity=0")
        with tempfile.TemporaryFile("w+") as output:
            seconds, peak = measured(
                project, "beside", output, "django", "gatepost", "migrate-from", kind.package, "--json"
            )
            output.seek(0)
            said = output.read()
    rows = sum(kind["read"] for kind in json.loads(said).values())
    return f"| {package} | {users:,} | {rows:,} | {seconds:.1f} | {rows / seconds:,.0f} | {peak:.0f} |"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--package", action="append", choices=PACKAGES)
    parser.add_argument("--users", action="append", type=int)
    parser.add_argument("--database", default="", help="postgresql:NAME; SQLite without it")
    given = parser.parse_args()
    print("| package | users | rows read | seconds | rows a second | memory at the peak, MiB |", flush=True)
    print("| --- | ---: | ---: | ---: | ---: | ---: |", flush=True)
    for package in given.package or PACKAGES:
        for users in given.users or (10_000, 100_000):
            print(row(package, users, given.database), flush=True)


if __name__ == "__main__":
    main()
