"""`gatepost migrate-from social-auth`, on rows that the package's own pipelines made; versions 5 and 7."""

import json
import os
import re

import pytest
from tests.moving_in import environment
from tests.moving_in.conftest import Project, copy

pytestmark = pytest.mark.live
VERSIONS = {
    "5": ("social-auth-app-django==5.9.0", "social-auth-core==4.9.1", "Django>=5.2,<6"),
    "7": ("social-auth-app-django==7.2.0", "social-auth-core==6.2.0", "Django>=5.2,<6"),
}
TABLE = environment.ROOT / "docs" / "moving-in" / "social-auth-settings.md"
CROWD = int(os.environ.get("GATEPOST_MOVING_USERS", "200"))
PASSWORD = "a-l0ng-Secret"
APP = "/_allauth/app/v1/"
KEPT = {"gatepost_event", "gatepost_auditevent"}


class SocialAuthProject(Project):
    package, settings = "social-auth", "tests.moving_in.social_auth_project.settings"


def python_of(version):
    return environment.python(f"social-auth-{version}", *VERSIONS[version])


def made_with(version, folder, provider):
    project = SocialAuthProject(folder, {}, python_of(version), provider.issuer)
    create = "tests.moving_in.social_auth_project.create"
    made = environment.run(project._python, "-m", create, str(CROWD), env=project.env("before"))
    project.facts = json.loads(made.stdout.splitlines()[-1])
    project.manage("migrate", "--verbosity=0")
    return project


@pytest.fixture(scope="session")
def beside(tmp_path_factory, provider):
    return made_with("5", tmp_path_factory.mktemp("social-auth"), provider)


@pytest.fixture
def project(tmp_path, beside):
    return copy(beside, tmp_path)


@pytest.fixture(scope="session")
def moved(tmp_path_factory, beside):
    project = copy(beside, tmp_path_factory.mktemp("social-auth-moved"))
    project.migrate_from("--batch", "50")
    with project.serving() as client:
        yield project, client


def subjects(project):
    """Connection and subject of everyone's identities, but the crowd's."""
    rows = project.rows(
        "gatepost_socialaccount JOIN people_person ON people_person.id = user_id",
        "username, connection, subject",
        "username NOT GLOB 'u[0-9]*'",
    )
    found = {}
    for name, connection, subject in rows:
        found.setdefault(name, []).append([connection, subject])
    return {name: sorted(of_user) for name, of_user in found.items()}


def expected(project):
    sessions = {name: [["oidc", f"session-{name}"]] for name in project.facts["sessions"]}
    return project.facts["subjects"] | sessions


def sign_in(client, connection, token):
    given = {"client_id": "client", "id_token": token}
    with client() as http:
        body = {"provider": connection, "process": "login", "token": given}
        answer = http.post(APP + "auth/provider/token", json=body)
    return answer.json()["data"]["user"]["username"] if answer.status_code == 200 else answer.status_code


def test_every_account_moves_by_its_subject_and_the_others_are_named(project):
    said = json.loads(project.migrate_from("--json", "--batch", "50").stdout)["social_accounts"]
    assert subjects(project) == expected(project)
    assert len(project.rows("gatepost_socialaccount", where="connection = 'github'")) == CROWD + 1
    reasons = sorted(reason.partition(" ")[0] for reason in said["skipped"])
    assert (said["read"] - said["moved"], reasons) == (3, ["gatepost", "keycloak", "okta-openidconnect"])


def test_the_same_is_true_of_version_7(tmp_path, provider):
    project = made_with("7", tmp_path, provider)
    project.migrate_from()
    found = subjects(project)
    assert found["gina"] == [["google-oauth2", "1001"]]
    assert found["lost"] == [["keycloak", "kc-1"]]
    assert found["plain"] == [["oidc", "plain"]]
    assert ["okta-openidconnect", "00u1"] in found["several"]


def test_tokens_of_providers_are_sealed_and_the_same(project):
    project.migrate_from()
    (sealed,) = [row for (row,) in project.rows("gatepost_socialaccount", "sealed", "subject = '4000'")]
    assert "access-discord" not in sealed
    code = (
        "import django; django.setup()\n"
        "from gatepost.features.social.models import SocialAccount\n"
        "from gatepost.features.social.operations.identity import unsealed\n"
        "row = SocialAccount.objects.get(subject='4000')\n"
        "kept = unsealed(row)\n"
        "print(kept.access, kept.refresh, (row.tokens_expire_at - row.last_used_at).total_seconds())"
    )
    said = environment.run(project._python, "-c", code, env=project.env("beside")).stdout
    assert said.split() == ["access-discord", "again-discord", "3600.0"]


