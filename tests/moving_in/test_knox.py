"""`gatepost migrate-from knox`, on tokens that the real package issued."""

import json
import re
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from tests.moving_in import environment, tokens
from tests.moving_in.conftest import copy
from tests.moving_in.tokens import without_events

pytestmark = pytest.mark.live
TABLE = environment.ROOT / "docs" / "moving-in" / "knox-settings.md"
READ = "import json; from knox.settings import DEFAULTS; print(json.dumps(list(DEFAULTS)))"
ALIVE, DEAD = ("live", "several", "endless", "blacklisted"), ("inactive", "expired", "deleted")
AT_MOST_QUERIES = 2  # one look-up, and the last use once a minute


class KnoxProject(tokens.TokensProject):
    package, requirement = "knox", "django-rest-knox==5.1.0"

    def known(self, facts, stage="after", path="/me/"):
        requests = [{"path": path, "header": f"Token {one['token']}"} for one in facts]
        return [(status, body.get("name"), queries) for status, body, queries in self.ask(*requests, stage=stage)]

    def expiries(self):
        rows = self.rows("gatepost_token", "created_at, expires_at", "expires_at IS NOT NULL")
        return [tuple(datetime.fromisoformat(one).replace(tzinfo=UTC) for one in row) for row in rows]


@pytest.fixture(scope="session", params=[{}, {"REFRESHES": "1", "USERS": "people.Person"}], ids=str)
def beside(request, tmp_path_factory):
    return tokens.made(KnoxProject, tmp_path_factory.mktemp("knox"), **request.param)


@pytest.fixture
def project(tmp_path, beside):
    project = copy(beside, tmp_path)
    project.more = beside.more
    return project


def test_clients_that_keep_their_tokens_notice_nothing(project):
    alive, dead = project.in_state(*ALIVE), project.in_state(*DEAD)
    said = json.loads(project.migrate_from("--batch", "7", "--json").stdout)["knox_tokens"]
    assert said["moved"] == len(alive) + len(project.in_state("inactive"))
    for _ in range(2):
        answers = project.known(alive)
        assert [name for _, name, _ in answers] == [one["name"] for one in alive]
        assert max(queries for *_, queries in answers) <= AT_MOST_QUERIES
    assert {(status, name) for status, name, _ in project.known(dead)} == {(401, None)}
    stored = str(project.rows("gatepost_token")) + str(project.rows("gatepost_movedrow"))
    assert not [one for one in alive if one["token"] in stored]


def test_a_use_extends_a_moved_token_where_it_did_before(project):
    project.migrate_from()
    before = project.expiries()
    project.known(project.in_state(*ALIVE))
    after = project.expiries()
    if "REFRESHES" not in project.more:
        assert after == before
        return
    now = datetime.now(UTC)
    extended = [expires for _, expires in after if expires > now + timedelta(hours=9)]
    assert len(extended) == len(project.in_state("live", "several", "blacklisted"))
    assert all(expires <= created + timedelta(days=3) for created, expires in after)


def test_moved_tokens_count_towards_the_limit_and_a_logout_ends_them(project):
    project.migrate_from()
    several = next(one for one in project.in_state("several") if not one["name"].startswith("B"))
    own = [one for one in project.in_state("several") if one["name"] == several["name"]]
    header = f"Token {own[0]['token']}"
    log_in, log_out = ({"path": f"/api/{name}/", "header": header, "body": {}} for name in ("login", "logout"))
    refused, done, again = project.ask(log_in, log_out, log_out)
    assert refused[:2] == [403, {"error": "Maximum amount of tokens allowed per user exceeded."}]
    assert (done[0], again[0]) == (204, 401)
    project.migrate_from()
    assert [status for status, *_ in project.known(own)] == [401, 200, 200]


def test_undo_restores_row_by_row_and_a_plan_writes_nothing(project):
    before = project.everything()
    project.migrate_from("--plan")
    assert project.everything() == before
    project.migrate_from("--batch", "7")
    project.migrate_from("--check")
    assert json.loads(project.migrate_from("--json").stdout)["knox_tokens"]["moved"] == 0
    project.migrate_from("--undo", "--batch", "5")
    assert without_events(project.everything()) == without_events(before)


