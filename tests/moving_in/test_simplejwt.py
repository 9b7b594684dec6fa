"""`gatepost migrate-from simplejwt`, on tokens that the real package issued."""

import json
import re

import pytest
from tests.moving_in import environment, tokens
from tests.moving_in.conftest import copy
from tests.moving_in.tokens import without_events

pytestmark = pytest.mark.live
TABLE = environment.ROOT / "docs" / "moving-in" / "simplejwt-settings.md"
READ = "import json; from rest_framework_simplejwt.settings import DEFAULTS; print(json.dumps(list(DEFAULTS)))"
ALIVE, DEAD = ("live", "several", "endless"), ("inactive", "expired", "deleted", "blacklisted")


class SimplejwtProject(tokens.TokensProject):
    package, requirement = "simplejwt", "djangorestframework-simplejwt[crypto]==5.5.1"

    def refreshed(self, facts, stage="after"):
        requests = [{"path": "/api/refresh/", "body": {"refresh": one["refresh"]}} for one in facts]
        return [(status, body) for status, body, _ in self.ask(*requests, stage=stage)]

    def known(self, accesses, stage="after"):
        requests = [{"path": "/me/", "header": f"Bearer {one}"} for one in accesses]
        return [body.get("name", status) for status, body, _ in self.ask(*requests, stage=stage)]


@pytest.fixture(scope="session", params=[{}, {"ROTATES": "1", "USERS": "people.Person"}, {"STATELESS": "1"}], ids=str)
def beside(request, tmp_path_factory):
    return tokens.made(SimplejwtProject, tmp_path_factory.mktemp("simplejwt"), **request.param)


@pytest.fixture
def project(tmp_path, beside):
    project = copy(beside, tmp_path)
    project.more = beside.more
    return project


@pytest.fixture
def stateful(project):
    if "STATELESS" in project.more:
        pytest.skip("without the app there are no rows")
    return project


def test_clients_that_keep_their_tokens_notice_nothing(project):
    alive, dead = project.in_state(*ALIVE), project.in_state(*DEAD)
    if "STATELESS" in project.more:  # without its app, simplejwt has no blacklist
        alive, dead = project.in_state(*ALIVE, "blacklisted"), project.in_state("inactive", "expired", "deleted")
    project.migrate_from("--batch", "11")
    assert project.known([one["access"] for one in alive]) == [one["name"] for one in alive]
    answers = project.refreshed(alive)
    assert {status for status, _ in answers} == {200}
    assert project.known([body["access"] for _, body in answers]) == [one["name"] for one in alive]
    assert {status for status, _ in project.refreshed(dead)} == {401}
    assert {status for status, _ in project.refreshed(alive)} == {401 if "ROTATES" in project.more else 200}


def test_a_login_that_is_ended_here_stays_ended_in_a_later_run(stateful):
    stateful.migrate_from()
    ended = stateful.in_state(*ALIVE)[:5]
    answers = stateful.ask(*({"path": "/api/blacklist/", "body": {"refresh": one["refresh"]}} for one in ended))
    assert {status for status, *_ in answers} == {200}
    stateful.migrate_from()
    assert {status for status, _ in stateful.refreshed(ended)} == {401}


def test_a_token_that_is_blacklisted_by_the_old_package_after_the_move_ends_its_login(stateful):
    stateful.migrate_from()
    ended, others = stateful.in_state(*ALIVE)[:5], stateful.in_state(*ALIVE)[5:]
    requests = ({"path": "/api/blacklist/", "body": {"refresh": one["refresh"]}} for one in ended)
    assert {status for status, *_ in stateful.ask(*requests, stage="beside")} == {200}
    assert stateful.migrate_from("--check", ok=False).returncode == 1
    before = stateful.everything()
    stateful.migrate_from()
    assert {status for status, _ in stateful.refreshed(ended)} == {401}
    assert {status for status, _ in stateful.refreshed(others)} == {200}
    assert len(stateful.rows("gatepost_refreshfamily")) == len(before["gatepost_refreshfamily"])


def test_undo_restores_row_by_row_and_a_plan_writes_nothing(project):
    before = project.everything()
    said = project.migrate_from("--plan").stdout
    assert project.everything() == before
    project.migrate_from("--batch", "7")
    project.migrate_from("--check")
    again = json.loads(project.migrate_from("--json").stdout)
    assert {kind["moved"] for kind in again.values()} <= {0}
    if "STATELESS" not in project.more:
        assert "its user was deleted" in said
        assert project.rows("gatepost_refreshfamily")
    project.migrate_from("--undo", "--batch", "5")
    assert without_events(project.everything()) == without_events(before)
    alive = project.in_state(*ALIVE)
    assert {status for status, _ in project.refreshed(alive, stage="before")} == {200}


def test_a_run_that_is_killed_again_and_again_ends_in_the_same_result(stateful, tmp_path_factory):
    at_once = copy(stateful, tmp_path_factory.mktemp("at-once"))
    at_once.more = stateful.more
    at_once.migrate_from()
    assert [stateful.killed_at(moved, "--batch", "1") for moved in range(2, 32, 3)] == [True] * 10
    stateful.migrate_from("--batch", "1")
    for table, columns in (("gatepost_refreshfamily", "user_id, kind, lookup"), ("gatepost_takenover", "root")):
        assert stateful.rows(table, columns) == at_once.rows(table, columns)


def test_settings_hold_no_secret_and_are_those_of_the_project(project):
    printed = project.migrate_from("--settings").stdout
    assert "signing-signing" not in printed
    assert 'os.environ["SIMPLE_JWT_SIGNING_KEY"]' in printed
    assert ("rotate_refresh_tokens" in printed) == ("ROTATES" in project.more)
    assert "take_over" in printed


def test_every_setting_is_in_the_table(beside):
    real = json.loads(environment.run(beside._python, "-c", READ, env=beside.env("before")).stdout)
    assert len(real) > 30
    told = set(re.findall(r"^\| `SIMPLE_JWT\.([A-Z_0-9]+)`", TABLE.read_text(), re.MULTILINE))
    assert told == set(real)
    assert beside.migrate_from("--reference").stdout == TABLE.read_text()