def test_users_sign_in_at_the_provider_and_disabled_ones_do_not(moved, provider):
    _, client = moved
    for sub, name in (("alice", "several"), ("nopassword", "nopassword"), ("plain", "plain")):
        assert sign_in(client, "oidc", provider.id_token(sub=sub, email="other@example.net")) == name
    assert sign_in(client, "oidc", provider.id_token(sub="disabled")) not in (200, "disabled")


def test_everyone_signs_in_by_each_identity_and_password_as_before(moved, provider):
    _, client = moved
    for number in range(CROWD):
        name = f"u{number}" if number % 7 else None
        if number % 2:
            token = provider.id_token(sub=f"crowd-{number}", email=f"other{number}@example.net")
            found = sign_in(client, "oidc", token)
            assert found == name if name else found != f"u{number}", number
        else:
            with client() as http:
                answer = http.post(APP + "auth/login", json={"username": f"u{number}", "password": PASSWORD})
            found = answer.json()["data"].get("user", {}).get("username") if answer.status_code == 200 else None
            assert found == (name if number % 4 == 0 else None), number


def test_google_is_recognized_by_a_verified_address_once_and_by_its_id_from_then_on(moved, provider):
    _, client = moved
    address = {"email": "gina@example.org", "email_verified": True}
    assert (
        sign_in(client, "google-oauth2", provider.id_token(sub="666", email="gina@example.org", email_verified=False))
        != "gina"
    )
    assert sign_in(client, "oidc", provider.id_token(sub="666", **address)) != "gina"
    assert sign_in(client, "google-oauth2", provider.id_token(sub="1001", **address)) == "gina"
    assert sign_in(client, "google-oauth2", provider.id_token(sub="667", **address)) != "gina"
    assert sign_in(client, "google-oauth2", provider.id_token(sub="1001", email="new@example.org")) == "gina"


def test_at_other_providers_an_address_is_never_taken_for_an_id(moved, provider):
    _, client = moved
    address = {"email": "mail@example.org", "email_verified": True}
    assert sign_in(client, "oidc", provider.id_token(sub="668", **address)) != "addressed"
    assert sign_in(client, "oidc", provider.id_token(sub="mail@example.org")) == "addressed"


def test_live_sessions_go_on_and_dead_ones_stay_dead(moved):
    project, client = moved
    answers = {}
    for name, key in project.facts["sessions"].items():
        with client(cookies={"sessionid": key}) as http:
            answers[name] = http.get("/me/").json()["user"]
    assert answers == {"live": "live", "expired": None, "changed": None}
    with client(cookies={"sessionid": project.facts["sessions"]["live"]}) as http:
        assert http.get("/me/").json()["cart"] == [1, 2]


def test_a_plan_names_what_is_lost_and_writes_nothing(project):
    before = project.everything()
    said = project.migrate_from("--plan").stdout
    assert project.everything() == before
    assert "SOCIAL_AUTH_PIPELINE: social.link = 'verified'" in said
    assert "SOCIAL_AUTH_GOOGLE_OAUTH2_WHITELISTED_DOMAINS: Addresses aren't limited" in said
    assert "tests.moving_in.social_auth_project.pipeline.greet isn't called any more" in said
    assert "SOCIAL_AUTH_GITHUB_ORG_NAME: Membership isn't checked" in said
    assert "steam: has no connection here" in said
    assert "keycloak stored a name that can change" in said
    for secret in ("hub-secret", "google-secret", "oidc-secret", "apple-secret"):
        assert secret not in said


