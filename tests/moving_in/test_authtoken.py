"""`gatepost migrate-from authtoken`, on tokens that REST framework's own app made."""

import json
import shutil
import sqlite3
import sys

import pytest
from tests.moving_in import environment

pytestmark = pytest.mark.live
PROJECT = "tests.moving_in.authtoken_project"
USERS = 160


class Project:
    def __init__(self, folder, facts):
        self.folder, self.facts = folder, facts

    def run(self, *words, stage="beside", **options):
        env = {
            "STAGE": stage,
            "DATABASE": str(self.folder / "db.sqlite3"),
            "DJANGO_SETTINGS_MODULE": f"{PROJECT}.settings",
        }
        return environment.run(sys.executable, "-m", *words, env=env, **options)

    def migrate_from(self, *words, **options):
        return self.run("django", "gatepost", "migrate-from", "authtoken", *words, **options)

    def ask(self, stage):
        keys = [key for state in self.facts.values() for key in state]
        return json.loads(self.run(f"{PROJECT}.ask", stage=stage, input=json.dumps(keys)).stdout.splitlines()[-1])

    def tokens(self):
        with sqlite3.connect(self.folder / "db.sqlite3") as connection:
            return connection.execute("SELECT * FROM gatepost_token ORDER BY number").fetchall()


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    project = Project(tmp_path_factory.mktemp("authtoken"), {})
    project.facts = json.loads(project.run(f"{PROJECT}.create", str(USERS), stage="before").stdout.splitlines()[-1])
    project.before = project.ask("before")
    project.run("django", "migrate", "--verbosity=0")
    return project


@pytest.fixture
def project(tmp_path, made):
    shutil.copytree(made.folder, tmp_path, dirs_exist_ok=True)
    copy = Project(tmp_path, made.facts)
    copy.before = made.before
    return copy


def test_every_live_token_still_works_and_every_dead_one_stays_dead(project):
    live, dead = project.facts["live"], project.facts["dead"]
    assert {key: project.before["known"][key] for key in live} == live
    moved = json.loads(project.migrate_from("--json", "--batch", "50").stdout)["tokens"]
    foreign = len(project.facts["foreign"])
    assert (moved["read"], moved["moved"], sum(moved["skipped"].values())) == (USERS, USERS - foreign, foreign)
    after = project.ask("after")
    assert {key: after["known"][key] for key in live} == live
    assert {after["known"][key] for key in dead} == {401}
    assert len(after["login"]["token"]) == 40
    assert not [key for key in live if any(key in map(str, row) for row in project.tokens())]


def test_a_plan_names_what_cannot_move_and_writes_nothing(project):
    said = project.migrate_from("--plan").stdout
    assert "it isn't forty hexadecimal digits" in said
    assert project.tokens() == []
    assert "one_per_user" in project.migrate_from("--settings").stdout


def test_a_second_run_moves_nothing_and_a_revoked_token_stays_revoked(project):
    project.migrate_from()
    before = project.tokens()
    assert json.loads(project.migrate_from("--json").stdout)["tokens"]["moved"] == 0
    assert project.tokens() == before
    with sqlite3.connect(project.folder / "db.sqlite3") as connection:
        connection.execute("DELETE FROM gatepost_token WHERE number = ?", [before[0][1]])
    project.migrate_from()
    assert len(project.tokens()) == len(before) - 1


def test_undo_removes_the_tokens_and_the_old_package_works_as_before(project):
    project.migrate_from()
    project.migrate_from("--check")
    project.migrate_from("--undo")
    assert project.tokens() == []
    assert project.ask("before") == project.before


def log_out_at_the_old_package(project, *keys):
    with sqlite3.connect(project.folder / "db.sqlite3") as connection:
        connection.executemany("DELETE FROM authtoken_token WHERE key = ?", [[key] for key in keys])


def test_a_logout_at_the_old_package_ends_the_moved_token_at_its_next_use(project):
    project.migrate_from()
    ended, *live = project.facts["live"]
    log_out_at_the_old_package(project, ended)
    for stage in ("beside", "after"):  # revoked for good, also once the old package is gone
        known = project.ask(stage)["known"]
        assert known[ended] == 401
        assert {key: known[key] for key in live} == {key: project.facts["live"][key] for key in live}


def test_check_reports_logouts_at_the_old_package_and_a_later_run_follows_them(project):
    project.migrate_from()
    first, second, *live = project.facts["live"]
    log_out_at_the_old_package(project, first, second)
    checked = project.migrate_from("--check", ok=False)
    assert checked.returncode == 1
    assert "2 rows were ended at the old package" in checked.stderr
    again = json.loads(project.migrate_from("--json", "--batch", "30").stdout)["tokens"]
    assert (again["moved"], again["ended"]) == (0, 2)
    project.migrate_from("--check")
    assert "ended" not in json.loads(project.migrate_from("--json").stdout)["tokens"]
    known = project.ask("after")["known"]
    assert (known[first], known[second]) == (401, 401)
    assert {known[key] for key in live} == {project.facts["live"][key] for key in live}


def test_dropping_the_old_table_signs_nobody_out(project):
    project.migrate_from()
    with sqlite3.connect(project.folder / "db.sqlite3") as connection:
        connection.execute("DROP TABLE authtoken_token")
    project.migrate_from()
    known = project.ask("beside")["known"]
    assert {key: known[key] for key in project.facts["live"]} == project.facts["live"]
