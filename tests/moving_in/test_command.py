"""`gatepost migrate-from allauth`, by the command line, on rows that allauth made."""

import json

import pytest

pytestmark = pytest.mark.live
OURS = ("gatepost_identifier", "gatepost_authenticator", "gatepost_socialaccount", "gatepost_session")


def counts(project):
    return {table: len(project.rows(table)) for table in OURS}


def test_a_plan_counts_names_what_is_lost_and_writes_nothing(project):
    before = project.everything()
    said = project.migrate_from("--plan").stdout
    assert project.everything() == before
    assert "ACCOUNT_EMAIL_VERIFICATION: accounts.email_verification = 'mandatory'" in said
    assert "ACCOUNT_EMAIL_SUBJECT_PREFIX: Subjects have no prefix." in said
    assert "gatepost knows the users of linkedin_oauth2 by another id" in said
    assert "the session had ended" in said
    for secret in ("goo-secret", "hub-secret", "oidc-secret"):
        assert secret not in said


def test_a_plan_works_before_gatepost_has_tables(created):
    said = created.migrate_from("--plan").stdout
    assert "Run `python manage.py migrate`" in said
    assert created.migrate_from(ok=False).returncode == 1


def test_settings_are_python_that_gatepost_accepts_and_hold_no_secret(project):
    printed = project.migrate_from("--settings").stdout
    block, _, urls = printed.partition("# urls.py")
    assert 'include("gatepost.urls")' in urls
    assert "secret" not in block.replace('"secret"', "").replace("'secret'", "").replace("_SECRET", "")
    variables = dict.fromkeys(
        ("GATEPOST_KEYS", "SOCIAL_COMPANY_SECRET", "SOCIAL_GITHUB_SECRET", "SOCIAL_GOOGLE_SECRET"), "test:" + "A" * 43
    )
    code = f"import os\nos.environ.update({variables!r})\n{block}\nprint(GATEPOST)"
    scope = {}
    exec(code, scope)
    tree = scope["GATEPOST"]
    assert tree["links"] == {"verify_email": "https://shop.example.org/verify/{key}"}
    assert tree["social"]["connections"]["company"]["options"] == {"issuer": project._issuer}
    assert tree["accounts"]["refuse_unknown_fields"] is False


def test_check_says_what_is_missing_and_when_allauth_can_go(project):
    missing = project.migrate_from("--check", ok=False)
    assert missing.returncode == 1
    assert "rows are not moved yet" in missing.stderr
    project.migrate_from()
    done = project.migrate_from("--check")
    assert "django-allauth can go" in done.stdout


def test_a_second_run_moves_nothing_and_changes_nothing(project):
    project.migrate_from("--batch", "50")
    before = project.everything()
    again = json.loads(project.migrate_from("--json").stdout)
    assert {kind["moved"] for kind in again.values()} == {0}
    after = project.everything()
    for table in (*OURS, "gatepost_movedrow", "gatepost_accountrecord", "gatepost_totpsecret"):
        assert after[table] == before[table]


def test_undo_restores_row_by_row(project):
    before = project.everything()
    project.migrate_from("--batch", "70")
    assert project.everything() != before
    said = json.loads(project.migrate_from("--undo", "--batch", "33", "--json").stdout)
    assert sum(len(kind["kept"]) for kind in said.values()) == 0
    after = project.everything()
    events = {"gatepost_event", "gatepost_auditevent"}
    assert {name: rows for name, rows in after.items() if name not in events} == {
        name: rows for name, rows in before.items() if name not in events
    }


def test_a_run_that_is_killed_again_and_again_ends_in_the_same_result(project, tmp_path_factory, beside):
    from tests.moving_in.conftest import copy  # noqa: PLC0415

    at_once = copy(beside, tmp_path_factory.mktemp("at-once"))
    at_once.migrate_from()
    assert [project.killed_at(moved, "--batch", "5") for moved in range(20, 520, 50)] == [True] * 10
    project.migrate_from("--batch", "5")
    assert counts(project) == counts(at_once)
    columns = 'user_id, kind, value, claim, verified_at IS NULL, "primary"'
    assert project.rows("gatepost_identifier", columns) == at_once.rows("gatepost_identifier", columns)
    columns = 'kind, source, "table", before IS NULL'
    assert project.rows("gatepost_movedrow", columns) == at_once.rows("gatepost_movedrow", columns)


def test_a_project_without_the_package_is_told_so(project, tmp_path):
    elsewhere = project.manage("gatepost", "migrate-from", "allauth", stage="after", ok=False, DATABASE=":memory:")
    assert elsewhere.returncode == 1
    assert "run the command inside the project" in elsewhere.stderr


def test_the_tables_are_read_after_allauth_was_removed(project):
    said = json.loads(project.migrate_from("--json", stage="after", MFA_ADAPTER="").stdout)
    assert said["addresses"]["moved"] > 0
    assert said["totp"]["moved"] > 0
