"""`gatepost migrate-from dj-rest-auth` and `djoser`, on what clients of the real packages keep."""

import json
import re
import sqlite3

import pyotp
import pytest
from tests.moving_in import environment
from tests.moving_in.conftest import Project, copy

pytestmark = pytest.mark.live
INSTALLED = {
    "dj-rest-auth": ("dj-rest-auth==7.2.0", "django-allauth[socialaccount]==65.21.1", "pyotp", "Django>=5.2,<6"),
    "djoser": ("djoser==2.3.5", "webauthn<1.0", "Django>=5.2,<6"),
}
PASSWORD = "a-l0ng-Secret"
USERS = 120
KEPT = {"gatepost_event", "gatepost_auditevent"}
OURS = ("gatepost_token", "gatepost_session", "gatepost_authenticator", "gatepost_movedrow")


class RestProject(Project):
    settings = "tests.moving_in.rest_project.settings"

    def env(self, stage, **more):
        return super().env(stage, PACKAGE=self.package, **more)

    def script(self, name, *words, stage="after", **options):
        module = f"tests.moving_in.rest_project.{name}"
        return environment.run(self._python, "-m", module, *words, env=self.env(stage), **options).stdout

    def ask(self, *requests, stage="after"):
        said = json.loads(self.script("ask", stage=stage, input=json.dumps(requests)).splitlines()[-1])
        return said["answers"], said["mails"]

    def known(self, stage="after"):
        """Whom the project takes each token and each session for."""
        by_token = [{"path": "/me/", "token": token} for token in self.facts["tokens"].values()]
        by_session = [{"path": "/me/", "cookies": {"sessionid": key}} for key in self.facts["sessions"].values()]
        answers = [
            (body or {}).get("name", status) for status, body in self.ask(*by_token, *by_session, stage=stage)[0]
        ]
        tokens, sessions = answers[: len(by_token)], answers[len(by_token) :]
        return dict(zip(self.facts["tokens"], tokens, strict=True)), dict(
            zip(self.facts["sessions"], sessions, strict=True)
        )


class RestAuthProject(RestProject):
    package = "dj-rest-auth"


class DjoserProject(RestProject):
    package = "djoser"


def made(kind, folder):
    project = kind(folder, {}, environment.python(kind.package, *INSTALLED[kind.package]), "")
    project.facts = json.loads(project.script("create", str(USERS), stage="before").splitlines()[-1])
    project.before = project.known("before")
    project.manage("migrate", "--verbosity=0")
    return project


@pytest.fixture(scope="session")
def rest_auth(tmp_path_factory):
    return made(RestAuthProject, tmp_path_factory.mktemp("rest-auth"))


@pytest.fixture(scope="session")
def djoser(tmp_path_factory):
    return made(DjoserProject, tmp_path_factory.mktemp("djoser"))


@pytest.fixture(params=["rest_auth", "djoser"])
def beside(request):
    return request.getfixturevalue(request.param)


@pytest.fixture
def project(tmp_path, beside):
    return copy(beside, tmp_path)


def refused(known):
    """The same without the reason of a refusal: 401 or 403."""
    return {name: found if isinstance(found, str) else None for name, found in known.items()}


def test_clients_that_keep_tokens_and_cookies_notice_nothing(project, beside):
    project.migrate_from("--batch", "40")
    tokens, sessions = project.known()
    assert refused(tokens) == refused(beside.before[0])
    assert refused(sessions) == refused(beside.before[1])
    assert refused(tokens) == {**{name: name for name in tokens}, "disabled": None}
    with sqlite3.connect(project.folder / "db.sqlite3") as connection:
        rows = str(connection.execute("SELECT * FROM gatepost_token").fetchall())
    assert not [key for key in project.facts["tokens"].values() if key in rows]