def test_settings_are_python_that_gatepost_accepts_and_hold_no_secret(project):
    block = project.migrate_from("--settings").stdout.partition("# urls.py")[0]
    assert "-secret" not in block
    names = {"GATEPOST_KEYS", *re.findall(r'os\.environ\["(\w+)"\]', block)}
    variables = dict.fromkeys(names, "test:" + "A" * 43)
    scope = {}
    exec(f"import os\nos.environ.update({variables!r})\n{block}", scope)
    social = scope["GATEPOST"]["social"]
    assert social["link"] == "verified"
    assert social["error_page"] == "/failed/"
    assert social["pipeline"] == {"known": "gatepost.moving_in.social_auth.known.by_address"}
    made = social["connections"]
    assert made["google-oauth2"]["params"] == {"access_type": "offline"}
    assert made["github"]["scopes"] == ("repo",)
    assert made["apple-id"]["client_ids"] == ("org.example.ios",)
    assert made["apple-id"]["options"] == {"team": "TEAM123456", "key_id": "KEY1234567"}
    assert made["keycloak"]["options"] == {"server": "https://sso.example.org/auth", "realm": "shop"}
    assert made["okta-openidconnect"]["options"] == {"issuer": "https://example.okta.com"}
    assert made["oidc"]["options"] == {"issuer": project._issuer}


def test_a_second_run_moves_nothing_and_check_says_that_the_package_can_go(project):
    assert project.migrate_from("--check", ok=False).returncode == 1
    project.migrate_from("--batch", "30")
    before = project.everything()
    again = json.loads(project.migrate_from("--json").stdout)
    assert {kind["moved"] for kind in again.values()} == {0}
    for table in ("gatepost_socialaccount", "gatepost_session", "gatepost_movedrow"):
        assert project.everything()[table] == before[table]
    assert "social-auth-app-django can go" in project.migrate_from("--check").stdout


def test_undo_restores_row_by_row(project):
    before = project.everything()
    project.migrate_from("--batch", "40")
    project.migrate_from("--undo", "--batch", "33")
    after = project.everything()
    assert {name: rows for name, rows in after.items() if name not in KEPT} == {
        name: rows for name, rows in before.items() if name not in KEPT
    }


def test_a_run_that_is_killed_again_and_again_ends_in_the_same_result(project, tmp_path_factory, beside):
    at_once = copy(beside, tmp_path_factory.mktemp("social-auth-at-once"))
    at_once.migrate_from()
    assert [project.killed_at(moved, "--batch", "2") for moved in range(10, 160, 15)] == [True] * 10
    project.migrate_from("--batch", "2")
    columns = "user_id, connection, subject, email, name"
    assert project.rows("gatepost_socialaccount", columns) == at_once.rows("gatepost_socialaccount", columns)
    columns = 'kind, source, "table", before IS NULL'
    assert project.rows("gatepost_movedrow", columns) == at_once.rows("gatepost_movedrow", columns)


READ = """
import json, pathlib, re, social_core, social_django
found = set()
patterns = (
    r'setting\\(\\s*f?["\\']([A-Z_]+)["\\']',
    r'(?:get_setting|setting_name|get_setting_config)\\(\\s*["\\']([A-Z_]+)["\\']',
    r'["\\']SOCIAL_AUTH_([A-Z_]+)["\\']', r'["\\']([A-Z_]+_URL)["\\']',
)
for package in (social_core, social_django):
    for file in pathlib.Path(package.__file__).parent.rglob("*.py"):
        if "tests" not in file.parts:
            for pattern in patterns:
                found.update(re.findall(pattern, file.read_text()))
steps = [
    f"social_core.pipeline.{file.stem}.{name}"
    for file in (pathlib.Path(social_core.__file__).parent / "pipeline").glob("*.py")
    if file.stem not in ("partial", "utils")
    for name in re.findall(r'^def ([a-z]\\w+)', file.read_text(), re.MULTILINE)
]
print(json.dumps([sorted(found), steps]))
"""
NO_SETTINGS = {
    *("AUTHENTICATION_BACKENDS", "GOOGLE_ONETAP_KEY", "TELEGRAM_BOT_TOKEN", "USER_DATA_URL", "VK_COMPLETE_URL"),
    "LOGINRADIUS_REDIRECT_URL",
}


def test_every_setting_and_every_pipeline_function_of_social_auth_is_in_the_table():
    real, steps = set(), set()
    for version in VERSIONS:
        names, functions = json.loads(environment.run(python_of(version), "-c", READ, env={}).stdout)
        real |= set(names)
        steps |= set(functions)
    told = set(re.findall(r"^\| `SOCIAL_AUTH_(?:<BACKEND>_)?([^`]+)`", TABLE.read_text(), re.MULTILINE))
    assert {name for name in told if "." not in name} == real - NO_SETTINGS
    assert {name.partition(".")[2] for name in told if "." in name} == steps


def test_the_table_is_printed_from_the_code(beside):
    assert beside.migrate_from("--reference").stdout == TABLE.read_text()