def test_the_token_of_a_deleted_user_is_named_and_not_moved(project):
    with sqlite3.connect(project.folder / "db.sqlite3") as connection:
        gone = "f" * 32 if "USERS" in project.more else 99999
        connection.execute("UPDATE knox_authtoken SET user_id = ? WHERE expiry IS NULL", [gone])
    assert "its user was deleted" in project.migrate_from("--plan").stdout
    project.migrate_from()
    assert {status for status, *_ in project.known(project.in_state("endless"))} == {401}


def test_a_run_that_is_killed_again_and_again_ends_in_the_same_result(project, tmp_path_factory):
    at_once = copy(project, tmp_path_factory.mktemp("at-once"))
    at_once.more = project.more
    at_once.migrate_from()
    assert [project.killed_at(moved, "--batch", "1") for moved in range(2, 32, 3)] == [True] * 10
    project.migrate_from("--batch", "1")
    columns = "user_id, digest, expires_at, idle_seconds, absolute_expires_at"
    assert project.rows("gatepost_token", columns) == at_once.rows("gatepost_token", columns)


def test_settings_are_those_of_the_project(project):
    printed = project.migrate_from("--settings").stdout
    assert "'previous_hash': 'sha512'" in printed.replace('"', "'")
    assert "'token_prefix': 'shop'" in printed.replace('"', "'")
    assert ("auto_refresh" in printed) == ("REFRESHES" in project.more)


def test_every_setting_is_in_the_table(beside):
    real = json.loads(environment.run(beside._python, "-c", READ, env=beside.env("before")).stdout)
    assert len(real) == 12
    told = set(re.findall(r"^\| `REST_KNOX\.([A-Z_0-9]+)`", TABLE.read_text(), re.MULTILINE))
    assert told == set(real)
    assert beside.migrate_from("--reference").stdout == TABLE.read_text()


def log_out_at_knox(project, *facts):
    answers = project.ask(
        *({"path": "/api/logout/", "header": f"Token {one['token']}", "body": {}} for one in facts), stage="beside"
    )
    assert {status for status, *_ in answers} == {204}


def test_a_logout_at_knox_ends_the_moved_token_at_its_next_use(project):
    project.migrate_from()
    ended, *live = project.in_state("live")
    log_out_at_knox(project, ended)
    answers = project.known([ended, *live], stage="beside", path="/gatepost/me/")
    assert [name for _, name, _ in answers] == [None, *(one["name"] for one in live)]
    assert max(queries for *_, queries in answers[1:]) <= AT_MOST_QUERIES + 1
    assert [name for _, name, _ in project.known([ended, *live])] == [None, *(one["name"] for one in live)]


def test_check_reports_logouts_at_knox_and_a_later_run_follows_them(project):
    project.migrate_from()
    first, second, *live = project.in_state("live")
    log_out_at_knox(project, first, second)
    assert "2 rows were ended at the old package" in project.migrate_from("--check", ok=False).stderr
    assert json.loads(project.migrate_from("--json", "--batch", "5").stdout)["knox_tokens"]["ended"] == 2
    project.migrate_from("--check")
    assert [name for _, name, _ in project.known([first, second, *live])] == [
        None,
        None,
        *(one["name"] for one in live),
    ]


def test_a_token_model_of_the_projects_own_moves_and_is_followed(tmp_path):
    project = tokens.made(KnoxProject, tmp_path, SWAPPED="1")
    project.migrate_from()
    alive = project.in_state(*ALIVE)
    assert [name for _, name, _ in project.known(alive)] == [one["name"] for one in alive]
    assert {status for status, *_ in project.known(project.in_state(*DEAD))} == {401}
    log_out_at_knox(project, alive[0])
    answers = project.known(alive[:2], stage="beside", path="/gatepost/me/")
    assert [status for status, *_ in answers] == [401, 200]


def test_a_row_that_knox_deletes_when_it_expires_is_no_logout(project):
    if "REFRESHES" not in project.more:
        pytest.skip("the moved token has expired then, too")
    project.migrate_from()
    live = project.in_state("live")
    before = datetime.now(UTC) - timedelta(hours=11)
    with sqlite3.connect(project.folder / "db.sqlite3") as connection:
        connection.execute("UPDATE gatepost_token SET created_at = ?", [before.replace(tzinfo=None).isoformat(" ")])
        connection.execute("DELETE FROM knox_authtoken WHERE expiry IS NOT NULL")
    assert "ended" not in json.loads(project.migrate_from("--json").stdout)["knox_tokens"]
    answers = project.known(live, stage="beside", path="/gatepost/me/")
    assert [name for _, name, _ in answers] == [one["name"] for one in live]