def test_undo_restores_row_by_row_and_the_old_package_works_as_before(project, beside):
    before = project.everything()
    project.migrate_from("--batch", "30")
    assert project.everything() != before
    project.migrate_from("--undo", "--batch", "17")
    after = project.everything()
    assert {name: rows for name, rows in after.items() if name not in KEPT} == {
        name: rows for name, rows in before.items() if name not in KEPT
    }
    assert project.known("before") == beside.before


def test_a_second_run_moves_nothing_and_check_says_that_the_package_can_go(project):
    assert project.migrate_from("--check", ok=False).returncode == 1
    project.migrate_from()
    before = project.everything()
    again = json.loads(project.migrate_from("--json").stdout)
    assert {kind["moved"] for kind in again.values()} == {0}
    after = project.everything()
    assert {table: after[table] for table in OURS} == {table: before[table] for table in OURS}
    assert f"{project.package} can go" in project.migrate_from("--check").stdout


def test_second_factors_of_dj_rest_auth_go_on(tmp_path, rest_auth):
    project = copy(rest_auth, tmp_path)
    project.migrate_from()
    given, log_in = project.facts["factors"], {"username": "ann", "password": PASSWORD}
    first = {"verb": "POST", "path": "/auth/login/", "body": log_in}
    codes = [pyotp.TOTP(given["secret"]).now(), given["codes"][0], given["codes"][0], given["used"]]
    steps = [
        step
        for code in codes
        for step in (first, {"verb": "POST", "path": "/auth/mfa/verify/", "body": {"code": code}, "ephemeral": True})
    ]
    answers, _ = project.ask(*steps)
    assert [body["mfa_required"] for _, body in answers[::2]] == [True] * 4
    assert [status for status, _ in answers[1::2]] == [200, 200, 400, 400]


def test_addresses_of_allauth_move_with_dj_rest_auth(tmp_path, rest_auth):
    project = copy(rest_auth, tmp_path)
    project.migrate_from()
    columns = 'value, verified_at IS NOT NULL, "primary"'
    rows = project.rows("gatepost_identifier", columns, "kind = 'email' AND user_id = 1")
    assert rows == [("a@example.org", 1, 1), ("second@example.org", 1, 0)]
    body = {"email": "second@example.org", "password": PASSWORD}
    answers, _ = project.ask({"verb": "POST", "path": "/auth/login/", "body": body})
    assert answers[0][1]["mfa_required"] is True


def test_an_account_of_djoser_that_waits_asks_for_another_link(tmp_path, djoser):
    project = copy(djoser, tmp_path)
    project.migrate_from()
    again = {"verb": "POST", "path": "/auth/users/resend_activation/", "body": {"email": "waits@example.org"}}
    old = {"verb": "POST", "path": "/auth/users/activation/", "body": project.facts["link"]}
    answers, mails = project.ask(old, again)
    assert [status for status, _ in answers] == [400, 204]
    uid, token = re.search(r"https://app\.example\.org/activate/([^/\s]+)/([^/\s]+)", mails[0]).groups()
    log_in = {"username": "waits", "password": PASSWORD}
    answers, _ = project.ask(
        {"verb": "POST", "path": "/auth/users/activation/", "body": {"uid": uid, "token": token}},
        {"verb": "POST", "path": "/auth/token/login/", "body": log_in},
    )
    assert [status for status, _ in answers] == [204, 200]


def test_refresh_tokens_of_djoser_go_on(tmp_path, djoser):
    project = copy(djoser, tmp_path)
    project.migrate_from()
    steps = [
        {"verb": "POST", "path": "/auth/jwt/refresh/", "body": {"refresh": project.facts["refresh"][name]}}
        for name in ("ann", "ann", "disabled")
    ]
    assert [status for status, _ in project.ask(*steps)[0]] == [200, 200, 401]


def test_security_keys_of_djoser_log_in(tmp_path, djoser):
    project = copy(djoser, tmp_path)
    said = project.migrate_from("--plan").stdout
    assert "the user has a password too" in said
    moved = json.loads(project.migrate_from("--json").stdout)["djoser_webauthn"]
    assert (moved["read"], moved["moved"]) == (3, 2)
    assert {user for (user,) in project.rows("gatepost_authenticator", "user_id")} == {
        user for (user,) in project.rows("auth_user", "id", "username IN ('keyed', 'keyedoff')")
    }
    answers = json.loads(project.script("log_in_by_key", input=json.dumps(project.facts["keys"])))
    assert answers == {"keyed": [200, 200], "keyedoff": [400, 400], "keyedtoo": [400, 400]}
    project.migrate_from("--undo")
    assert project.rows("gatepost_passkey") == project.rows("gatepost_authenticator") == []


def block_of(project):
    scope = {}
    text = project.migrate_from("--settings").stdout.partition("# urls.py")[0]
    exec(f"import os\nos.environ['GATEPOST_KEYS'] = 'test:' + 'A' * 43\n{text}", scope)
    return scope["GATEPOST"]


def test_the_settings_of_dj_rest_auth_become_ours(rest_auth):
    block = block_of(rest_auth)
    assert block["rest_auth"] == {
        "jwt_auth_cookie": "access",
        "jwt_auth_samesite": "Strict",
        "login_methods": ("username", "email"),
        "logout_on_get": True,
        "old_password_field_enabled": True,
        "one_token_per_user": True,
        "register_permission_classes": ("rest_framework.permissions.IsAdminUser",),
        "signup_fields": ("email*", "username*"),
        "token_idle_seconds": None,
    }
    assert block["authtoken"] == {"one_per_user": True, "idle_seconds": None}
    assert block["flow"] == {"login_seconds": 300}
    assert block["accounts"]["refuse_unknown_fields"] is False
    said = rest_auth.migrate_from("--plan").stdout
    assert "REST_AUTH.LOGIN_SERIALIZER: A serializer of your own" in said
    assert "Authenticator apps: 1, of which 1" in said


def test_the_settings_of_djoser_become_ours(djoser):
    block = block_of(djoser)
    assert block["djoser"] == {
        "activation_url": "https://app.example.org/activate/{uid}/{token}",
        "one_token_per_user": True,
        "permissions": {"user_list": ("rest_framework.permissions.IsAdminUser",)},
        "send_activation_email": True,
        "token_idle_seconds": None,
    }
    assert block["accounts"] == {"notifications": True}
    assert block["passkey"] == {"named_login": True}
    assert "DJOSER.SERIALIZERS: A serializer of your own" in djoser.migrate_from("--plan").stdout


READ = {
    "dj-rest-auth": "from dj_rest_auth.app_settings import DEFAULTS as found",
    "djoser": (
        "import re, pathlib, djoser\nfrom djoser.conf import default_settings\n"
        "text = ''.join(f.read_text() for f in pathlib.Path(djoser.__file__).parent.rglob('*.py'))\n"
        "used = set(re.findall(r'(?<!django_)settings\\.([A-Z_]+[A-Z])\\b', text))\n"
        "found = set(default_settings) | used - {'AUTH_USER_MODEL', 'DEFAULT_FROM_EMAIL', 'NON_FIELD_ERRORS_KEY'}"
    ),
}
PREFIX = {"dj-rest-auth": "REST_AUTH.", "djoser": "DJOSER."}


def test_every_setting_is_in_the_table_which_is_printed_from_the_code(beside):
    code = f"import django; django.setup()\n{READ[beside.package]}\nimport json; print(json.dumps(sorted(found)))"
    real = json.loads(environment.run(beside._python, "-c", code, env=beside.env("before")).stdout)
    table = (environment.ROOT / "docs" / "moving-in" / f"{beside.package}-settings.md").read_text()
    told = set(re.findall(r"^\| `([^`]+)`", table, re.MULTILINE)) - {"PASSWORD_RESET_TIMEOUT"}
    assert told == {PREFIX[beside.package] + name for name in real}
    assert beside.migrate_from("--reference").stdout == table
